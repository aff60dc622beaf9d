// Where on the paper each axes stands, which ticks it gets for its size, and how its labels are turned.
#pragma once

#include <string>
#include <vector>

#include <pytk/plot/figure.hpp>

#include "plot/theme.hpp"

namespace pytk::plot {

using raster::Box;
using raster::Point;

// Sizes in points, as Matplotlib's defaults have them.
inline constexpr double font_size = 10, title_size = 12, tick_length = 3.5, tick_pad = 3.5, label_pad = 4,
                        title_pad = 6;
inline constexpr double line_thin = 0.8, minor_length = 2, minor_thin = 0.6;

inline constexpr int most_shed = 4;

/// Labels of one axis as they will be drawn.
struct Labels {
  double degrees = 0;                ///< turned counter-clockwise
  std::vector<std::string> texts;    ///< of Axis::ticks; empty where a neighbour would be touched
  std::vector<std::string> minor;    ///< of Axis::minor
  double reach = 0;                  ///< pixels that they need across the axis
};

struct Place {
  Box box;                           ///< of the data area, in pixels
  Box cell;                          ///< what belongs to these axes, labels and all
  Labels x, y, y2, bar;
  Box color_bar;
  std::string title, x_label, y_label, y2_label, bar_label;  ///< cut to their room
  double title_lift = 0, x_label_drop = 0;                   ///< to make room for an exponent, in pixels
  int shed = 0;  ///< 1: axes' names only at the edge of a grid, 2: none, 3: no labels at ticks, 4: no title
  bool leftmost = true, lowest = true;                       ///< in its grid
  [[nodiscard]] bool offsets() const noexcept { return shed < 2; }
};

struct Arrangement {
  std::vector<Place> places;
  double title_y = 0;                ///< top of the figure's title
  std::string title;                 ///< cut to the figure's width
};

/// Pixels of so many points at the figure's resolution.
[[nodiscard]] inline double px(const Figure& figure, double points) { return points * figure.dpi / 72.0; }

/// Sets the ticks of all axes and places them.
[[nodiscard]] Arrangement lay_out(Figure& figure);

}  // namespace pytk::plot
