// Dates and times. Relative ones count from the request's now.
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t day = 86400 * second;

// "now", "today", "+30d", "-1y", "2024-01-02": seconds since 1970.
std::int64_t read_moment(const std::string& text, std::int64_t now) {
  if (text == "now") return now / second;
  if (text == "today") return now / day * 86400;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    const std::string_view amount = std::string_view(text).substr(1);
    std::int64_t seconds = 0;
    if (amount.ends_with('y')) {
      const auto years = parse_int(amount.substr(0, amount.size() - 1), 0, 500);
      if (!years) throw fail(Fault::usage, "'{}' is not a number of years", text);
      seconds = *years * 31'556'952;
    } else {
      seconds = value_or_throw(parse_duration(amount), Fault::usage) / second;
    }
    return now / second + (text[0] == '-' ? -seconds : seconds);
  }
  return value_or_throw(parse_time(text), Fault::usage) / second;
}
void verify_range(const Arguments& arguments) {
  if (read_moment(arguments.texts[0], data_version_day) > read_moment(arguments.texts[1], data_version_day))
    throw fail(Fault::usage, "the time '{}' is after '{}'", arguments.texts[0], arguments.texts[1]);
}
std::int64_t seconds_between(Row& row, const Arguments& arguments) {
  return row.draw().between(read_moment(arguments.texts[0], row.now()), read_moment(arguments.texts[1], row.now()));
}
std::int64_t floor_day(std::int64_t seconds) { return seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400; }

void append_clock(std::string& out, std::int64_t seconds) {
  const std::int64_t of_day = seconds - floor_day(seconds) * 86400;
  append_padded(out, static_cast<std::uint64_t>(of_day / 3600), 2);
  out += ':';
  append_padded(out, static_cast<std::uint64_t>(of_day / 60 % 60), 2);
  out += ':';
  append_padded(out, static_cast<std::uint64_t>(of_day % 60), 2);
}
void date(Row& row, const Arguments& arguments, std::string& out) { append_date(out, floor_day(seconds_between(row, arguments))); }
void date_time(Row& row, const Arguments& arguments, std::string& out) {
  const std::int64_t seconds = seconds_between(row, arguments);
  append_date(out, floor_day(seconds));
  out += ' ';
  append_clock(out, seconds);
}
void iso8601(Row& row, const Arguments& arguments, std::string& out) {
  const std::int64_t seconds = seconds_between(row, arguments);
  append_date(out, floor_day(seconds));
  out += 'T';
  append_clock(out, seconds);
  out += 'Z';
}
void unix_time(Row& row, const Arguments& arguments, std::string& out) { append_int(out, seconds_between(row, arguments)); }
void time_of_day(Row& row, const Arguments&, std::string& out) { append_clock(out, static_cast<std::int64_t>(row.draw().below(86400))); }
void date_of_birth(Row& row, const Arguments& arguments, std::string& out) {
  // Somebody of exactly `age` years was born between age+1 years ago (not included) and age years ago.
  Draw draw(row.seed(), row.number(), hash_name("birth"));
  const std::int64_t today = row.now() / day;
  const Date now = date_of_days(today);
  const auto years_ago = [&](std::int64_t years) {
    const Date then{static_cast<std::int32_t>(now.year - years), now.month, now.day};
    return days_of_date(then);
  };
  append_date(out, draw.between(years_ago(arguments.integers[1] + 1) + 1, years_ago(arguments.integers[0])));
}
void verify_ages(const Arguments& arguments) {
  if (arguments.integers[0] < 0 || arguments.integers[1] > 150 || arguments.integers[0] > arguments.integers[1])
    throw fail(Fault::usage, "ages run from 0 to 150, the smaller first, not {} to {}", arguments.integers[0], arguments.integers[1]);
}
template <int Days>
void date_near(Row& row, const Arguments&, std::string& out) {
  // Past: the days before today; future: the days after it.
  const std::int64_t today = row.now() / day;
  append_date(out, Days < 0 ? today - row.draw().between(1, -Days) : today + row.draw().between(1, Days));
}
enum class Span { year, month, decade, century };
template <Span Of>
void date_this(Row& row, const Arguments&, std::string& out) {
  const std::int64_t today = row.now() / day;
  const Date now = date_of_days(today);
  Date begin{now.year, 1, 1};
  if (Of == Span::month) begin.month = now.month;
  if (Of == Span::decade) begin.year = now.year - now.year % 10;
  if (Of == Span::century) begin.year = now.year - now.year % 100;
  append_date(out, row.draw().between(days_of_date(begin), today));
}
void year(Row& row, const Arguments&, std::string& out) {
  append_int(out, row.draw().between(1970, date_of_days(row.now() / day).year));
}
void month(Row& row, const Arguments&, std::string& out) { append_padded(out, 1 + row.draw().below(12), 2); }
void month_name(Row& row, const Arguments&, std::string& out) { out += row.locale()[Words::month].pick(row.draw()); }
void day_of_month(Row& row, const Arguments&, std::string& out) { append_padded(out, 1 + row.draw().below(28), 2); }
void day_of_week(Row& row, const Arguments&, std::string& out) { out += row.locale()[Words::weekday].pick(row.draw()); }
void am_pm(Row& row, const Arguments&, std::string& out) { out += row.draw().below(2) == 0 ? "AM" : "PM"; }
void century(Row& row, const Arguments&, std::string& out) {
  constexpr std::string_view names[] = {"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI",
                                        "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX", "XXI"};
  out += names[row.draw().below(std::size(names))];
}

constexpr ArgumentInfo range[] = {{"start", "1970-01-01", "time, or +/- a duration from now"}, {"end", "now", "time, or +/- a duration from now"}};
constexpr ArgumentInfo between[] = {{"start", "-30y", "time, or +/- a duration from now"}, {"end", "today", "time, or +/- a duration from now"}};
constexpr ArgumentInfo ages[] = {{"min_age", "18", "years"}, {"max_age", "90", "years"}};

constexpr Generator list[] = {
    {"date", "date", "day since 1970", Kind::text, date, range, nullptr, verify_range},
    {"date_time", "date", "day and time since 1970", Kind::text, date_time, range, nullptr, verify_range},
    {"iso8601", "date", "day and time as RFC 3339", Kind::text, iso8601, range, nullptr, verify_range},
    {"unix_time", "date", "seconds since 1970", Kind::integer, unix_time, range, nullptr, verify_range},
    {"date_between", "date", "day between two", Kind::text, date, between, nullptr, verify_range},
    {"date_time_between", "date", "day and time between two", Kind::text, date_time, between, nullptr, verify_range},
    {"time", "date", "time of day", Kind::text, time_of_day},
    {"date_of_birth", "date", "birthday of the row's person", Kind::text, date_of_birth, ages, nullptr, verify_ages},
    {"past_date", "date", "one of the last 30 days", Kind::text, date_near<-30>},
    {"future_date", "date", "one of the next 30 days", Kind::text, date_near<30>},
    {"date_this_month", "date", "day of this month until today", Kind::text, date_this<Span::month>},
    {"date_this_year", "date", "day of this year until today", Kind::text, date_this<Span::year>},
    {"date_this_decade", "date", "day of this decade until today", Kind::text, date_this<Span::decade>},
    {"date_this_century", "date", "day of this century until today", Kind::text, date_this<Span::century>},
    {"year", "date", "year since 1970", Kind::integer, year},
    {"month", "date", "01 to 12", Kind::text, month},
    {"month_name", "date", "in the locale's language", Kind::text, month_name},
    {"day_of_month", "date", "01 to 28", Kind::text, day_of_month},
    {"day_of_week", "date", "in the locale's language", Kind::text, day_of_week},
    {"am_pm", "date", "AM or PM", Kind::text, am_pm},
    {"century", "date", "in Roman numerals", Kind::text, century},
};

}  // namespace

std::span<const Generator> date_generators() { return list; }

}  // namespace pytk::fake
