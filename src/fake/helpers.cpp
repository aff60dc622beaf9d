#include "helpers.hpp"

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::fake {

namespace {

// The decimal digits of `value`, at least `width`, ending at `end`; returns where they begin.
char* digits_before(char* end, std::uint64_t value, unsigned width) {
  char* begin = end;
  while (value > 0 || width > 0) {
    *--begin = static_cast<char>('0' + value % 10);
    value /= 10;
    if (width > 0) --width;
  }
  return begin;
}

}  // namespace

void append_padded(std::string& out, std::uint64_t value, unsigned width) {
  char buffer[48];
  char* const end = buffer + sizeof buffer;
  out.append(digits_before(end, value, width == 0 ? 1 : width), end);
}

void append_millionths(std::string& out, std::int64_t value) {
  char buffer[32];
  char* const end = buffer + sizeof buffer;
  const auto size = static_cast<std::uint64_t>(value < 0 ? -value : value);
  char* begin = digits_before(end, size % 1'000'000, 6);
  *--begin = '.';
  begin = digits_before(begin, size / 1'000'000, 1);
  if (value < 0) *--begin = '-';
  out.append(begin, end);
}

void append_digits(std::string& out, Draw& draw, unsigned count) {
  for (; count >= 9; count -= 9) append_padded(out, draw.below(1'000'000'000), 9);
  for (; count > 0; --count) out.push_back(draw.digit());
}

void append_hex(std::string& out, Draw& draw, unsigned count) {
  while (count > 0) {
    std::uint32_t word = draw.word();
    for (int i = 0; i < 8 && count > 0; ++i, --count, word >>= 4U) out.push_back("0123456789abcdef"[word & 15U]);
  }
}

std::string_view first_letter(std::string_view text) noexcept {
  std::size_t at = 0;
  if (!text.empty()) (void)next_code_point(text, at);
  return text.substr(0, at);
}

void append_date(std::string& out, std::int64_t days) {
  const Date date = date_of_days(days);
  append_padded(out, static_cast<std::uint64_t>(date.year), 4);
  out.push_back('-');
  append_padded(out, date.month, 2);
  out.push_back('-');
  append_padded(out, date.day, 2);
}

char luhn_digit(std::string_view digits) noexcept {
  unsigned sum = 0;
  bool twice = true;
  for (std::size_t i = digits.size(); i > 0; --i) {
    unsigned value = static_cast<unsigned>(digits[i - 1] - '0');
    if (twice) value = value * 2 > 9 ? value * 2 - 9 : value * 2;
    sum += value;
    twice = !twice;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

unsigned mod97(std::string_view text) noexcept {
  unsigned value = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') value = (value * 10 + static_cast<unsigned>(c - '0')) % 97;
    else value = (value * 100 + static_cast<unsigned>((c | 0x20) - 'a') + 10) % 97;
  }
  return value;
}

char ean_digit(std::string_view digits) noexcept {
  unsigned sum = 0;
  unsigned weight = 3;
  for (std::size_t i = digits.size(); i > 0; --i) {
    sum += static_cast<unsigned>(digits[i - 1] - '0') * weight;
    weight = 4 - weight;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

char isbn10_digit(std::string_view digits) noexcept {
  unsigned sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) sum += static_cast<unsigned>(digits[i] - '0') * static_cast<unsigned>(10 - i);
  const unsigned check = (11 - sum % 11) % 11;
  return check == 10 ? 'X' : static_cast<char>('0' + check);
}

}  // namespace pytk::fake
