#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include <fmt/core.h>

#include <pytk/core/number.hpp>

#include "plot/ticks.hpp"

namespace pytk::plot {
namespace {

constexpr double microseconds_per_day = 86400e6;

/// A UTC date and time.
struct Moment {
  std::int64_t days;  ///< since 1970
  std::int64_t microsecond;  ///< of the day
  Date date;
  [[nodiscard]] int hour() const { return static_cast<int>(microsecond / 3'600'000'000); }
  [[nodiscard]] int minute() const { return static_cast<int>(microsecond / 60'000'000 % 60); }
  [[nodiscard]] int second() const { return static_cast<int>(microsecond / 1'000'000 % 60); }
  [[nodiscard]] int fraction() const { return static_cast<int>(microsecond % 1'000'000); }
};

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0); }

Moment moment_of(std::int64_t microseconds) {
  constexpr std::int64_t day = 86'400'000'000;
  const std::int64_t days = floor_div(microseconds, day);
  return {days, microseconds - days * day, date_of_days(days)};
}

std::int64_t microseconds_of(double days) { return nanoseconds_of_days(days) / 1000; }

int days_in_month(int year, int month) {
  static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

std::int64_t add_months(const Moment& from, int months) {
  const int total = from.date.year * 12 + from.date.month - 1 + months;
  const int year = static_cast<int>(floor_div(total, 12)), month = total - year * 12 + 1;
  const int day = std::min<int>(from.date.day, days_in_month(year, month));
  const Date date{year, static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)};
  return days_of_date(date) * 86'400'000'000 + from.microsecond;
}

/// Calendar months between two moments and the hours and minutes that remain.
struct Between {
  int months = 0, hours = 0, minutes = 0;
};
Between between(std::int64_t low, std::int64_t high) {
  const Moment a = moment_of(low), b = moment_of(high);
  Between out;
  out.months = (b.date.year - a.date.year) * 12 + b.date.month - a.date.month;
  while (add_months(a, out.months) > high) --out.months;
  const std::int64_t rest = high - add_months(a, out.months);
  out.hours = static_cast<int>(rest / 3'600'000'000 % 24);
  out.minutes = static_cast<int>(rest / 60'000'000 % 60);
  return out;
}

enum Unit { years, months, days, hours, minutes, seconds, microseconds };

struct Rule {
  int most;
  std::vector<int> intervals;
};

const Rule& rule_of(Unit unit) {
  static const std::array<Rule, 7> rules = {{
      {11, {1, 2, 4, 5, 10, 20, 40, 50, 100, 200, 400, 500, 1000, 2000, 4000, 5000, 10000}},
      {12, {1, 2, 3, 4, 6}},
      {11, {1, 2, 4, 7, 14}},
      {12, {1, 2, 3, 4, 6, 12}},
      {11, {1, 5, 10, 15, 30}},
      {11, {1, 5, 10, 15, 30}},
      {8, {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000, 500000, 1000000}},
  }};
  return rules[unit];
}

std::vector<double> year_ticks(const Moment& low, const Moment& high, int every) {
  std::vector<double> out;
  const auto from = std::max<std::int64_t>(1, floor_div(low.date.year, every) * every);
  const std::int64_t to = std::min<std::int64_t>(9999, -floor_div(-high.date.year, every) * every);
  for (std::int64_t year = from; year <= to; year += every)
    out.push_back(static_cast<double>(days_of_date({static_cast<std::int32_t>(year), 1, 1})));
  return out;
}

std::vector<double> month_ticks(const Moment& low, const Moment& high, int every) {
  std::vector<double> out;
  for (int month = low.date.year * 12 + low.date.month - 1; month <= high.date.year * 12 + high.date.month - 1;
       ++month) {
    if (month % 12 % every != 0) continue;
    out.push_back(static_cast<double>(days_of_date({month / 12, static_cast<std::uint8_t>(month % 12 + 1), 1})));
  }
  return out;
}

bool day_counts(int day, int every) {
  if (every == 14) return day == 1 || day == 15;
  if (every == 7) return day == 1 || day == 8 || day == 15 || day == 22;
  return (day - 1) % every == 0;
}

std::vector<double> day_ticks(const Moment& low, const Moment& high, int every) {
  std::vector<double> out;
  for (std::int64_t day = low.days; day <= high.days; ++day)
    if (day_counts(date_of_days(day).day, every)) out.push_back(static_cast<double>(day));
  return out;
}

/// Hours, minutes or seconds that are multiples of `every` within the unit above.
std::vector<double> clock_ticks(std::int64_t low, std::int64_t high, std::int64_t unit, int every, int around) {
  std::vector<double> out;
  for (std::int64_t k = floor_div(low, unit); k <= floor_div(high, unit); ++k) {
    const std::int64_t within = k - floor_div(k, around) * around;
    if (within % every == 0) out.push_back(static_cast<double>(k * unit) / microseconds_per_day);
  }
  return out;
}

std::vector<double> microsecond_ticks(double low, double high, int every) {
  const double day = std::floor(low), step = every;
  const double from = (low - day) * microseconds_per_day, to = (high - day) * microseconds_per_day;
  const double quotient = std::floor(from / step), rest = from - quotient * step;
  const double first = (std::fabs(rest / step) < 1e-10 ? quotient : quotient + 1) * step;
  const double count = std::floor((to - first + 0.001 * step) / step) + 3;
  // The unit was told by times that are clamped to what 64 bits of nanoseconds hold; beyond it microseconds may be any
  // number.
  if (!(count < 1000)) return {low, high};
  std::vector<double> out;
  for (double i = 0; i < count; i += 1) out.push_back((first - step + i * step) / microseconds_per_day + day);
  return out;
}

}  // namespace

std::int64_t nanoseconds_of_days(double value) noexcept {
  constexpr double most = 106'000;  // years 1679 to 2260, what 64 bits of nanoseconds hold
  const double tamed = std::clamp(std::isfinite(value) ? value : 0.0, -most, most);
  auto us = static_cast<std::int64_t>(std::nearbyint(tamed * microseconds_per_day));
  if (std::fabs(tamed) > 70 * 365) {
    // A double cannot hold single microseconds so far from 1970.
    const std::int64_t second = floor_div(us, 1'000'000) * 1'000'000;
    us = second + static_cast<std::int64_t>(std::nearbyint(static_cast<double>(us - second) / 20)) * 20;
  }
  return us * 1000;
}

double days_of_nanoseconds(std::int64_t nanoseconds) noexcept {
  const std::int64_t day = floor_div(nanoseconds, 86'400'000'000'000);
  return static_cast<double>(day) + static_cast<double>(nanoseconds - day * 86'400'000'000'000) / 86400e9;
}

std::vector<double> date_ticks(double low, double high) {
  if (high < low) std::swap(low, high);
  constexpr int least = 5;
  const std::int64_t from = microseconds_of(low), to = microseconds_of(high);
  const Between gap = between(from, to);
  const auto span = static_cast<double>(to - from);
  const double whole_days = std::floor(span / microseconds_per_day), all_hours = whole_days * 24 + gap.hours;
  const auto whole_years = gap.months / 12;
  const double counts[] = {static_cast<double>(whole_years), static_cast<double>(gap.months), whole_days, all_hours,
                           all_hours * 60 + gap.minutes, std::floor(span / 1e6), std::floor(span)};
  std::size_t chosen = 0;
  while (chosen < 7 && counts[chosen] < least) ++chosen;
  const bool tiny = chosen == 7;
  const auto unit = tiny ? microseconds : static_cast<Unit>(chosen);
  const Rule& rule = rule_of(unit);
  int every = rule.intervals.back();
  for (const int interval : rule.intervals)
    if (counts[unit] <= static_cast<double>(interval) * (rule.most - 1)) {
      every = interval;
      break;
    }
  if (tiny) every = 1;
  const Moment a = moment_of(from), b = moment_of(to);
  std::vector<double> ticks;
  switch (unit) {
    case years: return year_ticks(a, b, every);
    case months: ticks = month_ticks(a, b, every); break;
    case days: ticks = day_ticks(a, b, every); break;
    case hours: ticks = clock_ticks(from, to, 3'600'000'000, every, 24); break;
    case minutes: ticks = clock_ticks(from, to, 60'000'000, every, 60); break;
    case seconds: ticks = clock_ticks(from, to, 1'000'000, every, 60); break;
    case microseconds: return microsecond_ticks(low, high, every);
  }
  std::erase_if(ticks, [&](double t) { return microseconds_of(t) < from || microseconds_of(t) > to; });
  if (ticks.empty()) ticks = {low, high};
  return ticks;
}

namespace {

constexpr const char* month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string label_at(const Moment& m, int level) {
  switch (level) {
    case 0: return fmt::format("{:04}", m.date.year);
    case 1: return m.date.month == 1 ? fmt::format("{:04}", m.date.year) : month_names[m.date.month - 1];
    case 2: return m.date.day == 1 ? month_names[m.date.month - 1] : fmt::format("{:02}", m.date.day);
    case 3:
      return m.hour() == 0 ? fmt::format("{}-{:02}", month_names[m.date.month - 1], m.date.day)
                           : fmt::format("{:02}:{:02}", m.hour(), m.minute());
    case 4: return fmt::format("{:02}:{:02}", m.hour(), m.minute());
    default:
      return m.second() == 0 && m.fraction() == 0 ? fmt::format("{:02}:{:02}", m.hour(), m.minute())
                                                  : fmt::format("{:02}.{:06}", m.second(), m.fraction());
  }
}

std::string context_of(const Moment& m, int level) {
  switch (level) {
    case 0: return "";
    case 1: return fmt::format("{:04}", m.date.year);
    case 2: return fmt::format("{:04}-{}", m.date.year, month_names[m.date.month - 1]);
    case 3:
    case 4: return fmt::format("{:04}-{}-{:02}", m.date.year, month_names[m.date.month - 1], m.date.day);
    default:
      return fmt::format("{:04}-{}-{:02} {:02}:{:02}", m.date.year, month_names[m.date.month - 1], m.date.day, m.hour(),
                         m.minute());
  }
}

/// Cuts the zeros that all labels with a fraction share.
void cut_zeros(std::vector<std::string>& labels) {
  std::size_t zeros = 99;
  for (const std::string& label : labels)
    if (label.find('.') != std::string::npos) zeros = std::min(zeros, label.size() - 1 - label.find_last_not_of('0'));
  if (zeros == 0 || zeros == 99) return;
  for (std::string& label : labels) {
    if (label.find('.') == std::string::npos) continue;
    label.resize(label.size() - zeros);
    if (label.back() == '.') label.pop_back();
  }
}

int part_of(const Moment& m, int level) {
  const int parts[] = {m.date.year, m.date.month, m.date.day, m.hour(), m.minute(), m.second()};
  return parts[level];
}

}  // namespace

PlainLabels date_labels(const std::vector<double>& ticks) {
  PlainLabels out;
  if (ticks.empty()) return out;
  std::vector<Moment> moments;
  moments.reserve(ticks.size());
  for (const double tick : ticks) moments.push_back(moment_of(microseconds_of(tick)));
  // The finest part that differs decides; a tick at the part's beginning shows the part above.
  int level = 5;
  bool show_context = true, found = false;
  for (int l = 5; l >= 0 && !found; --l) {
    bool differs = false, first = false;
    for (const Moment& m : moments) {
      differs |= part_of(m, l) != part_of(moments.front(), l);
      first |= part_of(m, l) == 1;
    }
    if (!differs) continue;
    level = l;
    found = true;
    if (l < 2 && first) show_context = false;
  }
  for (const Moment& m : moments) out.labels.push_back(label_at(m, level));
  if (level == 5) cut_zeros(out.labels);
  if (show_context) out.offset = context_of(moments.back(), level);
  return out;
}

}  // namespace pytk::plot
