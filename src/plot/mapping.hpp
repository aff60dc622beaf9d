// Data coordinates to pixels, and fewer points where many fall into one pixel.
#pragma once

#include <vector>

#include "plot/layout.hpp"

namespace pytk::plot {

/// One axis laid along a stretch of pixels.
class Along {
 public:
  Along(const Axis& axis, double from, double to);
  [[nodiscard]] double operator()(double value) const noexcept {
    return straight_ ? offset_ + value * factor_ : from_ + axis_->fraction(value) * (to_ - from_);
  }
  /// The same, but what a logarithm cannot show lies at the low end (the foot of a bar).
  [[nodiscard]] double clamped(double value) const noexcept;

 private:
  const Axis* axis_;
  double from_, to_, offset_ = 0, factor_ = 0;
  bool straight_;
};

/// Runs of points between gaps. With x in order and many points in each half pixel, only the first, lowest, highest and
/// last of these are kept (M4, Jugel et al. 2014), which paints the same picture.
[[nodiscard]] std::vector<std::vector<Point>> map_line(const LineShape& line, const Along& x, const Along& y,
                                                       double left, double right);

}  // namespace pytk::plot
