#include "exact_tests.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include <pytk/core/error.hpp>

namespace pytk::array::exact {
namespace {

using std::numbers::pi;

void check_work(double steps) {
  if (steps > 2e9)
    throw fail(Fault::data, "the samples are too long for exact probabilities").hint("method='asymptotic'");
}

using Matrix = std::vector<double>;

Matrix unit_matrix(std::size_t m) {
  Matrix unit(m * m, 0.0);
  for (std::size_t i = 0; i < m; ++i) unit[i * m + i] = 1;
  return unit;
}
Matrix product(const Matrix& a, const Matrix& b, std::size_t m) {
  Matrix c(m * m, 0.0);
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t l = 0; l < m; ++l)
      for (std::size_t j = 0; j < m; ++j) c[i * m + j] += a[i * m + l] * b[l * m + j];
  return c;
}
// Durbin's matrix, whose n-th power holds the probability in its middle.
Matrix durbin_matrix(std::size_t m, double h) {
  Matrix step(m * m);
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t j = 0; j < m; ++j) step[i * m + j] = i + 1 >= j ? 1 : 0;
  for (std::size_t i = 0; i < m; ++i) {
    step[i * m] -= std::pow(h, static_cast<double>(i + 1));
    step[(m - 1) * m + i] -= std::pow(h, static_cast<double>(m - i));
  }
  step[(m - 1) * m] += 2 * h - 1 > 0 ? std::pow(2 * h - 1, static_cast<double>(m)) : 0;
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t j = 0; j <= i; ++j)
      for (std::size_t g = 1; g <= i + 1 - j; ++g) step[i * m + j] /= static_cast<double>(g);
  return step;
}

/// A matrix times 2^exponent.
struct Scaled {
  Matrix matrix;
  std::int64_t exponent = 0;
  void tame(std::size_t middle) {
    if (matrix[middle] < 0x1p400) return;
    for (auto& v : matrix) v *= 0x1p-400;
    exponent += 400;
  }
};

// Marsaglia, Tsang, Wang 2003: the n-th power of a small matrix, the binary exponent beside it.
double durbin_cdf(std::int64_t n, double d) {
  const auto k = static_cast<std::int64_t>(std::ceil(static_cast<double>(n) * d));
  const double h = static_cast<double>(k) - static_cast<double>(n) * d;
  const auto m = static_cast<std::size_t>(2 * k - 1);
  const auto middle = static_cast<std::size_t>(k - 1) * (m + 1);
  Scaled power{unit_matrix(m)}, step{durbin_matrix(m, h)};
  for (auto left = n; left > 0; left /= 2) {
    if (left % 2 != 0) {
      power.matrix = product(power.matrix, step.matrix, m);
      power.exponent += step.exponent;
      power.tame(middle);
    }
    step.matrix = product(step.matrix, step.matrix, m);
    step.exponent *= 2;
    step.tame(middle);
  }
  double result = power.matrix[middle];
  for (std::int64_t i = 1; i <= n; ++i) {
    result *= static_cast<double>(i) / static_cast<double>(n);
    if (result < 0x1p-400) {
      result *= 0x1p400;
      power.exponent -= 400;
    }
  }
  return std::ldexp(result, static_cast<int>(std::clamp<std::int64_t>(power.exponent, -100000, 100000)));
}

// Pelz, Good 1976: the first four terms in 1 / sqrt(n).
double pelz_good_cdf(double n, double d) {
  const double z = std::sqrt(n) * d, z2 = z * z, z3 = z2 * z, z4 = z2 * z2, z6 = z4 * z2, z7 = z4 * z3, z10 = z6 * z4,
               z8 = z4 * z4;
  double k0 = 0, k1 = 0, k2 = 0, k3 = 0, k2b = 0, k3b = 0;
  for (int i = 0; i < 200; ++i) {
    const double half = (i + 0.5) * pi, q = half * half, weight = std::exp(-q / (2 * z2));
    k0 += weight;
    k1 += (q - z2) * weight;
    k2 += (6 * z6 + 2 * z4 + q * (2 * z4 - 5 * z2) + q * q * (1 - 2 * z2)) * weight;
    k3 += (q * q * q * (5 - 30 * z2) + q * q * (-60 * z2 + 212 * z4) + q * (135 * z4 - 96 * z6) - (30 * z6 + 90 * z8)) *
          weight;
    const double r = i * pi * (i * pi), side = std::exp(-r / (2 * z2));
    k2b += r * side;
    k3b += (-r * r + 3 * r * z2) * side;
    if (weight == 0 && i > 2) break;
  }
  const double root = std::sqrt(pi / 2);
  // Each sum over all integers is twice that over the positive half.
  const double t0 = 2 * root / z * k0, t1 = root / (6 * z4) * 2 * k1;
  const double t2 = root / (72 * z7) * 2 * k2 - root / (36 * z3) * 2 * k2b;
  const double t3 = root / (6480 * z10) * 2 * k3 + root / (108 * z6) * k3b;
  return t0 + t1 / std::sqrt(n) + t2 / n + t3 / (n * std::sqrt(n));
}

double clipped(double p) { return std::clamp(p, 0.0, 1.0); }

}  // namespace

double smirnov_sf(std::int64_t n, double d) {
  if (std::isnan(d)) return d;
  if (d <= 0 || d >= 1) return d <= 0 ? 1 : 0;
  const double count = static_cast<double>(n);
  double sum = 0;
  const auto last = static_cast<std::int64_t>(std::floor(count * (1 - d)));
  for (std::int64_t j = 0; j <= last; ++j) {
    const double share = static_cast<double>(j) / count, up = d + share, down = 1 - d - share;
    if (down < 0) break;
    if (down == 0) {
      if (j == n) sum += std::pow(up, static_cast<double>(j - 1));
      continue;
    }
    const double log_choose =
        std::lgamma(count + 1) - std::lgamma(static_cast<double>(j) + 1) - std::lgamma(static_cast<double>(n - j) + 1);
    sum +=
        std::exp(log_choose + static_cast<double>(j - 1) * std::log(up) + static_cast<double>(n - j) * std::log(down));
  }
  return clipped(d * sum);
}

double kolmogorov_sf(std::int64_t n, double d) {
  if (std::isnan(d)) return d;
  if (d >= 1 || d <= 0) return d >= 1 ? 0 : 1;
  const double count = static_cast<double>(n), t = count * d;
  if (t <= 0.5) return 1;
  if (t <= 1) {
    double log_sum = count * std::log(2 * t - 1);
    for (std::int64_t i = 1; i <= n; ++i) log_sum += std::log(static_cast<double>(i) / count);
    return clipped(1 - std::exp(log_sum));
  }
  if (t >= count - 1) return clipped(2 * std::pow(1 - d, count));
  const double square = t * d;
  if (d >= 0.5 || (n <= 140 ? square > 4 : square >= 2.2)) return square >= 370 ? 0 : clipped(2 * smirnov_sf(n, d));
  if (n <= 140 || (n <= 100000 && count * std::pow(d, 1.5) <= 1.4)) return clipped(1 - durbin_cdf(n, d));
  return clipped(1 - pelz_good_cdf(count, d));
}

double kolmogorov_limit_sf(double z) {
  if (std::isnan(z)) return z;
  if (z <= 0) return 1;
  if (z < 0.82) {
    double sum = 0;
    for (int k = 1; k < 100; k += 2) sum += std::exp(-k * k * pi * pi / (8 * z * z));
    return clipped(1 - std::sqrt(2 * pi) / z * sum);
  }
  double sum = 0;
  for (int k = 1; k < 100; ++k) sum += (k % 2 != 0 ? 2 : -2) * std::exp(-2.0 * k * k * z * z);
  return clipped(sum);
}

double two_sample_sf(std::int64_t n1, std::int64_t n2, std::int64_t h, int sides) {
  check_work(static_cast<double>(n1) * static_cast<double>(n2));
  const auto divisor = std::gcd(n1, n2), a = n1 / divisor, b = n2 / divisor;
  // i / n1 - j / n2 in units of 1 / lcm is i b - j a.
  const auto outside = [&](std::int64_t i, std::int64_t j) {
    const auto off = i * b - j * a;
    return sides == 0 ? std::abs(off) >= h : sides > 0 ? off >= h : -off >= h;
  };
  std::vector<double> column(static_cast<std::size_t>(n2 + 1));
  for (std::int64_t i = 0; i <= n1; ++i)
    for (std::int64_t j = 0; j <= n2; ++j) {
      double& here = column[static_cast<std::size_t>(j)];  // still that of i - 1
      if (outside(i, j)) here = 1;
      else if (i == 0 && j == 0) here = 0;
      else {
        const double all = static_cast<double>(i + j);
        here = (i > 0 ? here * (static_cast<double>(i) / all) : 0) +
               (j > 0 ? column[static_cast<std::size_t>(j - 1)] * (static_cast<double>(j) / all) : 0);
      }
    }
  return clipped(column[static_cast<std::size_t>(n2)]);
}

double mann_whitney_sf(std::int64_t u, std::int64_t n1, std::int64_t n2) {
  const auto m = std::min(n1, n2), n = std::max(n1, n2), most = m * n;
  if (u <= 0 || u > most) return u <= 0 ? 1 : 0;
  check_work(static_cast<double>(m) * static_cast<double>(most));
  // Coefficients of the Gaussian binomial, each step divided by its sum so that they stay probabilities.
  std::vector<long double> c(static_cast<std::size_t>(most + 1), 0.0L);
  c[0] = 1;
  for (std::int64_t i = 1; i <= m; ++i) {
    const auto top = i * n;
    for (auto k = top; k >= n + i; --k) c[static_cast<std::size_t>(k)] -= c[static_cast<std::size_t>(k - n - i)];
    for (auto k = i; k <= top; ++k) c[static_cast<std::size_t>(k)] += c[static_cast<std::size_t>(k - i)];
    const long double scale = static_cast<long double>(i) / static_cast<long double>(n + i);
    for (auto k = std::int64_t{0}; k <= top; ++k) c[static_cast<std::size_t>(k)] *= scale;
  }
  // The distribution is symmetric: the shorter tail is summed, from its thin end.
  long double tail = 0;
  if (2 * u > most) {
    for (std::int64_t k = 0; k <= most - u; ++k) tail += c[static_cast<std::size_t>(k)];
    return static_cast<double>(tail);
  }
  for (std::int64_t k = 0; k < u; ++k) tail += c[static_cast<std::size_t>(k)];
  return static_cast<double>(1 - tail);
}

std::vector<double> signed_rank_pmf(std::int64_t n) {
  const auto most = n * (n + 1) / 2;
  check_work(static_cast<double>(n) * static_cast<double>(most));
  std::vector<double> c(static_cast<std::size_t>(most + 1), 0.0);
  c[0] = 1;
  for (std::int64_t i = 1; i <= n; ++i)
    for (auto k = i * (i + 1) / 2; k >= 0; --k)
      c[static_cast<std::size_t>(k)] =
          (c[static_cast<std::size_t>(k)] + (k >= i ? c[static_cast<std::size_t>(k - i)] : 0)) / 2;
  return c;
}

double kendall_cdf(std::int64_t n, std::int64_t c) {
  check_work(static_cast<double>(n) * static_cast<double>(c + 1));
  std::vector<long double> counts(static_cast<std::size_t>(c + 1), 0.0L);
  counts[0] = 1;
  for (std::int64_t j = 2; j <= n; ++j) {
    long double window = 0;
    std::vector<long double> next(counts.size());
    for (std::int64_t k = 0; k <= c; ++k) {
      window += counts[static_cast<std::size_t>(k)];
      if (k >= j) window -= counts[static_cast<std::size_t>(k - j)];
      next[static_cast<std::size_t>(k)] = window / static_cast<long double>(j);
    }
    counts = std::move(next);
  }
  return static_cast<double>(std::accumulate(counts.begin(), counts.end(), 0.0L));
}

}  // namespace pytk::array::exact
