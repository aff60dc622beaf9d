// Singular values: Householder's reduction to a bidiagonal, then QR without and with shifts (Demmel and Kahan 1990), in
// the order and with the signs of LAPACK's gesdd for matrices of up to 25 columns.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "linear_householder.hpp"
#include "linear_rotations.hpp"
#include "linear_tables.hpp"

namespace pytk::array {
namespace {

using Index = std::ptrdiff_t;
std::size_t size(Index n) { return static_cast<std::size_t>(n); }
constexpr double epsilon = std::numeric_limits<double>::epsilon() / 2, tiny = std::numeric_limits<double>::min();

/// bdsqr: d and e of an upper bidiagonal; row k of u and of v (n x n, or nullptr) becomes the vectors of d[k].
class Bidiagonal {
 public:
  Bidiagonal(double* d, double* e, double* u, double* v, Index n) : d_(d), e_(e), u_(u), v_(v), n_(n) {}
  bool solve() {
    set_threshold();
    Index end = n_ - 1, old_begin = -1, old_end = -1;
    bool down = true;
    for (Index left = 6 * n_ * n_; end > 0;) {
      double most = std::abs(d_[end]);
      Index begin = end;
      for (; begin > 0 && std::abs(e_[begin - 1]) > threshold_; --begin)
        most = std::max({most, std::abs(d_[begin - 1]), std::abs(e_[begin - 1])});
      if (begin > 0) e_[begin - 1] = 0;
      if (begin == end) {
        --end;
        continue;
      }
      if (begin == end - 1) {
        pair(begin);
        end -= 2;
        continue;
      }
      if (begin > old_end || end < old_begin) down = std::abs(d_[begin]) >= std::abs(d_[end]);
      double least = 0;
      if (down ? converged_down(begin, end, least) : converged_up(begin, end, least)) continue;
      old_begin = begin, old_end = end;
      const double shift = find_shift(begin, end, down, least, most);
      left -= end - begin;
      if (left < 0) return false;
      right_.start(begin, end - begin);
      left_.start(begin, end - begin);
      if (shift == 0) down ? plain_down(begin, end) : plain_up(begin, end);
      else down ? shifted_down(begin, end, shift) : shifted_up(begin, end, shift);
      if (v_ != nullptr) (down ? right_ : left_).apply(v_, n_, down);
      if (u_ != nullptr) (down ? left_ : right_).apply(u_, n_, down);
      double& last = e_[down ? end - 1 : begin];
      if (std::abs(last) <= threshold_) last = 0;
    }
    finish();
    return true;
  }

 private:
  void set_threshold() {
    double least = std::abs(d_[0]), mu = least;
    for (Index i = 1; i < n_ && least != 0; ++i) {
      mu = std::abs(d_[i]) * (mu / (mu + std::abs(e_[i - 1])));
      least = std::min(least, mu);
    }
    const auto n = static_cast<double>(n_);
    threshold_ = std::max(tolerance_ * (least / std::sqrt(n)), 6 * (n * (n * tiny)));
  }
  void pair(Index i) {
    const auto two = singular_2x2(d_[i], e_[i], d_[i + 1]);
    d_[i] = two.most, e_[i] = 0, d_[i + 1] = two.least;
    if (v_ != nullptr) rotate(v_ + i * n_, v_ + (i + 1) * n_, n_, two.cos_right, two.sin_right);
    if (u_ != nullptr) rotate(u_ + i * n_, u_ + (i + 1) * n_, n_, two.cos_left, two.sin_left);
  }
  bool converged_down(Index begin, Index end, double& least) {
    if (std::abs(e_[end - 1]) <= tolerance_ * std::abs(d_[end])) {
      e_[end - 1] = 0;
      return true;
    }
    double mu = std::abs(d_[begin]);
    least = mu;
    for (Index i = begin; i < end; ++i) {
      if (std::abs(e_[i]) <= tolerance_ * mu) {
        e_[i] = 0;
        return true;
      }
      mu = std::abs(d_[i + 1]) * (mu / (mu + std::abs(e_[i])));
      least = std::min(least, mu);
    }
    return false;
  }
  bool converged_up(Index begin, Index end, double& least) {
    if (std::abs(e_[begin]) <= tolerance_ * std::abs(d_[begin])) {
      e_[begin] = 0;
      return true;
    }
    double mu = std::abs(d_[end]);
    least = mu;
    for (Index i = end - 1; i >= begin; --i) {
      if (std::abs(e_[i]) <= tolerance_ * mu) {
        e_[i] = 0;
        return true;
      }
      mu = std::abs(d_[i]) * (mu / (mu + std::abs(e_[i])));
      least = std::min(least, mu);
    }
    return false;
  }
  [[nodiscard]] double find_shift(Index begin, Index end, bool down, double least, double most) const {
    if (static_cast<double>(n_) * tolerance_ * (least / most) <= std::max(epsilon, 0.01 * tolerance_)) return 0;
    const double start = std::abs(d_[down ? begin : end]);
    const double shift = down ? least_singular_2x2(d_[end - 1], e_[end - 1], d_[end])
                              : least_singular_2x2(d_[begin], e_[begin], d_[begin + 1]);
    return start > 0 && (shift / start) * (shift / start) < epsilon ? 0 : shift;
  }

  void plain_down(Index begin, Index end) {
    Rotation turn{1, 0, 0}, old{1, 0, 0};
    for (Index i = begin; i < end; ++i) {
      turn = make_rotation(d_[i] * turn.c, e_[i]);
      if (i > begin) e_[i - 1] = old.s * turn.r;
      old = make_rotation(old.c * turn.r, d_[i + 1] * turn.s);
      d_[i] = old.r;
      right_.set(i, turn.c, turn.s);
      left_.set(i, old.c, old.s);
    }
    const double h = d_[end] * turn.c;
    d_[end] = h * old.c;
    e_[end - 1] = h * old.s;
  }
  void plain_up(Index begin, Index end) {
    Rotation turn{1, 0, 0}, old{1, 0, 0};
    for (Index i = end; i > begin; --i) {
      turn = make_rotation(d_[i] * turn.c, e_[i - 1]);
      if (i < end) e_[i] = old.s * turn.r;
      old = make_rotation(old.c * turn.r, d_[i - 1] * turn.s);
      d_[i] = old.r;
      right_.set(i - 1, turn.c, -turn.s);
      left_.set(i - 1, old.c, -old.s);
    }
    const double h = d_[begin] * turn.c;
    d_[begin] = h * old.c;
    e_[begin] = h * old.s;
  }
  void shifted_down(Index begin, Index end, double shift) {
    double f = (std::abs(d_[begin]) - shift) * (std::copysign(1.0, d_[begin]) + shift / d_[begin]), g = e_[begin];
    for (Index i = begin; i < end; ++i) {
      const auto r = make_rotation(f, g);
      if (i > begin) e_[i - 1] = r.r;
      f = r.c * d_[i] + r.s * e_[i];
      e_[i] = r.c * e_[i] - r.s * d_[i];
      g = r.s * d_[i + 1];
      d_[i + 1] = r.c * d_[i + 1];
      const auto l = make_rotation(f, g);
      d_[i] = l.r;
      f = l.c * e_[i] + l.s * d_[i + 1];
      d_[i + 1] = l.c * d_[i + 1] - l.s * e_[i];
      if (i < end - 1) {
        g = l.s * e_[i + 1];
        e_[i + 1] = l.c * e_[i + 1];
      }
      right_.set(i, r.c, r.s);
      left_.set(i, l.c, l.s);
    }
    e_[end - 1] = f;
  }
  void shifted_up(Index begin, Index end, double shift) {
    double f = (std::abs(d_[end]) - shift) * (std::copysign(1.0, d_[end]) + shift / d_[end]), g = e_[end - 1];
    for (Index i = end; i > begin; --i) {
      const auto r = make_rotation(f, g);
      if (i < end) e_[i] = r.r;
      f = r.c * d_[i] + r.s * e_[i - 1];
      e_[i - 1] = r.c * e_[i - 1] - r.s * d_[i];
      g = r.s * d_[i - 1];
      d_[i - 1] = r.c * d_[i - 1];
      const auto l = make_rotation(f, g);
      d_[i] = l.r;
      f = l.c * e_[i - 1] + l.s * d_[i - 1];
      d_[i - 1] = l.c * d_[i - 1] - l.s * e_[i - 1];
      if (i > begin + 1) {
        g = l.s * e_[i - 2];
        e_[i - 2] = l.c * e_[i - 2];
      }
      right_.set(i - 1, r.c, -r.s);
      left_.set(i - 1, l.c, -l.s);
    }
    e_[begin] = f;
  }

  void finish() {
    for (Index i = 0; i < n_; ++i) {
      if (!(d_[i] < 0)) continue;
      d_[i] = -d_[i];
      for (Index j = 0; v_ != nullptr && j < n_; ++j) v_[i * n_ + j] = -v_[i * n_ + j];
    }
    for (Index last = n_ - 1; last > 0; --last) {
      Index least = 0;
      for (Index j = 1; j <= last; ++j)
        if (d_[j] <= d_[least]) least = j;
      if (least == last) continue;
      std::swap(d_[least], d_[last]);
      for (double* rows : {u_, v_})
        if (rows != nullptr) std::swap_ranges(rows + least * n_, rows + (least + 1) * n_, rows + last * n_);
    }
  }

  double *d_, *e_, *u_, *v_;
  Index n_;
  double tolerance_ = std::max(10.0, std::min(100.0, std::pow(epsilon, -0.125))) * epsilon, threshold_ = 0;
  Sweep right_, left_;  ///< of the right vectors and of the left ones; the other way round in an upward step
};

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

/// Singular vectors of a (m x n in columns, destroyed): the columns of `u` (m rows, u_columns) and of `v` (n rows,
/// v_columns), whose first min(m, n) columns are set and whose others continue them to a unitary matrix.
template <class T>
bool reduce_and_solve(T* a, Index column, Index m, Index n, double* s, T* u, Index u_row, Index u_columns, T* v,
                      Index v_row, Index v_columns) {
  const Index least = std::min(m, n);
  Reduction<T> b(a, column, m, n);
  std::vector<double> left, right;
  const bool vectors = u != nullptr;
  if (vectors) {
    left.assign(size(least * least), 0);
    for (Index i = 0; i < least; ++i) left[size(i * least + i)] = 1;
    right = left;
  }
  Sweep lower;
  if (!b.upper) {
    lower.start(0, least - 1);
    for (Index i = 0; i + 1 < least; ++i) {
      const auto turn = make_rotation(b.d[size(i)], b.e[size(i)]);
      b.d[size(i)] = turn.r;
      b.e[size(i)] = turn.s * b.d[size(i + 1)];
      b.d[size(i + 1)] = turn.c * b.d[size(i + 1)];
      lower.set(i, turn.c, -turn.s);
    }
  }
  if (least == 1) {
    if (vectors) left[0] = std::copysign(1.0, b.d[0]);
    b.d[0] = std::abs(b.d[0]);
  } else if (!Bidiagonal(b.d.data(), b.e.data(), vectors ? left.data() : nullptr, vectors ? right.data() : nullptr,
                         least)
                  .solve()) {
    return false;
  }
  std::copy(b.d.begin(), b.d.end(), s);
  if (!vectors) return true;
  if (!b.upper) {
    // These rotations belong to the rows of the left vectors' matrix, that is to neighbours within each vector.
    for (Index k = 0; k < least; ++k)
      for (Index i = least - 2; i >= 0; --i) {
        double* x = left.data() + k * least + i;
        rotate(x, x + 1, 1, lower.c[size(i)], lower.s[size(i)]);
      }
  }
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

template <class T>
bool svd(const T* a, Index m, Index n, T* u, double* s, T* vh, bool full) {
  const Index least = std::min(m, n), left = full ? m : least, right = full ? n : least;
  double largest = 0;
  for (Index i = 0; i < m * n; ++i) largest = std::max(largest, std::abs(a[i]));
  const double scale = safe_scale(largest);
  const bool vectors = u != nullptr, wide = m < n && n >= tall_from<T>(m), tall = m >= n && m >= tall_from<T>(n);
  // A wide matrix is the adjoint of a tall one, as its LQ is the adjoint of a QR.
  std::vector<T> matrix(size(m * n)), us(vectors ? size(m * left) : 0), vs(vectors ? size(n * right) : 0);
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < n; ++j)
      matrix[size(wide ? i * n + j : j * m + i)] = (wide ? conjugated(a[i * n + j]) : a[i * n + j]) * scale;
  T *up = vectors ? us.data() : nullptr, *vp = vectors ? vs.data() : nullptr;
  if (tall ? !solve_tall(matrix.data(), m, n, s, up, left, vp)
      : wide ? !solve_wide(matrix.data(), m, n, s, up, vp, right)
             : !reduce_and_solve(matrix.data(), m, m, n, s, up, m, left, vp, n, right))
    return false;
  for (Index i = 0; i < least; ++i) s[i] /= scale;
  if (!vectors) return true;
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < left; ++j) u[i * left + j] = us[size(j * m + i)];
  for (Index i = 0; i < right; ++i)
    for (Index j = 0; j < n; ++j) vh[i * n + j] = conjugated(vs[size(i * n + j)]);
  return true;
}

}  // namespace

extern "C" void PYTK_LINEAR_SINGULAR(LinearKernels* table) {
  table->real.svd = &svd<double>;
  table->complex.svd = &svd<std::complex<double>>;
}

}  // namespace pytk::array
