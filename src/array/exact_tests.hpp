// Exact distributions of rank and path statistics, and those of Kolmogorov and Smirnov.
#pragma once

#include <cstdint>
#include <vector>

namespace pytk::array::exact {

/// P(D+ >= d) of n uniform numbers (Birnbaum, Tingey 1951).
[[nodiscard]] double smirnov_sf(std::int64_t n, double d);
/// P(D >= d), both directions (Simard, L'Ecuyer 2011).
[[nodiscard]] double kolmogorov_sf(std::int64_t n, double d);
/// The limit: P(sqrt(n) D >= z).
[[nodiscard]] double kolmogorov_limit_sf(double z);
/// P(D >= h / lcm(n1, n2)) of two samples: a path over the grid that leaves the band. `sides`: 0 both, 1 above, -1
/// below.
[[nodiscard]] double two_sample_sf(std::int64_t n1, std::int64_t n2, std::int64_t h, int sides);
/// P(U >= u) of Mann and Whitney's U without ties.
[[nodiscard]] double mann_whitney_sf(std::int64_t u, std::int64_t n1, std::int64_t n2);
/// Probabilities of each sum of positive ranks of n differences.
[[nodiscard]] std::vector<double> signed_rank_pmf(std::int64_t n);
/// P(at most c discordant pairs) among n without ties.
[[nodiscard]] double kendall_cdf(std::int64_t n, std::int64_t c);

}  // namespace pytk::array::exact
