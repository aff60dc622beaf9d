// Blocks of both operands are packed into panels that a tile of registers runs through, as in Goto's GotoBLAS and in
// BLIS (Van Zee, van de Geijn 2015). Complex numbers are packed as two planes, so that one loop of real arithmetic
// serves both.
#include "linear_gemm.hpp"

#include <algorithm>
#include <memory>
#include <new>
#include <type_traits>

namespace pytk::array {
namespace {

using Index = std::ptrdiff_t;

#ifdef PYTK_KERNELS_V3
constexpr Index vector_bytes = 32;
#else
constexpr Index vector_bytes = 16;
#endif
template <class R>
using Vector [[gnu::vector_size(static_cast<std::size_t>(vector_bytes))]] = R;
template <class R>
constexpr Index lanes = vector_bytes / static_cast<Index>(sizeof(R));

/// What the registers hold: 12 sums, with 3 vectors of the right operand at most beside them.
template <class T>
struct Tile {
  using Real = T;
  static constexpr Index planes = 1, rows = 4, vectors = 3, width = vectors * lanes<T>;
};
template <class R>
struct Tile<std::complex<R>> {
  using Real = R;
  static constexpr Index planes = 2, rows = 3, vectors = 1, width = lanes<R>;
};
constexpr Index block_k = 256;
/// Rows of the left operand that stay in the second cache, columns of the right one that stay in the third.
template <class T>
constexpr Index block_m = 196608 / (block_k * static_cast<Index>(sizeof(T))) / Tile<T>::rows * Tile<T>::rows;
template <class T>
constexpr Index block_n = 3145728 / (block_k * static_cast<Index>(sizeof(T))) / Tile<T>::width * Tile<T>::width;

template <class R>
R real_of(R x) { return x; }
template <class R>
R real_of(std::complex<R> x) { return x.real(); }

/// Panels of `side` rows (or columns, seen through `across`) one behind the other; of each the elements of one k
/// together, first the real and then the imaginary parts, filled up with zeros.
template <class T, Index side>
[[gnu::noinline]] void pack(const T* from, Index across, Index along, bool conjugate, Index count, Index k,
                            typename Tile<T>::Real* out) {
  for (Index first = 0; first < count; first += side) {
    const Index valid = std::min(side, count - first);
    const T* panel = from + first * across;
    for (Index p = 0; p < k; ++p, out += side * Tile<T>::planes) {
      const T* line = panel + p * along;
      for (Index i = 0; i < valid; ++i) {
        const T value = line[i * across];
        out[i] = real_of(value);
        if constexpr (Tile<T>::planes == 2) out[side + i] = conjugate ? -value.imag() : value.imag();
      }
      for (Index i = valid; i < side; ++i) {
        out[i] = 0;
        if constexpr (Tile<T>::planes == 2) out[side + i] = 0;
      }
    }
  }
}

template <class R>
Vector<R> load(const R* from) {
  Vector<R> v;
  __builtin_memcpy(&v, from, sizeof(v));
  return v;
}

/// The whole tile to `out`, row by row: for complex numbers the products of the parts apart (rr, ii, ri, ir for each
/// row).
template <class T>
[[gnu::noinline]] void multiply_panels(Index k, const typename Tile<T>::Real* a, const typename Tile<T>::Real* b,
                                       typename Tile<T>::Real* out) {
  using R = typename Tile<T>::Real;
  constexpr Index rows = Tile<T>::rows, vectors = Tile<T>::planes == 2 ? 4 : Tile<T>::vectors;
  Vector<R> sums[static_cast<std::size_t>(rows)][static_cast<std::size_t>(vectors)] = {};
  for (Index p = 0; p < k; ++p) {
    if constexpr (Tile<T>::planes == 1) {
      const Vector<R> b0 = load(b), b1 = load(b + lanes<R>), b2 = load(b + 2 * lanes<R>);
#pragma GCC unroll 4
      for (Index i = 0; i < rows; ++i) {
        sums[i][0] += a[i] * b0;
        sums[i][1] += a[i] * b1;
        sums[i][2] += a[i] * b2;
      }
    } else {
      const Vector<R> re = load(b), im = load(b + lanes<R>);
#pragma GCC unroll 4
      for (Index i = 0; i < rows; ++i) {
        sums[i][0] += a[i] * re;
        sums[i][1] += a[rows + i] * im;
        sums[i][2] += a[i] * im;
        sums[i][3] += a[rows + i] * re;
      }
    }
    a += rows * Tile<T>::planes;
    b += Tile<T>::width * Tile<T>::planes;
  }
#pragma GCC unroll 4
  for (Index i = 0; i < rows; ++i)
#pragma GCC unroll 4
    for (Index j = 0; j < vectors; ++j)
      __builtin_memcpy(out + (i * vectors + j) * lanes<R>, &sums[i][j], sizeof(sums[i][j]));
}

template <class T>
void put(T& to, T value, Into into) {
  if (into == Into::store) to = value;
  else if (into == Into::add) to += value;
  else to -= value;
}

template <class T>
void put_tile(const typename Tile<T>::Real* tile, T* c, Index c_row, Index rows, Index columns, Into into) {
  using R = typename Tile<T>::Real;
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < columns; ++j) {
      if constexpr (Tile<T>::planes == 1) {
        put(c[i * c_row + j], tile[i * Tile<T>::width + j], into);
      } else {
        const R* row = tile + i * 4 * lanes<R> + j;
        put(c[i * c_row + j], T(row[0] - row[lanes<R>], row[2 * lanes<R>] + row[3 * lanes<R>]), into);
      }
    }
  }
}

template <class T>
void multiply_blocks(const typename Tile<T>::Real* a, const typename Tile<T>::Real* b, T* c, Index c_row, Index m,
                     Index k, Index n, Into into) {
  alignas(64) typename Tile<T>::Real tile[Tile<T>::rows * Tile<T>::width * (Tile<T>::planes == 2 ? 4 : 1)];
  for (Index j = 0; j < n; j += Tile<T>::width)
    for (Index i = 0; i < m; i += Tile<T>::rows) {
      multiply_panels<T>(k, a + i * k * Tile<T>::planes, b + j * k * Tile<T>::planes, tile);
      put_tile<T>(tile, c + i * c_row + j, c_row, std::min(Tile<T>::rows, m - i), std::min(Tile<T>::width, n - j),
                  into);
    }
}

/// Without packing: for matrices that fit a few lines of cache.
template <class T>
void multiply_small(const MatrixView<T>& a, const MatrixView<T>& b, T* c, Index c_row, Index m, Index k, Index n,
                    Into into) {
  for (Index i = 0; i < m; ++i)
    for (Index j = 0; j < n; ++j) {
      typename Tile<T>::Real rr = 0, ii = 0, ri = 0, ir = 0;
      for (Index p = 0; p < k; ++p) {
        const T x = a.data[i * a.row + p * a.column], y = b.data[p * b.row + j * b.column];
        rr += real_of(x) * real_of(y);
        if constexpr (Tile<T>::planes == 2) {
          const auto xi = a.conjugate ? -x.imag() : x.imag(), yi = b.conjugate ? -y.imag() : y.imag();
          ii += xi * yi;
          ri += x.real() * yi;
          ir += xi * y.real();
        }
      }
      if constexpr (Tile<T>::planes == 2) put(c[i * c_row + j], T(rr - ii, ri + ir), into);
      else put(c[i * c_row + j], rr, into);
    }
}

struct Aligned {
  template <class R>
  void operator()(R* p) const noexcept { ::operator delete[](p, std::align_val_t{64}); }
};
template <class R>
std::unique_ptr<R[], Aligned> aligned(Index count) {
  void* memory = ::operator new[](static_cast<std::size_t>(count) * sizeof(R), std::align_val_t{64});
  return std::unique_ptr<R[], Aligned>(static_cast<R*>(memory));
}
constexpr Index rounded(Index n, Index step) { return (n + step - 1) / step * step; }
/// Two equal parts instead of a whole block and a rest.
constexpr Index part_of(Index rest, Index block, Index step) {
  return rest >= 2 * block ? block : rest > block ? rounded(rest / 2, step) : rest;
}

}  // namespace

template <class T>
void gemm(MatrixView<T> a, MatrixView<T> b, T* c, Index c_row, Index m, Index k, Index n, Into into) {
  if (m * n * k <= 1024 || k == 0) return multiply_small(a, b, c, c_row, m, k, n, into);
  using R = typename Tile<T>::Real;
  constexpr Index planes = Tile<T>::planes, rows = Tile<T>::rows, width = Tile<T>::width;
  const Index most_k = std::min(k, block_k + 8);
  const auto left = aligned<R>(rounded(std::min(m, block_m<T>), rows) * most_k * planes);
  const auto right = aligned<R>(rounded(std::min(n, block_n<T>), width) * most_k * planes);
  for (Index j = 0; j < n; j += block_n<T>) {
    const Index columns = std::min(block_n<T>, n - j);
    for (Index p = 0, depth = 0; p < k; p += depth) {
      depth = part_of(k - p, block_k, 4);
      pack<T, width>(b.data + p * b.row + j * b.column, b.column, b.row, b.conjugate, columns, depth, right.get());
      for (Index i = 0; i < m; i += block_m<T>) {
        const Index lines = std::min(block_m<T>, m - i);
        pack<T, rows>(a.data + i * a.row + p * a.column, a.row, a.column, a.conjugate, lines, depth, left.get());
        const auto how = p > 0 && into == Into::store ? Into::add : into;
        multiply_blocks<T>(left.get(), right.get(), c + i * c_row + j, c_row, lines, depth, columns, how);
      }
    }
  }
}

template <class T>
T dot_product(const T* a, const T* b, Index n) noexcept {
  constexpr Index chains = std::is_arithmetic_v<T> ? 4 * lanes<typename Tile<T>::Real> : 8;
  T sum{};
  Index i = 0;
  if (n >= 32) {
    T sums[static_cast<std::size_t>(chains)] = {};
    for (; i + chains <= n; i += chains)
      for (Index j = 0; j < chains; ++j) sums[j] += a[i + j] * b[i + j];
    for (Index j = 0; j < chains; ++j) sum += sums[j];
  }
  for (; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

#define PYTK_GEMM(T)                                                                                                   \
  template void gemm(MatrixView<T>, MatrixView<T>, T*, std::ptrdiff_t, std::ptrdiff_t, std::ptrdiff_t, std::ptrdiff_t, \
                     Into);                                                                                            \
  template T dot_product(const T*, const T*, std::ptrdiff_t) noexcept;
PYTK_GEMM(float)
PYTK_GEMM(double)
PYTK_GEMM(std::complex<float>)
PYTK_GEMM(std::complex<double>)

}  // namespace pytk::array
