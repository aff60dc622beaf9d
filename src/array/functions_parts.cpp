// Functions with two results, questions about numbers and types, and reductions that step over nan.
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include <pytk/array/order.hpp>
#include <pytk/core/error.hpp>

#include "compose.hpp"

namespace pytk::array {
namespace {

Value pair_of(const Value& a, const Value& b) {
  Sequence s;
  s.items = {a, b};
  return s;
}
Value divmod(const Args& args) {
  return pair_of(apply_binary("//", args.value("x1"), args.value("x2")),
                 apply_binary("%", args.value("x1"), args.value("x2")));
}
Array float_kind(const Array& a) {
  if (!is_number(a.kind()) || is_complex(a.kind()))
    throw fail(Fault::data, "real numbers are needed, not {}", dtype_name(a.dtype()));
  return a.cast(float_for(a.kind()));
}
// fraction and whole part, both with the sign of x.
Value modf(const Args& args) {
  const Array x = float_kind(args.array("x"));
  const Array whole_part = apply(Unary::trunc, x);
  const Array infinite = apply(Unary::isinf, x);
  const Array rest =
      call_array("where", {boxed(infinite), boxed(Array::scalar(0.0).cast(x.dtype())), boxed(subtract(x, whole_part))});
  return pair_of(Value::from(apply(Binary::copysign, rest, x)), Value::from(whole_part));
}
Value frexp(const Args& args) {
  const Array x = float_kind(args.array("x")).contiguous();
  const Array mantissa = Array::empty(x.dtype(), x.shape()), exponent = Array::empty(Kind::int32, x.shape());
  visit_kind(x.kind(), [&]<class T>(TypeTag<T>) {
    if constexpr (!std::is_integral_v<T> && !is_complex_type<T>)
      for (std::int64_t i = 0; i < x.size(); ++i) {
        int e = 0;
        mantissa.set<T>(i, T(std::frexp(static_cast<double>(x.get<T>(i)), &e)));
        exponent.set<std::int32_t>(i, std::isfinite(static_cast<double>(x.get<T>(i))) ? e : 0);
      }
  });
  return pair_of(Value::from(mantissa), Value::from(exponent));
}
Value ldexp(const Args& args) {
  const Array x = float_kind(args.array("x1"));
  const Array e = args.array("x2");
  if (!is_integer(e.kind()) && !is_bool(e.kind())) throw fail(Fault::data, "ldexp needs whole exponents");
  const Shape shape = broadcast_shapes(x.shape(), e.shape());
  const Array a = x.broadcast_to(shape).contiguous(), b = e.cast(Kind::int64).broadcast_to(shape).contiguous();
  const Array out = Array::empty(x.dtype(), shape);
  visit_kind(x.kind(), [&]<class T>(TypeTag<T>) {
    if constexpr (!std::is_integral_v<T> && !is_complex_type<T>)
      for (std::int64_t i = 0; i < out.size(); ++i)
        out.set<T>(i, T(std::ldexp(static_cast<double>(a.get<T>(i)), static_cast<int>(std::clamp<std::int64_t>(
                                                                         b.get<std::int64_t>(i), -100000, 100000)))));
  });
  return Value::from(out);
}
Value float_power(const Args& args) {
  const auto wide = [](const Array& a) { return as_doubles(a); };
  const Array a = wide(args.array("x1")), b = wide(args.array("x2"));
  return Value::from(apply(Binary::power, a, b));
}
Value fix(const Args& args) { return Value::from(apply(Unary::trunc, args.array("x"))); }
Value infinite_with_sign(const Args& args) {
  const Array x = args.array("x");
  if (is_complex(x.kind()))
    throw fail(Fault::data, "This operation is not supported for complex128 values because it would be ambiguous.");
  const Array sign = apply(Unary::signbit, x);
  return Value::from(apply(Binary::logical_and, apply(Unary::isinf, x),
                           args.function() == "isneginf" ? sign : apply(Unary::logical_not, sign)));
}
Value is_real(const Args& args) {
  const Array imaginary = apply(Unary::imag, args.array("x"));
  return Value::from(apply(args.function() == "isreal" ? Binary::equal : Binary::not_equal, imaginary,
                           Array::zeros(imaginary.dtype(), {})));
}
Value is_complex_type_of(const Args& args) {
  return is_complex(args.array("x").kind()) == (args.function() == "iscomplexobj");
}
Value real_if_close(const Args& args) {
  const Array a = args.array("a");
  if (!is_complex(a.kind())) return Value::from(a, args.value("a").scalar);
  double tolerance = args.real("tol", 100.0);
  if (tolerance > 1)
    tolerance *= a.kind() == Kind::complex64 ? static_cast<double>(std::numeric_limits<float>::epsilon())
                                             : std::numeric_limits<double>::epsilon();
  const Array small = apply(Binary::less, apply(Unary::absolute, apply(Unary::imag, a)), Array::scalar(tolerance));
  return to_bool(Value::from(reduce(Reduction::all, small, all_axes(small), false)))
             ? Value::from(apply(Unary::real, a))
             : Value::from(a);
}
Value angle(const Args& args) {
  const Array r = apply(Unary::angle, args.array("z"));
  return Value::from(args.flag("deg") ? multiply(r, Array::scalar(180 / 3.14159265358979323846).cast(r.dtype())) : r);
}
Value array_equiv(const Args& args) {
  try {
    const Array same = apply(Binary::equal, args.array("a1"), args.array("a2"));
    return to_bool(Value::from(reduce(Reduction::all, same, all_axes(same), false)));
  } catch (const Error&) {
    return false;  // shapes that do not fit are a difference
  }
}
Value bitwise_count(const Args& args) {
  const Array x = args.array("x");
  if (!is_integer(x.kind()) && !is_bool(x.kind()))
    throw fail(Fault::data, "bitwise_count is not defined for {}", dtype_name(x.dtype()));
  const Array a = apply(Unary::absolute, x).contiguous();
  const Array out = Array::empty(Kind::uint8, a.shape());
  visit_kind(a.kind(), [&]<class T>(TypeTag<T>) {
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
      for (std::int64_t i = 0; i < a.size(); ++i)
        out.set(i, static_cast<std::uint8_t>(std::popcount(static_cast<std::make_unsigned_t<T>>(a.get<T>(i)))));
    else if constexpr (std::is_same_v<T, bool>)
      for (std::int64_t i = 0; i < a.size(); ++i) out.set(i, static_cast<std::uint8_t>(a.get<bool>(i) ? 1 : 0));
  });
  return Value::from(out);
}
Value bessel_i0(const Args& args) {
  const Array given = args.array("x");
  if (is_complex(given.kind())) throw fail(Fault::data, "i0 not supported for complex values");
  const Array x = given.cast(Kind::float64).contiguous();
  const Array out = Array::empty(Kind::float64, x.shape());
  for (std::int64_t i = 0; i < x.size(); ++i) out.set(i, bessel_i0_of(std::fabs(x.get<double>(i))));
  return Value::from(is_float(given.kind()) ? out.cast(given.kind()) : out);
}

Array filled_nan(const Array& a, double instead) {
  if (!is_float(a.kind()) && !is_complex(a.kind())) return a;
  return call_array("where", {boxed(apply(Unary::isnan, a)), boxed(Array::scalar(instead).cast(a.dtype())), boxed(a)});
}
Value nan_cumulative(const Args& args) {
  const bool product = args.function() == "nancumprod";
  std::vector<std::pair<std::string, Value>> named;
  if (args.has("axis")) named.emplace_back("axis", args.value("axis"));
  if (args.has("dtype")) named.emplace_back("dtype", args.value("dtype"));
  return call(product ? "cumprod" : "cumsum", {boxed(filled_nan(args.array("a"), product ? 1 : 0))}, std::move(named));
}
Value nan_arg(const Args& args) {
  const bool largest = args.function() == "nanargmax";
  const Array a = args.array("a");
  if (is_float(a.kind())) {
    const Array bad = apply(Unary::isnan, a);
    if (to_bool(call("any", {call("all", {boxed(bad)}, {{"axis", args.has("axis") ? args.value("axis") : Value()}})})))
      throw fail(Fault::data, "All-NaN slice encountered");
  }
  std::vector<std::pair<std::string, Value>> named;
  for (const auto name : {"axis", "keepdims"})
    if (args.has(name)) named.emplace_back(name, args.value(name));
  return call(largest ? "argmax" : "argmin", {boxed(filled_nan(a, largest ? -HUGE_VAL : HUGE_VAL))}, std::move(named));
}

DType dtype_in(const Args& args, std::string_view name) {
  const auto& v = args.value(name);
  if (v.as<Array>() != nullptr || is_weak(v) || v.as<bool>() != nullptr) return to_array(v).dtype();
  return to_dtype(v);
}
Value finfo(const Args& args) {
  const Kind kind = real_part_of(dtype_in(args, "dtype").kind);
  if (!is_float(kind)) throw fail(Fault::data, "data type {} not inexact", dtype_name(kind));
  const auto in_kind = [kind](double v) { return Value::from(Array::scalar(v).cast(kind)); };
  struct Limits {
    double resolution, largest, epsilon, smallest_normal, smallest_subnormal;
    std::int64_t bits, precision;
  };
  const Limits l =
      kind == Kind::float64 ? Limits{1e-15, std::numeric_limits<double>::max(), 0x1p-52, 0x1p-1022, 0x1p-1074, 64, 15}
      : kind == Kind::float32
          ? Limits{1e-6, static_cast<double>(std::numeric_limits<float>::max()), 0x1p-23, 0x1p-126, 0x1p-149, 32, 6}
          : Limits{1e-3, 65504, 0x1p-10, 0x1p-14, 0x1p-24, 16, 3};
  Sequence s;
  s.type = "finfo";
  s.names = {"resolution",         "min",  "max",      "dtype", "eps", "epsneg", "smallest_normal", "tiny",
             "smallest_subnormal", "bits", "precision"};
  s.items = {in_kind(l.resolution),
             in_kind(-l.largest),
             in_kind(l.largest),
             DType(kind),
             in_kind(l.epsilon),
             in_kind(l.epsilon / 2),
             in_kind(l.smallest_normal),
             in_kind(l.smallest_normal),
             in_kind(l.smallest_subnormal),
             whole(l.bits),
             whole(l.precision)};
  return s;
}
Value iinfo(const Args& args) {
  const Kind kind = dtype_in(args, "type").kind;
  if (!is_integer(kind)) throw fail(Fault::data, "Invalid integer data type '{}'.", dtype_name(kind));
  const auto bits = static_cast<std::int64_t>(DType::size_of(kind)) * 8;
  const Integer high = (Integer{1} << (is_signed(kind) ? bits - 1 : bits)) - 1;
  Sequence s;
  s.type = "iinfo";
  s.names = {"min", "max", "dtype", "bits"};
  s.items = {Value(is_signed(kind) ? -high - 1 : Integer{0}), Value(high), DType(kind), whole(bits)};
  return s;
}
int class_of(Kind k) { return is_bool(k) ? 0 : is_integer(k) ? 1 : is_float(k) ? 2 : 3; }
Value can_cast(const Args& args) {
  const Kind from = dtype_in(args, "from_").kind, to = to_dtype(args.value("to")).kind;
  const auto rule = args.text("casting", "safe");
  const bool safe = promote(from, to) == to;
  if (rule == "unsafe") return true;
  if (rule == "no" || rule == "equiv") return from == to;
  if (rule == "same_kind")
    return safe || (is_number(from) && is_number(to) && class_of(from) <= class_of(to) &&
                    !(is_signed(from) && is_unsigned(to)));
  if (rule != "safe")
    throw fail(Fault::usage, "casting must be one of 'no', 'equiv', 'safe', 'same_kind', or 'unsafe'");
  return safe;
}
Value isdtype(const Args& args) {
  const Kind kind = to_dtype(args.value("dtype")).kind;
  std::vector<Value> wanted{args.value("kind")};
  if (const auto* s = wanted[0].as<Sequence>()) wanted = std::vector<Value>(s->items);
  for (const auto& w : wanted) {
    const auto* text = w.as<Text>();
    const std::string name = text != nullptr ? text->text : "";
    const bool integral = is_integer(kind), real = is_float(kind), complex = is_complex(kind);
    if ((name == "bool" && is_bool(kind)) || (name == "signed integer" && is_signed(kind)) ||
        (name == "unsigned integer" && is_unsigned(kind)) || (name == "integral" && integral) ||
        (name == "real floating" && real) || (name == "complex floating" && complex) ||
        (name == "numeric" && (integral || real || complex)))
      return true;
    static constexpr std::string_view known[] = {"bool",          "signed integer",   "unsigned integer", "integral",
                                                 "real floating", "complex floating", "numeric"};
    if (std::find(std::begin(known), std::end(known), name) == std::end(known) && to_dtype(w).kind == kind) return true;
  }
  return false;
}
Value clip_method(const Args& args) {
  std::vector<Value> positional{args.value("a")};
  std::vector<std::pair<std::string, Value>> named;
  if (args.has("min")) named.emplace_back("a_min", args.value("min"));
  if (args.has("max")) named.emplace_back("a_max", args.value("max"));
  return call("clip", std::move(positional), std::move(named));
}

constexpr Function table[] = {
    {"divmod", "x1, x2", divmod},
    {"modf", "x", modf},
    {"frexp", "x", frexp},
    {"ldexp", "x1, x2", ldexp},
    {"float_power", "x1, x2", float_power},
    {"fix", "x", fix},
    {"isposinf", "x", infinite_with_sign},
    {"isneginf", "x", infinite_with_sign},
    {"isreal", "x", is_real},
    {"iscomplex", "x", is_real},
    {"isrealobj", "x", is_complex_type_of},
    {"iscomplexobj", "x", is_complex_type_of},
    {"real_if_close", "a, tol=", real_if_close},
    {"angle", "z, deg=", angle},
    {"array_equiv", "a1, a2", array_equiv},
    {"bitwise_count", "x", bitwise_count},
    {"i0", "x", bessel_i0},
    {"nancumsum", "a, axis=, dtype=", nan_cumulative},
    {"nancumprod", "a, axis=, dtype=", nan_cumulative},
    {"nanargmax", "a, axis=, keepdims=", nan_arg},
    {"nanargmin", "a, axis=, keepdims=", nan_arg},
    {"finfo", "dtype", finfo},
    {"iinfo", "type", iinfo},
    {"can_cast", "from_, to, casting=", can_cast},
    {"isdtype", "dtype, kind", isdtype},
    {"array.clip", "a, min=, max=", clip_method, true},
};

}  // namespace

std::span<const Function> part_functions() noexcept { return table; }

}  // namespace pytk::array
