#include <algorithm>
#include <cmath>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "plot/stats.hpp"

namespace pytk::plot {
namespace {

constexpr std::size_t most_bins = 10'000;

struct Range {
  double low = 0, high = 1;
};

Range outer_edges(std::span<const double> values, std::optional<std::pair<double, double>> range) {
  Range out;
  if (range) {
    out = {range->first, range->second};
    if (out.low > out.high) throw fail(Fault::usage, "the range's first value is larger than its second");
  } else if (!values.empty()) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    out = {*low, *high};
  }
  if (out.low == out.high) out = {out.low - 0.5, out.high + 0.5};
  return out;
}

double fd_width(std::span<double> values) {
  const double high = quantile(values, 0.75), low = quantile(values, 0.25);
  return 2.0 * (high - low) * std::pow(static_cast<double>(values.size()), -1.0 / 3.0);
}

double doane_width(std::span<const double> values, double span) {
  const auto n = static_cast<double>(values.size());
  if (values.size() <= 2) return 0;
  const double error = std::sqrt(6.0 * (n - 2) / ((n + 1.0) * (n + 3))), sigma = std::sqrt(variance_of(values, 0));
  if (!(sigma > 0)) return 0;
  const double mean = mean_of(values);
  std::vector<double> cubes(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double t = (values[i] - mean) / sigma;
    cubes[i] = t * t * t;
  }
  return span / (1.0 + std::log2(n) + std::log2(1.0 + std::fabs(mean_of(cubes)) / error));
}

std::vector<double> even_edges(Range range, std::size_t count) {
  std::vector<double> edges(count + 1);
  const double step = (range.high - range.low) / static_cast<double>(count);
  for (std::size_t i = 0; i <= count; ++i) edges[i] = static_cast<double>(i) * step + range.low;
  edges[count] = range.high;
  return edges;
}

/// Stone: the count that minimises the estimated squared error by cross-validation.
double stone_width(std::span<const double> values, Range range, double span) {
  const auto n = static_cast<double>(values.size());
  if (values.size() <= 1 || span == 0) return 0;
  const auto most = std::max<std::size_t>(100, static_cast<std::size_t>(std::sqrt(n)));
  std::size_t best = 1;
  double least = INFINITY;
  for (std::size_t bins = 1; bins <= most; ++bins) {
    double squares = 0;
    for (const double count : count_into(values, even_edges(range, bins))) squares += count / n * (count / n);
    const double risk = (2 - (n + 1) * squares) / (span / static_cast<double>(bins));
    if (risk < least) {
      least = risk;
      best = bins;
    }
  }
  return span / static_cast<double>(best);
}

double rule_width(const std::string& rule, std::span<double> values, Range range) {
  const auto n = static_cast<double>(values.size());
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double span = *high - *low, sturges = span / (std::log2(n) + 1.0);
  if (rule == "sturges") return sturges;
  if (rule == "sqrt") return span / std::sqrt(n);
  if (rule == "rice") return span / (2.0 * std::pow(n, 1.0 / 3.0));
  if (rule == "scott") return std::pow(24.0 * std::sqrt(M_PI) / n, 1.0 / 3.0) * std::sqrt(variance_of(values, 0));
  if (rule == "doane") return doane_width(values, span);
  if (rule == "stone") return stone_width(values, range, span);
  const double fd = fd_width(values);
  if (rule == "fd") return fd;
  return fd != 0 ? std::min(fd, sturges) : sturges;
}

std::vector<double> written_edges(const std::string& text) {
  std::vector<double> edges;
  for (const std::string_view part : split(text, ',')) {
    double value = 0;
    if (!read_real(trim(part), value) || !std::isfinite(value))
      throw fail(Fault::usage, "'{}' is no bin edge", trim(part));
    if (!edges.empty() && value < edges.back()) throw fail(Fault::usage, "bin edges must not decrease");
    edges.push_back(value);
  }
  if (edges.size() < 2) throw fail(Fault::usage, "bins need at least two edges");
  return edges;
}

bool even(const std::vector<double>& edges) {
  return edges == even_edges({edges.front(), edges.back()}, edges.size() - 1);
}

}  // namespace

BinCounter::BinCounter(std::vector<double> edges)
    : edges_(std::move(edges)), counts_(edges_.size() - 1, 0.0), even_(even(edges_)) {}

void BinCounter::add(std::span<const double> values) {
  const std::size_t bins = counts_.size();
  const double low = edges_.front(), high = edges_.back();
  const double norm = static_cast<double>(bins) / (high - low);
  // Of a range that doubles cannot tell the width of, only the edges tell the bin.
  if (!even_ || !std::isfinite(high - low) || !std::isfinite(norm)) {
    for (const double v : values) {
      if (!(v >= low && v <= high)) continue;
      const auto after = static_cast<std::size_t>(std::upper_bound(edges_.begin(), edges_.end(), v) - edges_.begin());
      counts_[std::min(after, bins) - 1] += 1;
    }
    return;
  }
  const double* edges = edges_.data();
  double* counts = counts_.data();
  for (const double v : values) {
    if (!(v >= low && v <= high)) continue;
    auto index = std::min(static_cast<std::size_t>((v - low) * norm), bins - 1);
    // The product may be off by one place; the edges decide.
    if (v < edges[index]) --index;
    else if (index + 1 < bins && v >= edges[index + 1]) ++index;
    counts[index] += 1;
  }
}

std::vector<double> count_into(std::span<const double> values, const std::vector<double>& edges) {
  BinCounter counter(edges);
  counter.add(values);
  return counter.take();
}

namespace {

/// Edges that need no look at the values: written ones, or a count of bins over a known range.
std::optional<std::vector<double>> fixed_edges(const std::string& bins, Range outer) {
  if (bins.find(',') != std::string::npos) return written_edges(bins);
  std::int64_t number = 0;
  if (!read_int(bins, number)) return std::nullopt;
  if (number < 1 || number > 1'000'000)
    throw fail(Fault::usage, "{} bins cannot be counted", number)
        .hint("write 1 to 1000000, or a rule: auto, fd, sturges, scott, rice, sqrt, doane, stone");
  return even_edges(outer, static_cast<std::size_t>(number));
}

}  // namespace

bool is_bin_rule(const std::string& bins) {
  std::int64_t number = 0;
  return bins.find(',') == std::string::npos && !read_int(bins, number);
}

std::vector<double> spanned_edges(double low, double high, const std::string& bins,
                                  std::optional<std::pair<double, double>> range) {
  const double ends[] = {low, high};
  return *fixed_edges(bins, outer_edges(ends, range));
}

std::vector<double> histogram_edges(std::span<double> values, const std::string& bins,
                                    std::optional<std::pair<double, double>> range, bool& capped) {
  capped = false;
  const Range outer = outer_edges(values, range);
  if (auto edges = fixed_edges(bins, outer)) return std::move(*edges);
  static constexpr std::string_view rules[] = {"auto", "fd", "sturges", "scott", "rice", "sqrt", "doane", "stone"};
  if (std::find(std::begin(rules), std::end(rules), bins) == std::end(rules)) {
    const std::string near = did_you_mean(bins, rules);
    throw fail(Fault::usage, "'{}' is no rule for bins", bins)
        .hint(near.empty() ? "write a count, or auto, fd, sturges, scott, rice, sqrt, doane, stone" : near);
  }
  const auto outside =
      std::partition(values.begin(), values.end(), [&](double v) { return v >= outer.low && v <= outer.high; });
  const std::span<double> inside(values.begin(), outside);
  double count = 1;
  if (!inside.empty())
    if (const double width = rule_width(bins, inside, outer); width > 0)
      count = std::ceil((outer.high - outer.low) / width);
  capped = count > static_cast<double>(most_bins);
  return even_edges(outer, capped ? most_bins : std::max<std::size_t>(1, static_cast<std::size_t>(count)));
}

Histogram histogram(std::vector<double> values, const std::string& bins,
                    std::optional<std::pair<double, double>> range) {
  Histogram out;
  out.edges = histogram_edges(values, bins, range, out.capped);
  out.counts = count_into(values, out.edges);
  return out;
}

}  // namespace pytk::plot
