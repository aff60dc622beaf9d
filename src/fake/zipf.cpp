#include "zipf.hpp"

#include <algorithm>
#include <cmath>

namespace pytk::fake {
namespace {

constexpr std::uint64_t most_in_table = 65'536;

// (exp(x) - 1) / x and log(1 + x) / x, which stay exact near 0.
double expm1_over(double x) noexcept { return std::fabs(x) > 1e-8 ? std::expm1(x) / x : 1 + x / 2; }
double log1p_over(double x) noexcept { return std::fabs(x) > 1e-8 ? std::log1p(x) / x : 1 - x / 2; }

}  // namespace

Zipf::Zipf(std::uint64_t n, double s) : n_(n), s_(s) {
  if (n <= most_in_table) {
    std::vector<double> sums;
    double total = 0;
    for (std::uint64_t k = 1; k <= n; ++k) sums.push_back(total += std::pow(static_cast<double>(k), -s));
    // 2^40 steps: coarse enough that the last bit of pow() moves no boundary.
    for (const double sum : sums) ends_.push_back(static_cast<std::uint64_t>(std::round(sum / total * 0x1p40)));
    return;
  }
  area_of_first_ = area(1.5) - 1;
  area_of_last_ = area(static_cast<double>(n) + 0.5);
  shortcut_ = 2 - area_inverse(area(2.5) - std::pow(2.0, -s));
}

// The integral of x^-s, and its inverse, continuous in s at 1.
double Zipf::area(double x) const noexcept {
  const double logarithm = std::log(x);
  return expm1_over((1 - s_) * logarithm) * logarithm;
}
double Zipf::area_inverse(double x) const noexcept { return std::exp(log1p_over(std::max(-1.0, x * (1 - s_))) * x); }

std::uint64_t Zipf::pick(Draw& draw) const noexcept {
  if (!ends_.empty()) {
    const std::uint64_t wanted = draw.below(ends_.back());
    return static_cast<std::uint64_t>(std::upper_bound(ends_.begin(), ends_.end(), wanted) - ends_.begin()) + 1;
  }
  for (;;) {
    const double u = area_of_last_ + draw.real() * (area_of_first_ - area_of_last_);
    const double x = area_inverse(u);
    const double k = std::fmin(std::fmax(std::floor(x + 0.5), 1.0), static_cast<double>(n_));
    if (k - x <= shortcut_ || u >= area(k + 0.5) - std::pow(k, -s_)) return static_cast<std::uint64_t>(k);
  }
}

}  // namespace pytk::fake
