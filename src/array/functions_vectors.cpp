// Draws that are vectors: multinomial, multivariate hypergeometric, dirichlet, multivariate normal.
#include <algorithm>
#include <numeric>

#include <pytk/core/error.hpp>

#include "compose.hpp"
#include "draws.hpp"
#include "products.hpp"

namespace pytk::array {
namespace {

std::vector<double> reals_of(const Args& args, std::string_view name) {
  const Array a = args.array(name).cast(Kind::float64).contiguous();
  need(a.dimensions() == 1, args, std::string(name) + " must be 1-dimensional");
  return {a.as<double>(), a.as<double>() + a.size()};
}
Array with_vectors(Kind kind, const Shape& outer, std::size_t length) {
  Shape shape = outer;
  shape.push_back(static_cast<std::int64_t>(length));
  return Array::zeros(kind, shape);
}

Value multinomial(Stream& s, const Args& args) {
  const auto shares = reals_of(args, "pvals");
  const auto d = shares.size();
  need(d > 0, args, "pvals must have at least one element");
  double sum = shares[0], lost = 0;  // Kahan
  for (std::size_t i = 0; i < d; ++i) {
    need(shares[i] >= 0 && shares[i] <= 1, args, "pvals < 0, pvals > 1 or pvals contains NaNs");
    if (i == 0 || i + 1 == d) continue;
    const double y = shares[i] - lost, t = sum + y;
    lost = t - sum - y;
    sum = t;
  }
  need(d == 1 || sum <= 1.0 + 1e-12, args, "sum(pvals[:-1]) > 1.0");
  const Array given = args.array("n").cast(Kind::int64);
  const Shape outer = size_of(args, {&given});
  const Array n = given.broadcast_to(outer).contiguous();
  const Array out = with_vectors(Kind::int64, outer, d);
  for (std::int64_t row = 0; row < n.size(); ++row) {
    auto left = n.get<std::int64_t>(row);
    need(left >= 0, args, "n < 0");
    auto* counts = out.as<std::int64_t>() + row * static_cast<std::int64_t>(d);
    double rest = 1.0;
    for (std::size_t k = 0; k + 1 < d && left > 0; ++k) {
      counts[k] = draw_binomial(s, left, shares[k] / rest);
      left -= counts[k];
      rest -= shares[k];
    }
    if (left > 0) counts[d - 1] = left;
  }
  return Value::from(out, false);
}

Value dirichlet(Stream& s, const Args& args) {
  const auto alpha = reals_of(args, "alpha");
  const auto k = alpha.size();
  need(std::all_of(alpha.begin(), alpha.end(), [&](double a) { return s.legacy() ? a > 0 : a >= 0; }), args,
       s.legacy() ? "alpha <= 0" : "alpha < 0");
  const Array out = with_vectors(Kind::float64, size_of(args), k);
  const auto rows = k == 0 ? 0 : out.size() / static_cast<std::int64_t>(k);
  const bool small = !s.legacy() && k > 0 && *std::max_element(alpha.begin(), alpha.end()) < 0.1;
  std::vector<double> tails(k);  // sums from here to the end, for the stick that is broken
  double sum = 0;
  for (std::size_t i = k; small && i-- > 0;) tails[i] = sum += alpha[i];
  for (std::int64_t row = 0; row < rows; ++row) {
    auto* values = out.as<double>() + row * static_cast<std::int64_t>(k);
    if (small) {
      if (sum == 0) continue;
      double left = 1;
      for (std::size_t i = 0; i + 1 < k; ++i) {
        const double v = draw_beta(s, alpha[i], tails[i + 1]);
        values[i] = left * v;
        left *= 1 - v;
        if (tails[i + 1] == 0) break;
      }
      values[k - 1] = left;
      continue;
    }
    double total = 0;
    for (std::size_t i = 0; i < k; ++i) total += values[i] = s.gamma(alpha[i]);
    const double inverse = 1 / total;
    for (std::size_t i = 0; i < k; ++i) values[i] *= inverse;
  }
  return Value::from(out, false);
}

// As many univariate draws as there are colours, or a partial shuffle of all that is in the urn.
void by_marginals(Stream& s, const std::vector<std::int64_t>& colors, std::int64_t total, std::int64_t sample,
                  std::int64_t* out) {
  auto rest = total;
  for (std::size_t j = 0; sample > 0 && j + 1 < colors.size(); ++j) {
    rest -= colors[j];
    out[j] = draw_hypergeometric(s, colors[j], rest, sample);
    sample -= out[j];
  }
  if (sample > 0) out[colors.size() - 1] = sample;
}
void by_counting(Stream& s, std::vector<std::int64_t>& urn, std::int64_t sample, std::int64_t* out) {
  for (std::size_t j = 0; j < static_cast<std::size_t>(sample); ++j) {
    const auto k = j + s.interval(urn.size() - j - 1);
    std::swap(urn[k], urn[j]);
  }
  for (std::int64_t j = 0; j < sample; ++j) ++out[urn[static_cast<std::size_t>(j)]];
}
Value multivariate_hypergeometric(Stream& s, const Args& args) {
  const auto method = args.text("method", "marginals");
  if (method != "marginals" && method != "count")
    throw fail(Fault::usage, "there is no method '{}'", method).hint("marginals or count");
  const Array given = args.array("colors").cast(Kind::int64).contiguous();
  const std::vector<std::int64_t> colors(given.as<std::int64_t>(), given.as<std::int64_t>() + given.size());
  need(given.dimensions() == 1 &&
           std::all_of(colors.begin(), colors.end(), [](auto c) { return c >= 0 && c <= 1'000'000'000; }),
       args, "colors must be a one-dimensional sequence of numbers from 0 to 1000000000");
  const auto total = std::accumulate(colors.begin(), colors.end(), std::int64_t{0});
  const auto wanted = args.integer("nsample");
  need(wanted >= 0, args, "nsample must be nonnegative");
  need(wanted <= total, args, "nsample > sum(colors)");
  need(method == "count" || total < 1'000'000'000, args,
       "when method is \"marginals\", sum(colors) must be less than 1000000000");
  const Array out = with_vectors(Kind::int64, size_of(args), colors.size());
  std::vector<std::int64_t> urn;
  if (method == "count") {
    (void)Array::empty(Kind::int64, {total});
    for (std::size_t i = 0; i < colors.size(); ++i)
      urn.insert(urn.end(), static_cast<std::size_t>(colors[i]), static_cast<std::int64_t>(i));
  }
  if (total == 0 || wanted == 0) return Value::from(out, false);
  const bool inverse = wanted > total / 2;
  const auto sample = inverse ? total - wanted : wanted;
  const auto length = static_cast<std::int64_t>(colors.size());
  for (std::int64_t row = 0; row < out.size() / length; ++row) {
    auto* counts = out.as<std::int64_t>() + row * length;
    if (method == "count") by_counting(s, urn, sample, counts);
    else by_marginals(s, colors, total, sample, counts);
    for (std::int64_t k = 0; inverse && k < length; ++k) counts[k] = colors[static_cast<std::size_t>(k)] - counts[k];
  }
  return Value::from(out, false);
}

Array item_of(const Value& parts, std::int64_t i) { return to_array(get_item(parts, whole(i))); }
Array scaled_columns(const Array& vectors, const Array& values) {
  return multiply(vectors, apply(Unary::sqrt, values));
}

/// A matrix whose product with its transpose is the covariance: x @ factor.T has it. `fits`: whether there is one.
struct Factor {
  Array matrix;
  bool fits = true;
};
Factor factor_of(const Array& cov, const std::string& method, double tolerance) {
  if (method == "cholesky") return {call_array("linalg.cholesky", {boxed(cov)})};
  if (method == "eigh") {
    const Value parts = call("linalg.eigh", {boxed(cov)});
    const Array values = item_of(parts, 0);
    bool fits = true;
    for (std::int64_t i = 0; i < values.size(); ++i) fits = fits && !(values.get<double>(i) < -tolerance);
    return {scaled_columns(item_of(parts, 1), apply(Unary::absolute, values)), fits};
  }
  const Value parts = call("linalg.svd", {boxed(cov)});
  const Array values = item_of(parts, 1), right = item_of(parts, 2);
  const Array again = matmul(multiply(right.transposed(), values), right);
  const bool fits = to_bool(call("allclose", {boxed(again), boxed(cov)}, {{"rtol", tolerance}, {"atol", tolerance}}));
  return {scaled_columns(item_of(parts, 0), values), fits};
}
Value multivariate_normal(Stream& s, const Args& args) {
  const Array mean = args.array("mean").cast(Kind::float64).contiguous(), cov = args.array("cov").cast(Kind::float64);
  need(mean.dimensions() == 1, args, "mean must be 1 dimensional");
  need(cov.dimensions() == 2 && cov.shape()[0] == cov.shape()[1], args, "cov must be 2 dimensional and square");
  need(mean.shape()[0] == cov.shape()[0], args, "mean and cov must have same length");
  const auto check = args.text("check_valid", "warn"), method = s.legacy() ? "svd" : args.text("method", "svd");
  if (check != "warn" && check != "raise" && check != "ignore")
    throw fail(Fault::usage, "check_valid must equal 'warn', 'raise', or 'ignore'");
  if (method != "svd" && method != "eigh" && method != "cholesky")
    throw fail(Fault::usage, "there is no method '{}'", method).hint("svd, eigh or cholesky");
  const auto n = mean.size();
  const Array x = with_vectors(Kind::float64, size_of(args), static_cast<std::size_t>(n));
  s.normals(x.as<double>(), x.size());
  Factor factor = factor_of(cov, method, args.real("tol", 1e-8));
  need(factor.fits || check != "raise", args, "covariance is not symmetric positive-semidefinite.");
  // RandomState has the other side of the decomposition; of a covariance both are the same.
  if (s.legacy()) {
    const Value parts = call("linalg.svd", {boxed(cov)});
    factor.matrix = scaled_columns(item_of(parts, 2).transposed(), item_of(parts, 1));
  }
  const Array rows = x.reshaped({n > 0 ? x.size() / n : 0, n});
  return Value::from(add(mean, matmul(rows, factor.matrix.transposed())).reshaped(x.shape()), false);
}

constexpr Method methods[] = {
    {"multinomial", "n, pvals, size=", multinomial}, {"dirichlet", "alpha, size=", dirichlet},
    {"multivariate_hypergeometric", "colors, nsample, size=, method=", multivariate_hypergeometric, Where::generator},
    {"multivariate_normal", "mean, cov, size=, check_valid=, tol=, method=", multivariate_normal, Where::generator},
    {"multivariate_normal", "mean, cov, size=, check_valid=, tol=", multivariate_normal, Where::legacy},
};

}  // namespace

std::span<const Method> vector_methods() noexcept { return methods; }

}  // namespace pytk::array
