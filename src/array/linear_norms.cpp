#include "linear_norms.hpp"

#include <cmath>

#include <pytk/core/error.hpp>

#include "compose.hpp"

namespace pytk::array {
namespace {

Array as_floats(const Array& a) {
  if (!is_number(a.kind())) throw fail(Fault::data, "an array of {} has no norm", dtype_name(a.dtype()));
  return is_integer(a.kind()) || is_bool(a.kind()) ? a.cast(Kind::float64) : a;
}
Array number_like(double value, const Array& a) { return Array::scalar(value).cast(real_part_of(a.kind())); }
Array squares(const Array& a) {
  if (!is_complex(a.kind())) return multiply(a, a);
  const Array re = apply(Unary::real, a), im = apply(Unary::imag, a);
  return add(multiply(re, re), multiply(im, im));
}
Array root_of_squares(const Array& a, const Axes& axes, bool keep) {
  return apply(Unary::sqrt, reduce(Reduction::sum, squares(a), axes, keep));
}

Array vector_norm(const Array& a, const Value& order, const Axes& axes, bool keep) {
  if (order.none()) return root_of_squares(a, axes, keep);
  if (const auto* text = order.as<Text>()) throw fail(Fault::usage, "Invalid norm order '{}' for vectors", text->text);
  const double p = to_double(order, "ord");
  const Array size = apply(Unary::absolute, a);
  if (p == HUGE_VAL) return reduce(Reduction::max, size, axes, keep);
  if (p == -HUGE_VAL) return reduce(Reduction::min, size, axes, keep);
  if (p == 0)
    return reduce(Reduction::sum, apply(Binary::not_equal, a, Array::scalar(0.0)).cast(size.dtype()), axes, keep);
  if (p == 1) return reduce(Reduction::sum, size, axes, keep);
  if (p == 2) return root_of_squares(a, axes, keep);
  const Array sum = reduce(Reduction::sum, apply(Binary::power, size, number_like(p, a)), axes, keep);
  return apply(Binary::power, sum, number_like(1 / p, a));
}

// The sums along one axis, then the extreme along the other.
Array extreme_sum(const Array& a, std::size_t along, std::size_t across, bool largest, bool keep) {
  const Array sums = reduce(Reduction::sum, apply(Unary::absolute, a), {along}, true);
  Array result = reduce(largest ? Reduction::max : Reduction::min, sums, {across}, true);
  return keep ? result : reduce(Reduction::max, result, {along, across}, false);
}

Array from_singular_values(const Array& a, const Axes& axes, Reduction what, bool keep) {
  const Array s = call_array("linalg.svdvals", {boxed(with_last(a, {axes[0], axes[1]}))});
  Array result = reduce(what, s, {s.dimensions() - 1}, false);
  if (!keep) return result;
  Shape shape = a.shape();
  for (const auto axis : axes) shape[axis] = 1;
  return result.reshaped(shape);
}

Array matrix_norm(const Array& a, const Value& order, const Axes& axes, bool keep) {
  if (order.none()) return root_of_squares(a, axes, keep);
  if (const auto* text = order.as<Text>()) {
    if (text->text == "fro" || text->text == "f") return root_of_squares(a, axes, keep);
    if (text->text == "nuc") return from_singular_values(a, axes, Reduction::sum, keep);
    throw fail(Fault::usage, "Invalid norm order for matrices: '{}'", text->text)
        .hint("fro, nuc, inf, -inf, 1, -1, 2 or -2");
  }
  const double p = to_double(order, "ord");
  if (p == 2) return from_singular_values(a, axes, Reduction::max, keep);
  if (p == -2) return from_singular_values(a, axes, Reduction::min, keep);
  if (std::fabs(p) == 1) return extreme_sum(a, axes[0], axes[1], p > 0, keep);
  if (std::isinf(p)) return extreme_sum(a, axes[1], axes[0], p > 0, keep);
  throw fail(Fault::usage, "Invalid norm order for matrices.").hint("fro, nuc, inf, -inf, 1, -1, 2 or -2");
}

Value norm_of(const Args& args) {
  const Array a = as_floats(args.array("x"));
  const Value none;
  const Value& order = args.has("ord") ? args.value("ord") : none;
  const bool keep = args.flag("keepdims");
  if (!args.has("axis")) {
    const auto* text = order.as<Text>();
    const bool usual = order.none() ||
                       (text != nullptr && (text->text == "fro" || text->text == "f") && a.dimensions() == 2) ||
                       (text == nullptr && a.dimensions() == 1 && to_double(order, "ord") == 2);
    if (usual) return Value::from(root_of_squares(a, all_axes(a), keep));
  }
  return Value::from(norm(a, order, args.axes(a), keep));
}
Value vector_norm_of(const Args& args) {
  const Array a = as_floats(args.array("x"));
  const Value two = Integer{2};
  return Value::from(vector_norm(a, args.has("ord") ? args.value("ord") : two, args.axes(a), args.flag("keepdims")));
}
Value matrix_norm_of(const Args& args) {
  const Array a = as_floats(args.array("x"));
  if (a.dimensions() < 2) throw fail(Fault::data, "a matrix is needed");
  const Value usual = Text{"fro", false};
  return Value::from(matrix_norm(a, args.has("ord") ? args.value("ord") : usual,
                                 {a.dimensions() - 2, a.dimensions() - 1}, args.flag("keepdims")));
}

constexpr Function table[] = {
    {"linalg.norm", "x, ord=, axis=, keepdims=", norm_of},
    {"linalg.vector_norm", "x, axis=, keepdims=, ord=", vector_norm_of},
    {"linalg.matrix_norm", "x, keepdims=, ord=", matrix_norm_of},
};

}  // namespace

Array norm(const Array& given, const Value& order, const Axes& axes, bool keep) {
  const Array a = as_floats(given);
  if (axes.size() == 1) return vector_norm(a, order, axes, keep);
  if (axes.size() == 2) return matrix_norm(a, order, axes, keep);
  throw fail(Fault::data, "Improper number of dimensions to norm.").hint("give one axis or two");
}

std::span<const Function> norm_functions() noexcept { return table; }

}  // namespace pytk::array
