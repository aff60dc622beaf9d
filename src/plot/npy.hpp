// The .npy format of NumPy (version 1 to 3): a header in Python's notation, then numbers.
#pragma once

#include <span>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>

namespace pytk::plot {

/// What the header says, checked against the bytes behind it; the numbers stay where they are.
struct NpyLayout {
  char order = '<', kind = 'f';       ///< byte order < > |; f, i, u, b as in NumPy, M for dates
  std::size_t item = 8;               ///< bytes a number
  double days = 0;                    ///< of kind M: the unit in days
  bool fortran = false;
  std::vector<std::size_t> shape;     ///< at most 3 dimensions
  std::size_t count = 0;              ///< product of the shape
  ByteView content;

  /// `count` numbers, the first at item `first` of the file and each `step` items after the one before.
  void read(std::size_t first, std::size_t step, std::span<double> out) const;
  /// Rows [row, row + out.size()) of one column; a one-dimensional array is one column.
  void column(std::size_t index, std::size_t row, std::span<double> out) const;
  /// The same where they stand in the file, if they stand there as this processor has them; else nothing.
  [[nodiscard]] std::span<const double> in_place(std::size_t index, std::size_t row, std::size_t rows) const;
  [[nodiscard]] ByteView bytes_of_rows(std::size_t row, std::size_t rows) const;
};

struct NpyArray {
  std::vector<std::size_t> shape;     ///< at most 3 dimensions
  std::vector<double> values;         ///< row by row, whatever the file's order is
};
[[nodiscard]] bool is_npy(ByteView bytes) noexcept;
/// Booleans, integers, floats of 2 to 16 bytes and datetime64 (as days since 1970), in either byte order. A shape that
/// the file has no bytes for is an error.
[[nodiscard]] Result<NpyLayout> look_at_npy(ByteView bytes);
[[nodiscard]] Result<NpyArray> read_npy(ByteView bytes);

}  // namespace pytk::plot
