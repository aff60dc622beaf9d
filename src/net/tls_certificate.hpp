// Certificates and keys as net needs them: read from PEM text, made for a test, described for a record.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <pytk/net/tls.hpp>

namespace pytk::net {

struct FreeCertificate { void operator()(X509* certificate) const noexcept { ::X509_free(certificate); } };
struct FreeKey { void operator()(EVP_PKEY* key) const noexcept { ::EVP_PKEY_free(key); } };
using Certificate = std::unique_ptr<X509, FreeCertificate>;
using PrivateKey = std::unique_ptr<EVP_PKEY, FreeKey>;

/// All certificates of a PEM text, at least one and at most 1,000; `what` names it when there is none.
[[nodiscard]] std::vector<Certificate> read_certificates(std::string_view pem, std::string_view what);
/// An unencrypted private key; an encrypted one is refused, never asked for.
[[nodiscard]] PrivateKey read_private_key(std::string_view pem);
[[nodiscard]] TlsPeer describe(const X509& certificate);

}  // namespace pytk::net
