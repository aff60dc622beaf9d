// Values on a rectangular grid, as heat maps and contours use them.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include <pytk/raster/picture.hpp>

#include "plot/kinds.hpp"

namespace pytk::plot {

/// Smallest and largest value so far; low > high when there is none.
struct Span {
  double low = INFINITY, high = -INFINITY;
  void include(double v) noexcept {
    if (v < low) low = v;
    if (v > high) high = v;
  }
};
[[nodiscard]] Span span_of(const std::vector<double>& values);

struct GridData {
  std::size_t columns = 0, rows = 0;
  std::vector<double> values;                   ///< row by row
  std::vector<std::string> x_names, y_names;
  std::string x_label, y_label, value_label;
};
/// From a matrix, from rows of x, y and value, or from all numeric columns.
[[nodiscard]] GridData grid_of(const Drawing& d);
/// One pixel a value, coloured from span.low to span.high; what is not finite is transparent.
[[nodiscard]] raster::Picture shaded(const std::vector<double>& values, std::size_t columns, std::size_t rows,
                                     const std::string& map_name, Span span);

}  // namespace pytk::plot
