// Continuous distributions, made of uniform, normal, exponential and gamma numbers as numpy.random makes them.
// Where RandomState's formula differs from Generator's in the last bit, both stand here.
#include <cmath>
#include <numbers>

#include "random.hpp"

namespace pytk::array {

double draw_beta(Stream& s, double a, double b) {
  if (a <= 1.0 && b <= 1.0) {  // Johnk 1964
    for (;;) {
      const double u = s.real(), v = s.real();
      const double x = std::pow(u, 1.0 / a), y = std::pow(v, 1.0 / b);
      if (x + y > 1.0) continue;
      if (x + y > 0) return x / (x + y);
      if (!s.legacy()) continue;  // both underflow: drawn again, or by RandomState divided as logarithms
      double log_x = std::log(u) / a, log_y = std::log(v) / b;
      const double larger = log_x > log_y ? log_x : log_y;
      log_x -= larger;
      log_y -= larger;
      return std::exp(log_x - std::log(std::exp(log_x) + std::exp(log_y)));
    }
  }
  const double first = s.gamma(a);
  return first / (first + s.gamma(b));
}
double draw_chisquare(Stream& s, double df) { return 2.0 * s.gamma(df / 2.0); }
double draw_f(Stream& s, double numerator, double denominator) {
  const double above = draw_chisquare(s, numerator) * denominator;
  return above / (draw_chisquare(s, denominator) * numerator);
}
double draw_noncentral_chisquare(Stream& s, double df, double noncentrality) {
  if (std::isnan(noncentrality)) return noncentrality;
  if (noncentrality == 0) return draw_chisquare(s, df);
  if (df > 1) {
    const double rest = draw_chisquare(s, df - 1);
    const double n = s.normal() + std::sqrt(noncentrality);
    return rest + n * n;
  }
  const auto i = draw_poisson(s, noncentrality / 2.0);
  return draw_chisquare(s, df + 2 * static_cast<double>(i));
}
double draw_noncentral_f(Stream& s, double numerator, double denominator, double noncentrality) {
  const double above = draw_noncentral_chisquare(s, numerator, noncentrality) * denominator;
  return above / (draw_chisquare(s, denominator) * numerator);
}
double draw_standard_t(Stream& s, double df) {
  const double n = s.normal();
  return std::sqrt(df / 2) * n / std::sqrt(s.gamma(df / 2));
}
double draw_laplace(Stream& s, double loc, double scale) {
  for (;;) {
    const double u = s.real();
    if (u >= 0.5) return loc - scale * std::log(2.0 - u - u);
    if (u > 0.0) return loc + scale * std::log(u + u);
  }
}
double draw_logistic(Stream& s, double loc, double scale) {
  double u = s.real();
  while (u <= 0.0) u = s.real();
  return loc + scale * std::log(u / (1.0 - u));
}
double draw_gumbel(Stream& s, double loc, double scale) {
  double u = 1.0 - s.real();
  while (u >= 1.0) u = 1.0 - s.real();
  return loc - scale * std::log(-std::log(u));
}
double draw_rayleigh(Stream& s, double scale) {
  return s.legacy() ? scale * std::sqrt(-2.0 * std::log1p(-s.real())) : scale * std::sqrt(2.0 * s.exponential());
}
double draw_weibull(Stream& s, double a) { return a == 0.0 ? 0.0 : std::pow(s.exponential(), 1. / a); }
double draw_pareto(Stream& s, double a) {
  return s.legacy() ? std::exp(s.exponential() / a) - 1 : std::expm1(s.exponential() / a);
}
double draw_power(Stream& s, double a) {
  const double e = s.exponential();
  return std::pow(s.legacy() ? 1 - std::exp(-e) : -std::expm1(-e), 1. / a);
}
double draw_triangular(Stream& s, double left, double mode, double right) {
  const double base = right - left, from_left = mode - left;
  const double u = s.real();
  return u <= from_left / base ? left + std::sqrt(u * (from_left * base))
                               : right - std::sqrt((1.0 - u) * ((right - mode) * base));
}
// Best, Fisher 1979, on the circle.
double draw_vonmises(Stream& s, double mu, double kappa) {
  constexpr double pi = std::numbers::pi;
  if (std::isnan(kappa)) return kappa;
  if (kappa < 1e-8) return pi * (2 * s.real() - 1);
  double scale = 0;
  if (kappa < 1e-5) {
    scale = 1. / kappa + kappa;  // the series around 0: rho vanishes in double precision
  } else if (kappa <= 1e6 || s.legacy()) {
    const double r = 1 + std::sqrt(1 + 4 * kappa * kappa);
    const double rho = (r - std::sqrt(2 * r)) / (2 * kappa);
    scale = (1 + rho * rho) / (2 * rho);
  } else {
    // So narrow that it is a normal distribution, wrapped.
    double result = mu + std::sqrt(1. / kappa) * s.normal();
    if (result < -pi) result += 2 * pi;
    if (result > pi) result -= 2 * pi;
    return result;
  }
  double w = 0;
  for (;;) {
    const double z = std::cos(pi * s.real());
    w = (1 + scale * z) / (scale + z);
    const double y = kappa * (scale - w);
    const double v = s.real();
    if (y * (2 - y) - v >= 0 || std::log(y / v) + 1 - y >= 0) break;
  }
  double result = std::acos(w);
  if (s.real() < 0.5) result = -result;
  result += mu;
  const double turned = std::fmod(std::fabs(result) + pi, 2 * pi) - pi;
  return result < 0 ? -turned : turned;
}
// Michael, Schucany, Haas 1976.
double draw_wald(Stream& s, double mean, double scale) {
  const double half = mean / (2 * scale);
  const double n = s.normal();
  const double y = mean * n * n;
  const double x = mean + half * (y - std::sqrt(4 * scale * y + y * y));
  return s.real() <= mean / (mean + x) ? x : mean * mean / x;
}

}  // namespace pytk::array
