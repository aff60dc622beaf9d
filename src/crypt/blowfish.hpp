// Blowfish with bcrypt's expensive key schedule: for passphrases of OpenSSH keys and for checking bcrypt hashes.
// Nothing is encrypted with it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <pytk/core/bytes.hpp>
#include <pytk/core/secret.hpp>

namespace pytk::crypt {

/// OpenBSD's bcrypt_pbkdf, which turns an OpenSSH passphrase into a key and an IV.
[[nodiscard]] Secret bcrypt_pbkdf(ByteView passphrase, ByteView salt, std::uint32_t rounds, std::size_t length);
/// The 23 bytes of a bcrypt hash ("$2b$"): the password is cut at 72 bytes with its final zero. `cost` is 4 to 31.
[[nodiscard]] std::array<std::uint8_t, 23> bcrypt(ByteView password, const std::array<std::uint8_t, 16>& salt,
                                                  unsigned cost);

}  // namespace pytk::crypt
