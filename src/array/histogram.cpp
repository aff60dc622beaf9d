// Histograms: edges by NumPy's rules, and counts between them.
#include <pytk/array/order.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <mutex>
#include <tuple>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "pairwise.hpp"
#include "parallel_parts.hpp"

namespace pytk::array {
namespace {

constexpr std::int64_t part = 1 << 20;

double linspace_at(double low, double high, std::int64_t bins, std::int64_t i) {
  if (i == bins) return high;
  const double delta = high - low, step = delta / static_cast<double>(bins);
  return (step == 0 ? static_cast<double>(i) / static_cast<double>(bins) * delta : static_cast<double>(i) * step) + low;
}

// Stone 1984: the number of bins whose estimated squared error, each number left out once, is least.
double stone_width(std::span<const double> values, double spread, double from, double to) {
  const auto n = static_cast<double>(values.size());
  if (values.size() <= 1 || spread == 0) return 0;
  const auto most = std::max<std::int64_t>(100, static_cast<std::int64_t>(std::sqrt(n)));
  double least = HUGE_VAL;
  std::int64_t best = 1;
  for (std::int64_t bins = 1; bins <= most; ++bins) {
    std::vector<double> edges;
    for (std::int64_t i = 0; i <= bins; ++i) edges.push_back(linspace_at(from, to, bins, i));
    double squares = 0;
    for (const auto count : bin_counts(values, edges, true))
      squares += static_cast<double>(count) / n * (static_cast<double>(count) / n);
    const double error = (2 - (n + 1) * squares) / (spread / static_cast<double>(bins));
    if (error < least) {
      least = error;
      best = bins;
    }
  }
  return spread / static_cast<double>(best);
}

// Estimators of a bin's width; numpy.lib.histograms.
double bin_width(const std::vector<double>& values, const std::string& rule, double from, double to) {
  const auto n = static_cast<double>(values.size());
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double spread = *high - *low;
  const auto iqr = [&] {
    const std::array<double, 2> shares{0.75, 0.25};
    const auto q = percentiles_of(values, shares, find_percentile_method("linear"));
    return q[0] - q[1];
  };
  const auto moments = [&](int power) {
    double mean = 0;
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(values.size()); i += part_size)
      mean += pairwise(values.data() + i, std::min(part_size, static_cast<std::int64_t>(values.size()) - i));
    mean /= n;
    std::vector<double> off;
    for (const double v : values) off.push_back(power == 2 ? (v - mean) * (v - mean) : std::pow(v - mean, power));
    double sum = 0;
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(off.size()); i += part_size)
      sum += pairwise(off.data() + i, std::min(part_size, static_cast<std::int64_t>(off.size()) - i));
    return sum / n;
  };
  double width = 0;
  const double sturges = spread / (std::log2(n) + 1.0);
  if (rule == "fd") width = 2.0 * iqr() * std::pow(n, -1.0 / 3.0);
  else if (rule == "auto") {
    const double fd = 2.0 * iqr() * std::pow(n, -1.0 / 3.0);
    width = fd != 0 ? std::min(fd, sturges) : sturges;
  } else if (rule == "sturges") width = sturges;
  else if (rule == "sqrt") width = spread / std::sqrt(n);
  else if (rule == "stone") width = stone_width(values, spread, from, to);
  else if (rule == "rice") width = spread / (2.0 * std::pow(n, 1.0 / 3.0));
  else if (rule == "scott")
    width = std::pow(24.0 * std::sqrt(3.14159265358979323846) / n, 1.0 / 3.0) * std::sqrt(moments(2));
  else if (rule == "doane") {
    const double sigma = std::sqrt(moments(2));
    if (n > 2 && sigma > 0) {
      const double sg1 = std::sqrt(6.0 * (n - 2) / ((n + 1.0) * (n + 3)));
      double mean = 0;
      for (std::int64_t i = 0; i < static_cast<std::int64_t>(values.size()); i += part_size)
        mean += pairwise(values.data() + i, std::min(part_size, static_cast<std::int64_t>(values.size()) - i));
      mean /= n;
      std::vector<double> cubes;
      for (const double v : values) cubes.push_back(std::pow((v - mean) / sigma, 3));
      double g1 = 0;
      for (std::int64_t i = 0; i < static_cast<std::int64_t>(cubes.size()); i += part_size)
        g1 += pairwise(cubes.data() + i, std::min(part_size, static_cast<std::int64_t>(cubes.size()) - i));
      width = spread / (1.0 + std::log2(n) + std::log2(1.0 + std::fabs(g1 / n) / sg1));
    }
  } else {
    static const std::array<std::string_view, 8> rules = {"auto",  "fd",   "doane",   "scott",
                                                          "stone", "rice", "sturges", "sqrt"};
    throw fail(Fault::usage, "there is no rule '{}' for bins", rule)
        .hint(did_you_mean(rule, std::span<const std::string_view>(rules)));
  }
  return width;
}

// Smallest and largest; both nan if there is a nan.
std::pair<double, double> extremes(std::span<const double> values) {
  double low = values[0], high = values[0];
  bool nan = false;
  std::mutex mutex;
  in_parts(static_cast<std::int64_t>(values.size()), part, [&](std::int64_t begin, std::int64_t end) {
    double mine_low = values[static_cast<std::size_t>(begin)], mine_high = mine_low;
    bool mine_nan = false;
    for (auto i = begin; i < end; ++i) {
      const double v = values[static_cast<std::size_t>(i)];
      mine_nan |= v != v;
      mine_low = v < mine_low ? v : mine_low;
      mine_high = v > mine_high ? v : mine_high;
    }
    const std::lock_guard lock(mutex);
    nan = nan || mine_nan;
    low = std::min(low, mine_low);
    high = std::max(high, mine_high);
  });
  if (nan) low = high = std::numeric_limits<double>::quiet_NaN();
  return {low, high};
}

struct Binner {
  std::span<const double> edges;
  bool uniform;
  std::int64_t bins;
  double low, high, scale;
  Binner(std::span<const double> e, bool u)
      : edges(e),
        uniform(u),
        bins(static_cast<std::int64_t>(e.size()) - 1),
        low(e.front()),
        high(e.back()),
        scale(static_cast<double>(bins) / (high - low)) {}
  /// The bin, or -1: outside, or nan.
  [[nodiscard]] std::int64_t operator()(double x) const {
    if (!(x >= low && x <= high)) return -1;
    if (!uniform) {
      if (x == high) return bins - 1;
      return std::upper_bound(edges.begin(), edges.end(), x) - edges.begin() - 1;
    }
    // A multiplication instead of NumPy's division: comparing with the edges makes both the same bin.
    const double place = (x - low) * scale;
    auto i =
        place < static_cast<double>(bins) ? static_cast<std::int64_t>(place) : bins - 1;  // nan too: edges may be equal
    while (i > 0 && x < edges[static_cast<std::size_t>(i)]) --i;
    while (i < bins - 1 && x >= edges[static_cast<std::size_t>(i + 1)]) ++i;
    return i;
  }
};

}  // namespace

std::vector<double> bin_edges(std::span<const double> values, const BinRequest& request) {
  if (!request.edges.empty()) {
    if (!std::is_sorted(request.edges.begin(), request.edges.end()))
      throw fail(Fault::data, "bins must increase monotonically");
    if (request.edges.size() < 2) throw fail(Fault::data, "at least two edges are needed");
    return request.edges;
  }
  double low = 0, high = 1;
  if (request.range) {
    low = request.range->first;
    high = request.range->second;
    if (low > high) throw fail(Fault::data, "max must be larger than min in range");
  } else if (!values.empty()) {
    std::tie(low, high) = extremes(values);
  }
  if (!std::isfinite(low) || !std::isfinite(high))
    throw fail(Fault::data, "the range of the numbers [{}, {}] is not finite", low, high);
  if (low == high) {
    low -= 0.5;
    high += 0.5;
  }
  auto bins = request.count;
  if (!request.rule.empty()) {
    std::vector<double> inside;
    for (const double v : values)
      if (!request.range || (v >= low && v <= high)) inside.push_back(v);
    const double width = inside.empty() ? 0 : bin_width(inside, request.rule, low, high);
    bins = width > 0 ? static_cast<std::int64_t>(std::min(std::ceil((high - low) / width), 1e9)) : 1;
  }
  if (bins < 1) throw fail(Fault::data, "the number of bins must be positive");
  if (static_cast<std::uint64_t>(bins) > memory_limit() / 16) throw fail(Fault::data, "there would be {} bins", bins);
  std::vector<double> edges(static_cast<std::size_t>(bins) + 1);
  for (std::int64_t i = 0; i <= bins; ++i) edges[static_cast<std::size_t>(i)] = linspace_at(low, high, bins, i);
  return edges;
}

std::vector<std::int64_t> bin_counts(std::span<const double> values, std::span<const double> edges, bool uniform) {
  const Binner bin(edges, uniform);
  std::vector<std::int64_t> counts(edges.size() - 1, 0);
  std::mutex mutex;
  const auto size = static_cast<std::int64_t>(values.size());
  // Every part has counts of its own, so parts grow with the bins.
  in_parts(size, std::max(part, static_cast<std::int64_t>(counts.size()) * 4),
           [&](std::int64_t begin, std::int64_t end) {
    std::vector<std::int64_t> mine(counts.size() + 1, 0);  // one before the first, for what lies outside
    for (auto i = begin; i < end; ++i) ++mine[static_cast<std::size_t>(bin(values[static_cast<std::size_t>(i)]) + 1)];
    const std::lock_guard lock(mutex);
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += mine[i + 1];
  });
  return counts;
}
std::vector<double> weighted_counts(std::span<const double> values, std::span<const double> weights,
                                    std::span<const double> edges, bool uniform) {
  const Binner bin(edges, uniform);
  std::vector<double> sums(edges.size() - 1, 0);
  for (std::size_t k = 0; k < values.size(); ++k)
    if (const auto i = bin(values[k]); i >= 0) sums[static_cast<std::size_t>(i)] += weights[k];
  return sums;
}

}  // namespace pytk::array
