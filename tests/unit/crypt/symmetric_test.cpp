#include "testing.hpp"

#include <pytk/crypt/symmetric.hpp>

#include "crypt/evp.hpp"
#include "crypt/long_gcm.hpp"

namespace pytk::crypt {
namespace {

using testing::random_bytes;
using testing::TestContext;

Bytes bytes(std::string_view hex) { return value_or_throw(from_hex(hex), Fault::data); }

TEST(Wycheproof, AesGcm) {
  const auto suite = testing::conformance_json("wycheproof/aes_gcm_test.json");
  PYTK_SKIP_WITHOUT(suite);
  int seen = 0;
  for (const auto& group : suite.find("testGroups")->items) {
    for (const auto& one : group.find("tests")->items) {
      ++seen;
      SCOPED_TRACE(testing::text(one, "tcId") + " " + testing::text(one, "comment"));
      const Secret key{ByteView(testing::hex(one, "key"))};
      const AeadRequest request{"aes-" + testing::text(group, "keySize") + "-gcm", testing::hex(one, "iv"),
                                testing::hex(one, "aad"), std::stoul(testing::text(group, "tagSize"))};
      Bytes sealed = testing::hex(one, "ct");
      const Bytes tag = testing::hex(one, "tag"), message = testing::hex(one, "msg");
      sealed.insert(sealed.end(), tag.begin(), tag.end());
      const bool valid = testing::text(one, "result") == "valid";
      try {
        const Secret plain = aead_open(request, key, sealed);
        EXPECT_TRUE(valid);
        EXPECT_EQ(to_hex(plain.view()), to_hex(message));
        EXPECT_EQ(aead_seal(request, key, message), sealed);
      } catch (const Error& error) {
        EXPECT_FALSE(valid) << error.what_happened();
      }
    }
  }
  EXPECT_EQ(seen, std::stoi(testing::text(suite, "numberOfTests")));
}

TEST(Wycheproof, HmacSha256) {
  const auto suite = testing::conformance_json("wycheproof/hmac_sha256_test.json");
  PYTK_SKIP_WITHOUT(suite);
  int seen = 0;
  for (const auto& group : suite.find("testGroups")->items) {
    for (const auto& one : group.find("tests")->items) {
      ++seen;
      Mac mac(MacChoice{}, Secret(ByteView(testing::hex(one, "key"))));
      mac.update(testing::hex(one, "msg"));
      const bool matches =
          tag_matches(mac.finish(), testing::hex(one, "tag"), std::stoul(testing::text(group, "tagSize")));
      EXPECT_EQ(matches, testing::text(one, "result") == "valid") << testing::text(one, "tcId");
    }
  }
  EXPECT_EQ(seen, std::stoi(testing::text(suite, "numberOfTests")));
}

TEST(Aead, EveryAlgorithmComesBackAndRefusesChanges) {
  for (const std::string& name : aead_names()) {
    SCOPED_TRACE(name);
    const Secret key{ByteView(random_bytes(aead_key_size(name), 1))};
    for (const std::size_t size : {0U, 1U, 16U, 1000U}) {
      const Bytes plain = random_bytes(size, 2);
      AeadRequest request{name, random_bytes(aead_nonce_size(name), 3), random_bytes(size / 3, 4), 128};
      Bytes sealed = aead_seal(request, key, plain);
      ASSERT_EQ(sealed.size(), size + 16);
      EXPECT_EQ(to_hex(aead_open(request, key, sealed).view()), to_hex(plain));
      for (const std::size_t place : {std::size_t{0}, sealed.size() / 2, sealed.size() - 1}) {
        Bytes changed = sealed;
        changed[place] ^= 0x80;
        EXPECT_THROW((void)aead_open(request, key, changed), Error);
      }
      request.aad.push_back(1);
      EXPECT_THROW((void)aead_open(request, key, sealed), Error);
      EXPECT_THROW((void)aead_open(request, key, ByteView(sealed).first(15)), Error);
    }
  }
}

TEST(Aead, LongNoncesAreComputedAsShortOnesAre) {
  begin();
  const Bytes raw = random_bytes(32, 1);
  const Secret key{ByteView(raw)};
  const Bytes plain = random_bytes(100, 2);
  const AeadRequest request{"aes-256-gcm", random_bytes(100, 3), random_bytes(33, 4), 128};
  const Bytes sealed = aead_seal(request, key, plain);
  LongGcm own(key, request.nonce, request.aad);
  Bytes ciphertext(plain.size());
  own.run(plain, ciphertext.data());
  const auto tag = own.tag(ciphertext);
  ciphertext.insert(ciphertext.end(), tag.begin(), tag.end());
  EXPECT_EQ(ciphertext, sealed);
}

TEST(Aead, KnowsXChaCha20Poly1305) {
  // draft-irtf-cfrg-xchacha-03, appendix A.3.1
  const Secret key{ByteView(bytes("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"))};
  const AeadRequest request{"xchacha20-poly1305", bytes("404142434445464748494a4b4c4d4e4f5051525354555657"),
                            bytes("50515253c0c1c2c3c4c5c6c7"), 128};
  const std::string plain =
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
  EXPECT_EQ(to_hex(ByteView(aead_seal(request, key, bytes_of(plain))).last(16)), "c0875924c1c7987947deafd8780acf49");
}

std::string derived(KdfRequest request, std::string_view secret) {
  return to_hex(derive(request, Secret(secret)).view());
}

TEST(Kdf, KnowsTheStandardsVectors) {
  // RFC 5869 A.1
  EXPECT_EQ(to_hex(derive({.name = "hkdf-sha256",
                           .salt = bytes("000102030405060708090a0b0c"),
                           .info = bytes("f0f1f2f3f4f5f6f7f8f9"),
                           .length = 42},
                          Secret(ByteView(Bytes(22, 0x0b))))
                       .view()),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  // RFC 7914 sections 11 and 12
  EXPECT_EQ(
      derived({.name = "pbkdf2-sha256",
               .salt = bytes("73616c74"),
               .info = {},
               .rounds = 1,
               .length = 64,
               .allow_weak = true},
              "passwd"),
      "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
  EXPECT_EQ(
      derived({.name = "scrypt",
               .salt = bytes("4e61436c"),
               .info = {},
               .rounds = 1024,
               .lanes = 16,
               .block = 8,
               .length = 64},
              "password"),
      "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
}

TEST(Kdf, KnowsArgon2WithOneLaneAndMore) {
  // The reference implementation's own test list (version 0x13).
  const Bytes salt(bytes_of("somesalt").begin(), bytes_of("somesalt").end());
  EXPECT_EQ(derived({.name = "argon2id", .salt = salt, .info = {}, .rounds = 2, .memory = 256U << 10U, .lanes = 1},
                    "password"),
            "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe");
  EXPECT_EQ(derived({.name = "argon2id", .salt = salt, .info = {}, .rounds = 2, .memory = 256U << 10U, .lanes = 2},
                    "password"),
            "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037");
  EXPECT_THROW((void)derived({.name = "argon2id", .salt = bytes("00"), .info = {}}, "x"), Error);
  EXPECT_THROW(
      (void)derived({.name = "argon2id", .salt = salt, .info = {}, .rounds = 1, .memory = 64U << 10U, .length = 15},
                    "x"),
      Error);
  EXPECT_EQ(
      derived({.name = "argon2id", .salt = salt, .info = {}, .rounds = 1, .memory = 64U << 10U, .length = 16}, "x")
          .size(),
      32U);
}

TEST(Kdf, CountersTakeAnEmptySecret) {
  // Made with Python's cryptography 38; without a secret both constructions hash the same bytes.
  const Bytes info(bytes_of("info").begin(), bytes_of("info").end());
  constexpr std::string_view wanted =
      "5d77410c88c1b4f466c06e7c4dca3553e59f562525fa5f42b631c1d93492b2553a06a606f7c3434d";
  EXPECT_EQ(derived({.name = "x963-sha256", .salt = {}, .info = info, .length = 40}, ""), wanted);
  EXPECT_EQ(derived({.name = "sskdf-sha256", .salt = {}, .info = info, .length = 40}, ""), wanted);
  EXPECT_EQ(
      derived({.name = "x963-sha512", .salt = {}, .info = {}, .length = 70}, "secret"),
      "2b44cf21e87b2d0904f32cd8dc280acfe095f6e3ede4ec03e950e8990409143b191942aa7b5ee2f9c72db4d122116e2234ab723512415b9c72a1d2e8617990bea65e3ba81149");
}

TEST(Kdf, RefusesWhatIsWeakOrUnknown) {
  EXPECT_THROW((void)derived({.name = "pbkdf2-sha256", .salt = {}, .info = {}, .rounds = 1000}, "x"), Error);
  EXPECT_THROW((void)derived({.name = "pbkdf2-sha257", .salt = {}, .info = {}}, "x"), Error);
  EXPECT_THROW((void)derived({.name = "scrypt", .salt = {}, .info = {}, .rounds = 1000}, "x"), Error);
  EXPECT_THROW((void)derived({.name = "hkdf-sha256", .salt = {}, .info = {}, .length = 255 * 32 + 1}, "x"), Error);
}

TEST(Mac, EveryNameIsRepeatableAndKeyed) {
  for (const std::string& name : mac_names()) {
    SCOPED_TRACE(name);
    const std::size_t size = name.ends_with("192") ? 24 : name == "siphash" || name.ends_with("128") ? 16 : 32;
    const auto tag = [&](std::uint64_t seed) {
      Mac mac({.name = name, .length = 0, .nonce = Bytes(12, 1), .customization = {}, .allow_weak = true},
              Secret(ByteView(random_bytes(size, seed))));
      mac.update(bytes_of("message"));
      const Bytes first = mac.finish();
      mac.update(bytes_of("message"));
      EXPECT_EQ(mac.finish(), first);
      return to_hex(first);
    };
    EXPECT_NE(tag(1), tag(2));
  }
  // RFC 4493 section 4, example 2
  MacChoice cmac_choice;
  cmac_choice.name = "cmac-aes128";
  Mac cmac(cmac_choice, Secret(ByteView(bytes("2b7e151628aed2a6abf7158809cf4f3c"))));
  cmac.update(bytes("6bc1bee22e409f96e93d7e117393172a"));
  EXPECT_EQ(to_hex(cmac.finish()), "070a16b46b4d4144f79bdd9dd04a287c");
  EXPECT_THROW(Mac(cmac_choice, Secret(ByteView(Bytes(17)))), Error);
}

TEST(Mac, SiphashHasEightOrSixteenBytes) {
  const auto tag = [](std::size_t length) {
    Mac mac({.name = "siphash", .length = length, .nonce = {}, .customization = {}, .allow_weak = false},
            Secret(ByteView(bytes("000102030405060708090a0b0c0d0e0f"))));
    mac.update(bytes("000102030405060708090a0b0c0d0e"));
    return to_hex(mac.finish());
  };
  // Aumasson and Bernstein, SipHash: appendix A (8 bytes), and the reference implementation's vectors (16 bytes).
  EXPECT_EQ(tag(8), "e545be4961ca29a1");
  EXPECT_EQ(tag(16), "5493e99933b0a8117e08ec0f97cfc3d9");
  EXPECT_EQ(tag(0), tag(16));
  EXPECT_THROW((void)tag(4), Error);
}

TEST(Mac, ATagMayBeCutToHalfButNoFurtherUnlessTold) {
  const Bytes tag = random_bytes(32, 1);
  EXPECT_TRUE(tag_matches(tag, tag));
  EXPECT_TRUE(tag_matches(tag, ByteView(tag).first(16)));
  EXPECT_FALSE(tag_matches(tag, ByteView(tag).first(15)));
  EXPECT_TRUE(tag_matches(ByteView(tag).first(20), ByteView(tag).first(10)));  // half of a SHA-1
  EXPECT_FALSE(tag_matches(ByteView(tag).first(20), ByteView(tag).first(9)));
  EXPECT_TRUE(tag_matches(ByteView(tag).first(16), ByteView(tag).first(8)));
  EXPECT_FALSE(tag_matches(tag, {}));
  EXPECT_TRUE(tag_matches(tag, ByteView(tag).first(8), 64));
  EXPECT_FALSE(tag_matches(tag, ByteView(tag).first(16), 64));
  EXPECT_FALSE(tag_matches(tag, ByteView(tag).first(31), 256));
}

TEST(Cipher, EveryNameComesBack) {
  TestContext test;
  for (const std::string& name : cipher_names()) {
    SCOPED_TRACE(name);
    const std::size_t iv = cipher_iv_size(name);
    const std::size_t size = name == "chacha20" || name.ends_with("128-xts") ||
                                     name.find("256-c") != std::string::npos ||
                                     name.find("256-e") != std::string::npos || name.find("256-o") != std::string::npos
                                 ? 32
                             : name.ends_with("256-xts")                                        ? 64
                             : name.find("192") != std::string::npos || name.starts_with("des") ? 24
                                                                                                : 16;
    const Secret key{ByteView(random_bytes(size, 5))};
    const Bytes plain = random_bytes(name.ends_with("xts") ? 4096 : 100'001, 6);
    const CipherRequest request{name, random_bytes(iv, 7), true, true};
    std::string sealed, back;
    run_cipher(request, key, true, *io::Source::of(plain, "plain"), *io::Sink::to(sealed), test.context);
    EXPECT_NE(sealed, text_of(plain));
    run_cipher(request, key, false, *io::Source::of(bytes_of(sealed), "sealed"), *io::Sink::to(back), test.context);
    EXPECT_EQ(back, text_of(plain));
  }
}

}  // namespace
}  // namespace pytk::crypt
