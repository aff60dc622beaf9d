// Small pieces that several providers print.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <charconv>

#include <pytk/core/address.hpp>
#include <pytk/core/text_buffer.hpp>

#include "draw.hpp"

namespace pytk::fake {

inline void append_uint(TextBuffer& out, std::uint64_t value) {
  char* const at = out.ensure(20);
  out.set_end(std::to_chars(at, at + 20, value).ptr);
}
inline void append_int(TextBuffer& out, std::int64_t value) {
  char* const at = out.ensure(20);
  out.set_end(std::to_chars(at, at + 20, value).ptr);
}
/// The branch of a bank's head office in a BIC of 11 letters: three times X (ISO 9362).
inline void append_head_office(TextBuffer& out) {
  for (int i = 0; i < 3; ++i) out.push_back('X');
}
void append_real(TextBuffer& out, double value);
/// `value` with so many decimals, as integers of that scale make it: the same digits on every machine.
void append_scaled(TextBuffer& out, std::int64_t value, unsigned decimals);
void append_ip(TextBuffer& out, const Ip& ip);
void append_mac(TextBuffer& out, const std::uint8_t (&mac)[6]);
/// As JSON writes a string, with quotes.
void append_json(TextBuffer& out, std::string_view text);
/// 52524370 as "52.524370".
void append_millionths(TextBuffer& out, std::int64_t value);
/// `value` with at least `width` digits.
void append_padded(TextBuffer& out, std::uint64_t value, unsigned width);
/// `count` random decimal digits.
void append_digits(TextBuffer& out, Draw& draw, unsigned count);
/// The same as a text of its own.
[[nodiscard]] std::string digit_text(Draw& draw, unsigned count);
/// `value` with at least `width` digits.
[[nodiscard]] std::string padded(std::uint64_t value, unsigned width);
/// `count` random hexadecimal digits.
void append_hex(TextBuffer& out, Draw& draw, unsigned count);
/// The first character, whole (UTF-8).
[[nodiscard]] std::string_view first_letter(std::string_view text) noexcept;
/// "YYYY-MM-DD" of days since 1970-01-01.
void append_date(TextBuffer& out, std::int64_t days);
/// The Luhn check digit of the decimal digits in `digits`.
[[nodiscard]] char luhn_digit(std::string_view digits) noexcept;
/// The ISO 7064 mod 97-10 value of "letters and digits" (A = 10).
[[nodiscard]] unsigned mod97(std::string_view text) noexcept;
/// The check digit of EAN/ISBN-13/UPC: weights 1,3 from the left for 12 digits, 3,1 for 7 and 11.
[[nodiscard]] char ean_digit(std::string_view digits) noexcept;
/// The letter or digit that ends an ISBN-10 of nine digits.
[[nodiscard]] char isbn10_digit(std::string_view digits) noexcept;

}  // namespace pytk::fake
