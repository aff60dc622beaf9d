// The shapes of one mark painted into one axes.
#pragma once

#include <cstdint>
#include <optional>

#include "plot/draw.hpp"
#include "plot/legend.hpp"
#include "plot/mapping.hpp"

namespace pytk::plot {

struct Inside {
  const Figure& figure;
  const Theme& theme;
  Paper& paper;
  const Box& box;
  const Along& x;
  const Along& y;
  std::vector<DrawnText>& texts;
  const std::vector<Box>& legends;
  Obstacles& obstacles;
};
/// Areas, bars and pictures are painted first, lines and dots over them, then the user's own notes, and at last the
/// words that may give way.
enum class Phase : std::uint8_t { areas, lines, notes, words };
void draw_mark(const Inside& inside, const Mark& mark, Phase phase);

/// Where a level text would stand, what of it is shown, and the box around it.
struct WordPlace {
  Point at;
  Across across;
  Upward upward;
  std::string text;
};
[[nodiscard]] Box box_of(const WordPlace& place, double size);
/// Inside the figure, and touching neither a text nor a legend.
[[nodiscard]] bool is_free(const Inside& inside, const Box& box);
/// A free place for a word near `at`: beside, over or under the point that it belongs to, cut if the figure ends there.
/// Nothing where it would touch a text or a legend.
[[nodiscard]] std::optional<WordPlace> free_place(const Inside& inside, const WordsShape& shape, std::size_t index);

void draw_text(Paper& paper, std::vector<DrawnText>& texts, const char* role, const std::string& text, Point at,
               Across across, Upward upward, double size, double degrees, Color color);

}  // namespace pytk::plot
