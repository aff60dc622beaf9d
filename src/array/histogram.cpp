// Histograms: edges by NumPy's rules, and counts between them.
#include <pytk/array/order.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <mutex>
#include <utility>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "parallel_parts.hpp"

namespace pytk::array {
namespace {

constexpr std::int64_t part = 1 << 20;

double linspace_at(double low, double high, std::int64_t bins, std::int64_t i) {
  if (i == bins) return high;
  const double delta = high - low, step = delta / static_cast<double>(bins);
  return (step == 0 ? static_cast<double>(i) / static_cast<double>(bins) * delta : static_cast<double>(i) * step) + low;
}

/// The numbers that bins are wanted for, and where the bins will lie.
struct BinSample {
  const std::vector<double>& values;
  double n, spread, from, to;
};
double sum_of(const std::vector<double>& x) { return sum_in_order(x.data(), static_cast<std::int64_t>(x.size())); }
double deviation(const BinSample& x) {
  const double mean = sum_of(x.values) / x.n;
  std::vector<double> squares;
  for (const double v : x.values) squares.push_back((v - mean) * (v - mean));
  return std::sqrt(sum_of(squares) / x.n);
}

// Estimators of a bin's width; numpy.lib.histograms.
double sturges_width(const BinSample& x) { return x.spread / (std::log2(x.n) + 1.0); }
double sqrt_width(const BinSample& x) { return x.spread / std::sqrt(x.n); }
double rice_width(const BinSample& x) { return x.spread / (2.0 * std::pow(x.n, 1.0 / 3.0)); }
double scott_width(const BinSample& x) {
  return std::pow(24.0 * std::sqrt(3.14159265358979323846) / x.n, 1.0 / 3.0) * deviation(x);
}
double fd_width(const BinSample& x) {
  const std::array<double, 2> shares{0.75, 0.25};
  const auto quartiles = percentiles_of(x.values, shares, find_percentile_method("linear"));
  return 2.0 * (quartiles[0] - quartiles[1]) * std::pow(x.n, -1.0 / 3.0);
}
double auto_width(const BinSample& x) {
  const double fd = fd_width(x), sturges = sturges_width(x);
  return fd != 0 ? std::min(fd, sturges) : sturges;
}
double doane_width(const BinSample& x) {
  const double sigma = deviation(x);
  if (!(x.n > 2 && sigma > 0)) return 0;
  const double sg1 = std::sqrt(6.0 * (x.n - 2) / ((x.n + 1.0) * (x.n + 3)));
  const double mean = sum_of(x.values) / x.n;
  std::vector<double> cubes;
  for (const double v : x.values) cubes.push_back(std::pow((v - mean) / sigma, 3));
  const double g1 = sum_of(cubes);
  return x.spread / (1.0 + std::log2(x.n) + std::log2(1.0 + std::fabs(g1 / x.n) / sg1));
}
// Stone 1984: the number of bins whose estimated squared error, each number left out once, is least.
double stone_width(const BinSample& x) {
  if (x.n <= 1 || x.spread == 0) return 0;
  const auto most = std::max<std::int64_t>(100, static_cast<std::int64_t>(std::sqrt(x.n)));
  double least = HUGE_VAL;
  std::int64_t best = 1;
  for (std::int64_t bins = 1; bins <= most; ++bins) {
    std::vector<double> edges;
    for (std::int64_t i = 0; i <= bins; ++i) edges.push_back(linspace_at(x.from, x.to, bins, i));
    double squares = 0;
    for (const auto count : bin_counts(x.values, edges, true))
      squares += static_cast<double>(count) / x.n * (static_cast<double>(count) / x.n);
    const double error = (2 - (x.n + 1) * squares) / (x.spread / static_cast<double>(bins));
    if (error < least) {
      least = error;
      best = bins;
    }
  }
  return x.spread / static_cast<double>(best);
}

struct WidthRule {
  std::string_view name;
  double (*width)(const BinSample& x);
};
constexpr std::array<WidthRule, 8> width_rules{{{"auto", auto_width},
                                                {"fd", fd_width},
                                                {"doane", doane_width},
                                                {"scott", scott_width},
                                                {"stone", stone_width},
                                                {"rice", rice_width},
                                                {"sturges", sturges_width},
                                                {"sqrt", sqrt_width}}};

double bin_width(const std::vector<double>& values, const std::string& name, double from, double to) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const BinSample sample{values, static_cast<double>(values.size()), *high - *low, from, to};
  std::vector<std::string_view> names;
  for (const auto& rule : width_rules) {
    if (rule.name == name) return rule.width(sample);
    names.push_back(rule.name);
  }
  throw fail(Fault::usage, "there is no rule '{}' for bins", name)
      .hint(did_you_mean(name, std::span<const std::string_view>(names)));
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

// Edges that were given as they are.
std::vector<double> checked_edges(const std::vector<double>& edges) {
  if (!std::is_sorted(edges.begin(), edges.end())) throw fail(Fault::data, "bins must increase monotonically");
  if (edges.size() < 2) throw fail(Fault::data, "at least two edges are needed");
  return edges;
}
// From where to where the bins go: as asked, else over all numbers, else from 0 to 1; never nothing.
std::pair<double, double> outer_edges(std::span<const double> values, const BinRequest& request) {
  auto [low, high] = request.range     ? *request.range
                     : !values.empty() ? extremes(values)
                                       : std::pair<double, double>(0.0, 1.0);
  if (request.range && low > high) throw fail(Fault::data, "max must be larger than min in range");
  if (!std::isfinite(low) || !std::isfinite(high))
    throw fail(Fault::data, "the range of the numbers [{}, {}] is not finite", low, high);
  if (low == high) return {low - 0.5, high + 0.5};
  return {low, high};
}
std::int64_t bins_by_rule(std::span<const double> values, const BinRequest& request, double low, double high) {
  std::vector<double> inside;
  if (!request.range) inside.assign(values.begin(), values.end());
  else
    std::copy_if(values.begin(), values.end(), std::back_inserter(inside),
                 [=](double v) { return v >= low && v <= high; });
  const double width = inside.empty() ? 0 : bin_width(inside, request.rule, low, high);
  return width > 0 ? static_cast<std::int64_t>(std::min(std::ceil((high - low) / width), 1e9)) : 1;
}

}  // namespace

std::vector<double> bin_edges(std::span<const double> values, const BinRequest& request) {
  if (!request.edges.empty()) return checked_edges(request.edges);
  const auto [low, high] = outer_edges(values, request);
  const auto bins = request.rule.empty() ? request.count : bins_by_rule(values, request, low, high);
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
