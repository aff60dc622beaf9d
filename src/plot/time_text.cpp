#include <array>
#include <cmath>
#include <cstdint>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/plot/data.hpp>

#include "plot/ticks.hpp"

namespace pytk::plot {
namespace {

constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 12> full_months = {"january",   "february", "march",    "april",
                                                          "may",       "june",     "july",     "august",
                                                          "september", "october",  "november", "december"};

/// The parts of a time while they are read; zone in minutes east.
struct Parts {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, zone = 0, year_day = 0;
  std::int64_t nanosecond = 0;
  bool afternoon = false, half_day = false;
};

class Text {
 public:
  explicit Text(std::string_view text) : rest_(text) {}
  bool number(int most_digits, int& out) {
    std::size_t count = 0;
    int value = 0;
    while (count < rest_.size() && count < static_cast<std::size_t>(most_digits) && rest_[count] >= '0' &&
           rest_[count] <= '9')
      value = value * 10 + (rest_[count++] - '0');
    if (count == 0) return false;
    rest_.remove_prefix(count);
    out = value;
    return true;
  }
  bool month(int& out) {
    for (std::size_t i = 0; i < 12; ++i)
      for (const std::string_view name : {full_months[i], months[i]})
        if (starts_with_ignoring_case(rest_, name)) {
          rest_.remove_prefix(name.size());
          out = static_cast<int>(i) + 1;
          return true;
        }
    return false;
  }
  bool letters() {
    std::size_t count = 0;
    while (count < rest_.size() && ((rest_[count] | 0x20) >= 'a' && (rest_[count] | 0x20) <= 'z')) ++count;
    rest_.remove_prefix(count);
    return count > 0;
  }
  bool fraction(std::int64_t& nanosecond) {
    std::int64_t value = 0, unit = 1'000'000'000;
    std::size_t count = 0;
    for (; count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9'; ++count)
      if (unit >= 10) {
        unit /= 10;
        value += (rest_[count] - '0') * unit;
      }
    rest_.remove_prefix(count);
    nanosecond = value;
    return count > 0;
  }
  bool zone(int& out) {
    if (take('Z')) return true;
    const bool minus = !rest_.empty() && rest_[0] == '-';
    if (!take('+') && !take('-')) return false;
    int hour = 0, minute = 0;
    if (!number(2, hour)) return false;
    take(':');
    if (!number(2, minute)) minute = 0;
    out = (hour * 60 + minute) * (minus ? -1 : 1);
    return true;
  }
  bool take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool half(Parts& parts) {
    if (starts_with_ignoring_case(rest_, "pm")) parts.afternoon = true;
    else if (!starts_with_ignoring_case(rest_, "am")) return false;
    parts.half_day = true;
    rest_.remove_prefix(2);
    return true;
  }
  bool spaces() {
    const bool any = !rest_.empty() && rest_[0] == ' ';
    while (!rest_.empty() && rest_[0] == ' ') rest_.remove_prefix(1);
    return any;
  }
  bool year(int& out) {
    const std::size_t before = rest_.size();
    return number(4, out) && before - rest_.size() == 4;
  }
  [[nodiscard]] bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

bool read_clock_part(char kind, Text& text, Parts& p) {
  switch (kind) {
    case 'H':
    case 'I': return text.number(2, p.hour);
    case 'M': return text.number(2, p.minute);
    case 'S': return text.number(2, p.second);
    case 'f': return text.fraction(p.nanosecond);
    case 'p': return text.half(p);
    case 'z': return text.zone(p.zone);
    case 'Z': return text.letters();
    case '%': return text.take('%');
    default: return false;
  }
}

bool read_part(char kind, Text& text, Parts& p) {
  switch (kind) {
    case 'Y': return text.year(p.year);
    case 'y':
      if (!text.number(2, p.year)) return false;
      p.year += p.year < 69 ? 2000 : 1900;  // POSIX
      return true;
    case 'm': return text.number(2, p.month);
    case 'd':
    case 'e': (void)text.spaces(); return text.number(2, p.day);
    case 'j': return text.number(3, p.year_day);
    case 'b':
    case 'B': return text.month(p.month);
    case 'a':
    case 'A': return text.letters();
    default: return read_clock_part(kind, text, p);
  }
}

bool days_from(const Parts& p, double& days) {
  static constexpr int length[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (p.month < 1 || p.month > 12 || p.day < 1 || p.day > length[p.month - 1] || p.hour > 24 || p.minute > 59 ||
      p.second > 60)
    return false;
  int hour = p.hour;
  if (p.half_day) hour = hour % 12 + (p.afternoon ? 12 : 0);
  std::int64_t day = days_of_date({p.year, static_cast<std::uint8_t>(p.month), static_cast<std::uint8_t>(p.day)});
  if (p.year_day > 0) day = days_of_date({p.year, 1, 1}) + p.year_day - 1;
  const std::int64_t seconds = hour * 3600 + p.minute * 60 + p.second - p.zone * 60;
  days = static_cast<double>(day) + (static_cast<double>(seconds) + static_cast<double>(p.nanosecond) * 1e-9) / 86400.0;
  return true;
}

bool looks_like_date(std::string_view text) {
  return text.size() >= 10 && text[4] == '-' && text[7] == '-' && text[0] >= '0' && text[0] <= '9';
}

}  // namespace

bool read_time(std::string_view text, std::string_view format, double& days) noexcept {
  Text rest(trim(text));
  Parts parts;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] == ' ') {
      if (!rest.spaces()) return false;
    } else if (format[i] != '%' || i + 1 == format.size()) {
      if (!rest.take(format[i])) return false;
    } else if (!read_part(format[++i], rest, parts)) {
      return false;
    }
  }
  return rest.done() && days_from(parts, days);
}

bool read_time(std::string_view text, double& days) noexcept {
  text = trim(text);
  if (text.size() < 6 || text.size() > 48) return false;
  if (looks_like_date(text)) {
    if (text.size() == 10) return read_time(text, "%Y-%m-%d", days);
    const auto nanoseconds = parse_time(text);
    if (nanoseconds) days = days_of_nanoseconds(*nanoseconds);
    return nanoseconds.has_value();
  }
  static constexpr std::string_view forms[] = {
      "%d/%b/%Y:%H:%M:%S %z", "%b %d %Y", "%b %d, %Y", "%d %b %Y", "%Y/%m/%d", "%Y/%m/%d %H:%M:%S", "%Y-%m",
      "%a, %d %b %Y %H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %Z", "%a %b %d %H:%M:%S %Y", "%b %Y", "%d-%b-%Y",
      "%b %d %Y %H:%M:%S", "%d %b %Y %H:%M:%S", "%Y-%m-%dT%H:%M"};
  for (const std::string_view form : forms)
    if (read_time(text, form, days)) return true;
  return false;
}

}  // namespace pytk::plot
