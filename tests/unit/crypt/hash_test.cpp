#include "testing.hpp"

#include <pytk/crypt/hash.hpp>

#include <pytk/core/digest.hpp>

#include "crypt/blake3.hpp"

namespace pytk::crypt {
namespace {

using testing::TestContext;
using testing::TestFile;

std::string hex_of(const std::string& name, std::string_view message, std::size_t length = 0) {
  Hasher hasher({name, length, true});
  hasher.update(bytes_of(message));
  return to_hex(hasher.finish());
}

TEST(Hash, KnowsTheUsualDigests) {
  EXPECT_EQ(hex_of("sha256", "abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex_of("SHA-1", "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(hex_of("md5", ""), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(hex_of("sha3-256", ""), "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
  EXPECT_EQ(hex_of("blake2b-256", "abc"), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  EXPECT_EQ(hex_of("shake128", "", 16), "7f9c2ba4e88f827d616045507605853e");
  EXPECT_EQ(hex_of("blake3", ""), "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
  for (const std::string& name : hash_names()) EXPECT_EQ(hex_of(name, "x"), hex_of(name, "x")) << name;
}

TEST(Hash, RefusesUnknownAndWeakNames) {
  EXPECT_THROW(Hasher("sha257"), Error);
  EXPECT_THROW(Hasher("md5"), Error);
  EXPECT_THROW(Hasher({"sha256", 16, false}), Error);
}

TEST(Blake3, PassesTheOfficialVectorsInPiecesOfAnySize) {
  const auto vectors = testing::conformance_json("blake3/test_vectors.json");
  PYTK_SKIP_WITHOUT(vectors);
  const Bytes key(vectors.find("key")->text.begin(), vectors.find("key")->text.end());
  const std::string context = testing::text(vectors, "context_string");
  EXPECT_GE(vectors.find("cases")->items.size(), 35U);
  for (const auto& one : vectors.find("cases")->items) {
    Bytes message(std::stoul(testing::text(one, "input_len")));
    for (std::size_t i = 0; i < message.size(); ++i) message[i] = static_cast<std::uint8_t>(i % 251);
    for (const std::size_t step :
         {std::size_t{1} << 20U, std::size_t{65536}, std::size_t{8192}, std::size_t{1000}, std::size_t{63}}) {
      const auto run = [&](Blake3 state) {
        for (std::size_t i = 0; i < message.size(); i += step)
          state.update(ByteView(message).subspan(i, std::min(step, message.size() - i)));
        Bytes out(testing::text(one, "hash").size() / 2);
        state.finish(out);
        return to_hex(out);
      };
      ASSERT_EQ(run(Blake3()), testing::text(one, "hash")) << message.size() << " by " << step;
      ASSERT_EQ(run(Blake3(ByteView(key))), testing::text(one, "keyed_hash"));
      ASSERT_EQ(run(Blake3::deriving(context)), testing::text(one, "derive_key"));
    }
  }
}

TEST(Blake3, AnyCutOfALongMessageGivesTheSame) {
  const Bytes message = testing::random_bytes(1'000'003, 9);
  Bytes whole(32), pieces(32);
  Blake3 one;
  one.update(message);
  one.finish(whole);
  Blake3 many;
  SeededRandom random(4);
  for (std::size_t at = 0; at < message.size();) {
    const std::size_t step = std::min<std::size_t>(random.below(90'000), message.size() - at);
    many.update(ByteView(message).subspan(at, step));
    at += step;
  }
  many.finish(pieces);
  EXPECT_EQ(whole, pieces);
}

TEST(Blake3, OneFileIsSharedOutAmongThreads) {
  for (const std::size_t size : {0U, 1U, 262'144U, 262'145U, 5 * 262'144U, 12 * 262'144U, 4'000'001U}) {
    const Bytes message = testing::random_bytes(size, size);
    TestFile file(text_of(message));
    Blake3 whole;
    whole.update(message);
    Bytes expected(32);
    whole.finish(expected);
    for (const std::size_t threads : {1U, 3U}) {
      TestContext test(threads);
      hash_files({file.path()}, {{"blake3"}}, test.context, [&](const HashedFile& one) {
        EXPECT_EQ(one.hex.front(), to_hex(expected)) << size;
        EXPECT_EQ(one.bytes, size);
      });
    }
  }
}

TEST(Hash, ShortAndLongMessagesAndManyOfThemAgree) {
  for (const std::string name : {"sha256", "sha512"}) {
    Hasher one(name);
    for (const std::size_t size : {0U, 3U, 65'535U, 65'536U, 65'537U, 20'000U, 200'000U, 100U, 0U}) {
      const Bytes message = testing::random_bytes(size, size);
      for (std::size_t at = 0; at < size; at += 1000)
        one.update(ByteView(message).subspan(at, std::min<std::size_t>(1000, size - at)));
      EXPECT_EQ(to_hex(one.finish()), to_hex(digest(name, message))) << name << size;
    }
  }
}

TEST(Hash, FilesComeInOrderAndProblemsAreTold) {
  TestContext test(3);
  TestFile a("abc"), b("");
  std::vector<HashedFile> seen;
  hash_files({a.path(), "/nonexistent/x", b.path()}, {{"sha256"}, {"sha1"}}, test.context,
             [&](const HashedFile& file) { seen.push_back(file); });
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0].hex[1], "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_NE(seen[1].problem, "");
  EXPECT_EQ(seen[2].bytes, 0U);
}

TEST(Hash, KnownSizesSpeedUpButDoNotDecide) {
  TestContext test(3);
  TestFile right("abc"), shorter("abc"), longer("abc"), empty(""), again("abc");
  std::vector<HashedFile> seen;
  hash_files({right.path(), shorter.path(), longer.path(), "/nonexistent/x", empty.path(), again.path()}, {{"sha1"}},
             test.context, [&](const HashedFile& file) { seen.push_back(file); }, {3, 2, 9, 5, 0, 3});
  ASSERT_EQ(seen.size(), 6U);
  for (const std::size_t i : {0U, 1U, 2U, 5U}) {
    EXPECT_EQ(seen[i].bytes, 3U) << i;
    EXPECT_EQ(seen[i].hex, std::vector<std::string>{"a9993e364706816aba3e25717850c26c9cd0d89d"}) << i;
  }
  EXPECT_NE(seen[3].problem, "");
  EXPECT_EQ(seen[4].hex, std::vector<std::string>{"da39a3ee5e6b4b0d3255bfef95601890afd80709"});
}

TEST(SumLines, BothFormsAndStrangeNamesComeBack) {
  for (const SumStyle style : {SumStyle::plain, SumStyle::tag}) {
    for (const std::string_view name : {"a", "with space", " lead", "new\nline", "back\\slash", "(x) = y", "cr\r"}) {
      std::string line;
      append_sum_line(line, style, "sha256", "00ff", name);
      ASSERT_EQ(line.back(), '\n');
      line.pop_back();
      const auto sum = parse_sum_line(line);
      ASSERT_TRUE(sum) << line;
      EXPECT_EQ(sum->path, name);
      EXPECT_EQ(sum->hex, "00ff");
      EXPECT_EQ(sum->algorithm, style == SumStyle::tag ? "sha256" : "");
    }
  }
  EXPECT_EQ(parse_sum_line("00ff *binary")->path, "binary");
  for (const std::string_view name : {"file", "two words", "(x)= y"}) {
    const auto sum = parse_sum_line(fmt::format("SHA2-256({})= 00FF", name));
    ASSERT_TRUE(sum) << name;
    EXPECT_EQ(sum->algorithm + " " + sum->path + " " + sum->hex, fmt::format("sha256 {} 00ff", name));
  }
  for (const std::string_view line : {"", "00ff", "00ff  ", "zz  x", "SHA256 (x) = zz", "\\00  a\\q"})
    EXPECT_FALSE(parse_sum_line(line)) << line;
}

}  // namespace
}  // namespace pytk::crypt
