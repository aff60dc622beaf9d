// One axes inside a rectangle of terminal cells.
#pragma once

#include <string>

#include <pytk/plot/figure.hpp>
#include <pytk/raster/cells.hpp>

#include "plot/theme.hpp"

namespace pytk::plot {

/// The data area in cells and the mapping into its dots.
struct CellArea {
  std::ptrdiff_t column = 0, row = 0, width = 1, height = 1;
  const Axis* x = nullptr;
  const Axis* y = nullptr;
  [[nodiscard]] double dot_x(double value) const noexcept {
    return static_cast<double>(column) * 2 + x->fraction(value) * (static_cast<double>(width) * 2 - 1);
  }
  [[nodiscard]] double dot_y(double value) const noexcept {
    return static_cast<double>(row) * 4 + (1 - y->fraction(value)) * (static_cast<double>(height) * 4 - 1);
  }
};

/// Everything of a mark that lies inside the area.
void draw_cells(raster::Cells& cells, const CellArea& area, const Mark& mark, const raster::CellStyle& style);

/// Names too long to stand under upright bars: one row a bar, its name at the left, its value at the end.
[[nodiscard]] bool wants_rows(const Axes& axes, std::size_t columns);
[[nodiscard]] std::string bar_rows(const Axes& axes, std::size_t columns, const raster::CellStyle& style);

/// A line of blocks for each spark.
[[nodiscard]] bool only_sparks(const Axes& axes);
[[nodiscard]] std::string spark_rows(const Axes& axes, std::size_t columns, const raster::CellStyle& style);

}  // namespace pytk::plot
