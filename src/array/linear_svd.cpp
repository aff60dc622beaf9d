// Singular values: Householder's reduction to a bidiagonal, whose singular values they are, in the order and with the
// signs of LAPACK's gesdd for matrices of up to 25 columns.
#include <algorithm>
#include <cmath>
#include <vector>

#include "linear_bidiagonal.hpp"
#include "linear_householder.hpp"
#include "linear_rotations.hpp"
#include "linear_tables.hpp"

namespace pytk::array {
namespace {

using Index = std::ptrdiff_t;
std::size_t size(Index n) { return static_cast<std::size_t>(n); }

/// gebd2: a (m x n in columns) = Q B P^H. The left reflections stay in the columns of a; the right ones go to the
/// columns of `right` (n rows), one row lower when B is upper (m >= n).
template <class T>
struct Reduction {
  std::vector<T> right, left_tau, right_tau;
  std::vector<double> d, e;
  bool upper;

  Reduction(T* a, Index column, Index m, Index n) : upper(m >= n) {
    const Index least = std::min(m, n);
    right.assign(size(n * least), T{});
    left_tau.assign(size(least), T{});
    right_tau.assign(size(least), T{});
    d.assign(size(least), 0);
    e.assign(size(least), 0);
    work_.resize(size(std::max(m, n)));
    for (Index i = 0; i < least; ++i) {
      if (upper) {
        from_left(a, column, m, n, i, i, d);
        if (i + 1 < n) from_right(a, column, m, n, i, i + 1, e);
      } else {
        from_right(a, column, m, n, i, i, d);
        if (i + 1 < m) from_left(a, column, m, n, i + 1, i, e);
      }
    }
  }

 private:
  void from_left(T* a, Index column, Index m, Index n, Index row, Index i, std::vector<double>& out) {
    T* x = a + i * column + row;
    left_tau[size(i)] = make_reflection(*x, x + 1, m - row);
    out[size(i)] = std::real(*x);
    reflect_left(x, 1, conjugated(left_tau[size(i)]), a + (i + 1) * column + row, column, m - row, n - i - 1);
  }
  void from_right(T* a, Index column, Index m, Index n, Index i, Index first, std::vector<double>& out) {
    T* v = right.data() + i * n + first;
    for (Index j = 0; j < n - first; ++j) v[j] = conjugated(a[(first + j) * column + i]);
    right_tau[size(i)] = make_reflection(*v, v + 1, n - first);
    out[size(i)] = std::real(*v);
    reflect_right(v, 1, right_tau[size(i)], a + first * column + i + 1, column, m - i - 1, n - first, work_.data());
  }
  std::vector<T> work_;
};

/// `from` (n x n) in the corner of a unit matrix; both in columns.
template <class T, class From>
void continue_by_ones(const std::vector<From>& from, Index n, T* to, Index rows, Index columns) {
  for (Index j = 0; j < columns; ++j)
    for (Index i = 0; i < rows; ++i)
      to[j * rows + i] = i < n && j < n ? T{from[size(j * n + i)]} : T{i == j ? 1.0 : 0.0};
}

/// A lower bidiagonal made upper by rotations from the left, which are returned.
Sweep turn_upper(std::vector<double>& d, std::vector<double>& e) {
  Sweep turns;
  const auto n = static_cast<Index>(d.size());
  turns.start(0, n - 1);
  for (Index i = 0; i + 1 < n; ++i) {
    const auto turn = make_rotation(d[size(i)], e[size(i)]);
    d[size(i)] = turn.r;
    e[size(i)] = turn.s * d[size(i + 1)];
    d[size(i + 1)] = turn.c * d[size(i + 1)];
    turns.set(i, turn.c, -turn.s);
  }
  return turns;
}
// These rotations belong to the rows of the left vectors' matrix, that is to neighbours within each vector.
void turn_back(const Sweep& turns, std::vector<double>& vectors, Index n) {
  for (Index k = 0; k < n; ++k)
    for (Index i = n - 2; i >= 0; --i) {
      double* x = vectors.data() + k * n + i;
      rotate(x, x + 1, 1, turns.c[size(i)], turns.s[size(i)]);
    }
}
std::vector<double> unit_matrix(Index n) {
  std::vector<double> unit(size(n * n), 0.0);
  for (Index i = 0; i < n; ++i) unit[size(i * n + i)] = 1;
  return unit;
}
/// Singular vectors of a (m x n in columns, destroyed): the columns of `u` (m rows, u_columns) and of `v` (n rows,
/// v_columns), whose first min(m, n) columns are set and whose others continue them to a unitary matrix.
template <class T>
bool reduce_and_solve(T* a, Index column, Index m, Index n, double* s, T* u, Index u_row, Index u_columns, T* v,
                      Index v_row, Index v_columns) {
  const Index least = std::min(m, n);
  Reduction<T> b(a, column, m, n);
  std::vector<double> left, right;
  const bool vectors = u != nullptr;
  if (vectors) left = right = unit_matrix(least);
  Sweep turns;
  if (!b.upper) turns = turn_upper(b.d, b.e);
  if (!solve_bidiagonal(b.d.data(), b.e.data(), vectors ? left.data() : nullptr, vectors ? right.data() : nullptr,
                        least))
    return false;
  std::copy(b.d.begin(), b.d.end(), s);
  if (!vectors) return true;
  if (!b.upper) turn_back(turns, left, least);
  continue_by_ones(left, least, u, u_row, u_columns);
  continue_by_ones(right, least, v, v_row, v_columns);
  if (b.upper) {
    apply_reflections(a, column, b.left_tau.data(), m, least, u, u_row, u_columns, false);
    if (n > 1)
      apply_reflections(b.right.data() + 1, n, b.right_tau.data(), n - 1, n - 1, v + 1, v_row, v_columns, false);
  } else {
    if (m > 1) apply_reflections(a + 1, column, b.left_tau.data(), m - 1, m - 1, u + 1, u_row, u_columns, false);
    apply_reflections(b.right.data(), n, b.right_tau.data(), n, least, v, v_row, v_columns, false);
  }
  return true;
}

/// A tall matrix by QR first; u gets m rows.
template <class T>
bool solve_tall(T* a, Index m, Index n, double* s, T* u, Index u_columns, T* v) {
  std::vector<T> tau(size(n)), r(size(n * n));
  factor_qr(a, m, m, n, tau.data());
  for (Index j = 0; j < n; ++j) std::copy(a + j * m, a + j * m + j + 1, r.begin() + j * n);
  std::vector<T> small(u != nullptr ? size(n * n) : 0);
  if (!reduce_and_solve(r.data(), n, n, n, s, u != nullptr ? small.data() : nullptr, n, n, v, n, n)) return false;
  if (u == nullptr) return true;
  continue_by_ones(small, n, u, m, u_columns);
  apply_reflections(a, m, tau.data(), m, n, u, m, u_columns, false);
  return true;
}

/// A wide matrix by LQ first; `a` is its adjoint (n x m in columns). v gets n rows.
template <class T>
bool solve_wide(T* a, Index m, Index n, double* s, T* u, T* v, Index v_columns) {
  std::vector<T> tau(size(m)), lower(size(m * m));
  factor_qr(a, n, n, m, tau.data());
  for (Index j = 0; j < m; ++j)
    for (Index i = 0; i <= j; ++i) lower[size(i * m + j)] = conjugated(a[j * n + i]);
  std::vector<T> small(v != nullptr ? size(m * m) : 0);
  if (!reduce_and_solve(lower.data(), m, m, m, s, u, m, m, v != nullptr ? small.data() : nullptr, m, m)) return false;
  if (v == nullptr) return true;
  continue_by_ones(small, m, v, n, v_columns);
  apply_reflections(a, n, tau.data(), n, m, v, n, v_columns, false);
  return true;
}

/// gesdd's limit between the two ways, in columns.
template <class T>
Index tall_from(Index least) {
  return std::is_same_v<T, double> ? least * 11 / 6 : least * 17 / 9;
}
double safe_scale(double largest) {
  constexpr double low = 6.7178761075670888e-139, high = 1.488565707357403e+138;
  return largest > 0 && largest < low ? low / largest : largest > high ? high / largest : 1;
}

/// a times scale in columns; `adjoint`: a's adjoint.
template <class T>
std::vector<T> in_columns(const T* a, Index m, Index n, double scale, bool adjoint) {
  std::vector<T> matrix(size(m * n));
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < n; ++j)
      matrix[size(adjoint ? i * n + j : j * m + i)] = (adjoint ? conjugated(a[i * n + j]) : a[i * n + j]) * scale;
  return matrix;
}

template <class T>
bool svd(const T* a, Index m, Index n, T* u, double* s, T* vh, bool full) {
  const Index least = std::min(m, n), left = full ? m : least, right = full ? n : least;
  double largest = 0;
  for (Index i = 0; i < m * n; ++i) largest = std::max(largest, std::abs(a[i]));
  const double scale = safe_scale(largest);
  const bool vectors = u != nullptr, wide = m < n && n >= tall_from<T>(m), tall = m >= n && m >= tall_from<T>(n);
  // A wide matrix is the adjoint of a tall one, as its LQ is the adjoint of a QR.
  std::vector<T> matrix = in_columns(a, m, n, scale, wide);
  std::vector<T> us(vectors ? size(m * left) : 0), vs(vectors ? size(n * right) : 0);
  T *up = vectors ? us.data() : nullptr, *vp = vectors ? vs.data() : nullptr;
  const bool solved = tall   ? solve_tall(matrix.data(), m, n, s, up, left, vp)
                      : wide ? solve_wide(matrix.data(), m, n, s, up, vp, right)
                             : reduce_and_solve(matrix.data(), m, m, n, s, up, m, left, vp, n, right);
  if (!solved) return false;
  for (Index i = 0; i < least; ++i) s[i] /= scale;
  if (!vectors) return true;
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < left; ++j) u[i * left + j] = us[size(j * m + i)];
  std::transform(vs.begin(), vs.end(), vh, [](T x) { return conjugated(x); });
  return true;
}

}  // namespace

extern "C" void PYTK_LINEAR_SINGULAR(LinearKernels* table) {
  table->real.svd = &svd<double>;
  table->complex.svd = &svd<std::complex<double>>;
}

}  // namespace pytk::array
