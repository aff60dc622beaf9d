// Order: sorting, searching, histograms.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <numeric>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "masked.hpp"
#include <pytk/array/order.hpp>
#include "elements.hpp"
#include "text_elements.hpp"
#include "ufunc.hpp"

namespace pytk::array {
namespace {

// The axis last and in a row, so that each line of it can be worked on in place.
struct Lines {
  Array data;                      ///< a fresh copy, C order, the axis last
  std::vector<std::size_t> back;   ///< the order of axes that puts it back
  std::int64_t length = 0, count = 0;
};
Lines lines_along(const Array& a, std::size_t axis) {
  std::vector<std::size_t> order(a.dimensions());
  std::iota(order.begin(), order.end(), std::size_t{0});
  order.erase(order.begin() + static_cast<std::ptrdiff_t>(axis));
  order.push_back(axis);
  Lines lines;
  lines.data = a.transposed(order).copy();
  lines.back.resize(a.dimensions());
  for (std::size_t i = 0; i < order.size(); ++i) lines.back[order[i]] = i;
  lines.length = a.shape()[axis];
  lines.count = lines.length == 0 ? 0 : a.size() / lines.length;
  return lines;
}
Array line_of(const Lines& lines, std::int64_t i) {
  const auto item = static_cast<std::int64_t>(lines.data.dtype().size);
  return lines.data.view({lines.length}, {item}, i * lines.length * item);
}
Array flat_or(const Args& args, std::string_view name, std::size_t& axis, bool flat_by_default) {
  const Array a = args.array(name);
  const bool none = args.is_none("axis") || (!args.has("axis") && flat_by_default);
  Array used = none || a.dimensions() == 0 ? a.reshaped({-1}) : a;
  axis = none ? 0 : normal_axis(args.integer("axis", -1), used.dimensions());
  return used;
}

SortKind kind_of(const Args& args) {
  if (args.has("stable")) return args.flag("stable") ? SortKind::stable : SortKind::quick;
  return args.has("kind") ? find_sort_kind(args.text("kind")) : SortKind::quick;
}

Value sort(const Args& args) {
  if (args.flag("descending")) return sorted_down(args);
  std::size_t axis = 0;
  const Array a = flat_or(args, "a", axis, false);
  const Lines lines = lines_along(a, axis);
  const auto kind = kind_of(args);
  for (std::int64_t i = 0; i < lines.count; ++i) sort_line(line_of(lines, i), kind);
  return Value::from(lines.data.transposed(lines.back), false);
}
Value argsort(const Args& args) {
  if (args.flag("descending")) return sorted_down(args);
  std::size_t axis = 0;
  const Array a = flat_or(args, "a", axis, false);
  const Lines lines = lines_along(a, axis);
  const auto kind = kind_of(args);
  const Array result = Array::empty(Kind::int64, lines.data.shape());
  for (std::int64_t i = 0; i < lines.count; ++i) {
    const auto order = sorted_order(line_of(lines, i), kind);
    std::copy(order.begin(), order.end(), result.as<std::int64_t>() + i * lines.length);
  }
  return Value::from(result.transposed(lines.back), false);
}

Value call(std::string name, std::vector<Value> positional) {
  return call_function({std::move(name), std::move(positional), {}});
}

Value searchsorted(const Args& args) {
  const Array v = args.array("v");
  const Array a =
      args.has("sorter")
          ? to_array(get_item(Value::from(args.array("a"), false), Value::from(args.array("sorter"), false)))
          : args.array("a");
  const Kind kind = promote(a.kind(), v.kind());
  if (a.dimensions() != 1) throw fail(Fault::data, "searchsorted needs a sorted array of one dimension");
  const auto places = search_sorted(a.cast(kind).contiguous(), v.cast(kind).reshaped({-1}).contiguous(),
                                    args.text("side", "left") == "right");
  return Value::from(Array::of<std::int64_t>(places).reshaped(v.shape()));
}
Value digitize(const Args& args) {
  if (is_complex(args.array("x").kind())) throw fail(Fault::data, "x may not be complex");
  const Array bins = args.array("bins").cast(Kind::float64).contiguous(), x = args.array("x").cast(Kind::float64);
  if (bins.dimensions() != 1) throw fail(Fault::data, "bins must have one dimension");
  const bool falling = bins.size() > 1 && bins.get<double>(0) > bins.get<double>(bins.size() - 1);
  const Array rising = falling ? call("flip", {Value::from(bins, false)}).as<Array>()->contiguous() : bins;
  if (!std::is_sorted(rising.as<double>(), rising.as<double>() + rising.size()))
    throw fail(Fault::data, "bins must be monotonically increasing or decreasing");
  auto places = search_sorted(rising, x.reshaped({-1}).contiguous(), !args.flag("right"));
  if (falling)
    for (auto& p : places) p = bins.size() - p;
  return Value::from(Array::of<std::int64_t>(places).reshaped(x.shape()));
}

// Sums of the weights in each bin, in the weights' own type: of even bins as doubles first, otherwise as differences of
// running sums.
constexpr std::int64_t weighed_at_once = 65536;
Array evenly_weighed(const std::vector<double>& edges, const Array& x, const Array& weights) {
  if (is_complex(weights.kind())) {
    const auto part = [&](Unary op) { return evenly_weighed(edges, x, apply(op, weights)).cast(weights.dtype()); };
    return apply(
        Binary::add, part(Unary::real),
        apply(Binary::multiply, part(Unary::imag), Array::scalar(std::complex<double>(0, 1)).cast(weights.dtype())));
  }
  Array total = Array::zeros(weights.dtype(), {static_cast<std::int64_t>(edges.size()) - 1});
  const Array w = weights.cast(Kind::float64).contiguous();
  for (std::int64_t at = 0; at < x.size(); at += weighed_at_once) {
    const auto n = static_cast<std::size_t>(std::min(weighed_at_once, x.size() - at));
    const auto sums = weighted_counts({x.as<double>() + at, n}, {w.as<double>() + at, n}, edges, true);
    total = apply(is_bool(total.kind()) ? Binary::logical_or : Binary::add, total,
                  Array::of<double>(sums).cast(weights.dtype()));
  }
  return total;
}
Array unevenly_weighed(const std::vector<double>& edges, const Array& x, const Array& weights) {
  const auto bounds = static_cast<std::int64_t>(edges.size());
  const Array inner = Array::of<double>(edges);
  Array total = Array::zeros(weights.dtype(), {bounds});
  for (std::int64_t at = 0; at < x.size(); at += weighed_at_once) {
    const auto n = std::min(weighed_at_once, x.size() - at);
    const Array part = x.view({n}, {8}, at * 8).copy();
    const auto order = sorted_order(part, SortKind::stable);
    const Value places = Value::from(Array::of<std::int64_t>(order), false);
    const Array sorted = to_array(get_item(Value::from(part, false), places));
    const Array line = to_array(
        get_item(Value::from(weights.view({n}, {weights.strides()[0]}, at * weights.strides()[0]), false), places));
    Sequence sums;
    sums.items = {Value::from(Array::zeros(weights.dtype(), {1}), false), call("cumsum", {Value::from(line, false)})};
    auto found = search_sorted(sorted, inner, false);
    found.back() = search_sorted(sorted, inner.view({1}, {8}, (bounds - 1) * 8), true)[0];
    const Value here = get_item(call("concatenate", {sums}), Value::from(Array::of<std::int64_t>(found), false));
    total = apply(Binary::add, total, to_array(here).cast(weights.dtype()));
  }
  return to_array(call("diff", {Value::from(total, false)}));
}

Value histogram(const Args& args) {
  const Array a = args.array("a").reshaped({-1}).contiguous();
  const Array x = a.cast(Kind::float64);
  BinRequest request;
  if (args.has("bins")) {
    const auto& bins = args.value("bins");
    if (const auto* name = bins.as<Text>()) request.rule = name->text;
    else if (bins.as<Array>() != nullptr || bins.as<Sequence>() != nullptr) {
      const Array edges = to_array(bins).cast(Kind::float64).contiguous();
      request.edges.assign(edges.as<double>(), edges.as<double>() + edges.size());
    } else {
      request.count = to_int(bins, "bins");
    }
  }
  request.whole = is_integer(a.kind());
  if (args.has("range")) {
    const Array range = args.array("range").cast(Kind::float64).contiguous();
    if (range.size() != 2) throw fail(Fault::data, "range needs two numbers");
    request.range = std::make_pair(range.get<double>(0), range.get<double>(1));
  }
  auto edges = bin_edges({x.as<double>(), static_cast<std::size_t>(x.size())}, request);
  // Computed edges have the type of narrow floats; edges that were given come back as they are, integers too.
  const bool narrow = request.edges.empty() && (a.kind() == Kind::float32 || a.kind() == Kind::float16);
  Array shown = request.edges.empty() ? Array::of<double>(edges) : to_array(args.value("bins"));
  if (narrow) {
    shown = shown.cast(a.kind());
    const Array rounded = shown.cast(Kind::float64);
    edges.assign(rounded.as<double>(), rounded.as<double>() + rounded.size());
  }
  Value edge_value = Value::from(shown, false);
  if (args.function() == "histogram_bin_edges") return edge_value;
  Sequence out;
  const bool uniform = request.edges.empty();
  if (args.has("weights")) {
    const Array w = args.array("weights").reshaped({-1}).contiguous();
    if (w.size() != x.size()) throw fail(Fault::data, "weights should have the same shape as a");
    out.items = {Value::from(uniform ? evenly_weighed(edges, x, w) : unevenly_weighed(edges, x, w), false), edge_value};
  } else {
    const auto counts = bin_counts({x.as<double>(), static_cast<std::size_t>(x.size())}, edges, uniform);
    out.items = {Value::from(Array::of<std::int64_t>(counts), false), edge_value};
  }
  if (args.flag("density")) {
    const Value width = call("diff", {edge_value});
    const Value total = call("sum", {out.items[0]});
    out.items[0] = apply_binary("/", apply_binary("/", out.items[0], width), total);
  }
  return out;
}
Value bincount(const Args& args) {
  const Array given = args.array("x");
  if (given.dimensions() > 1)
    throw fail(Fault::data, "object too deep for desired array: bincount takes one dimension");
  if (!is_integer(given.kind()) && !is_bool(given.kind()) && given.size() > 0)
    throw fail(Fault::data, "bincount needs integers");
  const Array x = given.cast(Kind::int64).reshaped({-1}).contiguous();
  std::int64_t top = args.integer("minlength", 0);
  for (std::int64_t i = 0; i < x.size(); ++i) {
    if (x.get<std::int64_t>(i) < 0) throw fail(Fault::data, "bincount needs numbers that are not negative");
    if (x.get<std::int64_t>(i) >= 1LL << 60)
      throw fail(Fault::data, "bincount: {} is too large a number", x.get<std::int64_t>(i));
    top = std::max(top, x.get<std::int64_t>(i) + 1);
  }
  if (args.has("weights")) {
    const Array w = args.array("weights").cast(Kind::float64).reshaped({-1}).contiguous();
    if (w.size() != x.size()) throw fail(Fault::data, "the weights and the list do not have the same length");
    const Array sums = Array::zeros(Kind::float64, {top});
    for (std::int64_t i = 0; i < x.size(); ++i) sums.as<double>()[x.get<std::int64_t>(i)] += w.get<double>(i);
    return Value::from(sums, false);
  }
  const Array counts = Array::zeros(Kind::int64, {top});
  for (std::int64_t i = 0; i < x.size(); ++i) ++counts.as<std::int64_t>()[x.get<std::int64_t>(i)];
  return Value::from(counts, false);
}

constexpr Function table[] = {
    {"sort", "a, axis=, kind=, order=, stable=, descending=", sort, true},
    {"argsort", "a, axis=, kind=, order=, stable=, descending=", argsort, true},
    {"searchsorted", "a, v, side=, sorter=", searchsorted, true},
    {"digitize", "x, bins, right=", digitize},
    {"histogram", "a, bins=, range=, density=, weights=", histogram},
    {"histogram_bin_edges", "a, bins=, range=, weights=", histogram},
    {"bincount", "x, weights=, minlength=", bincount},
};

}  // namespace

std::span<const Function> sorting_functions() noexcept { return table; }

}  // namespace pytk::array
