// Eigenvalues of symmetric and Hermitian matrices: Householder's reduction to a tridiagonal, then QL or QR with
// implicit shifts, as LAPACK's syevd does for matrices of up to 25 rows.
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

/// sytd2 of the lower triangle (n columns of n elements): the reflections stay below the diagonal.
template <class T>
void make_tridiagonal(T* a, Index n, double* d, double* e, T* tau) {
  std::vector<T> v(size(n)), w(size(n));
  for (Index i = 0; i + 1 < n; ++i) {
    T* column = a + i * n + i;
    d[i] = std::real(column[0]);
    const Index m = n - i - 1;
    tau[i] = make_reflection(column[1], column + 2, m);
    e[i] = std::real(column[1]);
    if (tau[i] == T{}) continue;
    std::copy(column + 1, column + 1 + m, v.begin());
    v[0] = T{1};
    std::fill(w.begin(), w.begin() + m, T{});
    T* rest = a + (i + 1) * n + i + 1;
    for (Index j = 0; j < m; ++j) {
      T* x = rest + j * n;
      const T factor = v[size(j)];
      T sum = std::real(x[j]) * factor;
      for (Index k = j + 1; k < m; ++k) {
        w[size(k)] += x[k] * factor;
        sum += conjugated(x[k]) * v[size(k)];
      }
      w[size(j)] += sum;
    }
    T dot{};
    for (Index k = 0; k < m; ++k) {
      w[size(k)] *= tau[i];
      dot += conjugated(w[size(k)]) * v[size(k)];
    }
    const T alpha = -0.5 * tau[i] * dot;
    for (Index k = 0; k < m; ++k) w[size(k)] += alpha * v[size(k)];
    for (Index j = 0; j < m; ++j) {
      T* x = rest + j * n;
      const T vj = conjugated(v[size(j)]), wj = conjugated(w[size(j)]);
      for (Index k = j; k < m; ++k) x[k] -= v[size(k)] * wj + w[size(k)] * vj;
      x[j] = T{std::real(x[j])};
    }
  }
  d[n - 1] = std::real(a[n * n - 1]);
}

/// steqr: d and e of a symmetric tridiagonal; row k of z (n x n, or nullptr) becomes the vector of d[k].
class Tridiagonal {
 public:
  Tridiagonal(double* d, double* e, double* z, Index n) : d_(d), e_(e), z_(z), n_(n), left_(30 * n) {}
  bool solve() {
    for (Index first = 0; first < n_;) {
      if (first > 0) e_[first - 1] = 0;
      Index m = first;
      for (; m + 1 < n_; ++m) {
        if (e_[m] == 0) break;
        if (std::abs(e_[m]) <= std::sqrt(std::abs(d_[m])) * std::sqrt(std::abs(d_[m + 1])) * epsilon) {
          e_[m] = 0;
          break;
        }
      }
      const Index begin = first, end = m;
      first = m + 1;
      if (begin == end) continue;
      if (!(std::abs(d_[end]) < std::abs(d_[begin]) ? upwards(end, begin) : downwards(begin, end))) return false;
    }
    sort();
    return true;
  }

 private:
  static constexpr double epsilon = std::numeric_limits<double>::epsilon() / 2,
                          tiny = std::numeric_limits<double>::min();

  [[nodiscard]] bool small(Index at, Index a, Index b) const {
    return e_[at] * e_[at] <= (epsilon * epsilon * std::abs(d_[a])) * std::abs(d_[b]) + tiny;
  }
  void pair(Index low, Index plane) {
    const auto two = symmetric_2x2(d_[low], e_[low], d_[low + 1]);
    sweep_.start(plane, 1);
    sweep_.set(plane, two.c, two.s);
    if (z_ != nullptr) sweep_.apply(z_, n_, true);
    d_[low] = two.larger;
    d_[low + 1] = two.smaller;
    e_[low] = 0;
  }

  // QL: the first value converges.
  bool downwards(Index l, Index end) {
    while (l <= end) {
      Index m = l;
      while (m < end && !small(m, m, m + 1)) ++m;
      if (m < end) e_[m] = 0;
      if (m == l) {
        ++l;
      } else if (m == l + 1) {
        pair(l, l);
        l += 2;
      } else {
        if (--left_ < 0) return false;
        step_down(l, m);
      }
    }
    return true;
  }
  void step_down(Index l, Index m) {
    double p = d_[l], g = (d_[l + 1] - p) / (2 * e_[l]), r = std::hypot(g, 1.0);
    g = d_[m] - p + e_[l] / (g + std::copysign(r, g));
    double s = 1, c = 1;
    p = 0;
    sweep_.start(l, m - l);
    for (Index i = m - 1; i >= l; --i) {
      const double f = s * e_[i], b = c * e_[i];
      const auto turn = make_rotation(g, f);
      c = turn.c, s = turn.s;
      if (i != m - 1) e_[i + 1] = turn.r;
      g = d_[i + 1] - p;
      r = (d_[i] - g) * s + 2 * c * b;
      p = s * r;
      d_[i + 1] = g + p;
      g = c * r - b;
      sweep_.set(i, c, -s);
    }
    if (z_ != nullptr) sweep_.apply(z_, n_, false);
    d_[l] -= p;
    e_[l] = g;
  }

  // QR: the last value converges.
  bool upwards(Index l, Index end) {
    while (l >= end) {
      Index m = l;
      while (m > end && !small(m - 1, m, m - 1)) --m;
      if (m > end) e_[m - 1] = 0;
      if (m == l) {
        --l;
      } else if (m == l - 1) {
        pair(l - 1, l - 1);
        l -= 2;
      } else {
        if (--left_ < 0) return false;
        step_up(l, m);
      }
    }
    return true;
  }
  void step_up(Index l, Index m) {
    double p = d_[l], g = (d_[l - 1] - p) / (2 * e_[l - 1]), r = std::hypot(g, 1.0);
    g = d_[m] - p + e_[l - 1] / (g + std::copysign(r, g));
    double s = 1, c = 1;
    p = 0;
    sweep_.start(m, l - m);
    for (Index i = m; i < l; ++i) {
      const double f = s * e_[i], b = c * e_[i];
      const auto turn = make_rotation(g, f);
      c = turn.c, s = turn.s;
      if (i != m) e_[i - 1] = turn.r;
      g = d_[i] - p;
      r = (d_[i + 1] - g) * s + 2 * c * b;
      p = s * r;
      d_[i] = g + p;
      g = c * r - b;
      sweep_.set(i, c, s);
    }
    if (z_ != nullptr) sweep_.apply(z_, n_, true);
    d_[l] -= p;
    e_[l - 1] = g;
  }

  void sort() {
    for (Index i = 0; i + 1 < n_; ++i) {
      const Index k = std::min_element(d_ + i, d_ + n_) - d_;
      if (k == i) continue;
      std::swap(d_[k], d_[i]);
      if (z_ != nullptr) std::swap_ranges(z_ + i * n_, z_ + (i + 1) * n_, z_ + k * n_);
    }
  }

  double *d_, *e_, *z_;
  Index n_, left_;
  Sweep sweep_;
};

/// A factor that takes sums of squares of the matrix away from overflow and underflow; 1 nearly always.
double safe_scale(double largest) {
  constexpr double low = 1.0010415475915505e-146, high = 9.9895953610111751e+145;
  return largest > 0 && largest < low ? low / largest : largest > high ? high / largest : 1;
}

/// The triangle in columns, an upper one read backwards, which makes it a lower one. Returns the largest magnitude.
template <class T>
double load_triangle(const T* a, Index n, bool upper, T* columns) {
  double largest = 0;
  for (Index j = 0; j < n; ++j)
    for (Index i = j; i < n; ++i) {
      const T x = upper ? a[(n - 1 - i) * n + n - 1 - j] : a[i * n + j];
      columns[j * n + i] = x;
      largest = std::max(largest, std::abs(x));
    }
  return largest;
}
/// Vectors of the given matrix, in rows of `vectors`, out of those of the tridiagonal and of its reflections.
template <class T>
void find_vectors(const std::vector<double>& z, const std::vector<T>& reflections, const std::vector<T>& tau, Index n,
                  bool upper, T* vectors) {
  std::vector<T> columns(z.begin(), z.end());
  if (upper)
    for (Index k = 0; k < n; ++k) std::reverse(columns.begin() + k * n, columns.begin() + (k + 1) * n);
  if (n > 1) apply_reflections(reflections.data() + 1, n, tau.data(), n - 1, n - 1, columns.data() + 1, n, n, false);
  for (Index k = 0; k < n; ++k)
    for (Index i = 0; i < n; ++i) vectors[i * n + k] = columns[size(k * n + (upper ? n - 1 - i : i))];
}

template <class T>
bool eigh(const T* a, Index n, double* values, T* vectors, bool upper) {
  std::vector<T> matrix(size(n * n)), tau(size(n));
  const double scale = safe_scale(load_triangle(a, n, upper, matrix.data()));
  if (scale != 1)
    for (auto& x : matrix) x *= scale;
  std::vector<double> e(size(n)), z;
  make_tridiagonal(matrix.data(), n, values, e.data(), tau.data());
  if (upper) {
    std::reverse(values, values + n);
    std::reverse(e.begin(), e.end() - 1);
  }
  if (vectors != nullptr) {
    z.assign(size(n * n), 0.0);
    for (Index i = 0; i < n; ++i) z[size(i * n + i)] = 1;
  }
  if (!Tridiagonal(values, e.data(), vectors != nullptr ? z.data() : nullptr, n).solve()) return false;
  for (Index i = 0; i < n; ++i) values[i] /= scale;
  if (vectors != nullptr) find_vectors(z, matrix, tau, n, upper, vectors);
  return true;
}

}  // namespace

extern "C" void PYTK_LINEAR_SYMMETRIC(LinearKernels* table) {
  table->real.eigh = &eigh<double>;
  table->complex.eigh = &eigh<std::complex<double>>;
}

}  // namespace pytk::array
