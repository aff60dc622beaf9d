#include <gtest/gtest.h>

#include <pytk/core/digest.hpp>

using namespace pytk;

TEST(Digest, KnownAnswers) {
  EXPECT_EQ(to_hex(digest("sha256", bytes_of("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(digest("MD5", bytes_of(""))), "d41d8cd98f00b204e9800998ecf8427e");
  // RFC 4231, case 2.
  EXPECT_EQ(to_hex(hmac("sha256", bytes_of("Jefe"), bytes_of("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(hmac("sha256", {}, {})), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
  EXPECT_EQ(crc32(bytes_of("123456789")), 0xCBF43926U);
  EXPECT_EQ(crc32(bytes_of("6789"), crc32(bytes_of("12345"))), 0xCBF43926U);
}

TEST(Digest, CanBeUsedAgainAfterFinish) {
  Digest sha("sha256");
  const auto first = sha.update(bytes_of("a")).update(bytes_of("bc")).finish();
  EXPECT_EQ(sha.update(bytes_of("abc")).finish(), first);
  EXPECT_EQ(sha.size(), 32U);
}

TEST(Digest, UnknownNameSaysWhichIsNear) {
  try {
    Digest unknown("sha255");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    EXPECT_NE(error.hint().find("sha256"), std::string::npos);
  }
}
