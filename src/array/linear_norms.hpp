// Norms of vectors and matrices.
#pragma once

#include "calls.hpp"

namespace pytk::array {

/// numpy.linalg.norm over one axis (a vector's norm) or two (a matrix's); `order` as given there, None for the usual
/// one.
[[nodiscard]] Array norm(const Array& a, const Value& order, const Axes& axes, bool keep);

}  // namespace pytk::array
