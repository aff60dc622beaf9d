// Names as user names and domains write them.
#pragma once

#include <string>
#include <string_view>

namespace pytk::fake {

/// Latin letters of accented ones, lower case, everything else dropped: "Jürgen" to "juergen" (de) or "jurgen".
[[nodiscard]] std::string ascii_word(std::string_view text, std::string_view language);

}  // namespace pytk::fake
