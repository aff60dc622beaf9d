// Small pieces that several providers print.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "draw.hpp"

namespace pytk::fake {

/// 52524370 as "52.524370".
void append_millionths(std::string& out, std::int64_t value);
/// `value` with at least `width` digits.
void append_padded(std::string& out, std::uint64_t value, unsigned width);
/// `count` random decimal digits.
void append_digits(std::string& out, Draw& draw, unsigned count);
/// `count` random hexadecimal digits.
void append_hex(std::string& out, Draw& draw, unsigned count);
/// The first character, whole (UTF-8).
[[nodiscard]] std::string_view first_letter(std::string_view text) noexcept;
/// "YYYY-MM-DD" of days since 1970-01-01.
void append_date(std::string& out, std::int64_t days);
/// The Luhn check digit of the decimal digits in `digits`.
[[nodiscard]] char luhn_digit(std::string_view digits) noexcept;
/// The ISO 7064 mod 97-10 value of "letters and digits" (A = 10).
[[nodiscard]] unsigned mod97(std::string_view text) noexcept;
/// The check digit of EAN/ISBN-13/UPC: weights 1,3 from the left for 12 digits, 3,1 for 7 and 11.
[[nodiscard]] char ean_digit(std::string_view digits) noexcept;
/// The letter or digit that ends an ISBN-10 of nine digits.
[[nodiscard]] char isbn10_digit(std::string_view digits) noexcept;

}  // namespace pytk::fake
