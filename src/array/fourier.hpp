// Discrete Fourier transforms of any length.
//   Fourier(1000).run(in, 1, 1000, out, 1, 1000, 5, false, 1.0);   five rows of 1000 numbers
#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <vector>

#include "fourier_kernels.hpp"

namespace pytk::array {

/// Transforms of one length. Lengths whose prime factors are at most 47 go by mixed radix (large ones as a matrix, so
/// that each part fits the cache: Bailey's four steps); others by Bluestein's convolution.
class Fourier {
 public:
  explicit Fourier(std::ptrdiff_t n);
  ~Fourier();
  Fourier(const Fourier&) = delete;
  Fourier& operator=(const Fourier&) = delete;
  /// `count` transforms: element i of transform t is in[i * in_step + t * in_next]. in and out do not overlap.
  /// `inverse`: exponents of the other sign. Results are multiplied by `scale`.
  void run(const std::complex<double>* in, std::ptrdiff_t in_step, std::ptrdiff_t in_next, std::complex<double>* out,
           std::ptrdiff_t out_step, std::ptrdiff_t out_next, std::ptrdiff_t count, bool inverse, double scale) const;

 private:
  struct Line;
  struct Bluestein;
  void blocks(const FourierPlan& plan, FourierBlock block, std::ptrdiff_t count) const;
  void four_steps(const Line& line) const;
  void convolve(const Line& line) const;
  std::ptrdiff_t n_;
  FourierPlan whole_, columns_, rows_;
  RootTable roots_;
  std::unique_ptr<Bluestein> bluestein_;
  mutable std::vector<std::complex<double>> between_;
  std::unique_ptr<double[], void (*)(void*)> work_;
};

/// n / 2 + 1 values of the transform of `count` rows of n real numbers.
void fourier_of_real(const double* in, std::ptrdiff_t n, std::complex<double>* out, std::ptrdiff_t count, double scale);
/// The other way: n real numbers from n / 2 + 1 values; the imaginary parts of what must be real are not looked at.
void real_of_fourier(const std::complex<double>* in, std::ptrdiff_t n, double* out, std::ptrdiff_t count, double scale);

}  // namespace pytk::array
