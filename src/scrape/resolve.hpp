// A reference seen from a base.
#pragma once

#include <string>
#include <string_view>

namespace pytk::scrape {

/// The absolute URL, or the reference as it is when there is no base or it cannot be resolved.
[[nodiscard]] std::string resolve(std::string_view base, std::string_view reference);

}  // namespace pytk::scrape
