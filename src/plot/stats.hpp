// Numbers about numbers: quantiles, histogram bins by NumPy's rules, box statistics, kernel densities.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace pytk::plot {

/// Linear interpolation between order statistics (type 7). Reorders `values`; q in 0..1.
[[nodiscard]] double quantile(std::span<double> values, double q);
/// The same of values that are already sorted.
[[nodiscard]] double sorted_quantile(std::span<const double> sorted, double q) noexcept;
/// The least and the largest of `values`; false, and no meaning, if one of them is not finite.
[[nodiscard]] bool extremes(std::span<const double> values, double& low, double& high) noexcept;
/// Widens low..high by the finite values.
void widen_finite(std::span<const double> values, double& low, double& high) noexcept;
[[nodiscard]] double mean_of(std::span<const double> values) noexcept;   ///< pairwise summation
[[nodiscard]] double variance_of(std::span<const double> values, int less) noexcept;

struct Histogram {
  std::vector<double> edges, counts;
  bool capped = false;                    ///< the rule wanted more than 10,000 bins
};
/// `bins`: a count, auto, fd, sturges, scott, rice, sqrt, doane, stone, or edges with commas. Throws Fault::usage.
[[nodiscard]] Histogram histogram(std::vector<double> values, const std::string& bins,
                                  std::optional<std::pair<double, double>> range);
/// Only the edges, for several samples that share them. May reorder the values.
[[nodiscard]] std::vector<double> histogram_edges(std::span<double> values, const std::string& bins,
                                                  std::optional<std::pair<double, double>> range, bool& capped);
/// Whether `bins` is a rule, which has to see all values at once.
[[nodiscard]] bool is_bin_rule(const std::string& bins);
/// The edges for values that lie between low and high, when `bins` is no rule.
[[nodiscard]] std::vector<double> spanned_edges(double low, double high, const std::string& bins,
                                                std::optional<std::pair<double, double>> range);

/// Counts that are fed in pieces. Bins are half-open, the last one is closed.
class BinCounter {
 public:
  explicit BinCounter(std::vector<double> edges);
  void add(std::span<const double> values);
  [[nodiscard]] std::vector<double> take() { return std::move(counts_); }

 private:
  std::vector<double> edges_, counts_;
  bool even_;
};
[[nodiscard]] std::vector<double> count_into(std::span<const double> values, const std::vector<double>& edges);

struct BoxStatistics {
  double q1 = 0, median = 0, q3 = 0, low = 0, high = 0, mean = 0, notch_low = 0, notch_high = 0;
  std::vector<double> outliers;
};
/// Whiskers reach to the last values within `whis.second` boxes, or between two percentiles when whis.first is not
/// negative.
[[nodiscard]] BoxStatistics box_statistics(std::vector<double> values, std::pair<double, double> whis = {-1, 1.5});

/// Gaussian kernel density with Scott's or Silverman's bandwidth, or a factor given as a number.
class Density {
 public:
  Density(std::vector<double> values, const std::string& bandwidth);
  [[nodiscard]] double at(double x) const;                 ///< exact
  [[nodiscard]] std::vector<double> over(double low, double high, std::size_t count) const;  ///< binned for many values
  [[nodiscard]] double width() const noexcept { return width_; }
  [[nodiscard]] double low() const noexcept { return values_.front(); }
  [[nodiscard]] double high() const noexcept { return values_.back(); }

 private:
  std::vector<double> values_;                              ///< sorted
  double width_ = 1;
};

}  // namespace pytk::plot
