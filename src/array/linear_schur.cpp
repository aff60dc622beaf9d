// QR with implicit double shifts for real matrices, with single shifts for complex ones: LAPACK's lahqr, which geev
// takes up to 75 rows.
#include "linear_schur.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "linear_householder.hpp"
#include "linear_rotations.hpp"

namespace pytk::array {
namespace {

using Index = std::ptrdiff_t;
using Complex = std::complex<double>;
constexpr double epsilon = std::numeric_limits<double>::epsilon(), tiny = std::numeric_limits<double>::min();

double size1(double x) { return std::abs(x); }
double size1(Complex x) { return std::abs(x.real()) + std::abs(x.imag()); }

/// What both iterations share: the matrix, its block, the rows and columns that are kept up to date.
template <class T>
struct Work {
  T* h;
  Index n, low, high;
  T* z;
  double least;
  Index first = 0, last = 0;  ///< of rows above and columns to the right that change

  Work(T* matrix, Index length, const Balance& b, T* vectors)
      : h(matrix), n(length), low(b.low), high(b.high), z(vectors) {
    least = tiny * (static_cast<double>(high - low + 1) / epsilon);
    last = n - 1;
  }
  T& at(Index i, Index j) const { return h[j * n + i]; }
  /// The row below which the element left of the diagonal is negligible (Ahues and Tisseur 1997).
  [[nodiscard]] Index split(Index begin, Index end) const {
    for (Index k = end; k > begin; --k) {
      const double below = size1(at(k, k - 1));
      if (below <= least) return k;
      double around = size1(at(k - 1, k - 1)) + size1(at(k, k));
      if (around == 0) {
        if (k - 2 >= low) around += std::abs(std::real(at(k - 1, k - 2)));
        if (k + 1 <= high) around += std::abs(std::real(at(k + 1, k)));
      }
      if (std::abs(std::real(at(k, k - 1))) > epsilon * around) continue;
      const double above = size1(at(k - 1, k)), ab = std::max(below, above), ba = std::min(below, above);
      const double own = size1(at(k, k)), gap = size1(at(k - 1, k - 1) - at(k, k));
      const double aa = std::max(own, gap), bb = std::min(own, gap), s = aa + ab;
      if (ba * (ab / s) <= std::max(least, epsilon * (bb * (aa / s)))) return k;
    }
    return begin;
  }
};
constexpr Index exceptional = 10;  ///< iterations without convergence before an unusual shift

struct Shifts {
  double real1 = 0, imaginary1 = 0, real2 = 0, imaginary2 = 0;
};
Shifts shifts_of(const Work<double>& w, Index l, Index i, Index tries) {
  double h11 = 0, h21 = 0, h12 = 0, h22 = 0;
  if (tries % (2 * exceptional) == 0) {
    const double s = std::abs(w.at(i, i - 1)) + std::abs(w.at(i - 1, i - 2));
    h11 = 0.75 * s + w.at(i, i), h12 = -0.4375 * s, h21 = s, h22 = h11;
  } else if (tries % exceptional == 0) {
    const double s = std::abs(w.at(l + 1, l)) + std::abs(w.at(l + 2, l + 1));
    h11 = 0.75 * s + w.at(l, l), h12 = -0.4375 * s, h21 = s, h22 = h11;
  } else {
    h11 = w.at(i - 1, i - 1), h21 = w.at(i, i - 1), h12 = w.at(i - 1, i), h22 = w.at(i, i);
  }
  Shifts shift;
  const double s = std::abs(h11) + std::abs(h12) + std::abs(h21) + std::abs(h22);
  if (s == 0) return shift;
  h11 /= s, h21 /= s, h12 /= s, h22 /= s;
  const double middle = (h11 + h22) / 2, det = (h11 - middle) * (h22 - middle) - h12 * h21,
               root = std::sqrt(std::abs(det));
  if (det >= 0) {
    shift.real1 = shift.real2 = middle * s;
    shift.imaginary1 = root * s;
    shift.imaginary2 = -shift.imaginary1;
  } else {
    const double a = middle + root, b = middle - root;
    shift.real1 = shift.real2 = (std::abs(a - h22) <= std::abs(b - h22) ? a : b) * s;
  }
  return shift;
}

/// Where the sweep may start: two small elements in a row. `v` is the first column of the shifted square.
Index start_of(const Work<double>& w, Index l, Index i, const Shifts& r, double* v) {
  for (Index m = i - 2;; --m) {
    double s = std::abs(w.at(m, m) - r.real2) + std::abs(r.imaginary2) + std::abs(w.at(m + 1, m));
    const double below = w.at(m + 1, m) / s;
    v[0] = below * w.at(m, m + 1) + (w.at(m, m) - r.real1) * ((w.at(m, m) - r.real2) / s) -
           r.imaginary1 * (r.imaginary2 / s);
    v[1] = below * (w.at(m, m) + w.at(m + 1, m + 1) - r.real1 - r.real2);
    v[2] = below * w.at(m + 2, m + 1);
    s = std::abs(v[0]) + std::abs(v[1]) + std::abs(v[2]);
    for (int k = 0; k < 3; ++k) v[k] /= s;
    if (m == l) return m;
    const double around = std::abs(w.at(m - 1, m - 1)) + std::abs(w.at(m, m)) + std::abs(w.at(m + 1, m + 1));
    if (std::abs(w.at(m, m - 1)) * (std::abs(v[1]) + std::abs(v[2])) <= epsilon * std::abs(v[0]) * around) return m;
  }
}

void reflect3(double* x, Index step, Index count, Index item, const double* v, double tau, bool three) {
  const double t2 = tau * v[1], t3 = three ? tau * v[2] : 0;
  for (Index k = 0; k < count; ++k, x += item) {
    double sum = x[0] + v[1] * x[step];
    if (three) sum += v[2] * x[2 * step];
    x[0] -= sum * tau;
    x[step] -= sum * t2;
    if (three) x[2 * step] -= sum * t3;
  }
}

void sweep(const Work<double>& w, Index l, Index i, Index m, double* v) {
  for (Index k = m; k < i; ++k) {
    const bool three = k + 2 <= i;
    if (k > m)
      for (Index r = 0; r < (three ? 3 : 2); ++r) v[r] = w.at(k + r, k - 1);
    const double tau = make_reflection(v[0], v + 1, three ? 3 : 2);
    if (k > m) {
      w.at(k, k - 1) = v[0];
      w.at(k + 1, k - 1) = 0;
      if (k < i - 1) w.at(k + 2, k - 1) = 0;
    } else if (m > l) {
      w.at(k, k - 1) *= 1 - tau;
    }
    reflect3(&w.at(k, k), 1, w.last - k + 1, w.n, v, tau, three);
    reflect3(&w.at(w.first, k), w.n, std::min(k + 3, i) - w.first + 1, 1, v, tau, three);
    if (w.z != nullptr) reflect3(w.z + k * w.n, w.n, w.n, 1, v, tau, three);
  }
}

void split_pair(const Work<double>& w, Index i, Complex* values) {
  const auto two = schur_2x2(w.at(i - 1, i - 1), w.at(i - 1, i), w.at(i, i - 1), w.at(i, i));
  w.at(i - 1, i - 1) = two.a, w.at(i - 1, i) = two.b, w.at(i, i - 1) = two.c, w.at(i, i) = two.d;
  values[i - 1] = {two.real1, two.imaginary1};
  values[i] = {two.real2, two.imaginary2};
  if (w.z == nullptr) return;
  for (Index j = i + 1; j <= w.last; ++j) rotate(&w.at(i - 1, j), &w.at(i, j), 1, two.cosine, two.sine);
  rotate(&w.at(w.first, i - 1), &w.at(w.first, i), i - w.first - 1, two.cosine, two.sine);
  rotate(w.z + (i - 1) * w.n, w.z + i * w.n, w.n, two.cosine, two.sine);
}

Complex shift_of(const Work<Complex>& w, Index l, Index i, Index tries) {
  if (tries % (2 * exceptional) == 0) return 0.75 * std::abs(w.at(i, i - 1).real()) + w.at(i, i);
  if (tries % exceptional == 0) return 0.75 * std::abs(w.at(l + 1, l).real()) + w.at(l, l);
  const Complex t = w.at(i, i), u = std::sqrt(w.at(i - 1, i)) * std::sqrt(w.at(i, i - 1));
  if (size1(u) == 0) return t;
  const Complex x = 0.5 * (w.at(i - 1, i - 1) - t);
  const double sx = size1(x), s = std::max(size1(u), sx);
  Complex y = s * std::sqrt((x / s) * (x / s) + (u / s) * (u / s));
  if (sx > 0 && (x.real() / sx) * y.real() + (x.imag() / sx) * y.imag() < 0) y = -y;
  const Complex below = x + y;
  const double length = std::max(std::abs(below.real()), std::abs(below.imag()));
  return t - u * ((u / length) / (below / length));
}

Index start_of(const Work<Complex>& w, Index l, Index i, Complex t, Complex* v) {
  for (Index m = i - 1;; --m) {
    const Complex h11 = w.at(m, m), h22 = w.at(m + 1, m + 1);
    Complex from = h11 - t;
    double h21 = w.at(m + 1, m).real();
    const double s = size1(from) + std::abs(h21);
    from /= s, h21 /= s;
    v[0] = from, v[1] = h21;
    if (m == l ||
        std::abs(w.at(m, m - 1).real()) * std::abs(h21) <= epsilon * (size1(from) * (size1(h11) + size1(h22))))
      return m;
  }
}

void scale(Complex* x, Index count, Index step, Complex by) {
  for (Index k = 0; k < count; ++k) x[k * step] *= by;
}

void reflect2(Complex* x, Index step, Index count, Index item, Complex t1, double t2, Complex v2) {
  for (Index k = 0; k < count; ++k, x += item) {
    const Complex sum = t1 * x[0] + t2 * x[step];
    x[0] -= sum;
    x[step] -= sum * v2;
  }
}

void sweep(const Work<Complex>& w, Index l, Index i, Index m, Complex* v) {
  for (Index k = m; k < i; ++k) {
    if (k > m) v[0] = w.at(k, k - 1), v[1] = w.at(k + 1, k - 1);
    const Complex t1 = make_reflection(v[0], v + 1, 2);
    if (k > m) w.at(k, k - 1) = v[0], w.at(k + 1, k - 1) = 0;
    const Complex v2 = v[1];
    const double t2 = (t1 * v2).real();
    reflect2(&w.at(k, k), 1, w.last - k + 1, w.n, conjugated(t1), t2, v2);
    reflect2(&w.at(w.first, k), w.n, std::min(k + 2, i) - w.first + 1, 1, t1, t2, conjugated(v2));
    if (w.z != nullptr) reflect2(w.z + k * w.n, w.n, w.n, 1, t1, t2, conjugated(v2));
    if (k != m || m <= l) continue;
    // The sweep began inside: the element before it stays real.
    Complex turn = 1.0 - t1;
    turn /= std::abs(turn);
    w.at(m + 1, m) *= conjugated(turn);
    if (m + 2 <= i) w.at(m + 2, m + 1) *= turn;
    for (Index j = m; j <= i; ++j) {
      if (j == m + 1) continue;
      if (w.last > j) scale(&w.at(j, j + 1), w.last - j, w.n, turn);
      scale(&w.at(w.first, j), j - w.first, 1, conjugated(turn));
      if (w.z != nullptr) scale(w.z + j * w.n, w.n, 1, conjugated(turn));
    }
  }
  Complex& below = w.at(i, i - 1);
  if (below.imag() == 0) return;
  const double length = std::abs(below);
  const Complex turn = below / length;
  below = length;
  if (w.last > i) scale(&w.at(i, i + 1), w.last - i, w.n, conjugated(turn));
  scale(&w.at(w.first, i), i - w.first, 1, turn);
  if (w.z != nullptr) scale(w.z + i * w.n, w.n, 1, turn);
}

void make_subdiagonal_real(const Work<Complex>& w) {
  const Index from = w.z != nullptr ? 0 : w.low, to = w.z != nullptr ? w.n - 1 : w.high;
  for (Index i = w.low + 1; i <= w.high; ++i) {
    Complex& below = w.at(i, i - 1);
    if (below.imag() == 0) continue;
    Complex turn = conjugated(below / size1(below));
    turn /= std::abs(turn);
    below = std::abs(below);
    scale(&w.at(i, i), to - i + 1, w.n, turn);
    scale(&w.at(from, i), std::min(to, i + 1) - from + 1, 1, conjugated(turn));
    if (w.z != nullptr) scale(w.z + i * w.n, w.n, 1, conjugated(turn));
  }
}

/// The loop over the eigenvalues from the last to the first; `width` of them (1 or 2) split off at once.
template <class T, class Step, class Take>
bool iterate(Work<T>& w, Index width, const Step& step, const Take& take) {
  const Index limit = 30 * std::max<Index>(10, w.high - w.low + 1);
  for (Index i = w.high; i >= w.low;) {
    Index l = w.low, tries = 0;
    for (Index left = limit;; --left) {
      l = w.split(l, i);
      if (l > w.low) w.at(l, l - 1) = T{};
      if (l >= i - width + 1) break;
      if (left == 0) return false;
      if (w.z == nullptr) w.first = l, w.last = i;
      step(l, i, ++tries);
    }
    take(l, i);
    i = l - 1;
  }
  return true;
}

}  // namespace

bool schur(double* h, Index n, const Balance& b, double* z, Complex* values) {
  Work<double> w(h, n, b, z);
  for (Index i = 0; i < n; ++i) values[i] = w.at(i, i);
  return iterate(
      w, 2,
      [&](Index l, Index i, Index tries) {
        double v[3];
        const Index m = start_of(w, l, i, shifts_of(w, l, i, tries), v);
        sweep(w, l, i, m, v);
      },
      [&](Index l, Index i) {
        if (l == i) values[i] = w.at(i, i);
        else split_pair(w, i, values);
      });
}

bool schur(Complex* h, Index n, const Balance& b, Complex* z, Complex* values) {
  Work<Complex> w(h, n, b, z);
  make_subdiagonal_real(w);
  for (Index i = 0; i < n; ++i) values[i] = w.at(i, i);
  return iterate(
      w, 1,
      [&](Index l, Index i, Index tries) {
        Complex v[2];
        const Index m = start_of(w, l, i, shift_of(w, l, i, tries), v);
        sweep(w, l, i, m, v);
      },
      [&](Index, Index i) { values[i] = w.at(i, i); });
}

}  // namespace pytk::array
