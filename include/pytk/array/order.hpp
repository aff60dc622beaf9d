// Sorting, searching, percentiles and histograms over lines of numbers, with NumPy's rules (nan last, its 13 percentile
// methods).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pytk/array/array.hpp>

namespace pytk::array {

/// NumPy's kinds: which of equal elements comes first depends on them.
enum class SortKind : std::uint8_t { quick, stable, heap };
/// "quicksort", "mergesort", "stable", "heapsort"; throws Fault::usage with the nearest.
[[nodiscard]] SortKind find_sort_kind(std::string_view name);
/// Sorts a contiguous array of one dimension in place.
void sort_line(const Array& line, SortKind kind = SortKind::quick);
/// The indices that sort it.
[[nodiscard]] std::vector<std::int64_t> sorted_order(const Array& line, SortKind kind = SortKind::quick);
/// Equal, nan with nan.
[[nodiscard]] bool same_element(const Array& a, std::int64_t i, std::int64_t j);
[[nodiscard]] bool equal_elements(const Array& a, std::int64_t i, const Array& b, std::int64_t j);
/// Where each of `values` (of the same type) would be put into the sorted array.
[[nodiscard]] std::vector<std::int64_t> search_sorted(const Array& sorted, const Array& values, bool right);

/// An index between elements, and the weight of the next one where the method fixes it: else the index' fraction.
struct VirtualIndex {
  double index = 0;
  std::optional<double> weight;
};
struct PercentileMethod {
  std::string_view name;
  VirtualIndex (*place)(double n, double share);  ///< of that share of n elements
  bool picks = false;                             ///< gives an element, never something between two
};
/// "linear", "hazen" ...; throws Fault::usage with the nearest.
[[nodiscard]] const PercentileMethod& find_percentile_method(std::string_view name);
/// The two sorted elements that a percentile lies between, and the weight of the higher one.
struct PercentilePlace {
  std::int64_t low = 0, high = 0;
  double weight = 0;
};
/// Of n > 0 elements.
[[nodiscard]] std::vector<PercentilePlace> percentile_places(std::int64_t n, std::span<const double> shares,
                                                             const PercentileMethod& method);
/// `difference` is high - low in the elements' own type.
[[nodiscard]] double percentile_between(double low, double difference, double high, double weight);
/// Percentiles (as shares of 1). nan if there is one among the values, or none at all.
[[nodiscard]] std::vector<double> percentiles_of(std::span<const double> values, std::span<const double> shares,
                                                 const PercentileMethod& method);
[[nodiscard]] double median_of(std::span<const double> values);

/// The sum of numbers in a row in NumPy's order: pairwise within 8,192 at a time, these one after the other, from 0.
[[nodiscard]] double sum_in_order(const double* values, std::int64_t count);

struct BinRequest {
  std::int64_t count = 10;
  std::string rule;            ///< "auto", "fd", "sturges" ... instead of count
  std::vector<double> edges;   ///< instead of both
  std::optional<std::pair<double, double>> range;
  bool whole = false;          ///< the numbers are integers
};
[[nodiscard]] std::vector<double> bin_edges(std::span<const double> values, const BinRequest& request);
/// `uniform`: the edges are evenly spaced, so that the bin is computed and then corrected.
[[nodiscard]] std::vector<std::int64_t> bin_counts(std::span<const double> values, std::span<const double> edges,
                                                   bool uniform);
[[nodiscard]] std::vector<double> weighted_counts(std::span<const double> values, std::span<const double> weights,
                                                  std::span<const double> edges, bool uniform);

}  // namespace pytk::array
