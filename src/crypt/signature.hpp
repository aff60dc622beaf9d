// Signatures over bytes with a libcrypto key, for every format that wraps them.
#pragma once

#include <pytk/crypt/keys.hpp>

#include "evp.hpp"

namespace pytk::crypt {

struct AsymmetricKey::State {
  Key key;
};

/// A signature algorithm: what is done with which digest.
struct SignatureMethod {
  enum class Kind : std::uint8_t { ecdsa, eddsa, rsa_pkcs1, rsa_pss } kind;
  std::string digest;  ///< "sha256"; empty for eddsa
};
/// Throws Fault::usage for unknown names, for keys of another kind and for weak choices.
[[nodiscard]] SignatureMethod choose_signature(const EVP_PKEY* key, const SignatureRequest& request);
/// `input` is the digest, or the message for eddsa.
[[nodiscard]] Bytes make_signature(EVP_PKEY* key, const SignatureMethod& method, const SignatureRequest& request,
                                   ByteView input);
[[nodiscard]] bool check_signature(EVP_PKEY* key, const SignatureMethod& method, const SignatureRequest& request,
                                   ByteView input, ByteView signature);
/// Both steps for a message in memory.
[[nodiscard]] Bytes sign_bytes(EVP_PKEY* key, const SignatureRequest& request, ByteView message);
[[nodiscard]] bool verify_bytes(EVP_PKEY* key, const SignatureRequest& request, ByteView message, ByteView signature);
/// libcrypto's name of a digest: "sha512-256" is "SHA512-256".
[[nodiscard]] std::string provider_digest(std::string_view name);
void refuse_weak_rsa(const EVP_PKEY* key, bool allow_weak);

}  // namespace pytk::crypt
