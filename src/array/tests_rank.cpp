// Tests of ranks and of distribution functions: Mann-Whitney, Wilcoxon, Kruskal, Kendall, Kolmogorov-Smirnov.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "compose.hpp"
#include "exact_tests.hpp"
#include "samples.hpp"
#include "special.hpp"

namespace pytk::array {
namespace {

double count_of(const Sample& x) { return static_cast<double>(x.size()); }
std::int64_t length_of(const Sample& x) { return static_cast<std::int64_t>(x.size()); }
double ties_of(const Sample& x) {
  double sum = 0;
  for (const double t : tie_counts(x)) sum += t * t * t - t;
  return sum;
}
Sample joined(const std::vector<Sample>& samples) {
  Sample all;
  for (const auto& s : samples) all.insert(all.end(), s.begin(), s.end());
  return all;
}
std::string method_of(const Args& args, std::string_view normal) {
  auto method = args.text("method", "auto");
  const std::string other(normal);
  if (method != "auto" && method != "exact" && method != normal)
    throw fail(Fault::usage, "method must be 'auto', 'exact' or '{}', not '{}'", other, method);
  return method;
}

Value mannwhitneyu(const Args& args) {
  const auto tail = tail_of(args);
  const auto method = method_of(args, "asymptotic");
  const bool continuity = args.flag("use_continuity", true);
  return by_lines(
      args, arrays_named(args, {"x", "y"}), {"MannwhitneyuResult", {"statistic", "pvalue"}}, false,
      [=](const auto& samples) -> std::vector<double> {
        const auto &x = samples[0], &y = samples[1];
        const double n1 = count_of(x), n2 = count_of(y), n = n1 + n2;
        const Sample all = joined(samples), ranks = ranks_of(all);
        const double u1 = std::accumulate(ranks.begin(), ranks.begin() + length_of(x), 0.0) - n1 * (n1 + 1) / 2,
                     u2 = n1 * n2 - u1;
        const double u = tail == Tail::greater ? u1
                         : tail == Tail::less  ? u2
                                               : std::max(u1, u2),
                     factor = tail == Tail::two_sided ? 2 : 1;
        const double ties = ties_of(all);
        const bool exact = method == "exact" || (method == "auto" && ties == 0 && (n1 <= 8 || n2 <= 8));
        if (exact)
          return {u1,
                  std::clamp(factor * exact::mann_whitney_sf(static_cast<std::int64_t>(u), length_of(x), length_of(y)),
                             0.0, 1.0)};
        const double spread = std::sqrt(n1 * n2 / 12 * ((n + 1) - ties / (n * (n - 1))));
        const double z = (u - n1 * n2 / 2 - (continuity ? 0.5 : 0)) / spread;
        return {u1, std::clamp(factor * special::normal_sf(z), 0.0, 1.0)};
      });
}

struct SignedRanks {
  std::string method, zeros;
  bool correction;
  Tail tail;
  [[nodiscard]] std::vector<double> operator()(Sample d) const {
    const auto zero_count = static_cast<double>(std::count(d.begin(), d.end(), 0.0));
    const bool exact = (method == "exact" || (method == "auto" && d.size() <= 50)) && zero_count == 0;
    if (!exact && zeros != "zsplit" && zero_count == count_of(d))
      throw fail(Fault::data, "zero_method 'wilcox' and 'pratt' do not work if x - y is zero for all elements.");
    if (!exact && zeros == "wilcox") d.erase(std::remove(d.begin(), d.end(), 0.0), d.end());
    Sample sizes = d;
    for (auto& v : sizes) v = std::fabs(v);
    const Sample ranks = ranks_of(sizes);
    double plus = 0, minus = 0, none = 0;
    for (std::size_t i = 0; i < d.size(); ++i) (d[i] > 0 ? plus : d[i] < 0 ? minus : none) += ranks[i];
    if (zeros == "zsplit") plus += none / 2, minus += none / 2;
    const double t = tail == Tail::two_sided ? std::min(plus, minus) : plus;
    return {t, exact ? exact_p(length_of(d), static_cast<std::int64_t>(plus)) : normal(d, ranks, t, zero_count)};
  }

 private:
  [[nodiscard]] double exact_p(std::int64_t n, std::int64_t plus) const {
    const auto pmf = exact::signed_rank_pmf(n);
    const auto most = static_cast<std::int64_t>(pmf.size()) - 1;
    if (tail == Tail::two_sided && plus == most / 2) return 1;
    // The distribution is symmetric, so the upper tail is the lower one of what is left.
    const auto below = [&](std::int64_t k) { return std::accumulate(pmf.begin(), pmf.begin() + k + 1, 0.0); };
    const double less = below(plus), greater = below(most - plus);
    return std::clamp(tail == Tail::two_sided ? 2 * std::min(less, greater)
                      : tail == Tail::less    ? less
                                              : greater,
                      0.0, 1.0);
  }
  [[nodiscard]] double normal(const Sample& d, const Sample& ranks, double t, double zero_count) const {
    const double n = count_of(d);
    double mean = n * (n + 1) / 4, spread = n * (n + 1) * (2 * n + 1);
    Sample counted;
    for (std::size_t i = 0; i < d.size(); ++i)
      if (zeros != "pratt" || d[i] != 0) counted.push_back(ranks[i]);
    if (zeros == "pratt") {
      mean -= zero_count * (zero_count + 1) / 4;
      spread -= zero_count * (zero_count + 1) * (2 * zero_count + 1);
    }
    spread = std::sqrt((spread - ties_of(counted) / 2) / 24);
    const double off = t - mean;
    double shift = 0;
    if (correction)
      shift = tail == Tail::less ? -0.5 : tail == Tail::greater ? 0.5 : off > 0 ? 0.5 : off < 0 ? -0.5 : 0;
    return normal_p((off - shift) / spread, tail);
  }
};
Value wilcoxon(const Args& args) {
  const SignedRanks test{method_of(args, "approx"), args.text("zero_method", "wilcox"), args.flag("correction"),
                         tail_of(args)};
  if (test.zeros != "wilcox" && test.zeros != "pratt" && test.zeros != "zsplit")
    throw fail(Fault::usage, "zero_method must be 'wilcox', 'pratt' or 'zsplit', not '{}'", test.zeros);
  const bool two = args.has("y");
  return by_lines(args, two ? arrays_named(args, {"x", "y"}) : arrays_named(args, {"x"}),
                  {"WilcoxonResult", {"statistic", "pvalue"}}, true, [&](const auto& s) {
                    Sample d = s[0];
                    for (std::size_t i = 0; two && i < d.size(); ++i) d[i] -= s[1][i];
                    return test(std::move(d));
                  });
}

Value ranksums(const Args& args) {
  const auto tail = tail_of(args);
  return by_lines(args, arrays_named(args, {"x", "y"}), {"RanksumsResult", {"statistic", "pvalue"}}, false,
                  [=](const auto& samples) -> std::vector<double> {
                    const double n1 = count_of(samples[0]), n2 = count_of(samples[1]);
                    const Sample ranks = ranks_of(joined(samples));
                    const double sum = std::accumulate(ranks.begin(), ranks.begin() + length_of(samples[0]), 0.0);
                    const double z = (sum - n1 * (n1 + n2 + 1) / 2) / std::sqrt(n1 * n2 * (n1 + n2 + 1) / 12);
                    return {z, normal_p(z, tail)};
                  });
}
Value kruskal(const Args& args) {
  return by_lines(args, arrays_of_rest(args, 2), {"KruskalResult", {"statistic", "pvalue"}}, false,
                  [](const auto& samples) -> std::vector<double> {
                    const Sample all = joined(samples), ranks = ranks_of(all);
                    const double n = count_of(all), ties = 1 - ties_of(all) / (n * n * n - n);
                    if (ties == 0) throw fail(Fault::data, "All numbers are identical in kruskal");
                    double sum = 0;
                    auto at = ranks.begin();
                    for (const auto& s : samples) {
                      const double total = std::accumulate(at, at + length_of(s), 0.0);
                      sum += total * total / count_of(s);
                      at += length_of(s);
                    }
                    const double h = (12 / (n * (n + 1)) * sum - 3 * (n + 1)) / ties;
                    return {h, special::chi2_sf(h, static_cast<double>(samples.size()) - 1)};
                  });
}
Value friedmanchisquare(const Args& args) {
  return by_lines(args, arrays_of_rest(args, 3), {"FriedmanchisquareResult", {"statistic", "pvalue"}}, true,
                  [](const auto& samples) -> std::vector<double> {
                    const double k = static_cast<double>(samples.size()), n = count_of(samples[0]);
                    Sample sums(samples.size(), 0.0), row(samples.size());
                    double ties = 0;
                    for (std::size_t i = 0; i < samples[0].size(); ++i) {
                      for (std::size_t j = 0; j < row.size(); ++j) row[j] = samples[j][i];
                      const Sample ranks = ranks_of(row);
                      for (std::size_t j = 0; j < row.size(); ++j) sums[j] += ranks[j];
                      ties += ties_of(row);
                    }
                    double squares = 0;
                    for (const double s : sums) squares += s * s;
                    const double x =
                        (12 / (k * n * (k + 1)) * squares - 3 * n * (k + 1)) / (1 - ties / (k * (k * k - 1) * n));
                    return {x, special::chi2_sf(x, k - 1)};
                  });
}

// Pairs in the wrong order, by merging.
double inversions(std::vector<double>& v) {
  if (v.size() < 2) return 0;
  const auto middle = v.size() / 2;
  std::vector<double> left(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(middle)),
      right(v.begin() + static_cast<std::ptrdiff_t>(middle), v.end());
  double count = inversions(left) + inversions(right);
  std::size_t i = 0, j = 0;
  for (auto& out : v) {
    if (j == right.size() || (i < left.size() && left[i] <= right[j])) out = left[i++];
    else {
      count += static_cast<double>(left.size() - i);
      out = right[j++];
    }
  }
  return count;
}
struct KendallTies {
  double pairs = 0, three = 0, weighted = 0;  // sums of t(t-1)/2, t(t-1)(t-2), t(t-1)(2t+5)
};
KendallTies kendall_ties(const Sample& x) {
  KendallTies k;
  for (const double t : tie_counts(x)) {
    k.pairs += t * (t - 1) / 2;
    k.three += t * (t - 1) * (t - 2);
    k.weighted += t * (t - 1) * (2 * t + 5);
  }
  return k;
}
std::vector<double> kendall(const Sample& x, const Sample& y, const std::string& method, Tail tail, bool variant_c) {
  const double n = count_of(x), total = n * (n - 1) / 2;
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return x[a] < x[b] || (x[a] == x[b] && y[a] < y[b]); });
  double joint = 0, run = 1;
  std::vector<double> sequence;
  for (std::size_t i = 0; i < order.size(); ++i) {
    sequence.push_back(y[order[i]]);
    const bool same = i > 0 && x[order[i]] == x[order[i - 1]] && y[order[i]] == y[order[i - 1]];
    run = same ? run + 1 : 1;
    joint += run - 1;
  }
  const double discordant = inversions(sequence);
  const auto tx = kendall_ties(x), ty = kendall_ties(y);
  if (tx.pairs == total || ty.pairs == total) return {std::nan(""), std::nan("")};
  const double balance = total - tx.pairs - ty.pairs + joint - 2 * discordant;
  const double least = static_cast<double>(std::min(tie_counts(x).size(), tie_counts(y).size()));
  const double tau = std::clamp(variant_c ? 2 * balance / (n * n * (least - 1) / least)
                                          : balance / std::sqrt(total - tx.pairs) / std::sqrt(total - ty.pairs),
                                -1.0, 1.0);
  const bool ties = tx.pairs > 0 || ty.pairs > 0;
  if (method == "exact" && ties) throw fail(Fault::data, "Ties found, exact method cannot be used.");
  if (method == "exact" || (method == "auto" && !ties && (n <= 33 || std::min(discordant, total - discordant) <= 1))) {
    const auto at_most = [&](double c) { return exact::kendall_cdf(length_of(x), static_cast<std::int64_t>(c)); };
    const double few = std::min(discordant, total - discordant);
    double p = 0;
    if (tail == Tail::two_sided) p = 4 * few == n * (n - 1) ? 1 : std::min(1.0, 2 * at_most(few));
    else if ((tail == Tail::greater) == (discordant <= total - discordant)) p = at_most(few);
    else p = few == 0 ? 1 : 1 - at_most(few - 1);
    return {tau, p};
  }
  const double m = n * (n - 1), variance = (m * (2 * n + 5) - tx.weighted - ty.weighted) / 18 +
                                           (2 * tx.pairs * ty.pairs) / m + tx.three * ty.three / (9 * m * (n - 2));
  return {tau, normal_p(balance / std::sqrt(variance), tail)};
}
Value kendalltau(const Args& args) {
  const auto tail = tail_of(args);
  auto method = method_of(args, "asymptotic");
  const bool variant_c = args.text("variant", "b") == "c";
  return by_lines(args, arrays_named(args, {"x", "y"}), {"SignificanceResult", {"statistic", "pvalue"}}, true,
                  [=](const auto& s) { return kendall(s[0], s[1], method, tail, variant_c); });
}

/// The largest gap between two distribution functions, where it is and which is above.
struct Gap {
  double distance = 0, place = 0, sign = 1;
};
Gap larger(const Gap& above, const Gap& below, Tail tail) {
  if (tail == Tail::greater) return above;
  if (tail == Tail::less) return below;
  return above.distance > below.distance ? above : below;
}
/// Made when it is asked for: nothing is set up before main.
Layout ks_layout() { return {"KstestResult", {"statistic", "pvalue", "statistic_location", "statistic_sign"}}; }

std::vector<double> ks_two(Sample a, Sample b, Tail tail, const std::string& method) {
  sort_sample(a);
  sort_sample(b);
  const auto n1 = length_of(a), n2 = length_of(b);
  Gap above{-1, 0, 1}, below{-1, 0, -1};
  const Sample all = joined({a, b});
  for (const double x : all) {
    const double f = static_cast<double>(std::upper_bound(a.begin(), a.end(), x) - a.begin()) / static_cast<double>(n1);
    const double g = static_cast<double>(std::upper_bound(b.begin(), b.end(), x) - b.begin()) / static_cast<double>(n2);
    if (f - g > above.distance) above.distance = f - g, above.place = x;
    if (g - f > below.distance) below.distance = g - f, below.place = x;
  }
  above.distance = std::max(above.distance, 0.0);
  below.distance = std::clamp(below.distance, 0.0, 1.0);
  const Gap gap = larger(above, below, tail);
  double d = gap.distance;
  const double m = static_cast<double>(std::max(n1, n2)), n = static_cast<double>(std::min(n1, n2)),
               common = m * n / (m + n);
  if (method == "exact" || (method == "auto" && std::max(n1, n2) <= 10000)) {
    const auto steps = n1 / std::gcd(n1, n2);
    const double multiple = static_cast<double>(steps) * static_cast<double>(n2);
    const auto h = static_cast<std::int64_t>(std::nearbyint(d * multiple));
    d = static_cast<double>(h) / multiple;
    return {d,
            h == 0 ? 1.0
                   : exact::two_sample_sf(n1, n2, h,
                                          tail == Tail::two_sided ? 0
                                          : tail == Tail::greater ? 1
                                                                  : -1),
            gap.place, gap.sign};
  }
  if (tail == Tail::two_sided)
    return {d, exact::kolmogorov_sf(static_cast<std::int64_t>(std::nearbyint(common)), d), gap.place, gap.sign};
  const double z = std::sqrt(common) * d;
  return {d, std::clamp(std::exp(-2 * z * z - 2 * z * (m + 2 * n) / std::sqrt(m * n * (m + n)) / 3), 0.0, 1.0),
          gap.place, gap.sign};
}
std::string ks_method(const Args& args) {
  auto method = args.has("mode") ? args.text("mode") : args.text("method", "auto");
  if (method != "auto" && method != "exact" && method != "approx" && method != "asymp")
    throw fail(Fault::usage, "method must be 'auto', 'exact', 'approx' or 'asymp', not '{}'", method);
  return method;
}
// The sign is printed as a whole number.
Value with_whole_sign(Value v) {
  if (auto* s = std::get_if<Sequence>(&v.is)) {
    const Array sign = to_array(s->items[3]);
    if (sign.dimensions() == 0 && std::isfinite(sign.get<double>(0)))
      s->items[3] = Integer{sign.get<double>(0) > 0 ? 1 : -1};
  }
  return v;
}
Value ks_2samp(const Args& args) {
  const auto tail = tail_of(args);
  const auto method = ks_method(args);
  return with_whole_sign(by_lines(args, arrays_named(args, {"data1", "data2"}), ks_layout(), false,
                                  [=](const auto& s) { return ks_two(s[0], s[1], tail, method); }));
}

using Distribution = double (*)(double, const std::vector<double>&);
double at_or(const std::vector<double>& v, std::size_t i, double otherwise) { return i < v.size() ? v[i] : otherwise; }
double scaled(double x, const std::vector<double>& v, std::size_t first) {
  return (x - at_or(v, first, 0)) / at_or(v, first + 1, 1);
}
struct Named_distribution {
  std::string_view name;
  std::size_t shapes;
  Distribution cdf;
};
// Shape parameters first, then loc and scale, as scipy.stats has them.
constexpr Named_distribution distributions[] =
    {
        {"norm", 0, [](double x, const std::vector<double>& v) { return special::normal_cdf(scaled(x, v, 0)); }},
        {"uniform", 0, [](double x, const std::vector<double>& v) { return std::clamp(scaled(x, v, 0), 0.0, 1.0); }},
        {"expon", 0,
         [](double x, const std::vector<double>& v) { return -std::expm1(-std::max(scaled(x, v, 0), 0.0)); }},
        {"logistic", 0, [](double x, const std::vector<double>& v) { return 1 / (1 + std::exp(-scaled(x, v, 0))); }},
        {"laplace", 0,
         [](double x, const std::vector<double>& v) {
  const double z = scaled(x, v, 0);
  return z < 0 ? 0.5 * std::exp(z) : 1 - 0.5 * std::exp(-z);
         }},
        {"cauchy", 0,
         [](double x, const std::vector<double>& v) {
  return 0.5 + std::atan(scaled(x, v, 0)) / 3.14159265358979323846;
         }},
                             {"rayleigh", 0,
                              [](double x, const std::vector<double>& v) {
  const double z = std::max(scaled(x, v, 0), 0.0);
  return -std::expm1(-z * z / 2);
                              }},
    {"t", 1, [](double x, const std::vector<double>& v) { return special::student_sf(-scaled(x, v, 1), v[0]); }},
    {"chi2", 1,
     [](double x, const std::vector<double>& v) {
  return special::gamma_p(v[0] / 2, std::max(scaled(x, v, 1), 0.0) / 2);
     }},
    {"gamma", 1,
     [](double x, const std::vector<double>& v) { return special::gamma_p(v[0], std::max(scaled(x, v, 1), 0.0)); }},
    {"lognorm", 1,
     [](double x, const std::vector<double>& v) {
  const double z = scaled(x, v, 1);
  return z <= 0 ? 0.0 : special::normal_cdf(std::log(z) / v[0]);
     }},
    {"weibull_min", 1,
     [](double x, const std::vector<double>& v) {
  return -std::expm1(-std::pow(std::max(scaled(x, v, 1), 0.0), v[0]));
     }},
    {"pareto", 1,
     [](double x, const std::vector<double>& v) {
  const double z = scaled(x, v, 1);
  return z < 1 ? 0.0 : 1 - std::pow(z, -v[0]);
     }},
    {"beta", 2,
     [](double x, const std::vector<double>& v) {
  const double z = std::clamp(scaled(x, v, 2), 0.0, 1.0);
  return special::beta_i(v[0], v[1], z, 1 - z);
     }},
    };
const Named_distribution& find_distribution(const std::string& name, std::size_t parameters) {
  std::vector<std::string> names;
  for (const auto& d : distributions) {
    if (d.name == name && parameters < d.shapes)
      throw fail(Fault::usage, "the distribution '{}' needs {} parameters: args=(...)", name, d.shapes);
    if (d.name == name) return d;
    names.emplace_back(d.name);
  }
  const auto hint = did_you_mean(name, names);
  throw fail(Fault::usage, "there is no distribution '{}' here", name)
      .hint(hint.empty() ? "there are: " + join(names, ", ") : hint);
}
Value kstest(const Args& args) {
  const auto tail = tail_of(args);
  const auto method = ks_method(args);
  const auto* name = args.value("cdf").as<Text>();
  if (name == nullptr)
    return with_whole_sign(by_lines(args, arrays_named(args, {"rvs", "cdf"}), ks_layout(), false,
                                    [=](const auto& s) { return ks_two(s[0], s[1], tail, method); }));
  std::vector<double> parameters;
  if (args.has("args")) parameters = sample_of(args.array("args"));
  const auto& distribution = find_distribution(name->text, parameters.size());
  return with_whole_sign(by_lines(args, arrays_named(args, {"rvs"}), ks_layout(), false,
                                  [=, &distribution](const auto& samples) -> std::vector<double> {
                                    Sample x = samples[0];
                                    sort_sample(x);
                                    const double n = count_of(x);
                                    Gap above{-1, 0, 1}, below{-1, 0, -1};
                                    for (std::size_t i = 0; i < x.size(); ++i) {
                                      const double f = distribution.cdf(x[i], parameters),
                                                   up = static_cast<double>(i + 1) / n - f,
                                                   down = f - static_cast<double>(i) / n;
                                      if (up > above.distance) above.distance = up, above.place = x[i];
                                      if (down > below.distance) below.distance = down, below.place = x[i];
                                    }
                                    const Gap gap = larger(above, below, tail);
                                    double p = 0;
                                    if (tail != Tail::two_sided)
                                      p = exact::smirnov_sf(length_of(x), gap.distance);
                                    else if (method == "asymp")
                                      p = exact::kolmogorov_limit_sf(gap.distance * std::sqrt(n));
                                    else if (method == "approx")
                                      p = std::clamp(2 * exact::smirnov_sf(length_of(x), gap.distance), 0.0, 1.0);
                                    else
                                      p = exact::kolmogorov_sf(length_of(x), gap.distance);
                                    return {gap.distance, p, gap.place, gap.sign};
                                  }));
}

constexpr Function table[] = {
    {"mannwhitneyu", "x, y, use_continuity=, alternative=, axis=, method=, nan_policy=", mannwhitneyu},
    {"wilcoxon", "x, y=, zero_method=, correction=, alternative=, method=, axis=, nan_policy=", wilcoxon},
    {"ranksums", "x, y, alternative=, axis=, nan_policy=", ranksums},
    {"kruskal", "*samples, axis=, nan_policy=", kruskal},
    {"friedmanchisquare", "*samples, axis=, nan_policy=", friedmanchisquare},
    {"kendalltau", "x, y, initial_lexsort=, nan_policy=, method=, variant=, alternative=, axis=", kendalltau},
    {"ks_2samp", "data1, data2, alternative=, method=, mode=, axis=, nan_policy=", ks_2samp},
    {"kstest", "rvs, cdf, args=, N=, alternative=, method=, mode=, axis=, nan_policy=", kstest},
    {"ks_1samp", "rvs, cdf, args=, alternative=, method=, mode=, axis=, nan_policy=", kstest},
};

}  // namespace

std::span<const Function> rank_tests() noexcept { return table; }

}  // namespace pytk::array
