// A resolved figure painted on any paper.
#pragma once

#include <string>
#include <vector>

#include "plot/layout.hpp"
#include "plot/paper.hpp"

namespace pytk::plot {

/// A text that was drawn and the upright box around it.
struct DrawnText {
  std::string role, text;
  Box box;
};

struct DrawResult {
  std::vector<DrawnText> texts;
  std::vector<Box> legends;
};
/// Lays the figure out and paints it.
DrawResult draw_figure(Figure& figure, Paper& paper);

}  // namespace pytk::plot
