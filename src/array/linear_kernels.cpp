// Eigen at work. This file and linear_spectra.cpp are compiled once for every processor and once for those with AVX2 and
// FMA (PYTK_KERNELS names the result); nothing but the two tables leaves the second build, so that no template instance
// for the newer processor can reach the rest of the program (docs/decisions/0080).
#include <cmath>
#include <limits>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <Eigen/QR>

#include "linear_tables.hpp"

namespace pytk::array {
namespace {

using Index = std::ptrdiff_t;
template <class T>
using Rows = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T>
using Columns = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>;

template <class T>
void multiply(const T* a, const T* b, T* c, Index m, Index k, Index n) {
  Eigen::Map<const Rows<T>> left(a, m, k);
  Eigen::Map<const Rows<T>> right(b, k, n);
  Eigen::Map<Rows<T>> result(c, m, n);
  if (k == 0) result.setZero();
  else if (n == 1) result.col(0).noalias() = left * right.col(0);
  else if (m == 1) result.row(0).noalias() = left.row(0) * right;
  else result.noalias() = left * right;
}

template <class T>
bool has_zero_pivot(const Columns<T>& lu) {
  for (Index i = 0; i < lu.rows(); ++i)
    if (lu(i, i) == T{0}) return true;
  return false;
}

template <class T>
void slogdet(const T* a, Index n, T* sign, double* logarithm) {
  const Eigen::PartialPivLU<Columns<T>> lu(Eigen::Map<const Rows<T>>(a, n, n));
  const Columns<T>& factors = lu.matrixLU();
  *sign = T{static_cast<double>(lu.permutationP().determinant())};
  *logarithm = 0;
  for (Index i = 0; i < n; ++i) {
    const double size = std::abs(factors(i, i));
    if (size == 0) {
      *sign = T{0};
      *logarithm = -std::numeric_limits<double>::infinity();
      return;
    }
    *sign *= factors(i, i) / size;
    *logarithm += std::log(size);
  }
}

template <class T>
bool solve(const T* a, const T* b, T* x, Index n, Index k) {
  const Eigen::PartialPivLU<Columns<T>> lu(Eigen::Map<const Rows<T>>(a, n, n));
  if (has_zero_pivot<T>(lu.matrixLU())) return false;
  Columns<T> right = Eigen::Map<const Rows<T>>(b, n, k);
  right = lu.solve(right).eval();
  Eigen::Map<Rows<T>>(x, n, k) = right;
  return true;
}

template <class T>
bool cholesky(const T* a, T* lower, Index n) {
  const Columns<T> matrix = Eigen::Map<const Rows<T>>(a, n, n);
  const Eigen::LLT<Columns<T>, Eigen::Lower> factor(matrix);
  if (factor.info() != Eigen::Success) return false;
  Eigen::Map<Rows<T>> out(lower, n, n);
  out = factor.matrixL();
  return true;
}

template <class T>
void qr(const T* a, Index m, Index n, T* q, Index q_columns, T* r, Index r_rows) {
  const Eigen::HouseholderQR<Columns<T>> factor(Eigen::Map<const Rows<T>>(a, m, n));
  Eigen::Map<Rows<T>> upper(r, r_rows, n);
  upper.setZero();
  const Columns<T>& packed = factor.matrixQR();
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i <= j && i < r_rows && i < m; ++i) upper(i, j) = packed(i, j);
  if (q != nullptr) {
    Columns<T> thin = Columns<T>::Identity(m, q_columns);
    thin.applyOnTheLeft(factor.householderQ());
    Eigen::Map<Rows<T>>(q, m, q_columns) = thin;
  }
}

template <class T>
void qr_raw(const T* a, Index m, Index n, T* packed_transposed, T* tau) {
  const Eigen::HouseholderQR<Columns<T>> factor(Eigen::Map<const Rows<T>>(a, m, n));
  const Columns<T>& packed = factor.matrixQR();
  Eigen::Map<Rows<T>>(packed_transposed, n, m) = packed.transpose();
  for (Index i = 0; i < (m < n ? m : n); ++i) tau[i] = factor.hCoeffs()(i);
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
