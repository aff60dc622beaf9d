// Sets: distinct elements, membership, and what two sets have in common.
#include <algorithm>
#include <cstring>
#include <optional>

#include <pytk/array/order.hpp>
#include <pytk/core/error.hpp>

#include "compose.hpp"
#include "elements.hpp"

namespace pytk::array {
namespace {

// Where each run of equal elements begins in what is sorted; nan equals nan if `nan_too`.
std::vector<std::int64_t> run_starts(const Array& sorted, bool nan_too) {
  std::vector<std::int64_t> starts;
  if (!is_number(sorted.kind())) {
    for (std::int64_t i = 0; i < sorted.size(); ++i)
      if (i == 0 || !same_element(sorted, i - 1, i)) starts.push_back(i);
    return starts;
  }
  visit_kind(sorted.kind(), [&]<class T>(TypeTag<T>) {
    const T* v = sorted.as<T>();
    for (std::int64_t i = 0; i < sorted.size(); ++i)
      if (i == 0 || (!(v[i - 1] == v[i]) && !(nan_too && element_is_nan(v[i - 1]) && element_is_nan(v[i]))))
        starts.push_back(i);
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
  for (std::size_t i = 0; i < places.size(); ++i)
    std::memcpy(to.data() + i * item, from.data() + static_cast<std::size_t>(places[i]) * item, item);
}

// Whole numbers of a range no wider than there are of them: counted, not sorted.
std::optional<Value> unique_by_counting(const Array& a, bool with_counts) {
  if (!is_integer(a.kind()) || a.size() < 1024) return std::nullopt;
  return visit_kind(a.kind(), [&]<class T>(TypeTag<T>) -> std::optional<Value> {
    if constexpr (!std::is_integral_v<T>) return std::nullopt;
    else {
      const T* v = a.as<T>();
      const auto [low, high] = std::minmax_element(v, v + a.size());
      // Through 64 bits with the sign: the difference is right for every kind.
      const auto wide = [](T value) { return static_cast<std::uint64_t>(static_cast<std::int64_t>(value)); };
      const auto from = wide(*low), range = wide(*high) - from;
      if (range >= static_cast<std::uint64_t>(a.size())) return std::nullopt;
      std::vector<std::int64_t> counts(range + 1, 0);
      for (std::int64_t i = 0; i < a.size(); ++i) ++counts[wide(v[i]) - from];
      const auto n =
          static_cast<std::int64_t>(std::count_if(counts.begin(), counts.end(), [](std::int64_t c) { return c > 0; }));
      const Array values = Array::empty(a.dtype(), {n});
      std::size_t kept = 0;
      for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        values.as<T>()[kept] = static_cast<T>(from + i);
        counts[kept++] = counts[i];
      }
      if (!with_counts) return boxed(values);
      counts.resize(kept);
      Sequence out;
      out.items = {boxed(values), boxed(Array::of<std::int64_t>(counts))};
      return Value(out);
    }
  });
}

/// What np.unique may give beside the values.
struct Wanted {
  bool index = false, inverse = false, counts = false, nan_too = true;
};
Value without_indices(const Array& a, const Wanted& wanted) {
  if (auto counted = unique_by_counting(a, wanted.counts)) return *counted;
  const Array sorted = a.copy();
  sort_line(sorted);
  std::vector<std::int64_t> firsts = run_starts(sorted, wanted.nan_too);
  const auto n = static_cast<std::int64_t>(firsts.size());
  const Array values = Array::empty(a.dtype(), {n});
  copy_at(sorted, firsts, values);
  if (!wanted.counts) return boxed(values);
  firsts.push_back(a.size());
  for (std::size_t i = 0; i + 1 < firsts.size(); ++i) firsts[i] = firsts[i + 1] - firsts[i];
  firsts.pop_back();
  Sequence out;
  out.items = {boxed(values), boxed(Array::of<std::int64_t>(firsts))};
  return out;
}
// `order` sorts the items, `same(i, j)` says whether two of them are one value; the values are chosen along the first
// axis of `a`.
template <class Same>
Value from_order(const Array& a, const std::vector<std::int64_t>& order, const Wanted& wanted, Same&& same) {
  std::vector<std::int64_t> firsts, starts, which(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || !same(order[i - 1], order[i])) {
      firsts.push_back(order[i]);
      starts.push_back(static_cast<std::int64_t>(i));
    }
    which[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(firsts.size()) - 1;
  }
  Sequence out;
  const Value first = boxed(Array::of<std::int64_t>(firsts));
  out.items.push_back(get_item(boxed(a), first));
  if (wanted.index) out.items.push_back(first);
  if (wanted.inverse) out.items.push_back(boxed(Array::of<std::int64_t>(which)));
  if (wanted.counts) {
    starts.push_back(static_cast<std::int64_t>(order.size()));
    for (std::size_t i = 0; i + 1 < starts.size(); ++i) starts[i] = starts[i + 1] - starts[i];
    starts.pop_back();
    out.items.push_back(boxed(Array::of<std::int64_t>(starts)));
  }
  return out;
}
// Along an axis: its parts are rows, compared element by element; rows with nan differ from each other.
Value unique_rows(const Array& given, std::size_t axis, const Wanted& wanted) {
  const Array a = move_axis(given, axis, 0).contiguous();
  const auto n = a.shape()[0], width = n > 0 ? a.size() / n : 0;
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(i);
  Value found;
  visit_kind(a.kind(), [&]<class T>(TypeTag<T>) {
    const T* v = a.as<T>();
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t x, std::int64_t y) {
      return std::lexicographical_compare(v + x * width, v + (x + 1) * width, v + y * width, v + (y + 1) * width,
                                          less_nan_last<T>);
    });
    found = from_order(a, order, wanted, [&](std::int64_t x, std::int64_t y) {
      return std::equal(v + x * width, v + (x + 1) * width, v + y * width);
    });
  });
  auto& parts = std::get<Sequence>(found.is);
  parts.items[0] = boxed(move_axis(to_array(parts.items[0]), 0, axis));
  return parts.items.size() == 1 ? Value(parts.items[0]) : found;
}
Value unique(const Args& args) {
  const Array given = args.array("ar");
  const bool all = args.function() == "unique_all";
  Wanted wanted;
  wanted.index = all || args.flag("return_index");
  wanted.inverse = all || args.function() == "unique_inverse" || args.flag("return_inverse");
  wanted.counts = all || args.function() == "unique_counts" || args.flag("return_counts");
  wanted.nan_too = args.flag("equal_nan", true);
  if (args.has("axis") && given.dimensions() > 1) {
    if (!is_number(given.kind())) throw fail(Fault::data, "unique with axis= takes numbers");
    return unique_rows(given, normal_axis(args.integer("axis"), given.dimensions()), wanted);
  }
  if (args.has("axis")) (void)normal_axis(args.integer("axis"), given.dimensions());
  const Array a = given.reshaped({-1}).contiguous();
  if (!wanted.index && !wanted.inverse) return without_indices(a, wanted);
  const auto order = sorted_order(a, wanted.index ? SortKind::stable : SortKind::quick);
  return from_order(a, order, wanted, [&](std::int64_t x, std::int64_t y) {
    return wanted.nan_too ? same_element(a, x, y) : equal_elements(a, x, a, y);
  });
}

Array distinct(const Array& a) { return call_array("unique", {boxed(a)}); }
Array flat(const Array& a) { return a.reshaped({-1}); }
Array chosen(const Array& from, const Array& which) { return to_array(get_item(boxed(from), boxed(which))); }
Array inverted(const Array& a) { return apply(Unary::logical_not, a); }

Array membership(const Array& element, const Array& test) {
  const Kind kind =
      is_number(element.kind()) && is_number(test.kind()) ? promote(element.kind(), test.kind()) : element.kind();
  const DType dtype = is_number(kind)                            ? DType(kind)
                      : element.dtype().size > test.dtype().size ? element.dtype()
                                                                 : test.dtype();
  const Array haystack = distinct(test.cast(dtype));
  const Array needles = element.cast(dtype).reshaped({-1}).contiguous();
  const Array result = Array::empty(Kind::boolean, needles.shape());
  const auto places = search_sorted(haystack, needles, false);
  for (std::int64_t i = 0; i < needles.size(); ++i)
    result.set(i, places[static_cast<std::size_t>(i)] < haystack.size() &&
                      equal_elements(haystack, places[static_cast<std::size_t>(i)], needles, i));
  return result.reshaped(element.shape());
}
Value isin(const Args& args) {
  const Array element = args.array("element");
  const Array r = membership(args.function() == "in1d" ? flat(element) : element, args.array("test_elements"));
  return boxed(args.flag("invert") ? inverted(r) : r);
}

/// Two sets one after the other in one type, sorted; equal neighbours are in both.
struct Merged {
  Array values, order;
};
Merged merged(const Array& a, const Array& b) {
  Sequence both;
  both.items = {boxed(a), boxed(b)};
  const Array all = call_array("concatenate", {both}).contiguous();
  const Array order = Array::of<std::int64_t>(sorted_order(all, SortKind::stable));
  return {chosen(all, order), order};
}
// Of neighbours in a line: op(next, one).
Array neighbours(Binary op, const Array& line) {
  const auto n = std::max<std::int64_t>(line.size() - 1, 0);
  return apply(op, part_of(line, 0, line.size() - n, n), part_of(line, 0, 0, n));
}
Value intersection(const Args& args) {
  const bool unique_already = args.flag("assume_unique"), indices = args.flag("return_indices");
  Array sets[2] = {flat(args.array("ar1")), flat(args.array("ar2"))}, places[2];
  for (std::size_t i = 0; i < 2 && !unique_already; ++i) {
    const Value parts = call("unique", {boxed(sets[i])}, {{"return_index", true}});
    sets[i] = to_array(parts.get<Sequence>().items[0]);
    places[i] = to_array(parts.get<Sequence>().items[1]);
  }
  const Merged m = merged(sets[0], sets[1]);
  const Array same = neighbours(Binary::equal, m.values);
  const auto n = same.size();
  const Array common = chosen(part_of(m.values, 0, 0, n), same);
  if (!indices) return boxed(common);
  Array first = chosen(part_of(m.order, 0, 0, n), same),
        second = chosen(part_of(m.order, 0, m.order.size() - n, n), same);
  second = subtract(second, Array::scalar<std::int64_t>(sets[0].size()));
  if (!unique_already) first = chosen(places[0], first), second = chosen(places[1], second);
  Sequence out;
  out.items = {boxed(common), boxed(first), boxed(second)};
  return out;
}
Value difference(const Args& args) {
  const Array first = flat(args.array("ar1"));
  const Array a = args.flag("assume_unique") ? first : distinct(first);
  return boxed(chosen(a, inverted(membership(a, args.array("ar2")))));
}
Value either(const Args& args) {
  Sequence both;
  both.items = {boxed(flat(args.array("ar1"))), boxed(flat(args.array("ar2")))};
  return call("unique", {call("concatenate", {both})});
}
// What differs from both neighbours.
Value exclusive(const Args& args) {
  Array a = flat(args.array("ar1")), b = flat(args.array("ar2"));
  if (!args.flag("assume_unique")) a = distinct(a), b = distinct(b);
  const Merged m = merged(a, b);
  if (m.values.size() == 0) return boxed(m.values);
  const Array other = neighbours(Binary::not_equal, m.values), end = Array::scalar(true).reshaped({1});
  Sequence before, after;
  before.items = {boxed(end), boxed(other)};
  after.items = {boxed(other), boxed(end)};
  return boxed(chosen(
      m.values, apply(Binary::logical_and, call_array("concatenate", {before}), call_array("concatenate", {after}))));
}

constexpr Function table[] = {
    {"unique", "ar, return_index=, return_inverse=, return_counts=, axis=, equal_nan=", unique},
    {"isin", "element, test_elements, assume_unique=, invert=, kind=", isin},
    {"in1d", "element, test_elements, assume_unique=, invert=, kind=", isin},
    {"intersect1d", "ar1, ar2, assume_unique=, return_indices=", intersection},
    {"setdiff1d", "ar1, ar2, assume_unique=", difference},
    {"union1d", "ar1, ar2", either},
    {"setxor1d", "ar1, ar2, assume_unique=", exclusive},
};

}  // namespace

std::span<const Function> set_functions() noexcept { return table; }

}  // namespace pytk::array
