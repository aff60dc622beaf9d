// JSON Web Tokens and detached JWS, one-time passwords, password hashes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/secret.hpp>
#include <pytk/crypt/keys.hpp>

namespace pytk::crypt {

/// A key for JWS: symmetric bytes or an asymmetric key, never both; which one decides what algorithms are possible.
struct JoseKey {
  Secret secret;
  std::optional<AsymmetricKey> key;
};
/// From a file: JWK (also "oct"), PEM, DER, OpenSSH.
[[nodiscard]] JoseKey parse_jose_key(const Secret& file, std::string_view name, bool is_private, const Ask& ask);
/// A shared secret; refuses what looks like a public key, and secrets shorter than the algorithm's digest.
[[nodiscard]] JoseKey jose_secret(Secret secret);

struct JwtRequest {
  std::string algorithm;      ///< empty: what suits the key
  std::string claims;         ///< a JSON object
  std::string key_id, type = "JWT";
};
/// header.payload.signature. Throws Fault::data for claims that are no JSON object.
[[nodiscard]] std::string jwt_sign(const JoseKey& key, const JwtRequest& request);

struct JwtQuestion {
  std::vector<std::string> algorithms;  ///< allowed; empty: those that suit the key
  std::int64_t now = 0, leeway = 0;     ///< seconds
  std::string issuer, audience, subject;  ///< must be so when not empty
  bool needs_expiry = false;
};
/// The payload as it stands in the token. Throws refused (signature, time, claims) or data (malformed).
[[nodiscard]] std::string jwt_verify(const JoseKey& key, std::string_view token, const JwtQuestion& question);
struct JwtParts {
  std::string header, payload;
};
/// Without any verification.
[[nodiscard]] JwtParts jwt_decode(std::string_view token);

/// RFC 7515 appendix F: "header..signature" over a payload that travels by itself.
[[nodiscard]] std::string jws_detached_sign(const JoseKey& key, const std::string& algorithm, ByteView payload);
[[nodiscard]] bool jws_detached_verify(const JoseKey& key, std::string_view jws, ByteView payload);

struct OtpSettings {
  std::string digest = "sha1";
  unsigned digits = 6;
  std::uint64_t period = 30;
};
/// RFC 4648 base32; lower case, spaces, dashes and missing padding are taken.
[[nodiscard]] Result<Secret> from_base32(std::string_view text);
[[nodiscard]] std::string to_base32(ByteView bytes);
/// RFC 4226.
[[nodiscard]] std::string hotp(const Secret& key, std::uint64_t counter, const OtpSettings& settings);
/// The step of RFC 6238 at a time.
[[nodiscard]] std::uint64_t totp_step(std::uint64_t unix_seconds, const OtpSettings& settings);
/// Tries every counter from center - window to center + window, all of them always; gives the difference that fits.
[[nodiscard]] std::optional<std::int64_t> otp_matches(const Secret& key, std::string_view code, std::uint64_t center,
                                                      std::uint64_t window, const OtpSettings& settings);
[[nodiscard]] std::string otp_uri(const Secret& key, bool time_based, const std::string& issuer,
                                  const std::string& account, std::uint64_t counter, const OtpSettings& settings);

struct PasswordCost {
  std::string algorithm = "argon2id";  ///< or "scrypt"
  std::uint64_t memory = 64U << 20U;   ///< Argon2, bytes
  std::uint64_t passes = 3;
  std::uint32_t lanes = 1;
  unsigned log_n = 17;                 ///< scrypt
};
/// A PHC string: "$argon2id$v=19$m=65536,t=3,p=1$salt$hash".
[[nodiscard]] std::string password_hash(const Secret& password, const PasswordCost& cost);
/// Argon2id, Argon2i, scrypt, PBKDF2 as PHC strings, bcrypt as $2a$, $2b$, $2y$, and what /etc/shadow holds: $5$, $6$,
/// $y$. Throws data for others.
[[nodiscard]] bool password_matches(const Secret& password, std::string_view hash);
/// Why the hash is weaker than `cost`; empty when it is not.
[[nodiscard]] std::string password_weakness(std::string_view hash, const PasswordCost& cost);

}  // namespace pytk::crypt
