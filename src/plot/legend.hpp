// The box that tells series apart, and the corner where it covers least.
#pragma once

#include <string>
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
  std::vector<Box> texts;            ///< must not be covered at all
};

/// A legend before it has a place.
struct Legend {
  struct Entry {
    const Mark* mark;
    std::string label;               ///< cut to its room
  };
  std::vector<Entry> entries;        ///< column by column
  std::string title, more;           ///< what was left out, as the last line
  std::size_t columns = 1, rows = 0;
  double column_width = 0, width = 0, height = 0;
};

/// Marks that have a label, if the axes shows a legend at all.
[[nodiscard]] std::vector<const Mark*> legend_entries(const Axes& axes);
/// Sizes of a legend that takes at most `room`: in several columns where it would be too high, without the entries that
/// do not fit. Empty without entries.
[[nodiscard]] Legend lay_out_legend(const Figure& figure, const Axes& axes, Point room);
/// Box of the legend. For `best` the first of ten places that covers fewest vertices, dots and bars. A legend outside
/// ends at `right`.
[[nodiscard]] Box place_legend(const Figure& figure, const Axes& axes, const Box& inside, double right,
                               const Legend& legend, const Obstacles& obstacles);

}  // namespace pytk::plot
