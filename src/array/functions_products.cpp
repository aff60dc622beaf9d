// matmul, dot, einsum and other products of arrays.
#include <algorithm>
#include <numeric>

#include <pytk/core/error.hpp>

#include "compose.hpp"
#include "products.hpp"

namespace pytk::array {
namespace {

Array conjugated(const Array& a) { return is_complex(a.kind()) ? apply(Unary::conjugate, a) : a; }

Value matmul_of(const Args& args) { return Value::from(matmul(args.array("x1"), args.array("x2"))); }
Value dot_of(const Args& args) { return Value::from(dot(args.array("a"), args.array("b"))); }
Value vdot(const Args& args) {
  const Array a = conjugated(args.array("a")).reshaped({-1}), b = args.array("b").reshaped({-1});
  if (a.size() != b.size()) throw fail(Fault::data, "cannot multiply arrays of {} and {} elements", a.size(), b.size());
  return Value::from(dot(a, b));
}
Value inner(const Args& args) {
  const Array a = args.array("a"), b = args.array("b");
  if (a.dimensions() == 0 || b.dimensions() == 0) return Value::from(multiply(a, b));
  if (a.shape().back() != b.shape().back())
    throw fail(Fault::data, "shapes {} and {} not aligned: {} (dim {}) != {} (dim {})", show_shape(a.shape()),
               show_shape(b.shape()), a.shape().back(), a.dimensions() - 1, b.shape().back(), b.dimensions() - 1);
  return Value::from(tensordot(a, b, {a.dimensions() - 1}, {b.dimensions() - 1}));
}
Value outer(const Args& args) {
  return Value::from(multiply(args.array("a").reshaped({-1, 1}), args.array("b").reshaped({1, -1})), false);
}

std::vector<std::size_t> axes_in(const Value& v, const Array& a) {
  std::vector<std::size_t> axes;
  for (const auto axis : to_ints(v, "axes")) axes.push_back(normal_axis(axis, a.dimensions()));
  return axes;
}
Value tensordot_of(const Args& args) {
  const Array a = args.array("a"), b = args.array("b");
  const Value two = Integer{2};
  const Value& axes = args.has("axes") ? args.value("axes") : two;
  if (const auto* pair = axes.as<Sequence>()) {
    if (pair->items.size() != 2)
      throw fail(Fault::usage, "axes must be a number or a pair of axes, as in ([1, 0], [0, 1])");
    return Value::from(tensordot(a, b, axes_in(pair->items[0], a), axes_in(pair->items[1], b)));
  }
  const auto n = args.has("axes") ? args.integer("axes") : 2;
  if (n < 0 || n > static_cast<std::int64_t>(std::min(a.dimensions(), b.dimensions())))
    throw fail(Fault::data, "axes={} does not fit arrays of {} and {} dimensions", n, a.dimensions(), b.dimensions());
  std::vector<std::size_t> last(static_cast<std::size_t>(n)), first(static_cast<std::size_t>(n));
  std::iota(last.begin(), last.end(), a.dimensions() - static_cast<std::size_t>(n));
  std::iota(first.begin(), first.end(), std::size_t{0});
  return Value::from(tensordot(a, b, last, first));
}

Value kron(const Args& args) {
  const Array a = args.array("a"), b = args.array("b");
  const auto dimensions = std::max(a.dimensions(), b.dimensions());
  Shape left, right, full;
  for (std::size_t i = 0; i < dimensions; ++i) {
    const auto length = [&](const Array& x) {
      return i + x.dimensions() < dimensions ? 1 : x.shape()[i + x.dimensions() - dimensions];
    };
    left.insert(left.end(), {length(a), 1});
    right.insert(right.end(), {1, length(b)});
    full.push_back(length(a) * length(b));
  }
  return Value::from(multiply(a.reshaped(left), b.reshaped(right)).reshaped(full));
}

Value einsum_of(const Args& args) {
  std::vector<Array> operands;
  for (const auto& operand : args.rest()) operands.push_back(to_array(operand));
  return Value::from(einsum(args.text("subscripts"), std::move(operands)));
}

// The diagonal of two axes, as the last axis; a view.
Array diagonal_of(const Array& a, std::int64_t k, std::int64_t axis1, std::int64_t axis2) {
  if (a.dimensions() < 2) throw fail(Fault::data, "diag requires an array of at least two dimensions");
  const auto first = normal_axis(axis1, a.dimensions()), second = normal_axis(axis2, a.dimensions());
  if (first == second) throw fail(Fault::data, "axis1 and axis2 cannot be the same");
  const Array m = with_last(a, {first, second});
  const auto d = m.dimensions();
  const auto rows = m.shape()[d - 2], columns = m.shape()[d - 1];
  const auto n = std::max<std::int64_t>(0, k >= 0 ? std::min(rows, columns - k) : std::min(rows + k, columns));
  Shape shape(m.shape().begin(), m.shape().end() - 2), strides(m.strides().begin(), m.strides().end() - 2);
  shape.push_back(n);
  strides.push_back(m.strides()[d - 2] + m.strides()[d - 1]);
  return m.view(shape, strides, n == 0 ? 0 : k >= 0 ? k * m.strides()[d - 1] : -k * m.strides()[d - 2]);
}
bool of_linalg(const Args& args) { return args.function().compare(0, 7, "linalg.") == 0; }
Value diagonal(const Args& args) {
  const bool last = of_linalg(args);
  return Value::from(diagonal_of(args.array("a"), args.integer("offset", 0), args.integer("axis1", last ? -2 : 0),
                                 args.integer("axis2", last ? -1 : 1)),
                     false);
}
Value trace(const Args& args) {
  const bool last = of_linalg(args);
  const Array d = diagonal_of(args.array("a"), args.integer("offset", 0), args.integer("axis1", last ? -2 : 0),
                              args.integer("axis2", last ? -1 : 1));
  return Value::from(reduce(Reduction::sum, d, {d.dimensions() - 1}, false, args.dtype()));
}

// Vectors of two numbers have a third of 0; of two such only the third component of the product is asked for.
Value cross(const Args& args) {
  Array a = args.array("a"), b = args.array("b");
  const auto axis_or = [&](std::string_view name) {
    return args.has("axis") ? args.integer("axis") : args.integer(name, -1);
  };
  for (const auto* x : {&a, &b})
    if (x->dimensions() == 0) throw fail(Fault::data, "cross needs at least one dimension");
  a = with_last(a, {normal_axis(axis_or("axisa"), a.dimensions())});
  b = with_last(b, {normal_axis(axis_or("axisb"), b.dimensions())});
  const auto na = a.shape().back(), nb = b.shape().back();
  if (na < 2 || na > 3 || nb < 2 || nb > 3)
    throw fail(Fault::data, "incompatible dimensions for cross product (dimension must be 2 or 3)");
  const auto part = [](const Array& x, std::int64_t i) { return at_index(x, x.dimensions() - 1, i); };
  const auto product = [&](std::int64_t i, std::int64_t j) { return multiply(part(a, i), part(b, j)); };
  const Array third = subtract(product(0, 1), product(1, 0));
  if (na == 2 && nb == 2) return Value::from(third, false);
  Array first, second;
  if (na == 2) {
    first = product(1, 2);
    second = apply(Unary::negative, product(0, 2));
  } else if (nb == 2) {
    first = apply(Unary::negative, product(2, 1));
    second = product(2, 0);
  } else {
    first = subtract(product(1, 2), product(2, 1));
    second = subtract(product(2, 0), product(0, 2));
  }
  Sequence parts;
  parts.items = {boxed(first), boxed(second), boxed(third)};
  const Array stacked = call_array("stack", {parts}, {{"axis", Integer{-1}}});
  return Value::from(move_axis(stacked, stacked.dimensions() - 1, normal_axis(axis_or("axisc"), stacked.dimensions())),
                     false);
}

Value vecdot(const Args& args) {
  const Array a = args.array("x1"), b = args.array("x2");
  const auto axis = args.integer("axis", -1);
  const auto last = [&](const Array& x) { return with_last(x, {normal_axis(axis, x.dimensions())}); };
  const Array x = last(a), y = last(b);
  if (x.shape().back() != y.shape().back())
    throw fail(Fault::data, "vecdot: the vectors have {} and {} elements", x.shape().back(), y.shape().back());
  const Array product = multiply(conjugated(x), y);
  return Value::from(reduce(Reduction::sum, product, {product.dimensions() - 1}, false, product.dtype()));
}

Array identity_like(const Array& a) {
  const Array one = call_array("eye", {whole(a.shape().back())}).cast(a.dtype());
  return one.broadcast_to(a.shape()).copy();
}
Value matrix_power(const Args& args) {
  Array a = args.array("a");
  auto n = args.integer("n");
  if (a.dimensions() < 2 || a.shape()[a.dimensions() - 1] != a.shape()[a.dimensions() - 2])
    throw fail(Fault::data, "Last 2 dimensions of the array must be square");
  if (n == 0) return Value::from(identity_like(a), false);
  if (n < -(1LL << 62)) throw fail(Fault::data, "the exponent is too large");
  if (n < 0) {
    a = call_array("linalg.inv", {boxed(a)});
    n = -n;
  }
  if (n == 3) return Value::from(matmul(matmul(a, a), a), false);
  Array result = a, square = a;
  for (bool begun = false; n > 0; n /= 2) {
    if (n % 2 != 0) {
      result = begun ? matmul(result, square) : square;
      begun = true;
    }
    if (n > 1) square = matmul(square, square);
  }
  return Value::from(result, false);
}

/// Matrices to multiply; of those from `from` to `to`, the ones up to split[from][to] are multiplied by themselves.
struct Chain {
  std::vector<Array> links;
  std::vector<std::vector<std::size_t>> split;
  [[nodiscard]] Array product(std::size_t from, std::size_t to) const {
    if (from == to) return links[from];
    const auto middle = split[from][to];
    return matmul(product(from, middle), product(middle + 1, to));
  }
};
// The order with the fewest multiplications, by dynamic programming (Cormen et al., chapter 15.2).
void find_cheapest_order(Chain& chain) {
  const auto n = chain.links.size();
  const auto length = [&](std::size_t i) {
    return static_cast<double>(i < n ? chain.links[i].shape()[0] : chain.links[n - 1].shape()[1]);
  };
  std::vector<std::vector<double>> cost(n, std::vector<double>(n, 0));
  chain.split.assign(n, std::vector<std::size_t>(n, 0));
  for (std::size_t span = 1; span < n; ++span)
    for (std::size_t from = 0; from + span < n; ++from) {
      const auto to = from + span;
      cost[from][to] = HUGE_VAL;
      for (std::size_t middle = from; middle < to; ++middle) {
        const double q = cost[from][middle] + cost[middle + 1][to] + length(from) * length(middle + 1) * length(to + 1);
        if (q < cost[from][to]) cost[from][to] = q, chain.split[from][to] = middle;
      }
    }
}
Value multi_dot(const Args& args) {
  Chain chain;
  const auto& given = args.value("arrays");
  if (const auto* s = given.as<Sequence>())
    for (const auto& item : s->items) chain.links.push_back(to_array(item));
  const auto n = chain.links.size();
  if (n < 2) throw fail(Fault::data, "Expecting at least two arrays.");
  if (n > 200) throw fail(Fault::data, "multi_dot takes at most 200 arrays");
  auto &first = chain.links.front(), &last = chain.links.back();
  const bool row = first.dimensions() == 1, column = last.dimensions() == 1;
  if (row) first = first.reshaped({1, -1});
  if (column) last = last.reshaped({-1, 1});
  for (const auto& link : chain.links)
    if (link.dimensions() != 2)
      throw fail(Fault::data, "{}-dimensional array given. Array must be two-dimensional", link.dimensions());
  find_cheapest_order(chain);
  const Array result = chain.product(0, n - 1);
  if (row && column) return Value::from(result.reshaped({}));
  return Value::from(row || column ? result.reshaped({-1}) : result, false);
}

constexpr Function table[] = {
    {"matmul", "x1, x2", matmul_of},
    {"linalg.matmul", "x1, x2", matmul_of},
    {"dot", "a, b", dot_of, true},
    {"vdot", "a, b", vdot},
    {"inner", "a, b", inner},
    {"outer", "a, b", outer},
    {"linalg.outer", "a, b", outer},
    {"tensordot", "a, b, axes=", tensordot_of},
    {"linalg.tensordot", "a, b, axes=", tensordot_of},
    {"kron", "a, b", kron},
    {"einsum", "subscripts, *operands", einsum_of},
    {"trace", "a, offset=, axis1=, axis2=, dtype=", trace, true},
    {"linalg.trace", "a, offset=, dtype=, axis1=, axis2=", trace},
    {"diagonal", "a, offset=, axis1=, axis2=", diagonal, true},
    {"linalg.diagonal", "a, offset=, axis1=, axis2=", diagonal},
    {"cross", "a, b, axisa=, axisb=, axisc=, axis=", cross},
    {"linalg.cross", "a, b, axis=, axisa=, axisb=, axisc=", cross},
    {"vecdot", "x1, x2, axis=", vecdot},
    {"linalg.vecdot", "x1, x2, axis=", vecdot},
    {"linalg.matrix_power", "a, n", matrix_power},
    {"linalg.multi_dot", "arrays", multi_dot},
};

}  // namespace

std::span<const Function> product_functions() noexcept { return table; }

}  // namespace pytk::array
