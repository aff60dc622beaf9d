// The .npy format of NumPy (version 1 to 3): a header in Python's notation, then numbers.
#pragma once

#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>

namespace pytk::plot {

struct NpyArray {
  std::vector<std::size_t> shape;     ///< at most 3 dimensions
  std::vector<double> values;         ///< row by row, whatever the file's order is
};
[[nodiscard]] bool is_npy(ByteView bytes) noexcept;
/// Booleans, integers and floats of 1 to 8 bytes in either byte order. A shape that the file has no bytes for is an error.
[[nodiscard]] Result<NpyArray> read_npy(ByteView bytes);

}  // namespace pytk::plot
