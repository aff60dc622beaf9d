// Reductions in NumPy's order of operations, so that the last bit agrees.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <pytk/array/array.hpp>

namespace pytk::array {

using Axes = std::vector<std::size_t>;
[[nodiscard]] Axes all_axes(const Array& a);

enum class Reduction : std::uint8_t { sum, prod, min, max, any, all };
/// `dtype`: what to accumulate in (sum, prod); without it small integers widen to 64 bits. `start`: what sum and prod
/// begin with.
[[nodiscard]] Array reduce(Reduction what, const Array& a, const Axes& axes, bool keep, std::optional<DType> dtype = {},
                           const Array* start = nullptr);
[[nodiscard]] Array mean(const Array& a, const Axes& axes, bool keep, std::optional<DType> dtype = {});
[[nodiscard]] Array variance(const Array& a, const Axes& axes, bool keep, double ddof, std::optional<DType> dtype = {});
/// Index of the first smallest or largest along one axis; nan counts as both.
[[nodiscard]] Array arg_extreme(bool largest, const Array& a, std::size_t axis, bool keep);
/// cumsum or cumprod along one axis.
[[nodiscard]] Array cumulative(bool product, const Array& a, std::size_t axis, std::optional<DType> dtype = {});
/// Bool of "not zero" of every element.
[[nodiscard]] std::int64_t count_nonzero(const Array& a);

}  // namespace pytk::array
