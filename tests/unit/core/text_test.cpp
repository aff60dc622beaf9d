#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

using namespace pytk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Text, Utf8ExactlyAsUnicodeSays) {
  for (const std::string_view text : {"", "a", "é", "€", "😀", "\xF4\x8F\xBF\xBF"}) EXPECT_TRUE(is_utf8(text));
  for (const std::string_view text :
       {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80", "\xFF", "\xF0\x80\x80\x80"})
    EXPECT_FALSE(is_utf8(text));
  EXPECT_EQ(repair_utf8("a\xFF" "b"), "a\uFFFDb");
}

TEST(Text, ControlsCannotReachATerminal) {
  EXPECT_EQ(escape_controls("a\x1b[31m\n\xFF\u009b\u202e"), "a\\x1b[31m\\n\\xff\\u{9b}\\u{202e}");
  EXPECT_EQ(escape_controls("plain é €"), "plain é €");
}

TEST(Text, WidthsOfATerminal) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(fit("abcdefgh", 5), "ab...");
  EXPECT_EQ(fit("日本語語", 6), "日...");
  EXPECT_EQ(fit("abc", 3), "abc");
  EXPECT_EQ(fit("abc", 1), ".");
}

TEST(Text, NearestNames) {
  const std::vector<std::string> names{"encrypt", "decrypt", "rotate", "inspect"};
  EXPECT_THAT(nearest("encyrpt", names), ElementsAre("encrypt"));
  EXPECT_THAT(nearest("rot", names), ElementsAre("rotate"));
  EXPECT_THAT(nearest("zzz", names), IsEmpty());
  EXPECT_EQ(did_you_mean("decript", names), "did you mean 'decrypt'?");
  EXPECT_EQ(edit_distance("ab", "ba"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting", 3), 3U);
}

TEST(Error, CodesAreThoseOfTheHouse) {
  EXPECT_EQ(exit_code(Fault::usage), 2);
  EXPECT_EQ(exit_code(Fault::data), 3);
  EXPECT_EQ(exit_code(Fault::io), 4);
  EXPECT_EQ(exit_code(Fault::network), 4);
  EXPECT_EQ(exit_code(Fault::permission), 5);
  EXPECT_EQ(exit_code(Fault::missing), 6);
  EXPECT_EQ(exit_code(Fault::internal), 70);
}

TEST(Error, SaysWhereAndWhy) {
  EXPECT_EQ(fail(Fault::data, "bad number '{}'", "x").at("f.csv", 3, 7).message(), "f.csv:3:7: bad number 'x'");
  EXPECT_EQ(fail(Fault::data, "cut short").at_offset("a.pcap", 24).message(), "a.pcap: offset 24: cut short");
  EXPECT_EQ(fail_errno(2, "cannot open 'x'").message(), "cannot open 'x': no such file or directory");
  EXPECT_EQ(fail_errno(13, "cannot open 'x'").fault(), Fault::permission);
}
