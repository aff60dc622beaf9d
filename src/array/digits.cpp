#include "digits.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>

namespace pytk::array {
namespace {

Digits split_scientific(std::string_view text) {
  const auto e = text.find('e');
  Digits digits;
  digits.text.clear();
  for (const char c : text.substr(0, e))
    if (c != '.') digits.text += c;
  int exponent = 0;
  const auto tail = text.substr(e + 1);
  std::from_chars(tail.data() + (tail[0] == '+' ? 1 : 0), tail.data() + tail.size(), exponent);
  digits.point = exponent + 1;
  return digits;
}

template <class T>
Digits shortest(T value) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, std::fabs(value), std::chars_format::scientific).ptr;
  return split_scientific({text, static_cast<std::size_t>(end - text)});
}

void trim_zeros(std::string& text, Trim trim, std::size_t least) {
  if (trim == Trim::keep) return;
  const auto point = text.find('.');
  if (point == std::string::npos) return;
  while (text.size() > point + 1 + least && text.back() == '0') text.pop_back();
  if (text.back() != '.') return;
  if (trim == Trim::leave_one_zero) text += '0';
  else if (trim == Trim::zeros_and_point) text.pop_back();
}

}  // namespace

Digits shortest_digits(double value) { return shortest(value); }
Digits shortest_digits(float value) { return shortest(value); }
Digits shortest_digits(Half value) {
  const auto exact = static_cast<double>(std::fabs(static_cast<float>(value)));
  char text[64];
  for (int precision = 0; precision < 12; ++precision) {
    const auto end = std::to_chars(text, text + sizeof text, exact, std::chars_format::scientific, precision).ptr;
    *end = '\0';
    if (Half(std::strtod(text, nullptr)).bits == (value.bits & 0x7FFFU)) {
      auto digits = split_scientific({text, static_cast<std::size_t>(end - text)});
      while (digits.text.size() > 1 && digits.text.back() == '0') digits.text.pop_back();
      return digits;
    }
  }
  return shortest(exact);
}

std::string positional(const Digits& digits, double exact, int precision, Trim trim, bool exact_whole) {
  std::string text;
  const int count = static_cast<int>(digits.text.size());
  const int after = digits.text == "0" ? 0 : std::max(0, count - digits.point);
  if (const bool cut = precision >= 0 && after > precision; cut || (exact_whole && digits.point > count)) {
    // Other digits than the shortest form has: the exact value is rounded.
    char buffer[400];
    const int wanted = cut ? precision : 0;
    const auto end =
        std::to_chars(buffer, buffer + sizeof buffer, std::fabs(exact), std::chars_format::fixed, wanted).ptr;
    text.assign(buffer, end);
    if (wanted == 0) text += '.';
  } else if (digits.point <= 0) {
    text = "0." + std::string(static_cast<std::size_t>(-digits.point), '0') + digits.text;
  } else if (digits.point >= count) {
    text = digits.text + std::string(static_cast<std::size_t>(digits.point - count), '0') + ".";
  } else {
    const auto point = static_cast<std::size_t>(digits.point);
    text = digits.text.substr(0, point) + "." + digits.text.substr(point);
  }
  trim_zeros(text, trim, 0);
  return text;
}

std::string scientific(const Digits& digits, double exact, int precision, Trim trim, int min_digits,
                       int exponent_digits) {
  Digits used = digits;
  const int count = static_cast<int>(digits.text.size());
  // Digits that are asked for beyond the shortest form are those of the exact value (a float32 has them).
  if ((precision >= 0 && count > precision + 1) || count < min_digits + 1) {
    char buffer[400];
    const int wanted = count < min_digits + 1 ? min_digits : precision;
    const auto end =
        std::to_chars(buffer, buffer + sizeof buffer, std::fabs(exact), std::chars_format::scientific, wanted).ptr;
    used = split_scientific({buffer, static_cast<std::size_t>(end - buffer)});
  }
  std::string text = used.text.substr(0, 1) + "." + used.text.substr(1);
  trim_zeros(text, trim, 0);
  if (trim == Trim::keep && text.size() < 2 + static_cast<std::size_t>(min_digits))
    text.resize(2 + static_cast<std::size_t>(min_digits), '0');
  const int exponent = digits.text == "0" ? 0 : used.point - 1;
  std::string power = std::to_string(std::abs(exponent));
  if (power.size() < static_cast<std::size_t>(exponent_digits))
    power.insert(0, static_cast<std::size_t>(exponent_digits) - power.size(), '0');
  return text + (exponent < 0 ? "e-" : "e+") + power;
}

}  // namespace pytk::array
