// Balancing (Parlett and Reinsch 1969, with Euclidean lengths as in LAPACK 3.5) and Hessenberg's form.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "linear_householder.hpp"
#include "linear_schur.hpp"

namespace pytk::array {
namespace {

using Index = std::ptrdiff_t;
using Complex = std::complex<double>;
std::size_t size(Index n) { return static_cast<std::size_t>(n); }

template <class T>
void exchange(T* a, Index n, Index i, Index j, Index low, Index high) {
  if (i == j) return;
  for (Index r = 0; r <= high; ++r) std::swap(a[i * n + r], a[j * n + r]);
  for (Index c = low; c < n; ++c) std::swap(a[c * n + i], a[c * n + j]);
}

/// A row (or column) of the block low .. high without elements off the diagonal: the last such row, the first such
/// column. -1: none.
template <class T>
Index alone(const T* a, Index n, Index low, Index high, bool row) {
  for (Index k = 0; k <= high - low; ++k) {
    const Index at = row ? high - k : low + k;
    bool found = true;
    for (Index i = low; i <= high && found; ++i) found = i == at || (row ? a[i * n + at] : a[at * n + i]) == T{};
    if (found) return at;
  }
  return -1;
}

template <class T>
bool scale_once(T* a, Index n, Balance& b, Index i) {
  constexpr double least = std::numeric_limits<double>::min() / std::numeric_limits<double>::epsilon();
  constexpr double most = 1 / least, low = 2 * least, high = 1 / low;
  const Index count = b.high - b.low + 1;
  double c = length_of(a + i * n + b.low, count), r = length_of(a + b.low * n + i, count, n), ca = 0, ra = 0;
  if (c == 0 || r == 0 || !std::isfinite(c + r)) return false;
  for (Index k = 0; k <= b.high; ++k) ca = std::max(ca, std::abs(a[i * n + k]));
  for (Index k = b.low; k < n; ++k) ra = std::max(ra, std::abs(a[k * n + i]));
  double g = r / 2, f = 1;
  const double sum = c + r;
  while (c < g && std::max({f, c, ca}) < high && std::min({r, g, ra}) > low)
    f *= 2, c *= 2, ca *= 2, r /= 2, g /= 2, ra /= 2;
  g = c / 2;
  while (g >= r && std::max(r, ra) < high && std::min({f, c, g, ca}) > low)
    f /= 2, c /= 2, g /= 2, ca /= 2, r *= 2, ra *= 2;
  double& scale = b.scale[size(i)];
  if (c + r >= 0.95 * sum) return false;
  if (f < 1 && scale < 1 && f * scale <= least) return false;
  if (f > 1 && scale > 1 && scale >= most / f) return false;
  scale *= f;
  for (Index k = b.low; k < n; ++k) a[k * n + i] *= 1 / f;
  for (Index k = 0; k <= b.high; ++k) a[i * n + k] *= f;
  return true;
}

}  // namespace

template <class T>
Balance balance(T* a, Index n) {
  Balance b{0, n - 1, std::vector<double>(size(n), 1.0)};
  for (Index at = 0; (at = alone(a, n, 0, b.high, true)) >= 0; --b.high) {
    b.scale[size(b.high)] = static_cast<double>(at);
    exchange(a, n, at, b.high, 0, b.high);
    if (b.high == 0) {
      b.scale[0] = 1;
      return b;
    }
  }
  for (Index at = 0; (at = alone(a, n, b.low, b.high, false)) >= 0; ++b.low) {
    b.scale[size(b.low)] = static_cast<double>(at);
    exchange(a, n, at, b.low, b.low, b.high);
  }
  for (Index i = b.low; i <= b.high; ++i) b.scale[size(i)] = 1;
  for (bool again = true; again;) {
    again = false;
    for (Index i = b.low; i <= b.high; ++i) again = scale_once(a, n, b, i) || again;
  }
  return b;
}

template <class T>
void undo_balance(const Balance& b, T* vectors, Index n) {
  for (Index j = 0; j < n; ++j) {
    T* v = vectors + j * n;
    for (Index i = b.low; i <= b.high; ++i) v[i] *= b.scale[size(i)];
    for (Index i = b.low - 1; i >= 0; --i) std::swap(v[i], v[static_cast<Index>(b.scale[size(i)])]);
    for (Index i = b.high + 1; i < n; ++i) std::swap(v[i], v[static_cast<Index>(b.scale[size(i)])]);
  }
}

template <class T>
void make_hessenberg(T* a, Index n, const Balance& b, T* q) {
  std::vector<T> tau(size(n)), work(size(n));
  for (Index i = b.low; i < b.high; ++i) {
    T* v = a + i * n + i + 1;
    const Index count = b.high - i;
    tau[size(i)] = make_reflection(*v, v + 1, count);
    reflect_right(v, 1, tau[size(i)], a + (i + 1) * n, n, b.high + 1, count, work.data());
    reflect_left(v, 1, conjugated(tau[size(i)]), a + (i + 1) * n + i + 1, n, count, n - i - 1);
  }
  if (q != nullptr) {
    std::fill(q, q + n * n, T{});
    for (Index i = 0; i < n; ++i) q[i * n + i] = T{1};
    const Index count = b.high - b.low, first = b.low + 1;
    if (count > 0)
      apply_reflections(a + b.low * n + first, n, tau.data() + b.low, count, count, q + first * n + first, n, count,
                        false);
  }
  for (Index j = 0; j < n; ++j)
    for (Index i = j + 2; i < n; ++i) a[j * n + i] = T{};
}

template Balance balance(double*, Index);
template Balance balance(Complex*, Index);
template void undo_balance(const Balance&, double*, Index);
template void undo_balance(const Balance&, Complex*, Index);
template void make_hessenberg(double*, Index, const Balance&, double*);
template void make_hessenberg(Complex*, Index, const Balance&, Complex*);

}  // namespace pytk::array
