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

// Nested sequences item by item, so that no number passes through a type that cannot hold it.
Array typed_array(const Value& v, DType dtype) {
  const auto* s = v.as<Sequence>();
  if (s == nullptr || !is_number(dtype.kind))
    return v.as<Integer>() != nullptr && is_integer(dtype.kind) ? to_array_beside(v, dtype.kind)
                                                                : to_array(v).cast(dtype);
  if (s->items.empty()) return Array::empty(dtype, {0});
  Sequence parts;
  for (const auto& item : s->items) parts.items.push_back(Value::from(typed_array(item, dtype), false));
  return to_array(parts);
}
Value make_array(const Args& args) {
  const Array a = args.dtype() ? typed_array(args.value("object"), *args.dtype()) : args.array("object");
  Array result = a;
  if (args.function() != "asarray") result = result.copy_keeping_order();
  for (auto wanted = args.integer("ndmin", 0); static_cast<std::int64_t>(result.dimensions()) < wanted;) {
    result = result.reshaped(shape_behind(1, result.shape()));
  }
  return Value::from(result, false);
}
Value zeros(const Args& args) {
  return Value::from(Array::zeros(args.dtype().value_or(Kind::float64), shape_of(args.value("shape"))), false);
}
Value ones(const Args& args) {
  return Value::from(
      filled(Array::empty(args.dtype().value_or(Kind::float64), shape_of(args.value("shape"))), Array::scalar(1.0)),
      false);
}
Value full(const Args& args) {
  const Array value = args.array("fill_value");
  return Value::from(filled(Array::empty(args.dtype().value_or(value.dtype()), shape_of(args.value("shape"))), value),
                     false);
}
Value zeros_like(const Args& args) { return full_like(args, Array::scalar(0.0)); }
Value ones_like(const Args& args) { return full_like(args, Array::scalar(1.0)); }
Value full_like_of(const Args& args) { return full_like(args, args.array("fill_value")); }

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
    Array a = Array::zeros(v.dtype(), {n, n});
    const auto item = static_cast<std::int64_t>(v.dtype().size);
    assign(a.view({v.size()}, {item * (n + 1)}, item * (k >= 0 ? k : -k * n)), v);
    return Value::from(a);
  }
  if (v.dimensions() != 2) throw fail(Fault::data, "diag needs one or two dimensions");
  const auto rows = v.shape()[0], columns = v.shape()[1];
  const auto n = std::max<std::int64_t>(0, k >= 0 ? std::min(rows, columns - k) : std::min(rows + k, columns));
  return Value::from(v.view({n}, {v.strides()[0] + v.strides()[1]},
                            n == 0   ? 0
                            : k >= 0 ? k * v.strides()[1]
                                     : -k * v.strides()[0])
                         .copy(),
                     false);
}
Array triangle(const Array& m, std::int64_t k, bool lower) {
  if (m.dimensions() == 0) throw fail(Fault::data, "a matrix is needed");
  // As in NumPy, one row is every row of a square matrix.
  Array a = m.dimensions() == 1 ? m.broadcast_to({m.size(), m.size()}).copy() : m.copy();
  const auto rows = a.shape()[a.dimensions() - 2], columns = a.shape()[a.dimensions() - 1];
  for (std::int64_t at = 0; at < a.size(); ++at) {
    const auto i = at / columns % rows, j = at % columns;
    if (lower ? j - i > k : j - i < k)
      std::memset(a.data() + at * static_cast<std::int64_t>(a.dtype().size), 0, a.dtype().size);
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
  const auto indexing = args.text("indexing", "xy");
  if (indexing != "xy" && indexing != "ij") throw fail(Fault::usage, "Valid values for `indexing` are 'xy' and 'ij'.");
  const bool xy = indexing == "xy" && inputs.size() > 1;
  if (xy) std::swap(shape[0], shape[1]);
  Sequence out;
  out.list = true;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Shape one(inputs.size(), 1);
    one[xy && i < 2 ? 1 - i : i] = -1;
    const Array line = inputs[i].reshaped(one);
    out.items.push_back(Value::from((args.flag("sparse") ? line : line.broadcast_to(shape)).copy(), false));
  }
  return out;
}
// Numbers stay numbers, arrays without dimensions stay arrays.
bool is_array(const Value& v) { return v.as<Array>() != nullptr && !v.scalar; }
Value astype(const Args& args) {
  return Value::from(args.array("x").cast(to_dtype(args.value("dtype"))).copy_keeping_order(),
                     !is_array(args.value("x")));
}
Value copy(const Args& args) { return Value::from(args.array("a").copy_keeping_order(), args.value("a").scalar); }
Value fortran(const Args& args) {
  const Array a = args.dtype() ? args.array("a").cast(*args.dtype()) : args.array("a");
  if (a.f_contiguous()) return Value::from(a, false);
  const Array r = Array::empty(a.dtype(), a.shape(), true);
  assign(r, a);
  return Value::from(r, false);
}
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
  if (dtype.size == 0 || text.size() % dtype.size != 0)
    throw fail(Fault::data, "buffer size must be a multiple of element size");
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
  for (const auto& v : args.rest())
    kind = promote(kind, v.as<Array>() != nullptr ? v.as<Array>()->kind() : to_dtype(v).kind);
  return DType(kind);
}

// The smallest type that holds a number; of an array, its own.
Value min_scalar_type(const Args& args) {
  const Array a = args.array("a");
  if (a.dimensions() > 0 || !is_number(a.kind()) || is_bool(a.kind())) return a.dtype();
  const auto width = [](double v, Kind one, Kind two, Kind three, double first) {
    const double size = std::fabs(v);
    return !std::isfinite(v) || size < first ? one : size < 3.4e38 ? two : three;
  };
  if (is_float(a.kind()))
    return DType(width(a.cast(Kind::float64).get<double>(0), Kind::float16, Kind::float32, Kind::float64, 65000));
  if (is_complex(a.kind())) {
    const auto v = a.cast(Kind::complex128).get<std::complex<double>>(0);
    const double most = std::fabs(v.real()) > std::fabs(v.imag()) ? v.real() : v.imag();
    return DType(width(most, Kind::complex64, Kind::complex64, Kind::complex128, 0));
  }
  const auto v = a.cast(Kind::int64).get<std::int64_t>(0);
  if (is_signed(a.kind()) && v < 0)
    return DType(v >= -0x80 ? Kind::int8 : v >= -0x8000 ? Kind::int16 : v >= -0x80000000LL ? Kind::int32 : Kind::int64);
  const auto u = a.cast(Kind::uint64).get<std::uint64_t>(0);
  return DType(u <= 0xFF ? Kind::uint8 : u <= 0xFFFF ? Kind::uint16 : u <= 0xFFFFFFFFU ? Kind::uint32 : Kind::uint64);
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
    {"eye", "N, M=, k=, dtype=", eye},
    {"identity", "N, dtype=, M=, k=", eye},
    {"diag", "v, k=", diag},
    {"tril", "m, k=", tril},
    {"triu", "m, k=", triu},
    {"meshgrid", "*xi, indexing=, sparse=, copy=", meshgrid},
    {"astype", "x, dtype, copy=", astype, true},
    {"copy", "a", copy, true},
    {"view", "a, dtype", view, true},
    {"tolist", "a", tolist, true},
    {"len", "x", len},
    {"frombuffer", "buffer, dtype=", frombuffer},
    {"complex", "real, imag=", complex_of},
    {"result_type", "*arrays_and_dtypes", result_type},
    {"promote_types", "*arrays_and_dtypes", result_type},
    {"min_scalar_type", "a", min_scalar_type},
    {"asfortranarray", "a, dtype=", fortran},
};

}  // namespace

std::span<const Function> creation_functions() noexcept { return table; }

}  // namespace pytk::array
