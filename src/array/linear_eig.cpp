// Eigenvalues and right eigenvectors of any square matrix: LAPACK's geev with its order of values and its length and
// turn of vectors.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "linear_gemm.hpp"
#include "linear_rotations.hpp"
#include "linear_schur.hpp"
#include "linear_tables.hpp"

namespace pytk::array {
namespace {

using Index = std::ptrdiff_t;
using Complex = std::complex<double>;
std::size_t size(Index n) { return static_cast<std::size_t>(n); }
constexpr double epsilon = std::numeric_limits<double>::epsilon(), tiny = std::numeric_limits<double>::min();

/// Never smaller than `least`: nearly equal eigenvalues are pushed apart.
Complex pushed(Complex x, double least) { return std::abs(x.real()) + std::abs(x.imag()) < least ? Complex(least) : x; }
Complex quotient(Complex x, Complex y) {
  const double length = std::max(std::abs(y.real()), std::abs(y.imag()));
  return (x / length) / (y / length);
}

/// (t - value) x = 0 for the quasi-triangle t: x[0 .. top] from below, where the rows from `top` on are known.
template <class T>
void solve_above(const T* t, Index n, Complex value, Index top, Complex* x, double norm) {
  const double least =
      std::max(epsilon * (std::abs(value.real()) + std::abs(value.imag())), tiny * (static_cast<double>(n) / epsilon));
  const auto minus = [&](Index j, Complex factor) {
    for (Index i = 0; i < j; ++i) x[i] -= factor * t[j * n + i];
  };
  const auto shrink = [&](Complex reached) {
    const double length = std::max(std::abs(reached.real()), std::abs(reached.imag()));
    if (length * std::max(norm, 1.0) < 1e250) return;
    for (Index i = 0; i <= top; ++i) x[i] /= length;
  };
  for (Index j = top - 1; j >= 0; --j) {
    if (j == 0 || t[(j - 1) * n + j] == T{}) {
      x[j] = quotient(x[j], pushed(t[j * n + j] - value, least));
      shrink(x[j]);
      minus(j, x[j]);
      continue;
    }
    const Complex a = t[(j - 1) * n + j - 1] - value, b = t[j * n + j - 1], c = t[(j - 1) * n + j],
                  d = t[j * n + j] - value;
    const double scale = std::max({std::abs(a), std::abs(b), std::abs(c), std::abs(d), tiny});
    const Complex det = pushed((a / scale) * (d / scale) - (b / scale) * (c / scale), epsilon * epsilon);
    const Complex upper = x[j - 1], lower = x[j];
    x[j - 1] = quotient(upper * (d / scale) - lower * (b / scale), det) / scale;
    x[j] = quotient(lower * (a / scale) - upper * (c / scale), det) / scale;
    shrink(std::abs(x[j]) > std::abs(x[j - 1]) ? x[j] : x[j - 1]);
    minus(j - 1, x[j - 1]);
    for (Index i = 0; i < j - 1; ++i) x[i] -= x[j] * t[j * n + i];
    --j;
  }
}

double largest_of(const Complex* x, Index n) {
  double most = 0;
  for (Index i = 0; i < n; ++i) most = std::max({most, std::abs(x[i].real()), std::abs(x[i].imag())});
  return most;
}

/// Vectors of the quasi-triangle, in columns; of a pair only the one whose value has a positive imaginary part.
template <class T>
std::vector<Complex> vectors_of_schur(const T* t, Index n, const Complex* values) {
  std::vector<Complex> all(size(n * n));
  double norm = 0;
  for (Index i = 0; i < n * n; ++i) norm = std::max(norm, std::abs(t[i]));
  for (Index k = n - 1; k >= 0; --k) {
    Complex* x = all.data() + k * n;
    Complex value = t[k * n + k];
    Index top = k;
    x[k] = 1;
    if constexpr (std::is_same_v<T, double>) {
      if (k > 0 && t[(k - 1) * n + k] != 0) {
        // The first of the pair keeps the vector; both rows of the block are given.
        const double above = t[k * n + k - 1], below = t[(k - 1) * n + k];
        const double imaginary = std::sqrt(std::abs(above)) * std::sqrt(std::abs(below));
        x[k] = 0;
        x = all.data() + (k - 1) * n;
        if (std::abs(above) >= std::abs(below)) x[k - 1] = 1, x[k] = Complex(0, imaginary / above);
        else x[k - 1] = -imaginary / below, x[k] = Complex(0, 1);
        value = values[k - 1];
        for (Index i = 0; i < k - 1; ++i) x[i] = -x[k - 1] * t[(k - 1) * n + i] - x[k] * t[k * n + i];
        solve_above(t, n, value, k - 1, x, norm);
        --k;
        continue;
      }
    }
    for (Index i = 0; i < k; ++i) x[i] = -t[k * n + i];
    solve_above(t, n, value, top, x, norm);
  }
  for (Index k = 0; k < n; ++k) {
    const double most = largest_of(all.data() + k * n, n);
    for (Index i = 0; most > 0 && i < n; ++i) all[size(k * n + i)] /= most;
  }
  return all;
}

/// Length 1; the largest component becomes real: by LAPACK's rotation for pairs of a real matrix, positive for a
/// complex one.
void normalise(Complex* v, Index n, bool pair, bool complex) {
  const double most = largest_of(v, n);
  if (!(most > 0)) return;
  double square = 0;
  for (Index i = 0; i < n; ++i) square += std::norm(v[i] / most);
  const double length = std::sqrt(square) * most;
  for (Index i = 0; i < n; ++i) v[i] /= length;
  if (!pair && !complex) return;
  Index top = 0;
  for (Index i = 1; i < n; ++i)
    if (std::norm(v[i]) > std::norm(v[top])) top = i;
  Complex turn;
  if (complex) {
    turn = std::conj(v[top]) / std::abs(v[top]);
  } else {
    const auto rotation = make_rotation(v[top].real(), v[top].imag());
    turn = {rotation.c, -rotation.s};
  }
  for (Index i = 0; i < n; ++i) v[i] *= turn;
  v[top] = v[top].real();
}

/// A factor that takes the matrix away from overflow and underflow; 1 nearly always.
double safe_scale(double largest) {
  constexpr double low = 6.7178761075670888e-139, high = 1.488565707357403e+138;
  return largest > 0 && largest < low ? low / largest : largest > high ? high / largest : 1;
}

/// a (row-major) in columns. Returns the largest magnitude.
template <class T>
double load_columns(const T* a, Index n, T* columns) {
  double largest = 0;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) {
      columns[j * n + i] = a[i * n + j];
      largest = std::max(largest, std::abs(a[i * n + j]));
    }
  return largest;
}

/// Vectors of the given matrix, in rows of `vectors`, out of Schur's form h and its unitary matrix z.
template <class T>
void find_vectors(const std::vector<T>& h, const std::vector<T>& z, const Balance& b, Index n, const Complex* values,
                  Complex* vectors) {
  const auto own = vectors_of_schur(h.data(), n, values);
  const std::vector<Complex> turned(z.begin(), z.end());
  // Columns: the transposed product, rows of `own` times rows of z.
  std::vector<Complex> all(size(n * n));
  gemm<Complex>({own.data(), n, 1}, {turned.data(), n, 1}, all.data(), n, n, n, n, Into::store);
  undo_balance(b, all.data(), n);
  for (Index k = 0; k < n; ++k) {
    const bool pair = std::is_same_v<T, double> && values[k].imag() != 0;
    normalise(all.data() + k * n, n, pair, !std::is_same_v<T, double>);
    if (!pair) continue;
    for (Index i = 0; i < n; ++i) all[size((k + 1) * n + i)] = std::conj(all[size(k * n + i)]);
    ++k;
  }
  for (Index i = 0; i < n; ++i)
    for (Index k = 0; k < n; ++k) vectors[i * n + k] = all[size(k * n + i)];
}

template <class T>
bool eig(const T* a, Index n, Complex* values, Complex* vectors) {
  std::vector<T> h(size(n * n)), z(vectors != nullptr ? size(n * n) : 0);
  const double factor = safe_scale(load_columns(a, n, h.data()));
  if (factor != 1)
    for (auto& x : h) x *= factor;
  T* unitary = vectors != nullptr ? z.data() : nullptr;
  const Balance b = balance(h.data(), n);
  make_hessenberg(h.data(), n, b, unitary);
  if (!schur(h.data(), n, b, unitary, values)) return false;
  if (vectors != nullptr) find_vectors(h, z, b, n, values, vectors);
  if (factor != 1)
    for (Index i = 0; i < n; ++i) values[i] /= factor;
  return true;
}

}  // namespace

extern "C" void PYTK_LINEAR_GENERAL(LinearKernels* table) {
  table->real.eig = &eig<double>;
  table->complex.eig = &eig<Complex>;
}

}  // namespace pytk::array
