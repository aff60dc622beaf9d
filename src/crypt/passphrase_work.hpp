// How much work a file asks for before it tells whether its passphrase is right: a hostile one must not cost minutes.
#pragma once

#include <cstdint>

#include <openssl/pkcs12.h>
#include <openssl/x509.h>

namespace pytk::crypt {

/// Most iterations of PBKDF2 and the older constructions: many times what careful programs use, about two seconds.
inline constexpr std::uint64_t most_passphrase_rounds = 5'000'000;

/// Whether an encryption with a passphrase (RFC 8018: PBES2 with PBKDF2 or scrypt, PBES1; RFC 7292) asks for more.
[[nodiscard]] bool asks_too_much(const X509_ALGOR* method);
/// The same for all that stands open in a PKCS#12 file: its MAC, its encrypted parts, its keys.
[[nodiscard]] bool asks_too_much(const PKCS12* container);

}  // namespace pytk::crypt
