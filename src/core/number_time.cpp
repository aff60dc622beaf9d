// Times: RFC 3339 in and out, without the C library's locale and time zone tables.
#include <charconv>
#include <ctime>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk {
namespace {

constexpr std::int64_t second = 1'000'000'000;

// Reads exactly `digits` decimal digits and moves on.
bool take_digits(std::string_view& text, std::size_t digits, int& value) {
  if (text.size() < digits) return false;
  value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return true;
}

bool take(std::string_view& text, char wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(1);
  return true;
}

// ".123" to nanoseconds; digits beyond the ninth are cut.
bool take_fraction(std::string_view& text, std::int64_t& nanoseconds) {
  nanoseconds = 0;
  if (!take(text, '.') && !take(text, ',')) return true;
  std::int64_t scale = second;
  std::size_t count = 0;
  for (; !text.empty() && text[0] >= '0' && text[0] <= '9'; text.remove_prefix(1), ++count) {
    scale /= 10;
    nanoseconds += scale * (text[0] - '0');
  }
  return count > 0;
}

bool take_zone(std::string_view& text, std::int64_t& offset_seconds) {
  offset_seconds = 0;
  if (text.empty() || take(text, 'Z') || take(text, 'z')) return true;
  const bool negative = text.starts_with('-');
  if (!take(text, '+') && !take(text, '-')) return false;
  int hours = 0;
  int minutes = 0;
  if (!take_digits(text, 2, hours)) return false;
  take(text, ':');
  if (!text.empty() && !take_digits(text, 2, minutes)) return false;
  offset_seconds = hours * 3600 + minutes * 60;
  if (negative) offset_seconds = -offset_seconds;
  return hours < 24 && minutes < 60;
}

int days_in_month(int year, int month) {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : days[month - 1];
}

Result<std::int64_t> assemble(std::string_view text, std::int64_t seconds, std::int64_t fraction) {
  const __int128 total = static_cast<__int128>(seconds) * second + fraction;
  if (total > INT64_MAX || total < INT64_MIN) return bad("the time '{}' is outside the years 1678 to 2262", text);
  return static_cast<std::int64_t>(total);
}

Result<std::int64_t> parse_epoch(std::string_view text) {
  std::string_view rest = text.substr(1);
  const bool negative = take(rest, '-');
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), seconds);
  if (error != std::errc{} || seconds < 0) return bad("'{}' is not a time: @ takes seconds since 1970", text);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  std::int64_t fraction = 0;
  if (!take_fraction(rest, fraction) || !rest.empty())
    return bad("'{}' is not a time: @ takes seconds since 1970", text);
  return assemble(text, negative ? -seconds : seconds, negative ? -fraction : fraction);
}

void append_digits(std::string& out, std::int64_t value, int digits) {
  char buffer[20];
  for (int i = digits - 1; i >= 0; --i) {
    buffer[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  out.append(buffer, static_cast<std::size_t>(digits));
}

}  // namespace

Date date_of_days(std::int64_t days) noexcept {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const auto day_of_era = static_cast<std::uint32_t>(days - era * 146097);
  const std::uint32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::uint32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::uint32_t shifted_month = (5 * day_of_year + 2) / 153;
  const std::uint32_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const std::uint32_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const std::int64_t year = static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0);
  return {static_cast<std::int32_t>(year), static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)};
}

std::int64_t days_of_date(Date date) noexcept {
  const std::int64_t year = static_cast<std::int64_t>(date.year) - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const auto year_of_era = static_cast<std::uint32_t>(year - era * 400);
  const std::uint32_t shifted_month = date.month > 2 ? date.month - 3U : date.month + 9U;
  const std::uint32_t day_of_year = (153 * shifted_month + 2) / 5 + date.day - 1U;
  const std::uint32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + static_cast<std::int64_t>(day_of_era) - 719468;
}

Result<std::int64_t> parse_time(std::string_view text) {
  const std::string_view whole = trim(text);
  if (whole == "now") return now_nanoseconds();
  if (whole.starts_with('@')) return parse_epoch(whole);
  const auto wrong = [&] {
    return tl::unexpected(Error(Fault::data, fmt::format("'{}' is not a time", text))
                              .hint("write 2026-01-02, 2026-01-02T03:04:05Z, @1767322800 or now"));
  };
  std::string_view rest = whole;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, seconds = 0;
  if (!take_digits(rest, 4, year) || !take(rest, '-') || !take_digits(rest, 2, month) || !take(rest, '-') ||
      !take_digits(rest, 2, day))
    return wrong();
  std::int64_t fraction = 0;
  std::int64_t offset = 0;
  if (!rest.empty()) {
    if (!take(rest, 'T') && !take(rest, 't') && !take(rest, ' ')) return wrong();
    if (!take_digits(rest, 2, hour) || !take(rest, ':') || !take_digits(rest, 2, minute)) return wrong();
    if (take(rest, ':') && (!take_digits(rest, 2, seconds) || !take_fraction(rest, fraction))) return wrong();
    while (take(rest, ' ')) {}
    if (!take_zone(rest, offset) || !rest.empty()) return wrong();
  }
  // RFC 3339 5.7: 60 is a leap second; it is counted as the next minute's first.
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) || hour > 23 || minute > 59 ||
      seconds > 60)
    return bad("'{}' names no day or hour that exists", text);
  const std::int64_t days =
      days_of_date({year, static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)});
  return assemble(text, days * 86400 + (hour * 60 + minute) * std::int64_t{60} + seconds - offset, fraction);
}

void append_time(std::string& out, std::int64_t nanoseconds) {
  std::int64_t seconds = nanoseconds / second;
  std::int64_t fraction = nanoseconds % second;
  if (fraction < 0) {
    fraction += second;
    --seconds;
  }
  std::int64_t days = seconds / 86400;
  std::int64_t of_day = seconds % 86400;
  if (of_day < 0) {
    of_day += 86400;
    --days;
  }
  const Date date = date_of_days(days);
  append_digits(out, date.year, 4);
  out += '-';
  append_digits(out, date.month, 2);
  out += '-';
  append_digits(out, date.day, 2);
  out += 'T';
  append_digits(out, of_day / 3600, 2);
  out += ':';
  append_digits(out, of_day / 60 % 60, 2);
  out += ':';
  append_digits(out, of_day % 60, 2);
  if (fraction != 0) {
    out += '.';
    if (fraction % 1'000'000 == 0) append_digits(out, fraction / 1'000'000, 3);
    else if (fraction % 1000 == 0) append_digits(out, fraction / 1000, 6);
    else append_digits(out, fraction, 9);
  }
  out += 'Z';
}

std::string show_time(std::int64_t nanoseconds) {
  std::string out;
  append_time(out, nanoseconds);
  return out;
}

std::int64_t now_nanoseconds() noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * second + now.tv_nsec;
}

std::int64_t steady_nanoseconds() noexcept {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * second + now.tv_nsec;
}

}  // namespace pytk
