// Pictures made of characters: braille dots, eighth blocks, half blocks with two colours a cell, or plain ASCII.
//   Cells cells(80, 24);  cells.dot(x, y, color);  cells.text(0, 0, "title");  out += cells.show({.color = true});
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/raster/path.hpp>
#include <pytk/raster/picture.hpp>

namespace pytk::raster {

struct CellStyle {
  bool color = false;
  bool true_color = false;  ///< 24-bit sequences, else the 256-colour palette
  bool utf8 = true;         ///< false: only ASCII is printed
};

/// A grid of terminal cells. Dots have a resolution of 2 x 4 a cell; writing outside does nothing.
class Cells {
 public:
  Cells(std::size_t columns, std::size_t rows);
  [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }

  /// One braille dot. A cell is printed in the colour that has most dots in it; the later one among equals.
  void dot(std::ptrdiff_t x, std::ptrdiff_t y, Color color);
  /// A line of dots (Bresenham's algorithm), ends included.
  void line(double x0, double y0, double x1, double y1, Color color);
  /// A character cell; covers dots.
  void put(std::ptrdiff_t column, std::ptrdiff_t row, char32_t character, std::optional<Color> front = {},
           std::optional<Color> back = {});
  /// UTF-8 text, control characters replaced; returns the columns used. Wide characters take two cells.
  std::size_t text(std::ptrdiff_t column, std::ptrdiff_t row, std::string_view text, std::optional<Color> front = {});
  /// A vertical bar over whole cells from eighth `low` to eighth `high`, counted from the bottom of `bottom_row`.
  void bar_up(std::ptrdiff_t column, std::ptrdiff_t bottom_row, double cells_high, Color color);
  /// A horizontal bar of `cells_wide` cells (in eighths) from `column`.
  void bar_right(std::ptrdiff_t column, std::ptrdiff_t row, double cells_wide, Color color);
  [[nodiscard]] bool occupied(std::ptrdiff_t column, std::ptrdiff_t row) const noexcept;

  /// Lines that end in LF, trailing blanks removed, colour switched off at each end of line.
  [[nodiscard]] std::string show(const CellStyle& style) const;

 private:
  struct Cell {
    char32_t character = 0;  ///< 0: dots only
    std::optional<Color> front, back;
    bool covered = false;    ///< second half of a wide character
  };
  struct Layer {
    Color color;
    std::vector<std::uint8_t> dots;
  };
  [[nodiscard]] bool inside(std::ptrdiff_t column, std::ptrdiff_t row) const noexcept {
    return column >= 0 && row >= 0 && static_cast<std::size_t>(column) < columns_ &&
           static_cast<std::size_t>(row) < rows_;
  }
  std::size_t columns_, rows_;
  std::vector<Cell> cells_;
  std::vector<Layer> layers_;
  std::size_t last_layer_ = 0;
};

/// A picture as half blocks, fitted into columns x rows cells (a cell is twice as high as wide) without changing its
/// shape; without colour as ASCII from dark to light.
[[nodiscard]] std::string picture_as_cells(const Picture& picture, std::size_t columns, std::size_t rows,
                                           const CellStyle& style);

}  // namespace pytk::raster
