// Householder's reflections as LAPACK defines them: H = I - tau v v^H with v[0] = 1. Matrices stand in columns.
#pragma once

#include <complex>
#include <cstddef>

namespace pytk::array {

inline double conjugated(double x) noexcept { return x; }
inline std::complex<double> conjugated(std::complex<double> x) noexcept { return {x.real(), -x.imag()}; }

/// The Euclidean length, rounded once: sums in extended precision neither overflow nor cancel.
template <class T>
[[nodiscard]] double length_of(const T* x, std::ptrdiff_t n, std::ptrdiff_t step = 1) noexcept;

/// larfg: makes (alpha, x) a multiple of the first unit vector. Leaves that multiple, which is real, in alpha and v[1:]
/// in x (n - 1 elements, `step` apart); returns tau.
template <class T>
[[nodiscard]] T make_reflection(T& alpha, T* x, std::ptrdiff_t n, std::ptrdiff_t step = 1) noexcept;

/// larf from the left: c (m x n, columns `c_column` apart) := (I - tau v v^H) c, where v has m elements `step` apart,
/// v[0] being taken for 1. From the right: c := c (I - tau v v^H), v has n elements.
template <class T>
void reflect_left(const T* v, std::ptrdiff_t step, T tau, T* c, std::ptrdiff_t c_column, std::ptrdiff_t m,
                  std::ptrdiff_t n) noexcept;
template <class T>
void reflect_right(const T* v, std::ptrdiff_t step, T tau, T* c, std::ptrdiff_t c_column, std::ptrdiff_t m,
                   std::ptrdiff_t n, T* work) noexcept;

/// geqrf: the columns' reflections below the diagonal of a (m x n, columns `column` apart), r on and above it.
template <class T>
void factor_qr(T* a, std::ptrdiff_t column, std::ptrdiff_t m, std::ptrdiff_t n, T* tau);

/// c := Q c, or Q^H c, for the product Q = H(0) H(1) .. of k reflections in the columns of v (m rows, columns `column`
/// apart).
template <class T>
void apply_reflections(const T* v, std::ptrdiff_t column, const T* tau, std::ptrdiff_t m, std::ptrdiff_t k, T* c,
                       std::ptrdiff_t c_column, std::ptrdiff_t n, bool adjoint);

}  // namespace pytk::array
