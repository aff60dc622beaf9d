// Numbers in a row: derivatives, integrals, convolutions, covariances, interpolation.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include <pytk/core/error.hpp>

#include "compose.hpp"
#include "products.hpp"

namespace pytk::array {
namespace {

Array with_floats(const Array& a) { return is_integer(a.kind()) || is_bool(a.kind()) ? a.cast(Kind::float64) : a; }
Array constant(double v, const Array& like) { return Array::scalar(v).cast(real_part_of(like.kind())); }

// Where the points of an axis lie: all `step` apart, or with a gap of their own each.
struct Spacing_of_axis {
  double step = 1;
  std::vector<double> gaps;
  [[nodiscard]] bool even() const { return gaps.empty(); }
  [[nodiscard]] double first() const { return even() ? step : gaps.front(); }
  [[nodiscard]] double last() const { return even() ? step : gaps.back(); }
};
Spacing_of_axis spacing_of(const Array& given, std::int64_t length) {
  Spacing_of_axis s;
  if (given.dimensions() == 0) {
    s.step = given.cast(Kind::float64).get<double>(0);
    return s;
  }
  const Array x = given.cast(Kind::float64).contiguous();
  if (x.dimensions() != 1 || x.size() != length)
    throw fail(Fault::data, "when 1d, distances must match the length of the corresponding dimension");
  for (std::int64_t i = 1; i < length; ++i) s.gaps.push_back(x.get<double>(i) - x.get<double>(i - 1));
  if (std::all_of(s.gaps.begin(), s.gaps.end(), [&](double g) { return g == s.gaps[0]; })) {
    s.step = s.gaps.empty() ? 1 : s.gaps[0];
    s.gaps.clear();
  }
  return s;
}

// a f[i] + b f[j] + c f[k] along the first axis.
Array combine(const Array& f, double a, std::int64_t i, double b, std::int64_t j, double c, std::int64_t k) {
  const auto term = [&](double w, std::int64_t at) { return multiply(constant(w, f), at_index(f, 0, at)); };
  return add(add(term(a, i), term(b, j)), term(c, k));
}
Array second_order_edge(const Array& f, const Spacing_of_axis& s, bool start) {
  const auto n = f.shape()[0];
  if (s.even())
    return start ? combine(f, -1.5 / s.step, 0, 2.0 / s.step, 1, -0.5 / s.step, 2)
                 : combine(f, 0.5 / s.step, n - 3, -2.0 / s.step, n - 2, 1.5 / s.step, n - 1);
  const auto m = s.gaps.size();
  const double p = start ? s.gaps[0] : s.gaps[m - 2], q = start ? s.gaps[1] : s.gaps[m - 1];
  if (start) return combine(f, -(2 * p + q) / (p * (p + q)), 0, (p + q) / (p * q), 1, -p / (q * (p + q)), 2);
  return combine(f, q / (p * (p + q)), n - 3, -(q + p) / (p * q), n - 2, (2 * q + p) / (q * (p + q)), n - 1);
}
Array gradient_along(const Array& given, std::size_t axis, const Spacing_of_axis& s, std::int64_t edge_order) {
  const Array f = move_axis(given, axis, 0);
  const auto n = f.shape()[0];
  if (n < edge_order + 1)
    throw fail(
        Fault::data,
        "Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required.");
  const Array out = Array::empty(f.dtype(), f.shape());
  if (s.even()) {
    assign(part_of(out, 0, 1, n - 2),
           divide(subtract(part_of(f, 0, 2, n - 2), part_of(f, 0, 0, n - 2)), constant(2.0 * s.step, f)));
  } else {
    for (std::int64_t i = 1; i + 1 < n; ++i) {
      const double p = s.gaps[static_cast<std::size_t>(i - 1)], q = s.gaps[static_cast<std::size_t>(i)];
      assign(at_index(out, 0, i),
             combine(f, -q / (p * (p + q)), i - 1, (q - p) / (p * q), i, p / (q * (p + q)), i + 1));
    }
  }
  if (edge_order == 2) {
    assign(at_index(out, 0, 0), second_order_edge(f, s, true));
    assign(at_index(out, 0, n - 1), second_order_edge(f, s, false));
  } else {
    assign(at_index(out, 0, 0), divide(subtract(at_index(f, 0, 1), at_index(f, 0, 0)), constant(s.first(), f)));
    assign(at_index(out, 0, n - 1),
           divide(subtract(at_index(f, 0, n - 1), at_index(f, 0, n - 2)), constant(s.last(), f)));
  }
  return move_axis(out, 0, axis);
}
Value gradient(const Args& args) {
  const Array f = with_floats(args.array("f"));
  const auto axes = args.axes(f);
  const auto& given = args.rest();
  if (given.size() > 1 && given.size() != axes.size())
    throw fail(Fault::usage, "gradient takes one distance, or one for each axis");
  const auto order = args.integer("edge_order", 1);
  if (order != 1 && order != 2) throw fail(Fault::data, "'edge_order' greater than 2 not supported");
  Sequence out;
  out.list = true;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const Array distance = given.empty() ? Array::scalar(1.0) : to_array(given[given.size() == 1 ? 0 : i]);
    out.items.push_back(
        Value::from(gradient_along(f, axes[i], spacing_of(distance, f.shape()[axes[i]]), order), false));
  }
  return out.items.size() == 1 ? out.items[0] : Value(out);
}

Value trapz(const Args& args) {
  const Array y = args.array("y");
  const auto axis = normal_axis(args.integer("axis", -1), y.dimensions());
  const auto n = y.shape()[axis] - 1;
  Array d = Array::scalar(args.real("dx", 1.0));
  if (is_float(y.kind()) || is_complex(y.kind())) d = d.cast(y.dtype());
  if (args.has("x")) {
    d = call_array("diff", {args.value("x")},
                   {{"axis", whole(args.array("x").dimensions() == 1 ? -1 : static_cast<std::int64_t>(axis))}});
    if (d.dimensions() == 1) {
      Shape shape(y.dimensions(), 1);
      shape[axis] = d.size();
      d = d.reshaped(shape);
    }
  }
  const Array twice = multiply(d, add(part_of(y, axis, 1, n), part_of(y, axis, 0, n)));
  const Array middle =
      divide(twice, is_float(twice.kind()) || is_complex(twice.kind()) ? Array::scalar(2.0).cast(twice.dtype())
                                                                       : Array::scalar(2.0));
  return Value::from(reduce(Reduction::sum, middle, {axis}, false));
}
Value ediff1d(const Args& args) {
  const Array a = args.array("ary").reshaped({-1});
  const auto n = std::max<std::int64_t>(a.size() - 1, 0);
  Sequence parts;
  if (args.has("to_begin")) parts.items.push_back(boxed(args.array("to_begin").reshaped({-1}).cast(a.dtype())));
  parts.items.push_back(boxed(subtract(part_of(a, 0, 1, n), part_of(a, 0, 0, n))));
  if (args.has("to_end")) parts.items.push_back(boxed(args.array("to_end").reshaped({-1}).cast(a.dtype())));
  return call("concatenate", {parts});
}

// sum over j of a[i + j] v[j] for i from `first` on; what lies outside a is zero.
Array correlated(const Array& a, const Array& v, std::int64_t first, std::int64_t count) {
  Array out = Array::empty(a.dtype(), {count});
  visit_kind(a.kind(), [&]<class T>(TypeTag<T>) {
    const T* x = a.as<T>();
    const T* w = v.as<T>();
    for (std::int64_t k = 0; k < count; ++k) {
      const auto begin = std::max<std::int64_t>(0, -(first + k)), end = std::min(v.size(), a.size() - (first + k));
      if constexpr (std::is_same_v<T, Half>) {
        float sum = 0;
        for (auto j = begin; j < end; ++j) sum += static_cast<float>(x[first + k + j]) * static_cast<float>(w[j]);
        out.set<T>(k, Half(sum));
      } else if constexpr (std::is_integral_v<T>) {
        std::uint64_t sum = 0;
        for (auto j = begin; j < end; ++j)
          sum += static_cast<std::uint64_t>(x[first + k + j]) * static_cast<std::uint64_t>(w[j]);
        out.set<T>(k, static_cast<T>(sum));
      } else {
        T sum{};
        for (auto j = begin; j < end; ++j) sum += x[first + k + j] * w[j];
        out.set<T>(k, sum);
      }
    }
  });
  return out;
}
Value sliding(const Args& args, bool convolution) {
  Array a = args.array("a"), v = args.array("v");
  if (a.dimensions() > 1 || v.dimensions() > 1)
    throw fail(Fault::data, "object too deep for desired array: one dimension is needed");
  const Kind kind = promote(a.kind(), v.kind());
  a = a.cast(kind).reshaped({-1}).contiguous();
  v = v.cast(kind).reshaped({-1}).contiguous();
  if (a.size() == 0 || v.size() == 0) throw fail(Fault::data, "{} cannot be empty", a.size() == 0 ? "a" : "v");
  bool turned = false;
  if (!convolution && is_complex(kind)) v = apply(Unary::conjugate, v);
  if (v.size() > a.size()) {
    std::swap(a, v);
    turned = !convolution;
  }
  if (convolution) v = call_array("flip", {boxed(v)}).contiguous();
  const auto n = a.size(), m = v.size();
  const auto mode = args.text("mode", convolution ? "full" : "valid");
  Array out;
  if (mode == "full") out = correlated(a, v, 1 - m, n + m - 1);
  else if (mode == "same") out = correlated(a, v, -(m / 2), n);
  else if (mode == "valid") out = correlated(a, v, 0, n - m + 1);
  else throw fail(Fault::usage, "mode must be one of 'valid', 'same', or 'full' (got '{}')", mode);
  return turned ? call("flip", {boxed(out)}) : Value::from(out, false);
}
Value convolve(const Args& args) { return sliding(args, true); }
Value correlate(const Args& args) { return sliding(args, false); }

Array rows_of(const Array& given, bool in_rows, Kind kind) {
  if (given.dimensions() > 2) throw fail(Fault::data, "m has more than 2 dimensions");
  const Array a = given.cast(kind);
  if (a.dimensions() == 2) return in_rows || a.shape()[0] == 1 ? a : a.transposed();
  return a.reshaped({1, -1});
}
Array covariance(const Args& args) {
  const Array m = args.array("m");
  Kind kind = promote(m.kind(), Kind::float64);
  if (args.has("y")) kind = promote(kind, args.array("y").kind());
  const bool in_rows = args.flag("rowvar", true);
  Array x = rows_of(m, in_rows, kind);
  if (args.has("y")) {
    Sequence both;
    both.items = {boxed(x), boxed(rows_of(args.array("y"), in_rows, kind))};
    x = call_array("concatenate", {both}, {{"axis", Integer{0}}});
  }
  const double ddof = args.has("ddof") ? args.real("ddof") : args.flag("bias") ? 0 : 1;
  Array weights;
  if (args.has("fweights")) weights = args.array("fweights").cast(Kind::float64);
  if (args.has("aweights"))
    weights = args.has("fweights") ? multiply(weights, args.array("aweights").cast(Kind::float64))
                                   : args.array("aweights").cast(Kind::float64);
  const bool weighted = args.has("fweights") || args.has("aweights");
  if (weighted && (weights.dimensions() != 1 || weights.size() != x.shape()[1]))
    throw fail(Fault::data, "incompatible numbers of samples and weights");
  double factor = static_cast<double>(x.shape()[1]) - ddof;
  Array mean, scaled;
  if (weighted) {
    const Array total = reduce(Reduction::sum, weights, {0}, false);
    const double sum = total.get<double>(0);
    mean = divide(reduce(Reduction::sum, multiply(x, weights), {1}, true), total);
    factor = sum - ddof;
    if (args.has("aweights") && ddof != 0)
      factor =
          sum - ddof *
                    reduce(Reduction::sum, multiply(weights, args.array("aweights").cast(Kind::float64)), {0}, false)
                        .get<double>(0) /
                    sum;
  } else {
    mean = array::mean(x, {1}, true);
  }
  x = subtract(x, mean);
  scaled = weighted ? multiply(x, weights) : x;
  if (factor <= 0) factor = 0;
  Array turned = scaled.transposed();
  if (is_complex(kind)) turned = apply(Unary::conjugate, turned);
  return multiply(matmul(x, turned), Array::scalar(1.0 / factor));
}
Array squeezed(const Array& a) { return call_array("squeeze", {boxed(a)}); }
Value cov(const Args& args) { return Value::from(squeezed(covariance(args)), false); }
Value corrcoef(const Args& args) {
  const Array c = covariance(args);
  const Array d = apply(Unary::sqrt, apply(Unary::real, call_array("diag", {boxed(c)})));
  if (d.size() == 1) return Value::from(divide(squeezed(c), squeezed(c)));
  const Array r = divide(divide(c, d.reshaped({-1, 1})), d.reshaped({1, -1}));
  if (is_complex(r.kind())) return Value::from(r, false);
  return call("clip", {boxed(r), Value(-1.0), Value(1.0)});
}

struct Curve {
  std::vector<double> xp, fp;
  double left, right;
  [[nodiscard]] double operator()(double x) const {
    if (x != x) return x;
    const auto n = xp.size();
    if (x < xp[0]) return left;
    if (x > xp[n - 1]) return right;
    const auto j = static_cast<std::size_t>(std::upper_bound(xp.begin(), xp.end(), x) - xp.begin()) - 1;
    if (j + 1 >= n || xp[j] == x) return fp[std::min(j, n - 1)];
    const double slope = (fp[j + 1] - fp[j]) / (xp[j + 1] - xp[j]);
    double y = slope * (x - xp[j]) + fp[j];
    if (y != y) {
      y = slope * (x - xp[j + 1]) + fp[j + 1];
      if (y != y && fp[j] == fp[j + 1]) y = fp[j];
    }
    return y;
  }
};
std::vector<double> values_of(const Array& a) {
  const Array x = a.cast(Kind::float64).reshaped({-1}).contiguous();
  return {x.as<double>(), x.as<double>() + x.size()};
}
// Points of a periodic curve are brought into one period, in order, with a neighbour on either side.
void wrap(Curve& curve, double period) {
  std::vector<std::pair<double, double>> points;
  for (std::size_t i = 0; i < curve.xp.size(); ++i) {
    const double x = std::fmod(curve.xp[i], period);
    points.emplace_back(x < 0 ? x + period : x, curve.fp[i]);
  }
  std::stable_sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  curve.xp.assign(1, points.back().first - period);
  curve.fp.assign(1, points.back().second);
  for (const auto& [x, y] : points) {
    curve.xp.push_back(x);
    curve.fp.push_back(y);
  }
  curve.xp.push_back(points.front().first + period);
  curve.fp.push_back(points.front().second);
}
Value interp(const Args& args) {
  if (is_complex(args.array("x").kind()) || is_complex(args.array("xp").kind()))
    throw fail(Fault::data, "interp takes real x and xp");
  const Array x = args.array("x").cast(Kind::float64);
  if (is_complex(args.array("fp").kind())) {
    const auto part = [&](Unary op) {
      Named_values named;
      for (const std::string end : {"left", "right"})
        if (args.has(end)) named.emplace_back(end, Value::from(apply(op, args.array(end))));
      if (args.has("period")) named.emplace_back("period", args.value("period"));
      return call_array("interp", {args.value("x"), args.value("xp"), boxed(apply(op, args.array("fp")))}, named)
          .cast(Kind::complex128);
    };
    return Value::from(add(part(Unary::real), multiply(part(Unary::imag), Array::scalar(std::complex<double>(0, 1)))));
  }
  Curve curve{values_of(args.array("xp")), values_of(args.array("fp")), 0, 0};
  if (curve.xp.size() != curve.fp.size()) throw fail(Fault::data, "fp and xp are not of the same length.");
  if (curve.xp.empty()) throw fail(Fault::data, "array of sample points is empty");
  double period = 0;
  if (args.has("period")) {
    period = std::fabs(args.real("period"));
    if (period == 0) throw fail(Fault::data, "period must be a non-zero value");
    wrap(curve, period);
  }
  curve.left = args.has("left") && period == 0 ? args.real("left") : curve.fp.front();
  curve.right = args.has("right") && period == 0 ? args.real("right") : curve.fp.back();
  const Array flat = x.reshaped({-1}).contiguous();
  const Array out = Array::empty(Kind::float64, flat.shape());
  for (std::int64_t i = 0; i < flat.size(); ++i) {
    double at = flat.get<double>(i);
    if (period > 0) {
      at = std::fmod(at, period);
      if (at < 0) at += period;
    }
    out.set(i, curve(at));
  }
  return Value::from(out.reshaped(x.shape()));
}

Value unwrap(const Args& args) {
  const Array p = args.array("p");
  const auto axis = normal_axis(args.integer("axis", -1), p.dimensions());
  const Value turn = 2 * std::numbers::pi;
  const Array period = args.has("period") ? args.array("period") : to_array(turn);
  const double full = period.cast(Kind::float64).get<double>(0);
  const bool integral = is_integer(p.kind()) && is_integer(period.kind());
  const bool ambiguous = !integral || std::fmod(full, 2) == 0;
  const double high = integral ? std::floor(full / 2) : full / 2;
  const double discont = args.has("discont") ? args.real("discont") : full / 2;
  const Kind kind = integral ? p.kind() : promote(p.kind(), is_float(p.kind()) ? p.kind() : Kind::float64);
  const Array values = p.cast(kind);
  const auto as_kind = [&](double v) { return Array::scalar(v).cast(kind); };
  const Array d = call_array("diff", {boxed(values)}, {{"axis", whole(static_cast<std::int64_t>(axis))}});
  Array folded = add(apply(Binary::remainder, subtract(d, as_kind(-high)), as_kind(full)), as_kind(-high));
  if (ambiguous) {
    const Array edge =
        apply(Binary::logical_and, apply(Binary::equal, folded, as_kind(-high)), apply(Binary::greater, d, as_kind(0)));
    folded = call_array("where", {boxed(edge), boxed(as_kind(high)), boxed(folded)});
  }
  const Array small = apply(Binary::less, apply(Unary::absolute, d), Array::scalar(discont));
  const Array shift = call_array("where", {boxed(small), boxed(as_kind(0)), boxed(subtract(folded, d))});
  const Array out = values.copy();
  const Array rest = part_of(out, axis, 1, p.shape()[axis] - 1);
  assign(rest, add(rest.copy(), cumulative(false, shift, axis, DType(kind))));
  return Value::from(out, false);
}

Value sinc(const Args& args) {
  const Array x = with_floats(args.array("x"));
  const Array y =
      multiply(constant(std::numbers::pi, x),
               call_array("where", {boxed(apply(Binary::equal, x, constant(0, x))), Value(1e-20), boxed(x)}));
  return Value::from(divide(apply(Unary::sin, y), y));
}

// Windows of M points; cosines of 2 pi n / (M - 1) with the usual weights.
Value window(const Args& args) {
  const auto m = args.integer("M");
  if (m < 1) return Value::from(Array::empty(Kind::float64, {0}), false);
  const Array w = Array::empty(Kind::float64, {m});
  if (m == 1) {
    w.set(0, 1.0);
    return Value::from(w, false);
  }
  const double last = static_cast<double>(m - 1);
  for (std::int64_t i = 0; i < m; ++i) {
    const double n = 1 - static_cast<double>(m) + 2 * static_cast<double>(i), c = std::cos(std::numbers::pi * n / last);
    if (args.function() == "hanning") w.set(i, 0.5 + 0.5 * c);
    else if (args.function() == "hamming") w.set(i, 0.54 + 0.46 * c);
    else if (args.function() == "blackman")
      w.set(i, 0.42 + 0.5 * c + 0.08 * std::cos(2.0 * std::numbers::pi * n / last));
    else if (args.function() == "bartlett_window") w.set(i, n <= 0 ? 1 + n / last : 1 - n / last);
    else {
      const double alpha = last / 2, off = (static_cast<double>(i) - alpha) / alpha, beta = args.real("beta");
      w.set(i, bessel_i0_of(std::fabs(beta) * std::sqrt(std::max(0.0, 1 - off * off))) / bessel_i0_of(std::fabs(beta)));
    }
  }
  return Value::from(w, false);
}

constexpr Function table[] = {
    {"gradient", "f, *distances, axis=, edge_order=", gradient},
    {"trapz", "y, x=, dx=, axis=", trapz},
    {"ediff1d", "ary, to_end=, to_begin=", ediff1d},
    {"convolve", "a, v, mode=", convolve},
    {"correlate", "a, v, mode=", correlate},
    {"cov", "m, y=, rowvar=, bias=, ddof=, fweights=, aweights=", cov},
    {"corrcoef", "m, y=, rowvar=, bias=, ddof=", corrcoef},
    {"interp", "x, xp, fp, left=, right=, period=", interp},
    {"unwrap", "p, discont=, axis=, period=", unwrap},
    {"sinc", "x", sinc},
    {"hanning", "M", window},
    {"hamming", "M", window},
    {"blackman", "M", window},
    {"kaiser", "M, beta", window},
    {"bartlett_window", "M", window},
};

}  // namespace

std::span<const Function> signal_functions() noexcept { return table; }

}  // namespace pytk::array
