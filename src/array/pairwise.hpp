// Pairwise summation with NumPy's block of 128 and eight partial sums (Higham 1993; the error grows with log n).
#pragma once

#include <complex>
#include <cstdint>

#include "loops.hpp"

namespace pytk::array {

/// NumPy hands its loops at most so many elements at a time; each such part is summed pairwise, the parts one by one.
inline constexpr std::int64_t part_size = 8192;

template <class T>
computed_t<T> pairwise(const T* a, std::int64_t n) {
  using C = computed_t<T>;
  if (n < 8) {
    C sum = 0;
    for (std::int64_t i = 0; i < n; ++i) sum += static_cast<C>(a[i]);
    return sum;
  }
  if (n <= 128) {
    C r[8];
    for (int k = 0; k < 8; ++k) r[k] = static_cast<C>(a[k]);
    std::int64_t i = 8;
    for (; i < n - n % 8; i += 8)
      for (int k = 0; k < 8; ++k) r[k] += static_cast<C>(a[i + k]);
    C sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; i < n; ++i) sum += static_cast<C>(a[i]);
    return sum;
  }
  std::int64_t half = n / 2;
  half -= half % 8;
  return pairwise(a, half) + pairwise(a + half, n - half);
}

/// Complex numbers count double: blocks of 64 with four partial sums.
template <class R>
std::complex<R> pairwise(const std::complex<R>* a, std::int64_t n) {
  using C = std::complex<R>;
  if (n < 4) {
    C sum = 0;
    for (std::int64_t i = 0; i < n; ++i) sum += a[i];
    return sum;
  }
  if (n <= 64) {
    C r[4] = {a[0], a[1], a[2], a[3]};
    std::int64_t i = 4;
    for (; i < n - n % 4; i += 4)
      for (int k = 0; k < 4; ++k) r[k] += a[i + k];
    C sum = (r[0] + r[1]) + (r[2] + r[3]);
    for (; i < n; ++i) sum += a[i];
    return sum;
  }
  std::int64_t half = n;  // of 2 n numbers: n, rounded down to a multiple of 8, so of n / 2 pairs to one of 4
  half -= half % 8;
  half /= 2;
  return pairwise(a, half) + pairwise(a + half, n - half);
}

// One copy for all, that of moments.cpp, which the optimiser unrolls deepest; else the order of linking would choose.
extern template float pairwise<float>(const float* a, std::int64_t n);
extern template double pairwise<double>(const double* a, std::int64_t n);

}  // namespace pytk::array
