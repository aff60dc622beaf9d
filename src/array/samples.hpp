// What statistical functions share: samples along an axis, ranks, moments, and results with names.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "calls.hpp"

namespace pytk::array {

using Sample = std::vector<double>;

/// The numbers of a result and what they are called.
struct Layout {
  std::string_view type;  ///< as SciPy prints it: type(statistic=..., pvalue=...)
  std::vector<std::string_view> names;
};
using Compute = std::function<std::vector<double>(const std::vector<Sample>&)>;

/// Runs `compute` for every line of the arrays named by `parameters` along axis= (the first unless given; None: all
/// elements), or for the whole of arrays with one dimension. A line with nan gives nan, unless nan_policy='omit'.
/// `paired`: the samples must have one length, and nan takes the pair away.
[[nodiscard]] Value by_lines(const Args& args, const std::vector<Array>& arrays, const Layout& layout, bool paired,
                             const Compute& compute);
[[nodiscard]] std::vector<Array> arrays_named(const Args& args, std::initializer_list<std::string_view> parameters);
[[nodiscard]] std::vector<Array> arrays_of_rest(const Args& args, std::size_t least);
/// One number by itself if the layout has one name and no type.
[[nodiscard]] Value result_of(const Layout& layout, std::vector<Value> values);
[[nodiscard]] Value number(double v);
[[nodiscard]] Sample sample_of(const Array& a);

enum class Tail : std::uint8_t { two_sided, less, greater };
/// alternative=; throws Fault::usage for other words.
[[nodiscard]] Tail tail_of(const Args& args);
[[nodiscard]] double normal_p(double z, Tail tail);
[[nodiscard]] double student_p(double t, double freedom, Tail tail);

[[nodiscard]] double mean_of(std::span<const double> x);
/// The sum of (x - mean)^power, divided by n - ddof.
[[nodiscard]] double moment_of(std::span<const double> x, int power, double ddof = 0);
[[nodiscard]] double median_of_sample(Sample x);
/// Ascending, nan last.
void sort_sample(Sample& x);
/// Ranks from 1; equal values share the mean of theirs.
[[nodiscard]] Sample ranks_of(std::span<const double> x);
/// scipy.stats.anderson.
[[nodiscard]] Value anderson(const Args& args);
/// Lengths of the runs of equal values.
[[nodiscard]] std::vector<double> tie_counts(Sample x);

}  // namespace pytk::array
