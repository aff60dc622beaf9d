// Sums, means, extremes, and their kind along axes.
#include <algorithm>
#include <cmath>

#include <pytk/core/error.hpp>

#include "calls.hpp"
#include "masked.hpp"
#include "ufunc.hpp"

namespace pytk::array {
namespace {

bool keeps(const Args& args) { return args.flag("keepdims"); }
std::size_t one_axis(const Args& args, const Array& a) { return normal_axis(args.integer("axis"), a.dimensions()); }

template <Reduction what>
Value reduction(const Args& args) {
  if (args.has("where") || args.has("initial")) return masked_reduction(args, what);
  const Array a = args.array("a");
  if constexpr (what == Reduction::sum || what == Reduction::prod)
    return Value::from(reduce(what, a, args.axes(a), keeps(args), args.dtype()));
  else return Value::from(reduce(what, a, args.axes(a), keeps(args)));
}
Value mean_of(const Args& args) {
  if (args.has("where")) return masked_mean(args);
  const Array a = args.array("a");
  return Value::from(mean(a, args.axes(a), keeps(args), args.dtype()));
}
double ddof_of(const Args& args) { return args.has("correction") ? args.real("correction") : args.real("ddof", 0.0); }
Value var_of(const Args& args) {
  if (args.has("where")) return masked_variance(args, ddof_of(args));
  const Array a = args.array("a");
  return Value::from(variance(a, args.axes(a), keeps(args), ddof_of(args), args.dtype()));
}
Value std_of(const Args& args) {
  if (args.has("where")) return Value::from(apply(Unary::sqrt, to_array(masked_variance(args, ddof_of(args)))));
  const Array a = args.array("a");
  return Value::from(apply(Unary::sqrt, variance(a, args.axes(a), keeps(args), ddof_of(args), args.dtype())));
}
Value ptp(const Args& args) {
  const Array a = args.array("a");
  const auto axes = args.axes(a);
  return Value::from(apply(Binary::subtract, reduce(Reduction::max, a, axes, keeps(args)),
                           reduce(Reduction::min, a, axes, keeps(args))));
}
template <bool largest>
Value arg_of(const Args& args) {
  const Array a = args.array("a");
  if (!args.has("axis")) {
    const Array r = arg_extreme(largest, a.reshaped({-1}), 0, false);
    return Value::from(keeps(args) ? r.reshaped(Shape(a.dimensions(), 1)) : r);
  }
  return Value::from(arg_extreme(largest, a, one_axis(args, a), keeps(args)));
}
template <bool product>
Value cumulative_of(const Args& args) {
  const Array a = args.array("a");
  const Array line = args.has("axis") || a.dimensions() == 1 ? a : a.reshaped({-1});
  return Value::from(cumulative(product, line, args.has("axis") ? one_axis(args, line) : 0, args.dtype()), false);
}
Value count_of(const Args& args) {
  const Array a = args.array("a");
  return Value::from(reduce(Reduction::sum, a.cast(Kind::boolean), args.axes(a), keeps(args)));
}

// nan is replaced by what changes nothing, and not counted.
Array replaced_where_nan(const Array& of, const Array& a, const Array& instead) {
  if (!is_float(a.kind()) && !is_complex(a.kind())) return of;
  Array copy = of.copy_keeping_order();
  const Array bad = apply(Unary::isnan, a);
  const Array value = instead.cast(of.dtype());
  for_each_run<2>({&copy, &bad}, [&](const Pointers<2>& at, const Steps<2>& steps, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i)
      if (*reinterpret_cast<const bool*>(at[1] + i * steps[1]))
        std::copy_n(value.data(), of.dtype().size, at[0] + i * steps[0]);
  });
  return copy;
}
Array without_nan(const Array& a, double instead) { return replaced_where_nan(a, a, Array::scalar(instead)); }
Array not_nan_count(const Array& a, const Axes& axes, bool keep) {
  return reduce(Reduction::sum, apply(Unary::logical_not, apply(Unary::isnan, a)), axes, keep).cast(Kind::float64);
}
// With where= or initial=: the function of the name without "nan", over what is no nan.
std::optional<Value> nan_masked(const Args& args) {
  if (!args.has("where") && !args.has("initial")) return std::nullopt;
  const Array a = args.array("a");
  const auto name = args.function().substr(3);
  Call call{name, {args.value("a")}, {}};
  for (const std::string part : {"axis", "dtype", "keepdims", "initial", "ddof", "correction"})
    if (args.has(part)) call.named.emplace_back(part, args.value(part));
  Array kept = apply(Unary::logical_not, apply(Unary::isnan, a));
  if (args.has("where")) kept = apply(Binary::logical_and, kept, args.array("where").cast(Kind::boolean));
  call.named.emplace_back("where", Value::from(kept, false));
  return call_function(std::move(call));
}
template <Reduction what>
Value nan_reduction(const Args& args) {
  if (auto masked = nan_masked(args)) return *masked;
  const Array a = args.array("a");
  const auto axes = args.axes(a);
  if constexpr (what == Reduction::sum || what == Reduction::prod)
    return Value::from(
        reduce(what, without_nan(a, what == Reduction::sum ? 0.0 : 1.0), axes, keeps(args), args.dtype()));
  if (!is_float(a.kind()) && !is_complex(a.kind())) return Value::from(reduce(what, a, axes, keeps(args)));
  const double last = what == Reduction::max ? -HUGE_VAL : HUGE_VAL;
  const Array end = is_complex(a.kind()) ? Array::scalar(std::complex<double>(last, last)) : Array::scalar(last);
  const Array r = reduce(what, replaced_where_nan(a, a, end), axes, keeps(args));
  const Array none = apply(Binary::equal, not_nan_count(a, axes, keeps(args)), Array::scalar(0.0));
  const Array nan = Array::scalar(std::nan("")).cast(r.dtype());
  const Value filled =
      call_function({"where", {Value::from(none, false), Value::from(nan, false), Value::from(r, false)}, {}});
  return Value::from(*filled.as<Array>());
}
// Divided in double precision, in which every count is exact, and brought back to the sum's type.
Array by_count(const Array& sum, const Array& count) {
  const Kind wide = is_complex(sum.kind()) ? Kind::complex128 : Kind::float64;
  return apply(Binary::true_divide, sum.cast(wide), count.cast(wide)).cast(sum.dtype());
}
Value nanmean(const Args& args) {
  if (auto masked = nan_masked(args)) return *masked;
  const Array a = args.array("a");
  const auto axes = args.axes(a);
  if (!is_float(a.kind()) && !is_complex(a.kind())) return Value::from(mean(a, axes, keeps(args), args.dtype()));
  const Array sum = reduce(Reduction::sum, without_nan(a, 0.0), axes, keeps(args), args.dtype());
  return Value::from(by_count(sum, not_nan_count(a, axes, keeps(args))));
}
Array nan_variance(const Args& args) {
  const Array given = args.array("a");
  const Array a = args.dtype() ? given.cast(*args.dtype()) : given;
  const auto axes = args.axes(a);
  if (!is_float(a.kind()) && !is_complex(a.kind())) return variance(a, axes, keeps(args), ddof_of(args));
  const Array center = by_count(reduce(Reduction::sum, without_nan(a, 0.0), axes, true), not_nan_count(a, axes, true));
  const Array off = replaced_where_nan(apply(Binary::subtract, a, center), a, Array::scalar(0.0));
  const Array squares = is_complex(a.kind())
                            ? apply(Unary::real, apply(Binary::multiply, off, apply(Unary::conjugate, off)))
                            : apply(Binary::multiply, off, off);
  const Array total = reduce(Reduction::sum, squares, axes, keeps(args));
  const Array left = apply(Binary::subtract, not_nan_count(a, axes, keeps(args)), Array::scalar(ddof_of(args)));
  const Array nan = Array::scalar(std::nan("")).cast(total.dtype());
  const Array result = by_count(total, left);
  const Value bad = Value::from(apply(Binary::less_equal, left, Array::scalar(0.0)), false);
  return *call_function({"where", {bad, Value::from(nan, false), Value::from(result, false)}, {}}).as<Array>();
}
Value nanvar(const Args& args) {
  if (auto masked = nan_masked(args)) return *masked;
  return Value::from(nan_variance(args));
}
Value nanstd(const Args& args) {
  if (auto masked = nan_masked(args)) return *masked;
  return Value::from(apply(Unary::sqrt, nan_variance(args)));
}

// With returned=, the sum of the weights is the second part, in the shape of the first.
Value with_weight(const Args& args, const Array& result, const Array& weight) {
  if (!args.flag("returned")) return Value::from(result);
  Sequence both;
  both.items = {Value::from(result), Value::from(weight.broadcast_to(result.shape()).copy())};
  return both;
}
Value average(const Args& args) {
  const Array a = args.array("a");
  const auto axes = args.axes(a);
  if (!args.has("weights")) {
    const Array r = mean(a, axes, keeps(args));
    const double count = r.size() > 0 ? static_cast<double>(a.size()) / static_cast<double>(r.size()) : 0;
    return with_weight(args, r, Array::scalar(count).cast(r.dtype()));
  }
  Array w = args.array("weights");
  if (w.shape() != a.shape()) {
    if (!args.has("axis") || w.dimensions() != 1)
      throw fail(Fault::data, "the weights must have the shape of the values, or axis be given");
    const auto axis = one_axis(args, a);
    Shape shape(a.dimensions(), 1);
    shape[axis] = w.size();
    w = w.reshaped(shape).broadcast_to(a.shape());
  }
  const bool whole = is_integer(a.kind()) || is_bool(a.kind());
  const Kind kind = promote(promote(a.kind(), w.kind()), whole ? Kind::float64 : a.kind());
  const Array scale = reduce(Reduction::sum, w, axes, keeps(args), DType(kind));
  if (count_nonzero(scale) != scale.size()) throw fail(Fault::data, "the weights sum to zero, cannot be normalized");
  return with_weight(
      args,
      apply(Binary::true_divide,
            reduce(Reduction::sum, apply(Binary::multiply, a.cast(kind), w.cast(kind)), axes, keeps(args)), scale),
      scale);
}

// np.diff: n times the difference of neighbours.
Value diff(const Args& args) {
  Array a = args.array("a");
  if (a.dimensions() == 0) throw fail(Fault::data, "diff needs at least one dimension");
  const auto axis = normal_axis(args.integer("axis", -1), a.dimensions());
  const auto times = args.integer("n", 1);
  if (times < 0) throw fail(Fault::data, "order must be non-negative but got {}", times);
  if (times == 0) return Value::from(a, false);
  if (args.has("prepend") || args.has("append")) {
    Sequence parts;
    const auto beside = [&](std::string_view name) {
      if (!args.has(name)) return;
      Array part = args.array(name);
      Shape one = a.shape();
      one[axis] = 1;
      parts.items.push_back(Value::from(part.dimensions() == 0 ? part.broadcast_to(one) : part, false));
    };
    beside("prepend");
    parts.items.push_back(Value::from(a, false));
    beside("append");
    a = to_array(call_function({"concatenate", {parts}, {{"axis", Integer{static_cast<std::int64_t>(axis)}}}}));
  }
  for (auto n = times; n > 0; --n) {
    Shape shape = a.shape();
    shape[axis] = std::max<std::int64_t>(0, shape[axis] - 1);
    const Array left = a.view(shape, a.strides());
    const Array right = a.view(shape, a.strides(), shape[axis] > 0 ? a.strides()[axis] : 0);
    a = apply(a.kind() == Kind::boolean ? Binary::not_equal : Binary::subtract, right, left);
  }
  return Value::from(a, false);
}
constexpr Function table[] = {
    {"sum", "a, axis=, dtype=, keepdims=, initial=, where=", reduction<Reduction::sum>, true},
    {"prod", "a, axis=, dtype=, keepdims=, initial=, where=", reduction<Reduction::prod>, true},
    {"min", "a, axis=, keepdims=, initial=, where=", reduction<Reduction::min>, true},
    {"max", "a, axis=, keepdims=, initial=, where=", reduction<Reduction::max>, true},
    {"amin", "a, axis=, keepdims=, initial=, where=", reduction<Reduction::min>},
    {"amax", "a, axis=, keepdims=, initial=, where=", reduction<Reduction::max>},
    {"any", "a, axis=, keepdims=, where=", reduction<Reduction::any>, true},
    {"all", "a, axis=, keepdims=, where=", reduction<Reduction::all>, true},
    {"mean", "a, axis=, dtype=, keepdims=, where=", mean_of, true},
    {"var", "a, axis=, dtype=, ddof=, keepdims=, correction=, where=", var_of, true},
    {"std", "a, axis=, dtype=, ddof=, keepdims=, correction=, where=", std_of, true},
    {"ptp", "a, axis=, keepdims=", ptp, true},
    {"argmin", "a, axis=, keepdims=", arg_of<false>, true},
    {"argmax", "a, axis=, keepdims=", arg_of<true>, true},
    {"cumsum", "a, axis=, dtype=", cumulative_of<false>, true},
    {"cumprod", "a, axis=, dtype=", cumulative_of<true>, true},
    {"count_nonzero", "a, axis=, keepdims=", count_of},
    {"nansum", "a, axis=, dtype=, keepdims=, initial=, where=", nan_reduction<Reduction::sum>},
    {"nanprod", "a, axis=, dtype=, keepdims=, initial=, where=", nan_reduction<Reduction::prod>},
    {"nanmin", "a, axis=, keepdims=, initial=, where=", nan_reduction<Reduction::min>},
    {"nanmax", "a, axis=, keepdims=, initial=, where=", nan_reduction<Reduction::max>},
    {"nanmean", "a, axis=, dtype=, keepdims=, where=", nanmean},
    {"nanvar", "a, axis=, dtype=, ddof=, keepdims=, correction=, where=", nanvar},
    {"nanstd", "a, axis=, dtype=, ddof=, keepdims=, correction=, where=", nanstd},
    {"average", "a, axis=, weights=, returned=, keepdims=", average},
    {"diff", "a, n=, axis=, prepend=, append=", diff},
};

}  // namespace

std::span<const Function> reduction_functions() noexcept { return table; }

}  // namespace pytk::array
