// How values become places on an axis, and how view limits are found.
#pragma once

#include <pytk/plot/figure.hpp>

namespace pytk::plot {

/// Widens a range that is (nearly) a single value, as axes do before they choose ticks: by `expander` of its size, or
/// to
/// +-expander around zero. Not finite gives +-expander.
void widen_single(double& low, double& high, double expander, double tiny);

/// Limits from the data's extent: margins on both sides in the scale's own space, none across a sticky edge.
/// `smallest_positive` replaces what a logarithm cannot show.
struct Extent {
  double low = 0, high = 0, smallest_positive = 1;
  std::vector<double> sticky;
  bool any = false;
  void include(double value) noexcept;
};
void set_limits(Axis& axis, const Extent& extent, double margin);

}  // namespace pytk::plot
