// Reductions with where= and initial=, the methods of ufuncs (add.reduce, maximum.accumulate, multiply.outer),
// histograms of several dimensions, and small functions that are made of others.
#include <algorithm>
#include <cmath>
#include <limits>

#include <pytk/array/order.hpp>
#include <pytk/core/error.hpp>

#include "compose.hpp"
#include "masked.hpp"

namespace pytk::array {
namespace {

bool keeps(const Args& args) { return args.flag("keepdims"); }

/// The array and the mask in one shape.
struct Masked {
  Array a, mask;
};
Masked masked_of(const Args& args) {
  const Array a = args.array("a");
  if (!args.has("where")) return {a, Array::scalar(true).broadcast_to(a.shape())};
  const Array mask = args.array("where").cast(Kind::boolean);
  const Shape shape = broadcast_shapes(a.shape(), mask.shape());
  return {a.broadcast_to(shape), mask.broadcast_to(shape)};
}
Array kept_or(const Masked& m, const Array& otherwise) {
  return call_array("where", {boxed(m.mask), boxed(m.a), boxed(otherwise)});
}
Binary combining(Reduction what) {
  switch (what) {
    case Reduction::sum: return Binary::add;
    case Reduction::prod: return Binary::multiply;
    case Reduction::min: return Binary::minimum;
    case Reduction::max: return Binary::maximum;
    case Reduction::any: return Binary::logical_or;
    default: return Binary::logical_and;
  }
}
Array counted(const Masked& m, const Axes& axes, bool keep) {
  return reduce(Reduction::sum, m.mask, axes, keep).cast(Kind::float64);
}

}  // namespace

Value masked_reduction(const Args& args, Reduction what) {
  const Masked m = masked_of(args);
  const auto axes = args.axes(m.a);
  const bool extreme = what == Reduction::min || what == Reduction::max;
  if (!extreme) {
    const double neutral = what == Reduction::prod || what == Reduction::all ? 1 : 0;
    const Array start = args.has("initial") ? args.array("initial") : Array();
    return Value::from(reduce(what, kept_or(m, Array::scalar(neutral).cast(m.a.dtype())), axes, keeps(args),
                              args.dtype(), args.has("initial") ? &start : nullptr));
  }
  if (!args.has("initial"))
    throw fail(
        Fault::data,
        "reduction operation '{}' does not have an identity, so to use a where mask one has to specify 'initial'",
        what == Reduction::min ? "minimum" : "maximum");
  const Array initial =
      is_weak(args.value("initial")) ? to_array_beside(args.value("initial"), m.a.kind()) : args.array("initial");
  const Array start = initial.cast(m.a.dtype());
  Sequence both;
  // One element more along the first axis that is reduced: then nothing is empty.
  Array a = kept_or(m, start);
  if (axes.empty()) return Value::from(apply(combining(what), a, start));
  Shape one = a.shape();
  one[axes[0]] = 1;
  both.items = {boxed(a), boxed(start.broadcast_to(one))};
  a = call_array("concatenate", {both}, {{"axis", whole(static_cast<std::int64_t>(axes[0]))}});
  return Value::from(reduce(what, a, axes, keeps(args)));
}

Value masked_mean(const Args& args) {
  const Masked m = masked_of(args);
  const auto axes = args.axes(m.a);
  const Kind kind = is_float(m.a.kind()) || is_complex(m.a.kind()) ? m.a.kind() : Kind::float64;
  const DType in = args.dtype().value_or(kind);
  const Array sum = reduce(Reduction::sum, kept_or(m, Array::zeros(m.a.dtype(), {})), axes, keeps(args), in);
  return Value::from(divide(sum, counted(m, axes, keeps(args)).cast(real_part_of(sum.kind()))).cast(in));
}

Value masked_variance(const Args& args, double ddof) {
  const Masked m = masked_of(args);
  const auto axes = args.axes(m.a);
  const Kind kind = is_float(m.a.kind()) || is_complex(m.a.kind()) ? m.a.kind() : Kind::float64;
  Array a = m.a.cast(kind);
  const Array sum = reduce(Reduction::sum, kept_or({a, m.mask}, Array::zeros(kind, {})), axes, true);
  const Array off = apply(Unary::absolute, subtract(a, divide(sum, counted(m, axes, true).cast(real_part_of(kind)))));
  const Array total =
      reduce(Reduction::sum, kept_or({multiply(off, off), m.mask}, Array::zeros(off.dtype(), {})), axes, keeps(args));
  const Array left =
      apply(Binary::maximum, subtract(counted(m, axes, keeps(args)), Array::scalar(ddof)), Array::scalar(0.0));
  return Value::from(divide(total, left.cast(total.dtype())));
}

Value sorted_down(const Args& args) {
  Array a = args.array("a");
  const auto axis = normal_axis(args.integer("axis", -1), a.dimensions());
  const Named_values along{{"axis", whole(static_cast<std::int64_t>(axis))}};
  const auto turned = [&](const Array& x) { return call("flip", {boxed(x)}, along); };
  if (args.function() == "sort") return turned(call_array("sort", {boxed(a)}, along));
  // From the other end, so that equal ones come out in their order.
  const Array order = call_array("argsort", {turned(a)}, {along[0], {"stable", true}});
  return turned(subtract(Array::scalar<std::int64_t>(a.shape()[axis] - 1), order));
}

namespace {

struct Method {
  std::string ufunc, name;
};
Method split_method(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos) return {};
  return {std::string(name.substr(0, dot)), std::string(name.substr(dot + 1))};
}
// The values of a fold along an axis, each step or only the last.
Array folded(Binary op, const Array& given, std::size_t axis, bool every) {
  Array a =
      given.kind() == Kind::boolean && (op == Binary::add || op == Binary::multiply) ? given.cast(Kind::int64) : given;
  const auto n = a.shape()[axis];
  if (n == 0 && every) return a;
  if (n == 0) throw fail(Fault::data, "zero-size array to reduction operation {} which has no identity", name_of(op));
  Array total = at_index(a, axis, 0);
  Sequence steps;
  if (every) steps.items.push_back(boxed(total));
  for (std::int64_t i = 1; i < n; ++i) {
    total = apply(op, total, at_index(a, axis, i));
    if (every) steps.items.push_back(boxed(total));
  }
  return every ? call_array("stack", {steps}, {{"axis", whole(static_cast<std::int64_t>(axis))}}) : total;
}
std::string reduction_named(Binary op) {
  switch (op) {
    case Binary::add: return "sum";
    case Binary::multiply: return "prod";
    case Binary::minimum: return "min";
    case Binary::maximum: return "max";
    case Binary::logical_and: return "all";
    case Binary::logical_or: return "any";
    default: return "";
  }
}

}  // namespace

bool is_ufunc_method(std::string_view name) {
  const auto m = split_method(name);
  return (m.name == "reduce" || m.name == "accumulate" || m.name == "outer") && find_binary(m.ufunc).has_value();
}

Value call_ufunc_method(Call given) {
  const auto method = split_method(given.name);
  const auto op = *find_binary(method.ufunc);
  if (method.name == "outer") {
    const Args args(std::move(given), "A, B");
    const Array a = args.array("A"), b = args.array("B");
    Shape shape = a.shape();
    shape.insert(shape.end(), b.dimensions(), 1);
    return Value::from(apply(op, a.reshaped(shape), b));
  }
  if (method.name == "accumulate") {
    const Args args(std::move(given), "array, axis=, dtype=");
    Array a = args.array("array");
    if (a.dimensions() == 0) throw fail(Fault::data, "cannot accumulate on a scalar");
    if (args.dtype()) a = a.cast(*args.dtype());
    const auto axis = normal_axis(args.integer("axis", 0), a.dimensions());
    if (op == Binary::add || op == Binary::multiply)
      return Value::from(cumulative(op == Binary::multiply, a, axis, args.dtype()), false);
    return Value::from(folded(op, a, axis, true), false);
  }
  const Args args(std::move(given), "array, axis=, dtype=, keepdims=, initial=, where=");
  const auto name = reduction_named(op);
  if (!name.empty()) {
    Named_values named{{"axis", args.is_none("axis") ? Value()
                                : args.has("axis")   ? args.value("axis")
                                                     : Value(Integer{0})}};
    for (const auto part : {"dtype", "keepdims", "initial", "where"})
      if (args.has(part)) named.emplace_back(part, args.value(part));
    if (args.array("array").dimensions() == 0) named.erase(named.begin());
    return call(name, {args.value("array")}, std::move(named));
  }
  const Array a = args.array("array");
  const Array r = folded(op, a, normal_axis(args.integer("axis", 0), a.dimensions()), false);
  return Value::from(r);
}

namespace {

Value cumulative_sum(const Args& args) {
  const Array x = args.array("x");
  if (!args.has("axis") && x.dimensions() > 1)
    throw fail(Fault::usage, "cumulative_sum needs axis= for more than one dimension");
  const Array a = x.dimensions() == 0 ? x.reshaped({1}) : x;
  const auto axis = normal_axis(args.integer("axis", 0), a.dimensions());
  const bool product = args.function() == "cumulative_prod";
  const Array sums = cumulative(product, a, axis, args.dtype());
  if (!args.flag("include_initial")) return boxed(sums);
  Shape shape = sums.shape();
  shape[axis] = 1;
  Sequence parts;
  parts.items = {boxed(Array::scalar(product ? 1.0 : 0.0).cast(sums.dtype()).broadcast_to(shape)), boxed(sums)};
  return call("concatenate", {parts}, {{"axis", whole(static_cast<std::int64_t>(axis))}});
}

// The Array API's four functions for one of NumPy's.
Value unique_parts(const Args& args) {
  const Array x = args.array("x");
  const auto& name = args.function();
  if (name == "unique_values") return call("unique", {boxed(x)});
  const bool all = name == "unique_all", inverse = all || name == "unique_inverse",
             counts = all || name == "unique_counts";
  Value found =
      call("unique", {boxed(x)}, {{"return_index", all}, {"return_inverse", inverse}, {"return_counts", counts}});
  auto& s = std::get<Sequence>(found.is);
  s.names = {"values"};
  if (all) s.names.emplace_back("indices");
  if (inverse) {
    s.names.emplace_back("inverse_indices");
    auto& indices = s.items[s.names.size() - 1];
    indices = boxed(to_array(indices).reshaped(x.shape()));
  }
  if (counts) s.names.emplace_back("counts");
  return found;
}

std::vector<double> numbers_of(const Array& a) {
  const Array x = a.cast(Kind::float64).reshaped({-1}).contiguous();
  return {x.as<double>(), x.as<double>() + x.size()};
}
// Edges of one dimension: a number of bins over the range, or the edges themselves.
std::vector<double> edges_of(const Value& bins, const std::vector<double>& x, const Value& range) {
  const Array given = to_array(bins);
  if (given.dimensions() == 1) {
    auto edges = numbers_of(given);
    if (!std::is_sorted(edges.begin(), edges.end()))
      throw fail(Fault::data, "`bins` must be monotonically increasing, when an array");
    return edges;
  }
  BinRequest request;
  request.count = to_int(bins, "bins");
  if (request.count < 1 || request.count > 100'000'000) throw fail(Fault::data, "`bins` must be from 1 to 100,000,000");
  if (!range.none()) {
    const auto ends = numbers_of(to_array(range));
    if (ends.size() != 2) throw fail(Fault::usage, "range must be two numbers for each dimension");
    request.range = std::make_pair(ends[0], ends[1]);
  }
  return bin_edges(x, request);
}
struct Grid {
  std::vector<std::vector<double>> samples, edges;
  std::vector<Value> shown;  ///< the edges as they were given, or as floats
};
Array counts_in(const Grid& grid, const std::vector<double>& weights, bool density) {
  Shape shape;
  for (const auto& e : grid.edges) shape.push_back(static_cast<std::int64_t>(e.size()) - 1);
  Array counts = Array::zeros(Kind::float64, shape);
  for (std::size_t i = 0; i < grid.samples[0].size(); ++i) {
    std::int64_t at = 0;
    for (std::size_t k = 0; k < shape.size() && at >= 0; ++k) {
      const auto& edges = grid.edges[k];
      const double x = grid.samples[k][i];
      auto bin = std::upper_bound(edges.begin(), edges.end(), x) - edges.begin() - 1;
      if (x == edges.back()) --bin;  // the last bin is closed
      at = bin < 0 || bin >= shape[k] ? -1 : at * shape[k] + bin;
    }
    if (at >= 0) counts.as<double>()[at] += weights.empty() ? 1 : weights[i];
  }
  if (!density) return counts;
  double total = 0;
  for (std::int64_t i = 0; i < counts.size(); ++i) total += counts.get<double>(i);
  Array r = counts;
  for (std::size_t k = 0; k < shape.size(); ++k) {
    Shape one(shape.size(), 1);
    one[k] = -1;
    std::vector<double> widths;
    for (std::size_t i = 0; i + 1 < grid.edges[k].size(); ++i)
      widths.push_back(grid.edges[k][i + 1] - grid.edges[k][i]);
    r = divide(r, Array::of<double>(widths).reshaped(one));
  }
  return divide(r, Array::scalar(total));
}
const Value& item_or_whole(const Value& v, std::size_t k, std::size_t count) {
  const auto* s = v.as<Sequence>();
  const bool several = s != nullptr && s->items.size() == count && count > 0;
  return several ? s->items[k] : v;
}
Value histogram_of(const Args& args, std::vector<std::vector<double>> samples, bool list) {
  Grid grid{std::move(samples), {}, {}};
  const auto d = grid.samples.size();
  const Value ten = Integer{10}, none;
  const Value& bins = args.has("bins") ? args.value("bins") : ten;
  for (std::size_t k = 0; k < d; ++k) {
    if (grid.samples[k].size() != grid.samples[0].size()) throw fail(Fault::data, "x and y must have the same length.");
    const Value& mine = item_or_whole(bins, k, d);
    grid.edges.push_back(
        edges_of(mine, grid.samples[k], args.has("range") ? item_or_whole(args.value("range"), k, d) : none));
    const Array given = to_array(mine);
    grid.shown.push_back(boxed(given.dimensions() == 1 ? given : Array::of<double>(grid.edges.back())));
  }
  std::vector<double> weights;
  if (args.has("weights")) weights = numbers_of(args.array("weights"));
  if (!weights.empty() && weights.size() != grid.samples[0].size())
    throw fail(Fault::data, "the weights must have the length of the samples");
  Sequence out, edges;
  edges.list = true;
  edges.items = grid.shown;
  out.items.push_back(boxed(counts_in(grid, weights, args.flag("density"))));
  if (list) out.items.emplace_back(edges);
  else out.items.insert(out.items.end(), edges.items.begin(), edges.items.end());
  return out;
}
Value histogram2d(const Args& args) {
  return histogram_of(args, {numbers_of(args.array("x")), numbers_of(args.array("y"))}, false);
}
Value histogramdd(const Args& args) {
  const Array sample = args.array("sample");
  std::vector<std::vector<double>> columns;
  // A list of arrays holds one dimension each; a table, one in each column.
  const Array table = args.value("sample").as<Sequence>() != nullptr && sample.dimensions() == 2 ? sample
                      : sample.dimensions() == 2                                                 ? sample.transposed()
                                                 : sample.reshaped({1, -1});
  for (std::int64_t k = 0; k < table.shape()[0]; ++k) columns.push_back(numbers_of(table.row(k)));
  return histogram_of(args, std::move(columns), true);
}

// The lowest number has no positive opposite.
std::uint64_t magnitude(std::int64_t n) {
  return n < 0 ? ~static_cast<std::uint64_t>(n) + 1 : static_cast<std::uint64_t>(n);
}
Value binary_repr(const Args& args) {
  const auto n = args.integer("num"), width = args.integer("width", 0);
  if (width < 0 || width > 4096) throw fail(Fault::data, "width must be from 0 to 4096");
  const bool two = n < 0 && args.has("width");
  std::string text;
  for (auto left =
           two ? (width >= 64 ? static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n) & ((1ULL << width) - 1))
               : magnitude(n);
       left != 0; left >>= 1U)
    text.insert(text.begin(), (left & 1U) != 0 ? '1' : '0');
  if (text.empty()) text = "0";
  if (static_cast<std::int64_t>(text.size()) < width)
    text.insert(0, static_cast<std::size_t>(width) - text.size(), two ? '1' : '0');
  return Text{(n < 0 && !two ? "-" : "") + text, false};
}
Value base_repr(const Args& args) {
  const auto n = args.integer("number");
  const auto base = args.integer("base", 2);
  if (base < 2 || base > 36)
    throw fail(Fault::data, "Bases greater than 36 or less than 2 are not handled in base_repr.");
  const bool negative = n < 0;
  std::string text;
  for (auto left = magnitude(n); left != 0; left /= static_cast<std::uint64_t>(base))
    text.insert(text.begin(), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[left % static_cast<std::uint64_t>(base)]);
  if (text.empty()) text = "0";
  return Text{(negative ? "-" : "") + text, false};
}
Value sort_complex(const Args& args) {
  const Array a = args.array("a");
  const Kind kind = is_complex(a.kind())                                    ? a.kind()
                    : DType::size_of(a.kind()) <= 2 && is_integer(a.kind()) ? Kind::complex64
                                                                            : Kind::complex128;
  return boxed(call_array("sort", {boxed(a)}).cast(kind));
}
Value isscalar(const Args& args) {
  const auto& v = args.value("element");
  return is_weak(v) || v.as<bool>() != nullptr || v.as<Text>() != nullptr || v.scalar;
}
Value alias_of(const Args& args, std::string_view name) {
  Named_values named;
  for (const auto part : {"axis", "dtype", "keepdims"})
    if (args.has(part)) named.emplace_back(part, args.value(part));
  return call(std::string(name), {args.value("a")}, std::move(named));
}
Value tobytes(const Args& args) {
  const Array a =
      args.text("order", "C") == "F" ? args.array("a").transposed().contiguous() : args.array("a").contiguous();
  return Text{std::string(reinterpret_cast<const char*>(a.data()), static_cast<std::size_t>(a.bytes())), true};
}
Value item(const Args& args) {
  const Array a = args.array("a");
  if (args.rest().empty()) {
    if (a.size() != 1) throw fail(Fault::data, "can only convert an array of size 1 to a Python scalar");
    return Value::from(a.reshaped({}));
  }
  Sequence index;
  index.items = args.rest();
  if (index.items.size() == 1 && index.items[0].as<Sequence>() == nullptr)
    return get_item(boxed(a.reshaped({-1})), index.items[0]);
  return get_item(boxed(a), index.items.size() == 1 ? index.items[0] : Value(index));
}

constexpr Function table[] =
    {
        {"cumulative_sum", "x, axis=, dtype=, include_initial=", cumulative_sum},
        {"cumulative_prod", "x, axis=, dtype=, include_initial=", cumulative_sum},
        {"unique_values", "x", unique_parts},
        {"unique_counts", "x", unique_parts},
        {"unique_inverse", "x", unique_parts},
        {"unique_all", "x", unique_parts},
        {"histogram2d", "x, y, bins=, range=, density=, weights=", histogram2d},
        {"histogramdd", "sample, bins=, range=, density=, weights=", histogramdd},
        {"binary_repr", "num, width=", binary_repr},
        {"base_repr", "number, base=", base_repr},
        {"sort_complex", "a", sort_complex},
        {"isscalar", "element", isscalar},
        {"msort", "a",
         [](const Args& args) {
  return call("sort", {args.value("a")}, {{"axis", Integer{0}}});
         }},
        {"product", "a, axis=, dtype=, keepdims=", [](const Args& args) { return alias_of(args, "prod"); }},
        {"cumproduct", "a, axis=, dtype=", [](const Args& args) { return alias_of(args, "cumprod"); }},
        {"sometrue", "a, axis=, keepdims=", [](const Args& args) { return alias_of(args, "any"); }},
        {"alltrue", "a, axis=, keepdims=", [](const Args& args) { return alias_of(args, "all"); }},
        {"ascontiguousarray",
         "a, dtype=", [](const Args& args) { return boxed(to_array(alias_of(args, "asarray")).contiguous()); }},
        {"asanyarray", "a, dtype=", [](const Args& args) { return alias_of(args, "asarray"); }},
        {"linalg.matrix_transpose", "x", [](const Args& args) { return call("matrix_transpose", {args.value("x")}); }},
        {"tobytes", "a, order=", tobytes, true},
        {"array.item", "a, *index", item, true},
};

}  // namespace

std::span<const Function> masked_functions() noexcept { return table; }

}  // namespace pytk::array
