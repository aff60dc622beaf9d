#include "plot/scale.hpp"

#include <algorithm>
#include <cmath>

namespace pytk::plot {

double Scale::forward(double value) const noexcept {
  switch (kind) {
    // log10 is exact for powers of ten, a quotient of logarithms is not.
    case ScaleKind::log:
      return value > 0 ? (base == 10 ? std::log10(value) : std::log(value) / std::log(base)) : std::nan("");
    case ScaleKind::symlog: {
      // Linear up to the threshold, then logarithmic, joined without a step.
      const double adjust = linear_scale / (1.0 - 1.0 / base), size = std::fabs(value);
      if (size <= linear_threshold) return value * adjust;
      return std::copysign(linear_threshold * (adjust + std::log(size / linear_threshold) / std::log(base)), value);
    }
    default: return value;
  }
}

double Scale::inverse(double place) const noexcept {
  switch (kind) {
    case ScaleKind::log: return std::pow(base, place);
    case ScaleKind::symlog: {
      const double adjust = linear_scale / (1.0 - 1.0 / base), size = std::fabs(place);
      if (size <= linear_threshold * adjust) return place / adjust;
      return std::copysign(linear_threshold * std::pow(base, size / linear_threshold - adjust), place);
    }
    default: return place;
  }
}

double Axis::fraction(double value) const noexcept {
  const double from = scale.forward(low), to = scale.forward(high);
  return (scale.forward(value) - from) / (to - from);
}

bool Axis::shows(double value) const noexcept {
  // The ends count, with the tolerance of a rounding fault.
  const double a = scale.forward(std::min(low, high)), b = scale.forward(std::max(low, high));
  const double slack = (b - a) * 1e-10, v = scale.forward(value);
  return v >= a - slack && v <= b + slack;
}

void widen_single(double& low, double& high, double expander, double tiny) {
  if (!std::isfinite(low) || !std::isfinite(high)) {
    low = -expander;
    high = expander;
    return;
  }
  const bool swapped = high < low;
  if (swapped) std::swap(low, high);
  const double largest = std::max(std::fabs(low), std::fabs(high));
  if (largest < 1e6 / tiny * 2.2250738585072014e-308) {
    low = -expander;
    high = expander;
  } else if (high - low <= largest * tiny) {
    if (high == 0 && low == 0) {
      low = -expander;
      high = expander;
    } else {
      low -= expander * std::fabs(low);
      high += expander * std::fabs(high);
    }
  }
  if (swapped) std::swap(low, high);
}

void Extent::include(double value) noexcept {
  if (!std::isfinite(value)) return;
  if (!any) {
    low = high = value;
    any = true;
    smallest_positive = value > 0 ? value : INFINITY;
    return;
  }
  low = std::min(low, value);
  high = std::max(high, value);
  if (value > 0) smallest_positive = std::min(smallest_positive, value);
}

namespace {

double power_below(double value, double base) {
  const double e = std::log(value) / std::log(base);
  const double below = std::pow(base, std::floor(e));
  return below == value ? below / base : below;
}
double power_above(double value, double base) {
  const double e = std::log(value) / std::log(base);
  const double above = std::pow(base, std::ceil(e));
  return above == value ? above * base : above;
}

/// A range with some width, by the rules of the axis' own locator.
void avoid_single(const Axis& axis, const Extent& extent, double& low, double& high) {
  if (axis.scale.kind == ScaleKind::log) {
    if (high <= 0) {
      low = 1;
      high = 10;
      return;
    }
    if (low <= 0) low = std::isfinite(extent.smallest_positive) ? extent.smallest_positive : 1e-300;
    if (low == high) {
      low = power_below(low, axis.scale.base);
      high = power_above(high, axis.scale.base);
    }
  } else if (axis.scale.kind == ScaleKind::date) {
    if (low == high) {
      low -= 2 * 365.0;
      high += 2 * 365.0;
    }
  } else {
    widen_single(low, high, 0.05, 1e-15);
  }
}

}  // namespace

void set_limits(Axis& axis, const Extent& extent, double margin) {
  double low = extent.any ? extent.low : 0, high = extent.any ? extent.high : 1;
  if (axis.scale.kind == ScaleKind::log && !extent.any) low = 1, high = 10;
  if (axis.scale.kind == ScaleKind::date && !extent.any) low = 0, high = 1;
  std::vector<double> sticky = extent.sticky;
  std::sort(sticky.begin(), sticky.end());
  const double slack = 1e-5 * std::fabs(high - low);
  // A sticky edge binds the side on which the data ends at it (or before it).
  double low_bound = -INFINITY, high_bound = INFINITY;
  for (const double edge : sticky) {
    if (edge < low + slack) low_bound = edge;
    if (edge > high - slack && high_bound == INFINITY) high_bound = edge;
  }
  avoid_single(axis, extent, low, high);
  const double from = axis.scale.forward(low), to = axis.scale.forward(high);
  double delta = (to - from) * margin;
  if (!std::isfinite(delta)) delta = 0;
  low = axis.scale.inverse(from - delta);
  high = axis.scale.inverse(to + delta);
  if (low_bound != -INFINITY) low = std::max(low, low_bound);
  if (high_bound != INFINITY) high = std::min(high, high_bound);
  axis.low = low;
  axis.high = high;
}

}  // namespace pytk::plot
