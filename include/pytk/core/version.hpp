// The version of this build.
#pragma once
#include <string_view>
namespace pytk {
[[nodiscard]] std::string_view version() noexcept;  ///< "0.1.0"
}  // namespace pytk
