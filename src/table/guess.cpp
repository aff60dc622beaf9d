// What a text looks like: the rules of the type sniffer. They are narrow on purpose: a hash that happens to read 1e5,
// an id with leading zeros or a date in an unknown order stays text.
#include <pytk/table/rows.hpp>

namespace pytk::table {
namespace {

bool digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::size_t digits(std::string_view text, std::size_t at) noexcept {
  std::size_t n = 0;
  while (at + n < text.size() && digit(text[at + n])) ++n;
  return n;
}

int number(std::string_view text, std::size_t at, std::size_t size) noexcept {
  int value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value * 10 + (text[at + i] - '0');
  return value;
}

/// "Z", "+02:00", "+0200", "+02" or nothing.
bool zone(std::string_view text, std::size_t at) noexcept {
  if (at == text.size()) return true;
  if (text[at] == 'Z' || text[at] == 'z') return at + 1 == text.size();
  if (text[at] != '+' && text[at] != '-') return false;
  ++at;
  if (digits(text, at) == 4) return at + 4 == text.size();
  if (digits(text, at) != 2) return false;
  at += 2;
  if (at == text.size()) return true;
  return text[at] == ':' && digits(text, at + 1) == 2 && at + 3 == text.size();
}

bool clock(std::string_view text, std::size_t at) noexcept {
  if (digits(text, at) != 2 || number(text, at, 2) > 24) return false;
  at += 2;
  if (at >= text.size() || text[at] != ':' || digits(text, at + 1) != 2 || number(text, at + 1, 2) > 59) return false;
  at += 3;
  if (at < text.size() && text[at] == ':') {
    if (digits(text, at + 1) != 2 || number(text, at + 1, 2) > 60) return false;
    at += 3;
    if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
      const auto fraction = digits(text, at + 1);
      if (fraction == 0 || fraction > 9) return false;
      at += 1 + fraction;
    }
  }
  return zone(text, at);
}

}  // namespace

bool is_integer(std::string_view text) noexcept {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 19) return false;
  if (text[0] == '0') return text.size() == 1;
  if (digits(text, 0) != text.size()) return false;
  // 19 digits: as long as 64 bits hold them.
  return text.size() < 19 || text <= (negative ? "9223372036854775808" : "9223372036854775807");
}

bool is_real(std::string_view text) noexcept {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  const auto whole = digits(text, 0);
  if (whole == 0 || (whole > 1 && text[0] == '0') || whole > 17) return false;
  if (whole >= text.size()) return false;
  std::size_t at = whole;
  const bool point = text[whole] == '.';
  if (point) {
    const auto fraction = digits(text, whole + 1);
    if (fraction == 0) return false;
    at += 1 + fraction;
    if (at == text.size()) return true;
  }
  if (text[at] != 'e' && text[at] != 'E') return false;
  ++at;
  // 1e-05 and 1e+20 are what programs print; 1e5 without a sign may be a piece of a hash.
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
  else if (!point) return false;
  const auto exponent = digits(text, at);
  return exponent > 0 && exponent <= 3 && at + exponent == text.size();
}

bool is_boolean(std::string_view text) noexcept { return text == "true" || text == "false"; }

bool is_time(std::string_view text) noexcept {
  if (text.size() < 10 || text.size() > 40 || digits(text, 0) != 4 || text[4] != '-' || digits(text, 5) != 2 ||
      text[7] != '-' || digits(text, 8) != 2)
    return false;
  const int month = number(text, 5, 2), day = number(text, 8, 2);
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  if (text.size() == 10) return true;
  if (text[10] != 'T' && text[10] != ' ' && text[10] != 't') return false;
  return clock(text, 11);
}

bool is_json_number(std::string_view text) noexcept {
  std::size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
  const auto whole = digits(text, at);
  if (whole == 0 || (whole > 1 && text[at] == '0')) return false;
  at += whole;
  if (at < text.size() && text[at] == '.') {
    const auto fraction = digits(text, at + 1);
    if (fraction == 0) return false;
    at += 1 + fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    const auto exponent = digits(text, at);
    if (exponent == 0) return false;
    at += exponent;
  }
  return at == text.size();
}

void TypeGuess::see(std::string_view text) noexcept {
  any_ = true;
  if (integer_ && !is_integer(text)) integer_ = false;
  if (real_ && !is_integer(text) && !is_real(text)) real_ = false;
  if (boolean_ && !is_boolean(text)) boolean_ = false;
  if (time_ && !is_time(text)) time_ = false;
}

Type TypeGuess::type() const noexcept {
  if (!any_) return Type::text;
  if (integer_) return Type::integer;
  if (real_) return Type::real;
  if (boolean_) return Type::boolean;
  if (time_) return Type::time;
  return Type::text;
}

}  // namespace pytk::table
