// Which revocation lists count, and which make a chain bad: RFC 5280 section 5 and the CA/Browser Forum's baseline.
#pragma once

#include <string>

#include "certificate.hpp"

namespace pytk::crypt {

/// Why a list is none in the sense of RFC 5280 5.1, so that it says nothing about anybody; empty when it is one.
[[nodiscard]] std::string unusable_crl(const X509_CRL* crl);
/// Why a list breaks a rule, so that no chain may rely on it; empty when it does not. `webpki` adds the baseline's
/// rules.
[[nodiscard]] std::string broken_crl(X509_CRL* crl, bool webpki);
/// Why a certificate's distribution points break the baseline's rules (7.1.2.11.2); empty when they do not.
[[nodiscard]] std::string broken_distribution_points(X509* certificate);

}  // namespace pytk::crypt
