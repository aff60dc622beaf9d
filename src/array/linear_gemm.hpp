// The product of matrices, on which every blocked decomposition stands. Compiled once for each set of instructions.
#pragma once

#include <complex>
#include <cstddef>

namespace pytk::array {

/// An operand anywhere in memory: element (i, j) is data[i * row + j * column], conjugated if asked for.
template <class T>
struct MatrixView {
  const T* data;
  std::ptrdiff_t row, column;
  bool conjugate = false;
};

enum class Into { store, add, subtract };

/// c = a b, c += a b or c -= a b: m x k times k x n. Rows of c are `c_row` elements apart, the elements of a row side
/// by side; c must not overlap a or b. With k == 0 the product is zero.
template <class T>
void gemm(MatrixView<T> a, MatrixView<T> b, T* c, std::ptrdiff_t c_row, std::ptrdiff_t m, std::ptrdiff_t k,
          std::ptrdiff_t n, Into into);

#define PYTK_GEMM(T)                                                                                          \
  extern template void gemm(MatrixView<T>, MatrixView<T>, T*, std::ptrdiff_t, std::ptrdiff_t, std::ptrdiff_t, \
                            std::ptrdiff_t, Into);
PYTK_GEMM(float)
PYTK_GEMM(double)
PYTK_GEMM(std::complex<float>)
PYTK_GEMM(std::complex<double>)
#undef PYTK_GEMM

/// Sum of a[i] * b[i], neither conjugated. Below 32 elements from the first to the last.
template <class T>
[[nodiscard]] T dot_product(const T* a, const T* b, std::ptrdiff_t n) noexcept;

extern template float dot_product(const float*, const float*, std::ptrdiff_t) noexcept;
extern template double dot_product(const double*, const double*, std::ptrdiff_t) noexcept;
extern template std::complex<float> dot_product(const std::complex<float>*, const std::complex<float>*,
                                                std::ptrdiff_t) noexcept;
extern template std::complex<double> dot_product(const std::complex<double>*, const std::complex<double>*,
                                                 std::ptrdiff_t) noexcept;

}  // namespace pytk::array
