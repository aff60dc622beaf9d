#include "testing.hpp"

#include <pytk/crypt/keys.hpp>

namespace pytk::crypt {
namespace {

using testing::no_passphrase;
using testing::random_bytes;

AsymmetricKey pem_key(const std::string& pem, bool is_private) {
  const Secret file{std::string_view(pem)};
  return is_private ? parse_private(file, "test", no_passphrase) : parse_public(file, "test", no_passphrase);
}

TEST(Wycheproof, Ed25519) {
  const auto suite = testing::conformance_json("wycheproof/ed25519_test.json");
  PYTK_SKIP_WITHOUT(suite);
  Cancel cancel;
  int seen = 0;
  for (const auto& group : suite.find("testGroups")->items) {
    const AsymmetricKey key = pem_key(testing::text(group, "publicKeyPem"), false);
    for (const auto& one : group.find("tests")->items) {
      ++seen;
      const Bytes message = testing::hex(one, "msg");
      SignatureRequest request;
      request.algorithm = "eddsa";
      EXPECT_EQ(verify(key, request, *io::Source::of(message, "m"), testing::hex(one, "sig"), cancel),
                testing::text(one, "result") == "valid")
          << testing::text(one, "tcId");
    }
  }
  EXPECT_EQ(seen, std::stoi(testing::text(suite, "numberOfTests")));
}

TEST(Wycheproof, X25519) {
  const auto suite = testing::conformance_json("wycheproof/x25519_pem_test.json");
  PYTK_SKIP_WITHOUT(suite);
  int seen = 0;
  for (const auto& group : suite.find("testGroups")->items) {
    for (const auto& one : group.find("tests")->items) {
      ++seen;
      SCOPED_TRACE(testing::text(one, "tcId"));
      const std::string shared = testing::text(one, "shared");
      // All-zero results are "acceptable" there and must be refused here (RFC 7748 section 6.1).
      const bool zero = shared.find_first_not_of('0') == std::string::npos;
      try {
        EXPECT_EQ(
            to_hex(agree(pem_key(testing::text(one, "private"), true), pem_key(testing::text(one, "public"), false))
                       .view()),
            shared);
        EXPECT_FALSE(zero);
      } catch (const Error& error) {
        EXPECT_TRUE(zero || testing::text(one, "result") == "invalid") << error.what_happened();
      }
    }
  }
  EXPECT_EQ(seen, std::stoi(testing::text(suite, "numberOfTests")));
}

TEST(Keys, EveryTypeComesBackInEveryFormThatHasIt) {
  for (const std::string& type : key_types()) {
    if (type == "rsa-3072" || type == "rsa-4096") continue;  // as rsa-2048, only slower
    SCOPED_TRACE(type);
    const AsymmetricKey key = generate_key(type);
    const std::string print = info_of(key).spki_sha256;
    const bool ssh = !info_of(key).ssh_fingerprint.empty(), jwk = !info_of(key).jwk_thumbprint.empty();
    for (const KeyForm form : {KeyForm::pem, KeyForm::der, KeyForm::openssh, KeyForm::jwk, KeyForm::pkcs12}) {
      if ((form == KeyForm::openssh && !ssh) || (form == KeyForm::jwk && !jwk)) {
        EXPECT_THROW((void)write_private(key, form, "", {}), Error);
        continue;
      }
      const Secret passphrase{std::string_view(form == KeyForm::pkcs12 ? "secret" : "")};
      const Secret file = write_private(key, form, "comment", passphrase);
      const KeyInfo back = info_of(parse_private(file, "test", [&] { return passphrase.copy(); }));
      EXPECT_EQ(back.spki_sha256, print);
      EXPECT_TRUE(back.is_private);
      if (form == KeyForm::pkcs12) continue;
      const KeyInfo open =
          info_of(parse_public(Secret(std::string_view(write_public(key, form, "comment"))), "test", no_passphrase));
      EXPECT_EQ(open.spki_sha256, print);
      EXPECT_FALSE(open.is_private);
    }
  }
}

TEST(Keys, AnEncryptedKeyNeedsItsPassphrase) {
  const AsymmetricKey key = generate_key("ec-p256");
  const Secret file = write_private(key, KeyForm::pem, "", Secret(std::string_view("right")));
  EXPECT_NO_THROW((void)parse_private(file, "k", [] { return Secret(std::string_view("right")); }));
  EXPECT_THROW((void)parse_private(file, "k", [] { return Secret(std::string_view("wrong")); }), Error);
}

/// `file` with the `index`-th place where `from` stands overwritten by `to`; empty when there are fewer.
std::string overwritten(const Secret& file, std::string_view from, std::string_view to, int index) {
  std::string text(file.text());
  std::size_t at = text.find(from);
  while (index-- > 0 && at != std::string::npos) at = text.find(from, at + 1);
  return at == std::string::npos ? "" : text.replace(at, to.size(), to);
}

TEST(Keys, APassphraseMustNotCostMinutes) {
  const auto fault_of = [](const std::string& file) {
    try {
      (void)parse_private(Secret(std::string_view(file)), "k", [] { return Secret(std::string_view("secret")); });
    } catch (const Error& error) {
      EXPECT_THAT(error.what_happened(), ::testing::HasSubstr("too much work"));
      return error.fault();
    }
    return Fault::internal;
  };
  const AsymmetricKey key = generate_key("ec-p256");
  const Secret passphrase(std::string_view("secret"));
  constexpr std::string_view many("\x02\x03\x7f\xff\xff", 5);  // 8,388,607
  // 600,000 iterations in PKCS#8; 100,000 for the key and for the MAC in PKCS#12.
  EXPECT_EQ(
      fault_of(overwritten(write_private(key, KeyForm::der, "", passphrase), {"\x02\x03\x09\x27\xc0", 5}, many, 0)),
      Fault::data);
  const Secret container = write_private(key, KeyForm::pkcs12, "", passphrase);
  int places = 0;
  for (std::string file; !(file = overwritten(container, {"\x02\x03\x01\x86\xa0", 5}, many, places)).empty(); ++places)
    EXPECT_EQ(fault_of(file), Fault::data) << places;
  EXPECT_EQ(places, 2);
  // openssl pkcs8 -topk8 -scrypt: N = 16384, r = 8, p = 1; here p = 127.
  const Bytes scrypt = value_or_throw(
      from_base64(
          "MIGTME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAjYMIircITpLgICQAACAQgCAQEwHQYJYIZIAWUDBAEqBBAJCbmdkXwwVTY2ZqO8Zm8iBECUuriw2/s/rZqgYDnLOMjiH5rN2uUyCAdAWNkTYB2V"
          "o40mEnTIWUgG2eO3PfpOGQ96QeJT4E7Whd3Z1pt+9SI8"),
      Fault::data);
  const Secret sealed{ByteView(scrypt)};
  EXPECT_NO_THROW((void)parse_private(sealed, "k", [] { return Secret(std::string_view("secret")); }));
  EXPECT_EQ(fault_of(overwritten(sealed, {"\x02\x01\x08\x02\x01\x01", 6}, {"\x02\x01\x08\x02\x01\x7f", 6}, 0)),
            Fault::data);
}

TEST(Keys, DamagedFilesAreRefused) {
  const std::string pem(write_private(generate_key("ed25519"), KeyForm::pem, "", {}).text());
  for (const std::string& text :
       {std::string(), std::string("rubbish"), pem.substr(0, pem.size() / 2), std::string("{}"),
        std::string("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}"), std::string("ssh-ed25519 AAAA")})
    EXPECT_THROW((void)pem_key(text, true), Error) << text;
}

TEST(Keys, RsaNumbersBelongTogether) {
  const std::string jwk(write_private(generate_key("rsa-2048"), KeyForm::jwk, "", {}).text()),
      other(write_private(generate_key("rsa-2048"), KeyForm::jwk, "", {}).text());
  const auto value = [](const std::string& text, const std::string& name) {
    const std::size_t at = text.find("\"" + name + "\":\"") + name.size() + 4;
    return text.substr(at, text.find('"', at) - at);
  };
  const auto with = [&](const std::string& name) {
    std::string text = jwk;
    return text.replace(text.find(value(jwk, name)), value(jwk, name).size(), value(other, name));
  };
  EXPECT_NO_THROW((void)pem_key(jwk, true));
  for (const char* name : {"p", "q", "n"}) EXPECT_THROW((void)pem_key(with(name), true), Error) << name;
  std::string more = jwk;
  EXPECT_THROW((void)pem_key(more.insert(more.find('}'), ",\"oth\":[]"), true), Error);
}

TEST(Keys, PointsAreOnTheirNamedCurveAndNotHybrid) {
  const AsymmetricKey key = generate_key("ec-p256"), own = generate_key("ec-p256");
  const std::string der = write_public(key, KeyForm::der, "");
  const auto reads = [](const std::string& bytes) {
    try {
      (void)parse_public(Secret(std::string_view(bytes)), "test", no_passphrase);
      return true;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::data);
      return false;
    }
  };
  EXPECT_TRUE(reads(der));
  std::string changed = der;  // 04 X Y are the last 65 bytes; hybrid is 06 or 07, by the last bit of Y (X9.62)
  changed[der.size() - 65] = (der.back() & 1) != 0 ? '\x07' : '\x06';
  EXPECT_FALSE(reads(changed));
  changed = der;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  EXPECT_FALSE(reads(changed));
  EXPECT_FALSE(reads(der + '\0'));
  EXPECT_FALSE(reads(der.substr(0, der.size() - 1)));
}

TEST(Signatures, EveryAlgorithmVerifiesItsOwnAndNothingElse) {
  Cancel cancel;
  const Bytes message = random_bytes(100'000, 1);
  for (const auto& [type, algorithm] :
       std::initializer_list<std::pair<const char*, const char*>>{{"ed25519", "eddsa"},
                                                                  {"ed448", "eddsa"},
                                                                  {"ec-p256", "ecdsa-sha256"},
                                                                  {"ec-p521", "ecdsa-sha512"},
                                                                  {"ec-p256", "ecdsa-shake128"},
                                                                  {"ec-secp256k1", "ecdsa-sha3-256"},
                                                                  {"rsa-2048", "rsa-pkcs1-sha256"},
                                                                  {"rsa-2048", "rsa-pss-sha512"},
                                                                  {"rsa-2048", "rsa-pss-shake128"},
                                                                  {"rsa-2048", "rsa-pss-shake256"}}) {
    SCOPED_TRACE(std::string(type) + " " + algorithm);
    const AsymmetricKey key = generate_key(type);
    for (const SignatureForm form : {SignatureForm::der, SignatureForm::p1363}) {
      SignatureRequest request;
      request.algorithm = algorithm;
      request.form = form;
      const Bytes signature = sign(key, request, *io::Source::of(message, "m"), cancel);
      const auto good = [&](ByteView m, ByteView s) {
        return verify(key, request, *io::Source::of(m, "m"), s, cancel);
      };
      EXPECT_TRUE(good(message, signature));
      EXPECT_FALSE(good(ByteView(message).subspan(1), signature));
      for (const std::size_t place : {std::size_t{5}, signature.size() / 2, signature.size() - 1}) {
        Bytes changed = signature;
        changed[place] ^= 1;
        EXPECT_FALSE(good(message, changed)) << place;
      }
      EXPECT_FALSE(good(message, {}));
    }
  }
}

// Made by an independent implementation of RFC 8702 from RFC 8017 9.1: message "abc", salt 00 01 .. 1f.
TEST(Signatures, PssWithShakeIsThatOfItsStandard) {
  Cancel cancel;
  const std::string pem =
      "-----BEGIN PUBLIC KEY-----\n"
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsfWAJHV9TrVa/MPEB6+h\n"
      "dTIngv5RAQ+WMlxIKSsQdXMfRPmIgqUs1df7nVGeMhAHSmuVxe2RfESx5QdKGX3m\n"
      "+oA7sbRNy/b1l54NyY5iXr0LdgPKB0Kw+/WpZF/WPoK77T+y01FzolSohwj3wGG+\n"
      "TMgRltbaw8vgPBjRU88ALyo1MYs1Qg5GsZ/0cQFbHwBhHeqahxnhNyeKcHQxninG\n"
      "ytsA0/1Z98Cu80ZRm12O4KQjvCQUoSnY0rGnXqLL9WokeCxwoeDxl/yzDS2k3KsH\n"
      "0Y6K1DpTyb53MoUMLyXNk9MRdBoyBjft4qd2U74XnNMg9Webx/1QSt8t5ZFg8sx1\n"
      "/QIDAQAB\n"
      "-----END PUBLIC KEY-----\n";
  const Bytes signature = value_or_throw(
      from_hex(
          "7d6f0c388f8dd144c136b16ed9716f398b9d92e7e9855fcb24c8ae254d62e9c9779cb3f4f9232ea233d7e7bb7fe1e68e"
          "a0151fcd7f128267d458ee535eb87ea5d3f5095d683c45e15176a878c8894f84cd602659126eae4d5cd9cb144d68f5cd"
          "298be221fa0eb5b83006eace30080b483326bc2d4d65998e13579ffb83d91b24ae8e3e5b3d9c70cf70892f762b28af30"
          "55e8db46b340451ec66b05d463d069ce5efc786d5f7a37bc02626a3a4f2ab727531ad67596dd793bb84b87272cf28fb9"
          "dfa994abc9b5ee1427f29bf98a8e79113df492a2b132644a2418e69ba980576a3484037913acfc67e261222f942f6b74"
          "12f3b71aa275772f0b05978fff4bc0d1"),
      Fault::data);
  const AsymmetricKey key = parse_public(Secret(pem), "pem", testing::no_passphrase);
  SignatureRequest request;
  request.algorithm = "rsa-pss-shake128";
  const auto good = [&](std::string_view message) {
    return verify(key, request, *io::Source::of(bytes_of(message), "m"), signature, cancel);
  };
  EXPECT_TRUE(good("abc"));
  EXPECT_FALSE(good("abd"));
  request.salt_length = 31;
  EXPECT_FALSE(good("abc"));
  request.salt_length.reset();
  request.algorithm = "rsa-pss-shake256";
  EXPECT_FALSE(good("abc"));
  request.mgf1 = "sha256";
  EXPECT_THROW((void)good("abc"), Error);
}

TEST(Signatures, WeakAndUnfittingChoicesAreRefused) {
  Cancel cancel;
  const AsymmetricKey key = generate_key("ec-p256");
  for (const char* algorithm : {"ecdsa-sha1", "ecdsa-md5", "rsa-pss-sha256", "eddsa", "ecdsa-sha999"}) {
    SignatureRequest request;
    request.algorithm = algorithm;
    EXPECT_THROW((void)sign(key, request, *io::Source::of({}, "m"), cancel), Error) << algorithm;
  }
}

TEST(Minisign, SignsAndRefusesChanges) {
  Cancel cancel;
  const MinisignPair pair = make_minisign({});
  const Bytes message = random_bytes(10'000, 1);
  const std::string signature =
      minisign_sign(pair.secret_file, no_passphrase, "the comment", *io::Source::of(message, "m"), cancel);
  const auto answer = [&](std::string_view text, ByteView m) {
    return minisign_verify(pair.public_file, text, *io::Source::of(m, "m"), cancel);
  };
  EXPECT_TRUE(answer(signature, message).good);
  EXPECT_EQ(answer(signature, message).trusted_comment, "the comment");
  EXPECT_FALSE(answer(signature, ByteView(message).subspan(1)).good);
  std::string changed = signature;
  changed.replace(changed.find("the comment"), 3, "The");
  EXPECT_FALSE(answer(changed, message).good);
  const std::size_t second_line_end = signature.find('\n', signature.find('\n') + 1);
  EXPECT_THROW((void)answer(signature.substr(0, second_line_end + 1), message), Error);
  EXPECT_FALSE(minisign_verify(make_minisign({}).public_file, signature, *io::Source::of(message, "m"), cancel).good);
}

TEST(SshSignatures, AreBoundToTheirNamespace) {
  Cancel cancel;
  const Bytes message = random_bytes(1000, 1);
  for (const char* type : {"ed25519", "ec-p256", "ec-p521", "rsa-2048"}) {
    const AsymmetricKey key = generate_key(type);
    const std::string signature = ssh_sign(key, "file", *io::Source::of(message, "m"), cancel);
    EXPECT_TRUE(ssh_verify(key, "file", *io::Source::of(message, "m"), signature, cancel)) << type;
    EXPECT_FALSE(ssh_verify(key, "git", *io::Source::of(message, "m"), signature, cancel));
    EXPECT_FALSE(ssh_verify(key, "file", *io::Source::of({}, "m"), signature, cancel));
    EXPECT_FALSE(ssh_verify(generate_key(type), "file", *io::Source::of(message, "m"), signature, cancel));
  }
}

TEST(Pk, OaepComesBackWithItsLabelOnly) {
  const AsymmetricKey key = generate_key("rsa-2048");
  PkRequest request;
  request.label = {1, 2, 3};
  const Bytes sealed = pk_encrypt(key, request, bytes_of("secret"));
  EXPECT_EQ(pk_decrypt(key, request, sealed).text(), "secret");
  request.label.push_back(4);
  EXPECT_THROW((void)pk_decrypt(key, request, sealed), Error);
  request.algorithm = "rsa-pkcs1";
  EXPECT_THROW((void)pk_encrypt(key, request, bytes_of("secret")), Error);
}

TEST(Agreement, BothSidesGetTheSame) {
  for (const char* type : {"x25519", "x448", "ec-p256", "ec-p521"}) {
    const AsymmetricKey a = generate_key(type), b = generate_key(type);
    EXPECT_EQ(to_hex(agree(a, b).view()), to_hex(agree(b, a).view())) << type;
    EXPECT_EQ(agreement_context(a, b), agreement_context(b, a));
  }
  EXPECT_THROW((void)agree(generate_key("ec-p256"), generate_key("ec-p384")), Error);
  EXPECT_THROW((void)agree(generate_key("x25519"), generate_key("ec-p384")), Error);
}

}  // namespace
}  // namespace pytk::crypt
