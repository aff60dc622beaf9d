// Arrays as text: NumPy's repr, and plain values for other programs.
#pragma once

#include <string>
#include <string_view>

#include <pytk/array/array.hpp>

namespace pytk::array {

struct PrintOptions {
  std::int64_t threshold = 1000, edge_items = 3, line_width = 75;
  int precision = 8;
  bool suppress = false;  ///< small numbers are rounded away instead of written with exponents
};
/// What arrays are printed with unless said otherwise; set before anything is printed.
void set_print_options(const PrintOptions& options) noexcept;
[[nodiscard]] PrintOptions print_options() noexcept;
/// "array([1., 2.])", as NumPy 1.24 prints it.
[[nodiscard]] std::string repr(const Array& a, const PrintOptions& options = print_options());
/// "[1. 2.]", without commas and the name.
[[nodiscard]] std::string show(const Array& a, const PrintOptions& options = print_options(),
                               std::string_view separator = " ");
/// One element as NumPy's scalars print themselves: 1.0, 1e+16, True, (1+2j), 'text'.
[[nodiscard]] std::string scalar_repr(const DType& dtype, const std::byte* element);
/// A double as Python's repr.
[[nodiscard]] std::string float_repr(double value);
[[nodiscard]] std::string complex_repr(std::complex<double> value);
/// One element for CSV and the like: shortest text that reads back; texts without quotes.
void append_plain(std::string& out, const DType& dtype, const std::byte* element);
/// The same of a common number straight into memory of at least longest_number bytes: where it ends, or nullptr for
/// other types and values.
inline constexpr std::size_t longest_number = 40;
[[nodiscard]] char* put_plain(char* to, const DType& dtype, const std::byte* element);
/// A Python string literal.
[[nodiscard]] std::string quoted_repr(std::string_view text, bool is_bytes = false);

}  // namespace pytk::array
