// Dates and times. Relative ones count from the request's now.
#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "dates.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

constexpr std::int64_t day = day_seconds * second_nanoseconds;

// True when the range has a pattern, which is then written.
bool by_pattern(const Arguments& arguments, std::int64_t seconds, TextBuffer& out) {
  const auto& pattern = arguments.get<TimeRange>().pattern;
  if (!pattern.empty()) append_pattern(out, pattern, seconds);
  return !pattern.empty();
}
void date(Row& row, const Arguments& arguments, TextBuffer& out) {
  const std::int64_t days = days_between(row, arguments);
  if (!by_pattern(arguments, days * day_seconds, out)) append_date(out, days);
}
void date_time(Row& row, const Arguments& arguments, TextBuffer& out) {
  const std::int64_t seconds = seconds_between(row, arguments);
  if (by_pattern(arguments, seconds, out)) return;
  append_date(out, floor_day(seconds));
  out += ' ';
  append_clock(out, seconds);
}
void iso8601(Row& row, const Arguments& arguments, TextBuffer& out) {
  const std::int64_t seconds = seconds_between(row, arguments);
  append_date(out, floor_day(seconds));
  out += 'T';
  append_clock(out, seconds);
  out += 'Z';
}
void unix_time(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_int(out, seconds_between(row, arguments));
}
void time_of_day(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto seconds = static_cast<std::int64_t>(row.draw().below(86400));
  if (arguments.texts[0].empty()) append_clock(out, seconds);
  else append_pattern(out, arguments.texts[0], row.now() / day * day_seconds + seconds);
}
void verify_pattern(Arguments& arguments) { check_pattern(arguments.texts[0]); }
void date_of_birth(Row& row, const Arguments& arguments, TextBuffer& out) {
  // Somebody of exactly `age` years was born between age+1 years ago (not included) and age years ago.
  Draw draw = row.stream(Stream::birth);
  const std::int64_t today = row.now() / day;
  const Date now = date_of_days(today);
  const auto years_ago = [&](std::int64_t years) {
    const Date then{static_cast<std::int32_t>(now.year - years), now.month, now.day};
    return days_of_date(then);
  };
  append_date(out, draw.between(years_ago(arguments.integers[1] + 1) + 1, years_ago(arguments.integers[0])));
}
void verify_ages(Arguments& arguments) {
  if (arguments.integers[0] < 0 || arguments.integers[1] > 150 || arguments.integers[0] > arguments.integers[1])
    throw fail(Fault::usage, "ages run from 0 to 150, the smaller first, not {} to {}", arguments.integers[0],
               arguments.integers[1]);
}
// Past: the days from the start to yesterday; future: those from tomorrow to the end.
void past_date(Row& row, const Arguments& arguments, TextBuffer& out) {
  const std::int64_t yesterday = row.now() / day - 1;
  append_date(out, row.draw().between(std::min(yesterday, floor_day(arguments.get<TimeRange>().start.at(row.now()))),
                                      yesterday));
}
void future_date(Row& row, const Arguments& arguments, TextBuffer& out) {
  const std::int64_t tomorrow = row.now() / day + 1;
  append_date(
      out, row.draw().between(tomorrow, std::max(tomorrow, floor_day(arguments.get<TimeRange>().start.at(row.now())))));
}
void verify_past(Arguments& arguments) {
  auto range = std::make_shared<TimeRange>();
  range->start = read_moment(arguments.texts[0]);
  arguments.prepared = std::move(range);
}

enum class Span { year, month, decade, century };
template <Span Of>
void date_this(Row& row, const Arguments& arguments, TextBuffer& out) {
  const std::int64_t today = row.now() / day;
  const Date now = date_of_days(today);
  Date begin{now.year, 1, 1};
  if (Of == Span::month) begin.month = now.month;
  if (Of == Span::decade) begin.year = now.year - now.year % 10;
  if (Of == Span::century) begin.year = now.year - now.year % 100;
  Date end = begin;
  if (Of == Span::month)
    end = begin.month == 12 ? Date{begin.year + 1, 1, 1}
                            : Date{begin.year, static_cast<std::uint8_t>(begin.month + 1), 1};
  else end.year += Of == Span::year ? 1 : Of == Span::decade ? 10 : 100;
  const std::int64_t first = arguments.flags[0] ? days_of_date(begin) : today;
  append_date(out, row.draw().between(first, arguments.flags[1] ? days_of_date(end) - 1 : today));
}
void year(Row& row, const Arguments&, TextBuffer& out) {
  append_int(out, row.draw().between(1970, date_of_days(row.now() / day).year));
}
void month(Row& row, const Arguments&, TextBuffer& out) { append_padded(out, 1 + row.draw().below(12), 2); }
void month_name(Row& row, const Arguments&, TextBuffer& out) { out += row.locale()[Words::month].pick(row.draw()); }
void day_of_month(Row& row, const Arguments&, TextBuffer& out) { append_padded(out, 1 + row.draw().below(28), 2); }
void day_of_week(Row& row, const Arguments&, TextBuffer& out) { out += row.locale()[Words::weekday].pick(row.draw()); }
void am_pm(Row& row, const Arguments&, TextBuffer& out) { out += row.draw().below(2) == 0 ? "AM" : "PM"; }
void century(Row& row, const Arguments&, TextBuffer& out) {
  constexpr std::string_view names[] = {"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI",
                                        "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX", "XXI"};
  out += names[row.draw().below(std::size(names))];
}

constexpr ArgumentInfo range[] = {{"start", "1970-01-01", "time, or +/- a duration from now"},
                                  {"end", "now", "time, or +/- a duration from now"},
                                  {"pattern", "", "of strftime, as in %d/%m/%Y"}};
constexpr ArgumentInfo time_pattern[] = {{"pattern", "", "of strftime, as in %H:%M"}};
constexpr ArgumentInfo since[] = {{"start", "-30d", "first day"}};
constexpr ArgumentInfo until[] = {{"end", "+30d", "last day"}};
constexpr ArgumentInfo sides[] = {{"before_today", "yes", "days before today"},
                                  {"after_today", "no", "days after today"}};
constexpr ArgumentInfo between[] = {{"start", "-30y", "time, or +/- a duration from now"},
                                    {"end", "today", "time, or +/- a duration from now"},
                                    {"pattern", "", "of strftime, as in %d/%m/%Y"}};
constexpr ArgumentInfo ages[] = {{"min_age", "18", "years"}, {"max_age", "90", "years"}};

constexpr Generator list[] = {
    {"date", "date", "day since 1970", Kind::text, date, range, nullptr, verify_range},
    {"date_time", "date", "day and time since 1970", Kind::text, date_time, range, nullptr, verify_range},
    {"iso8601", "date", "day and time as RFC 3339", Kind::text, iso8601, range, nullptr, verify_range},
    {"unix_time", "date", "seconds since 1970", Kind::integer, unix_time, range, nullptr, verify_range},
    {"date_between", "date", "day between two", Kind::text, date, between, nullptr, verify_range},
    {"date_time_between", "date", "day and time between two", Kind::text, date_time, between, nullptr, verify_range},
    {"time", "date", "time of day", Kind::text, time_of_day, time_pattern, nullptr, verify_pattern},
    {"date_of_birth", "date", "birthday of the row's person", Kind::text, date_of_birth, ages, nullptr, verify_ages},
    {"past_date", "date", "one of the last 30 days", Kind::text, past_date, since, nullptr, verify_past},
    {"future_date", "date", "one of the next 30 days", Kind::text, future_date, until, nullptr, verify_past},
    {"date_this_month", "date", "day of this month until today", Kind::text, date_this<Span::month>, sides},
    {"date_this_year", "date", "day of this year until today", Kind::text, date_this<Span::year>, sides},
    {"date_this_decade", "date", "day of this decade until today", Kind::text, date_this<Span::decade>, sides},
    {"date_this_century", "date", "day of this century until today", Kind::text, date_this<Span::century>, sides},
    {"year", "date", "year since 1970", Kind::integer, year},
    {"month", "date", "01 to 12", Kind::text, month},
    {"month_name", "date", "in the locale's language", Kind::text, month_name},
    {"day_of_month", "date", "01 to 28", Kind::text, day_of_month},
    {"day_of_week", "date", "in the locale's language", Kind::text, day_of_week},
    {"am_pm", "date", "AM or PM", Kind::text, am_pm},
    {"century", "date", "in Roman numerals", Kind::text, century},
};

}  // namespace

const std::span<const Generator> date_generators{list};

}  // namespace pytk::fake
