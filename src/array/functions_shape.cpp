// Other shapes of the same elements, arrays joined and cut, elements chosen.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <pytk/core/error.hpp>

#include "calls.hpp"
#include "ufunc.hpp"

namespace pytk::array {
namespace {

std::vector<Array> arrays_of(const Value& v) {
  std::vector<Array> all;
  if (const auto* s = v.as<Sequence>()) {
    for (const auto& item : s->items) all.push_back(to_array(item));
  } else {
    const Array a = to_array(v);
    if (a.dimensions() == 0) throw fail(Fault::data, "a sequence of arrays is needed");
    for (std::int64_t i = 0; i < a.shape()[0]; ++i) all.push_back(a.row(i));
  }
  if (all.empty()) throw fail(Fault::data, "need at least one array");
  return all;
}
Array at_least(Array a, std::size_t dimensions) {
  if (dimensions >= 1 && a.dimensions() == 0) a = a.reshaped({1});
  if (dimensions >= 2 && a.dimensions() == 1) a = a.reshaped({1, a.size()});
  if (dimensions >= 3 && a.dimensions() == 2) a = a.reshaped({a.shape()[0], a.shape()[1], 1});
  return a;
}
DType common_type(const std::vector<Array>& arrays) {
  DType dtype = arrays[0].dtype();
  for (const auto& a : arrays) {
    if (is_number(a.kind()) && is_number(dtype.kind)) dtype = promote(dtype.kind, a.kind());
    else if (a.kind() == dtype.kind) dtype.size = std::max(dtype.size, a.dtype().size);
    else throw fail(Fault::data, "texts and numbers do not mix in one array");
  }
  return dtype;
}
Array joined(const std::vector<Array>& arrays, std::size_t axis) {
  Shape shape = arrays[0].shape();
  shape[axis] = 0;
  for (const auto& a : arrays) {
    Shape other = a.shape();
    if (other.size() != shape.size())
      throw fail(Fault::data, "all the input array dimensions must match, but one has {} and another {}", shape.size(),
                 other.size());
    const auto length = other[axis];
    other[axis] = shape[axis];
    if (other != shape)
      throw fail(Fault::data, "all the input array dimensions except for the concatenation axis must match exactly");
    shape[axis] += length;
  }
  Array result = Array::empty(common_type(arrays), shape);
  std::int64_t offset = 0;
  for (const auto& a : arrays) {
    assign(result.view(a.shape(), result.strides(), offset), a);
    offset += a.shape()[axis] * result.strides()[axis];
  }
  return result;
}
Value concatenate(const Args& args) {
  auto arrays = arrays_of(args.value("arrays"));
  if (args.dtype())
    for (auto& a : arrays) a = a.cast(*args.dtype());
  if (args.is_none("axis"))
    for (auto& a : arrays) a = a.reshaped({-1});
  if (arrays[0].dimensions() == 0) throw fail(Fault::data, "zero-dimensional arrays cannot be concatenated");
  return Value::from(joined(arrays, normal_axis(args.integer("axis", 0), arrays[0].dimensions())), false);
}
Value stack(const Args& args) {
  auto arrays = arrays_of(args.value("arrays"));
  const auto axis = normal_axis(args.integer("axis", 0), arrays[0].dimensions() + 1);
  for (auto& a : arrays) {
    if (a.shape() != arrays[0].shape() && a.dimensions() == arrays[0].dimensions())
      throw fail(Fault::data, "all input arrays must have the same shape");
    Shape shape = a.shape();
    shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(std::min(axis, shape.size())), 1);
    a = a.reshaped(shape);
  }
  return Value::from(joined(arrays, axis), false);
}
Value vstack(const Args& args) {
  auto arrays = arrays_of(args.value("tup"));
  for (auto& a : arrays) a = at_least(a, 2);
  return Value::from(joined(arrays, 0), false);
}
Value hstack(const Args& args) {
  auto arrays = arrays_of(args.value("tup"));
  for (auto& a : arrays) a = at_least(a, 1);
  return Value::from(joined(arrays, arrays[0].dimensions() == 1 ? 0 : 1), false);
}
Value column_stack(const Args& args) {
  auto arrays = arrays_of(args.value("tup"));
  for (auto& a : arrays)
    if (a.dimensions() < 2) a = a.reshaped({a.size(), 1});
  return Value::from(joined(arrays, 1), false);
}
Value append(const Args& args) {
  const Array a = args.array("arr"), b = args.array("values");
  if (!args.has("axis")) return Value::from(joined({a.reshaped({-1}), b.reshaped({-1})}, 0), false);
  return Value::from(joined({a, b}, normal_axis(args.integer("axis"), a.dimensions())), false);
}
Value split(const Args& args) {
  const Array a = args.array("ary");
  const auto axis = normal_axis(args.integer("axis", 0), a.dimensions());
  const auto length = a.shape()[axis];
  std::vector<std::int64_t> bounds;
  const auto& wanted = args.value("indices_or_sections");
  if (wanted.as<Integer>() != nullptr) {
    const auto n = to_int(wanted, "sections");
    if (n <= 0) throw fail(Fault::data, "number sections must be larger than 0");
    if (args.function() == "split" && length % n != 0)
      throw fail(Fault::data, "array split does not result in an equal division");
    for (std::int64_t i = 1, at = 0; i < n; ++i) bounds.push_back(at += length / n + (i <= length % n ? 1 : 0));
  } else {
    for (const auto i : to_ints(wanted, "indices"))
      bounds.push_back(std::clamp<std::int64_t>(i < 0 ? i + length : i, 0, length));
  }
  bounds.push_back(length);
  Sequence out;
  out.list = true;
  std::int64_t from = 0;
  for (const auto to : bounds) {
    Shape shape = a.shape();
    shape[axis] = std::max<std::int64_t>(0, to - from);
    out.items.push_back(Value::from(a.view(shape, a.strides(), shape[axis] > 0 ? from * a.strides()[axis] : 0), false));
    from = to;
  }
  return out;
}
Value reshape(const Args& args) {
  Shape shape;
  for (const auto n : to_ints(args.value("newshape"), "shape")) shape.push_back(n);
  return Value::from(args.array("a").reshaped(shape, args.text("order", "C") == "F"), false);
}
Value ravel(const Args& args) {
  const Array flat = args.array("a").reshaped({-1}, args.text("order", "C") == "F");
  return Value::from(args.function() == "flatten" ? flat.copy() : flat, false);
}
Value transpose(const Args& args) {
  const Array a = args.array("a");
  if (!args.has("axes")) return Value::from(a.transposed(), false);
  std::vector<std::size_t> order;
  for (const auto axis : to_ints(args.value("axes"), "axes")) order.push_back(normal_axis(axis, a.dimensions()));
  auto sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < a.dimensions(); ++i)
    if (sorted.size() != a.dimensions() || sorted[i] != i) throw fail(Fault::data, "axes don't match array");
  return Value::from(a.transposed(order), false);
}
Value swapaxes(const Args& args) {
  const Array a = args.array("a");
  std::vector<std::size_t> order(a.dimensions());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::swap(order[normal_axis(args.integer("axis1"), a.dimensions())],
            order[normal_axis(args.integer("axis2"), a.dimensions())]);
  return Value::from(a.transposed(order), false);
}
Value matrix_transpose(const Args& args) {
  const Array a = args.array("x");
  if (a.dimensions() < 2) throw fail(Fault::data, "a matrix is needed");
  std::vector<std::size_t> order(a.dimensions());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::swap(order[order.size() - 1], order[order.size() - 2]);
  return Value::from(a.transposed(order), false);
}
Value moveaxis(const Args& args) {
  const Array a = args.array("a");
  std::vector<std::size_t> from, to;
  for (const auto v : to_ints(args.value("source"), "source")) from.push_back(normal_axis(v, a.dimensions()));
  for (const auto v : to_ints(args.value("destination"), "destination")) to.push_back(normal_axis(v, a.dimensions()));
  if (from.size() != to.size()) throw fail(Fault::data, "source and destination must have the same number of elements");
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < a.dimensions(); ++i)
    if (std::find(from.begin(), from.end(), i) == from.end()) order.push_back(i);
  std::vector<std::pair<std::size_t, std::size_t>> moves;
  for (std::size_t i = 0; i < to.size(); ++i) moves.emplace_back(to[i], from[i]);
  std::sort(moves.begin(), moves.end());
  for (const auto& [where, axis] : moves)
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(std::min(where, order.size())), axis);
  return Value::from(a.transposed(order), false);
}
Value squeeze(const Args& args) {
  const Array a = args.array("a");
  Shape shape, strides;
  const auto axes = args.has("axis") ? args.axes(a) : Axes{};
  for (std::size_t i = 0; i < a.dimensions(); ++i) {
    const bool named = std::find(axes.begin(), axes.end(), i) != axes.end();
    if (named && a.shape()[i] != 1)
      throw fail(Fault::data, "cannot select an axis to squeeze out which has size not equal to one");
    if (a.shape()[i] == 1 && (named || !args.has("axis"))) continue;
    shape.push_back(a.shape()[i]);
    strides.push_back(a.strides()[i]);
  }
  return Value::from(a.view(shape, strides), false);
}
Value expand_dims(const Args& args) {
  Array a = args.array("a");
  auto wanted = to_ints(args.value("axis"), "axis");
  const auto total = a.dimensions() + wanted.size();
  std::vector<std::size_t> axes;
  axes.reserve(wanted.size());
  for (const auto axis : wanted) axes.push_back(normal_axis(axis, total));
  std::sort(axes.begin(), axes.end());
  Shape shape = a.shape(), strides = a.strides();
  for (const auto axis : axes) {
    shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis), 1);
    strides.insert(strides.begin() + static_cast<std::ptrdiff_t>(axis), 0);
  }
  return Value::from(a.view(shape, strides), false);
}
Value flip(const Args& args) {
  const Array a = args.array("m");
  auto axes = args.axes(a);
  if (args.function() == "flipud") axes = {normal_axis(0, a.dimensions())};
  if (args.function() == "fliplr") axes = {normal_axis(1, a.dimensions())};
  Shape strides = a.strides();
  std::int64_t offset = 0;
  for (const auto axis : axes) {
    if (a.shape()[axis] > 0) offset += (a.shape()[axis] - 1) * a.strides()[axis];
    strides[axis] = -strides[axis];
  }
  return Value::from(a.view(a.shape(), strides, a.size() > 0 ? offset : 0), false);
}
Array rolled(const Array& a, std::int64_t shift, std::size_t axis) {
  const auto n = a.shape()[axis];
  if (n == 0) return a;
  const auto by = ((shift % n) + n) % n;
  Shape head = a.shape(), tail = a.shape();
  head[axis] = by;
  tail[axis] = n - by;
  return joined({a.view(head, a.strides(), by > 0 ? (n - by) * a.strides()[axis] : 0), a.view(tail, a.strides())},
                axis);
}
Value roll(const Args& args) {
  Array a = args.array("a");
  const auto shifts = to_ints(args.value("shift"), "shift");
  if (!args.has("axis")) {
    const Array flat = a.reshaped({-1});
    return Value::from(
        rolled(flat, std::accumulate(shifts.begin(), shifts.end(), std::int64_t{0}), 0).reshaped(a.shape()), false);
  }
  Axes axes;  // one may be named twice
  for (const auto axis : to_ints(args.value("axis"), "axis")) axes.push_back(normal_axis(axis, a.dimensions()));
  if (axes.size() != shifts.size() && axes.size() > 1 && shifts.size() > 1)
    throw fail(Fault::data, "'shift' and 'axis' should be scalars or 1D sequences of one length");
  if (axes.empty() || shifts.empty()) return Value::from(a, false);
  for (std::size_t i = 0; i < std::max(axes.size(), shifts.size()); ++i)
    a = rolled(a, shifts[std::min(i, shifts.size() - 1)], axes[std::min(i, axes.size() - 1)]);
  return Value::from(a, false);
}
Value broadcast_to(const Args& args) {
  Shape shape;
  for (const auto n : to_ints(args.value("shape"), "shape")) shape.push_back(n);
  return Value::from(args.array("array").broadcast_to(shape), false);
}
Value repeat(const Args& args) {
  const Array given = args.array("a");
  const Array a = args.has("axis") ? given : given.reshaped({-1});
  const auto axis = args.has("axis") ? normal_axis(args.integer("axis"), a.dimensions()) : 0;
  auto counts = to_ints(args.value("repeats"), "repeats");
  if (counts.size() == 1) counts.assign(static_cast<std::size_t>(a.shape()[axis]), counts[0]);
  if (static_cast<std::int64_t>(counts.size()) != a.shape()[axis])
    throw fail(Fault::data, "repeats must have one number for each element");
  std::vector<std::int64_t> index;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] < 0) throw fail(Fault::data, "repeats may not contain negative values");
    if (static_cast<std::uint64_t>(counts[i]) > memory_limit()) throw fail(Fault::data, "the result is too long");
    index.insert(index.end(), static_cast<std::size_t>(counts[i]), static_cast<std::int64_t>(i));
  }
  return call_function({"take",
                        {Value::from(a, false), Value::from(Array::of<std::int64_t>(index), false)},
                        {{"axis", Integer{static_cast<std::int64_t>(axis)}}}});
}
Value tile(const Args& args) {
  Array a = args.array("A");
  auto counts = to_ints(args.value("reps"), "reps");
  while (counts.size() < a.dimensions()) counts = shape_behind(1, counts);
  Shape shape = a.shape();
  while (shape.size() < counts.size()) shape = shape_behind(1, shape);
  a = a.reshaped(shape);
  // Each axis gets one before it that repeats; then the pairs become one.
  Shape doubled, strides, full;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    doubled.insert(doubled.end(), {counts[i], shape[i]});
    strides.insert(strides.end(), {0, a.strides()[i]});
    full.push_back(counts[i] * shape[i]);
  }
  return Value::from(a.view(doubled, strides).copy().reshaped(full), false);
}
Value take(const Args& args) {
  const Array given = args.array("a");
  const Array a = args.has("axis") ? given : given.reshaped({-1});
  const auto axis = args.has("axis") ? normal_axis(args.integer("axis"), a.dimensions()) : 0;
  Sequence index;
  for (std::size_t i = 0; i < axis; ++i) index.items.emplace_back(SliceValue{});
  index.items.push_back(args.value("indices"));
  const auto mode = args.text("mode", "raise");
  if (mode != "raise" && mode != "wrap" && mode != "clip")
    throw fail(Fault::usage, "there is no mode '{}'", mode).hint("raise, wrap or clip");
  const Array places = args.array("indices");
  if (places.size() > 0 && !is_integer(places.kind()) && !is_bool(places.kind()))
    throw fail(Fault::data, "indices must be integers, not {}", dtype_name(places.dtype()));
  Array inside = places.cast(Kind::int64);
  if (mode != "raise") {
    const Array length = Array::scalar(a.shape()[axis]), zero = Array::scalar<std::int64_t>(0),
                last = Array::scalar(a.shape()[axis] - 1);
    inside = mode == "wrap" ? apply(Binary::remainder, inside, length)
                            : apply(Binary::minimum, apply(Binary::maximum, inside, zero), last);
  }
  index.items.back() = Value::from(inside, places.dimensions() == 0);
  return get_item(Value::from(a, false), index);
}
Value where(const Args& args) {
  const Array condition = args.array("condition").cast(Kind::boolean);
  if (!args.has("x")) return call_function({"nonzero", {Value::from(condition, false)}, {}});
  const Value &x = args.value("x"), &y = args.value("y");
  const Array left = is_weak(x) && !is_weak(y) ? to_array_beside(x, to_array(y).kind()) : to_array(x);
  const Array right = is_weak(y) && !is_weak(x) ? to_array_beside(y, left.kind()) : to_array(y);
  const DType dtype = common_type({left, right});
  const Shape shape = broadcast_shapes(condition.shape(), broadcast_shapes(left.shape(), right.shape()));
  const Array a = left.cast(dtype).broadcast_to(shape), b = right.cast(dtype).broadcast_to(shape),
              c = condition.broadcast_to(shape);
  const Array result = Array::empty(dtype, shape);
  for_each_run<4>({&result, &c, &a, &b}, [&](const Pointers<4>& at, const Steps<4>& steps, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) {
      const bool first = *reinterpret_cast<const bool*>(at[1] + i * steps[1]);
      std::copy_n(first ? at[2] + i * steps[2] : at[3] + i * steps[3], dtype.size, at[0] + i * steps[0]);
    }
  });
  return Value::from(result, false);
}
Value nonzero(const Args& args) {
  const Array a = args.array("a");
  const Array truth = (a.dimensions() == 0 ? a.reshaped({1}) : a).cast(Kind::boolean).contiguous();
  std::vector<std::vector<std::int64_t>> found(truth.dimensions());
  std::vector<std::int64_t> at(truth.dimensions(), 0);
  for (std::int64_t i = 0; i < truth.size(); ++i) {
    if (truth.get<bool>(i))
      for (std::size_t k = 0; k < at.size(); ++k) found[k].push_back(at[k]);
    for (std::size_t k = at.size(); k-- > 0;) {
      if (++at[k] < truth.shape()[k]) break;
      at[k] = 0;
    }
  }
  Sequence out;
  for (const auto& indices : found) out.items.push_back(Value::from(Array::of<std::int64_t>(indices), false));
  if (args.function() == "flatnonzero") return Value::from(Array::of<std::int64_t>(found[0]), false);
  return out;
}
Value flatnonzero(const Args& args) {
  return nonzero(Args({"flatnonzero", {Value::from(args.array("a").reshaped({-1}), false)}, {}}, "a"));
}
Value atleast(const Args& args) {
  return Value::from(at_least(args.array("a"), args.function() == "atleast_1d"   ? 1
                                               : args.function() == "atleast_2d" ? 2
                                                                                 : 3),
                     false);
}
Value shape_of(const Args& args) {
  const Array a = args.array("a");
  if (args.function() == "ndim") return Integer{static_cast<std::int64_t>(a.dimensions())};
  if (args.function() == "size") return Integer{a.size()};
  Sequence shape;
  for (const auto n : a.shape()) shape.items.emplace_back(Integer{n});
  return shape;
}

constexpr Function table[] = {
    {"concatenate", "arrays, axis=, dtype=", concatenate},
    {"concat", "arrays, axis=, dtype=", concatenate},
    {"stack", "arrays, axis=", stack},
    {"vstack", "tup", vstack},
    {"hstack", "tup", hstack},
    {"column_stack", "tup", column_stack},
    {"append", "arr, values, axis=", append},
    {"split", "ary, indices_or_sections, axis=", split},
    {"array_split", "ary, indices_or_sections, axis=", split},
    {"reshape", "a, newshape, order=, copy=", reshape, true},
    {"ravel", "a, order=", ravel, true},
    {"flatten", "a, order=", ravel, true},
    {"transpose", "a, axes=", transpose, true},
    {"permute_dims", "a, axes", transpose},
    {"swapaxes", "a, axis1, axis2", swapaxes, true},
    {"matrix_transpose", "x", matrix_transpose},
    {"moveaxis", "a, source, destination", moveaxis},
    {"squeeze", "a, axis=", squeeze, true},
    {"expand_dims", "a, axis", expand_dims},
    {"flip", "m, axis=", flip},
    {"flipud", "m", flip},
    {"fliplr", "m", flip},
    {"roll", "a, shift, axis=", roll},
    {"broadcast_to", "array, shape", broadcast_to},
    {"repeat", "a, repeats, axis=", repeat, true},
    {"tile", "A, reps", tile},
    {"take", "a, indices, axis=, mode=", take, true},
    {"where", "condition, x=, y=", where},
    {"nonzero", "a", nonzero, true},
    {"flatnonzero", "a", flatnonzero},
    {"atleast_1d", "a", atleast},
    {"atleast_2d", "a", atleast},
    {"atleast_3d", "a", atleast},
    {"shape", "a", shape_of},
    {"ndim", "a", shape_of},
    {"size", "a", shape_of},
};

}  // namespace

std::span<const Function> shape_functions() noexcept { return table; }

}  // namespace pytk::array
