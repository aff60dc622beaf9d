// Numbers at even distances: arange, linspace, and the two whose logarithms are.
#include <algorithm>
#include <cmath>

#include <pytk/core/error.hpp>

#include "compose.hpp"

namespace pytk::array {
namespace {

// From the first two values, in their own type: what NumPy fills a range with.
template <class T>
void fill_from_two(const Array& r) {
  if constexpr (is_complex_type<T>) {
    const T first = r.get<T>(0), delta = r.get<T>(1) - first;
    for (std::int64_t i = 2; i < r.size(); ++i) {
      const auto k = static_cast<typename T::value_type>(i);
      r.set(i, T(first.real() + k * delta.real(), first.imag() + k * delta.imag()));
    }
  } else if constexpr (std::is_integral_v<T>) {
    const auto wide = [](T value) { return static_cast<std::uint64_t>(static_cast<std::int64_t>(value)); };
    const auto first = wide(r.get<T>(0)), delta = wide(r.get<T>(1)) - first;
    for (std::int64_t i = 2; i < r.size(); ++i) r.set(i, static_cast<T>(first + static_cast<std::uint64_t>(i) * delta));
  } else if constexpr (std::is_same_v<T, Half>) {
    const auto first = static_cast<float>(r.get<T>(0)), delta = static_cast<float>(r.get<T>(1)) - first;
    for (std::int64_t i = 2; i < r.size(); ++i) r.set(i, Half(first + static_cast<float>(i) * delta));
  } else {
    const T first = r.get<T>(0), delta = r.get<T>(1) - first;
    for (std::int64_t i = 2; i < r.size(); ++i) r.set(i, first + static_cast<T>(i) * delta);
  }
}
Value arange(const Args& args) {
  const bool one = !args.has("stop");
  const Value zero = Integer{0}, unit = Integer{1};
  const Value& start = one ? zero : args.value("start");
  const Value& stop = one ? args.value("start") : args.value("stop");
  const Value& step = args.has("step") ? args.value("step") : unit;
  Kind kind = Kind::int64;
  for (const auto* v : {&start, &stop, &step}) kind = promote(kind, to_array(*v).kind());
  const DType dtype = args.dtype().value_or(kind);
  const double a = to_double(start, "start"), b = to_double(stop, "stop"), d = to_double(step, "step");
  if (d == 0) throw fail(Fault::data, "arange: the step cannot be zero");
  const double length = std::ceil((b - a) / d);
  if (!(length < 9e15)) throw fail(Fault::data, "arange: the result is too long");
  const auto n = length > 0 ? static_cast<std::int64_t>(length) : 0;
  if (!is_number(dtype.kind) || (dtype.kind == Kind::boolean && n > 2))
    throw fail(Fault::data, "arange: no range of {}", dtype_name(dtype));
  const Array r = Array::empty(dtype, {n});
  if (n == 0) return Value::from(r);
  const Array first_two = kind == Kind::int64 ? Array::empty(Kind::int64, {2}) : Array::empty(Kind::float64, {2});
  if (kind == Kind::int64) {
    first_two.set(0, to_int(start, "start"));
    first_two.set(1, to_int(start, "start") + to_int(step, "step"));
  } else {
    first_two.set(0, a);
    first_two.set(1, a + d);
  }
  const auto given = std::min<std::int64_t>(n, 2);
  assign(part_of(r, 0, 0, given), part_of(first_two, 0, 0, given));
  visit_kind(dtype.kind, [&]<class T>(TypeTag<T>) {
    if (n > 2) fill_from_two<T>(r);
  });
  return Value::from(r);
}

bool any_of(const Array& truths) { return count_nonzero(truths) > 0; }
Array zero_like(const Array& a) { return Array::zeros(a.dtype(), {}); }

/// Samples along a new first axis, and the distance between them.
struct Samples {
  Array values, step;
};
Samples samples_between(const Array& from, const Array& to, std::int64_t n, bool endpoint) {
  if (n < 0) throw fail(Fault::data, "Number of samples, {}, must be non-negative.", n);
  const bool arrays = from.dimensions() > 0 && to.dimensions() > 0;
  const Kind both = promote(from.kind(), to.kind());
  const Kind kind = arrays && (is_float(both) || is_complex(both)) ? both : promote(both, Kind::float64);
  const Array start = from.cast(kind), stop = to.cast(kind), delta = subtract(stop, start);
  Shape column(delta.dimensions() + 1, 1);
  column[0] = n;
  Array y = call_array("arange", {whole(n)}).cast(kind).reshaped(column);
  const auto parts = endpoint ? n - 1 : n;
  const Array divisor = Array::scalar(static_cast<double>(parts)).cast(kind);
  Array step = Array::scalar(std::nan("")).cast(kind);
  if (parts > 0) {
    step = divide(delta, divisor);
    // A distance that is too small to be a number is taken after the division.
    y = any_of(apply(Binary::equal, step, zero_like(step))) ? multiply(divide(y, divisor), delta) : multiply(y, step);
  } else {
    y = multiply(y, delta);
  }
  y = add(y, start);
  if (endpoint && n > 1) assign(part_of(y, 0, n - 1, 1), stop.broadcast_to(part_of(y, 0, n - 1, 1).shape()));
  return {y, step};
}
Array along_axis(const Args& args, const Array& samples) {
  return move_axis(samples, 0, normal_axis(args.integer("axis", 0), samples.dimensions()));
}
Samples samples_of(const Args& args) {
  return samples_between(args.array("start"), args.array("stop"), args.integer("num", 50), args.flag("endpoint", true));
}
Value linspace(const Args& args) {
  const auto s = samples_of(args);
  Array y = along_axis(args, s.values);
  if (args.dtype())
    y = (is_integer(args.dtype()->kind) && !is_complex(y.kind()) ? apply(Unary::floor, y) : y).cast(*args.dtype());
  if (!args.flag("retstep")) return boxed(y);
  Sequence both;
  both.items = {boxed(y), Value::from(s.step)};
  return both;
}
Value logspace(const Args& args) {
  const Array base = args.has("base") ? args.array("base") : Array::scalar(10.0);
  const Array y = along_axis(args, samples_of(args).values);
  const Array r = apply(Binary::power, base.cast(base.dimensions() == 0 ? DType(y.kind()) : base.dtype()), y);
  return boxed(args.dtype() ? r.cast(*args.dtype()) : r);
}
Array chosen(const Array& where, const Array& a, const Array& b) {
  return call_array("where", {boxed(where), boxed(a), boxed(b)});
}
// Both negative, or both on the imaginary axis: turned to the positive numbers, and back in the end.
Value geomspace(const Args& args) {
  Array start = args.array("start"), stop = args.array("stop");
  if (any_of(apply(Unary::logical_not, start)) || any_of(apply(Unary::logical_not, stop)))
    throw fail(Fault::data, "Geometric sequence cannot include zero");
  Kind kind = promote(promote(start.kind(), stop.kind()), Kind::float64);
  if (args.dtype()) kind = promote(kind, args.dtype()->kind);
  const DType dtype = args.dtype().value_or(kind);
  const Shape shape = broadcast_shapes(start.shape(), stop.shape());
  start = start.cast(kind).broadcast_to(shape);
  stop = stop.cast(kind).broadcast_to(shape);
  const Array one = Array::scalar(1.0).cast(kind);
  Array sign = one.broadcast_to(shape);
  if (is_complex(kind)) {
    const auto imaginary = [](const Array& a) { return apply(Unary::logical_not, apply(Unary::real, a)); };
    const Array both = apply(Binary::logical_and, imaginary(start), imaginary(stop));
    start = chosen(both, apply(Unary::imag, start).cast(kind), start);
    stop = chosen(both, apply(Unary::imag, stop).cast(kind), stop);
    sign = chosen(both, Array::scalar(std::complex<double>(0, 1)).cast(kind), sign);
  }
  const Array minus = apply(Unary::negative, one);
  const auto negative = [&](const Array& a) { return apply(Binary::equal, apply(Unary::sign, a), minus); };
  const Array both = apply(Binary::logical_and, negative(start), negative(stop));
  start = chosen(both, apply(Unary::negative, start), start);
  stop = chosen(both, apply(Unary::negative, stop), stop);
  sign = chosen(both, apply(Unary::negative, sign), sign);
  const auto n = args.integer("num", 50);
  const bool endpoint = args.flag("endpoint", true);
  const Array logs = samples_between(apply(Unary::log10, start), apply(Unary::log10, stop), n, endpoint).values;
  Array r = apply(Binary::power, Array::scalar(10.0).cast(kind), logs).cast(dtype).copy();
  const auto put = [&](std::int64_t i, const Array& end) {
    assign(part_of(r, 0, i, 1), end.broadcast_to(part_of(r, 0, i, 1).shape()));
  };
  if (n > 0) put(0, start);
  if (n > 1 && endpoint) put(n - 1, stop);
  return boxed(along_axis(args, multiply(sign, r)).cast(dtype));
}

constexpr Function table[] = {
    {"arange", "start, stop=, step=, dtype=", arange},
    {"linspace", "start, stop, num=, endpoint=, retstep=, dtype=, axis=", linspace},
    {"logspace", "start, stop, num=, endpoint=, base=, dtype=, axis=", logspace},
    {"geomspace", "start, stop, num=, endpoint=, dtype=, axis=", geomspace},
};

}  // namespace

std::span<const Function> range_functions() noexcept { return table; }

}  // namespace pytk::array
