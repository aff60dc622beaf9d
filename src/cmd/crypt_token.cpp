// pytk crypt jwt, otp, passwd.
#include <pytk/core/json.hpp>
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/tokens.hpp>

#include "crypt_shared.hpp"

namespace pytk::cmd {
namespace {

// jwt

struct JwtOptions {
  std::string key, secret, encoding = "raw", passphrase, claims = "-", token = "-", output = "-", algorithm, key_id,
                           type = "JWT", expires, now, leeway = "0", issuer, audience, subject;
  std::vector<std::string> algorithms;
  bool issued_at = false, require_exp = false;
};

crypt::JoseKey jose_key(const JwtOptions& o, bool is_private) {
  if (o.key.empty() == o.secret.empty())
    throw fail(Fault::usage, "one key is needed")
        .hint("-k FILE for a key file (PEM, JWK ...), --secret KEYSRC for a shared secret");
  if (!o.secret.empty())
    return crypt::jose_secret(crypt::read_key({o.secret, crypt::parse_key_encoding(o.encoding)}, "shared secret"));
  return crypt::parse_jose_key(crypt::read_key_text(o.key, "key", is_private), o.key, is_private,
                               ask_for(o.passphrase, o.key));
}

void add_jose_key(cli::Spec& spec, JwtOptions& o) {
  spec.option("-k,--key", o.key, "a key file: PEM, DER, JWK, OpenSSH").placeholder("KEYSRC").complete_files();
  spec.option("--secret", o.secret, "a shared secret for HS256, HS384, HS512").placeholder("KEYSRC").complete_files();
  spec.option("--key-enc", o.encoding, "how the shared secret is written")
      .choices({"raw", "hex", "b64"})
      .otherwise("raw");
  spec.option("--passphrase-from", o.passphrase, "the passphrase of an encrypted key")
      .placeholder("SRC")
      .otherwise("prompt");
}

std::string with_times(const JwtOptions& o, const std::string& text) {
  auto claims = json::parse(trim(text), {.depth = 32, .bytes = 1U << 20U, .allow_duplicate_names = false});
  if (!claims || claims->kind != json::Kind::object)
    throw fail(Fault::data, "the claims are no JSON object{}", claims ? "" : ": " + claims.error().what_happened());
  const std::uint64_t now = time_or_now(o.now, "--now");
  const auto set = [&](const char* name, std::uint64_t value) {
    if (claims->find(name) != nullptr) throw fail(Fault::usage, "the claims have '{}' already", name);
    json::Value number;
    number.kind = json::Kind::number;
    number.text = std::to_string(value);
    claims->members.emplace_back(name, std::move(number));
  };
  if (o.issued_at) set("iat", now);
  if (!o.expires.empty()) set("exp", now + seconds(o.expires, "--expires-in"));
  std::string out;
  json::append(out, *claims);
  return out;
}

int write_line(const std::string& line, const std::string& where, Context& context) {
  const auto out = open_output(where, context, false, false);
  out->write(line + "\n");
  out->commit();
  return 0;
}

void describe_jwt_sign(cli::Spec& spec) {
  auto& o = spec.options<JwtOptions>();
  add_jose_key(spec, o);
  spec.positional("CLAIMS", o.claims, "a file with a JSON object").otherwise("standard input").complete_files();
  spec.option("--alg,-a", o.algorithm, "ES256, EdDSA, PS256, RS256, HS256 ...")
      .placeholder("ALG")
      .otherwise("what suits the key");
  not_empty(spec.option("--expires-in", o.expires, "add exp")).placeholder("DURATION");
  spec.flag("--issued-at", o.issued_at, "add iat");
  spec.option("--kid", o.key_id, "name of the key, for the header").placeholder("TEXT");
  spec.option("--typ", o.type, "typ of the header").otherwise("JWT");
  not_empty(spec.option("--now", o.now, "take this for the current time")).placeholder("TIME").otherwise("the clock");
  cli::add_output_file(spec, o.output);
  spec.example(
      "pytk crypt rand 32 -o hs.key && echo '{\"sub\":\"me\"}' | pytk crypt jwt sign --secret hs.key --expires-in 1h",
      "a token with HS256");
  spec.example(
      "pytk crypt key gen -t ed25519 -o k.pem && echo '{\"sub\":\"me\"}' | pytk crypt jwt sign -k k.pem --kid 1 --issued-at",
      "EdDSA");
  spec.run([&o](Context& context) {
    const std::string claims = open_input(o.claims, context)->read_all(1U << 20U);
    return write_line(crypt::jwt_sign(jose_key(o, true), {o.algorithm, with_times(o, claims), o.key_id, o.type}),
                      o.output, context);
  });
}

void describe_jwt_verify(cli::Spec& spec) {
  auto& o = spec.options<JwtOptions>();
  add_jose_key(spec, o);
  spec.positional("TOKEN", o.token, "a file with the token").otherwise("standard input").complete_files();
  not_empty(spec.option("--alg,-a", o.algorithms, "the algorithms that are allowed"))
      .placeholder("ALGS")
      .comma_separated()
      .otherwise("those that suit the key");
  not_empty(spec.option("--iss", o.issuer, "who must have issued it")).placeholder("TEXT");
  not_empty(spec.option("--aud", o.audience, "whom it must be for")).placeholder("TEXT");
  not_empty(spec.option("--sub", o.subject, "whom it must be about")).placeholder("TEXT");
  spec.option("--leeway", o.leeway, "how far clocks may be apart").placeholder("SECONDS").otherwise("0");
  spec.flag("--require-exp", o.require_exp, "refuse tokens that never expire");
  not_empty(spec.option("--now", o.now, "take this for the current time")).placeholder("TIME").otherwise("the clock");
  cli::add_output_file(spec, o.output);
  spec.description(
      "Writes the claims when signature, times and the wanted claims are right; exit status 1 and nothing when not. The key decides what algorithms are possible; 'none' never is.");
  spec.example(
      "pytk crypt rand 32 -o hs.key && echo '{\"sub\":\"me\"}' | pytk crypt jwt sign --secret hs.key | pytk crypt jwt verify --secret hs.key --sub me",
      "there and back");
  spec.example(
      "pytk crypt key gen -t ec-p256 -o k.pem --pub k.pub && echo '{\"aud\":\"shop\"}' | pytk crypt jwt sign -k k.pem --expires-in 5m | pytk crypt jwt verify -k k.pub --alg ES256 --aud shop --require-exp",
      "strictly");
  spec.run([&o](Context& context) {
    crypt::JwtQuestion question{o.algorithms,
                                checked<std::int64_t>(time_or_now(o.now, "--now")),
                                checked<std::int64_t>(seconds(o.leeway, "--leeway")),
                                o.issuer,
                                o.audience,
                                o.subject,
                                o.require_exp};
    const std::string token = open_input(o.token, context)->read_all(1U << 20U);
    return write_line(crypt::jwt_verify(jose_key(o, false), token, question), o.output, context);
  });
}

void describe_jwt_decode(cli::Spec& spec) {
  auto& o = spec.options<JwtOptions>();
  spec.positional("TOKEN", o.token, "a file with the token").otherwise("standard input").complete_files();
  cli::add_output_file(spec, o.output);
  spec.description("Shows header and payload without any verification: do not rely on them.");
  spec.example(
      "pytk crypt rand 32 -o hs.key && echo '{\"sub\":\"me\"}' | pytk crypt jwt sign --secret hs.key | pytk crypt jwt decode",
      "what stands in a token");
  spec.example(
      "pytk crypt key gen -o k.pem && echo '{}' | pytk crypt jwt sign -k k.pem | pytk crypt jwt decode | cut -c 1-40",
      "the header");
  spec.run([&o](Context& context) {
    const crypt::JwtParts parts = crypt::jwt_decode(open_input(o.token, context)->read_all(1U << 20U));
    const auto header = json::parse(parts.header), payload = json::parse(parts.payload);
    std::string line = "{\"header\":";
    json::append(line, *header);
    line += ",\"payload\":";
    if (payload) json::append(line, *payload);
    else json::append_string(line, parts.payload);
    return write_line(line + ",\"verified\":false}", o.output, context);
  });
}

// otp

struct OtpOptions {
  std::string key, encoding = "base32", now, code, issuer, account, output = "-";
  crypt::OtpSettings settings;
  std::uint64_t counter = 0, digits = 6, window = 1;
  std::optional<std::uint64_t> counter_given;
  cli::OutputOptions records;
};

Secret otp_key(const OtpOptions& o) {
  if (o.encoding != "base32")
    return crypt::read_key({o.key, crypt::parse_key_encoding(o.encoding)}, "one-time password secret");
  return value_or_throw(crypt::from_base32(crypt::read_key_text(o.key, "one-time password secret").text()),
                        Fault::data);
}
crypt::OtpSettings otp_settings(const OtpOptions& o) {
  crypt::OtpSettings settings = o.settings;
  settings.digest = lower(o.settings.digest);
  settings.digits = checked<unsigned>(o.digits);
  return settings;
}

void add_otp(cli::Spec& spec, OtpOptions& o, bool time) {
  spec.option("-k,--key", o.key, "the secret").placeholder("KEYSRC").required().complete_files();
  spec.option("--key-enc", o.encoding, "how it is written")
      .choices({"base32", "raw", "hex", "b64"})
      .otherwise("base32");
  spec.option("--digest,--algorithm", o.settings.digest, "sha1, sha256 or sha512")
      .placeholder("HASH")
      .otherwise("sha1");
  spec.option("--digits", o.digits, "length of the code").placeholder("N").otherwise("6");
  if (time)
    spec.option("--period", o.settings.period, "seconds that a code is good for").placeholder("N").otherwise("30");
  if (time)
    not_empty(spec.option("--now,--at", o.now, "take this for the current time"))
        .placeholder("TIME")
        .otherwise("the clock");
}

void describe_hotp(cli::Spec& spec) {
  auto& o = spec.options<OtpOptions>();
  add_otp(spec, o, false);
  spec.option("--counter", o.counter, "which code").placeholder("N").required();
  cli::add_output_file(spec, o.output);
  spec.example("echo GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ > seed && pytk crypt otp hotp -k seed --counter 0",
               "755224, as in RFC 4226");
  spec.example("echo GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ > seed && pytk crypt otp hotp -k seed --counter 9 --digits 8",
               "eight digits");
  spec.run([&o](Context& context) {
    return write_line(crypt::hotp(otp_key(o), o.counter, otp_settings(o)), o.output, context);
  });
}

void describe_totp(cli::Spec& spec) {
  auto& o = spec.options<OtpOptions>();
  add_otp(spec, o, true);
  cli::add_output_file(spec, o.output);
  spec.example("echo GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ > seed && pytk crypt otp totp -k seed --now 59 --digits 8",
               "94287082, as in RFC 6238");
  spec.example("pytk crypt rand 20 -o seed && pytk crypt otp totp -k seed --key-enc raw", "a raw secret");
  spec.run([&o](Context& context) {
    const auto settings = otp_settings(o);
    return write_line(crypt::hotp(otp_key(o), crypt::totp_step(time_or_now(o.now, "--now"), settings), settings),
                      o.output, context);
  });
}

void describe_otp_verify(cli::Spec& spec) {
  auto& o = spec.options<OtpOptions>();
  add_otp(spec, o, true);
  spec.positional("CODE", o.code, "the code that was typed").required();
  spec.option("--counter", o.counter_given, "a counter instead of the time (HOTP)").placeholder("N");
  spec.option("--window", o.window, "how many steps before and after are good, too").placeholder("N").otherwise("1");
  cli::add_output(spec, o.records);
  spec.field("drift", "int64", "steps between the code's and the expected one");
  spec.description(
      "Exit status 0 and the drift when the code fits, 1 when it does not. All steps are tried in constant time.");
  spec.example(
      "echo GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ > seed && pytk crypt otp verify -k seed --now 89 --digits 8 94287082",
      "one step late");
  spec.example("echo GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ > seed && pytk crypt otp verify -k seed --counter 0 287082",
               "HOTP, one ahead");
  spec.run([&o](Context& context) {
    const auto settings = otp_settings(o);
    const std::uint64_t center =
        o.counter_given ? *o.counter_given : crypt::totp_step(time_or_now(o.now, "--now"), settings);
    const auto drift = crypt::otp_matches(otp_key(o), o.code, center, o.window, settings);
    if (!drift) throw fail(Fault::refused, "the code does not fit");
    const record::Schema schema = {{"drift", record::Type::int64}};
    cli::RecordOutput rows(o.records, schema, context);
    record::Batch batch(schema);
    batch[0].add_int(*drift);
    batch.end_row();
    rows.write(batch);
    rows.finish();
    return 0;
  });
}

void describe_otp_uri(cli::Spec& spec) {
  auto& o = spec.options<OtpOptions>();
  add_otp(spec, o, true);
  spec.option("--issuer", o.issuer, "who asks for the code").placeholder("TEXT");
  spec.option("--account", o.account, "whose code it is").placeholder("TEXT").required();
  spec.option("--counter", o.counter_given, "count from here (HOTP) instead of using the time").placeholder("N");
  cli::add_output_file(spec, o.output);
  spec.description("An otpauth:// URI for authenticator programs. It contains the secret.");
  spec.example(
      "pytk crypt rand 20 -o seed && pytk crypt otp uri -k seed --key-enc raw --issuer Acme --account me@example.com",
      "for a QR code");
  spec.example("pytk crypt rand 20 -o seed && pytk crypt otp uri -k seed --key-enc raw --account me --counter 0",
               "HOTP");
  spec.run([&o](Context& context) {
    const auto out = open_secret_output(o.output, context, false);
    out->write(crypt::otp_uri(otp_key(o), !o.counter_given, o.issuer, o.account, o.counter_given.value_or(0),
                              otp_settings(o)) +
               "\n");
    out->commit();
    return 0;
  });
}

// passwd

struct PasswdOptions {
  std::string password = "prompt", hash = "-", output = "-";
  crypt::PasswordCost cost;
  std::uint64_t lanes = 1, log_n = 17;
};

crypt::PasswordCost cost_of(const PasswdOptions& o) {
  crypt::PasswordCost cost = o.cost;
  cost.lanes = checked<std::uint32_t>(o.lanes);
  cost.log_n = checked<unsigned>(o.log_n);
  return cost;
}

void add_cost(cli::Spec& spec, PasswdOptions& o) {
  spec.option("-a,--algorithm", o.cost.algorithm, "argon2id or scrypt")
      .choices({"argon2id", "scrypt"})
      .otherwise("argon2id");
  spec.size("--memory", o.cost.memory, "memory for Argon2").placeholder("SIZE").otherwise("64MiB");
  spec.option("--passes", o.cost.passes, "passes of Argon2").placeholder("N").otherwise("3");
  spec.option("--lanes", o.lanes, "lanes of Argon2, p of scrypt").placeholder("N").otherwise("1");
  spec.option("--log-n", o.log_n, "cost of scrypt, 2^N").placeholder("N").otherwise("17");
}

void describe_passwd_hash(cli::Spec& spec) {
  auto& o = spec.options<PasswdOptions>();
  spec.option("--password-from,-k", o.password, "the password").placeholder("KEYSRC").otherwise("prompt");
  add_cost(spec, o);
  cli::add_output_file(spec, o.output);
  spec.example("PW=secret pytk crypt passwd hash --password-from env:PW --memory 8MiB", "a PHC string");
  spec.example("PW=secret pytk crypt passwd hash -k env:PW -a scrypt --log-n 12", "scrypt");
  spec.run([&o](Context& context) {
    return write_line(crypt::password_hash(crypt::read_new_passphrase(o.password, "password"), cost_of(o)), o.output,
                      context);
  });
}

void describe_passwd_check(cli::Spec& spec) {
  auto& o = spec.options<PasswdOptions>();
  spec.option("--password-from,-k", o.password, "the password").placeholder("KEYSRC").otherwise("prompt");
  spec.positional("HASH", o.hash, "a file with the hash").otherwise("standard input").complete_files();
  spec.description(
      "Exit status 0 when the password is right, 1 when it is not. Reads argon2id, argon2i, scrypt and pbkdf2 as PHC strings, bcrypt, and what /etc/shadow holds (SHA-256, SHA-512, yescrypt).");
  spec.example(
      "export PW=secret; pytk crypt passwd hash --password-from env:PW --memory 8MiB | pytk crypt passwd check --password-from env:PW",
      "right: exit status 0");
  spec.example(
      "echo '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW' | PW='U*U' pytk crypt passwd check -k env:PW",
      "bcrypt");
  spec.run([&o](Context& context) {
    const std::string hash = open_input(o.hash, context)->read_all(4096);
    if (crypt::password_matches(crypt::read_passphrase(o.password, "password"), hash)) return 0;
    throw fail(Fault::refused, "the password is wrong");
  });
}

void describe_passwd_rehash(cli::Spec& spec) {
  auto& o = spec.options<PasswdOptions>();
  spec.positional("HASH", o.hash, "a file with the hash").otherwise("standard input").complete_files();
  add_cost(spec, o);
  spec.description(
      "Exit status 0 when the hash is at least as strong as these settings, 1 with the reason when it should be made anew.");
  spec.example(
      "PW=secret pytk crypt passwd hash --password-from env:PW --memory 8MiB | pytk crypt passwd needs-rehash --memory 8MiB",
      "strong enough: exit status 0");
  spec.example(
      "PW=secret pytk crypt passwd hash -k env:PW -a scrypt --log-n 12 | pytk crypt passwd needs-rehash -a scrypt --log-n 12",
      "scrypt");
  spec.run([&o](Context& context) {
    const std::string reason = crypt::password_weakness(open_input(o.hash, context)->read_all(4096), cost_of(o));
    if (reason.empty()) return 0;
    throw fail(Fault::refused, "the hash should be made anew: {}", reason);
  });
}

}  // namespace

void describe_jwt(cli::Spec& spec) {
  spec.summary("JSON Web Tokens: sign, verify, look inside");
  spec.verb("sign", "make a token of claims", describe_jwt_sign);
  spec.verb("verify", "check a token and write its claims", describe_jwt_verify);
  spec.verb("decode", "look inside without checking", describe_jwt_decode);
  spec.example(
      "pytk crypt key gen -t ec-p256 -f jwk -o k.jwk && echo '{\"sub\":\"me\"}' | pytk crypt jwt sign -k k.jwk | pytk crypt jwt verify -k k.jwk",
      "ES256 there and back");
  spec.example("pytk crypt rand 32 -o hs.key && echo '{}' | pytk crypt jwt sign --secret hs.key", "HS256");
}

void describe_otp(cli::Spec& spec) {
  spec.summary("one-time passwords: HOTP and TOTP");
  spec.verb("hotp", "the code of a counter", describe_hotp);
  spec.verb("totp", "the code of now", describe_totp);
  spec.verb("verify", "does a code fit", describe_otp_verify);
  spec.verb("uri", "what authenticator programs read", describe_otp_uri);
  spec.example("echo GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ > seed && pytk crypt otp totp -k seed", "the code of now");
  spec.example("echo GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ > seed && pytk crypt otp hotp -k seed --counter 1",
               "the code of a counter");
}

void describe_passwd(cli::Spec& spec) {
  spec.summary("hash passwords and check them");
  spec.verb("hash", "make a hash to store", describe_passwd_hash);
  spec.verb("check", "is this the password of that hash", describe_passwd_check);
  spec.verb("needs-rehash", "is a hash too weak by now", describe_passwd_rehash);
  spec.example("PW=secret pytk crypt passwd hash --password-from env:PW --memory 8MiB", "argon2id");
  spec.example("export PW=secret; pytk crypt passwd hash -k env:PW --memory 8MiB | pytk crypt passwd check -k env:PW",
               "there and back");
}

}  // namespace pytk::cmd
