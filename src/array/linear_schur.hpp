// The way to Schur's form, as LAPACK's geev goes it: balancing, Hessenberg's form, QR with shifts. Matrices stand in
// columns of n elements.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

namespace pytk::array {

/// gebal: rows and columns exchanged so that eigenvalues that stand alone leave the block low .. high (inclusive),
/// which is then scaled by powers of two.
struct Balance {
  std::ptrdiff_t low = 0, high = 0;
  std::vector<double> scale;  ///< in the block factors, outside it the row that was exchanged
};
template <class T>
[[nodiscard]] Balance balance(T* a, std::ptrdiff_t n);
/// gebak: vectors (columns of n elements) of the balanced matrix become those of the given one.
template <class T>
void undo_balance(const Balance& b, T* vectors, std::ptrdiff_t n);

/// gehrd and orghr: a becomes Hessenberg's form; q, unless it is nullptr, the unitary matrix.
template <class T>
void make_hessenberg(T* a, std::ptrdiff_t n, const Balance& b, T* q);

/// lahqr: eigenvalues of the Hessenberg form h. With z, h becomes Schur's form and z is multiplied by the rotations.
/// False: no convergence.
[[nodiscard]] bool schur(double* h, std::ptrdiff_t n, const Balance& b, double* z, std::complex<double>* values);
[[nodiscard]] bool schur(std::complex<double>* h, std::ptrdiff_t n, const Balance& b, std::complex<double>* z,
                         std::complex<double>* values);

}  // namespace pytk::array
