// The last step to singular values: those of a bidiagonal matrix.
#pragma once

#include <cstddef>

namespace pytk::array {

/// bdsqr: d (n elements) of the upper bidiagonal with e above becomes the singular values, the largest first. Row k of
/// u and of v (n x n, unit matrices before; nullptr: not wanted) becomes the vectors of d[k]. False: no convergence.
[[nodiscard]] bool solve_bidiagonal(double* d, double* e, double* u, double* v, std::ptrdiff_t n);

}  // namespace pytk::array
