// RSASSA-PSS with SHAKE128 and SHAKE256 (RFC 8702 3.2), which libcrypto 3.0 has not: the SHAKE is both the digest (32
// or 64 bytes) and, in place of MGF1, the mask.
#pragma once

#include <string>

#include <pytk/core/bytes.hpp>

#include "evp.hpp"

namespace pytk::crypt {

/// "shake128" or "shake256".
[[nodiscard]] bool is_shake(std::string_view digest) noexcept;
/// Signs a digest of 32 or 64 bytes with `salt_length` bytes of fresh salt. Throws Fault::usage if the key is too short
/// for both.
[[nodiscard]] Bytes sign_pss_shake(EVP_PKEY* key, const std::string& shake, std::size_t salt_length, ByteView digest);
/// Whether `signature` is one of the digest with exactly so much salt.
[[nodiscard]] bool verify_pss_shake(EVP_PKEY* key, const std::string& shake, std::size_t salt_length, ByteView digest,
                                    ByteView signature);

}  // namespace pytk::crypt
