// The functions behind p-values: areas under the usual distributions, accurate in the tails too.
#pragma once

namespace pytk::array::special {

/// Regularised incomplete gamma functions; a > 0, x >= 0. P + Q = 1.
[[nodiscard]] double gamma_p(double a, double x);
[[nodiscard]] double gamma_q(double a, double x);
/// Regularised incomplete beta function I_x(a, b); y = 1 - x is given beside x so that no digit of it is lost.
[[nodiscard]] double beta_i(double a, double b, double x, double y);

[[nodiscard]] double normal_cdf(double x);
[[nodiscard]] double normal_sf(double x);
[[nodiscard]] double normal_quantile(double p);
[[nodiscard]] double student_sf(double t, double freedom);
[[nodiscard]] double student_quantile(double p, double freedom);
[[nodiscard]] double fisher_sf(double f, double freedom1, double freedom2);
[[nodiscard]] double chi2_sf(double x, double freedom);
/// C(n, k) p^k (1 - p)^(n - k), by deviances (Loader 2000).
[[nodiscard]] double binomial_pmf(double k, double n, double p);
[[nodiscard]] double binomial_cdf(double k, double n, double p);
/// `drawn` of `all`, of which `good` are marked: k marked ones among the drawn.
[[nodiscard]] double hypergeometric_pmf(double k, double all, double good, double drawn);

}  // namespace pytk::array::special
