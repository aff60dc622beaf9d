#include <algorithm>
#include <cmath>

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
constexpr double extended_steps[] = {0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20};
constexpr int least_ticks = 2;

}  // namespace

std::vector<double> linear_ticks(double low, double high, int bins, bool whole) {
  widen_single(low, high, 1e-13, 1e-14);
  if (high < low) std::swap(low, high);
  const double span = std::fabs(high - low), middle = (high + low) / 2;
  const double offset = std::fabs(middle) / span < 100
                            ? 0.0 : std::copysign(std::pow(10.0, std::floor(std::log10(std::fabs(middle)))), middle);
  const double scale = std::pow(10.0, std::floor(std::log10(span / bins)));
  const double from = low - offset, to = high - offset, wanted = (to - from) / bins;
  std::vector<double> steps;
  for (const double s : extended_steps) {
    const double step = s * scale;
    // Only steps that are whole numbers themselves, where whole ticks are asked for.
    if (!whole || step < 1 || std::fabs(step - std::round(step)) < 0.001) steps.push_back(step);
  }
  std::size_t at = 0;
  while (at + 1 < steps.size() && steps[at] < wanted) ++at;
  std::vector<double> ticks;
  for (std::size_t i = at + 1; i-- > 0;) {
    double step = steps[i];
    if (whole && std::floor(to) - std::ceil(from) >= least_ticks - 1) step = std::max(1.0, step);
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
    if (inside >= least_ticks) break;
  }
  for (double& tick : ticks) tick += offset;
  return ticks;
}

}  // namespace pytk::plot
