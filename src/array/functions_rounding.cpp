// Values bounded, rounded, made finite and compared.
#include <algorithm>
#include <cmath>
#include <limits>

#include <pytk/core/error.hpp>

#include "calls.hpp"
#include "reduce.hpp"
#include "ufunc.hpp"

namespace pytk::array {
namespace {

Value clip(const Args& args) {
  Value a = args.value("a");
  // As NumPy: the largest of the lower bound first, then the smallest of the upper one.
  // A bound takes the place of what is equal to it: that decides between 0.0 and -0.0.
  const bool low = args.has("a_min") || args.has("min"), high = args.has("a_max") || args.has("max");
  if (low) a = call_function({"maximum", {args.value(args.has("a_min") ? "a_min" : "min"), a}, {}});
  if (high) a = call_function({"minimum", {args.value(args.has("a_max") ? "a_max" : "max"), a}, {}});
  return a;
}
/// Real and imaginary parts along one more axis at the end; a view.
Array parts_of_complex(const Array& a) {
  Shape shape = a.shape(), strides = a.strides();
  const DType part = real_part_of(a.kind());
  shape.push_back(2);
  strides.push_back(part.size);
  return a.reinterpreted(part).view(shape, strides);
}
Value round(const Args& args) {
  const Array a = args.array("a");
  const auto decimals = args.integer("decimals", 0);
  if (is_integer(a.kind()) || is_bool(a.kind())) {
    if (decimals >= 0) return Value::from(is_bool(a.kind()) ? a.cast(Kind::float16) : a);
    const Array unit = Array::scalar(std::pow(10.0, static_cast<double>(-decimals))).cast(Kind::float64);
    return Value::from(
        apply(Binary::multiply, apply(Unary::rint, apply(Binary::true_divide, a, unit)), unit).cast(a.dtype()));
  }
  if (decimals == 0) return Value::from(apply(Unary::rint, a));
  if (is_complex(a.kind())) {  // part by part: no complex division comes in
    const Array copy = a.copy();
    const Array parts = parts_of_complex(copy);
    assign(
        parts,
        *round(Args({"round", {Value::from(parts, false), args.value("decimals")}, {}}, "a, decimals=")).as<Array>());
    return Value::from(copy);
  }
  const Array unit =
      Array::scalar(std::pow(10.0, static_cast<double>(std::abs(decimals)))).cast(real_part_of(a.kind()));
  const auto up = decimals > 0 ? Binary::multiply : Binary::true_divide;
  const auto down = decimals > 0 ? Binary::true_divide : Binary::multiply;
  return Value::from(apply(down, apply(Unary::rint, apply(up, a, unit)), unit).cast(a.dtype()));
}
Value nan_to_num(const Args& args) {
  const Array a = args.array("x");
  if (is_complex(a.kind())) {  // part by part
    const Array copy = a.copy();
    const Array parts = parts_of_complex(copy);
    Call call{"nan_to_num", {Value::from(parts, false)}, {}};
    for (const std::string name : {"nan", "posinf", "neginf"})
      if (args.has(name)) call.named.emplace_back(name, args.value(name));
    assign(parts, to_array(call_function(std::move(call))));
    return Value::from(copy);
  }
  if (!is_float(a.kind())) return Value::from(a);
  const double largest = a.kind() == Kind::float64   ? std::numeric_limits<double>::max()
                         : a.kind() == Kind::float32 ? static_cast<double>(std::numeric_limits<float>::max())
                                                     : 65504.0;
  const Array r = a.copy_keeping_order();
  visit_kind(a.kind(), [&]<class T>(TypeTag<T>) {
    if constexpr (!std::is_integral_v<T> && !is_complex_type<T>) {
      for_each_run<1>({&r}, [&](const Pointers<1>& at, const Steps<1>& steps, std::int64_t n) {
        for (std::int64_t i = 0; i < n; ++i) {
          T& x = *reinterpret_cast<T*>(at[0] + i * steps[0]);
          const auto v = static_cast<double>(x);
          if (v != v) x = static_cast<T>(args.real("nan", 0.0));
          else if (std::isinf(v))
            x = static_cast<T>(v > 0 ? args.real("posinf", largest) : args.real("neginf", -largest));
        }
      });
    }
  });
  return Value::from(r);
}
// |a - b| <= atol + rtol |b| for complex numbers; what is not finite must be equal.
Array close_complex(const Args& args) {
  const Array a = args.array("a").cast(Kind::complex128), b = args.array("b").cast(Kind::complex128);
  const Array distance = apply(Unary::absolute, apply(Binary::subtract, a, b));
  const Array room = apply(Binary::add, Array::scalar(args.real("atol", 1e-8)),
                           apply(Binary::multiply, Array::scalar(args.real("rtol", 1e-5)), apply(Unary::absolute, b)));
  const Array finite = apply(Binary::logical_and, apply(Unary::isfinite, a), apply(Unary::isfinite, b));
  Array same = apply(Binary::equal, a, b);
  if (args.flag("equal_nan"))
    same = apply(Binary::logical_or, same, apply(Binary::logical_and, apply(Unary::isnan, a), apply(Unary::isnan, b)));
  return apply(Binary::logical_or, same, apply(Binary::logical_and, finite, apply(Binary::less_equal, distance, room)));
}
Value isclose(const Args& args) {
  if (is_complex(args.array("a").kind()) || is_complex(args.array("b").kind())) {
    const Array r = close_complex(args);
    return args.function() == "allclose" ? Value(to_bool(Value::from(reduce(Reduction::all, r, all_axes(r), false))))
                                         : Value::from(r);
  }
  const Array a = args.array("a").cast(Kind::float64), b = args.array("b").cast(Kind::float64);
  const Shape shape = broadcast_shapes(a.shape(), b.shape());
  const Array x = a.broadcast_to(shape), y = b.broadcast_to(shape);
  const Array r = Array::empty(Kind::boolean, shape);
  const double rtol = args.real("rtol", 1e-5), atol = args.real("atol", 1e-8);
  const bool equal_nan = args.flag("equal_nan");
  for_each_run<3>({&r, &x, &y}, [&](const Pointers<3>& at, const Steps<3>& steps, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) {
      const double p = *reinterpret_cast<const double*>(at[1] + i * steps[1]),
                   q = *reinterpret_cast<const double*>(at[2] + i * steps[2]);
      const bool finite = std::isfinite(p) && std::isfinite(q);
      *reinterpret_cast<bool*>(at[0] + i * steps[0]) =
          finite ? std::fabs(p - q) <= atol + rtol * std::fabs(q) : p == q || (equal_nan && p != p && q != q);
    }
  });
  if (args.function() == "allclose") return to_bool(Value::from(reduce(Reduction::all, r, all_axes(r), false)));
  return Value::from(r);
}
Value array_equal(const Args& args) {
  const Array a = args.array("a1"), b = args.array("a2");
  if (a.shape() != b.shape()) return false;
  if (args.flag("equal_nan")) {
    const Array left = apply(Unary::isnan, a), right = apply(Unary::isnan, b);
    const Array same = apply(Binary::logical_or, apply(Binary::equal, a, b), apply(Binary::logical_and, left, right));
    return to_bool(Value::from(reduce(Reduction::all, same, all_axes(a), false)));
  }
  return to_bool(Value::from(reduce(Reduction::all, apply(Binary::equal, a, b), all_axes(a), false)));
}

constexpr Function table[] = {
    {"clip", "a, a_min=, a_max=, min=, max=", clip, true},
    {"round", "a, decimals=", round, true},
    {"around", "a, decimals=", round},
    {"nan_to_num", "x, copy=, nan=, posinf=, neginf=", nan_to_num},
    {"isclose", "a, b, rtol=, atol=, equal_nan=", isclose},
    {"allclose", "a, b, rtol=, atol=, equal_nan=", isclose},
    {"array_equal", "a1, a2, equal_nan=", array_equal},
};

}  // namespace

std::span<const Function> rounding_functions() noexcept { return table; }

}  // namespace pytk::array
