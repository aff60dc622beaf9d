// One spelling for each digest, whoever wrote its name.
#pragma once

#include <string>
#include <string_view>

namespace pytk::crypt {

/// The name that a Hasher takes: "SHA2-256" and "SHA-256" are "sha256", "b3" is "blake3", "SHA512/256" is "sha512-256".
/// Unknown names come back in small letters.
[[nodiscard]] std::string canonical_name(std::string_view given);

}  // namespace pytk::crypt
