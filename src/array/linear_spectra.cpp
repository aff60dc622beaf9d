// Singular values and eigenvalues by Eigen; compiled twice, as linear_kernels.cpp is.
#include <cmath>

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>

#include "linear_tables.hpp"

namespace pytk::array {
namespace {

using Index = std::ptrdiff_t;
using Complex = std::complex<double>;
template <class T>
using Rows = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class T>
using Columns = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>;

template <class T>
bool svd(const T* a, Index m, Index n, T* u, double* s, T* vh, bool full) {
  const unsigned how = u == nullptr ? 0U : full ? Eigen::ComputeFullU | Eigen::ComputeFullV : Eigen::ComputeThinU | Eigen::ComputeThinV;
  const Eigen::BDCSVD<Columns<T>> factor(Eigen::Map<const Rows<T>>(a, m, n), how);
  if (factor.info() != Eigen::Success) return false;
  const Index least = m < n ? m : n;
  for (Index i = 0; i < least; ++i) s[i] = factor.singularValues()(i);
  if (u == nullptr) return true;
  Eigen::Map<Rows<T>>(u, m, full ? m : least) = factor.matrixU();
  Eigen::Map<Rows<T>>(vh, full ? n : least, n) = factor.matrixV().adjoint();
  return true;
}

template <class T>
bool eigh(const T* a, Index n, double* values, T* vectors) {
  const Columns<T> matrix = Eigen::Map<const Rows<T>>(a, n, n);
  const Eigen::SelfAdjointEigenSolver<Columns<T>> solver(matrix, vectors == nullptr ? Eigen::EigenvaluesOnly : Eigen::ComputeEigenvectors);
  if (solver.info() != Eigen::Success) return false;
  for (Index i = 0; i < n; ++i) values[i] = solver.eigenvalues()(i);
  if (vectors != nullptr) Eigen::Map<Rows<T>>(vectors, n, n) = solver.eigenvectors();
  return true;
}

template <class T>
using Solver = std::conditional_t<std::is_same_v<T, double>, Eigen::EigenSolver<Columns<double>>, Eigen::ComplexEigenSolver<Columns<Complex>>>;

// Length 1, and the largest component real, as LAPACK's geev leaves them.
void normalise(Complex* vectors, Index n, Index column, bool turn) {
  double square = 0, largest = -1;
  Complex top;
  for (Index i = 0; i < n; ++i) {
    const Complex v = vectors[i * n + column];
    square += std::norm(v);
    if (std::norm(v) > largest) largest = std::norm(v), top = v;
  }
  const double length = std::sqrt(square);
  if (!(length > 0)) return;
  const Complex factor = turn ? std::conj(top) / (std::abs(top) * length) : Complex(1 / length);
  for (Index i = 0; i < n; ++i) vectors[i * n + column] *= factor;
}

template <class T>
bool eig(const T* a, Index n, Complex* values, Complex* vectors) {
  const Columns<T> matrix = Eigen::Map<const Rows<T>>(a, n, n);
  const Solver<T> solver(matrix, vectors != nullptr);
  if (solver.info() != Eigen::Success) return false;
  for (Index i = 0; i < n; ++i) values[i] = solver.eigenvalues()(i);
  if (vectors == nullptr) return true;
  Eigen::Map<Rows<Complex>>(vectors, n, n) = solver.eigenvectors();
  for (Index i = 0; i < n; ++i) normalise(vectors, n, i, !std::is_same_v<T, double> || values[i].imag() != 0);
  return true;
}

template <class T>
void fill(Decompositions<T>& table) {
  table.svd = &svd<T>;
  table.eigh = &eigh<T>;
  table.eig = &eig<T>;
}

}  // namespace

extern "C" void PYTK_LINEAR_SPECTRA(LinearKernels* table) {
  fill(table->real);
  fill(table->complex);
}

}  // namespace pytk::array
