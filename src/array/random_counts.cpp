// Distributions of whole numbers, as numpy.random draws them.
#include <algorithm>
#include <cmath>
#include <limits>

#include "random.hpp"

namespace pytk::array {
namespace {

constexpr double highest = 9.223372036854775807e18;

// log(gamma(x)): Stirling's series, arguments below 7 shifted up (Zhang, Jin 1996), with NumPy's roundings.
double log_gamma(double x) {
  static constexpr double a[10] = {8.333333333333333e-02,  -2.777777777777778e-03, 7.936507936507937e-04,
                                   -5.952380952380952e-04, 8.417508417508418e-04,  -1.917526917526918e-03,
                                   6.410256410256410e-03,  -2.955065359477124e-02, 1.796443723688307e-01,
                                   -1.39243221690590e+00};
  if (x == 1.0 || x == 2.0) return 0.0;
  const long n = x < 7.0 ? static_cast<long>(7 - x) : 0;
  double x0 = x + static_cast<double>(n);
  const double x2 = (1.0 / x0) * (1.0 / x0);
  constexpr double log_two_pi = 1.8378770664093453e+00;
  double sum = a[9];
  for (int k = 8; k >= 0; --k) sum = sum * x2 + a[k];
  double result = sum / x0 + 0.5 * log_two_pi + (x0 - 0.5) * std::log(x0) - x0;
  for (long k = 1; k <= n; ++k) {
    result -= std::log(x0 - 1.0);
    x0 -= 1.0;
  }
  return result;
}
// log(k!): the nearest double below 126, then Stirling.
double log_factorial(std::int64_t k) {
  if (k < 126) {
    long double product = 1, sum = 0;
    for (std::int64_t i = 2; i <= k; ++i) {
      product *= static_cast<long double>(i);
      if (product > 1e15L) {  // before it is rounded
        sum += std::log(product);
        product = 1;
      }
    }
    return static_cast<double>(sum + std::log(product));
  }
  constexpr double half_log_two_pi = 0.9189385332046728;
  const auto x = static_cast<double>(k);
  return (x + 0.5) * std::log(x) - x + (half_log_two_pi + (1.0 / x) * (1 / 12.0 - 1 / (360.0 * x * x)));
}

std::int64_t poisson_by_products(Stream& s, double mean) {
  const double limit = std::exp(-mean);
  double product = 1.0;
  for (std::int64_t count = 0;; ++count) {
    product *= s.real();
    if (!(product > limit)) return count;
  }
}
// Hormann 1993, PTRS.
std::int64_t poisson_by_rejection(Stream& s, double mean) {
  const double slam = std::sqrt(mean), loglam = std::log(mean);
  const double b = 0.931 + 2.53 * slam;
  const double a = -0.059 + 0.02483 * b;
  const double invalpha = 1.1239 + 1.1328 / (b - 3.4);
  const double vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const double u = s.real() - 0.5;
    const double v = s.real();
    const double us = 0.5 - std::fabs(u);
    const auto k = static_cast<std::int64_t>(std::floor((2 * a / us + b) * u + mean + 0.43));
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (std::log(v) + std::log(invalpha) - std::log(a / (us * us) + b) <=
        -mean + static_cast<double>(k) * loglam - log_gamma(static_cast<double>(k) + 1))
      return k;
  }
}

std::int64_t binomial_by_inversion(Stream& s, std::int64_t n, double p) {
  const auto count = static_cast<double>(n);
  const double q = 1.0 - p;
  const double qn = std::exp(count * std::log(q));
  const double np = count * p;
  const auto bound = static_cast<std::int64_t>(std::min(count, np + 10.0 * std::sqrt(np * q + 1)));
  std::int64_t x = 0;
  double px = qn;
  double u = s.real();
  while (u > px) {
    ++x;
    if (x > bound) {
      x = 0;
      px = qn;
      u = s.real();
    } else {
      u -= px;
      px = (static_cast<double>(n - x + 1) * p * px) / (static_cast<double>(x) * q);
    }
  }
  return x;
}

/// Kachitvichyanukul, Schmeiser 1988, BTPE: a triangle, two parallelograms and two exponential tails around the mode.
class Btpe {
 public:
  Btpe(std::int64_t n, double p) : n_(n), count_(static_cast<double>(n)), r_(std::min(p, 1.0 - p)), q_(1.0 - r_) {
    const double fm = count_ * r_ + r_;
    m_ = static_cast<std::int64_t>(std::floor(fm));
    const auto mode = static_cast<double>(m_);
    p1_ = std::floor(2.195 * std::sqrt(count_ * r_ * q_) - 4.6 * q_) + 0.5;
    xm_ = mode + 0.5;
    xl_ = xm_ - p1_;
    xr_ = xm_ + p1_;
    c_ = 0.134 + 20.5 / (15.3 + mode);
    double a = (fm - xl_) / (fm - xl_ * r_);
    laml_ = a * (1.0 + a / 2.0);
    a = (xr_ - fm) / (xr_ * q_);
    lamr_ = a * (1.0 + a / 2.0);
    p2_ = p1_ * (1.0 + 2.0 * c_);
    p3_ = p2_ + c_ / laml_;
    p4_ = p3_ + c_ / lamr_;
  }
  std::int64_t draw(Stream& s) const {
    for (;;) {
      const double u = s.real() * p4_;
      double v = s.real();
      std::int64_t y = 0;
      if (u <= p1_) return static_cast<std::int64_t>(std::floor(xm_ - p1_ * v + u));
      if (u <= p2_) {
        const double x = xl_ + (u - p1_) / c_;
        v = v * c_ + 1.0 - std::fabs(static_cast<double>(m_) - x + 0.5) / p1_;
        if (v > 1.0) continue;
        y = static_cast<std::int64_t>(std::floor(x));
      } else if (u <= p3_) {
        y = static_cast<std::int64_t>(std::floor(xl_ + std::log(v) / laml_));
        if (y < 0 || v == 0.0) continue;
        v = v * (u - p2_) * laml_;
      } else {
        y = static_cast<std::int64_t>(std::floor(xr_ - std::log(v) / lamr_));
        if (y > n_ || v == 0.0) continue;
        v = v * (u - p3_) * lamr_;
      }
      if (accepts(y, v)) return y;
    }
  }

 private:
  [[nodiscard]] bool accepts(std::int64_t y, double v) const {
    const auto k = static_cast<double>(std::abs(y - m_));
    const double nrq = count_ * r_ * q_;
    if (!(k > 20 && k < nrq / 2.0 - 1)) {
      const double s = r_ / q_, a = s * (count_ + 1);
      double f = 1.0;
      for (std::int64_t i = m_ + 1; i <= y; ++i) f *= a / static_cast<double>(i) - s;
      for (std::int64_t i = y + 1; i <= m_; ++i) f /= a / static_cast<double>(i) - s;
      return v <= f;
    }
    const double rho = (k / nrq) * ((k * (k / 3.0 + 0.625) + 0.16666666666666666) / nrq + 0.5);
    const double t = -k * k / (2 * nrq);
    const double log_v = std::log(v);
    if (log_v < t - rho) return true;
    if (log_v > t + rho) return false;
    const auto yd = static_cast<double>(y), mode = static_cast<double>(m_);
    const double x1 = yd + 1, f1 = mode + 1, z = count_ + 1 - mode, w = count_ - yd + 1;
    const auto tail = [](double x) {
      const double square = x * x;
      return (13680. - (462. - (132. - (99. - 140. / square) / square) / square) / square) / x / 166320.;
    };
    return !(log_v > xm_ * std::log(f1 / x1) + (count_ - mode + 0.5) * std::log(z / w) +
                         (yd - mode) * std::log(w * r_ / (x1 * q_)) + tail(f1) + tail(z) + tail(x1) + tail(w));
  }
  std::int64_t n_, m_ = 0;
  double count_, r_, q_, p1_ = 0, xm_ = 0, xl_ = 0, xr_ = 0, c_ = 0, laml_ = 0, lamr_ = 0, p2_ = 0, p3_ = 0, p4_ = 0;
};

// The larger half is drawn through its complement.
std::int64_t hypergeometric_by_picking(Stream& s, std::int64_t good, std::int64_t bad, std::int64_t sample) {
  const std::int64_t total = good + bad;
  const bool inverse = sample > total / 2;
  std::int64_t to_take = inverse ? total - sample : sample, left = total, good_left = good;
  for (; to_take > 0 && good_left > 0 && left > good_left; --to_take) {
    --left;
    if (static_cast<std::int64_t>(s.interval(static_cast<std::uint64_t>(left))) < good_left) --good_left;
  }
  if (left == good_left) good_left -= to_take;
  return inverse ? good_left : good - good_left;
}
// RandomState's own way for small samples.
std::int64_t hypergeometric_by_steps(Stream& s, std::int64_t good, std::int64_t bad, std::int64_t sample) {
  const std::int64_t rest = bad + good - sample;
  const auto smaller = static_cast<double>(std::min(bad, good));
  double y = smaller;
  for (std::int64_t k = sample; y > 0.0 && k > 0; --k) y -= std::floor(s.real() + y / static_cast<double>(rest + k));
  const auto z = static_cast<std::int64_t>(smaller - y);
  return good > bad ? sample - z : z;
}
// Stadlober 1989, HRUA: ratio of uniforms.
std::int64_t hypergeometric_by_ratio(Stream& s, std::int64_t good, std::int64_t bad, std::int64_t sample) {
  constexpr double d1 = 1.7155277699214135, d2 = 0.8989161620588988;  // 2 sqrt(2/e), 3 - 2 sqrt(3/e)
  const std::int64_t total = good + bad, fewer = std::min(good, bad), more = std::max(good, bad),
                     m = std::min(sample, total - sample);
  const auto population = static_cast<double>(total), drawn = static_cast<double>(m);
  const double p = static_cast<double>(fewer) / population;
  const double q = s.legacy() ? 1.0 - p : static_cast<double>(more) / population;
  const double a = drawn * p + 0.5;
  const double spread = static_cast<double>(total - m) * static_cast<double>(s.legacy() ? sample : m) * p * q /
                        static_cast<double>(total - 1);
  const double c = std::sqrt(spread + 0.5);
  const double h = d1 * c + d2;
  const auto mode = static_cast<std::int64_t>(
      std::floor((drawn + 1) * static_cast<double>(fewer + 1) / static_cast<double>(total + 2)));
  const auto logs = [&](std::int64_t k) {
    const auto f = [&](std::int64_t i) {
      return s.legacy() ? log_gamma(static_cast<double>(i + 1)) : log_factorial(i);
    };
    return f(k) + f(fewer - k) + f(m - k) + f(more - m + k);
  };
  const double g = logs(mode);
  const double bound = std::min(static_cast<double>(std::min(m, fewer)) + 1.0, std::floor(a + 16 * c));
  std::int64_t k = 0;
  for (;;) {
    const double u = s.real(), v = s.real();
    const double x = a + h * (v - 0.5) / u;
    if (x < 0.0 || x >= bound) continue;
    k = static_cast<std::int64_t>(std::floor(x));
    const double t = g - logs(k);
    if (u * (4.0 - u) - 3.0 <= t) break;
    if (u * (u - t) >= 1) continue;
    if (2.0 * std::log(u) <= t) break;
  }
  if (good > bad) k = m - k;
  return m < sample ? good - k : k;
}

}  // namespace

std::int64_t draw_poisson(Stream& s, double mean) {
  if (mean >= 10) return poisson_by_rejection(s, mean);
  return mean == 0 ? 0 : poisson_by_products(s, mean);
}
std::int64_t draw_binomial(Stream& s, std::int64_t n, double p) {
  if (n == 0 || p == 0.0) return 0;
  const double q = p <= 0.5 ? p : 1.0 - p;
  const auto drawn = q * static_cast<double>(n) <= 30.0 ? binomial_by_inversion(s, n, q) : Btpe(n, q).draw(s);
  return p <= 0.5 ? drawn : n - drawn;
}
std::int64_t draw_negative_binomial(Stream& s, double n, double p) { return draw_poisson(s, (1 - p) / p * s.gamma(n)); }

std::int64_t draw_geometric(Stream& s, double p) {
  if (p >= 0.333333333333333333333333) {
    std::int64_t x = 1;
    double sum = p, product = p;
    const double q = 1.0 - p;
    const double u = s.real();
    while (u > sum) {
      product *= q;
      sum += product;
      ++x;
    }
    return x;
  }
  const double z =
      s.legacy() ? std::ceil(std::log1p(-s.real()) / std::log(1 - p)) : std::ceil(-s.exponential() / std::log1p(-p));
  if (z >= highest)
    return s.legacy() ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(z);
}
// Kemp 1981.
std::int64_t draw_logseries(Stream& s, double p) {
  const bool legacy = s.legacy();
  const double r = legacy ? std::log(1.0 - p) : std::log1p(-p);
  for (;;) {
    const double v = s.real();
    if (v >= p) return 1;
    const double u = s.real();
    const double q = legacy ? 1.0 - std::exp(r * u) : -std::expm1(r * u);
    if (v <= q * q) {
      const double result = std::floor(1 + std::log(v) / std::log(q));
      if (result < 1 || v == 0.0) continue;
      return result >= highest ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(result);
    }
    return v >= q ? 1 : 2;
  }
}
// Devroye 1986: rejection; what does not fit 63 bits is drawn again.
std::int64_t draw_zipf(Stream& s, double a) {
  // From here on 2^(a-1) is no double and nothing would ever be accepted; 2 is drawn once in 2^1025 times.
  if (a >= 1025) return 1;
  const double am1 = a - 1.0;
  const double b = std::pow(2.0, am1);
  for (;;) {
    const double u = 1.0 - s.real(), v = s.real();
    const double x = std::floor(std::pow(u, -1.0 / am1));
    if (x >= highest || x < 1.0) continue;
    const double t = std::pow(1.0 + 1.0 / x, am1);
    if (v * x * (t - 1.0) / (b - 1.0) <= t / b) return static_cast<std::int64_t>(x);
  }
}
std::int64_t draw_hypergeometric(Stream& s, std::int64_t good, std::int64_t bad, std::int64_t sample) {
  if (s.legacy()) {
    if (sample > 10) return hypergeometric_by_ratio(s, good, bad, sample);
    return sample > 0 ? hypergeometric_by_steps(s, good, bad, sample) : 0;
  }
  if (sample >= 10 && sample <= good + bad - 10) return hypergeometric_by_ratio(s, good, bad, sample);
  return hypergeometric_by_picking(s, good, bad, sample);
}

}  // namespace pytk::array
