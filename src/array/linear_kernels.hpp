// Dense linear algebra for one instruction set: plain memory in, plain memory out, so that the code behind it can be
// compiled several times. linear_kernels() chooses by the processor that runs it.
#pragma once

#include <complex>
#include <cstddef>

namespace pytk::array {

/// Decompositions of row-major matrices without gaps; T is double or std::complex<double>. Lengths are at least 1.
template <class T>
struct Decompositions {
  /// |det a| as a logarithm, and its sign (a number of magnitude 1; 0 for a singular matrix, with -inf).
  void (*slogdet)(const T* a, std::ptrdiff_t n, T* sign, double* logarithm);
  /// a x = b for k right sides. False: a is singular.
  bool (*solve)(const T* a, const T* b, T* x, std::ptrdiff_t n, std::ptrdiff_t k);
  /// The lower factor of the lower triangle. False: not positive definite.
  bool (*cholesky)(const T* a, T* lower, std::ptrdiff_t n);
  /// Householder's: q (m x q_columns, may be nullptr) and r (r_rows x n).
  void (*qr)(const T* a, std::ptrdiff_t m, std::ptrdiff_t n, T* q, std::ptrdiff_t q_columns, T* r,
             std::ptrdiff_t r_rows);
  /// LAPACK's packed form, transposed: reflectors below the diagonal of r, and their factors.
  void (*qr_raw)(const T* a, std::ptrdiff_t m, std::ptrdiff_t n, T* packed_transposed, T* tau);
  /// Singular values, the largest first; u and vh may be nullptr. `full`: square u and vh. False: no convergence.
  bool (*svd)(const T* a, std::ptrdiff_t m, std::ptrdiff_t n, T* u, double* s, T* vh, bool full);
  /// Of the lower or the upper triangle, ascending; vectors in columns, may be nullptr.
  bool (*eigh)(const T* a, std::ptrdiff_t n, double* values, T* vectors, bool upper);
  /// Any square matrix; vectors in columns of length 1, may be nullptr.
  bool (*eig)(const T* a, std::ptrdiff_t n, std::complex<double>* values, std::complex<double>* vectors);
};

/// c = a b, row-major without gaps: m x k times k x n. The result is overwritten.
template <class T>
using Multiply = void (*)(const T* a, const T* b, T* c, std::ptrdiff_t m, std::ptrdiff_t k, std::ptrdiff_t n);

struct LinearKernels {
  Multiply<float> multiply_f32;
  Multiply<double> multiply_f64;
  Multiply<std::complex<float>> multiply_c64;
  Multiply<std::complex<double>> multiply_c128;
  Decompositions<double> real;
  Decompositions<std::complex<double>> complex;
};

[[nodiscard]] const LinearKernels& linear_kernels() noexcept;

}  // namespace pytk::array
