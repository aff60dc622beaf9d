// Numbers and words in SVG and HTML.
#pragma once

#include <string>
#include <string_view>

namespace pytk::plot {

/// To a hundredth, without trailing zeros, never "-0".
void append_place(std::string& out, double value);
[[nodiscard]] std::string escape_xml(std::string_view text);

}  // namespace pytk::plot
