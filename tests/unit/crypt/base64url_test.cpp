#include "testing.hpp"

#include "crypt/base64url.hpp"
#include "crypt/token_text.hpp"

namespace pytk::crypt {
namespace {

using testing::random_bytes;

std::string encode(ByteView bytes) {
  std::string out(bytes.size() / 3 * 4, '\0');
  EXPECT_EQ(encode_base64url(bytes.data(), bytes.size(), out.data()), out.size());
  return out;
}

TEST(Base64Url, BothWaysAgreeWithThePortableCodeAtEveryLength) {
  for (std::size_t size = 0; size < 400; size += 3) {
    const Bytes bytes = random_bytes(size, size);
    const std::string text = encode(bytes);
    std::string portable(text.size(), '\0');
    encode_base64url_portable(bytes.data(), bytes.size(), portable.data());
    ASSERT_EQ(text, portable);
    Bytes back(size + 8);
    ASSERT_EQ(decode_base64url(text.data(), text.size(), back.data()), text.size());
    back.resize(size);
    ASSERT_EQ(back, bytes);
  }
}

TEST(Base64Url, KnowsEveryCharacterAtEveryPlaceOfAVector) {
  const std::string good(96, 'A');
  for (int c = 0; c < 256; ++c) {
    for (std::size_t place = 0; place < 64; place += 7) {
      std::string text = good;
      text[place] = static_cast<char>(c);
      Bytes out(96);
      const std::size_t taken = decode_base64url(text.data(), text.size(), out.data());
      if (base64url_value(static_cast<char>(c)) < 64) ASSERT_EQ(taken, text.size()) << c;
      else ASSERT_EQ(taken, place / 4 * 4) << c;
    }
  }
}

struct Fed {
  bool good = false;
  std::string bytes;
};
Fed feed(std::string_view text, bool lenient, std::size_t step) {
  TokenText reader(lenient);
  std::string all;
  Bytes out(text.size() + 32);
  for (std::size_t i = 0; i < text.size(); i += step) {
    const auto got = reader.feed(text.substr(i, step), out.data());
    if (!got) return {};
    all.append(text_of({out.data(), *got}));
  }
  const auto rest = reader.finish(out.data());
  if (!rest) return {};
  return {true, all + std::string(text_of({out.data(), *rest}))};
}

TEST(TokenText, GivesTheSameInPiecesOfAnySize) {
  const Bytes bytes = random_bytes(1000, 1);
  const std::string text = "\n " + to_base64(bytes, Base64::url) + "\r\n";
  for (const std::size_t step : {1U, 2U, 3U, 5U, 31U, 64U, 5000U}) {
    const Fed fed = feed(text, false, step);
    ASSERT_TRUE(fed.good) << step;
    EXPECT_EQ(fed.bytes, text_of(bytes));
  }
}

TEST(TokenText, StrictRefusesWhatHasASecondSpelling) {
  for (const std::string_view text :
       {"QUI", "QUI==", "QUJ=", "QR==", "QU I=", "QUI=QUI=", "+/AA", "QUI=x", "Q===", "=", "QU!I"})
    EXPECT_FALSE(feed(text, false, 100).good) << text;
  EXPECT_EQ(feed("QUI=", false, 100).bytes, "AB");
  EXPECT_EQ(feed("", false, 100).bytes, "");
}

TEST(TokenText, LenientTakesWhatOtherProgramsLetPass) {
  for (const std::string_view text : {"QUI", "QUI=", "QUJ=", "Q UI=", "Q!U*I=", "QUI=ignored", "QUI==="})
    EXPECT_EQ(feed(text, true, 1).bytes, "AB") << text;
  EXPECT_EQ(feed("--__", true, 1).bytes, feed("++//", true, 2).bytes);
  EXPECT_FALSE(feed("QUJDQ", true, 1).good);
}

}  // namespace
}  // namespace pytk::crypt
