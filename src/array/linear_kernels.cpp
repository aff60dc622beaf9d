// Products and the decompositions that need no iteration. This and the other kernels are compiled once for every
// processor and once for those with AVX2 and FMA (PYTK_KERNELS names the result); nothing but the tables leaves the
// second build, so that no template instance for the newer processor can reach the rest of the program
// (docs/decisions/0080).
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "linear_gemm.hpp"
#include "linear_householder.hpp"
#include "linear_tables.hpp"

namespace pytk::array {
namespace {

using Index = std::ptrdiff_t;
using Complex = std::complex<double>;
constexpr Index panel = 48;
std::size_t size(Index n) { return static_cast<std::size_t>(n); }

template <class T>
void multiply(const T* a, const T* b, T* c, Index m, Index k, Index n) {
  if (n == 1) {
    for (Index i = 0; i < m; ++i) c[i] = dot_product(a + i * k, b, k);
  } else if (m == 1) {
    std::fill(c, c + n, T{});
    for (Index p = 0; p < k; ++p)
      for (Index j = 0; j < n; ++j) c[j] += a[p] * b[p * n + j];
  } else {
    gemm<T>({a, k, 1}, {b, n, 1}, c, n, m, k, n, Into::store);
  }
}

// What LAPACK compares pivots by.
double pivot_size(double x) { return std::abs(x); }
double pivot_size(Complex x) { return std::abs(x.real()) + std::abs(x.imag()); }
double inverse(double x) { return 1 / x; }
Complex inverse(Complex x) {
  // Smith's division: the squares of the parts may overflow.
  if (std::abs(x.real()) >= std::abs(x.imag())) {
    const double ratio = x.imag() / x.real(), below = 1 / (x.real() * (1 + ratio * ratio));
    return {below, -ratio * below};
  }
  const double ratio = x.real() / x.imag(), below = 1 / (x.imag() * (1 + ratio * ratio));
  return {ratio * below, -below};
}

/// x - a[0] b[0] - a[1] b[1] - .. one after the other, as LAPACK's reference and its own products round.
template <class T>
T minus_products(T x, const T* a, const T* b, Index n) {
  for (Index i = 0; i < n; ++i) x -= a[i] * b[i];
  return x;
}

/// One column of a panel from the columns before it: b[i] -= l[i, s] b[s] for the s before both i and the column.
/// Eight rows at a time, since each is a chain of subtractions.
template <class T>
void update_column(const T* l, Index n, Index rows, Index before, T* b) {
  for (Index i = 0; i < std::min(before, rows); ++i) b[i] = minus_products(b[i], l + i * n, b, i);
  Index i = before;
  for (; i + 8 <= rows; i += 8) {
    T left[8];
    std::copy(b + i, b + i + 8, left);
    for (Index s = 0; s < before; ++s)
      for (Index r = 0; r < 8; ++r) left[r] -= l[(i + r) * n + s] * b[s];
    std::copy(left, left + 8, b + i);
  }
  for (; i < rows; ++i) b[i] = minus_products(b[i], l + i * n, b, before);
}

/// x (count rows) := l^-1 x for the triangle l whose diagonal is 1.
template <class T>
void solve_unit_lower(const T* l, Index l_row, T* x, Index x_row, Index count, Index columns) {
  for (Index i = 1; i < count; ++i)
    for (Index s = 0; s < i; ++s) {
      const T factor = l[i * l_row + s];
      for (Index j = 0; j < columns; ++j) x[i * x_row + j] -= factor * x[s * x_row + j];
    }
}

/// Gauss with row exchanges, in place (rows of n elements): panels to the left, gemm to the right.
/// `order[i]` is the row that stands in row i at the end. Returns the number of exchanges; `singular` tells of a zero
/// pivot.
template <class T>
Index factor_lu(T* a, Index n, std::vector<Index>& order, bool& singular) {
  order.resize(size(n));
  for (Index i = 0; i < n; ++i) order[size(i)] = i;
  singular = false;
  Index exchanges = 0;
  std::vector<T> column(size(n));
  for (Index first = 0; first < n; first += panel) {
    const Index end = std::min(n, first + panel), rows = n - first;
    T* corner = a + first * n + first;
    for (Index j = 0; j < end - first; ++j) {
      for (Index i = 0; i < rows; ++i) column[size(i)] = corner[i * n + j];
      update_column(corner, n, rows, j, column.data());
      Index top = j;
      for (Index i = j + 1; i < rows; ++i)
        if (pivot_size(column[size(i)]) > pivot_size(column[size(top)])) top = i;
      const T pivot = column[size(top)];
      if (pivot == T{}) singular = true;
      if (top != j) {
        ++exchanges;
        std::swap(column[size(j)], column[size(top)]);
        std::swap(order[size(first + j)], order[size(first + top)]);
        std::swap_ranges(a + (first + j) * n, a + (first + j + 1) * n, a + (first + top) * n);
      }
      const T factor = pivot == T{} ? T{1} : inverse(pivot);
      for (Index i = 0; i < rows; ++i) corner[i * n + j] = i > j ? column[size(i)] * factor : column[size(i)];
    }
    if (end == n) break;
    T* right = a + first * n + end;
    solve_unit_lower(corner, n, right, n, end - first, n - end);
    gemm<T>({a + end * n + first, n, 1}, {right, n, 1}, a + end * n + end, n, n - end, end - first, n - end,
            Into::subtract);
  }
  return exchanges;
}

template <class T>
void slogdet(const T* a, Index n, T* sign, double* logarithm) {
  std::vector<T> lu(a, a + n * n);
  std::vector<Index> order;
  bool singular = false;
  *sign = T{factor_lu(lu.data(), n, order, singular) % 2 == 0 ? 1.0 : -1.0};
  *logarithm = 0;
  if (singular) {
    *sign = T{0};
    *logarithm = -std::numeric_limits<double>::infinity();
    return;
  }
  for (Index i = 0; i < n; ++i) {
    const T pivot = lu[size(i * n + i)];
    const double length = std::abs(pivot);
    *sign *= pivot / length;
    *logarithm += std::log(length);
  }
}

template <class T>
void solve_upper_block(const T* u, Index n, T* x, Index count, Index k, Index i0) {
  for (Index i = count - 1; i >= 0; --i) {
    T* row = x + (i0 + i) * k;
    for (Index s = count - 1; s > i; --s) {
      const T factor = u[(i0 + i) * n + i0 + s];
      for (Index j = 0; j < k; ++j) row[j] -= factor * x[(i0 + s) * k + j];
    }
    const T pivot = u[(i0 + i) * n + i0 + i];
    [[maybe_unused]] const T factor = inverse(pivot);
    for (Index j = 0; j < k; ++j) {
      if constexpr (std::is_same_v<T, double>) row[j] /= pivot;
      else row[j] *= factor;
    }
  }
}

template <class T>
bool solve(const T* a, const T* b, T* x, Index n, Index k) {
  std::vector<T> lu(a, a + n * n);
  std::vector<Index> order;
  bool singular = false;
  factor_lu(lu.data(), n, order, singular);
  if (singular) return false;
  for (Index i = 0; i < n; ++i) std::copy(b + order[size(i)] * k, b + (order[size(i)] + 1) * k, x + i * k);
  const auto minus_product = [&](Index row, Index from, Index count, Index depth) {
    if (depth <= 0) return;
    if (k > 1)
      return gemm<T>({lu.data() + row * n + from, n, 1}, {x + from * k, k, 1}, x + row * k, k, count, depth, k,
                     Into::subtract);
    for (Index i = 0; i < count; ++i) x[row + i] -= dot_product(lu.data() + (row + i) * n + from, x + from, depth);
  };
  for (Index i = 0; i < n; i += panel) {
    const Index count = std::min(panel, n - i);
    minus_product(i, 0, count, i);
    solve_unit_lower(lu.data() + i * n + i, n, x + i * k, k, count, k);
  }
  for (Index i = (n - 1) / panel * panel; i >= 0; i -= panel) {
    const Index count = std::min(panel, n - i);
    minus_product(i, i + count, count, n - i - count);
    solve_upper_block(lu.data(), n, x, count, k, i);
  }
  return true;
}

double square(double x) { return x * x; }
double square(Complex x) { return x.real() * x.real() + x.imag() * x.imag(); }

template <class T>
bool cholesky(const T* a, T* lower, Index n) {
  for (Index i = 0; i < n; ++i) {
    std::copy(a + i * n, a + i * n + i + 1, lower + i * n);
    std::fill(lower + i * n + i + 1, lower + (i + 1) * n, T{});
  }
  std::vector<T> line(size(panel));
  for (Index first = 0; first < n; first += panel) {
    const Index end = std::min(n, first + panel);
    for (Index j = first; j < end; ++j) {
      T* row = lower + j * n;
      double rest = std::real(row[j]);
      for (Index t = first; t < j; ++t) rest -= square(row[t]);
      if (!(rest > 0)) return false;
      const double root = std::sqrt(rest);
      row[j] = T{root};
      for (Index s = first; s < j; ++s) line[size(s - first)] = conjugated(row[s]);
      for (Index i = j + 1; i < n; ++i) {
        T* below = lower + i * n;
        below[j] = minus_products(below[j], below + first, line.data(), j - first) * (1 / root);
      }
    }
    // Only what stands on and below the diagonal, in blocks of rows.
    for (Index i = end; i < n; i += 2 * panel) {
      const Index count = std::min(2 * panel, n - i);
      gemm<T>({lower + i * n + first, n, 1}, {lower + end * n + first, 1, n, true}, lower + i * n + end, n, count,
              end - first, i + count - end, Into::subtract);
    }
  }
  for (Index i = 0; i < n; ++i) std::fill(lower + i * n + i + 1, lower + (i + 1) * n, T{});
  return true;
}

template <class T>
std::vector<T> in_columns(const T* a, Index m, Index n) {
  std::vector<T> columns(size(m * n));
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < n; ++j) columns[size(j * m + i)] = a[i * n + j];
  return columns;
}

template <class T>
void qr(const T* a, Index m, Index n, T* q, Index q_columns, T* r, Index r_rows) {
  auto packed = in_columns(a, m, n);
  const Index least = std::min(m, n);
  std::vector<T> tau(size(least));
  factor_qr(packed.data(), m, m, n, tau.data());
  for (Index i = 0; i < r_rows; ++i)
    for (Index j = 0; j < n; ++j) r[i * n + j] = i <= j && i < m ? packed[size(j * m + i)] : T{};
  if (q == nullptr) return;
  std::vector<T> columns(size(m * q_columns));
  for (Index i = 0; i < q_columns; ++i) columns[size(i * m + i)] = T{1};
  apply_reflections(packed.data(), m, tau.data(), m, least, columns.data(), m, q_columns, false);
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < q_columns; ++j) q[i * q_columns + j] = columns[size(j * m + i)];
}

template <class T>
void qr_raw(const T* a, Index m, Index n, T* packed_transposed, T* tau) {
  const auto columns = in_columns(a, m, n);
  std::copy(columns.begin(), columns.end(), packed_transposed);
  factor_qr(packed_transposed, m, m, n, tau);
}

template <class T>
void fill(Decompositions<T>& table) {
  table.slogdet = &slogdet<T>;
  table.solve = &solve<T>;
  table.cholesky = &cholesky<T>;
  table.qr = &qr<T>;
  table.qr_raw = &qr_raw<T>;
}

}  // namespace

extern "C" void PYTK_LINEAR_KERNELS(LinearKernels* table) {
  table->multiply_f32 = &multiply<float>;
  table->multiply_f64 = &multiply<double>;
  table->multiply_c64 = &multiply<std::complex<float>>;
  table->multiply_c128 = &multiply<std::complex<double>>;
  fill(table->real);
  fill(table->complex);
}

}  // namespace pytk::array
