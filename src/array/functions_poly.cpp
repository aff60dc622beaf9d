// Polynomials as NumPy's older functions have them: coefficients from the highest power down.
#include <algorithm>
#include <cmath>
#include <limits>

#include <pytk/core/error.hpp>

#include "compose.hpp"
#include "products.hpp"

namespace pytk::array {
namespace {

Array line_of(const Args& args, std::string_view name) {
  const Array a = args.array(name);
  if (a.dimensions() > 1) throw fail(Fault::data, "{}: a polynomial has one dimension", args.function());
  return a.reshaped({-1});
}
Array concatenated(std::initializer_list<Array> parts) {
  Sequence s;
  for (const auto& part : parts) s.items.push_back(boxed(part));
  return call_array("concatenate", {s});
}

Array vandermonde(const Array& x, std::int64_t n, bool increasing) {
  if (x.dimensions() != 1) throw fail(Fault::data, "x must be a one-dimensional array or sequence.");
  Array v = Array::empty(promote(x.kind(), Kind::int64), {x.size(), n});
  if (v.size() == 0) return v;
  Array power = Array::scalar<double>(1).cast(v.dtype()).broadcast_to(x.shape());
  for (std::int64_t i = 0; i < n; ++i) {
    assign(at_index(v, 1, increasing ? i : n - 1 - i), power);
    power = multiply(power, x.cast(v.dtype()));
  }
  return v;
}
Value vander(const Args& args) {
  const Array x = args.array("x");
  return Value::from(vandermonde(x, args.integer("N", x.size()), args.flag("increasing")), false);
}

Value polyval(const Args& args) {
  const Array given = args.array("p"), x = args.array("x");
  // Each coefficient is a scalar beside x: it does not widen floats.
  const bool narrow = x.dimensions() > 0 && (is_complex(x.kind()) || (is_float(x.kind()) && !is_complex(given.kind())));
  const Array p = (given.dimensions() == 0 ? given.reshaped({1}) : given).cast(narrow ? x.kind() : given.kind());
  Array y = Array::zeros(x.dtype(), x.shape());
  if (is_weak(args.value("x")) && p.kind() != Kind::boolean) {
    const Array number = to_array_beside(args.value("x"), p.kind());
    y = Array::zeros(p.dtype(), {});
    for (std::int64_t i = 0; i < p.shape()[0]; ++i) y = add(multiply(y, number), at_index(p, 0, i));
    return Value::from(y);
  }
  for (std::int64_t i = 0; i < p.shape()[0]; ++i) y = add(multiply(y, x), at_index(p, 0, i));
  return Value::from(y);
}

Value polyfit(const Args& args) {
  const auto degree = args.integer("deg");
  const Array x = args.array("x").cast(Kind::float64);
  const Array y = as_doubles(args.array("y"));
  if (degree < 0) throw fail(Fault::data, "expected deg >= 0");
  if (x.dimensions() != 1) throw fail(Fault::data, "expected 1D vector for x");
  if (x.size() == 0) throw fail(Fault::data, "expected non-empty vector for x");
  if (y.dimensions() < 1 || y.dimensions() > 2) throw fail(Fault::data, "expected 1D or 2D array for y");
  if (x.size() != y.shape()[0]) throw fail(Fault::data, "expected x and y to have same length");
  const double rcond = args.real("rcond", static_cast<double>(x.size()) * std::numeric_limits<double>::epsilon());
  Array left = vandermonde(x, degree + 1, false), right = y;
  if (args.has("w")) {
    const Array w = args.array("w").cast(Kind::float64);
    if (w.dimensions() != 1 || w.size() != x.size())
      throw fail(Fault::data, "expected w and y to have the same length");
    left = multiply(left, w.reshaped({-1, 1}));
    right = y.dimensions() == 2 ? multiply(y, w.reshaped({-1, 1})) : multiply(y, w);
  }
  const Array scale = apply(Unary::sqrt, reduce(Reduction::sum, multiply(left, left), {0}, false));
  left = divide(left, scale);
  const Value solved = call("linalg.lstsq", {boxed(left), boxed(right), Value(rcond)});
  const auto& parts = solved.get<Sequence>().items;
  const Array c = divide(to_array(parts[0]).transposed(), scale).transposed();
  if (args.flag("full")) {
    Sequence out;
    out.items = {boxed(c), parts[1], parts[2], parts[3], Value(rcond)};
    return out;
  }
  if (!args.has("cov") || (args.value("cov").as<Text>() == nullptr && !args.flag("cov"))) return Value::from(c, false);
  Array base = call_array("linalg.inv", {boxed(matmul(left.transposed(), left))});
  base = divide(base, multiply(scale.reshaped({-1, 1}), scale));
  if (args.value("cov").as<Text>() == nullptr) {
    if (x.size() <= degree + 1)
      throw fail(Fault::data, "the number of data points must exceed order to scale the covariance matrix");
    base = multiply(base, divide(to_array(parts[1]), Array::scalar(static_cast<double>(x.size() - degree - 1))));
  }
  Sequence out;
  out.items = {boxed(c), boxed(base)};
  return out;
}

// Eigenvalues of the companion matrix; zeros at the end are roots 0.
Value roots(const Args& args) {
  const Array p = line_of(args, "p");
  const Array truth = p.cast(Kind::boolean).contiguous();
  std::int64_t first = 0, last = p.size() - 1;
  while (first < p.size() && !truth.get<bool>(first)) ++first;
  if (first == p.size()) return Value::from(Array::empty(Kind::float64, {0}), false);
  while (!truth.get<bool>(last)) --last;
  const Array c = as_doubles(part_of(p, 0, first, last - first + 1));
  const auto n = c.size() - 1;
  Array found = Array::empty(Kind::float64, {0});
  if (n > 0) {
    const Array companion = Array::zeros(c.dtype(), {n, n});
    assign(at_index(companion, 0, 0), apply(Unary::negative, divide(part_of(c, 0, 1, n), at_index(c, 0, 0))));
    for (std::int64_t i = 1; i < n; ++i) assign(at_index(at_index(companion, 0, i), 0, i - 1), Array::scalar(1.0));
    found = call_array("linalg.eigvals", {boxed(companion)});
  }
  const auto zeros = p.size() - 1 - last;
  return Value::from(zeros > 0 ? concatenated({found, Array::zeros(found.dtype(), {zeros})}) : found, false);
}
Value poly(const Args& args) {
  Array z = args.array("seq_of_zeros");
  if (z.dimensions() == 2) z = call_array("linalg.eigvals", {boxed(z)});
  if (z.dimensions() != 1) throw fail(Fault::data, "input must be 1d or non-empty square 2d array.");
  if (z.size() == 0) return 1.0;
  z = as_doubles(z);
  Array p = Array::scalar(1.0).cast(z.dtype()).reshaped({1});
  for (std::int64_t i = 0; i < z.size(); ++i) {
    Sequence factor;
    factor.items = {boxed(Array::scalar(1.0).cast(z.dtype())), boxed(apply(Unary::negative, at_index(z, 0, i)))};
    p = call_array("convolve", {boxed(p), factor});
  }
  if (!is_complex(p.kind())) return Value::from(p, false);
  // Roots in conjugate pairs mean real coefficients.
  const bool pairs =
      to_bool(call("array_equal", {call("sort", {boxed(z)}), call("sort", {boxed(apply(Unary::conjugate, z))})}));
  return Value::from(pairs ? apply(Unary::real, p).copy() : p, false);
}

Array padded_front(const Array& a, std::int64_t n) {
  return a.size() >= n ? a : concatenated({Array::zeros(a.dtype(), {n - a.size()}), a});
}
Value polyadd(const Args& args) {
  const Array a = line_of(args, "a1"), b = line_of(args, "a2");
  const auto n = std::max(a.size(), b.size());
  return Value::from(
      apply(args.function() == "polyadd" ? Binary::add : Binary::subtract, padded_front(a, n), padded_front(b, n)),
      false);
}
Value polymul(const Args& args) { return call("convolve", {args.value("a1"), args.value("a2")}); }
Value polydiv(const Args& args) {
  const Array u = as_doubles(line_of(args, "u")), v = as_doubles(line_of(args, "v"));
  const Kind kind = promote(u.kind(), v.kind());
  const auto m = u.size() - 1, n = v.size() - 1;
  if (u.size() == 0 || v.size() == 0) throw fail(Fault::data, "polydiv: a polynomial without coefficients");
  const Array q = Array::zeros(kind, {std::max<std::int64_t>(m - n + 1, 1)});
  const Array r = u.cast(kind).copy(), divisor = v.cast(kind);
  const Array scale = divide(Array::scalar(1.0), at_index(divisor, 0, 0));
  for (std::int64_t k = 0; k <= m - n; ++k) {
    const Array d = multiply(scale, at_index(r, 0, k));
    assign(at_index(q, 0, k), d);
    const Array part = part_of(r, 0, k, n + 1);
    assign(part, subtract(part.copy(), multiply(d, divisor)));
  }
  // As numpy.polydiv: leading coefficients that are as good as zero go.
  Array rest = r;
  while (rest.size() > 1 && to_bool(call("allclose", {boxed(at_index(rest, 0, 0)), Integer{0}, Value(1e-14)})))
    rest = part_of(rest, 0, 1, rest.size() - 1);
  Sequence out;
  out.items = {boxed(q), boxed(rest.copy())};
  return out;
}
Value polyder(const Args& args) {
  Array p = line_of(args, "p");
  const auto times = args.integer("m", 1);
  if (times < 0) throw fail(Fault::data, "Order of derivative must be positive (see polyint)");
  for (auto m = std::min(times, p.size()); m > 0; --m) {
    const auto n = p.size() - 1;
    const Array powers = call_array("arange", {whole(n), Integer{0}, Integer{-1}});
    p = multiply(part_of(p, 0, 0, n), powers);
  }
  return Value::from(p.size() == 0 && times > 0 ? p.copy() : p, false);
}
Value polyint(const Args& args) {
  Array p = line_of(args, "p");
  const auto times = args.integer("m", 1);
  if (times < 0) throw fail(Fault::data, "Order of integral must be positive (see polyder)");
  if (times > 10000) throw fail(Fault::data, "at most 10,000 integrals can be taken");
  Array k = Array::zeros(Kind::float64, {times});
  if (args.has("k")) k = args.array("k").cast(Kind::float64).reshaped({-1}).broadcast_to({times});
  for (std::int64_t i = 0; i < times; ++i) {
    const Array powers = call_array("arange", {whole(p.size()), Integer{0}, Integer{-1}});
    p = concatenated({divide(p, powers), at_index(k, 0, i).reshaped({1})});
  }
  return Value::from(p, false);
}

constexpr Function table[] = {
    {"vander", "x, N=, increasing=", vander},
    {"polyval", "p, x", polyval},
    {"polyfit", "x, y, deg, rcond=, full=, w=, cov=", polyfit},
    {"roots", "p", roots},
    {"poly", "seq_of_zeros", poly},
    {"polyadd", "a1, a2", polyadd},
    {"polysub", "a1, a2", polyadd},
    {"polymul", "a1, a2", polymul},
    {"polydiv", "u, v", polydiv},
    {"polyder", "p, m=", polyder},
    {"polyint", "p, m=, k=", polyint},
};

}  // namespace

std::span<const Function> polynomial_functions() noexcept { return table; }

}  // namespace pytk::array
