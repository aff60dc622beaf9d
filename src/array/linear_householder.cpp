#include "linear_householder.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "linear_gemm.hpp"

namespace pytk::array {
namespace {

using Index = std::ptrdiff_t;
using Complex = std::complex<double>;
constexpr Index panel = 32;

long double square(double x) { return static_cast<long double>(x) * x; }
long double square(Complex x) { return square(x.real()) + square(x.imag()); }
double real_part(double x) { return x; }
double real_part(Complex x) { return x.real(); }
double imaginary_part(double) { return 0; }
double imaginary_part(Complex x) { return x.imag(); }
std::size_t size(Index n) { return static_cast<std::size_t>(n); }

/// larft: the triangle t (k x k, in rows) with H(0) .. H(k-1) = I - V t V^H.
template <class T>
void make_triangle(const T* v, Index column, const T* tau, Index m, Index k, T* t) {
  for (Index i = 0; i < k; ++i) {
    t[i * k + i] = tau[i];
    const T* x = v + i * column;
    for (Index j = 0; j < i; ++j) {
      const T* y = v + j * column;
      T sum = conjugated(y[i]);
      for (Index l = i + 1; l < m; ++l) sum += conjugated(y[l]) * x[l];
      t[j * k + i] = -tau[i] * sum;
    }
    for (Index j = 0; j < i; ++j) {
      T sum{};
      for (Index l = j; l < i; ++l) sum += t[j * k + l] * t[l * k + i];
      t[j * k + i] = sum;
    }
    for (Index j = i + 1; j < k; ++j) t[j * k + i] = T{};
  }
}

/// c := (I - V t V^H) c or its adjoint, with V's triangle of zeros and ones written out in `whole`.
template <class T>
void apply_block(const T* v, Index column, const T* tau, Index m, Index k, T* c, Index c_column, Index n,
                 bool adjoint) {
  std::vector<T> whole(size(m * k)), triangle(size(k * k)), first(size(n * k)), second(size(n * k));
  for (Index j = 0; j < k; ++j) {
    std::copy(v + j * column + j, v + j * column + m, whole.begin() + j * m + j);
    whole[size(j * m + j)] = T{1};
  }
  make_triangle(v, column, tau, m, k, triangle.data());
  // The columns of c are rows to gemm: transposed, w = c^T conj(V), then c^T -= (w t') V^T, where t' is t^T or conj(t).
  gemm<T>({c, c_column, 1}, {whole.data(), 1, m, true}, first.data(), k, n, m, k, Into::store);
  if (adjoint) gemm<T>({first.data(), k, 1}, {triangle.data(), k, 1, true}, second.data(), k, n, k, k, Into::store);
  else gemm<T>({first.data(), k, 1}, {triangle.data(), 1, k}, second.data(), k, n, k, k, Into::store);
  gemm<T>({second.data(), k, 1}, {whole.data(), m, 1}, c, c_column, n, k, m, Into::subtract);
}

}  // namespace

template <class T>
double length_of(const T* x, Index n, Index step) noexcept {
  long double sum = 0;
  for (Index i = 0; i < n; ++i) sum += square(x[i * step]);
  return static_cast<double>(std::sqrt(sum));
}

template <class T>
T make_reflection(T& alpha, T* x, Index n, Index step) noexcept {
  double rest = length_of(x, n - 1, step);
  if (n < 1 || (rest == 0 && imaginary_part(alpha) == 0)) return T{};
  constexpr double least = std::numeric_limits<double>::min() / std::numeric_limits<double>::epsilon() * 2;
  const auto whole = [&] {
    return -std::copysign(static_cast<double>(std::sqrt(square(alpha) + square(rest))), real_part(alpha));
  };
  double beta = whole();
  int shrunk = 0;
  for (; std::abs(beta) < least && beta != 0 && shrunk < 20; ++shrunk) {
    for (Index i = 0; i < n - 1; ++i) x[i * step] *= 1 / least;
    alpha *= 1 / least;
    rest = length_of(x, n - 1, step);
    beta = whole();
  }
  T tau;
  T factor;
  if constexpr (std::is_same_v<T, double>) {
    tau = (beta - alpha) / beta;
    factor = 1 / (alpha - beta);
  } else {
    tau = Complex((beta - alpha.real()) / beta, -alpha.imag() / beta);
    const Complex below = alpha - beta;
    const double square_of_below = static_cast<double>(square(below));
    factor = Complex(below.real() / square_of_below, -below.imag() / square_of_below);
  }
  for (Index i = 0; i < n - 1; ++i) x[i * step] *= factor;
  for (; shrunk > 0; --shrunk) beta *= least;
  alpha = T(beta);
  return tau;
}

template <class T>
void reflect_left(const T* v, Index step, T tau, T* c, Index c_column, Index m, Index n) noexcept {
  if (tau == T{}) return;
  for (Index j = 0; j < n; ++j) {
    T* x = c + j * c_column;
    T sum = x[0];
    for (Index i = 1; i < m; ++i) sum += conjugated(v[i * step]) * x[i];
    sum *= tau;
    x[0] -= sum;
    for (Index i = 1; i < m; ++i) x[i] -= v[i * step] * sum;
  }
}

template <class T>
void reflect_right(const T* v, Index step, T tau, T* c, Index c_column, Index m, Index n, T* work) noexcept {
  if (tau == T{}) return;
  std::copy(c, c + m, work);
  for (Index j = 1; j < n; ++j)
    for (Index i = 0; i < m; ++i) work[i] += c[j * c_column + i] * v[j * step];
  for (Index i = 0; i < m; ++i) work[i] *= tau;
  for (Index i = 0; i < m; ++i) c[i] -= work[i];
  for (Index j = 1; j < n; ++j) {
    const T factor = conjugated(v[j * step]);
    for (Index i = 0; i < m; ++i) c[j * c_column + i] -= work[i] * factor;
  }
}

template <class T>
void factor_qr(T* a, Index column, Index m, Index n, T* tau) {
  const Index least = std::min(m, n);
  for (Index first = 0; first < least; first += panel) {
    const Index end = std::min(least, first + panel);
    for (Index j = first; j < end; ++j) {
      T* x = a + j * column + j;
      tau[j] = make_reflection(*x, x + 1, m - j);
      reflect_left(x, 1, conjugated(tau[j]), a + (j + 1) * column + j, column, m - j, end - j - 1);
    }
    if (end == n) continue;
    apply_block(a + first * column + first, column, tau + first, m - first, end - first, a + end * column + first,
                column, n - end, true);
  }
}

template <class T>
void apply_reflections(const T* v, Index column, const T* tau, Index m, Index k, T* c, Index c_column, Index n,
                       bool adjoint) {
  if (n == 0 || k == 0) return;
  const auto block = [&](Index first) {
    const Index count = std::min(panel, k - first);
    if (count < 4 || n < 4) {
      for (Index i = 0; i < count; ++i) {
        const Index j = adjoint ? first + i : first + count - 1 - i;
        reflect_left(v + j * column + j, 1, adjoint ? conjugated(tau[j]) : tau[j], c + j, c_column, m - j, n);
      }
      return;
    }
    apply_block(v + first * column + first, column, tau + first, m - first, count, c + first, c_column, n, adjoint);
  };
  // Q^H begins with the first reflection, Q with the last.
  if (adjoint)
    for (Index first = 0; first < k; first += panel) block(first);
  else
    for (Index first = (k - 1) / panel * panel; first >= 0; first -= panel) block(first);
}

#define PYTK_HOUSEHOLDER(T)                                                              \
  template double length_of(const T*, Index, Index) noexcept;                            \
  template T make_reflection(T&, T*, Index, Index) noexcept;                             \
  template void reflect_left(const T*, Index, T, T*, Index, Index, Index) noexcept;      \
  template void reflect_right(const T*, Index, T, T*, Index, Index, Index, T*) noexcept; \
  template void factor_qr(T*, Index, Index, Index, T*);                                  \
  template void apply_reflections(const T*, Index, const T*, Index, Index, T*, Index, Index, bool);
PYTK_HOUSEHOLDER(double)
PYTK_HOUSEHOLDER(std::complex<double>)

}  // namespace pytk::array
