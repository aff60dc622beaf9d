// rng.choice, permutation, shuffle, permuted: which of the things that are there.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

#include <pytk/core/error.hpp>

#include "draws.hpp"

namespace pytk::array {
namespace {

Value rows_of(const Array& a, const Value& order, std::size_t axis) {
  if (axis == 0) return get_item(Value::from(a, false), order);
  Sequence index;
  for (std::size_t i = 0; i < axis; ++i) index.items.emplace_back(SliceValue{});
  index.items.push_back(order);
  return get_item(Value::from(a, false), index);
}

Value permutation(Stream& s, const Args& args) {
  const Array x = args.array("x");
  const bool count = x.dimensions() == 0;
  const auto axis = count ? 0 : normal_axis(args.integer("axis", 0), x.dimensions());
  const auto n = count ? args.integer("x") : x.shape()[axis];
  need(n >= 0, args, "the count must not be negative");
  const Value order = Value::from(Array::of<std::int64_t>(shuffled(s, n)), false);
  return count ? order : rows_of(x, order, axis);
}
// In place, as NumPy has it: the array itself changes.
Value shuffle(Stream& s, const Args& args) {
  const auto* x = args.value("x").as<Array>();
  if (x == nullptr || x->dimensions() == 0)
    throw fail(Fault::usage, "shuffle needs an array that it can change, not {}", kind_of_value(args.value("x")))
        .hint("permutation gives a shuffled copy");
  const auto axis = normal_axis(args.integer("axis", 0), x->dimensions());
  const Value order = Value::from(Array::of<std::int64_t>(shuffled(s, x->shape()[axis])), false);
  const Value turned = rows_of(*x, order, axis);
  assign(*x, *turned.as<Array>());
  return None{};
}
Value permuted(Stream& s, const Args& args) {
  const Array x = args.array("x").copy();
  if (!args.has("axis")) {
    const auto order = Array::of<std::int64_t>(shuffled(s, x.size()));
    const Value flat = get_item(Value::from(x.reshaped({-1}), false), Value::from(order, false));
    return Value::from(flat.as<Array>()->reshaped(x.shape()), false);
  }
  const auto axis = normal_axis(args.integer("axis"), x.dimensions());
  std::vector<std::size_t> last;  // the axis last: one line after the other
  for (std::size_t i = 0; i < x.dimensions(); ++i)
    if (i != axis) last.push_back(i);
  last.push_back(axis);
  std::vector<std::size_t> back(last.size());
  for (std::size_t i = 0; i < last.size(); ++i) back[last[i]] = i;
  const auto length = x.shape()[axis];
  const Array lines = x.transposed(last).copy();
  const Array out = Array::empty(lines.dtype(), lines.shape());
  const auto item = static_cast<std::int64_t>(lines.dtype().size);
  for (std::int64_t line = 0; length > 1 && line < lines.size() / length; ++line) {
    const auto order = shuffled(s, length);
    for (std::int64_t i = 0; i < length; ++i)
      std::copy_n(lines.data() + (line * length + order[static_cast<std::size_t>(i)]) * item, item,
                  out.data() + (line * length + i) * item);
  }
  return Value::from((length > 1 ? out : lines).transposed(back).contiguous(), false);
}

// Each weight's share of the whole, added up.
std::vector<double> cumulated(const std::vector<double>& weights) {
  std::vector<double> cdf(weights.size());
  double last = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) cdf[i] = last += weights[i];
  for (auto& c : cdf) c /= last;
  return cdf;
}
std::int64_t place_in(const std::vector<double>& cdf, double draw) {
  return std::upper_bound(cdf.begin(), cdf.end(), draw) - cdf.begin();
}
std::vector<double> weights_of(const Args& args, std::int64_t n) {
  const Array p = args.array("p").cast(Kind::float64).contiguous();
  need(p.dimensions() == 1, args, "p must be 1-dimensional");
  need(p.size() == n, args, "a and p must have same size");
  double sum = n > 0 ? p.get<double>(0) : 0, lost = 0;  // Kahan: only to check that it is 1
  for (std::int64_t i = 0; i < n; ++i) {
    need(p.get<double>(i) == p.get<double>(i), args, "probabilities contain NaN");
    need(p.get<double>(i) >= 0, args, "probabilities are not non-negative");
    if (i == 0) continue;
    const double y = p.get<double>(i) - lost, t = sum + y;
    lost = t - sum - y;
    sum = t;
  }
  const double rough = args.value("p").as<Array>() != nullptr && args.array("p").kind() == Kind::float32
                           ? std::sqrt(1.1920928955078125e-07)
                           : 0;
  need(std::fabs(sum - 1.0) <= std::max(std::sqrt(2.220446049250313e-16), rough), args,
       "probabilities do not sum to 1");
  return {p.as<double>(), p.as<double>() + n};
}
// Draws as many as are missing, keeps the first of each, and goes on without those.
std::vector<std::int64_t> choose_weighted(Stream& s, const Args& args, std::vector<double> weights, std::int64_t size) {
  const auto n = static_cast<std::int64_t>(weights.size());
  need(size <= n, args, "cannot take a larger sample than population when replace is False");
  need(std::count_if(weights.begin(), weights.end(), [](double w) { return w > 0; }) >= size, args,
       "fewer non-zero entries in p than size");
  std::vector<std::int64_t> found;
  std::vector<bool> taken(weights.size(), false);
  while (static_cast<std::int64_t>(found.size()) < size) {
    std::vector<double> draws(static_cast<std::size_t>(size) - found.size());
    for (auto& d : draws) d = s.real();
    for (const auto i : found) weights[static_cast<std::size_t>(i)] = 0;
    const auto cdf = cumulated(weights);
    for (const auto d : draws) {
      const auto i = place_in(cdf, d);
      if (i >= n || taken[static_cast<std::size_t>(i)]) continue;
      taken[static_cast<std::size_t>(i)] = true;
      found.push_back(i);
    }
  }
  return found;
}
std::vector<std::int64_t> choose_few(Stream& s, std::int64_t n, std::int64_t size) {  // Floyd: a set of exactly `size`
  std::unordered_set<std::int64_t> taken;
  std::vector<std::int64_t> index(static_cast<std::size_t>(size));
  for (std::int64_t k = 0; k < size; ++k) {
    const auto j = n - size + k;
    auto v = static_cast<std::int64_t>(s.bounded(static_cast<std::uint64_t>(j)));
    if (!taken.insert(v).second) taken.insert(v = j);
    index[static_cast<std::size_t>(k)] = v;
  }
  return index;
}
std::vector<std::int64_t> choose_distinct(Stream& s, const Args& args, std::int64_t n, std::int64_t size) {
  need(size <= n, args, "cannot take a larger sample than population when replace is False");
  if (s.legacy()) {
    auto all = shuffled(s, n);
    all.resize(static_cast<std::size_t>(size));
    return all;
  }
  const bool shuffle = args.flag("shuffle", true);
  const bool many = n > 10000 && size > n / (shuffle ? 50 : 20);
  if (!many) {
    auto index = choose_few(s, n, size);
    if (!shuffle) return index;
    for (auto i = size - 1; i > 0; --i)
      std::swap(index[static_cast<std::size_t>(i)], index[s.bounded(static_cast<std::uint64_t>(i))]);
    return index;
  }
  (void)Array::empty(Kind::int64, {n});
  std::vector<std::int64_t> all(static_cast<std::size_t>(n));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  for (auto i = n - 1; i >= std::max<std::int64_t>(n - size, 1); --i)
    std::swap(all[static_cast<std::size_t>(i)], all[s.bounded(static_cast<std::uint64_t>(i))]);
  return {all.end() - size, all.end()};
}
Value choice(Stream& s, const Args& args) {
  const Array a = args.array("a");
  const bool count = a.dimensions() == 0;
  need(!s.legacy() || a.dimensions() <= 1, args, "a must be 1-dimensional");
  const auto axis = count || s.legacy() ? 0 : normal_axis(args.integer("axis", 0), a.dimensions());
  const auto n = count ? args.integer("a") : a.shape()[axis];
  const Shape shape = size_of(args);
  const auto size = element_count(shape);
  need(n > 0 || size == 0, args, "a must be greater than 0 unless no samples are taken");
  const bool replace = args.flag("replace", true);
  std::vector<std::int64_t> index(static_cast<std::size_t>(Array::empty(Kind::int64, shape).size()));
  if (args.has("p")) {
    auto weights = weights_of(args, n);
    if (replace) {
      const auto cdf = cumulated(weights);
      for (auto& i : index) i = place_in(cdf, s.real());
    } else index = choose_weighted(s, args, std::move(weights), size);
  } else if (replace) {
    for (auto& i : index) i = static_cast<std::int64_t>(s.bounded(static_cast<std::uint64_t>(n - 1)));
  } else index = choose_distinct(s, args, n, size);
  const Array order = Array::of<std::int64_t>(index).reshaped(shape);
  if (count) return args.has("size") ? Value::from(order, false) : Value(Integer{order.get<std::int64_t>(0)});
  return rows_of(a, Value::from(order, !args.has("size")), axis);
}

constexpr Method methods[] = {
    {"permutation", "x, axis=", permutation, Where::generator},
    {"permutation", "x", permutation, Where::legacy},
    {"shuffle", "x, axis=", shuffle, Where::generator},
    {"shuffle", "x", shuffle, Where::legacy},
    {"permuted", "x, axis=", permuted, Where::generator},
    {"choice", "a, size=, replace=, p=, axis=, shuffle=", choice, Where::generator},
    {"choice", "a, size=, replace=, p=", choice, Where::legacy},
};

}  // namespace

std::vector<std::int64_t> shuffled(Stream& s, std::int64_t count) {
  (void)Array::empty(Kind::int64, {count});  // refuses what does not fit
  std::vector<std::int64_t> index(static_cast<std::size_t>(count));
  std::iota(index.begin(), index.end(), std::int64_t{0});
  for (auto i = index.size(); i-- > 1;) std::swap(index[i], index[s.interval(i)]);
  return index;
}

std::span<const Method> choice_methods() noexcept { return methods; }

}  // namespace pytk::array
