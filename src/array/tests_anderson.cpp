// The test of Anderson and Darling, and the fits of the distributions that it knows.
#include <algorithm>
#include <array>
#include <cmath>

#include <pytk/core/error.hpp>

#include "compose.hpp"
#include "samples.hpp"
#include "special.hpp"

namespace pytk::array {
namespace {

/// Location and scale of the most likely distribution of a family, for the test of Anderson and Darling.
struct Fit {
  double location = 0, scale = 1;
};
// The likelihood is concave in 1 / scale and location / scale: Newton's steps, halved where the scale would turn
// negative.
Fit logistic_fit(std::span<const double> x) {
  const auto n = static_cast<double>(x.size());
  double u = 1 / std::sqrt(moment_of(x, 2, 1)), v = mean_of(x) * u;
  for (int round = 0; round < 200; ++round) {
    double gu = n / u, gv = 0, huu = -n / u / u, huv = 0, hvv = 0;
    for (const double value : x) {
      const double s = 1 / (1 + std::exp(v - u * value)), curve = 2 * s * (1 - s);
      gu += value * (1 - 2 * s);
      gv -= 1 - 2 * s;
      huu -= value * value * curve;
      huv += value * curve;
      hvv -= curve;
    }
    const double det = huu * hvv - huv * huv;
    double du = -(hvv * gu - huv * gv) / det, dv = -(huu * gv - huv * gu) / det;
    while (u + du <= 0) du /= 2, dv /= 2;
    u += du;
    v += dv;
    if (!(std::fabs(du) > 1e-14 * u) || !std::isfinite(u)) break;
  }
  return {v / u, 1 / u};
}
// Of the largest of many; the scale is where the mean, less the scale, is the mean weighed by exp(-x / scale).
Fit gumbel_fit(std::span<const double> x) {
  const double mean = mean_of(x), low = *std::min_element(x.begin(), x.end()),
               high = *std::max_element(x.begin(), x.end());
  const auto weighed = [&](double scale, double& weights) {
    double sum = 0;
    weights = 0;
    for (const double v : x) {
      const double w = std::exp((low - v) / scale);
      weights += w;
      sum += w * v;
    }
    return sum / weights;
  };
  double from = (high - low) * 1e-6, to = (high - low) * 10, weights = 0;
  for (int round = 0; round < 200 && to - from > 1e-16 * to; ++round) {
    const double middle = 0.5 * (from + to);
    (mean - middle > weighed(middle, weights) ? from : to) = middle;
  }
  const double scale = 0.5 * (from + to);
  (void)weighed(scale, weights);
  return {low - scale * std::log(weights / static_cast<double>(x.size())), scale};
}
/// Logarithms of the shares below and above.
struct LogShares {
  double below, above;
};
LogShares log_shares(std::string_view dist, double w) {
  if (dist == "norm") return {std::log(special::normal_cdf(w)), std::log(special::normal_sf(w))};
  if (dist == "expon") return w < 0 ? LogShares{-HUGE_VAL, 0} : LogShares{std::log(-std::expm1(-w)), -w};
  if (dist == "logistic") return {-std::log1p(std::exp(-w)), -std::log1p(std::exp(w))};
  if (dist == "gumbel_r") return {-std::exp(-w), std::log(-std::expm1(-std::exp(-w)))};
  return {std::log(-std::expm1(-std::exp(w))), -std::exp(w)};
}
Fit fit_of(std::string_view dist, const Sample& x) {
  const double mean = mean_of(x);
  if (dist == "norm") return {mean, std::sqrt(moment_of(x, 2, 1))};
  if (dist == "expon") return {0, mean};
  if (dist == "logistic") return logistic_fit(x);
  if (dist == "gumbel_r") return gumbel_fit(x);
  Sample mirrored;  // the smallest of many: the mirror image
  for (const double v : x) mirrored.push_back(-v);
  const Fit f = gumbel_fit(mirrored);
  return {-f.location, f.scale};
}
// Stephens 1974, 1977, 1979: critical values where both parameters are estimated, and what they are divided by for n
// values.
Sample critical_values(std::string_view dist, double n) {
  Sample values = dist == "norm"       ? Sample{0.576, 0.656, 0.787, 0.918, 1.092}
                  : dist == "expon"    ? Sample{0.922, 1.078, 1.341, 1.606, 1.957}
                  : dist == "logistic" ? Sample{0.426, 0.563, 0.660, 0.769, 0.906, 1.010}
                                       : Sample{0.474, 0.637, 0.757, 0.877, 1.038};
  const double by = dist == "norm"       ? 1 + 4 / n - 25 / n / n
                    : dist == "expon"    ? 1 + 0.6 / n
                    : dist == "logistic" ? 1 + 0.25 / n
                                         : 1 + 0.2 / std::sqrt(n);
  for (auto& v : values) v = std::nearbyint(v / by * 1000) / 1000;
  return values;
}

}  // namespace

Value anderson(const Args& args) {
  static constexpr std::array<std::string_view, 6> known{"norm", "expon", "logistic", "gumbel", "gumbel_l", "gumbel_r"};
  const auto dist = args.text("dist", "norm");
  if (std::find(known.begin(), known.end(), dist) == known.end())
    throw fail(Fault::usage, "there is no distribution '{}' for anderson", dist)
        .hint("norm, expon, logistic, gumbel, gumbel_l or gumbel_r");
  Sample x = sample_of(args.array("x"));
  if (x.size() < 2) throw fail(Fault::data, "anderson needs at least two values");
  sort_sample(x);
  const auto n = static_cast<double>(x.size());
  const Fit fit = fit_of(dist, x);
  double sum = 0;
  const auto shares = [&](double v) { return log_shares(dist, (v - fit.location) / fit.scale); };
  for (std::size_t i = 0; i < x.size(); ++i)
    sum += (2 * static_cast<double>(i) + 1) / n * (shares(x[i]).below + shares(x[x.size() - 1 - i]).above);
  const Sample levels = dist == "logistic"                  ? Sample{25, 10, 5, 2.5, 1, 0.5}
                        : dist == "norm" || dist == "expon" ? Sample{15, 10, 5, 2.5, 1}
                                                            : Sample{25, 10, 5, 2.5, 1};
  Sequence s;
  s.type = "AndersonResult";
  s.names = {"statistic", "critical_values", "significance_level"};
  s.items = {number(-n - sum), boxed(Array::of<double>(critical_values(dist, n))), boxed(Array::of<double>(levels))};
  return s;
}

}  // namespace pytk::array
