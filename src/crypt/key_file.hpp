// Asymmetric keys from whatever file they come in: PEM, DER, OpenSSH, JWK, PKCS#12, certificates for public keys.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/pkcs12.h>

#include <pytk/core/secret.hpp>

#include "evp.hpp"
#include "ssh_key.hpp"

namespace pytk::crypt {

/// A private key; `ask` is called when the file is encrypted. Throws data, refused (wrong passphrase).
[[nodiscard]] Key read_private_key(const Secret& file, std::string_view name, const AskPassphrase& ask);
/// A public key, from a public or a private key file or a certificate.
[[nodiscard]] Key read_public_key(const Secret& file, std::string_view name, const AskPassphrase& ask);
/// Whether bytes are a public key or a certificate in DER.
[[nodiscard]] bool is_public_der(ByteView bytes);
/// Refuses keys that libcrypto reads but nobody should use: EC with explicit parameters (RFC 5480 2.1.1)
/// or a point in the hybrid form (2.2).
void refuse_odd_key(const EVP_PKEY* key, std::string_view name);

/// Refuses PKCS#12 files without a MAC and those that ask for minutes of work.
void refuse_odd_pkcs12(const PKCS12* container, std::string_view name);
/// Why PKCS12_parse() has failed.
[[nodiscard]] Error wrong_pkcs12(std::string_view name);

/// One "-----BEGIN label-----" block.
struct PemBlock {
  std::string label, header;
  Secret der;
};
/// All blocks of a text, in order; text in between is skipped. Throws Fault::data for a damaged one.
[[nodiscard]] std::vector<PemBlock> read_pem(ByteView text, std::string_view name);
[[nodiscard]] std::string show_pem(std::string_view label, ByteView der);

/// DER of a public (SubjectPublicKeyInfo) or private (PKCS#8) key.
[[nodiscard]] Bytes public_der(EVP_PKEY* key);
[[nodiscard]] Secret private_der(EVP_PKEY* key);

/// JSON Web Keys (RFC 7517, 8037).
[[nodiscard]] Key key_of_jwk(std::string_view json, std::string_view name, bool want_private);
[[nodiscard]] Secret jwk_of(EVP_PKEY* key, bool with_private);
[[nodiscard]] bool has_private(const EVP_PKEY* key);

}  // namespace pytk::crypt
