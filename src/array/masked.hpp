// Reductions of a part of the elements, and the methods of ufuncs.
#pragma once

#include "calls.hpp"

namespace pytk::array {

/// sum, prod, min, max, any, all with where= or initial=.
[[nodiscard]] Value masked_reduction(const Args& args, Reduction what);
[[nodiscard]] Value masked_mean(const Args& args);
[[nodiscard]] Value masked_variance(const Args& args, double ddof);
/// sort or argsort with descending=: equal elements keep their order.
[[nodiscard]] Value sorted_down(const Args& args);
/// "add.reduce", "maximum.accumulate", "multiply.outer".
[[nodiscard]] bool is_ufunc_method(std::string_view name);
[[nodiscard]] Value call_ufunc_method(Call call);

}  // namespace pytk::array
