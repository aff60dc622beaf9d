#include "testing.hpp"

#include <pytk/crypt/tokens.hpp>

namespace pytk::crypt {
namespace {

using ::testing::HasSubstr;

using testing::no_passphrase;

Secret text(std::string_view value) { return Secret(value); }
JoseKey hmac_key() { return jose_secret(Secret(ByteView(testing::random_bytes(64, 1)))); }
JoseKey key_of(const char* type, bool is_private = true) {
  JoseKey key;
  const AsymmetricKey made = generate_key(type);
  key.key = is_private ? parse_private(write_private(made, KeyForm::jwk, "", {}), "k", no_passphrase)
                       : parse_public(text(write_public(made, KeyForm::pem, "")), "k", no_passphrase);
  return key;
}
std::string url64(std::string_view value) { return to_base64(bytes_of(value), Base64::url, false); }

TEST(Jwt, KnowsRfc7515sFirstExample) {
  const JoseKey key = parse_jose_key(
      text(
          R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})"),
      "k", true, no_passphrase);
  const std::string token =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  JwtQuestion question;
  question.now = 1'300'819'379;
  EXPECT_THAT(jwt_verify(key, token, question), HasSubstr("joe"));
  question.now = 1'300'819'380;
  EXPECT_THROW((void)jwt_verify(key, token, question), Error);
  question.leeway = 1;
  EXPECT_NO_THROW((void)jwt_verify(key, token, question));
}

TEST(Jwt, EveryKindOfKeySignsAndVerifies) {
  for (const char* type : {"oct", "ed25519", "ed448", "ec-p256", "ec-p384", "ec-p521", "ec-secp256k1", "rsa-2048"}) {
    SCOPED_TRACE(type);
    const JoseKey key = std::string_view(type) == "oct" ? hmac_key() : key_of(type);
    const std::string token =
        jwt_sign(key, {.algorithm = {}, .claims = R"({"sub":"me","n":12345678901234567890})", .key_id = "1"});
    EXPECT_EQ(jwt_verify(key, token, {}), R"({"sub":"me","n":12345678901234567890})");
    EXPECT_THAT(jwt_decode(token).header, HasSubstr("\"kid\":\"1\""));
    for (std::size_t i = 0; i < token.size(); i += 7) {
      std::string changed = token;
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      EXPECT_THROW((void)jwt_verify(key, changed, {}), Error) << i;
    }
  }
}

TEST(Jwt, TheKeyDecidesTheAlgorithm) {
  const JoseKey ec = key_of("ec-p256"), secret = hmac_key();
  const std::string token = jwt_sign(ec, {.algorithm = "ES256", .claims = "{}", .key_id = {}});
  const std::string body = token.substr(0, token.rfind('.'));
  for (const char* header :
       {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":""})", R"({"alg":"HS256"})", R"({"alg":"ES384"})",
        R"({"alg":"ES256","crit":["x"]})", R"({"alg":"ES256","alg":"ES256"})", R"({})"})
    EXPECT_THROW((void)jwt_verify(ec, url64(header) + body.substr(body.find('.')) + token.substr(token.rfind('.')), {}),
                 Error)
        << header;
  EXPECT_THROW((void)jwt_verify(ec, body + ".", {}), Error);
  EXPECT_THROW((void)jwt_sign(ec, {.algorithm = "HS256", .claims = "{}", .key_id = {}}), Error);
  JwtQuestion question;
  question.algorithms = {"ES384"};
  EXPECT_THROW((void)jwt_verify(ec, token, question), Error);
  EXPECT_THROW((void)jose_secret(text(write_public(*ec.key, KeyForm::pem, ""))), Error);
  EXPECT_THROW((void)jose_secret(text(write_public(*ec.key, KeyForm::der, ""))), Error);
  EXPECT_THROW((void)jwt_sign(jose_secret(Secret(ByteView(testing::random_bytes(31, 1)))),
                              {.algorithm = {}, .claims = "{}", .key_id = {}}),
               Error);
  EXPECT_THROW((void)jwt_sign(secret, {.algorithm = {}, .claims = "[1]", .key_id = {}}), Error);
  EXPECT_THROW((void)jwt_verify(secret, "a.b.c.d.e", {}), Error);
}

TEST(Jwt, ClaimsMustBeAsWanted) {
  const JoseKey key = hmac_key();
  const std::string token = jwt_sign(
      key, {.algorithm = {}, .claims = R"({"iss":"a","aud":["x","y"],"sub":"s","nbf":100,"exp":200})", .key_id = {}});
  const auto good = [&](const JwtQuestion& question) {
    try {
      (void)jwt_verify(key, token, question);
      return true;
    } catch (const Error&) {
      return false;
    }
  };
  EXPECT_TRUE(good({{}, 150, 0, "a", "y", "s", true}));
  EXPECT_FALSE(good({{}, 150, 0, "b", "", "", false}));
  EXPECT_FALSE(good({{}, 150, 0, "", "z", "", false}));
  EXPECT_FALSE(good({{}, 150, 0, "", "", "t", false}));
  EXPECT_FALSE(good({{}, 99, 0, "", "", "", false}));
  EXPECT_TRUE(good({{}, 99, 1, "", "", "", false}));
  EXPECT_FALSE(good({{}, 200, 0, "", "", "", false}));
}

TEST(Jws, DetachedCoversThePayload) {
  const JoseKey key = key_of("ed25519");
  const std::string jws = jws_detached_sign(key, "", bytes_of("payload"));
  EXPECT_TRUE(jws_detached_verify(key, jws, bytes_of("payload")));
  EXPECT_FALSE(jws_detached_verify(key, jws, bytes_of("Payload")));
  EXPECT_THROW(
      (void)jws_detached_verify(key, jwt_sign(key, {.algorithm = {}, .claims = "{}", .key_id = {}}), bytes_of("{}")),
      Error);
}

TEST(Otp, KnowsTheRfcsTables) {
  const Secret sha1 = text("12345678901234567890"), sha256 = text("12345678901234567890123456789012"),
               sha512 = text("1234567890123456789012345678901234567890123456789012345678901234");
  const char* const rfc4226[] = {"755224", "287082", "359152", "969429", "338314",
                                 "254676", "287922", "162583", "399871", "520489"};
  for (std::uint64_t i = 0; i < 10; ++i) EXPECT_EQ(hotp(sha1, i, {}), rfc4226[i]);
  const auto totp = [](const Secret& key, const char* digest, std::uint64_t time) {
    const OtpSettings settings{digest, 8, 30};
    return hotp(key, totp_step(time, settings), settings);
  };
  EXPECT_EQ(totp(sha1, "sha1", 59), "94287082");
  EXPECT_EQ(totp(sha256, "sha256", 59), "46119246");
  EXPECT_EQ(totp(sha512, "sha512", 59), "90693936");
  EXPECT_EQ(totp(sha1, "sha1", 20'000'000'000), "65353130");
  EXPECT_EQ(totp(sha512, "sha512", 1'234'567'890), "93441116");
}

TEST(Otp, TheWindowTellsTheDrift) {
  const Secret key = text("12345678901234567890");
  EXPECT_EQ(otp_matches(key, "287082", 1, 1, {}), 0);
  EXPECT_EQ(otp_matches(key, "755224", 1, 1, {}), -1);
  EXPECT_EQ(otp_matches(key, "359152", 1, 1, {}), 1);
  EXPECT_FALSE(otp_matches(key, "969429", 1, 1, {}));
  EXPECT_FALSE(otp_matches(key, "28708", 1, 1, {}));
  EXPECT_EQ(otp_matches(key, "755224", 0, 1, {}), 0);
}

TEST(Base32, TakesWhatPeopleType) {
  EXPECT_EQ(from_base32("GEZD GNBV-gy3tqojqgezdgnbvgy3tqojq")->text(), "12345678901234567890");
  for (std::size_t size = 1; size < 20; ++size) {
    const Bytes bytes = testing::random_bytes(size, size);
    EXPECT_EQ(from_base32(to_base32(bytes))->text(), text_of(bytes));
  }
  for (const char* wrong : {"", "1", "A", "ABC", "AB=CD", "AZ"}) EXPECT_FALSE(from_base32(wrong)) << wrong;
}

TEST(Passwords, HashesComeBackAndKnowTheirStrength) {
  PasswordCost cost;
  cost.memory = 1U << 20U;
  cost.passes = 1;
  const std::string argon = password_hash(text("secret"), cost);
  EXPECT_THAT(argon, ::testing::StartsWith("$argon2id$v=19$m=1024,t=1,p=1$"));
  EXPECT_TRUE(password_matches(text("secret"), argon + "\n"));
  EXPECT_FALSE(password_matches(text("Secret"), argon));
  EXPECT_EQ(password_weakness(argon, cost), "");
  cost.passes = 2;
  EXPECT_NE(password_weakness(argon, cost), "");
  cost.algorithm = "scrypt";
  cost.log_n = 10;
  const std::string scrypted = password_hash(text("secret"), cost);
  EXPECT_TRUE(password_matches(text("secret"), scrypted));
  EXPECT_NE(password_weakness(argon, cost), "");
}

TEST(Passwords, ReadsOthersHashes) {
  EXPECT_TRUE(password_matches(text("U*U"), "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"));
  EXPECT_FALSE(password_matches(text("U*V"), "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"));
  // Drepper, "Unix crypt using SHA-256 and SHA-512", and yescrypt with usual parameters.
  for (const char* hash :
       {"$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
        "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"}) {
    EXPECT_TRUE(password_matches(text("Hello world!"), std::string(hash) + "\n"));
    EXPECT_FALSE(password_matches(text("Hello world"), hash));
    EXPECT_NE(password_weakness(hash, {}), "");
  }
  EXPECT_TRUE(
      password_matches(text("secret"), "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$GmcwIgvdUC9qLWcKCi6gklUa1dM3ziD43YxYNURLKy0"));
  EXPECT_FALSE(password_matches(text(""), "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$GmcwIgvdUC9qLWcKCi6gklUa1dM3ziD43YxYNURLKy0"));
  for (const char* wrong : {"$6$rounds=999999999$saltstring$x", "$6$rounds=x$saltstring$x",
                            "$y$jzT$F5Jx5fExrKuPp53xLKQ..1$GmcwIgvdUC9qLWcKCi6gklUa1dM3ziD43YxYNURLKy0", "$y$"})
    EXPECT_THROW((void)password_matches(text("x"), wrong), Error) << wrong;
  for (const char* wrong :
       {"", "x", "$argon2id$v=19$m=99999999999,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "$1$salt$hash",
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=4194304,t=9,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=22,r=8,p=9$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA", "$scrypt$ln=22,r=9,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$scrypt$ln=40,r=8,p=1$c2FsdA$AAAAAAAAAAAAAAAAAAAAAA"})
    EXPECT_THROW((void)password_matches(text("x"), wrong), Error) << wrong;
}

}  // namespace
}  // namespace pytk::crypt
