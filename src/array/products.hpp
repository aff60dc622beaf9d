// Products of matrices and of arrays with more axes, in the types and shapes that NumPy gives them.
#pragma once

#include <string>
#include <vector>

#include <pytk/array/array.hpp>

namespace pytk::array {

/// a @ b: the last two axes are matrices, those before are broadcast; one axis is a row or a column.
[[nodiscard]] Array matmul(const Array& a, const Array& b);
/// The last axis of a with the last but one of b; all other axes stay.
[[nodiscard]] Array dot(const Array& a, const Array& b);
/// Sums over pairs of axes; the axes of a that are left come first.
[[nodiscard]] Array tensordot(const Array& a, const Array& b, const std::vector<std::size_t>& axes_a,
                              const std::vector<std::size_t>& axes_b);
/// (..., m, k) times (..., k, n), contiguous arrays of one type and equal leading axes.
[[nodiscard]] Array multiply_stacked(const Array& a, const Array& b);
/// Einstein's summation: "ij,jk->ik", with "..." and without "->" as in NumPy.
[[nodiscard]] Array einsum(const std::string& subscripts, std::vector<Array> operands);

}  // namespace pytk::array
