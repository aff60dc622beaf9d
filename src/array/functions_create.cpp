// Making arrays: zeros, arange, linspace, and what they are like.
#include <cmath>
#include <cstring>

#include <pytk/core/error.hpp>

#include "calls.hpp"
#include "ufunc.hpp"

namespace pytk::array {
namespace {

Shape shape_of(const Value& v) {
  Shape shape;
  for (const auto n : to_ints(v, "shape")) shape.push_back(n);
  return shape;
}
Array filled(const Array& a, const Array& value) {
  assign(a, value);
  return a;
}
Value full_like(const Args& args, const Array& value) {
  const Array like = args.array("a");
  const Shape shape = args.has("shape") ? shape_of(args.value("shape")) : like.shape();
  return Value::from(filled(Array::empty(args.dtype().value_or(like.dtype()), shape), value), false);
}

Value make_array(const Args& args) {
  const Array a = args.array("object");
  Array result = args.dtype() ? a.cast(*args.dtype()) : a;
  if (args.function() != "asarray") result = result.copy_keeping_order();
  for (auto wanted = args.integer("ndmin", 0); static_cast<std::int64_t>(result.dimensions()) < wanted;) {
    Shape shape = result.shape();
    shape.insert(shape.begin(), 1);
    result = result.reshaped(shape);
  }
  return Value::from(result, false);
}
Value zeros(const Args& args) { return Value::from(Array::zeros(args.dtype().value_or(Kind::float64), shape_of(args.value("shape"))), false); }
Value ones(const Args& args) {
  return Value::from(filled(Array::empty(args.dtype().value_or(Kind::float64), shape_of(args.value("shape"))), Array::scalar(1.0)), false);
}
Value full(const Args& args) {
  const Array value = args.array("fill_value");
  return Value::from(filled(Array::empty(args.dtype().value_or(value.dtype()), shape_of(args.value("shape"))), value), false);
}
Value zeros_like(const Args& args) { return full_like(args, Array::scalar(0.0)); }
Value ones_like(const Args& args) { return full_like(args, Array::scalar(1.0)); }
Value full_like_of(const Args& args) { return full_like(args, args.array("fill_value")); }

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
  if (kind == Kind::int64) {
    const Array r = Array::empty(Kind::int64, {n});
    const auto first = to_int(start, "start"), by = to_int(step, "step");
    for (std::int64_t i = 0; i < n; ++i) r.set(i, first + i * by);
    return Value::from(r.cast(dtype));
  }
  // NumPy fills from the first two values: start and start + step.
  const Array r = Array::empty(Kind::float64, {n});
  const double delta = (a + d) - a;
  for (std::int64_t i = 0; i < n; ++i) r.set(i, i == 1 ? a + d : a + static_cast<double>(i) * delta);
  return Value::from(r.cast(dtype));
}

Array linspace_of(double start, double stop, std::int64_t n, bool endpoint) {
  if (n < 0) throw fail(Fault::data, "the number of samples, {}, must not be negative", n);
  const Array r = Array::empty(Kind::float64, {n});
  const auto parts = static_cast<double>(endpoint ? n - 1 : n);
  const double delta = stop - start;
  const double step = delta / parts;
  for (std::int64_t i = 0; i < n; ++i) {
    const auto k = static_cast<double>(i);
    r.set(i, parts > 0 ? (step == 0 ? k / parts * delta : k * step) + start : k * delta + start);
  }
  if (endpoint && n > 1) r.set(n - 1, stop);
  return r;
}
Value linspace(const Args& args) {
  const Array r = linspace_of(args.real("start"), args.real("stop"), args.integer("num", 50), args.flag("endpoint", true));
  return Value::from(args.dtype() && is_integer(args.dtype()->kind) ? apply(Unary::floor, r).cast(*args.dtype()) : r.cast(args.dtype().value_or(Kind::float64)));
}
Value logspace(const Args& args) {
  const Array r = linspace_of(args.real("start"), args.real("stop"), args.integer("num", 50), args.flag("endpoint", true));
  return Value::from(apply(Binary::power, Array::scalar(args.real("base", 10.0)), r));
}
Value geomspace(const Args& args) {
  const double start = args.real("start"), stop = args.real("stop");
  if (start == 0 || stop == 0) throw fail(Fault::data, "geometric sequence cannot include zero");
  if ((start < 0) != (stop < 0)) throw fail(Fault::data, "geomspace: both ends must have one sign");
  const auto n = args.integer("num", 50);
  const double sign = start < 0 ? -1.0 : 1.0;
  const Array exponents = linspace_of(std::log10(start * sign), std::log10(stop * sign), n, args.flag("endpoint", true));
  const Array r = apply(Binary::multiply, apply(Binary::power, Array::scalar(10.0), exponents), Array::scalar(sign));
  if (n > 0) r.set(0, start);
  if (n > 1 && args.flag("endpoint", true)) r.set(n - 1, stop);
  return Value::from(r);
}
Value eye(const Args& args) {
  const auto rows = args.integer("N"), columns = args.integer("M", rows), k = args.integer("k", 0);
  const Array a = Array::zeros(Kind::float64, {rows, columns});
  for (std::int64_t i = 0; i < rows && columns > 0; ++i)
    if (i + k >= 0 && i + k < columns) a.set(i * columns + i + k, 1.0);
  return Value::from(a.cast(args.dtype().value_or(Kind::float64)), false);
}
Value diag(const Args& args) {
  const Array v = args.array("v");
  const auto k = args.integer("k", 0);
  if (v.dimensions() == 1) {
    const auto n = v.size() + std::abs(k);
    const Array a = Array::zeros(v.dtype(), {n, n});
    const auto item = static_cast<std::int64_t>(v.dtype().size);
    assign(a.view({v.size()}, {item * (n + 1)}, item * (k >= 0 ? k : -k * n)), v);
    return Value::from(a);
  }
  if (v.dimensions() != 2) throw fail(Fault::data, "diag needs one or two dimensions");
  const auto rows = v.shape()[0], columns = v.shape()[1];
  const auto n = std::max<std::int64_t>(0, k >= 0 ? std::min(rows, columns - k) : std::min(rows + k, columns));
  return Value::from(v.view({n}, {v.strides()[0] + v.strides()[1]}, n == 0 ? 0 : k >= 0 ? k * v.strides()[1] : -k * v.strides()[0]).copy(), false);
}
Array triangle(const Array& m, std::int64_t k, bool lower) {
  if (m.dimensions() == 0) throw fail(Fault::data, "a matrix is needed");
  // As in NumPy, one row is every row of a square matrix.
  const Array a = m.dimensions() == 1 ? m.broadcast_to({m.size(), m.size()}).copy() : m.copy();
  const auto rows = a.shape()[a.dimensions() - 2], columns = a.shape()[a.dimensions() - 1];
  for (std::int64_t at = 0; at < a.size(); ++at) {
    const auto i = at / columns % rows, j = at % columns;
    if (lower ? j - i > k : j - i < k) std::memset(a.data() + at * static_cast<std::int64_t>(a.dtype().size), 0, a.dtype().size);
  }
  return a;
}
Value tril(const Args& args) { return Value::from(triangle(args.array("m"), args.integer("k", 0), true), false); }
Value triu(const Args& args) { return Value::from(triangle(args.array("m"), args.integer("k", 0), false), false); }
Value meshgrid(const Args& args) {
  std::vector<Array> inputs;
  Shape shape;
  for (const auto& v : args.rest()) {
    inputs.push_back(to_array(v).reshaped({-1}));
    shape.push_back(inputs.back().size());
  }
  const bool xy = args.text("indexing", "xy") == "xy" && inputs.size() > 1;
  if (xy) std::swap(shape[0], shape[1]);
  Sequence out;
  out.list = true;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Shape one(inputs.size(), 1);
    one[xy && i < 2 ? 1 - i : i] = -1;
    out.items.push_back(Value::from(inputs[i].reshaped(one).broadcast_to(shape).copy(), false));
  }
  return out;
}
Value astype(const Args& args) { return Value::from(args.array("x").cast(to_dtype(args.value("dtype"))).copy_keeping_order()); }
Value copy(const Args& args) { return Value::from(args.array("a").copy_keeping_order(), false); }
Value view(const Args& args) {
  const Array a = args.array("a").contiguous();
  const DType dtype = to_dtype(args.value("dtype"));
  if (a.dimensions() == 0 || a.bytes() % static_cast<std::int64_t>(dtype.size) != 0 ||
      (a.shape().back() * static_cast<std::int64_t>(a.dtype().size)) % static_cast<std::int64_t>(dtype.size) != 0)
    throw fail(Fault::data, "the last axis does not hold a whole number of {}", dtype_name(dtype));
  Shape shape = a.shape();
  shape.back() = shape.back() * static_cast<std::int64_t>(a.dtype().size) / static_cast<std::int64_t>(dtype.size);
  const Array r = Array::empty(dtype, shape);
  if (a.bytes() > 0) std::memcpy(r.data(), a.data(), static_cast<std::size_t>(a.bytes()));
  return Value::from(r.with_plain_truths(), false);
}
Value tolist(const Args& args) {
  const Array a = args.array("a").contiguous();
  if (a.dimensions() == 0) return Value::from(a, true);
  Sequence out;
  out.list = true;
  for (std::int64_t i = 0; i < a.shape()[0]; ++i) {
    const Array row = a.row(i);
    if (row.dimensions() > 0) {
      Value inner = call_function({"tolist", {Value::from(row)}, {}});
      out.items.push_back(inner);
    } else {
      // Python's numbers have 64 bits.
      const Kind wide = is_float(a.kind()) ? Kind::float64 : is_complex(a.kind()) ? Kind::complex128 : a.kind();
      out.items.push_back(Value::from(wide == a.kind() ? row.copy() : row.cast(wide), true));
    }
  }
  return out;
}
Value len(const Args& args) {
  if (const auto* s = args.value("x").as<Sequence>()) return Integer{static_cast<std::int64_t>(s->items.size())};
  if (const auto* t = args.value("x").as<Text>()) return Integer{static_cast<std::int64_t>(t->text.size())};
  const Array a = args.array("x");
  if (a.dimensions() == 0) throw fail(Fault::data, "len() of an array without dimensions");
  return Integer{a.shape()[0]};
}
Value frombuffer(const Args& args) {
  const auto text = args.text("buffer");
  const DType dtype = args.dtype().value_or(Kind::float64);
  if (dtype.size == 0 || text.size() % dtype.size != 0) throw fail(Fault::data, "buffer size must be a multiple of element size");
  const Array a = Array::empty(dtype, {static_cast<std::int64_t>(text.size() / dtype.size)});
  std::memcpy(a.data(), text.data(), text.size());
  return Value::from(a.with_plain_truths(), false);
}
Value complex_of(const Args& args) {
  const double imag = args.real("imag", 0.0);
  if (!args.has("imag")) return Value::from(args.array("real").cast(Kind::complex128));
  return std::complex<double>(args.real("real"), imag);
}
Value result_type(const Args& args) {
  Kind kind = Kind::boolean;
  for (const auto& v : args.rest()) kind = promote(kind, v.as<Array>() != nullptr ? v.as<Array>()->kind() : to_dtype(v).kind);
  return DType(kind);
}

constexpr Function table[] = {
    {"array", "object, dtype=, copy=, ndmin=", make_array},
    {"asarray", "object, dtype=, copy=, ndmin=", make_array},
    {"zeros", "shape, dtype=", zeros},
    {"empty", "shape, dtype=", zeros},
    {"ones", "shape, dtype=", ones},
    {"full", "shape, fill_value, dtype=", full},
    {"zeros_like", "a, dtype=, shape=", zeros_like},
    {"empty_like", "a, dtype=, shape=", zeros_like},
    {"ones_like", "a, dtype=, shape=", ones_like},
    {"full_like", "a, fill_value, dtype=, shape=", full_like_of},
    {"arange", "start, stop=, step=, dtype=", arange},
    {"linspace", "start, stop, num=, endpoint=, dtype=", linspace},
    {"logspace", "start, stop, num=, endpoint=, base=", logspace},
    {"geomspace", "start, stop, num=, endpoint=", geomspace},
    {"eye", "N, M=, k=, dtype=", eye},
    {"identity", "N, dtype=, M=, k=", eye},
    {"diag", "v, k=", diag},
    {"tril", "m, k=", tril},
    {"triu", "m, k=", triu},
    {"meshgrid", "*xi, indexing=", meshgrid},
    {"astype", "x, dtype, copy=", astype, true},
    {"copy", "a", copy, true},
    {"view", "a, dtype", view, true},
    {"tolist", "a", tolist, true},
    {"len", "x", len},
    {"frombuffer", "buffer, dtype=", frombuffer},
    {"complex", "real, imag=", complex_of},
    {"result_type", "*arrays_and_dtypes", result_type},
    {"promote_types", "*arrays_and_dtypes", result_type},
};

}  // namespace

std::span<const Function> creation_functions() noexcept { return table; }

}  // namespace pytk::array
