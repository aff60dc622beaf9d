#include "text_fields.hpp"

#include <charconv>
#include <cmath>
#include <string>

#include <pytk/core/text.hpp>

namespace pytk::array {
namespace {

// Past a leading plus, which from_chars does not take; empty if another sign follows.
std::string_view without_plus(std::string_view field) {
  if (field.empty() || field[0] != '+') return field;
  field.remove_prefix(1);
  return !field.empty() && (field[0] == '+' || field[0] == '-') ? std::string_view{} : field;
}

bool read_number(std::string_view field, double& out) {
  field = without_plus(field);
  if (field.empty()) return false;
  const auto [stop, error] = std::from_chars(field.data(), field.data() + field.size(), out);
  if (stop != field.data() + field.size() || field.find('(') != std::string_view::npos) return false;
  if (error == std::errc::result_out_of_range) {  // as strtod: too large is infinite, too small is zero
    const auto exponent = field.find_first_of("eE");
    const bool tiny = exponent != std::string_view::npos ? field.find('-', exponent) != std::string_view::npos
                                                         : field.find_first_of("123456789") > field.find('.');
    out = std::copysign(tiny ? 0.0 : HUGE_VAL, field[0] == '-' ? -1.0 : 1.0);
    return true;
  }
  return error == std::errc{};
}

}  // namespace

const char* read_plain(const char* at, const char* end, double& out) {
  if (at != end && *at == '+') {
    ++at;
    if (at != end && *at == '-') return nullptr;
  }
  const auto [stop, error] = std::from_chars(at, end, out);
  // "nan(" is C's, not Python's; the slow way tells what is wrong.
  return error == std::errc{} && (stop == end || *stop != '(') ? stop : nullptr;
}

bool read_field(std::string_view field, double& out) { return read_number(trim(field), out); }

bool read_loose(std::string_view field, double& out) {
  if (field.find('_') == std::string_view::npos) return read_field(field, out);
  std::string plain;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  field = trim(field);
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '_') plain += field[i];
    else if (i == 0 || i + 1 == field.size() || !is_digit(field[i - 1]) || !is_digit(field[i + 1])) return false;
  }
  return read_number(plain, out);
}

bool read_complex(std::string_view field, std::complex<double>& out) {
  field = trim(field);
  if (field.size() > 1 && field.front() == '(' && field.back() == ')') field = trim(field.substr(1, field.size() - 2));
  double real = 0, imaginary = 0;
  if (field.empty()) return false;
  if (field.back() != 'j' && field.back() != 'J') {
    if (!read_number(field, real)) return false;
    out = {real, 0};
    return true;
  }
  field.remove_suffix(1);
  // The sign between the parts: the last one that no exponent's e stands before.
  auto split = std::string_view::npos;
  for (std::size_t i = 1; i < field.size(); ++i)
    if ((field[i] == '+' || field[i] == '-') && field[i - 1] != 'e' && field[i - 1] != 'E') split = i;
  if (split != std::string_view::npos && !read_number(field.substr(0, split), real)) return false;
  const auto tail = split == std::string_view::npos ? field : field.substr(split);
  if (!read_number(tail, imaginary)) return false;
  out = {real, imaginary};
  return true;
}

bool read_whole(std::string_view field, bool is_signed, std::uint64_t& out) {
  const auto text = without_plus(trim(field));
  if (text.empty()) return false;
  const char* end = text.data() + text.size();
  if (!is_signed) {
    const auto [stop, error] = std::from_chars(text.data(), end, out);
    return error == std::errc{} && stop == end;
  }
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  out = static_cast<std::uint64_t>(value);
  return error == std::errc{} && stop == end;
}

}  // namespace pytk::array
