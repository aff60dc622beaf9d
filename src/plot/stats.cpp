#include "plot/stats.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace pytk::plot {
namespace {

/// Between a and b at fraction t, from the nearer end, so that t = 1 gives b exactly (as NumPy does).
double between(double a, double b, double t) noexcept { return t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t; }

/// Pairwise sums in blocks, with little rounding error.
template <class Get>
double sum_of(std::size_t begin, std::size_t end, const Get& get) noexcept {
  if (end - begin <= 128) {
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += get(i);
    return sum;
  }
  const std::size_t middle = begin + (end - begin) / 2;
  return sum_of(begin, middle, get) + sum_of(middle, end, get);
}

}  // namespace

bool extremes(std::span<const double> values, double& low, double& high) noexcept {
  // Two at a time, and two of these that do not wait for each other. v - v is 0 for finite numbers only, and NaN stays
  // NaN in a sum.
  typedef double Two __attribute__((vector_size(16)));  // NOLINT: `using` does not take the attribute here
  Two least[2] = {{INFINITY, INFINITY}, {INFINITY, INFINITY}},
      most[2] = {{-INFINITY, -INFINITY}, {-INFINITY, -INFINITY}}, odd[2] = {};
  std::size_t i = 0;
  for (; i + 4 <= values.size(); i += 4) {
    Two v[2];
    std::memcpy(v, values.data() + i, sizeof v);
    for (std::size_t k = 0; k < 2; ++k) {
      least[k] = v[k] < least[k] ? v[k] : least[k];
      most[k] = v[k] > most[k] ? v[k] : most[k];
      odd[k] += v[k] - v[k];
    }
  }
  low = std::min({least[0][0], least[0][1], least[1][0], least[1][1]});
  high = std::max({most[0][0], most[0][1], most[1][0], most[1][1]});
  double rest = odd[0][0] + odd[0][1] + odd[1][0] + odd[1][1];
  for (; i < values.size(); ++i) {
    low = std::min(low, values[i]);
    high = std::max(high, values[i]);
    rest += values[i] - values[i];
  }
  return rest == 0;
}

void widen_finite(std::span<const double> values, double& low, double& high) noexcept {
  double least = 0, most = 0;
  if (extremes(values, least, most)) {
    low = std::min(low, least);
    high = std::max(high, most);
    return;
  }
  for (const double v : values)
    if (std::isfinite(v)) {
      low = std::min(low, v);
      high = std::max(high, v);
    }
}

double quantile(std::span<double> values, double q) {
  if (values.empty()) return std::nan("");
  const double place = q * static_cast<double>(values.size() - 1), floor = std::floor(place);
  const auto index = static_cast<std::ptrdiff_t>(floor);
  std::nth_element(values.begin(), values.begin() + index, values.end());
  const double a = values[static_cast<std::size_t>(index)];
  if (static_cast<std::size_t>(index) + 1 >= values.size()) return a;
  const double b = *std::min_element(values.begin() + index + 1, values.end());
  return between(a, b, place - floor);
}

double sorted_quantile(std::span<const double> sorted, double q) noexcept {
  if (sorted.empty()) return std::nan("");
  const double place = q * static_cast<double>(sorted.size() - 1), floor = std::floor(place);
  const auto index = static_cast<std::size_t>(floor);
  if (index + 1 >= sorted.size()) return sorted.back();
  return between(sorted[index], sorted[index + 1], place - floor);
}

double mean_of(std::span<const double> values) noexcept {
  return sum_of(0, values.size(), [&](std::size_t i) { return values[i]; }) / static_cast<double>(values.size());
}

double variance_of(std::span<const double> values, int less) noexcept {
  const double mean = mean_of(values);
  const double sum = sum_of(0, values.size(), [&](std::size_t i) { return (values[i] - mean) * (values[i] - mean); });
  return sum / (static_cast<double>(values.size()) - less);
}

BoxStatistics box_statistics(std::vector<double> values, std::pair<double, double> whis) {
  std::sort(values.begin(), values.end());
  BoxStatistics out;
  out.q1 = sorted_quantile(values, 0.25);
  out.median = sorted_quantile(values, 0.5);
  out.q3 = sorted_quantile(values, 0.75);
  out.mean = mean_of(values);
  const double spread = out.q3 - out.q1;
  const bool percentiles = whis.first >= 0;
  const double low_fence = percentiles ? sorted_quantile(values, whis.first / 100) : out.q1 - whis.second * spread;
  const double high_fence = percentiles ? sorted_quantile(values, whis.second / 100) : out.q3 + whis.second * spread;
  // A whisker ends at the last value inside the fence and never inside the box.
  const auto first = std::lower_bound(values.begin(), values.end(), low_fence);
  const auto last = std::upper_bound(values.begin(), values.end(), high_fence);
  out.low = first == values.end() || *first > out.q1 ? out.q1 : *first;
  out.high = last == values.begin() || *(last - 1) < out.q3 ? out.q3 : *(last - 1);
  for (const double v : values)
    if (v < out.low || v > out.high) out.outliers.push_back(v);
  const double half = 1.57 * spread / std::sqrt(static_cast<double>(values.size()));
  out.notch_low = out.median - half;
  out.notch_high = out.median + half;
  return out;
}

}  // namespace pytk::plot
