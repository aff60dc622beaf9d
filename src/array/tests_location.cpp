// Tests about means and variances: Student, Welch, Fisher, Levene, Bartlett, and regression.
#include <algorithm>
#include <cmath>

#include <pytk/array/order.hpp>
#include <pytk/core/error.hpp>

#include "compose.hpp"
#include "samples.hpp"
#include "special.hpp"

namespace pytk::array {
namespace {

double count_of(const Sample& x) { return static_cast<double>(x.size()); }
double total(const Sample& x) { return sum_in_order(x.data(), static_cast<std::int64_t>(x.size())); }

Value ttest_ind(const Args& args) {
  const auto tail = tail_of(args);
  const bool equal = args.flag("equal_var", true);
  return by_lines(args, arrays_named(args, {"a", "b"}), {"Ttest_indResult", {"statistic", "pvalue"}}, false,
                  [=](const auto& samples) -> std::vector<double> {
                    const auto &a = samples[0], &b = samples[1];
                    const double n1 = count_of(a), n2 = count_of(b), v1 = moment_of(a, 2, 1), v2 = moment_of(b, 2, 1);
                    double freedom = n1 + n2 - 2, spread = 0;
                    if (equal) {
                      spread = std::sqrt(((n1 - 1) * (n1 > 1 ? v1 : 0) + (n2 - 1) * (n2 > 1 ? v2 : 0)) / freedom *
                                         (1 / n1 + 1 / n2));
                    } else {
                      const double e1 = v1 / n1, e2 = v2 / n2;
                      freedom = (e1 + e2) * (e1 + e2) / (e1 * e1 / (n1 - 1) + e2 * e2 / (n2 - 1));
                      if (std::isnan(freedom)) freedom = 1;
                      spread = std::sqrt(e1 + e2);
                    }
                    const double t = (mean_of(a) - mean_of(b)) / spread;
                    return {t, student_p(t, freedom, tail)};
                  });
}
std::vector<double> one_sample(const Sample& x, double expected, Tail tail) {
  const double n = count_of(x), t = (mean_of(x) - expected) / std::sqrt(moment_of(x, 2, 1) / n);
  return {t, student_p(t, n - 1, tail), n - 1};
}
// The degrees of freedom are printed as the whole number that they are.
Value with_whole_freedom(Value v) {
  if (auto* s = std::get_if<Sequence>(&v.is)) {
    const Array freedom = to_array(s->items[2]);
    if (freedom.dimensions() == 0 && std::isfinite(freedom.get<double>(0)))
      s->items[2] = Integer{static_cast<std::int64_t>(freedom.get<double>(0))};
    else
      s->items[2] =
          boxed(std::isfinite(freedom.size() > 0 ? freedom.get<double>(0) : NAN) ? freedom.cast(Kind::int64) : freedom);
  }
  return v;
}
Layout t_layout() { return {"TtestResult", {"statistic", "pvalue", "df"}}; }
Value ttest_1samp(const Args& args) {
  const auto tail = tail_of(args);
  const double expected = args.real("popmean");
  return with_whole_freedom(by_lines(args, arrays_named(args, {"a"}), t_layout(), false,
                                     [=](const auto& s) { return one_sample(s[0], expected, tail); }));
}
Value ttest_rel(const Args& args) {
  const auto tail = tail_of(args);
  return with_whole_freedom(by_lines(args, arrays_named(args, {"a", "b"}), t_layout(), true, [=](const auto& s) {
    Sample off(s[0].size());
    for (std::size_t i = 0; i < off.size(); ++i) off[i] = s[0][i] - s[1][i];
    return one_sample(off, 0, tail);
  }));
}
Value ttest_ind_from_stats(const Args& args) {
  const double n1 = args.real("nobs1"), n2 = args.real("nobs2"), v1 = args.real("std1") * args.real("std1"),
               v2 = args.real("std2") * args.real("std2");
  double freedom = n1 + n2 - 2, spread = std::sqrt(((n1 - 1) * v1 + (n2 - 1) * v2) / freedom * (1 / n1 + 1 / n2));
  if (!args.flag("equal_var", true)) {
    const double e1 = v1 / n1, e2 = v2 / n2;
    freedom = (e1 + e2) * (e1 + e2) / (e1 * e1 / (n1 - 1) + e2 * e2 / (n2 - 1));
    spread = std::sqrt(e1 + e2);
  }
  const double t = (args.real("mean1") - args.real("mean2")) / spread;
  return result_of({"Ttest_indResult", {"statistic", "pvalue"}},
                   {number(t), number(student_p(t, freedom, tail_of(args)))});
}

std::vector<double> variance_ratio(const std::vector<Sample>& samples) {
  double n = 0, sum = 0;
  for (const auto& s : samples) n += count_of(s), sum += total(s);
  const double mean = sum / n, k = static_cast<double>(samples.size());
  double between = 0, within = 0;
  for (const auto& s : samples) {
    const double m = mean_of(s);
    between += count_of(s) * (m - mean) * (m - mean);
    within += moment_of(s, 2) * count_of(s);
  }
  const double f = (between / (k - 1)) / (within / (n - k));
  return {f, special::fisher_sf(f, k - 1, n - k)};
}
Value f_oneway(const Args& args) {
  return by_lines(args, arrays_of_rest(args, 2), {"F_onewayResult", {"statistic", "pvalue"}}, false, variance_ratio);
}

Sample trimmed(Sample x, double share) {
  sort_sample(x);
  if (!(share >= 0 && share < 0.5)) throw fail(Fault::data, "proportiontocut must be from 0 to 0.5");
  const auto cut = static_cast<std::ptrdiff_t>(share * count_of(x));
  if (cut * 2 >= static_cast<std::ptrdiff_t>(x.size())) throw fail(Fault::data, "Proportion too big.");
  return {x.begin() + cut, x.end() - cut};
}
Value levene(const Args& args) {
  const auto center = args.text("center", "median");
  const double share = args.real("proportiontocut", 0.05);
  if (center != "mean" && center != "median" && center != "trimmed")
    throw fail(Fault::usage, "center must be 'mean', 'median' or 'trimmed', not '{}'", center);
  return by_lines(args, arrays_of_rest(args, 2), {"LeveneResult", {"statistic", "pvalue"}}, false,
                  [&](const std::vector<Sample>& samples) {
    std::vector<Sample> off;
    for (const auto& given : samples) {
      Sample s = center == "trimmed" ? trimmed(given, share) : given;
      const double middle = center == "median" ? median_of_sample(s) : mean_of(s);
      for (auto& v : s) v = std::fabs(v - middle);
      off.push_back(std::move(s));
    }
    return variance_ratio(off);
  });
}
// One name for two functions: NumPy's window of M points has one argument, SciPy's test at least two samples.
Value bartlett(const Args& args) {
  if (args.rest().size() == 1 && to_array(args.rest()[0]).dimensions() == 0)
    return call_function({"bartlett_window", {args.rest()[0]}, {}});
  return by_lines(args, arrays_of_rest(args, 2), {"BartlettResult", {"statistic", "pvalue"}}, false,
                  [](const std::vector<Sample>& samples) -> std::vector<double> {
                    const double k = static_cast<double>(samples.size());
                    double n = 0, pooled = 0, logs = 0, inverse = 0;
                    for (const auto& s : samples) {
                      const double m = count_of(s), v = moment_of(s, 2, 1);
                      n += m;
                      pooled += (m - 1) * v;
                      logs += (m - 1) * std::log(v);
                      inverse += 1 / (m - 1);
                    }
                    const double t = ((n - k) * std::log(pooled / (n - k)) - logs) /
                                     (1 + 1 / (3 * (k - 1)) * (inverse - 1 / (n - k)));
                    return {t, special::chi2_sf(t, k - 1)};
                  });
}
Value fligner(const Args& args) {
  const auto center = args.text("center", "median");
  return by_lines(args, arrays_of_rest(args, 2), {"FlignerResult", {"statistic", "pvalue"}}, false,
                  [&](const std::vector<Sample>& samples) -> std::vector<double> {
                    Sample all;
                    for (const auto& s : samples) {
                      const double middle = center == "mean"      ? mean_of(s)
                                            : center == "trimmed" ? mean_of(trimmed(s, 0.05))
                                                                  : median_of_sample(s);
                      for (const double v : s) all.push_back(std::fabs(v - middle));
                    }
                    Sample scores = ranks_of(all);
                    const double n = count_of(all);
                    for (auto& v : scores) v = special::normal_quantile(v / (2 * (n + 1)) + 0.5);
                    const double mean = mean_of(scores), spread = moment_of(scores, 2, 1);
                    double x = 0;
                    std::size_t at = 0;
                    for (const auto& s : samples) {
                      const double m = mean_of(std::span(scores).subspan(at, s.size()));
                      x += count_of(s) * (m - mean) * (m - mean);
                      at += s.size();
                    }
                    return {x / spread, special::chi2_sf(x / spread, static_cast<double>(samples.size()) - 1)};
                  });
}

struct Sums {
  double xx = 0, xy = 0, yy = 0, mean_x = 0, mean_y = 0;
};
Sums sums_of(const Sample& x, const Sample& y) {
  Sums s;
  s.mean_x = mean_of(x);
  s.mean_y = mean_of(y);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double a = x[i] - s.mean_x, b = y[i] - s.mean_y;
    s.xx += a * a;
    s.xy += a * b;
    s.yy += b * b;
  }
  return s;
}
double correlation(const Sample& x, const Sample& y) {
  const auto s = sums_of(x, y);
  return std::clamp(s.xy / (std::sqrt(s.xx) * std::sqrt(s.yy)), -1.0, 1.0);
}
std::vector<double> pearson(const Sample& x, const Sample& y, Tail tail) {
  const double n = count_of(x);
  if (n < 2) throw fail(Fault::data, "x and y must have length at least 2.");
  const double r = correlation(x, y);
  if (std::isnan(r)) return {r, r};
  if (n == 2) return {r < 0 ? -1.0 : 1.0, 1.0};
  // (r + 1) / 2 has a beta distribution.
  const double ab = n / 2 - 1;
  const auto below = [ab](double v) { return special::beta_i(ab, ab, (1 + v) / 2, (1 - v) / 2); };
  return {r, tail == Tail::two_sided ? 2 * below(-std::fabs(r)) : tail == Tail::less ? below(r) : below(-r)};
}
Value pearsonr(const Args& args) {
  const auto tail = tail_of(args);
  return by_lines(args, arrays_named(args, {"x", "y"}), {"PearsonRResult", {"statistic", "pvalue"}}, true,
                  [=](const auto& s) { return pearson(s[0], s[1], tail); });
}
Value pointbiserialr(const Args& args) {
  return by_lines(args, arrays_named(args, {"x", "y"}), {"SignificanceResult", {"statistic", "pvalue"}}, true,
                  [](const auto& s) { return pearson(s[0], s[1], Tail::two_sided); });
}
// From covariances, as corrcoef has it: of ranks that agree in full it is 1 to the last bit.
double rank_correlation(const Sample& x, const Sample& y) {
  const auto s = sums_of(x, y);
  const double share = 1 / (count_of(x) - 1);
  return std::clamp(s.xy * share / std::sqrt(s.xx * share) / std::sqrt(s.yy * share), -1.0, 1.0);
}
Value spearmanr(const Args& args) {
  const auto tail = tail_of(args);
  std::vector<Array> arrays{args.array("a")};
  if (args.has("b")) arrays.push_back(args.array("b"));
  else if (arrays[0].dimensions() == 2 && arrays[0].shape()[args.integer("axis", 0) == 0 ? 1 : 0] == 2) {
    const auto across = static_cast<std::size_t>(args.integer("axis", 0) == 0 ? 1 : 0);
    arrays = {at_index(arrays[0], across, 0), at_index(arrays[0], across, 1)};
  } else throw fail(Fault::data, "spearmanr needs two samples, or a table of two columns");
  return by_lines(args, arrays, {"SignificanceResult", {"statistic", "pvalue"}}, true,
                  [=](const auto& s) -> std::vector<double> {
                    const double r = rank_correlation(ranks_of(s[0]), ranks_of(s[1])), freedom = count_of(s[0]) - 2;
                    const double t = r * std::sqrt(std::max(0.0, freedom / ((r + 1) * (1 - r))));
                    return {r, student_p(t, freedom, tail)};
                  });
}
Value linregress(const Args& args) {
  const auto tail = tail_of(args);
  std::vector<Array> arrays{args.array("x")};
  if (args.has("y")) arrays.push_back(args.array("y"));
  else {
    const Array a = arrays[0];
    if (a.dimensions() != 2 || (a.shape()[0] != 2 && a.shape()[1] != 2))
      throw fail(Fault::data, "linregress needs y, or a table with two rows or columns");
    const std::size_t across = a.shape()[0] == 2 ? 0 : 1;
    arrays = {at_index(a, across, 0), at_index(a, across, 1)};
  }
  return by_lines(
      args, arrays, {"LinregressResult", {"slope", "intercept", "rvalue", "pvalue", "stderr", "intercept_stderr"}},
      true, [=](const auto& samples) -> std::vector<double> {
        const auto &x = samples[0], &y = samples[1];
        const double n = count_of(x);
        if (n < 2) throw fail(Fault::data, "Cannot calculate a linear regression from one value");
        const auto [low, high] = std::minmax_element(x.begin(), x.end());
        if (*low == *high)
          throw fail(Fault::data, "Cannot calculate a linear regression if all x values are identical");
        const auto s = sums_of(x, y);
        const double r = s.xx == 0 || s.yy == 0 ? 0 : std::clamp(s.xy / std::sqrt(s.xx * s.yy), -1.0, 1.0);
        const double slope = s.xy / s.xx, intercept = s.mean_y - slope * s.mean_x;
        if (n == 2) return {slope, intercept, r, y[0] == y[1] ? 1.0 : 0.0, 0, 0};
        const double freedom = n - 2, t = r * std::sqrt(freedom / ((1 - r + 1e-20) * (1 + r + 1e-20)));
        const double error = std::sqrt((1 - r * r) * s.yy / s.xx / freedom);
        return {
            slope, intercept, r, student_p(t, freedom, tail), error, error * std::sqrt(s.xx / n + s.mean_x * s.mean_x)};
      });
}

constexpr Function table[] = {
    {"ttest_ind", "a, b, axis=, equal_var=, nan_policy=, alternative=", ttest_ind},
    {"ttest_rel", "a, b, axis=, nan_policy=, alternative=", ttest_rel},
    {"ttest_1samp", "a, popmean, axis=, nan_policy=, alternative=", ttest_1samp},
    {"ttest_ind_from_stats", "mean1, std1, nobs1, mean2, std2, nobs2, equal_var=, alternative=", ttest_ind_from_stats},
    {"f_oneway", "*samples, axis=, nan_policy=", f_oneway},
    {"levene", "*samples, center=, proportiontocut=, axis=, nan_policy=", levene},
    {"bartlett", "*samples, axis=, nan_policy=", bartlett},
    {"fligner", "*samples, center=, axis=, nan_policy=", fligner},
    {"pearsonr", "x, y, alternative=, axis=, nan_policy=", pearsonr},
    {"pointbiserialr", "x, y, axis=, nan_policy=", pointbiserialr},
    {"spearmanr", "a, b=, axis=, nan_policy=, alternative=", spearmanr},
    {"linregress", "x, y=, alternative=, axis=, nan_policy=", linregress},
};

}  // namespace

std::span<const Function> location_tests() noexcept { return table; }

}  // namespace pytk::array
