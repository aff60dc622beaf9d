// Tests of counts: chi-squared, Fisher's exact test, the binomial test; and of normality.
#include <algorithm>
#include <cmath>

#include <pytk/core/error.hpp>

#include "compose.hpp"
#include "samples.hpp"
#include "special.hpp"

namespace pytk::array {
namespace {

double count_of(const Sample& x) { return static_cast<double>(x.size()); }

// Cressie and Read's family; 1 is Pearson's statistic.
double power_of(const Args& args) {
  if (!args.has("lambda_")) return 1;
  const auto* text = args.value("lambda_").as<Text>();
  if (text == nullptr) return args.real("lambda_");
  struct Row {
    std::string_view name;
    double power;
  };
  for (const auto& [name, power] : {Row{"pearson", 1}, Row{"log-likelihood", 0}, Row{"freeman-tukey", -0.5},
                                    Row{"mod-log-likelihood", -1}, Row{"neyman", -2}, Row{"cressie-read", 2.0 / 3}})
    if (name == text->text) return power;
  throw fail(Fault::usage, "there is no statistic '{}'", text->text)
      .hint("pearson, log-likelihood, freeman-tukey, mod-log-likelihood, neyman or cressie-read");
}
double divergence(const Sample& observed, const Sample& expected, double power) {
  double sum = 0;
  for (std::size_t i = 0; i < observed.size(); ++i) {
    const double o = observed[i], e = expected[i];
    if (power == 1) sum += (o - e) * (o - e) / e;
    else if (power == 0) sum += o == 0 ? 0 : 2 * o * std::log(o / e);
    else if (power == -1) sum += e == 0 ? 0 : 2 * e * std::log(e / o);
    else sum += o * (std::pow(o / e, power) - 1) / (0.5 * power * (power + 1));
  }
  return sum;
}
Value chisquare(const Args& args) {
  const double ddof = args.real("ddof", 0.0), power = power_of(args);
  std::vector<Array> arrays{args.array("f_obs")};
  if (args.has("f_exp")) arrays.push_back(args.array("f_exp"));
  return by_lines(args, arrays, {"Power_divergenceResult", {"statistic", "pvalue"}}, true,
                  [=](const auto& s) -> std::
                                         vector<double> {
    const Sample expected = s.size() > 1 ? s[1] : Sample(s[0].size(), mean_of(s[0]));
    const double a = mean_of(s[0]), b = mean_of(expected);
    if (std::fabs(a - b) / std::min(std::fabs(a), std::fabs(b)) > 1e-8)
      throw fail(
          Fault::data,
          "For each axis slice, the sum of the observed frequencies must agree with the sum of the expected frequencies to a relative tolerance of 1e-08");
    const double x = divergence(s[0], expected, power);
    return {x, special::chi2_sf(x, count_of(s[0]) - 1 - ddof)};
  });
}
Value chi2_contingency(const Args& args) {
  const Array observed = args.array("observed").cast(Kind::float64).contiguous();
  const auto d = observed.dimensions();
  double total = 0;
  for (std::int64_t i = 0; i < observed.size(); ++i) {
    if (!(observed.get<double>(i) >= 0)) throw fail(Fault::data, "All values in `observed` must be nonnegative.");
    total += observed.get<double>(i);
  }
  if (observed.size() == 0) throw fail(Fault::data, "No data; `observed` has size 0.");
  Array expected = Array::scalar(1.0).broadcast_to(observed.shape());
  double freedom = static_cast<double>(observed.size()) - 1;
  for (std::size_t i = 0; i < d; ++i) {
    Axes others;
    for (std::size_t k = 0; k < d; ++k)
      if (k != i) others.push_back(k);
    expected = multiply(expected, reduce(Reduction::sum, observed, others, true));
    freedom -= static_cast<double>(observed.shape()[i] - 1);
  }
  if (d > 1) expected = divide(expected, Array::scalar(std::pow(total, static_cast<double>(d) - 1)));
  expected = expected.contiguous();
  const Sample e = sample_of(expected);
  if (std::any_of(e.begin(), e.end(), [](double v) { return v == 0; }))
    throw fail(Fault::data, "The internally computed table of expected frequencies has a zero element");
  Sample o = sample_of(observed);
  if (freedom == 1 && args.flag("correction", true))
    for (std::size_t i = 0; i < o.size(); ++i) {
      const double off = e[i] - o[i];
      o[i] += std::copysign(std::min(0.5, std::fabs(off)), off) * (off == 0 ? 0 : 1);
    }
  const double x = freedom == 0 ? 0 : divergence(o, e, power_of(args));
  Sequence s;
  s.type = "Chi2ContingencyResult";
  s.names = {"statistic", "pvalue", "dof", "expected_freq"};
  s.items = {number(x), number(freedom == 0 ? 1 : special::chi2_sf(x, freedom)),
             Integer{static_cast<std::int64_t>(freedom)}, boxed(expected)};
  return s;
}

// With both margins fixed, one cell of a 2 x 2 table decides; its distribution is hypergeometric.
Value fisher_exact(const Args& args) {
  const auto tail = tail_of(args);
  const Array t = args.array("table").cast(Kind::int64).contiguous();
  if (t.shape() != Shape{2, 2}) throw fail(Fault::data, "The input `table` must be of shape (2, 2).");
  double c[4];
  for (std::int64_t i = 0; i < 4; ++i) {
    if (t.get<std::int64_t>(i) < 0) throw fail(Fault::data, "All values in `table` must be nonnegative.");
    c[i] = static_cast<double>(t.get<std::int64_t>(i));
  }
  const Layout layout{"SignificanceResult", {"statistic", "pvalue"}};
  const double row = c[0] + c[1], other = c[2] + c[3], column = c[0] + c[2], all = row + other;
  if (row == 0 || other == 0 || column == 0 || c[1] + c[3] == 0)
    return result_of(layout, {number(std::nan("")), number(1.0)});
  const double odds = c[1] > 0 && c[2] > 0 ? c[0] * c[3] / (c[1] * c[2]) : HUGE_VAL;
  const double low = std::max(0.0, column - other), high = std::min(row, column);
  if (high - low > 1e8)
    throw fail(Fault::data, "the counts are too large for Fisher's exact test").hint("chi2_contingency");
  const auto pmf = [&](double k) { return special::hypergeometric_pmf(k, all, row, column); };
  double p = 0;
  const double limit = pmf(c[0]) * (1 + 1e-14);
  // From the thin ends inwards, so that nothing small is lost.
  const double mode = std::floor((column + 1) * (row + 1) / (all + 2));
  if (tail == Tail::less) for (double k = low; k <= c[0]; ++k) p += pmf(k);
  else if (tail == Tail::greater) for (double k = high; k >= c[0]; --k) p += pmf(k);
  else {
    double k = low;
    for (; k <= high && (k < mode || k <= low); ++k) {
      const double one = pmf(k);
      if (one > limit) break;
      p += one;
    }
    for (double j = high; j >= k; --j) {
      const double one = pmf(j);
      if (one > limit) break;
      p += one;
    }
  }
  return result_of(layout, {number(odds), number(std::min(p, 1.0))});
}

double binomial_p(double k, double n, double p, Tail tail) {
  using special::binomial_cdf, special::binomial_pmf;
  const auto sf = [&](double x) {
    return x < 0 ? 1.0 : x >= n ? 0.0 : special::beta_i(std::floor(x) + 1, n - std::floor(x), p, 1 - p);
  };
  if (tail == Tail::less) return binomial_cdf(k, n, p);
  if (tail == Tail::greater) return sf(k - 1);
  if (k == p * n) return 1;
  const double limit = binomial_pmf(k, n, p) * (1 + 1e-7);
  // How many values beyond the mean are as improbable as k: they are at the far end, so halving finds them.
  double inside = k < p * n ? std::ceil(p * n) - 1 : std::floor(p * n) + 1, outside = k < p * n ? n + 1 : -1;
  while (std::fabs(outside - inside) > 1) {
    const double middle = std::floor((inside + outside) / 2);
    (binomial_pmf(middle, n, p) <= limit ? outside : inside) = middle;
  }
  return std::min(1.0, k < p * n ? binomial_cdf(k, n, p) + sf(outside - 1) : binomial_cdf(outside, n, p) + sf(k - 1));
}
Value binomtest(const Args& args) {
  const auto k = args.integer("k"), n = args.integer("n");
  const double p = args.real("p", 0.5);
  if (k < 0 || n < 1 || k > n) throw fail(Fault::data, "k must be at least 0 and not greater than n");
  if (!(p >= 0 && p <= 1)) throw fail(Fault::data, "p must be in range [0,1]");
  const auto tail = tail_of(args);
  Sequence s;
  s.type = "BinomTestResult";
  s.names = {"k", "n", "alternative", "statistic", "pvalue"};
  s.items = {whole(k), whole(n), Text{args.text("alternative", "two-sided"), false},
             Value(static_cast<double>(k) / static_cast<double>(n)),
             Value(binomial_p(static_cast<double>(k), static_cast<double>(n), p, tail))};
  return s;
}

double skew_of(const Sample& x, bool bias) {
  const double n = count_of(x), m2 = moment_of(x, 2), m3 = moment_of(x, 3), mean = mean_of(x);
  if (m2 <= std::pow(2.220446049250313e-16 * mean, 2)) return std::nan("");
  const double g = m3 / std::pow(m2, 1.5);
  return bias || n <= 2 ? g : std::sqrt((n - 1) * n) / (n - 2) * g;
}
double kurtosis_of(const Sample& x, bool bias) {
  const double n = count_of(x), m2 = moment_of(x, 2), m4 = moment_of(x, 4), mean = mean_of(x);
  if (m2 <= std::pow(2.220446049250313e-16 * mean, 2)) return std::nan("");
  if (bias || n <= 3) return m4 / (m2 * m2);
  return 1 / (n - 2) / (n - 3) * ((n * n - 1) * m4 / (m2 * m2) - 3 * (n - 1) * (n - 1)) + 3;
}
Value skew(const Args& args) {
  const bool bias = args.flag("bias", true);
  return by_lines(args, arrays_named(args, {"a"}), {"", {"skew"}}, false,
                  [=](const auto& s) -> std::vector<double> { return {skew_of(s[0], bias)}; });
}
Value kurtosis(const Args& args) {
  const bool bias = args.flag("bias", true);
  const double less = args.flag("fisher", true) ? 3 : 0;
  return by_lines(args, arrays_named(args, {"a"}), {"", {"kurtosis"}}, false,
                  [=](const auto& s) -> std::vector<double> { return {kurtosis_of(s[0], bias) - less}; });
}
double skew_z(const Sample& x) {  // D'Agostino 1970
  const double n = count_of(x);
  if (n < 8)
    throw fail(Fault::data, "skewtest is not valid with less than 8 samples; {} samples were given.", x.size());
  const double y = skew_of(x, true) * std::sqrt((n + 1) * (n + 3) / (6 * (n - 2)));
  const double beta = 3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3) / ((n - 2) * (n + 5) * (n + 7) * (n + 9));
  const double w2 = -1 + std::sqrt(2 * (beta - 1)), delta = 1 / std::sqrt(0.5 * std::log(w2)),
               alpha = std::sqrt(2 / (w2 - 1));
  const double v = (y == 0 ? 1 : y) / alpha;
  return delta * std::log(v + std::sqrt(v * v + 1));
}
double kurtosis_z(const Sample& x) {  // Anscombe, Glynn 1983
  const double n = count_of(x);
  if (n < 5)
    throw fail(Fault::data, "kurtosistest requires at least 5 observations; {} observations were given.", x.size());
  const double mean = 3 * (n - 1) / (n + 1),
               variance = 24 * n * (n - 2) * (n - 3) / ((n + 1) * (n + 1) * (n + 3) * (n + 5));
  const double off = (kurtosis_of(x, true) - mean) / std::sqrt(variance);
  const double root =
      6 * (n * n - 5 * n + 2) / ((n + 7) * (n + 9)) * std::sqrt(6 * (n + 3) * (n + 5) / (n * (n - 2) * (n - 3)));
  const double a = 6 + 8 / root * (2 / root + std::sqrt(1 + 4 / (root * root)));
  const double term = 1 - 2 / (9 * a), lower = 1 + off * std::sqrt(2 / (a - 4));
  const double cube = std::copysign(std::cbrt((1 - 2 / a) / std::fabs(lower)), lower);
  return (term - cube) / std::sqrt(2 / (9 * a));
}
Value skewtest(const Args& args) {
  const auto tail = tail_of(args);
  return by_lines(args, arrays_named(args, {"a"}), {"SkewtestResult", {"statistic", "pvalue"}}, false,
                  [=](const auto& s) -> std::vector<double> {
                    const double z = skew_z(s[0]);
                    return {z, normal_p(z, tail)};
                  });
}
Value kurtosistest(const Args& args) {
  const auto tail = tail_of(args);
  return by_lines(args, arrays_named(args, {"a"}), {"KurtosistestResult", {"statistic", "pvalue"}}, false,
                  [=](const auto& s) -> std::vector<double> {
                    const double z = kurtosis_z(s[0]);
                    return {z, normal_p(z, tail)};
                  });
}
Value normaltest(const Args& args) {
  return by_lines(args, arrays_named(args, {"a"}), {"NormaltestResult", {"statistic", "pvalue"}}, false,
                  [](const auto& s) -> std::vector<double> {
                    const double a = skew_z(s[0]), b = kurtosis_z(s[0]), k2 = a * a + b * b;
                    return {k2, special::chi2_sf(k2, 2)};
                  });
}
Value jarque_bera(const Args& args) {
  return by_lines(args, {args.array("x").reshaped({-1})}, {"SignificanceResult", {"statistic", "pvalue"}}, false,
                  [](const auto& s) -> std::vector<double> {
                    const double a = skew_of(s[0], true), b = kurtosis_of(s[0], true) - 3,
                                 x = count_of(s[0]) / 6 * (a * a + b * b / 4);
                    return {x, special::chi2_sf(x, 2)};
                  });
}

double polynomial(std::initializer_list<double> coefficients, double x) {
  double sum = 0;
  for (auto at = std::rbegin(coefficients); at != std::rend(coefficients); ++at) sum = sum * x + *at;
  return sum;
}
// Shapiro and Wilk's W with Royston's weights and normalising polynomials (1992, 1995).
std::vector<double> shapiro_of(Sample x) {
  sort_sample(x);
  const double n = count_of(x);
  if (n < 3) throw fail(Fault::data, "Data must be at least length 3.");
  const std::size_t half = x.size() / 2;
  Sample weights(half);
  if (x.size() == 3) weights[0] = std::sqrt(0.5);
  else {
    double squares = 0;
    for (std::size_t i = 0; i < half; ++i) {
      weights[i] = -special::normal_quantile((static_cast<double>(i + 1) - 0.375) / (n + 0.25));
      squares += 2 * weights[i] * weights[i];
    }
    const double root = std::sqrt(squares), u = 1 / std::sqrt(n);
    const double first = polynomial({0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056}, u) + weights[0] / root;
    double scale = 0;
    std::size_t from = 1;
    if (x.size() > 5) {
      const double second = polynomial({0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633}, u) + weights[1] / root;
      scale = std::sqrt((squares - 2 * weights[0] * weights[0] - 2 * weights[1] * weights[1]) /
                        (1 - 2 * first * first - 2 * second * second));
      weights[1] = second;
      from = 2;
    } else {
      scale = std::sqrt((squares - 2 * weights[0] * weights[0]) / (1 - 2 * first * first));
    }
    weights[0] = first;
    for (auto i = from; i < half; ++i) weights[i] /= scale;
  }
  double b = 0;
  for (std::size_t i = 0; i < half; ++i) b += weights[i] * (x[x.size() - 1 - i] - x[i]);
  const double spread = moment_of(x, 2) * n;
  if (!(spread > 0)) return {1, 1};
  const double w = std::min(1.0, b * b / spread);
  if (x.size() == 3)
    return {std::max(w, 0.75),
            std::max(0.0, 1.90985931710274 * (std::asin(std::sqrt(std::max(w, 0.75))) - 1.04719755119660))};
  double y = std::log(1 - w);
  if (w == 1) return {w, 1};
  const double logarithm = std::log(n);
  double mean = 0, deviation = 0;
  if (n <= 11) {
    const double gamma = polynomial({-2.273, 0.459}, n);
    if (y >= gamma) return {w, 1e-99};
    y = -std::log(gamma - y);
    mean = polynomial({0.544, -0.39978, 0.025054, -6.714e-4}, n);
    deviation = std::exp(polynomial({1.3822, -0.77857, 0.062767, -0.0020322}, n));
  } else {
    mean = polynomial({-1.5861, -0.31082, -0.083751, 0.0038915}, logarithm);
    deviation = std::exp(polynomial({-0.4803, -0.082676, 0.0030302}, logarithm));
  }
  return {w, special::normal_sf((y - mean) / deviation)};
}
Value shapiro(const Args& args) {
  return by_lines(args, {args.array("x").reshaped({-1})}, {"ShapiroResult", {"statistic", "pvalue"}}, false,
                  [](const auto& s) { return shapiro_of(s[0]); });
}

constexpr Function table[] = {
    {"chisquare", "f_obs, f_exp=, ddof=, axis=, nan_policy=, lambda_=", chisquare},
    {"power_divergence", "f_obs, f_exp=, ddof=, axis=, lambda_=, nan_policy=", chisquare},
    {"chi2_contingency", "observed, correction=, lambda_=", chi2_contingency},
    {"fisher_exact", "table, alternative=", fisher_exact},
    {"binomtest", "k, n, p=, alternative=", binomtest},
    {"skew", "a, axis=, bias=, nan_policy=", skew},
    {"kurtosis", "a, axis=, fisher=, bias=, nan_policy=", kurtosis},
    {"skewtest", "a, axis=, nan_policy=, alternative=", skewtest},
    {"kurtosistest", "a, axis=, nan_policy=, alternative=", kurtosistest},
    {"normaltest", "a, axis=, nan_policy=", normaltest},
    {"jarque_bera", "x, axis=, nan_policy=", jarque_bera},
    {"shapiro", "x, axis=, nan_policy=", shapiro},
    {"anderson", "x, dist=", anderson},
};

}  // namespace

std::span<const Function> count_tests() noexcept { return table; }

}  // namespace pytk::array
