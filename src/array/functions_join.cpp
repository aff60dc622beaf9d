// More ways to join, cut, fill and turn arrays.
#include <algorithm>
#include <cmath>

#include <pytk/core/error.hpp>

#include "compose.hpp"

namespace pytk::array {
namespace {

Value list_of(std::vector<Value> items) {
  Sequence s;
  s.items = std::move(items);
  s.list = true;
  return s;
}
Value dstack(const Args& args) {
  Sequence parts;
  if (const auto* s = args.value("tup").as<Sequence>())
    for (const auto& item : s->items) parts.items.push_back(call("atleast_3d", {item}));
  else
    for (std::int64_t i = 0; i < rows_in(args.array("tup")); ++i)
      parts.items.push_back(call("atleast_3d", {boxed(args.array("tup").row(i))}));
  return call("concatenate", {parts}, {{"axis", Integer{2}}});
}
Value split_along(const Args& args) {
  const Array a = args.array("ary");
  const auto& name = args.function();
  const std::int64_t axis = name == "dsplit" ? 2 : name == "vsplit" || a.dimensions() == 1 ? 0 : 1;
  const std::size_t least = name == "dsplit" ? 3 : name == "vsplit" ? 2 : 1;
  if (a.dimensions() < least) throw fail(Fault::data, "{} only works on arrays of {} or more dimensions", name, least);
  return call("split", {boxed(a), args.value("indices_or_sections")}, {{"axis", whole(axis)}});
}
Value unstack(const Args& args) {
  const Array x = args.array("x");
  const auto axis = normal_axis(args.integer("axis", 0), x.dimensions());
  Sequence out;
  for (std::int64_t i = 0; i < x.shape()[axis]; ++i) out.items.push_back(boxed(at_index(x, axis, i)));
  return out;
}
Value broadcast_arrays(const Args& args) {
  Shape shape;
  for (const auto& v : args.rest()) shape = broadcast_shapes(shape, to_array(v).shape());
  std::vector<Value> out;
  for (const auto& v : args.rest()) out.push_back(boxed(to_array(v).broadcast_to(shape)));
  return list_of(std::move(out));
}
Value broadcast_shapes_of(const Args& args) {
  Shape shape;
  for (const auto& v : args.rest()) {
    const auto lengths = to_ints(v, "shape");
    shape = broadcast_shapes(shape, Shape(lengths.begin(), lengths.end()));
  }
  Sequence out;
  for (const auto n : shape) out.items.push_back(whole(n));
  return out;
}
Value rot90(const Args& args) {
  const Array m = args.array("m");
  std::vector<std::int64_t> axes{0, 1};
  if (args.has("axes")) axes = to_ints(args.value("axes"), "axes");
  if (axes.size() != 2) throw fail(Fault::data, "len(axes) must be 2.");
  const auto first = normal_axis(axes[0], m.dimensions()), second = normal_axis(axes[1], m.dimensions());
  if (first == second)
    throw fail(Fault::data, "Axes={} must be different.", show_shape(Shape(axes.begin(), axes.end())));
  const auto flipped = [](const Array& a, std::size_t axis) {
    return call("flip", {boxed(a)}, {{"axis", whole(static_cast<std::int64_t>(axis))}});
  };
  const auto swapped = [&](const Array& a) {
    return call_array("swapaxes",
                      {boxed(a), whole(static_cast<std::int64_t>(first)), whole(static_cast<std::int64_t>(second))});
  };
  switch (((args.integer("k", 1) % 4) + 4) % 4) {
    case 0: return boxed(m);
    case 1: return boxed(swapped(to_array(flipped(m, second))));
    case 2: return flipped(to_array(flipped(m, first)), second);
    default: return flipped(swapped(m), second);
  }
}
Value rollaxis(const Args& args) {
  const Array a = args.array("a");
  const auto axis = normal_axis(args.integer("axis"), a.dimensions());
  auto start = args.integer("start", 0);
  const auto n = static_cast<std::int64_t>(a.dimensions());
  if (start < -n || start > n)
    throw fail(Fault::data, "'start' arg requires {} <= start < {}, but {} was passed in", -n, n + 1, start);
  if (start < 0) start += n;
  if (static_cast<std::int64_t>(axis) < start) --start;
  return boxed(move_axis(a, axis, static_cast<std::size_t>(start)));
}
Value resize(const Args& args) {
  const Array a = args.array("a").reshaped({-1});
  const auto lengths = to_ints(args.value("new_shape"), "new_shape");
  const Shape shape(lengths.begin(), lengths.end());
  const auto n = element_count(shape);
  if (n == 0 || a.size() == 0) return boxed(Array::zeros(a.dtype(), shape));
  const Array many = call_array("tile", {boxed(a), whole((n + a.size() - 1) / a.size())});
  return boxed(part_of(many, 0, 0, n).reshaped(shape));
}
Value trim_zeros(const Args& args) {
  const Array a = args.array("filt");
  if (a.dimensions() != 1) throw fail(Fault::data, "trim_zeros takes one dimension");
  const auto which = args.text("trim", "fb");
  const Array truth = a.cast(Kind::boolean).contiguous();
  std::int64_t first = 0, last = a.size();
  if (which.find_first_of("fF") != std::string::npos)
    while (first < last && !truth.get<bool>(first)) ++first;
  if (which.find_first_of("bB") != std::string::npos)
    while (last > first && !truth.get<bool>(last - 1)) --last;
  // A list stays a list, a tuple a tuple.
  if (const auto* given = args.value("filt").as<Sequence>()) {
    Sequence rest = *given;
    rest.items.assign(given->items.begin() + first, given->items.begin() + last);
    return rest;
  }
  return boxed(part_of(a, 0, first, last - first));
}
Value diagflat(const Args& args) {
  return call("diag", {boxed(args.array("v").reshaped({-1}))}, {{"k", whole(args.integer("k", 0))}});
}

// Arrays in nested lists, the innermost joined along the last axis.
std::size_t depth_of(const Value& v) {
  const auto* s = v.as<Sequence>();
  return s != nullptr && s->list && !s->items.empty() ? 1 + depth_of(s->items[0]) : 0;
}
Array joined_block(const Value& v, std::size_t depth, std::size_t dimensions) {
  const auto* s = v.as<Sequence>();
  if (depth == 0) {
    Array a = to_array(v);
    Shape shape = a.shape();
    if (shape.size() < dimensions) shape.insert(shape.begin(), dimensions - shape.size(), 1);
    return a.reshaped(shape);
  }
  if (s == nullptr || !s->list || s->items.empty()) throw fail(Fault::data, "List depths are mismatched.");
  Sequence parts;
  for (const auto& item : s->items) parts.items.push_back(boxed(joined_block(item, depth - 1, dimensions)));
  return call_array("concatenate", {parts}, {{"axis", whole(-static_cast<std::int64_t>(depth))}});
}
std::size_t most_dimensions_in(const Value& v, std::size_t depth) {
  if (depth == 0) return to_array(v).dimensions();
  std::size_t most = depth;
  if (const auto* s = v.as<Sequence>())
    for (const auto& item : s->items) most = std::max(most, most_dimensions_in(item, depth - 1));
  return most;
}
Value block(const Args& args) {
  const auto& v = args.value("arrays");
  const auto depth = depth_of(v);
  return boxed(joined_block(v, depth, std::max(depth, most_dimensions_in(v, depth))));
}

/// One axis of pad(): how many elements before and after.
struct Edge {
  std::int64_t before, after;
};

// (n), (before, after) or one such pair an axis.
std::vector<std::pair<Value, Value>> pairs_of(const Value& v, std::size_t dimensions) {
  const Array a = to_array(v);
  Shape shape{static_cast<std::int64_t>(dimensions), 2};
  const Array full = (a.dimensions() == 1 && a.size() == 1 ? a.reshaped({}) : a).broadcast_to(shape);
  std::vector<std::pair<Value, Value>> out;
  for (std::int64_t i = 0; i < shape[0]; ++i)
    out.emplace_back(Value::from(at_index(full.row(i), 0, 0).copy()), Value::from(at_index(full.row(i), 0, 1).copy()));
  return out;
}
Array between(const Array& before, const Array& middle, const Array& after, std::size_t axis) {
  Sequence parts;
  parts.items = {boxed(before), boxed(middle), boxed(after)};
  return call_array("concatenate", {parts}, {{"axis", whole(static_cast<std::int64_t>(axis))}});
}
Array constant_edge(const Array& a, std::size_t axis, std::int64_t n, const Array& value) {
  Shape shape = a.shape();
  shape[axis] = n;
  return value.cast(a.dtype()).broadcast_to(shape);
}
Array picked(const Array& a, std::size_t axis, const std::vector<std::int64_t>& index) {
  return call_array("take", {boxed(a), boxed(Array::of<std::int64_t>(index))},
                    {{"axis", whole(static_cast<std::int64_t>(axis))}});
}
Array by_index(const Array& a, std::size_t axis, const Edge& edge, std::string_view mode) {
  const auto n = a.shape()[axis];
  std::vector<std::int64_t> index;
  for (std::int64_t i = -edge.before; i < n + edge.after; ++i) {
    if (mode == "edge") index.push_back(std::clamp<std::int64_t>(i, 0, n - 1));
    else {
      const auto period = mode == "wrap" ? n : mode == "symmetric" ? 2 * n : std::max<std::int64_t>(2 * n - 2, 1);
      const auto k = ((i % period) + period) % period;
      index.push_back(mode == "wrap" || k < n ? k : mode == "symmetric" ? 2 * n - 1 - k : 2 * n - 2 - k);
    }
  }
  return picked(a, axis, index);
}
// reflect_type='odd': the mirror image goes on beyond the edge instead of back.
Array odd(Array a, std::size_t axis, Edge edge, bool with_edge) {
  const std::int64_t skip = with_edge ? 0 : 1;
  while (edge.before > 0 || edge.after > 0) {
    const auto n = a.shape()[axis], most = n - skip;
    if (most < 1) return by_index(a, axis, edge, "edge");
    const auto left = std::min(edge.before, most), right = std::min(edge.after, most);
    const auto mirror = [&](std::int64_t first, std::int64_t count, std::int64_t from) {
      const Array part = call_array("flip", {boxed(part_of(a, axis, first, count))},
                                    {{"axis", whole(static_cast<std::int64_t>(axis))}});
      return subtract(multiply(part_of(a, axis, from, 1), Array::scalar<std::int64_t>(2).cast(a.dtype())), part);
    };
    a = between(mirror(skip, left, 0), a, mirror(n - skip - right, right, n - 1), axis);
    edge.before -= left;
    edge.after -= right;
  }
  return a;
}
Array statistic(const Array& a, std::size_t axis, std::string_view mode) {
  const std::string_view name = mode == "maximum" ? "max" : mode == "minimum" ? "min" : mode;
  const Array r = call_array(std::string(name), {boxed(a)},
                             {{"axis", whole(static_cast<std::int64_t>(axis))}, {"keepdims", true}});
  return is_integer(a.kind()) ? apply(Unary::rint, r) : r;
}
Array ramp(const Array& a, std::size_t axis, std::int64_t n, const Array& end, bool before) {
  const Array edge = part_of(a, axis, before ? 0 : a.shape()[axis] - 1, 1);
  Shape shape(a.dimensions(), 1);
  shape[axis] = n;
  const Array steps = call_array("arange", {whole(n)}).cast(Kind::float64).reshaped(shape);
  const Array from = end.cast(promote(a.kind(), Kind::float64));
  // linspace from the end value to the edge, without the edge.
  Array line = add(multiply(steps, divide(subtract(edge, from), Array::scalar(static_cast<double>(n)))), from);
  if (is_integer(a.kind())) line = apply(Unary::floor, line);
  line = line.cast(a.dtype());
  return before ? line : call_array("flip", {boxed(line)}, {{"axis", whole(static_cast<std::int64_t>(axis))}});
}

/// What pad() was asked for beside the lengths of the edges; a pair an axis.
struct Padding {
  std::string_view mode;
  std::vector<std::pair<Value, Value>> values, lengths;  ///< no lengths: all of the axis
  bool odd = false;
};
Array with_constants(const Array& a, std::size_t axis, const Edge& edge, const Padding& p) {
  return between(constant_edge(a, axis, edge.before, to_array(p.values[axis].first)), a,
                 constant_edge(a, axis, edge.after, to_array(p.values[axis].second)), axis);
}
Array with_ramps(const Array& a, std::size_t axis, const Edge& edge, const Padding& p) {
  return between(ramp(a, axis, edge.before, to_array(p.values[axis].first), true), a,
                 ramp(a, axis, edge.after, to_array(p.values[axis].second), false), axis);
}
Array with_statistics(const Array& a, std::size_t axis, const Edge& edge, const Padding& p) {
  const auto n = a.shape()[axis];
  const auto length = [&](const Value& wanted) { return std::min(n, to_int(wanted, "stat_length")); };
  const auto left = p.lengths.empty() ? n : length(p.lengths[axis].first),
             right = p.lengths.empty() ? n : length(p.lengths[axis].second);
  if (left < 1 || right < 1) throw fail(Fault::data, "stat_length of 0 yields no value for padding");
  return between(constant_edge(a, axis, edge.before, statistic(part_of(a, axis, 0, left), axis, p.mode)), a,
                 constant_edge(a, axis, edge.after, statistic(part_of(a, axis, n - right, right), axis, p.mode)), axis);
}
Array with_elements(const Array& a, std::size_t axis, const Edge& edge, const Padding& p) {
  return by_index(a, axis, edge, p.mode);
}
Array with_mirror(const Array& a, std::size_t axis, const Edge& edge, const Padding& p) {
  return p.odd ? odd(a, axis, edge, p.mode == "symmetric") : by_index(a, axis, edge, p.mode);
}

struct PadMode {
  std::string_view name;
  Array (*extend)(const Array& a, std::size_t axis, const Edge& edge, const Padding& p);
  bool from_nothing = false;  ///< makes edges even of an empty axis
};
constexpr PadMode pad_modes[] = {{"constant", with_constants, true}, {"empty", with_constants, true},
                                 {"edge", with_elements},            {"linear_ramp", with_ramps},
                                 {"maximum", with_statistics},       {"mean", with_statistics},
                                 {"median", with_statistics},        {"minimum", with_statistics},
                                 {"reflect", with_mirror},           {"symmetric", with_mirror},
                                 {"wrap", with_elements}};
const PadMode& find_pad_mode(std::string_view name) {
  for (const auto& mode : pad_modes)
    if (mode.name == name) return mode;
  throw fail(Fault::usage, "mode '{}' is not supported", name)
      .hint("constant, edge, linear_ramp, maximum, mean, median, minimum, reflect, symmetric or wrap");
}

Edge checked_edge(const std::pair<Value, Value>& width) {
  const Edge edge{to_int(width.first, "pad_width"), to_int(width.second, "pad_width")};
  if (edge.before < 0 || edge.after < 0) throw fail(Fault::data, "index can't contain negative values");
  const auto most = static_cast<std::int64_t>(memory_limit() / 16);
  if (edge.before > most || edge.after > most) throw fail(Fault::data, "the result is too long");
  return edge;
}
Value pad(const Args& args) {
  Array a = args.array("array");
  const auto& mode = find_pad_mode(args.text("mode", "constant"));
  const auto d = a.dimensions();
  const auto widths = pairs_of(args.value("pad_width"), d);
  const Value zero = Integer{0};
  Padding padding{mode.name, {}, {}, false};
  padding.values = pairs_of(args.has("constant_values") ? args.value("constant_values")
                            : args.has("end_values")    ? args.value("end_values")
                                                        : zero,
                            d);
  if (args.has("stat_length")) padding.lengths = pairs_of(args.value("stat_length"), d);
  padding.odd = args.text("reflect_type", "even") == "odd";
  for (std::size_t axis = 0; axis < d; ++axis) {
    const Edge edge = checked_edge(widths[axis]);
    if (edge.before == 0 && edge.after == 0) continue;
    if (a.shape()[axis] == 0 && !mode.from_nothing)
      throw fail(Fault::data, "can't extend empty axis {} using modes other than 'constant' or 'empty'", axis);
    a = mode.extend(a, axis, edge, padding);
  }
  return boxed(a);
}

constexpr Function table[] = {
    {"dstack", "tup", dstack},
    {"row_stack", "tup", [](const Args& args) { return call("vstack", {args.value("tup")}); }},
    {"hsplit", "ary, indices_or_sections", split_along},
    {"vsplit", "ary, indices_or_sections", split_along},
    {"dsplit", "ary, indices_or_sections", split_along},
    {"unstack", "x, axis=", unstack},
    {"broadcast_arrays", "*arrays", broadcast_arrays},
    {"broadcast_shapes", "*shapes", broadcast_shapes_of},
    {"rot90", "m, k=, axes=", rot90},
    {"rollaxis", "a, axis, start=", rollaxis},
    {"resize", "a, new_shape", resize},
    {"trim_zeros", "filt, trim=", trim_zeros},
    {"diagflat", "v, k=", diagflat},
    {"block", "arrays", block},
    {"pad", "array, pad_width, mode=, constant_values=, end_values=, stat_length=, reflect_type=", pad},
};

}  // namespace

std::span<const Function> joining_functions() noexcept { return table; }

}  // namespace pytk::array
