// Order: sorting, searching, sets, percentiles, histograms.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <numeric>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "calls.hpp"
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
  const Array used = none || a.dimensions() == 0 ? a.reshaped({-1}) : a;
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

// Where each run of equal elements begins in what is sorted; nan equals nan.
std::vector<std::int64_t> run_starts(const Array& sorted) {
  std::vector<std::int64_t> starts;
  if (!is_number(sorted.kind())) {
    for (std::int64_t i = 0; i < sorted.size(); ++i)
      if (i == 0 || !same_element(sorted, i - 1, i)) starts.push_back(i);
    return starts;
  }
  visit_kind(sorted.kind(), [&]<class T>(TypeTag<T>) {
    const T* v = sorted.as<T>();
    for (std::int64_t i = 0; i < sorted.size(); ++i)
      if (i == 0 || (!(v[i - 1] == v[i]) && !(element_is_nan(v[i - 1]) && element_is_nan(v[i])))) starts.push_back(i);
  });
  return starts;
}
void copy_at(const Array& from, const std::vector<std::int64_t>& places, const Array& to) {
  const auto item = static_cast<std::size_t>(from.dtype().size);
  if (is_number(from.kind())) {
    visit_kind(from.kind(), [&]<class T>(TypeTag<T>) {
      for (std::size_t i = 0; i < places.size(); ++i) to.as<T>()[i] = from.as<T>()[places[i]];
    });
    return;
  }
  for (std::size_t i = 0; i < places.size(); ++i) std::memcpy(to.data() + i * item, from.data() + static_cast<std::size_t>(places[i]) * item, item);
}

// Whole numbers of a range no wider than there are of them: counted, not sorted.
std::optional<Value> unique_by_counting(const Array& a, bool with_counts) {
  if (!is_integer(a.kind()) || a.size() < 1024) return std::nullopt;
  return visit_kind(a.kind(), [&]<class T>(TypeTag<T>) -> std::optional<Value> {
    if constexpr (!std::is_integral_v<T>) return std::nullopt;
    else {
      const T* v = a.as<T>();
      const auto [low, high] = std::minmax_element(v, v + a.size());
      const auto from = static_cast<std::uint64_t>(*low), range = static_cast<std::uint64_t>(*high) - from;
      if (range >= static_cast<std::uint64_t>(a.size())) return std::nullopt;
      std::vector<std::int64_t> counts(range + 1, 0);
      for (std::int64_t i = 0; i < a.size(); ++i) ++counts[static_cast<std::uint64_t>(v[i]) - from];
      const auto n = static_cast<std::int64_t>(std::count_if(counts.begin(), counts.end(), [](std::int64_t c) { return c > 0; }));
      const Array values = Array::empty(a.dtype(), {n});
      std::size_t kept = 0;
      for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        values.as<T>()[kept] = static_cast<T>(from + i);
        counts[kept++] = counts[i];
      }
      if (!with_counts) return Value::from(values, false);
      counts.resize(kept);
      Sequence out;
      out.items = {Value::from(values, false), Value::from(Array::of<std::int64_t>(counts), false)};
      return Value(out);
    }
  });
}

// Sorted distinct values, and what np.unique may give beside them.
Value unique(const Args& args) {
  const Array a = args.array("ar").reshaped({-1}).contiguous();
  const bool all = args.function() == "unique_all";
  const bool index = all || args.flag("return_index"), inverse = all || args.function() == "unique_inverse" || args.flag("return_inverse");
  const bool counts = all || args.function() == "unique_counts" || args.flag("return_counts");
  if (!index && !inverse) {
    if (auto counted = unique_by_counting(a, counts)) return *counted;
    const Array sorted = a.copy();
    sort_line(sorted);
    std::vector<std::int64_t> firsts = run_starts(sorted);
    const auto n = static_cast<std::int64_t>(firsts.size());
    const Array values = Array::empty(a.dtype(), {n});
    copy_at(sorted, firsts, values);
    if (!counts) return Value::from(values, false);
    firsts.push_back(a.size());
    for (std::size_t i = 0; i + 1 < firsts.size(); ++i) firsts[i] = firsts[i + 1] - firsts[i];
    firsts.pop_back();
    Sequence out;
    out.items = {Value::from(values, false), Value::from(Array::of<std::int64_t>(firsts), false)};
    return out;
  }
  const auto order = sorted_order(a, index ? SortKind::stable : SortKind::quick);
  std::vector<std::int64_t> firsts, starts, which(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || !same_element(a, order[i - 1], order[i])) {
      firsts.push_back(order[i]);
      starts.push_back(static_cast<std::int64_t>(i));
    }
    which[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(firsts.size()) - 1;
  }
  Sequence out;
  const Value first = Value::from(Array::of<std::int64_t>(firsts), false);
  out.items.push_back(get_item(Value::from(a, false), first));
  if (index) out.items.push_back(first);
  if (inverse) out.items.push_back(Value::from(Array::of<std::int64_t>(which), false));
  if (counts) {
    starts.push_back(a.size());
    std::vector<std::int64_t> n;
    for (std::size_t i = 0; i + 1 < starts.size(); ++i) n.push_back(starts[i + 1] - starts[i]);
    out.items.push_back(Value::from(Array::of<std::int64_t>(n), false));
  }
  return out;
}

Value call(std::string name, std::vector<Value> positional) { return call_function({std::move(name), std::move(positional), {}}); }
Array distinct(const Array& a) { return *call("unique", {Value::from(a, false)}).as<Array>(); }

Array membership(const Array& element, const Array& test) {
  const Kind kind = is_number(element.kind()) && is_number(test.kind()) ? promote(element.kind(), test.kind()) : element.kind();
  const DType dtype = is_number(kind) ? DType(kind) : element.dtype().size > test.dtype().size ? element.dtype() : test.dtype();
  const Array haystack = distinct(test.cast(dtype));
  const Array needles = element.cast(dtype).reshaped({-1}).contiguous();
  const Array result = Array::empty(Kind::boolean, needles.shape());
  const auto places = search_sorted(haystack, needles, false);
  for (std::int64_t i = 0; i < needles.size(); ++i)
    result.set(i, places[static_cast<std::size_t>(i)] < haystack.size() && equal_elements(haystack, places[static_cast<std::size_t>(i)], needles, i));
  return result.reshaped(element.shape());
}
Value isin(const Args& args) {
  const Array element = args.array("element");
  const Array r = membership(args.function() == "in1d" ? element.reshaped({-1}) : element, args.array("test_elements"));
  return Value::from(args.flag("invert") ? apply(Unary::logical_not, r) : r, false);
}
Value set_operation(const Args& args) {
  Array first = args.array("ar1"), second = args.array("ar2");
  if (args.function() == "intersect1d" && is_number(first.kind()) && is_number(second.kind())) {
    const Kind kind = promote(first.kind(), second.kind());
    first = first.cast(kind);
    second = second.cast(kind);
  }
  const Array a = distinct(first), b = distinct(second);
  const auto pick = [](const Array& from, const Array& mask) { return get_item(Value::from(from, false), Value::from(mask, false)); };
  if (args.function() == "intersect1d") return pick(a, membership(a, b));
  if (args.function() == "setdiff1d") return pick(a, apply(Unary::logical_not, membership(a, b)));
  Sequence both;
  if (args.function() == "union1d") both.items = {Value::from(a, false), Value::from(b, false)};
  else both.items = {pick(a, apply(Unary::logical_not, membership(a, b))), pick(b, apply(Unary::logical_not, membership(b, a)))};
  return call("unique", {call("concatenate", {both})});
}

Value searchsorted(const Args& args) {
  const Array v = args.array("v");
  const Array a = args.has("sorter") ? to_array(get_item(Value::from(args.array("a"), false), Value::from(args.array("sorter"), false))) : args.array("a");
  const Kind kind = promote(a.kind(), v.kind());
  if (a.dimensions() != 1) throw fail(Fault::data, "searchsorted needs a sorted array of one dimension");
  const auto places = search_sorted(a.cast(kind).contiguous(), v.cast(kind).reshaped({-1}).contiguous(), args.text("side", "left") == "right");
  return Value::from(Array::of<std::int64_t>(places).reshaped(v.shape()));
}
Value digitize(const Args& args) {
  if (is_complex(args.array("x").kind())) throw fail(Fault::data, "x may not be complex");
  const Array bins = args.array("bins").cast(Kind::float64).contiguous(), x = args.array("x").cast(Kind::float64);
  const bool right = args.flag("right");
  const bool falling = bins.size() > 1 && bins.get<double>(0) > bins.get<double>(bins.size() - 1);
  const Array rising = falling ? *call("flip", {Value::from(bins, false)}).as<Array>() : bins;
  auto places = search_sorted(rising.contiguous(), x.reshaped({-1}).contiguous(), falling ? right : !right);
  if (falling)
    for (auto& p : places) p = bins.size() - p;
  return Value::from(Array::of<std::int64_t>(places).reshaped(x.shape()));
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
  const Value edge_value = Value::from(shown, false);
  if (args.function() == "histogram_bin_edges") return edge_value;
  Sequence out;
  const bool uniform = request.edges.empty();
  if (args.has("weights")) {
    const Array w = args.array("weights").reshaped({-1}).cast(Kind::float64).contiguous();
    if (w.size() != x.size()) throw fail(Fault::data, "weights should have the same shape as a");
    const auto sums = weighted_counts({x.as<double>(), static_cast<std::size_t>(x.size())}, {w.as<double>(), static_cast<std::size_t>(w.size())}, edges, uniform);
    out.items = {Value::from(Array::of<double>(sums), false), edge_value};
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
  if (given.dimensions() > 1) throw fail(Fault::data, "object too deep for desired array: bincount takes one dimension");
  if (!is_integer(given.kind()) && !is_bool(given.kind()) && given.size() > 0) throw fail(Fault::data, "bincount needs integers");
  const Array x = given.cast(Kind::int64).reshaped({-1}).contiguous();
  std::int64_t top = args.integer("minlength", 0);
  for (std::int64_t i = 0; i < x.size(); ++i) {
    if (x.get<std::int64_t>(i) < 0) throw fail(Fault::data, "bincount needs numbers that are not negative");
    if (x.get<std::int64_t>(i) >= 1LL << 60) throw fail(Fault::data, "bincount: {} is too large a number", x.get<std::int64_t>(i));
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
    {"sort", "a, axis=, kind=, order=, stable=, descending=", sort, true}, {"argsort", "a, axis=, kind=, order=, stable=, descending=", argsort, true},
    {"unique", "ar, return_index=, return_inverse=, return_counts=", unique},
    {"isin", "element, test_elements, invert=", isin}, {"in1d", "element, test_elements, invert=", isin},
    {"intersect1d", "ar1, ar2", set_operation}, {"setdiff1d", "ar1, ar2", set_operation}, {"union1d", "ar1, ar2", set_operation}, {"setxor1d", "ar1, ar2", set_operation},
    {"searchsorted", "a, v, side=, sorter=", searchsorted, true}, {"digitize", "x, bins, right=", digitize},
    {"histogram", "a, bins=, range=, density=, weights=", histogram}, {"histogram_bin_edges", "a, bins=, range=, weights=", histogram},
    {"bincount", "x, weights=, minlength=", bincount},
};

}  // namespace

std::span<const Function> sorting_functions() noexcept { return table; }

}  // namespace pytk::array
