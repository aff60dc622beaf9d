// A figure as bytes: PNG, SVG, PDF, HTML, terminal text, sixel, kitty, or a description of itself.
#pragma once

#include <string>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/plot/figure.hpp>
#include <pytk/raster/cells.hpp>

namespace pytk::plot {

/// Chooses the ticks for the figure's size in pixels. The renderers below do it themselves.
void resolve(Figure& figure);

[[nodiscard]] raster::Picture to_picture(Figure figure);
[[nodiscard]] Bytes to_png(Figure figure);
[[nodiscard]] std::string to_svg(Figure figure, bool real_text = false);
[[nodiscard]] std::string to_pdf(Figure figure);
/// A page that needs nothing from the network: zoom, pan, the nearest point under the pointer, and its data as CSV.
[[nodiscard]] std::string to_html(Figure figure);
[[nodiscard]] std::string to_sixel(Figure figure);
[[nodiscard]] std::string to_kitty(Figure figure);
/// One JSON object: limits, ticks, labels, marks with their statistics, and the boxes of all labels in pixels.
[[nodiscard]] std::string to_scene(Figure figure);

struct TerminalSize {
  std::size_t columns = 80, rows = 24;
};
/// Text that is never wider than `columns`; blocks draw lines and dots with whole cells instead of braille dots.
[[nodiscard]] std::string to_terminal(Figure figure, TerminalSize size, const raster::CellStyle& style);

}  // namespace pytk::plot
