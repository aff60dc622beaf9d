// The hashes of /etc/shadow: SHA-256 ($5$), SHA-512 ($6$) and yescrypt ($y$), checked by the system's libcrypt.
#pragma once

#include <string_view>

#include <pytk/core/secret.hpp>

namespace pytk::crypt {

[[nodiscard]] bool is_shadow(std::string_view hash);
/// Throws data for malformed hashes and for such that ask for too much work, missing without libcrypt.
[[nodiscard]] bool shadow_matches(const Secret& password, std::string_view hash);

}  // namespace pytk::crypt
