// Lines of text set into runs of glyphs and rules, with small mathematics between dollar signs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <pytk/raster/font.hpp>
#include <pytk/raster/path.hpp>

namespace pytk::plot {

/// Plain text at one size, its baseline at (x, y) from the block's origin, y pointing down.
struct Run {
  std::string text;
  double x = 0, y = 0, size = 0;
};

/// Text ready to be drawn. The origin is the begin of the first baseline.
struct TextBlock {
  std::vector<Run> runs;
  std::vector<raster::Box> rules;   ///< filled bars: of fractions and roots
  double width = 0, ascent = 0, descent = 0;  ///< of the whole block around the origin, positive
};

/// Sets `text` at `size` pixels an em; lines are split at LF and centred when `centered`.
[[nodiscard]] TextBlock set_text(std::string_view text, double size, bool centered = false);

/// The text cut so that no line of it is wider than `most` pixels.
[[nodiscard]] std::string shortened(const std::string& text, double size, double most);
/// Outlines of a whole block.
[[nodiscard]] raster::Path outline_of(const TextBlock& block);

}  // namespace pytk::plot
