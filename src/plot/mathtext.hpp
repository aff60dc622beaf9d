// Small mathematics: $x^2$, $a_{ij}$, Greek and signs by name, \frac{a}{b}, \sqrt{x}, \mathrm{text}.
#pragma once

#include "plot/words.hpp"

namespace pytk::plot {

/// One line in which the parts between dollar signs are mathematics; "\$" is a dollar sign. What is not understood is
/// printed as it stands.
[[nodiscard]] TextBlock set_math(std::string_view line, double size);

}  // namespace pytk::plot
