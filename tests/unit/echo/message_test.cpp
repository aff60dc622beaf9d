#include <pytk/echo/message.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/json.hpp>

namespace pytk::echo {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Messages as text, "~" before a partial one.
std::vector<std::string> cut(std::initializer_list<std::string_view> pieces, std::size_t longest = 16'384) {
  std::vector<std::string> out;
  const auto keep = [&out](const Message& message) {
    out.push_back((message.partial ? "~" : "") + std::string(message.line()));
  };
  Lines lines(longest);
  for (const auto piece : pieces) lines.add(bytes_of(piece), keep);
  lines.end(keep);
  return out;
}

TEST(Lines, CutAtLineEnds) {
  EXPECT_THAT(cut({"one\ntwo\r\n\nthree\n"}), ElementsAre("one", "two", "", "three"));
}

TEST(Lines, MayArriveInAnyPieces) {
  EXPECT_THAT(cut({"o", "ne\r", "\ntw", "o", "\n"}), ElementsAre("one", "two"));
}

TEST(Lines, FlagAnUnterminatedTail) { EXPECT_THAT(cut({"one\ntwo"}), ElementsAre("one", "~two")); }

TEST(Lines, CutWhatIsTooLong) {
  EXPECT_THAT(cut({"aaaabbbbcc\ndd\n"}, 4), ElementsAre("~aaaa", "~bbbb", "cc", "dd"));
  EXPECT_THAT(cut({"aa", "aab", "bbbcc\n"}, 4), ElementsAre("~aaaa", "~bbbb", "cc"));
}

TEST(Lines, NumberMessagesAndKnowWhereTheyBegan) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> seen;
  Lines lines;
  lines.add(bytes_of("one\ntwo\n"), [&](const Message& message) { seen.emplace_back(message.number, message.offset); });
  EXPECT_THAT(seen, ElementsAre(std::pair(1U, 0U), std::pair(2U, 4U)));
}

std::string printed(std::string_view format, std::string_view bytes, bool partial = false) {
  auto parsed = MessageFormat::parse(format);
  EXPECT_TRUE(parsed) << format;
  std::string out;
  parsed->append(out, {bytes_of(bytes), 3, 32, 1'700'000'000'000'000'000, partial}, "tcp://127.0.0.1:7");
  return out;
}

TEST(MessageFormat, Raw) { EXPECT_EQ(printed("raw", "a\x1b\r\n"), "a\x1b\r\n"); }
TEST(MessageFormat, TextIsSafeForATerminal) { EXPECT_EQ(printed("text", "a\x1b[2J\r\n"), "a\\x1b[2J\n"); }

TEST(MessageFormat, HexHasRowsOfSixteen) {
  EXPECT_EQ(printed("hex", "0123456789abcdefXY\n"),
            "00000020  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n"
            "00000030  58 59 0a                                          |XY.|\n");
}

TEST(MessageFormat, JsonLosesNothing) {
  const auto text = json::parse(printed("json", "a\"\x01\n"));
  ASSERT_TRUE(text);
  EXPECT_EQ(text->find("line")->text, "a\"\x01");
  EXPECT_EQ(text->find("n")->text, "3");
  EXPECT_EQ(text->find("bytes")->text, "4");
  const auto binary = json::parse(printed("json", "\xff\xfe", true));
  ASSERT_TRUE(binary);
  EXPECT_EQ(binary->find("line"), nullptr);
  EXPECT_EQ(binary->find("data_b64")->text, "//4=");
  EXPECT_TRUE(binary->find("partial")->boolean);
}

TEST(MessageFormat, Templates) {
  EXPECT_EQ(printed("{n}: {upper}!", "hello\n"), "3: HELLO!\n");
  EXPECT_EQ(printed("{{{line}}}", "x\n"), "{x}\n");
  EXPECT_EQ(printed("{lower}\\t{hex}\\\\{bytes}", "AB"), "ab\t4142\\2\n");
  EXPECT_EQ(printed("{ts} {peer} {json}", "q\n"), "2023-11-14T22:13:20Z tcp://127.0.0.1:7 \"q\"\n");
}

TEST(MessageFormat, NamesTheFault) {
  EXPECT_THAT(MessageFormat::parse("jsn").error().hint(), HasSubstr("json"));
  EXPECT_THAT(MessageFormat::parse("{lin}").error().hint(), HasSubstr("line"));
  EXPECT_EQ(MessageFormat::parse("{lin}").error().what_happened(), "the template knows no {lin}");
  EXPECT_FALSE(MessageFormat::parse("{line"));
  EXPECT_FALSE(MessageFormat::parse("{line}}"));
  EXPECT_FALSE(MessageFormat::parse(""));
  EXPECT_FALSE(MessageFormat::parse("{}"));
}

}  // namespace
}  // namespace pytk::echo
