#include "testing.hpp"

#include <pytk/crypt/fernet.hpp>
#include <pytk/core/number.hpp>

#include "crypt/witness.hpp"

namespace pytk::crypt {
namespace {

using namespace std::string_literals;
using testing::random_bytes;
using testing::TestContext;
using testing::TestFile;
using ::testing::HasSubstr;

std::vector<Secret> keys(std::initializer_list<int> numbers) {
  std::vector<Secret> list;
  for (const int number : numbers) list.emplace_back(ByteView(random_bytes(32, static_cast<std::uint64_t>(number))));
  return list;
}

std::string token_of(Fernet& fernet, std::string_view message, std::uint64_t time = 1'000'000) {
  std::string token;
  fernet.encrypt(bytes_of(message), time, nullptr, token);
  return token;
}

Result<std::string> opened(Fernet& fernet, std::string_view token, const FernetClock& clock = {},
                           bool lenient = false) {
  Bytes message;
  const auto info = fernet.decrypt(token, clock, lenient, message);
  if (!info) return tl::unexpected(info.error());
  return std::string(text_of(message));
}

std::uint64_t unix_seconds(const std::string& rfc3339) {
  return static_cast<std::uint64_t>(value_or_throw(parse_time(rfc3339), Fault::data) / 1'000'000'000);
}

TEST(Fernet, MakesTheSpecificationsToken) {
  const auto cases = testing::conformance_json("fernet/generate.json");
  PYTK_SKIP_WITHOUT(cases);
  for (const auto& one : cases.items) {
    std::vector<Secret> list;
    list.push_back(value_or_throw(parse_fernet_key(testing::text(one, "secret")), Fault::data));
    Fernet fernet(list);
    Bytes iv;
    for (const auto& byte : one.find("iv")->items) iv.push_back(static_cast<std::uint8_t>(std::stoi(byte.text)));
    std::string token;
    fernet.encrypt(bytes_of(testing::text(one, "src")), unix_seconds(testing::text(one, "now")), iv.data(), token);
    EXPECT_EQ(token, testing::text(one, "token"));
  }
}

TEST(Fernet, AgreesWithTheSpecificationAboutGoodAndBadTokens) {
  for (const bool good : {true, false}) {
    const auto cases = testing::conformance_json(good ? "fernet/verify.json" : "fernet/invalid.json");
    PYTK_SKIP_WITHOUT(cases);
    EXPECT_FALSE(cases.items.empty());
    for (const auto& one : cases.items) {
      std::vector<Secret> list;
      list.push_back(value_or_throw(parse_fernet_key(testing::text(one, "secret")), Fault::data));
      Fernet fernet(list);
      const FernetClock clock{unix_seconds(testing::text(one, "now")), std::stoull(testing::text(one, "ttl_sec"))};
      const auto message = opened(fernet, testing::text(one, "token"), clock);
      EXPECT_EQ(message.has_value(), good) << testing::text(one, "desc");
      if (good && message) {
        EXPECT_EQ(*message, testing::text(one, "src"));
      }
      TestContext test;
      TestFile file(testing::text(one, "token"));
      std::string out;
      const auto sink = io::Sink::to(out);
      const auto stream = [&] {
        fernet.decrypt(*open_replay(file.path(), test.cancel), *sink, clock, false, test.context);
      };
      if (good) EXPECT_NO_THROW(stream());
      else EXPECT_THROW(stream(), Error) << testing::text(one, "desc");
      EXPECT_EQ(out, good ? testing::text(one, "src") : "");
    }
  }
}

TEST(Fernet, AgeIsInclusiveAndOnlyLookedAtWithATtl) {
  Fernet fernet(keys({1}));
  const std::string token = token_of(fernet, "x", 1000);
  EXPECT_TRUE(opened(fernet, token, {1060, 60}));
  EXPECT_FALSE(opened(fernet, token, {1061, 60}));
  EXPECT_TRUE(opened(fernet, token, {9'000'000'000, std::nullopt}));
  EXPECT_TRUE(opened(fernet, token, {940, 60}));
  EXPECT_FALSE(opened(fernet, token, {939, 60}));
  EXPECT_TRUE(opened(fernet, token, {0, std::nullopt}));
  const std::string late = token_of(fernet, "x", ~std::uint64_t{0});
  EXPECT_TRUE(opened(fernet, late, {~std::uint64_t{0}, ~std::uint64_t{0}}));
}

TEST(Fernet, AForgedTokenIsNeverCalledExpired) {
  Fernet maker(keys({1})), reader(keys({2}));
  const auto result = opened(reader, token_of(maker, "x", 0), {1'000'000, 60});
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().what_happened(), HasSubstr("another key"));
}

TEST(Fernet, EveryChangeOfATokenIsRefused) {
  Fernet fernet(keys({1}));
  const std::string token = token_of(fernet, "attack at dawn");
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char c : std::string_view("AQgw-_09=+/! ")) {
      std::string changed = token;
      changed[i] = c;
      if (changed == token || changed.substr(0, token.size() - 1) + "=" == token) continue;
      EXPECT_FALSE(opened(fernet, changed)) << i << c;
    }
    EXPECT_FALSE(opened(fernet, token.substr(0, i)));
  }
}

TEST(Fernet, RotatesUnderTheFirstKeyAndKeepsTheTime) {
  Fernet old(keys({1})), both(keys({2, 1})), fresh(keys({2}));
  const std::string token = token_of(old, "message", 12345);
  std::string rotated;
  const auto info = both.rotate(token, false, rotated);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->key, 1U);
  EXPECT_EQ(opened(fresh, rotated).value(), "message");
  Bytes message;
  EXPECT_EQ(fresh.decrypt(rotated, {}, false, message)->created, 12345U);
  EXPECT_FALSE(opened(old, rotated));
  EXPECT_NE(rotated.substr(12, 21), token.substr(12, 21));  // another IV
}

TEST(Fernet, StreamsTryEveryKeyAndRotateWithAFreshIv) {
  TestContext test(2);
  Fernet old(keys({1})), all(keys({3, 2, 1})), none(keys({2, 3}));
  const Bytes message = random_bytes(300'000, 1);
  const std::string token = token_of(old, text_of(message), 4242);
  const TestFile file(token);
  const auto replay = [&] { return open_replay(file.path(), test.cancel); };
  std::string out, rotated;
  EXPECT_EQ(all.decrypt(*replay(), *io::Sink::to(out), {}, false, test.context).key, 2U);
  EXPECT_EQ(out, text_of(message));
  const FernetInfo info = all.rotate(*replay(), *io::Sink::to(rotated), false, test.context);
  EXPECT_EQ(info.created, 4242U);
  Fernet first(keys({3}));
  EXPECT_EQ(opened(first, rotated).value(), text_of(message));
  // The first 32 characters after the time hold the IV.
  EXPECT_EQ(rotated.substr(0, 11), token.substr(0, 11));
  EXPECT_NE(rotated.substr(12, 21), token.substr(12, 21));
  out.clear();
  EXPECT_THROW(none.decrypt(*replay(), *io::Sink::to(out), {}, false, test.context), Error);
  EXPECT_EQ(out, "");
}

TEST(Fernet, StreamsAreTheSameTokensAtEveryLengthAndThreadCount) {
  for (const std::size_t threads : {1U, 2U, 4U}) {
    TestContext test(threads);
    Fernet fernet(keys({3}));
    for (const std::size_t size : {0U, 1U, 15U, 16U, 47U, 48U, 49U, 49'151U, 49'152U, 49'153U, 500'000U, 3'000'001U}) {
      const Bytes message = random_bytes(size, size);
      std::string token, back, rotated;
      const auto in = io::Source::of(message, "memory");
      const auto token_sink = io::Sink::to(token);
      fernet.encrypt(*in, *token_sink, 77, nullptr, test.context);
      EXPECT_EQ(opened(fernet, token).value(), text_of(message)) << size;
      TestFile file(token + "\n");
      const auto back_sink = io::Sink::to(back), rotated_sink = io::Sink::to(rotated);
      const auto info = fernet.decrypt(*open_replay(file.path(), test.cancel), *back_sink, {}, false, test.context);
      EXPECT_EQ(back, text_of(message)) << size;
      EXPECT_EQ(info.bytes, size);
      EXPECT_EQ(fernet.inspect(*open_replay(file.path(), test.cancel), {}, false, test.context).bytes, size);
      fernet.rotate(*open_replay(file.path(), test.cancel), *rotated_sink, false, test.context);
      EXPECT_EQ(opened(fernet, rotated).value(), text_of(message)) << size;
    }
  }
}

TEST(Fernet, AChangedStreamWritesNothing) {
  TestContext test(2);
  Fernet fernet(keys({3}));
  std::string token;
  const Bytes message = random_bytes(2'000'000, 5);
  const auto in = io::Source::of(message, "memory");
  fernet.encrypt(*in, *io::Sink::to(token), 77, nullptr, test.context);
  for (const std::size_t place : {0U, 11U, 40U, 1'000'000U, 2'600'000U}) {
    std::string changed = token;
    changed[place] = changed[place] == 'A' ? 'B' : 'A';
    TestFile file(changed);
    std::string out;
    const auto sink = io::Sink::to(out);
    EXPECT_THROW(fernet.decrypt(*open_replay(file.path(), test.cancel), *sink, {}, false, test.context), Error);
    EXPECT_EQ(out, "");
  }
}

TEST(Fernet, AFileThatIsWrittenAppearsOnlyWhenTheTokenWasGood) {
  for (const std::size_t size : {0U, 31U, 48U, 2'000'000U}) {
    TestContext test(2);
    Fernet fernet(keys({3}));
    const Bytes message = random_bytes(size, 8);
    const std::string token = token_of(fernet, std::string(text_of(message)), 50);
    const auto written = [&](const std::string& text, const FernetClock& clock) {
      TestFile in(text), out;
      std::filesystem::remove(out.path());
      const auto sink = io::Sink::open(out.path());
      EXPECT_TRUE(sink->unseen_until_commit());
      const auto info = fernet.decrypt(*open_replay(in.path(), test.cancel), *sink, clock, false, test.context);
      EXPECT_FALSE(std::filesystem::exists(out.path()));
      sink->commit();
      EXPECT_EQ(info.bytes, size);
      EXPECT_EQ(info.created, 50U);
      return io::Source::open(out.path())->read_all();
    };
    EXPECT_EQ(written(token, {}), text_of(message));
    EXPECT_EQ(written(token, {60, 10}), text_of(message));
    EXPECT_THROW((void)written(token, {61, 10}), Error);
    for (const std::size_t place : {std::size_t{0}, token.size() / 2, token.size() - 10}) {
      std::string changed = token;
      changed[place] = changed[place] == 'A' ? 'B' : 'A';
      EXPECT_THROW((void)written(changed, {}), Error);
      EXPECT_THROW((void)written(token.substr(0, place), {}), Error);
    }
  }
}

TEST(Witness, KnowsEveryPieceAgain) {
  const Bytes first = random_bytes(65'536, 1), second = random_bytes(65'536, 2), last = random_bytes(100, 3);
  Bytes changed = second;
  changed[40'000] ^= 1;
  const auto both = [&](std::uint64_t size, const std::vector<Bytes>& again) {
    Witness witness(size);
    for (const Bytes* piece : {&first, &second, &last}) witness.record(*piece);
    EXPECT_TRUE(witness.finish());
    for (const Bytes& piece : again)
      if (!witness.confirm(piece)) return false;
    return witness.finish();
  };
  for (const std::uint64_t size : {std::uint64_t{131'172}, std::uint64_t{5} << 32U}) {  // every piece, and six a tag
    EXPECT_TRUE(both(size, {first, second, last}));
    EXPECT_FALSE(both(size, {first, changed, last}));
    EXPECT_FALSE(both(size, {first, second}));
    EXPECT_FALSE(both(size, {first, second, last, last}));
    EXPECT_FALSE(both(size, {second, first, last}));
    EXPECT_FALSE(both(size, {}));
  }
}

TEST(FernetLines, ABadLineLeavesItsPlaceAndATrace) {
  TestContext test(2);
  const auto list = keys({1});
  Fernet fernet(list);
  std::string text;
  for (int i = 0; i < 3000; ++i) text += (i % 1000 == 7 ? "rubbish" : token_of(fernet, std::to_string(i))) + "\n";
  const auto in = io::Source::of(bytes_of(text), "memory");
  std::string out, problems;
  FernetLines lines;
  lines.verb = FernetVerb::decrypt;
  EXPECT_EQ(fernet_lines(list, lines, *in, *io::Sink::to(out), *io::Sink::to(problems), test.context), 3U);
  EXPECT_THAT(out, ::testing::StartsWith("0\n1\n2\n3\n4\n5\n6\n\n8\n"));
  EXPECT_THAT(out, ::testing::EndsWith("2006\n\n2008\n" + [] {
                std::string rest;
                for (int i = 2009; i < 3000; ++i) rest += std::to_string(i) + "\n";
                return rest;
              }()));
  EXPECT_THAT(problems, HasSubstr(R"({"line":1008,"status":"malformed","error":)"));
}

TEST(FernetLines, EveryByteButTheLineFeedComesBack) {
  TestContext test(2);
  const auto list = keys({1});
  std::string text(200'000, 'x');
  text += "\r\n\r\n\n\0 end\r\n"s;
  for (std::uint64_t i = 0; i < 300; ++i) {
    for (const std::uint8_t byte : random_bytes(i, i)) text += byte == '\n' ? '\r' : static_cast<char>(byte);
    text += '\n';
  }
  text += "the last one has no line feed\r";
  std::string sealed, back, problems;
  FernetLines lines;
  EXPECT_EQ(fernet_lines(list, lines, *io::Source::of(bytes_of(text), "memory"), *io::Sink::to(sealed),
                         *io::Sink::to(problems), test.context),
            0U);
  lines.verb = FernetVerb::decrypt;
  EXPECT_EQ(fernet_lines(list, lines, *io::Source::of(bytes_of(sealed), "memory"), *io::Sink::to(back),
                         *io::Sink::to(problems), test.context),
            0U);
  EXPECT_EQ(back, text + '\n');
}

TEST(FernetLines, WorksOnOneField) {
  TestContext test;
  const auto list = keys({1});
  const auto in = io::Source::of(bytes_of("a\tsecret\tc\nonly\n"), "memory");
  std::string sealed, back, problems;
  FernetLines lines;
  lines.field = 2;
  EXPECT_EQ(fernet_lines(list, lines, *in, *io::Sink::to(sealed), *io::Sink::to(problems), test.context), 1U);
  lines.verb = FernetVerb::decrypt;
  lines.on_error = OnError::skip;
  const auto again = io::Source::of(bytes_of(sealed), "memory");
  fernet_lines(list, lines, *again, *io::Sink::to(back), *io::Sink::to(problems), test.context);
  EXPECT_EQ(back, "a\tsecret\tc\n");
}

TEST(FernetKeys, AFileHoldsOneALineWithComments) {
  const Secret one = make_fernet_key(), two = make_fernet_key();
  std::vector<Secret> list;
  add_fernet_keys(list, Secret("# new\n" + std::string(one.text()) + "\r\n\n" + std::string(two.text())), "keys.txt");
  EXPECT_EQ(list.size(), 2U);
  EXPECT_THROW(add_fernet_keys(list, Secret(std::string_view("# nothing\n")), "keys.txt"), Error);
  EXPECT_FALSE(parse_fernet_key("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4"));
  EXPECT_FALSE(parse_fernet_key("cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e!="));
  EXPECT_TRUE(parse_fernet_key(" cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=\n"));
}

}  // namespace
}  // namespace pytk::crypt
