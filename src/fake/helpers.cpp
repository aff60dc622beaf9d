#include "helpers.hpp"

#include <array>
#include <cstring>

#include <pytk/core/digits.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::fake {

namespace {

constexpr std::uint64_t powers[] = {1,
                                    10,
                                    100,
                                    1000,
                                    10'000,
                                    100'000,
                                    1'000'000,
                                    10'000'000,
                                    100'000'000,
                                    1'000'000'000,
                                    10'000'000'000,
                                    100'000'000'000,
                                    1'000'000'000'000,
                                    10'000'000'000'000,
                                    100'000'000'000'000,
                                    1'000'000'000'000'000};

// Exactly `width` digits of `value`, which has no more.
void put_digits(char* to, std::uint64_t value, unsigned width) noexcept {
  while (width >= 2) {
    width -= 2;
    std::memcpy(to + width, digit_pairs.data() + 2 * (value % 100), 2);
    value /= 100;
  }
  if (width > 0) *to = static_cast<char>('0' + value % 10);
}

}  // namespace

void append_padded(TextBuffer& out, std::uint64_t value, unsigned width) {
  if (width >= std::size(powers) || value >= powers[width]) {
    char digits[20];
    const auto length = static_cast<unsigned>(std::to_chars(digits, digits + sizeof digits, value).ptr - digits);
    if (width > length) out.append(width - length, '0');
    out.add(std::string_view(digits, length));
    return;
  }
  char* const at = out.ensure(width);
  put_digits(at, value, width);
  out.set_end(at + width);
}

void append_scaled(TextBuffer& out, std::int64_t value, unsigned decimals) {
  char* at = out.ensure(40);
  auto size = static_cast<std::uint64_t>(value);
  if (value < 0) {
    *at++ = '-';
    size = 0 - size;
  }
  const std::uint64_t scale = powers[decimals];
  at = put_whole(at, size / scale);
  if (decimals > 0) {
    *at++ = '.';
    put_digits(at, size % scale, decimals);
    at += decimals;
  }
  out.set_end(at);
}

void append_millionths(TextBuffer& out, std::int64_t value) {
  if (value < -999'999'999 || value > 999'999'999) return append_scaled(out, value, 6);
  char* at = out.ensure(16);
  if (value < 0) *at++ = '-';
  const auto size = static_cast<std::uint32_t>(value < 0 ? -value : value);
  const std::uint32_t whole = size / 1'000'000;
  // Up to three digits in front: the leading ones are left out by where the next is written.
  *at = static_cast<char>('0' + whole / 100);
  at += whole >= 100 ? 1 : 0;
  *at = static_cast<char>('0' + whole / 10 % 10);
  at += whole >= 10 ? 1 : 0;
  *at++ = static_cast<char>('0' + whole % 10);
  *at++ = '.';
  put_digits(at, size % 1'000'000, 6);
  out.set_end(at + 6);
}

void append_real(TextBuffer& out, double value) {
  std::string text;
  pytk::append_real(text, value);
  out += text;
}

void append_ip(TextBuffer& out, const Ip& ip) {
  std::string text;
  pytk::append_ip(text, ip);
  out += text;
}

void append_mac(TextBuffer& out, const std::uint8_t (&mac)[6]) {
  std::string text;
  pytk::append_mac(text, mac);
  out += text;
}

void append_json(TextBuffer& out, std::string_view text) {
  std::string quoted;
  json::append_string(quoted, text);
  out += quoted;
}

void append_digits(TextBuffer& out, Draw& draw, unsigned count) {
  for (; count > 7; count -= 7) append_padded(out, draw.below(10'000'000), 7);
  append_padded(out, draw.below(powers[count]), count);
}

std::string digit_text(Draw& draw, unsigned count) {
  TextBuffer out;
  append_digits(out, draw, count);
  return std::string(out.view());
}

std::string padded(std::uint64_t value, unsigned width) {
  TextBuffer out;
  append_padded(out, value, width);
  return std::string(out.view());
}

void append_hex(TextBuffer& out, Draw& draw, unsigned count) {
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

void append_date(TextBuffer& out, std::int64_t days) {
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
  for (std::size_t i = 0; i < digits.size(); ++i)
    sum += static_cast<unsigned>(digits[i] - '0') * static_cast<unsigned>(10 - i);
  const unsigned check = (11 - sum % 11) % 11;
  return check == 10 ? 'X' : static_cast<char>('0' + check);
}

}  // namespace pytk::fake
