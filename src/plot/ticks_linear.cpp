#include <algorithm>
#include <cmath>
#include <span>

#include "plot/scale.hpp"
#include "plot/ticks.hpp"

namespace pytk::plot {

Divided divide(double a, double b) {
  double rest = std::fmod(a, b), whole = (a - rest) / b;
  if (rest != 0) {
    if ((b < 0) != (rest < 0)) {
      rest += b;
      whole -= 1;
    }
  } else {
    rest = std::copysign(0.0, b);
  }
  if (whole != 0) {
    const double floored = std::floor(whole);
    whole = whole - floored > 0.5 ? floored + 1 : floored;
  }
  return {whole, rest};
}

namespace {

/// Multiples of a step next to a value; what lies within a rounding fault of a multiple counts as that multiple.
struct Edge {
  double step, offset;
  [[nodiscard]] bool close(double fraction, double to) const {
    double slack = 1e-10;
    // A large offset costs digits.
    if (offset > 0) slack = std::min(0.4999, std::max(1e-10, std::pow(10.0, std::log10(offset / step) - 12)));
    return std::fabs(fraction - to) < slack;
  }
  [[nodiscard]] double not_above(double value) const {
    const Divided d = divide(value, step);
    return close(d.rest / step, 1) ? d.whole + 1 : d.whole;
  }
  [[nodiscard]] double not_below(double value) const {
    const Divided d = divide(value, step);
    return close(d.rest / step, 0) ? d.whole : d.whole + 1;
  }
};

// 1, 2, 2.5, 5, 10 with a decade below and the first step of the decade above.
constexpr double axis_steps[] = {0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20};
constexpr double level_steps[] = {0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 15};

struct Rule {
  std::span<const double> steps;
  int least = 2;                      ///< ticks that must be seen
  bool whole = false;
};

std::vector<double> ticks_by(const Rule& rule, double low, double high, int bins) {
  widen_single(low, high, 1e-13, 1e-14);
  if (high < low) std::swap(low, high);
  const double span = std::fabs(high - low), middle = (high + low) / 2;
  const double offset = std::fabs(middle) / span < 100
                            ? 0.0 : std::copysign(std::pow(10.0, std::floor(std::log10(std::fabs(middle)))), middle);
  const double scale = std::pow(10.0, std::floor(std::log10(span / bins)));
  const double from = low - offset, to = high - offset, wanted = (to - from) / bins;
  std::vector<double> steps;
  for (const double s : rule.steps) {
    const double step = s * scale;
    // Only steps that are whole numbers themselves, where whole ticks are asked for.
    if (!rule.whole || step < 1 || std::fabs(step - std::round(step)) < 0.001) steps.push_back(step);
  }
  std::size_t at = 0;
  while (at + 1 < steps.size() && steps[at] < wanted) ++at;
  std::vector<double> ticks;
  for (std::size_t i = at + 1; i-- > 0;) {
    double step = steps[i];
    if (rule.whole && std::floor(to) - std::ceil(from) >= rule.least - 1) step = std::max(1.0, step);
    const double first = divide(from, step).whole * step;
    const Edge edge{step, std::fabs(offset)};
    const double begin = edge.not_above(from - first), end = edge.not_below(to - first);
    ticks.clear();
    int inside = 0;
    for (double k = begin; k < end + 0.5 && ticks.size() < 1000; k += 1) {
      const double tick = k * step + first;
      ticks.push_back(tick);
      inside += tick <= to && tick >= from ? 1 : 0;
    }
    if (inside >= rule.least) break;
  }
  for (double& tick : ticks) tick += offset;
  return ticks;
}

}  // namespace

std::vector<double> linear_ticks(double low, double high, int bins, bool whole) {
  return ticks_by({axis_steps, 2, whole}, low, high, bins);
}

std::vector<double> contour_levels(double low, double high, int bins) {
  std::vector<double> all = ticks_by({level_steps, 1, false}, low, high, bins);
  std::size_t first = 0, last = all.size();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i] < low) first = i;
    if (all[i] > high) {
      last = i + 1;
      break;
    }
  }
  if (last - first < 3) return all;
  return {all.begin() + static_cast<std::ptrdiff_t>(first), all.begin() + static_cast<std::ptrdiff_t>(last)};
}

}  // namespace pytk::plot
