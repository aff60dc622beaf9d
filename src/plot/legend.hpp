// The box that tells series apart, and the corner where it covers least.
#pragma once

#include <vector>

#include <pytk/plot/figure.hpp>

namespace pytk::plot {

using raster::Box;
using raster::Point;

/// What is drawn inside an axes, in pixels, as far as the legend should not cover it.
struct Obstacles {
  std::vector<std::vector<Point>> lines;
  std::vector<Point> dots;
  std::vector<Box> boxes;
};

/// Marks that have a label, if the axes shows a legend at all.
[[nodiscard]] std::vector<const Mark*> legend_entries(const Axes& axes);
/// Width and height of the legend in pixels; zero without entries.
[[nodiscard]] Point legend_size(const Figure& figure, const Axes& axes);
/// Box of the legend. For `best` the first of ten places that covers fewest vertices, dots and bars.
[[nodiscard]] Box place_legend(const Figure& figure, const Axes& axes, const Box& inside, const Obstacles& obstacles);

}  // namespace pytk::plot
