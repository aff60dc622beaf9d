// The shapes of one mark painted into one axes.
#pragma once

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
  Obstacles& obstacles;
};
/// Areas, bars and pictures are painted first (`filled`), lines, dots and words over them.
void draw_mark(const Inside& inside, const Mark& mark, bool filled);

void draw_text(Paper& paper, std::vector<DrawnText>& texts, const char* role, const std::string& text, Point at, Across across,
               Upward upward, double size, double degrees, Color color);

}  // namespace pytk::plot
