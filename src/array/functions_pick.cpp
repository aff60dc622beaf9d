// Choosing elements and where they are: take_along_axis, select, lexsort, triangles, bits.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include <pytk/array/order.hpp>
#include <pytk/core/error.hpp>

#include "compose.hpp"

namespace pytk::array {
namespace {

std::vector<std::int64_t> indices_of(const Array& a) {
  const Array wide = a.cast(Kind::int64).reshaped({-1}).contiguous();
  return {wide.as<std::int64_t>(), wide.as<std::int64_t>() + wide.size()};
}

Value take_along_axis(const Args& args) {
  Array a = args.array("arr"), indices = args.array("indices");
  if (!is_integer(indices.kind())) throw fail(Fault::data, "`indices` must be an integer array");
  std::size_t axis = 0;
  if (args.is_none("axis")) a = a.reshaped({-1}), indices = indices.reshaped({-1});
  else axis = normal_axis(args.integer("axis", -1), a.dimensions());
  if (a.dimensions() != indices.dimensions())
    throw fail(Fault::data, "`indices` and `arr` must have the same number of dimensions");
  Sequence index;
  for (std::size_t i = 0; i < a.dimensions(); ++i) {
    if (i == axis) {
      index.items.push_back(boxed(indices));
      continue;
    }
    Shape shape(a.dimensions(), 1);
    shape[i] = -1;
    index.items.push_back(boxed(call_array("arange", {whole(a.shape()[i])}).reshaped(shape)));
  }
  return get_item(boxed(a), index);
}

// The value of one of several arrays for each element; what `which` says.
Value choose(const Args& args) {
  const Array which = args.array("a");
  if (!is_integer(which.kind()) && !is_bool(which.kind())) throw fail(Fault::data, "choose needs an array of integers");
  std::vector<Array> choices;
  if (const auto* s = args.value("choices").as<Sequence>())
    for (const auto& item : s->items) choices.push_back(to_array(item));
  else
    for (std::int64_t i = 0; i < rows_in(args.array("choices")); ++i) choices.push_back(args.array("choices").row(i));
  const auto n = static_cast<std::int64_t>(choices.size());
  if (n == 0) throw fail(Fault::data, "choose needs at least one array");
  Kind kind = choices[0].kind();
  Shape shape = which.shape();
  for (const auto& c : choices) {
    kind = promote(kind, c.kind());
    shape = broadcast_shapes(shape, c.shape());
  }
  const auto mode = args.text("mode", "raise");
  const Array spread = which.broadcast_to(shape).cast(Kind::int64).contiguous();
  for (auto& c : choices) c = c.cast(kind).broadcast_to(shape).contiguous();
  const Array out = Array::empty(kind, shape);
  const auto item = static_cast<std::int64_t>(out.dtype().size);
  for (std::int64_t i = 0; i < out.size(); ++i) {
    auto k = spread.get<std::int64_t>(i);
    if (mode == "wrap") k = ((k % n) + n) % n;
    else if (mode == "clip") k = std::clamp<std::int64_t>(k, 0, n - 1);
    else if (k < 0 || k >= n) throw fail(Fault::data, "invalid entry in choice array: {} of {}", k, n);
    std::memcpy(out.data() + i * item, choices[static_cast<std::size_t>(k)].data() + i * item,
                static_cast<std::size_t>(item));
  }
  return Value::from(out);
}
Value select(const Args& args) {
  const auto* conditions = args.value("condlist").as<Sequence>();
  const auto* choices = args.value("choicelist").as<Sequence>();
  if (conditions == nullptr || choices == nullptr || conditions->items.size() != choices->items.size())
    throw fail(Fault::data, "list of cases must be same length as list of conditions");
  if (conditions->items.empty()) throw fail(Fault::data, "select with an empty condition list is not possible");
  const Value zero = Integer{0};
  Value result = args.has("default") ? args.value("default") : zero;
  Kind kind = to_array(result).kind();
  for (const auto& c : choices->items) kind = promote(kind, to_array(c).kind());
  Shape shape = to_array(result).shape();
  for (std::size_t i = 0; i < conditions->items.size(); ++i)
    shape = broadcast_shapes(broadcast_shapes(shape, to_array(conditions->items[i]).shape()),
                             to_array(choices->items[i]).shape());
  result = boxed(to_array(result).cast(kind).broadcast_to(shape));
  for (std::size_t i = conditions->items.size(); i-- > 0;) {
    if (to_array(conditions->items[i]).kind() != Kind::boolean)
      throw fail(Fault::data, "invalid entry {} in condlist: should be boolean ndarray", i);
    result = call("where", {conditions->items[i], boxed(to_array(choices->items[i]).cast(kind)), result});
  }
  return Value::from(to_array(result));
}
Value extract(const Args& args) {
  const Array condition = args.array("condition").reshaped({-1}).cast(Kind::boolean),
              a = args.array("arr").reshaped({-1});
  return get_item(boxed(a), boxed(call_array("flatnonzero", {boxed(condition)})));
}
Value compress(const Args& args) {
  const Array condition = args.array("condition").cast(Kind::boolean);
  if (condition.dimensions() != 1) throw fail(Fault::data, "condition must be a 1-d array");
  const Value found = call("flatnonzero", {boxed(condition)});
  return args.has("axis") ? call("take", {args.value("a"), found}, {{"axis", args.value("axis")}})
                          : call("take", {args.value("a"), found});
}
Value compress_method(const Args& args) {
  return args.has("axis") ? call("compress", {args.value("condition"), args.value("a")}, {{"axis", args.value("axis")}})
                          : call("compress", {args.value("condition"), args.value("a")});
}
Value argwhere(const Args& args) {
  const Array a = args.array("a");
  if (a.dimensions() == 0) return boxed(Array::empty(Kind::int64, {count_nonzero(a) > 0 ? 1 : 0, 0}));
  const Value found = call("nonzero", {boxed(a)});
  return call("stack", {found}, {{"axis", Integer{1}}});
}

Value lexsort(const Args& args) {
  std::vector<Array> keys;
  const auto& given = args.value("keys");
  if (const auto* s = given.as<Sequence>())
    for (const auto& item : s->items) keys.push_back(to_array(item));
  else
    for (std::int64_t i = 0; i < rows_in(args.array("keys")); ++i) keys.push_back(args.array("keys").row(i));
  if (keys.empty()) throw fail(Fault::data, "need sequence of keys with len > 0 in lexsort");
  for (const auto& key : keys)
    if (key.shape() != keys[0].shape()) throw fail(Fault::data, "all keys need to be the same shape");
  if (keys[0].dimensions() == 0) return Value::from(Array::scalar<std::int64_t>(0));
  const Named_values along{
      {"axis", whole(static_cast<std::int64_t>(normal_axis(args.integer("axis", -1), keys[0].dimensions())))}};
  Named_values stable = along;
  stable.emplace_back("stable", true);
  // The last key decides first: sorting by each in turn, keeping the order of equals, does it.
  Array order = call_array("argsort", {boxed(keys[0])}, stable);
  for (std::size_t i = 1; i < keys.size(); ++i) {
    const Value key = call("take_along_axis", {boxed(keys[i]), boxed(order)}, along);
    order = call_array("take_along_axis", {boxed(order), call("argsort", {key}, stable)}, along);
  }
  return boxed(order);
}
void check_kth(const Args& args) {
  const Array a = args.array("a");
  const auto n = a.dimensions() == 0 || args.is_none("axis")
                     ? a.size()
                     : a.shape()[normal_axis(args.integer("axis", -1), a.dimensions())];
  for (const auto k : to_ints(args.value("kth"), "kth"))
    if (a.size() > 0 && (k < -n || k >= n)) throw fail(Fault::data, "kth(={}) out of bounds ({})", k, n);
}
Value partition(const Args& args) {
  check_kth(args);
  return call("sort", {args.value("a")}, {{"axis", args.has("axis") ? args.value("axis") : Value(Integer{-1})}});
}
Value argpartition(const Args& args) {
  check_kth(args);
  return call("argsort", {args.value("a")}, {{"axis", args.has("axis") ? args.value("axis") : Value(Integer{-1})}});
}

Value tri(const Args& args) {
  const auto n = args.integer("N"), m = args.integer("M", n), k = args.integer("k", 0);
  const Array a = Array::zeros(Kind::float64, {n, m});
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < std::min(m, i + k + 1); ++j) a.set(i * m + j, 1.0);
  return boxed(a.cast(args.dtype().value_or(Kind::float64)));
}
Value triangle_indices(const Args& args) {
  const bool from = args.function().find("from") != std::string::npos,
             lower = args.function().compare(0, 4, "tril") == 0;
  const auto k = args.integer("k", 0);
  std::int64_t n = 0, m = 0;
  if (from) {
    const Array a = args.array("arr");
    if (a.dimensions() != 2) throw fail(Fault::data, "input array must be 2-d");
    n = a.shape()[0], m = a.shape()[1];
  } else {
    n = args.integer("n"), m = args.integer("m", n);
  }
  if (n > 0 && m > static_cast<std::int64_t>(memory_limit() / 16) / n)
    throw fail(Fault::data, "the result is too long");
  std::vector<std::int64_t> rows, columns;
  for (std::int64_t i = 0; i < n; ++i)
    for (auto j = lower ? std::int64_t{0} : std::clamp<std::int64_t>(i + k, 0, m);
         j < (lower ? std::clamp<std::int64_t>(i + k + 1, 0, m) : m); ++j) {
      rows.push_back(i);
      columns.push_back(j);
    }
  Sequence out;
  out.items = {boxed(Array::of<std::int64_t>(rows)), boxed(Array::of<std::int64_t>(columns))};
  return out;
}
Value diag_indices(const Args& args) {
  const Value line = call("arange", {args.value("n")});
  Sequence out;
  out.items.assign(static_cast<std::size_t>(std::clamp<std::int64_t>(args.integer("ndim", 2), 0, 32)), line);
  return out;
}
Value indices(const Args& args) {
  const auto lengths = to_ints(args.value("dimensions"), "dimensions");
  const Shape shape(lengths.begin(), lengths.end());
  Shape full = shape;
  full.insert(full.begin(), static_cast<std::int64_t>(shape.size()));
  const Array out = Array::empty(args.dtype().value_or(Kind::int64), full);
  for (std::size_t i = 0; i < shape.size(); ++i) {
    Shape one(shape.size(), 1);
    one[i] = -1;
    assign(out.row(static_cast<std::int64_t>(i)), call_array("arange", {whole(shape[i])}).reshaped(one));
  }
  return boxed(out);
}
Value ix(const Args& args) {
  Sequence out;
  for (std::size_t i = 0; i < args.rest().size(); ++i) {
    Array a = to_array(args.rest()[i]);
    if (a.dimensions() != 1) throw fail(Fault::data, "Cross index must be 1 dimensional");
    if (is_bool(a.kind())) a = call_array("flatnonzero", {boxed(a)});
    if (a.size() == 0) a = a.cast(Kind::int64);
    Shape shape(args.rest().size(), 1);
    shape[i] = -1;
    out.items.push_back(boxed(a.reshaped(shape)));
  }
  return out;
}
Value unravel_index(const Args& args) {
  const Array given = args.array("indices");
  const auto shape = to_ints(args.value("shape"), "shape");
  const bool fortran = args.text("order", "C") == "F";
  const auto total = element_count(Shape(shape.begin(), shape.end()));
  std::vector<std::vector<std::int64_t>> found(shape.size());
  for (auto at : indices_of(given)) {
    if (at < 0 || at >= total) throw fail(Fault::data, "index {} is out of bounds for array with size {}", at, total);
    std::vector<std::int64_t> place(shape.size());
    for (std::size_t i = 0; i < shape.size(); ++i) {
      const auto axis = fortran ? i : shape.size() - 1 - i;
      place[axis] = at % shape[axis];
      at /= shape[axis];
    }
    for (std::size_t i = 0; i < shape.size(); ++i) found[i].push_back(place[i]);
  }
  Sequence out;
  for (const auto& f : found) out.items.push_back(Value::from(Array::of<std::int64_t>(f).reshaped(given.shape())));
  return out;
}
Value ravel_multi_index(const Args& args) {
  const auto dims = to_ints(args.value("dims"), "dims");
  const auto mode = args.text("mode", "raise");
  std::vector<Array> parts;
  Shape shape;
  if (const auto* s = args.value("multi_index").as<Sequence>())
    for (const auto& item : s->items) parts.push_back(to_array(item));
  else
    for (std::int64_t i = 0; i < rows_in(args.array("multi_index")); ++i)
      parts.push_back(args.array("multi_index").row(i));
  if (parts.size() != dims.size())
    throw fail(Fault::data, "parameter multi_index must be a sequence of length {}", dims.size());
  (void)element_count(Shape(dims.begin(), dims.end()));
  for (const auto n : dims)
    if (n < 1) throw fail(Fault::data, "invalid dims: array size defined by dims must be positive");
  for (const auto& part : parts) shape = broadcast_shapes(shape, part.shape());
  const Array out = Array::zeros(Kind::int64, shape);
  const bool fortran = args.text("order", "C") == "F";
  std::int64_t step = 1;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    const auto axis = fortran ? i : dims.size() - 1 - i;
    const auto values = indices_of(parts[axis].broadcast_to(shape));
    for (std::size_t k = 0; k < values.size(); ++k) {
      auto v = values[k];
      if (mode == "wrap") v = ((v % dims[axis]) + dims[axis]) % dims[axis];
      else if (mode == "clip") v = std::clamp<std::int64_t>(v, 0, dims[axis] - 1);
      else if (v < 0 || v >= dims[axis]) throw fail(Fault::data, "invalid entry in coordinates array");
      out.as<std::int64_t>()[k] += v * step;
    }
    step *= dims[axis];
  }
  return Value::from(out);
}

// Positions that insert() and delete() speak of: an index, a slice, a list, a mask.
std::vector<std::int64_t> positions(const Value& v, std::int64_t length, bool one_more) {
  std::vector<std::int64_t> at;
  if (v.as<SliceValue>() != nullptr || (v.as<Array>() != nullptr && v.as<Array>()->kind() == Kind::boolean))
    at = indices_of(to_array(get_item(call("arange", {whole(length)}), v)));
  else at = indices_of(to_array(v));
  for (auto& i : at) {
    if (i < -length || i >= length + (one_more ? 1 : 0))
      throw fail(Fault::data, "index {} is out of bounds for axis 0 with size {}", i, length);
    if (i < 0) i += length;
  }
  return at;
}
Value remove(const Args& args) {
  Array a = args.array("arr");
  std::size_t axis = 0;
  if (args.has("axis")) axis = normal_axis(args.integer("axis"), a.dimensions());
  else a = a.reshaped({-1});
  std::vector<bool> gone(static_cast<std::size_t>(a.shape()[axis]), false);
  for (const auto i : positions(args.value("obj"), a.shape()[axis], false)) gone[static_cast<std::size_t>(i)] = true;
  std::vector<std::int64_t> kept;
  for (std::size_t i = 0; i < gone.size(); ++i)
    if (!gone[i]) kept.push_back(static_cast<std::int64_t>(i));
  return call("take", {boxed(a), boxed(Array::of<std::int64_t>(kept))},
              {{"axis", whole(static_cast<std::int64_t>(axis))}});
}
Value insert(const Args& args) {
  Array a = args.array("arr"), values = args.array("values");
  std::size_t axis = 0;
  if (args.has("axis")) axis = normal_axis(args.integer("axis"), a.dimensions());
  else a = a.reshaped({-1});
  const bool single =
      to_array(args.value("obj").as<SliceValue>() != nullptr ? Value(Integer{0}) : args.value("obj")).dimensions() ==
          0 &&
      args.value("obj").as<SliceValue>() == nullptr;
  auto at = positions(args.value("obj"), a.shape()[axis], true);
  values = values.cast(a.dtype());
  if (single && values.dimensions() > 0 && values.dimensions() <= a.dimensions()) {
    // One place takes all the values, one after the other.
    Shape padded = values.shape();
    padded.insert(padded.begin(), a.dimensions() - values.dimensions(), 1);
    values = move_axis(values.reshaped(padded), 0, axis);
    at.assign(static_cast<std::size_t>(values.shape()[axis]), at[0]);
  }
  std::vector<std::size_t> order(at.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return at[x] < at[y]; });
  Shape block = a.shape();
  block[axis] = static_cast<std::int64_t>(at.size());
  const Array spread = values.broadcast_to(block);
  Sequence parts;
  std::int64_t done = 0;
  for (const auto k : order) {
    parts.items.push_back(boxed(part_of(a, axis, done, at[k] - done)));
    parts.items.push_back(boxed(part_of(spread, axis, static_cast<std::int64_t>(k), 1)));
    done = at[k];
  }
  parts.items.push_back(boxed(part_of(a, axis, done, a.shape()[axis] - done)));
  return call("concatenate", {parts}, {{"axis", whole(static_cast<std::int64_t>(axis))}});
}

bool little(const Args& args) {
  const auto order = args.text("bitorder", "big");
  if (order != "big" && order != "little") throw fail(Fault::usage, "'order' must be either 'little' or 'big'");
  return order == "little";
}
Value packbits(const Args& args) {
  Array a = args.array("a");
  if (!is_integer(a.kind()) && !is_bool(a.kind()))
    throw fail(Fault::data, "Expected an input array of integer or boolean data type");
  const bool from_low = little(args);
  std::size_t axis = 0;
  if (args.has("axis")) axis = normal_axis(args.integer("axis"), a.dimensions());
  else a = a.reshaped({-1});
  const Array bits = with_last(a.cast(Kind::boolean), {axis}).contiguous();
  const auto n = bits.shape().back(), bytes = (n + 7) / 8;
  Shape shape = bits.shape();
  shape.back() = bytes;
  const Array out = Array::zeros(Kind::uint8, shape);
  for (std::int64_t i = 0; i < bits.size(); ++i) {
    if (!bits.get<bool>(i)) continue;
    const auto k = i % n;
    auto& byte = out.as<std::uint8_t>()[i / n * bytes + k / 8];
    byte = static_cast<std::uint8_t>(byte | (from_low ? 1U << (k % 8) : 0x80U >> (k % 8)));
  }
  return boxed(move_axis(out, out.dimensions() - 1, axis));
}
Value unpackbits(const Args& args) {
  Array a = args.array("a");
  if (a.kind() != Kind::uint8) throw fail(Fault::data, "Expected an input array of unsigned byte data type");
  const bool from_low = little(args);
  std::size_t axis = 0;
  if (args.has("axis")) axis = normal_axis(args.integer("axis"), a.dimensions());
  else a = a.reshaped({-1});
  const Array bytes = with_last(a, {axis}).contiguous();
  const auto n = bytes.shape().back();
  auto count = args.integer("count", n * 8);
  if (count < 0) count = std::max<std::int64_t>(0, n * 8 + count);
  Shape shape = bytes.shape();
  shape.back() = count;
  const Array out = Array::zeros(Kind::uint8, shape);
  const auto lines = n > 0 ? bytes.size() / n : 0;
  for (std::int64_t i = 0; i < lines; ++i)
    for (std::int64_t k = 0; k < std::min(count, n * 8); ++k) {
      const unsigned byte = bytes.get<std::uint8_t>(i * n + k / 8);
      out.set<std::uint8_t>(i * count + k,
                            static_cast<std::uint8_t>(from_low ? byte >> (k % 8) & 1U : byte >> (7 - k % 8) & 1U));
    }
  return boxed(move_axis(out, out.dimensions() - 1, axis));
}

constexpr Function table[] = {
    {"take_along_axis", "arr, indices, axis=", take_along_axis},
    {"choose", "a, choices, mode=", choose, true},
    {"select", "condlist, choicelist, default=", select},
    {"extract", "condition, arr", extract},
    {"compress", "condition, a, axis=", compress},
    {"array.compress", "a, condition, axis=", compress_method, true},
    {"argwhere", "a", argwhere},
    {"lexsort", "keys, axis=", lexsort},
    {"partition", "a, kth, axis=, kind=", partition, true},
    {"argpartition", "a, kth, axis=, kind=", argpartition, true},
    {"tri", "N, M=, k=, dtype=", tri},
    {"tril_indices", "n, k=, m=", triangle_indices},
    {"triu_indices", "n, k=, m=", triangle_indices},
    {"tril_indices_from", "arr, k=", triangle_indices},
    {"triu_indices_from", "arr, k=", triangle_indices},
    {"diag_indices", "n, ndim=", diag_indices},
    {"indices", "dimensions, dtype=", indices},
    {"ix_", "*args", ix},
    {"unravel_index", "indices, shape, order=", unravel_index},
    {"ravel_multi_index", "multi_index, dims, mode=, order=", ravel_multi_index},
    {"delete", "arr, obj, axis=", remove},
    {"insert", "arr, obj, values, axis=", insert},
    {"packbits", "a, axis=, bitorder=", packbits},
    {"unpackbits", "a, axis=, count=, bitorder=", unpackbits},
};

}  // namespace

std::span<const Function> picking_functions() noexcept { return table; }

}  // namespace pytk::array
