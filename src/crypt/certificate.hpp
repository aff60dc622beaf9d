// Owners and small tools for libcrypto's certificate objects.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <pytk/core/secret.hpp>

#include "evp.hpp"

namespace pytk::crypt {

using Certificate = Owned<X509, X509_free>;
using Csr = Owned<X509_REQ, X509_REQ_free>;
using Crl = Owned<X509_CRL, X509_CRL_free>;
using GeneralNames = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;

/// All certificates of a PEM or DER file, in order; nothing may follow DER. Throws Fault::data when there is none.
[[nodiscard]] std::vector<Certificate> read_certificates(const Secret& file, std::string_view name);
[[nodiscard]] std::vector<Crl> read_crls(const Secret& file, std::string_view name);
[[nodiscard]] Csr read_csr(const Secret& file, std::string_view name);
[[nodiscard]] std::string certificate_pem(X509* certificate);
[[nodiscard]] std::string show_name(const X509_NAME* name);
/// "dns:example.com", "ip:192.0.2.1" ... of a subjectAltName.
[[nodiscard]] std::vector<std::string> show_general_names(const GENERAL_NAMES* names);
[[nodiscard]] std::string asn1_text(const ASN1_STRING* string);
/// Seconds since 1970; throws Fault::data for what is no time.
[[nodiscard]] std::int64_t seconds_of(const ASN1_TIME* time);

}  // namespace pytk::crypt
