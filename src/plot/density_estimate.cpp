#include <algorithm>
#include <cmath>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>

#include "plot/stats.hpp"

namespace pytk::plot {
namespace {

// More values than this are gathered into a fine grid first; the error stays far below a thousandth.
constexpr std::size_t few = 20'000, grid_points = 4096;
const double root_two_pi = std::sqrt(2 * M_PI);

}  // namespace

Density::Density(std::vector<double> values, const std::string& bandwidth) : values_(std::move(values)) {
  std::sort(values_.begin(), values_.end());
  const auto n = static_cast<double>(values_.size());
  double factor = 0;
  if (bandwidth == "scott") factor = std::pow(n, -0.2);
  else if (bandwidth == "silverman") factor = std::pow(n * 3.0 / 4.0, -0.2);
  else if (!read_real(bandwidth, factor) || !(factor > 0) || !std::isfinite(factor))
    throw fail(Fault::usage, "'{}' is no bandwidth", bandwidth)
        .hint("write scott, silverman or a positive factor of the standard deviation");
  // The variance of equal values may be a rounding fault instead of zero.
  width_ = values_.size() > 1 && values_.front() != values_.back() ? factor * std::sqrt(variance_of(values_, 1)) : 0;
}

double Density::at(double x) const {
  if (!(width_ > 0)) return 0;
  // Beyond 39 widths a double holds nothing of a Gaussian.
  const auto from = std::lower_bound(values_.begin(), values_.end(), x - 39 * width_),
             to = std::upper_bound(from, values_.end(), x + 39 * width_);
  double sum = 0;
  for (auto v = from; v != to; ++v) {
    const double t = (x - *v) / width_;
    sum += std::exp(-0.5 * t * t);
  }
  return sum / (static_cast<double>(values_.size()) * width_ * root_two_pi);
}

std::vector<double> Density::over(double low, double high, std::size_t count) const {
  std::vector<double> out(count);
  const auto place = [&](std::size_t i) {
    return count > 1 ? low + (high - low) * static_cast<double>(i) / static_cast<double>(count - 1) : low;
  };
  if (values_.size() <= few || !(width_ > 0)) {
    for (std::size_t i = 0; i < count; ++i) out[i] = at(place(i));
    return out;
  }
  // Linear binning: each value shares its weight between the two nearest grid points.
  const double first = values_.front(), step = (values_.back() - first) / static_cast<double>(grid_points - 1);
  std::vector<double> weight(grid_points, 0.0);
  for (const double v : values_) {
    const double g = (v - first) / step;
    const auto i = std::min(static_cast<std::size_t>(g), grid_points - 2);
    weight[i + 1] += g - static_cast<double>(i);
    weight[i] += 1 - (g - static_cast<double>(i));
  }
  for (std::size_t i = 0; i < count; ++i) {
    double sum = 0;
    const double x = place(i);
    for (std::size_t g = 0; g < grid_points; ++g) {
      const double t = (x - (first + step * static_cast<double>(g))) / width_;
      if (std::fabs(t) < 9) sum += weight[g] * std::exp(-0.5 * t * t);
    }
    out[i] = sum / (static_cast<double>(values_.size()) * width_ * root_two_pi);
  }
  return out;
}

}  // namespace pytk::plot
