#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "plot/ticks.hpp"

namespace pytk::plot {
namespace {

struct Decades {
  double low, high, count;  ///< logarithms of the limits; whole decades between them
  double stride;
};

Decades decades_of(double low, double high, double base, int most) {
  Decades d{std::log(low) / std::log(base), std::log(high) / std::log(base), 0, 1};
  d.count = std::floor(d.high) - std::ceil(d.low);
  d.stride = std::floor((d.count + 1) / most) + 1;
  // A stride as long as the axis would leave one tick.
  if (d.stride >= d.count) d.stride = std::max(1.0, d.count - 1);
  return d;
}

std::vector<double> exponents(const Decades& d) {
  std::vector<double> out;
  for (double e = std::floor(d.low) - d.stride; e < std::ceil(d.high) + 2 * d.stride; e += d.stride) out.push_back(e);
  return out;
}

bool near_integer(double x) { return std::fabs(x - std::round(x)) < 1e-10; }

}  // namespace

std::vector<double> log_ticks(double low, double high, double base, int most) {
  if (high < low) std::swap(low, high);
  std::vector<double> out;
  for (const double e : exponents(decades_of(low, high, base, most))) out.push_back(std::pow(base, e));
  return out;
}

std::vector<double> log_minor_ticks(double low, double high, double base, int most) {
  if (high < low) std::swap(low, high);
  const Decades d = decades_of(low, high, base, most);
  if (d.count > 10 || base < 3 || d.stride > 1) return {};
  std::vector<double> out;
  int seen = 0;
  for (const double e : exponents(d))
    for (double sub = 2; sub < base; sub += 1) {
      const double tick = sub * std::pow(base, e);
      out.push_back(tick);
      seen += tick >= low && tick <= high ? 1 : 0;
    }
  return seen <= 1 ? linear_ticks(low, high, 9) : out;
}

std::vector<double> symlog_ticks(double low, double high, const Scale& scale) {
  constexpr int most = 15;
  if (high < low) std::swap(low, high);
  const double threshold = scale.linear_threshold, base = scale.base;
  if (-threshold < low && high < threshold) return {low, high};
  const bool below = low < -threshold, above = high > threshold;
  const bool middle = (below && high > -threshold) || (above && low < threshold);
  const auto floor_log = [&](double v) { return std::floor(std::log(v) / std::log(base)); };
  const auto ceil_log = [&](double v) { return std::ceil(std::log(v) / std::log(base)); };
  double below_from = 0, below_to = 0, above_from = 0, above_to = 0;
  if (below) {
    below_from = floor_log(std::fabs(std::min(-threshold, high)));
    below_to = ceil_log(std::fabs(low) + 1);
  }
  if (above) {
    above_from = floor_log(std::max(threshold, low));
    above_to = ceil_log(high + 1);
  }
  const double total = (below_to - below_from) + (above_to - above_from) + (middle ? 1 : 0);
  const double stride = std::max(std::floor(total / (most - 1)), 1.0);
  std::vector<double> out;
  if (below) {
    for (double e = below_from; e < below_to; e += stride) out.push_back(-std::pow(base, e));
    std::reverse(out.begin(), out.end());
  }
  if (middle) out.push_back(0);
  if (above)
    for (double e = above_from; e < above_to; e += stride) out.push_back(std::pow(base, e));
  return out;
}

namespace {

std::string raised(int exponent) {
  static constexpr const char* digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out = exponent < 0 ? "⁻" : "";
  for (const char c : fmt::format("{}", std::abs(exponent))) out += digits[c - '0'];
  return out;
}

/// Whether multiples of a power get labels: all of them within 0.4 decades, 1 2 3 4 6 within one, else none.
bool labels_multiple(double multiple, double decades, double base) {
  if (decades > 1) return multiple == 1;
  if (decades <= 0.4) return true;
  const int count = static_cast<int>(base) / 2 + 1;
  for (int i = 0; i < count; ++i)
    if (std::nearbyint(std::pow(base, static_cast<double>(i) / (count - 1))) == multiple) return true;
  return false;
}

}  // namespace

std::string log_label(double value, double base, double low, double high, double linear_threshold) {
  if (value == 0) return "0";
  const double size = std::fabs(value), e = std::log(size) / std::log(base);
  const bool decade = near_integer(e);
  const double exponent = decade ? std::round(e) : std::floor(e), multiple = std::round(std::pow(base, e - exponent));
  double decades = 0;
  if (linear_threshold > 0) {
    if (low < -linear_threshold) decades += std::log(low / std::min(high, -linear_threshold)) / std::log(base);
    if (high > linear_threshold) decades += std::log(high / std::max(low, linear_threshold)) / std::log(base);
  } else {
    decades = std::fabs(std::log(high / low) / std::log(base));
  }
  if (!labels_multiple(multiple, decades, base)) return "";
  const std::string sign = value < 0 ? "\xe2\x88\x92" : "";
  const std::string power = fmt::format("{:g}{}", base, raised(static_cast<int>(exponent)));
  if (decade) return sign + power;
  double factor = std::pow(base, e - exponent);
  if (near_integer(factor)) factor = std::round(factor);
  return sign + fmt::format("{:g}×", factor) + power;
}

}  // namespace pytk::plot
