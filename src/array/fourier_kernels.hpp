// The inner part of the Fourier transform: blocks of four transforms side by side, one in each lane of a vector.
// Compiled once for every processor and once for those with AVX2.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

namespace pytk::array {

inline constexpr std::ptrdiff_t fourier_lanes = 4;

/// exp(-2 pi i k / n) for any k below n, as the product of two entries: the tables have about sqrt(n) each.
struct RootTable {
  std::ptrdiff_t n = 1;
  unsigned shift = 0;
  std::vector<std::complex<double>> low, high;
  RootTable() = default;
  explicit RootTable(std::ptrdiff_t length);
  [[nodiscard]] std::complex<double> operator()(std::ptrdiff_t k) const noexcept {
    const auto at = static_cast<std::size_t>(k);
    const auto a = high[at >> shift];
    const auto b = low[at & ((std::size_t{1} << shift) - 1)];
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
  }
};

/// One step of Stockham's self-sorting transform (decimation in frequency): `radix` parts, `left` butterflies with
/// factors of their own (radix - 1 for each), each over `done` neighbours.
struct FourierPass {
  std::ptrdiff_t radix = 1, done = 1, left = 1;
  std::vector<double> factors;  ///< real, imaginary, ...
  std::vector<double> cosines, sines;  ///< of multiples of 2 pi / radix, for the general butterfly
};
struct FourierPlan {
  std::ptrdiff_t n = 1;
  std::vector<FourierPass> passes;
};

/// Up to four transforms: element i of lane l comes from in[i * in_step + l * in_lane] and goes to out[...].
struct FourierBlock {
  const std::complex<double>* in;
  std::ptrdiff_t in_step, in_lane;
  std::complex<double>* out;
  std::ptrdiff_t out_step, out_lane;
  std::ptrdiff_t lanes;
  bool swap_in, swap_out;      ///< real and imaginary parts change places: that makes the inverse transform
  double scale;
  const RootTable* roots;      ///< unless nullptr, result i of lane l is multiplied by root(i * (first + l))
  std::ptrdiff_t first;
};
/// `work` has room for 16 * n doubles, aligned to 32 bytes.
using TransformBlock = void (*)(const FourierPlan& plan, const FourierBlock& block, double* work);

[[nodiscard]] TransformBlock fourier_kernel() noexcept;

}  // namespace pytk::array
