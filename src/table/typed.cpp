// Reading values.
#include "table/typed.hpp"

#include <charconv>
#include <cmath>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::table {
namespace {

bool digit(char c) noexcept { return c >= '0' && c <= '9'; }

int two(const char* p) noexcept { return (p[0] - '0') * 10 + (p[1] - '0'); }

bool leap(int year) noexcept { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in(int year, int month) noexcept {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : days[month - 1];
}

}  // namespace

bool read_integer(std::string_view text, std::int64_t& out) noexcept {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, out);
  if (error == std::errc() && stop == end && !text.empty()) return true;
  if (!is_json_number(text)) return false;
  double value = 0;
  if (!pytk::read_real(text, value) || std::floor(value) != value || std::abs(value) > 9007199254740992.0) return false;
  out = static_cast<std::int64_t>(value);
  return true;
}

bool read_number(std::string_view text, double& out) noexcept {
  if (text.empty() || !(digit(text.back()) || text.back() == '.')) return false;  // nan, inf
  const char first = text[0] == '-' && text.size() > 1 ? text[1] : text[0];
  return (digit(first) || first == '.') && pytk::read_real(text, out);
}

bool read_loose_number(std::string_view text, double& out) noexcept {
  text = trim(text);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  return read_number(text, out);
}

bool read_truth(std::string_view text, bool& out) noexcept {
  out = text == "true";
  return out || text == "false";
}

bool read_moment(std::string_view text, std::int64_t& microseconds) noexcept {
  if (!is_time(text)) return false;
  const char* p = text.data();
  const int year = two(p) * 100 + two(p + 2), month = two(p + 5), day = two(p + 8);
  if (day > days_in(year, month)) return false;
  const Date date{year, static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)};
  std::int64_t at = days_of_date(date) * 86'400'000'000;
  if (text.size() > 10) {
    const int hour = two(p + 11), minute = two(p + 14);
    if (hour > 23) return false;
    at += (hour * 3600 + minute * 60) * std::int64_t{1'000'000};
    std::size_t i = 16;
    if (i < text.size() && text[i] == ':') {
      const int second = two(p + 17);
      if (second > 59) return false;
      at += second * std::int64_t{1'000'000};
      i = 19;
      if (i < text.size() && (text[i] == '.' || text[i] == ',')) {
        std::int64_t scale = 100'000;
        for (++i; i < text.size() && digit(text[i]); ++i, scale /= 10) at += (text[i] - '0') * scale;
      }
    }
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) {
      const std::int64_t sign = text[i] == '+' ? 1 : -1;
      const int hours = two(p + i + 1);
      const std::size_t rest = text.size() - i;
      const int minutes = rest == 6 ? two(p + i + 4) : rest == 5 ? two(p + i + 3) : 0;
      at -= sign * (hours * 3600 + minutes * 60) * std::int64_t{1'000'000};
    }
  }
  microseconds = at;
  return true;
}

}  // namespace pytk::table
