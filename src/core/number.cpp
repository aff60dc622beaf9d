#include <pytk/core/number.hpp>

#include <charconv>
#include <cmath>
#include <string>

#include <pytk/core/digits.hpp>
#include <pytk/core/shortest.hpp>
#include <pytk/core/text.hpp>

namespace pytk {
namespace {

// The digits without underscores between digits; nothing if an underscore stands elsewhere.
bool without_underscores(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      out.push_back(text[i]);
      continue;
    }
    if (i == 0 || i + 1 == text.size() || text[i - 1] == '_') return false;
  }
  return true;
}

// "1e3", "1.5e3": an integer in exponent form, exactly.
bool read_exponent_form(std::string_view digits, unsigned __int128& value) {
  const std::size_t e = digits.find_first_of("eE");
  if (e == std::string_view::npos) return false;
  std::string_view mantissa = digits.substr(0, e);
  std::string_view exponent_text = digits.substr(e + 1);
  if (exponent_text.starts_with('+')) exponent_text.remove_prefix(1);
  unsigned exponent = 0;
  const auto [end, error] =
      std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
  if (error != std::errc{} || end != exponent_text.data() + exponent_text.size() || exponent > 30) return false;
  value = 0;
  bool seen_point = false;
  bool seen_digit = false;
  for (const char c : mantissa) {
    if (c == '.' && !seen_point) { seen_point = true; continue; }
    if (c < '0' || c > '9') return false;
    if (seen_point && exponent == 0 && c != '0') return false;
    if (seen_point && exponent == 0) continue;
    if (seen_point) --exponent;
    value = value * 10 + static_cast<unsigned>(c - '0');
    seen_digit = true;
    if (value >> 66U) return false;
  }
  for (; exponent > 0; --exponent) {
    value *= 10;
    if (value >> 66U) return false;
  }
  return seen_digit;
}

// Reads an unsigned magnitude of any of the accepted spellings.
Result<unsigned __int128> read_magnitude(std::string_view original, std::string_view text) {
  std::string digits;
  if (text.empty() || !without_underscores(text, digits)) return bad("'{}' is not a whole number", original);
  int base = 10;
  std::string_view body = digits;
  if (body.size() > 2 && body[0] == '0' && (body[1] == 'x' || body[1] == 'X')) base = 16;
  if (body.size() > 2 && body[0] == '0' && (body[1] == 'b' || body[1] == 'B')) base = 2;
  if (base != 10) body.remove_prefix(2);
  unsigned __int128 value = 0;
  if (base == 10 && read_exponent_form(body, value)) return value;
  if (base == 10 && body.size() > 1 && body[0] == '0' && body.find_first_not_of("0123456789") == std::string_view::npos)
    return tl::unexpected(Error(Fault::data, fmt::format("'{}' has a leading zero", original))
                              .hint("write it without the zero; hexadecimal is 0x10, there is no octal"));
  std::uint64_t small = 0;
  const auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), small, base);
  if (error == std::errc::result_out_of_range) return static_cast<unsigned __int128>(-1) >> 1U;
  if (error != std::errc{} || end != body.data() + body.size()) return bad("'{}' is not a whole number", original);
  return static_cast<unsigned __int128>(small);
}

}  // namespace

Result<std::int64_t> parse_int(std::string_view text, std::int64_t low, std::int64_t high) {
  std::string_view body = text;
  const bool negative = body.starts_with('-');
  if (negative || body.starts_with('+')) body.remove_prefix(1);
  const auto magnitude = read_magnitude(text, body);
  if (!magnitude) return tl::unexpected(magnitude.error());
  const auto limit = static_cast<unsigned __int128>(std::numeric_limits<std::int64_t>::max()) + (negative ? 1U : 0U);
  const auto range = [&] { return bad("{} is not between {} and {}", text, low, high); };
  if (*magnitude > limit) return range();
  const auto bits = static_cast<std::uint64_t>(*magnitude);
  const auto value = static_cast<std::int64_t>(negative ? 0U - bits : bits);
  if (value < low || value > high) return range();
  return value;
}

Result<std::uint64_t> parse_uint(std::string_view text, std::uint64_t high) {
  std::string_view body = text;
  if (body.starts_with('-')) return bad("'{}' is negative", text);
  if (body.starts_with('+')) body.remove_prefix(1);
  const auto magnitude = read_magnitude(text, body);
  if (!magnitude) return tl::unexpected(magnitude.error());
  if (*magnitude > high) return bad("{} is over {}", text, high);
  return static_cast<std::uint64_t>(*magnitude);
}

Result<double> parse_real(std::string_view text, bool allow_not_finite) {
  double value = 0;
  if (!read_real(text, value)) return bad("'{}' is not a number", text);
  if (!std::isfinite(value) && !allow_not_finite) return bad("'{}' is not a finite number", text);
  return value;
}

bool read_real(std::string_view text, double& out) noexcept {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return false;
  }
  if (text.empty()) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (end != text.data() + text.size()) return false;
  if (error == std::errc{}) return true;
  if (error != std::errc::result_out_of_range) return false;
  // from_chars leaves the value alone on overflow and underflow: tell them apart by the sign of the exponent.
  const bool negative = text.front() == '-';
  const std::size_t e = text.find_first_of("eE");
  const bool tiny = (e != std::string_view::npos && e + 1 < text.size() && text[e + 1] == '-') ||
                    (e == std::string_view::npos && text.substr(negative ? 1 : 0).starts_with("0."));
  out = tiny ? 0.0 : HUGE_VAL;
  if (negative) out = -out;
  return true;
}

bool read_int(std::string_view text, std::int64_t& out) noexcept {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return false;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

void append_real(std::string& out, double value) {
  if (std::isnan(value)) { out += "nan"; return; }
  if (std::isinf(value)) { out += value < 0 ? "-inf" : "inf"; return; }
  char buffer[32];
  out.append(buffer, put_number(buffer, value));
}

void append_int(std::string& out, std::int64_t value) {
  char buffer[24];
  out.append(buffer, put_whole(buffer, value));
}

void append_uint(std::string& out, std::uint64_t value) {
  char buffer[24];
  out.append(buffer, put_whole(buffer, value));
}

}  // namespace pytk
