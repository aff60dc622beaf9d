// Arrays of text (U: UCS-4) and bytes (S): reading one element, conversion to and from numbers, comparison.
#pragma once

#include <string>

#include <pytk/array/array.hpp>

#include "ufunc.hpp"

namespace pytk::array {

/// One element as UTF-8 (U) or as its bytes (S), trailing NULs removed.
[[nodiscard]] std::string text_at(const DType& dtype, const std::byte* element);
/// Writes `text`, cut to the width and padded with NULs.
void put_text(const DType& dtype, std::byte* element, std::string_view text);
/// An array of the given texts, as wide as the longest.
[[nodiscard]] Array text_array(const std::vector<std::string>& texts, Shape shape);
/// assign() where one side is text: numbers are written as Python's str() and read as float() or int().
void assign_text(const Array& to, const Array& from);
/// == != < <= > >= of texts.
[[nodiscard]] Array compare_texts(Binary op, const Array& a, const Array& b);

}  // namespace pytk::array
