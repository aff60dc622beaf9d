// Colours of themes and colour maps.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/plot/figure.hpp>

namespace pytk::plot {

struct Theme {
  Color figure, axes, text, line, grid, legend, legend_edge;
  bool grid_on, frame_on, ticks_on;
  std::vector<Color> cycle;
};
[[nodiscard]] const Theme& theme_of(ThemeName name);
[[nodiscard]] Color cycle_color(ThemeName theme, std::size_t index);

/// "#1f77b4", "#fff", "C0" to "C9", "0.5" (grey) or a CSS basic name. Throws Fault::usage otherwise.
[[nodiscard]] Color parse_color(std::string_view text);

/// 256 colours from low to high; the name may end in "_r" for the reverse. Throws Fault::usage with the nearest names.
class ColorMap {
 public:
  explicit ColorMap(std::string_view name);
  /// `x` in 0..1; below and above give the ends, not a number gives transparent.
  [[nodiscard]] Color at(double x) const noexcept;

 private:
  const std::uint8_t* table_;
  bool reversed_;
};
[[nodiscard]] std::vector<std::string> color_map_names();

}  // namespace pytk::plot
