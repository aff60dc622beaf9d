// Ranges of time, and the generators under Faker's further names for days with their time.
#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "dates.hpp"
#include "helpers.hpp"

namespace pytk::fake {

Moment read_moment(const std::string& text) {
  if (text == "now") return {Moment::From::now, 0};
  if (text == "today") return {Moment::From::today, 0};
  if (text.empty() || (text[0] != '+' && text[0] != '-'))
    return {Moment::From::epoch, value_or_throw(parse_time(text), Fault::usage) / second_nanoseconds};
  const std::string_view amount = std::string_view(text).substr(1);
  std::int64_t seconds = 0;
  if (amount.ends_with('y')) {
    const auto years = parse_int(amount.substr(0, amount.size() - 1), 0, 500);
    if (!years) throw fail(Fault::usage, "'{}' is not a number of years", text);
    seconds = *years * 31'556'952;
  } else if (amount.ends_with('w') || amount.ends_with('M')) {
    const auto count = parse_int(amount.substr(0, amount.size() - 1), 0, 10'000);
    if (!count)
      throw fail(Fault::usage, "'{}' is not a number of {}", text, amount.ends_with('w') ? "weeks" : "months");
    seconds = *count * (amount.ends_with('w') ? 7 * day_seconds : 2'629'746);
  } else {
    seconds = value_or_throw(parse_duration(amount), Fault::usage) / second_nanoseconds;
  }
  return {Moment::From::now, text[0] == '-' ? -seconds : seconds};
}

void verify_range(Arguments& arguments) {
  auto range = std::make_shared<TimeRange>();
  range->start = read_moment(arguments.texts[0]);
  range->end = read_moment(arguments.texts[1]);
  if (range->start.at(data_version_day) > range->end.at(data_version_day))
    throw fail(Fault::usage, "the time '{}' is after '{}'", arguments.texts[0], arguments.texts[1]);
  if (arguments.texts.size() > 2) {
    check_pattern(arguments.texts[2]);
    range->pattern = arguments.texts[2];
  }
  arguments.prepared = std::move(range);
}

std::int64_t seconds_between(Row& row, const Arguments& arguments) {
  const auto& range = arguments.get<TimeRange>();
  const std::int64_t start = range.start.at(row.now());
  return row.draw().between(start, std::max(start, range.end.at(row.now())));
}

std::int64_t days_between(Row& row, const Arguments& arguments) {
  const auto& range = arguments.get<TimeRange>();
  const std::int64_t start = floor_day(range.start.at(row.now()));
  return row.draw().between(start, std::max(start, floor_day(range.end.at(row.now()))));
}

void append_clock(TextBuffer& out, std::int64_t seconds) {
  const auto of_day = static_cast<std::uint64_t>(seconds - floor_day(seconds) * day_seconds);
  append_padded(out, of_day / 3600, 2);
  out += ':';
  append_padded(out, of_day / 60 % 60, 2);
  out += ':';
  append_padded(out, of_day % 60, 2);
}

void check_pattern(std::string_view pattern) {
  for (std::size_t at = pattern.find('%'); at != std::string_view::npos; at = pattern.find('%', at + 2)) {
    const char letter = at + 1 < pattern.size() ? pattern[at + 1] : ' ';
    if (std::string_view("YmdHMSyjFTDseIp%").find(letter) == std::string_view::npos)
      throw fail(Fault::usage, "'%{}' of the pattern '{}' has no meaning here", letter, pattern)
          .hint("Y m d H M S y j F T D s e I p have one");
  }
}

namespace {

/// A moment as the letters of a pattern show it.
struct Shown {
  explicit Shown(std::int64_t at) : seconds(at), day(floor_day(at)), date(date_of_days(day)) {
    of_day = static_cast<std::uint64_t>(seconds - day * day_seconds);
    hour = of_day / 3600;
  }
  std::int64_t seconds, day;
  Date date;
  std::uint64_t of_day = 0, hour = 0;
};

void append_day_part(TextBuffer& out, char letter, const Shown& shown) {
  const auto year = static_cast<std::uint64_t>(shown.date.year);
  switch (letter) {
    case 'Y': append_padded(out, year, 4); break;
    case 'y': append_padded(out, year % 100, 2); break;
    case 'm': append_padded(out, shown.date.month, 2); break;
    case 'd': append_padded(out, shown.date.day, 2); break;
    case 'e': append_uint(out, shown.date.day); break;
    case 'j':
      append_padded(out, static_cast<std::uint64_t>(shown.day - days_of_date({shown.date.year, 1, 1}) + 1), 3);
      break;
    case 'F': append_date(out, shown.day); break;
    case 'D': append_pattern(out, "%m/%d/%y", shown.seconds); break;
    default: out += '%'; break;
  }
}

void append_part(TextBuffer& out, char letter, const Shown& shown) {
  switch (letter) {
    case 'H': append_padded(out, shown.hour, 2); break;
    case 'I': append_padded(out, (shown.hour + 11) % 12 + 1, 2); break;
    case 'p': out += shown.hour < 12 ? "AM" : "PM"; break;
    case 'M': append_padded(out, shown.of_day / 60 % 60, 2); break;
    case 'S': append_padded(out, shown.of_day % 60, 2); break;
    case 'T': append_clock(out, shown.seconds); break;
    case 's': append_int(out, shown.seconds); break;
    default: append_day_part(out, letter, shown); break;
  }
}

}  // namespace

void append_pattern(TextBuffer& out, std::string_view pattern, std::int64_t seconds) {
  const Shown shown(seconds);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%' || i + 1 == pattern.size()) out += pattern[i];
    else append_part(out, pattern[++i], shown);
  }
}

namespace {

void append_both(TextBuffer& out, std::int64_t seconds) {
  append_date(out, floor_day(seconds));
  out += ' ';
  append_clock(out, seconds);
}
void between(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_both(out, seconds_between(row, arguments));
}
void day_between(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_date(out, days_between(row, arguments));
}
void clock_between(Row& row, const Arguments&, TextBuffer& out) {
  append_clock(out, static_cast<std::int64_t>(row.draw().below(86400)));
}

enum class Span { month, year, decade, century };
template <Span Of>
void time_this(Row& row, const Arguments&, TextBuffer& out) {
  const std::int64_t now = row.now() / second_nanoseconds;
  Date begin = date_of_days(floor_day(now));
  begin.day = 1;
  if (Of != Span::month) begin.month = 1;
  if (Of == Span::decade) begin.year -= begin.year % 10;
  if (Of == Span::century) begin.year -= begin.year % 100;
  append_both(out, row.draw().between(days_of_date(begin) * day_seconds, now));
}

void time_delta(Row& row, const Arguments& arguments, TextBuffer& out) {
  const std::int64_t most = arguments.get<TimeRange>().end.at(row.now()) - row.now() / second_nanoseconds;
  const std::int64_t seconds = row.draw().between(std::min<std::int64_t>(0, most), std::max<std::int64_t>(0, most));
  if (seconds < 0) out += '-';
  const auto size = static_cast<std::uint64_t>(seconds < 0 ? -seconds : seconds);
  append_uint(out, size / 86400);
  out += " days, ";
  append_clock(out, static_cast<std::int64_t>(size % 86400));
}
void verify_delta(Arguments& arguments) {
  auto range = std::make_shared<TimeRange>();
  range->end = read_moment(arguments.texts[0]);
  arguments.prepared = std::move(range);
}

// A random walk, one value a step, as a JSON array of pairs.
void time_series(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto& range = arguments.get<TimeRange>();
  const std::int64_t start = range.start.at(row.now());
  const std::int64_t end = std::max(start, range.end.at(row.now()));
  const std::int64_t step = std::max<std::int64_t>(1, (end - start) / arguments.integers[2]);
  std::int64_t value = 0;
  out += '[';
  for (std::int64_t i = 0; i < arguments.integers[2]; ++i) {
    value += row.draw().between(-1000, 1000);
    out += i > 0 ? ",[\"" : "[\"";
    append_both(out, start + i * step);
    out += "\",";
    append_scaled(out, value, 3);
    out += ']';
  }
  out += ']';
}
void verify_series(Arguments& arguments) {
  const std::int64_t count = arguments.integers[2];
  if (count < 1 || count > 10'000) throw fail(Fault::usage, "time_series: points are 1 to 10000, not {}", count);
  std::string points;
  std::swap(points, arguments.texts[2]);
  verify_range(arguments);
  std::swap(points, arguments.texts[2]);
}

constexpr std::string_view time_word = "time, or +/- a duration from now";
constexpr ArgumentInfo thirty_years[] = {{"start", "-30y", time_word}, {"end", "now", time_word}};
constexpr ArgumentInfo since_epoch[] = {{"start", "1970-01-01", time_word}, {"end", "now", time_word}};
constexpr ArgumentInfo all_years[] = {{"start", "1678-01-01", time_word}, {"end", "now", time_word}};
constexpr ArgumentInfo past[] = {{"start", "-30d", time_word}, {"end", "now", time_word}};
constexpr ArgumentInfo future[] = {{"start", "now", time_word}, {"end", "+30d", time_word}};
constexpr ArgumentInfo delta[] = {{"end", "+30d", "largest, as +/- a duration"}};
constexpr ArgumentInfo series[] = {
    {"start", "-30d", time_word}, {"end", "now", time_word}, {"points", "30", "how many"}};

constexpr Generator list[] = {
    {"date_between_dates", "date", "day between two", Kind::text, day_between, thirty_years, nullptr, verify_range},
    {"date_object", "date", "day since 1970", Kind::text, day_between, since_epoch, nullptr, verify_range},
    {"date_time_ad", "date", "day and time of any year that nanoseconds reach", Kind::text, between, all_years, nullptr,
     verify_range},
    {"date_time_between_dates", "date", "day and time between two", Kind::text, between, thirty_years, nullptr,
     verify_range},
    {"past_datetime", "date", "moment of the last 30 days", Kind::text, between, past, nullptr, verify_range},
    {"future_datetime", "date", "moment of the next 30 days", Kind::text, between, future, nullptr, verify_range},
    {"date_time_this_month", "date", "moment of this month until now", Kind::text, time_this<Span::month>},
    {"date_time_this_year", "date", "moment of this year until now", Kind::text, time_this<Span::year>},
    {"date_time_this_decade", "date", "moment of this decade until now", Kind::text, time_this<Span::decade>},
    {"date_time_this_century", "date", "moment of this century until now", Kind::text, time_this<Span::century>},
    {"time_object", "date", "time of day", Kind::text, clock_between},
    {"time_delta", "date", "days and time up to an end", Kind::text, time_delta, delta, nullptr, verify_delta},
    {"time_series", "date", "JSON array of moments and a value that wanders", Kind::json, time_series, series, nullptr,
     verify_series},
    {"pytimezone", "date", "time zone of the row's place", Kind::text,
     [](Row& row, const Arguments&, TextBuffer& out) { out += row.division().time_zone; }},
};

}  // namespace

const std::span<const Generator> moment_generators{list};

}  // namespace pytk::fake
