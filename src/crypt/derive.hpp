// Key derivation with fixed parameters, for the formats that need it (RFC 5869, RFC 7914).
#pragma once

#include <cstdint>
#include <string_view>

#include <pytk/core/bytes.hpp>
#include <pytk/core/secret.hpp>

namespace pytk::crypt {

[[nodiscard]] Secret hkdf_sha256(ByteView secret, ByteView salt, std::string_view info, std::size_t length);
/// N = 2^log_n. Throws Fault::data when the memory cannot be had.
[[nodiscard]] Secret scrypt(ByteView passphrase, ByteView salt, unsigned log_n, std::uint32_t r, std::uint32_t p,
                            std::size_t length);
/// libsodium, started once.
void begin_sodium();

}  // namespace pytk::crypt
