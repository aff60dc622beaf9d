#include "special.hpp"

#include <cmath>
#include <initializer_list>
#include <limits>
#include <numbers>

namespace pytk::array::special {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double tiny = 1e-300;
constexpr double log_root_of_turn = 0.918938533204672741780329736406;  // log(2 pi) / 2
constexpr int most_terms = 1'000'000;

// log(n!) less its main terms n log n - n + log(2 pi n) / 2.
double stirling_rest(double n) {
  if (n < 16) return std::lgamma(n + 1) - (n + 0.5) * std::log(n) + n - log_root_of_turn;
  const double s = 1 / (n * n);
  return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 * s) * s) * s) * s) / n;
}

// x log(x / mean) + mean - x without cancellation near x = mean.
double deviance(double x, double mean) {
  if (std::fabs(x - mean) >= 0.1 * (x + mean)) return x * std::log(x / mean) + mean - x;
  const double v = (x - mean) / (x + mean);
  double sum = (x - mean) * v, term = 2 * x * v;
  for (int j = 1; j < 1000; ++j) {
    term *= v * v;
    const double next = sum + term / (2 * j + 1);
    if (next == sum) break;
    sum = next;
  }
  return sum;
}

// x^a exp(-x) / Gamma(a + 1)
double poisson_density(double a, double x) {
  if (x == 0) return 0;
  if (a < 1e-3) return std::exp(a * std::log(x) - x - std::lgamma(a + 1));
  return std::exp(-stirling_rest(a) - deviance(a, x)) / std::sqrt(2 * std::numbers::pi * a);
}

// x^a y^b / B(a, b)
double beta_density(double a, double b, double x, double y) {
  if (x == 0 || y == 0) return 0;
  const double n = a + b;
  if (a < 1e-3 || b < 1e-3)
    return std::exp(a * std::log(x) + b * std::log(y) + std::lgamma(n) - std::lgamma(a) - std::lgamma(b));
  const double exponent =
      stirling_rest(n) - stirling_rest(a) - stirling_rest(b) - deviance(a, n * x) - deviance(b, n * y);
  return std::exp(exponent) * std::sqrt(a * b / (2 * std::numbers::pi * n));
}

// The continued fraction of I_x(a, b) (Abramowitz, Stegun 26.5.8), by Lentz's method.
double beta_fraction(double a, double b, double x) {
  double c = 1, d = 1 - (a + b) * x / (a + 1);
  if (std::fabs(d) < tiny) d = tiny;
  d = 1 / d;
  double h = d;
  for (int m = 1; m < most_terms; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    for (const double term : {even, odd}) {
      d = 1 + term * d;
      if (std::fabs(d) < tiny) d = tiny;
      c = 1 + term / c;
      if (std::fabs(c) < tiny) c = tiny;
      d = 1 / d;
      h *= d * c;
    }
    if (std::fabs(d * c - 1) < 1e-16) break;
  }
  return h;
}

double gamma_series(double a, double x) {
  double sum = 1, term = 1;
  for (int n = 1; n < most_terms; ++n) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum * poisson_density(a, x);
}
double gamma_fraction(double a, double x) {
  double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
  for (int i = 1; i < most_terms; ++i) {
    const double term = -i * (i - a);
    b += 2;
    d = term * d + b;
    if (std::fabs(d) < tiny) d = tiny;
    c = b + term / c;
    if (std::fabs(c) < tiny) c = tiny;
    d = 1 / d;
    h *= d * c;
    if (std::fabs(d * c - 1) < 1e-16) break;
  }
  return h * a * poisson_density(a, x);
}

}  // namespace

double gamma_p(double a, double x) {
  if (!(a > 0) || !(x >= 0)) return nan;
  if (std::isinf(x)) return 1;
  return x < a + 1 ? gamma_series(a, x) : 1 - gamma_fraction(a, x);
}
double gamma_q(double a, double x) {
  if (!(a > 0) || !(x >= 0)) return nan;
  if (std::isinf(x)) return 0;
  return x < a + 1 ? 1 - gamma_series(a, x) : gamma_fraction(a, x);
}

double beta_i(double a, double b, double x, double y) {
  if (!(a > 0) || !(b > 0) || !(x >= 0) || !(y >= 0)) return nan;
  if (x == 0 || y == 0) return x == 0 ? 0 : 1;
  const double density = beta_density(a, b, x, y);
  if (x < (a + 1) / (a + b + 2)) return density * beta_fraction(a, b, x) / a;
  return 1 - density * beta_fraction(b, a, y) / b;
}

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }
double normal_sf(double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); }
double normal_quantile(double p) {
  if (!(p >= 0 && p <= 1)) return nan;
  if (p == 0 || p == 1) return p == 0 ? -HUGE_VAL : HUGE_VAL;
  if (p > 0.5) return -normal_quantile(1 - p);
  // Abramowitz, Stegun 26.2.23 is right to 4.5e-4; Halley's steps do the rest.
  const double t = std::sqrt(-2 * std::log(p));
  double x = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (int i = 0; i < 4; ++i) {
    const double error = (normal_cdf(x) - p) * std::sqrt(2 * std::numbers::pi) * std::exp(x * x / 2);
    x -= error / (1 + x * error / 2);
  }
  return x;
}

double student_sf(double t, double freedom) {
  if (std::isnan(t) || !(freedom > 0)) return nan;
  if (std::isinf(freedom)) return normal_sf(t);
  if (std::isinf(t)) return t > 0 ? 0 : 1;
  const double square = t * t, all = freedom + square;
  const double tail = std::isinf(all) ? 0 : 0.5 * beta_i(freedom / 2, 0.5, freedom / all, square / all);
  return t >= 0 ? tail : 1 - tail;
}
double student_quantile(double p, double freedom) {
  if (!(p >= 0 && p <= 1) || !(freedom > 0)) return nan;
  if (p == 0.5) return 0;
  if (p > 0.5) return -student_quantile(1 - p, freedom);
  double low = -1, high = 0;
  while (student_sf(-low, freedom) > p && low > -1e300) low *= 2;
  for (int i = 0; i < 2000 && low < high; ++i) {
    const double middle = low + (high - low) / 2;
    if (middle == low || middle == high) break;
    (student_sf(-middle, freedom) > p ? high : low) = middle;
  }
  return low + (high - low) / 2;
}
double fisher_sf(double f, double freedom1, double freedom2) {
  if (std::isnan(f) || !(freedom1 > 0) || !(freedom2 > 0)) return nan;
  if (f <= 0) return 1;
  if (std::isinf(f)) return 0;
  const double all = freedom2 + freedom1 * f;
  return beta_i(freedom2 / 2, freedom1 / 2, freedom2 / all, freedom1 * f / all);
}
double chi2_sf(double x, double freedom) {
  if (std::isnan(x)) return nan;
  return x <= 0 ? (freedom > 0 ? 1 : nan) : gamma_q(freedom / 2, x / 2);
}

double binomial_pmf(double k, double n, double p) {
  if (k < 0 || k > n) return 0;
  if (p == 0 || p == 1) return (p == 0 ? k == 0 : k == n) ? 1 : 0;
  if (k == 0) return std::exp(n * std::log1p(-p));
  if (k == n) return std::exp(n * std::log(p));
  const double q = 1 - p;
  const double exponent =
      stirling_rest(n) - stirling_rest(k) - stirling_rest(n - k) - deviance(k, n * p) - deviance(n - k, n * q);
  return std::exp(exponent) * std::sqrt(n / (2 * std::numbers::pi * k * (n - k)));
}
double binomial_cdf(double k, double n, double p) {
  if (k < 0) return 0;
  if (k >= n) return 1;
  k = std::floor(k);
  return beta_i(n - k, k + 1, 1 - p, p);
}
double hypergeometric_pmf(double k, double all, double good, double drawn) {
  if (k < 0 || k > good || drawn - k > all - good || k > drawn) return 0;
  if (drawn == 0 || drawn == all) return 1;
  // Three binomial probabilities of one p: the powers cancel.
  const double p = drawn / all;
  return binomial_pmf(k, good, p) * binomial_pmf(drawn - k, all - good, p) / binomial_pmf(drawn, all, p);
}

}  // namespace pytk::array::special
