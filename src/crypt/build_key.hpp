// EVP_PKEY from bare numbers and back: what the SSH, JWK and XML-free world writes instead of ASN.1.
#pragma once

#include <string>
#include <string_view>

#include <pytk/core/bytes.hpp>
#include <pytk/core/secret.hpp>

#include "evp.hpp"

namespace pytk::crypt {

/// Unsigned big-endian bytes without leading zeros.
[[nodiscard]] Bytes number_bytes(const BIGNUM* number);
[[nodiscard]] Number number_of(ByteView big_endian);
/// A named number of a key ("n", "e", "d", "rsa-factor1", "priv"); null when the key has none.
[[nodiscard]] Number key_number(const EVP_PKEY* key, const char* name);
/// The raw bytes of an Ed25519, Ed448, X25519 or X448 key; empty when it has no private part.
[[nodiscard]] Bytes raw_public(const EVP_PKEY* key);
[[nodiscard]] Secret raw_private(const EVP_PKEY* key);
/// The uncompressed point of an EC public key: 04 | x | y.
[[nodiscard]] Bytes ec_point(const EVP_PKEY* key);
/// OpenSSL's short name of an EC key's group ("prime256v1"); empty for explicit parameters.
[[nodiscard]] std::string ec_group(const EVP_PKEY* key);

/// The numbers of an RSA key; d, p, q empty for a public key, p and q also where there are more than two primes.
struct RsaNumbers {
  Bytes n, e;
  Secret d, p, q;
};
/// Throws Fault::data when libcrypto refuses the numbers.
[[nodiscard]] Key make_rsa(const RsaNumbers& numbers);
[[nodiscard]] RsaNumbers rsa_numbers(const EVP_PKEY* key);
/// `scalar` empty for a public key.
[[nodiscard]] Key make_ec(const std::string& group, ByteView point, ByteView scalar);
/// "ED25519", "X25519", "ED448", "X448".
[[nodiscard]] Key make_raw_public(const char* type, ByteView bytes);
[[nodiscard]] Key make_raw_private(const char* type, ByteView bytes);

}  // namespace pytk::crypt
