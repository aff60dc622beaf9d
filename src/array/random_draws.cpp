// Draws from a stream of bits, in the order and with the arithmetic of numpy.random.
#include <algorithm>
#include <cmath>
#include <limits>

#include "random.hpp"
#include "ziggurat_tables.hpp"

namespace pytk::array {
namespace {

// The rightmost layers' edges of the two ziggurats (Marsaglia, Tsang 2000; 256 layers).
constexpr double normal_edge = 3.6541528853610087963519472518;
constexpr double normal_edge_inverse = 0.27366123732975827203338247596;
constexpr double exponential_edge = 7.69711747013104972;

// log(k!) as NumPy computes it: exact below 126 from a table there, here from lgamma, whose last bit agrees for these.
double log_gamma(double x) {
  // Stirling's series with argument shift (numpy's random_loggam).
  static constexpr double a[10] = {8.333333333333333e-02, -2.777777777777778e-03, 7.936507936507937e-04, -5.952380952380952e-04, 8.417508417508418e-04,
                                   -1.917526917526918e-03, 6.410256410256410e-03, -2.955065359477124e-02, 1.796443723688307e-01, -1.39243221690590e+00};
  if (x == 1.0 || x == 2.0) return 0.0;
  const long n = x < 7.0 ? static_cast<long>(7 - x) : 0;
  double x0 = x + static_cast<double>(n);
  const double x2 = (1.0 / x0) * (1.0 / x0);
  constexpr double log_two_pi = 1.8378770664093453e+00;
  double sum = a[9];
  for (int k = 8; k >= 0; --k) sum = sum * x2 + a[k];
  double result = sum / x0 + 0.5 * log_two_pi + (x0 - 0.5) * std::log(x0) - x0;
  if (x < 7.0)
    for (long k = 1; k <= n; ++k) {
      result -= std::log(x0 - 1.0);
      x0 -= 1.0;
    }
  return result;
}

}  // namespace

std::uint64_t Stream::next64() noexcept {
  if (auto* mt = std::get_if<Mt19937>(&bits_)) {
    const std::uint64_t high = mt->next32();
    return high << 32U | mt->next32();
  }
  if (auto* pcg = std::get_if<Pcg64>(&bits_)) return pcg->next64();
  if (auto* philox = std::get_if<Philox>(&bits_)) return philox->next64();
  return std::get<Sfc64>(bits_).next64();
}
std::uint32_t Stream::next32() noexcept {
  if (auto* mt = std::get_if<Mt19937>(&bits_)) return mt->next32();
  if (has_kept_) {
    has_kept_ = false;
    return kept_;
  }
  const auto both = next64();
  has_kept_ = true;
  kept_ = static_cast<std::uint32_t>(both >> 32U);
  return static_cast<std::uint32_t>(both);
}
std::uint64_t Stream::raw() noexcept {
  if (auto* mt = std::get_if<Mt19937>(&bits_)) return mt->next32();
  return next64();
}
double Stream::real() noexcept {
  if (auto* mt = std::get_if<Mt19937>(&bits_)) {
    const auto a = static_cast<double>(mt->next32() >> 5U);
    const auto b = static_cast<double>(mt->next32() >> 6U);
    return (a * 67108864.0 + b) / 9007199254740992.0;
  }
  return static_cast<double>(next64() >> 11U) * 0x1p-53;
}
float Stream::real32() noexcept { return static_cast<float>(next32() >> 8U) * 0x1p-24F; }

double Stream::normal() noexcept { return legacy_ ? polar_normal() : ziggurat_normal(); }

double Stream::ziggurat_normal() noexcept {
  for (;;) {
    auto bits = next64();
    const auto layer = static_cast<std::size_t>(bits & 0xFFU);
    bits >>= 8U;
    const bool negative = (bits & 1U) != 0;
    const auto magnitude = bits >> 1U & 0x000fffffffffffffU;
    double x = static_cast<double>(magnitude) * ziggurat_wi[layer];
    if (negative) x = -x;
    if (magnitude < ziggurat_ki[layer]) return x;
    if (layer == 0) {
      for (;;) {
        const double away = -normal_edge_inverse * std::log1p(-real());
        const double height = -std::log1p(-real());
        if (height + height > away * away) return (magnitude >> 8U & 1U) != 0 ? -(normal_edge + away) : normal_edge + away;
      }
    }
    if ((ziggurat_fi[layer - 1] - ziggurat_fi[layer]) * real() + ziggurat_fi[layer] < std::exp(-0.5 * x * x)) return x;
  }
}

double Stream::polar_normal() noexcept {
  if (has_spare_) {
    has_spare_ = false;
    return spare_normal_;
  }
  double x = 0, y = 0, r = 0;
  do {
    x = 2.0 * real() - 1.0;
    y = 2.0 * real() - 1.0;
    r = x * x + y * y;
  } while (r >= 1.0 || r == 0.0);
  const double f = std::sqrt(-2.0 * std::log(r) / r);
  spare_normal_ = f * x;
  has_spare_ = true;
  return f * y;
}

double Stream::exponential() noexcept { return legacy_ ? -std::log(1.0 - real()) : ziggurat_exponential(); }

double Stream::ziggurat_exponential() noexcept {
  for (;;) {
    auto bits = next64() >> 3U;
    const auto layer = static_cast<std::size_t>(bits & 0xFFU);
    bits >>= 8U;
    const double x = static_cast<double>(bits) * ziggurat_we[layer];
    if (bits < ziggurat_ke[layer]) return x;
    if (layer == 0) return exponential_edge - std::log1p(-real());
    if ((ziggurat_fe[layer - 1] - ziggurat_fe[layer]) * real() + ziggurat_fe[layer] < std::exp(-x)) return x;
  }
}

// Marsaglia, Tsang 2000 for shapes above 1; Ahrens, Dieter 1974 below.
double Stream::gamma(double shape) noexcept {
  if (shape == 1.0) return exponential();
  if (shape == 0.0) return 0.0;
  if (shape < 1.0) {
    for (;;) {
      const double u = real();
      const double v = exponential();
      if (u <= 1.0 - shape) {
        const double x = std::pow(u, 1.0 / shape);
        if (x <= v) return x;
      } else {
        const double y = -std::log((1 - u) / shape);
        const double x = std::pow(1.0 - shape + shape * y, 1.0 / shape);
        if (x <= v + y) return x;
      }
    }
  }
  const double b = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9 * b);
  for (;;) {
    double x = 0, v = 0;
    do {
      x = normal();
      v = 1.0 + c * x;
    } while (v <= 0.0);
    v = v * v * v;
    const double u = real();
    if (u < 1.0 - 0.0331 * (x * x) * (x * x)) return b * v;
    if (std::log(u) < 0.5 * x * x + b * (1.0 - v + std::log(v))) return b * v;
  }
}

std::int64_t Stream::poisson(double mean) noexcept {
  if (mean >= 10) return poisson_by_rejection(mean);
  return mean == 0 ? 0 : poisson_by_products(mean);
}
std::int64_t Stream::poisson_by_products(double mean) noexcept {
  const double limit = std::exp(-mean);
  double product = 1.0;
  for (std::int64_t count = 0;; ++count) {
    product *= real();
    if (!(product > limit)) return count;
  }
}
// Hormann 1993, PTRS.
std::int64_t Stream::poisson_by_rejection(double mean) noexcept {
  const double slam = std::sqrt(mean), loglam = std::log(mean);
  const double b = 0.931 + 2.53 * slam;
  const double a = -0.059 + 0.02483 * b;
  const double invalpha = 1.1239 + 1.1328 / (b - 3.4);
  const double vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const double u = real() - 0.5;
    const double v = real();
    const double us = 0.5 - std::fabs(u);
    const auto k = static_cast<std::int64_t>(std::floor((2 * a / us + b) * u + mean + 0.43));
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (std::log(v) + std::log(invalpha) - std::log(a / (us * us) + b) <= -mean + static_cast<double>(k) * loglam - log_gamma(static_cast<double>(k) + 1)) return k;
  }
}

std::int64_t Stream::binomial(std::int64_t n, double p) noexcept {
  if (n == 0 || p == 0.0) return 0;
  const bool small = p <= 0.5;
  const double q = small ? p : 1.0 - p;
  const auto drawn = q * static_cast<double>(n) <= 30.0 ? binomial_by_inversion(n, q) : binomial_by_rejection(n, q);
  return small ? drawn : n - drawn;
}
std::int64_t Stream::binomial_by_inversion(std::int64_t n, double p) noexcept {
  const auto count = static_cast<double>(n);
  const double q = 1.0 - p;
  const double qn = std::exp(count * std::log(q));
  const double np = count * p;
  const auto bound = static_cast<std::int64_t>(std::min(count, np + 10.0 * std::sqrt(np * q + 1)));
  std::int64_t x = 0;
  double px = qn;
  double u = real();
  while (u > px) {
    ++x;
    if (x > bound) {
      x = 0;
      px = qn;
      u = real();
    } else {
      u -= px;
      px = (static_cast<double>(n - x + 1) * p * px) / (static_cast<double>(x) * q);
    }
  }
  return x;
}
// Kachitvichyanukul, Schmeiser 1988, BTPE.
std::int64_t Stream::binomial_by_rejection(std::int64_t n, double p) noexcept {
  const auto count = static_cast<double>(n);
  const double r = std::min(p, 1.0 - p), q = 1.0 - r;
  const double fm = count * r + r;
  const auto m = static_cast<std::int64_t>(std::floor(fm));
  const auto md = static_cast<double>(m);
  const double p1 = std::floor(2.195 * std::sqrt(count * r * q) - 4.6 * q) + 0.5;
  const double xm = md + 0.5, xl = xm - p1, xr = xm + p1;
  const double c = 0.134 + 20.5 / (15.3 + md);
  double a = (fm - xl) / (fm - xl * r);
  const double laml = a * (1.0 + a / 2.0);
  a = (xr - fm) / (xr * q);
  const double lamr = a * (1.0 + a / 2.0);
  const double p2 = p1 * (1.0 + 2.0 * c), p3 = p2 + c / laml, p4 = p3 + c / lamr;
  const double nrq = count * r * q;
  for (;;) {
    const double u = real() * p4;
    double v = real();
    std::int64_t y = 0;
    if (u <= p1) return static_cast<std::int64_t>(std::floor(xm - p1 * v + u));
    if (u <= p2) {
      const double x = xl + (u - p1) / c;
      v = v * c + 1.0 - std::fabs(md - x + 0.5) / p1;
      if (v > 1.0) continue;
      y = static_cast<std::int64_t>(std::floor(x));
    } else if (u <= p3) {
      y = static_cast<std::int64_t>(std::floor(xl + std::log(v) / laml));
      if (y < 0 || v == 0.0) continue;
      v = v * (u - p2) * laml;
    } else {
      y = static_cast<std::int64_t>(std::floor(xr - std::log(v) / lamr));
      if (y > n || v == 0.0) continue;
      v = v * (u - p3) * lamr;
    }
    const std::int64_t k = std::abs(y - m);
    const auto kd = static_cast<double>(k);
    const auto yd = static_cast<double>(y);
    if (k <= 20 || kd >= nrq / 2.0 - 1) {
      const double s = r / q, step = s * (count + 1);
      double f = 1.0;
      for (std::int64_t i = m + 1; i <= y && m < y; ++i) f *= step / static_cast<double>(i) - s;
      for (std::int64_t i = y + 1; i <= m && m > y; ++i) f /= step / static_cast<double>(i) - s;
      if (v > f) continue;
      return y;
    }
    const double rho = (kd / nrq) * ((kd * (kd / 3.0 + 0.625) + 0.16666666666666666) / nrq + 0.5);
    const double t = -kd * kd / (2 * nrq);
    const double log_v = std::log(v);
    if (log_v < t - rho) return y;
    if (log_v > t + rho) continue;
    const double x1 = yd + 1, f1 = md + 1, z = count + 1 - md, w = count - yd + 1;
    const auto tail = [](double square, double x) { return (13680. - (462. - (132. - (99. - 140. / square) / square) / square) / square) / x / 166320.; };
    if (log_v > xm * std::log(f1 / x1) + (count - md + 0.5) * std::log(z / w) + (yd - md) * std::log(w * r / (x1 * q)) + tail(f1 * f1, f1) + tail(z * z, z) +
                    tail(x1 * x1, x1) + tail(w * w, w))
      continue;
    return y;
  }
}

std::int64_t Stream::geometric(double p) noexcept {
  if (p >= 0.333333333333333333333333) {
    std::int64_t x = 1;
    double sum = p, product = p;
    const double q = 1.0 - p;
    const double u = real();
    while (u > sum) {
      product *= q;
      sum += product;
      ++x;
    }
    return x;
  }
  const double z = legacy_ ? std::ceil(std::log(1.0 - real()) / std::log(1.0 - p)) : std::ceil(-exponential() / std::log1p(-p));
  return z >= 9.223372036854776e+18 ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(z);
}

std::uint64_t Stream::bounded(std::uint64_t range) noexcept {
  if (range == 0) return 0;
  if (legacy_) return interval(range);
  if (range == 0xFFFFFFFFU) return next32();
  if (range < 0xFFFFFFFFU) {  // Lemire 2019
    const auto exclusive = static_cast<std::uint32_t>(range) + 1;
    auto product = static_cast<std::uint64_t>(next32()) * exclusive;
    if (static_cast<std::uint32_t>(product) < exclusive) {
      const std::uint32_t threshold = (0xFFFFFFFFU - static_cast<std::uint32_t>(range)) % exclusive;
      while (static_cast<std::uint32_t>(product) < threshold) product = static_cast<std::uint64_t>(next32()) * exclusive;
    }
    return product >> 32U;
  }
  if (range == std::numeric_limits<std::uint64_t>::max()) return next64();
  const std::uint64_t exclusive = range + 1;
  auto product = static_cast<unsigned __int128>(next64()) * exclusive;
  if (static_cast<std::uint64_t>(product) < exclusive) {
    const std::uint64_t threshold = (std::numeric_limits<std::uint64_t>::max() - range) % exclusive;
    while (static_cast<std::uint64_t>(product) < threshold) product = static_cast<unsigned __int128>(next64()) * exclusive;
  }
  return static_cast<std::uint64_t>(product >> 64U);
}

std::uint64_t Stream::interval(std::uint64_t most) noexcept {
  if (most == 0) return 0;
  std::uint64_t mask = most;
  for (unsigned by = 1; by < 64; by *= 2) mask |= mask >> by;
  std::uint64_t value = 0;
  do {
    value = (most <= 0xFFFFFFFFU ? next32() : next64()) & mask;
  } while (value > most);
  return value;
}

}  // namespace pytk::array
