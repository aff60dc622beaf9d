// The rules for chains that libcrypto does not apply: RFC 5280 to the letter and the CA/Browser Forum's baseline.
#pragma once

#include <string>
#include <vector>

#include <pytk/crypt/x509.hpp>

#include "certificate.hpp"

namespace pytk::crypt {

/// Why a chain (leaf first, root last) breaks a rule; empty when it does not.
[[nodiscard]] std::string broken_rule(const std::vector<X509*>& chain, const ChainQuestion& question);
/// Why the leaf is not for the name that was asked about; empty when it is.
[[nodiscard]] std::string wrong_name(X509* leaf, const ChainQuestion& question);

}  // namespace pytk::crypt
