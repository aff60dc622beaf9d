#include <gtest/gtest.h>

#include <pytk/core/bytes.hpp>
#include <pytk/core/random.hpp>

using namespace pytk;

TEST(Bytes, WireIntegers) {
  const std::uint8_t wire[] = {1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(load_be<std::uint16_t>(wire), 0x0102);
  EXPECT_EQ(load_be<std::uint32_t>(wire), 0x01020304U);
  EXPECT_EQ(load_le<std::uint32_t>(wire), 0x04030201U);
  EXPECT_EQ(load_be<std::uint64_t>(wire), 0x0102030405060708ULL);
  std::uint8_t out[8];
  store_be<std::uint64_t>(out, 0x0102030405060708ULL);
  EXPECT_TRUE(std::equal(out, out + 8, wire));
}

TEST(Bytes, Rfc4648Vectors) {
  const std::pair<const char*, const char*> cases[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : cases) {
    EXPECT_EQ(to_base64(bytes_of(plain)), encoded);
    EXPECT_EQ(text_of(from_base64(encoded).value()), plain);
  }
}

TEST(Bytes, Base64IsStrict) {
  for (const char* text : {"Zg=", "Zg", "Z===", "Zh==", "Zm9=", "Zm9v\n", " Zm9v", "Zm9-", "Zm==9v=="})
    EXPECT_FALSE(from_base64(text)) << text;
  EXPECT_TRUE(from_base64("-_8=", Base64::url));
  EXPECT_FALSE(from_base64("+/8=", Base64::url));
  EXPECT_TRUE(from_base64("-_8", Base64::url, false));
  EXPECT_FALSE(from_base64("-_8=", Base64::url, false));
}

TEST(Bytes, RoundTripsOfEveryLength) {
  SeededRandom random(1);
  for (std::size_t length = 0; length < 300; ++length) {
    Bytes bytes(length);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
    EXPECT_EQ(from_base64(to_base64(bytes)).value(), bytes);
    EXPECT_EQ(from_base64(to_base64(bytes, Base64::url, false), Base64::url, false).value(), bytes);
    EXPECT_EQ(from_hex(to_hex(bytes)).value(), bytes);
  }
}

TEST(Bytes, HexAllowsSeparatorsBetweenBytesOnly) {
  EXPECT_EQ(from_hex("00:ff AB").value(), (Bytes{0, 255, 171}));
  EXPECT_FALSE(from_hex("0 0"));
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("0g"));
}

TEST(Bytes, ConstantTimeComparison) {
  EXPECT_TRUE(equal_constant_time(bytes_of("abc"), bytes_of("abc")));
  EXPECT_FALSE(equal_constant_time(bytes_of("abc"), bytes_of("abd")));
  EXPECT_FALSE(equal_constant_time(bytes_of("abc"), bytes_of("ab")));
}
