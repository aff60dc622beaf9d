// --float-format and --time-format: the one place where values that nobody computed are written in another way, because
// the user asked for it. What is no number or time stays as it is.
#include <algorithm>
#include <array>
#include <cstdio>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/table/streams.hpp>

namespace pytk::table {
namespace {

/// "%.2f", "%10.3e", ".2f": one conversion of C's printf for a double, and text around it; nothing else is let through.
std::string checked_format(std::string_view text) {
  std::string format(text);
  if (!format.empty() && format.find('%') == std::string::npos) format.insert(format.begin(), '%');
  std::size_t conversions = 0;
  bool good = format.size() < 100;
  for (std::size_t i = 0; good && i < format.size(); ++i) {
    if (format[i] != '%') continue;
    if (i + 1 < format.size() && format[i + 1] == '%') {
      ++i;
      continue;
    }
    ++i;
    while (i < format.size() && std::string_view("-+ #0").find(format[i]) != std::string_view::npos) ++i;
    std::size_t digits = 0;
    while (i < format.size() && format[i] >= '0' && format[i] <= '9' && ++digits < 3) ++i;
    if (i < format.size() && format[i] == '.') {
      ++i;
      for (digits = 0; i < format.size() && format[i] >= '0' && format[i] <= '9' && ++digits < 3;) ++i;
    }
    good =
        i < format.size() && std::string_view("fFeEgG").find(format[i]) != std::string_view::npos && ++conversions == 1;
  }
  if (!good || conversions != 1)
    throw fail(Fault::usage, "'{}' is no format of a number", text).hint("such as %.2f, %.3e or %g");
  return format;
}

constexpr std::array<std::string_view, 12> months = {"January", "February", "March", "April", "May", "June", "July",
                                                      "August", "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> weekdays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                      "Friday", "Saturday", "Sunday"};

struct Moment {
  std::int64_t nanoseconds, days, second_of_day;
  Date date;
  explicit Moment(std::int64_t at) : nanoseconds(at) {
    constexpr std::int64_t day = 86'400'000'000'000;
    days = at / day - (at % day < 0 ? 1 : 0);
    second_of_day = (at - days * day) / 1'000'000'000;
    date = date_of_days(days);
  }
  [[nodiscard]] std::int64_t fraction() const {
    return ((nanoseconds % 1'000'000'000) + 1'000'000'000) % 1'000'000'000;
  }
  [[nodiscard]] std::int64_t seconds() const { return days * 86'400 + second_of_day; }
  [[nodiscard]] int weekday() const { return static_cast<int>(((days + 3) % 7 + 7) % 7); }
};

bool append_date_part(std::string& out, char what, const Moment& moment) {
  const auto month_name = months[moment.date.month - 1U],
             weekday_name = weekdays[static_cast<std::size_t>(moment.weekday())];
  switch (what) {
    case 'Y': out += fmt::format("{:04}", moment.date.year); return true;
    case 'y': out += fmt::format("{:02}", ((moment.date.year % 100) + 100) % 100); return true;
    case 'm': out += fmt::format("{:02}", moment.date.month); return true;
    case 'd': out += fmt::format("{:02}", moment.date.day); return true;
    case 'e': out += fmt::format("{:2}", moment.date.day); return true;
    case 'j': out += fmt::format("{:03}", moment.days - days_of_date({moment.date.year, 1, 1}) + 1); return true;
    case 'B': out += month_name; return true;
    case 'b': out += month_name.substr(0, 3); return true;
    case 'A': out += weekday_name; return true;
    case 'a': out += weekday_name.substr(0, 3); return true;
    case 'F': out += fmt::format("{:04}-{:02}-{:02}", moment.date.year, moment.date.month, moment.date.day); return true;
    default: return false;
  }
}

/// One conversion of strftime, in UTC and English; false when there is no such one.
bool append_part(std::string& out, char what, const Moment& moment) {
  const auto hour = moment.second_of_day / 3600, minute = moment.second_of_day / 60 % 60,
             second = moment.second_of_day % 60;
  switch (what) {
    case 'H': out += fmt::format("{:02}", hour); return true;
    case 'I': out += fmt::format("{:02}", (hour + 11) % 12 + 1); return true;
    case 'M': out += fmt::format("{:02}", minute); return true;
    case 'S': out += fmt::format("{:02}", second); return true;
    case 'f': out += fmt::format("{:06}", moment.fraction() / 1000); return true;
    case 'p': out += hour < 12 ? "AM" : "PM"; return true;
    case 's': out += std::to_string(moment.seconds()); return true;
    case 'z': out += "+0000"; return true;
    case 'Z': out += "UTC"; return true;
    case 'T': out += fmt::format("{:02}:{:02}:{:02}", hour, minute, second); return true;
    case '%': out += '%'; return true;
    default: return append_date_part(out, what, moment);
  }
}

void check_time_format(std::string_view format) {
  const Moment any(0);
  std::string ignored;
  if (format == "iso" || format == "epoch" || format == "epoch_ms") return;
  for (std::size_t i = 0; i < format.size(); ++i)
    if (format[i] == '%' && (++i == format.size() || !append_part(ignored, format[i], any)))
      throw fail(Fault::usage, "'%{}' is no part of a time",
                 i < format.size() ? format.substr(i, 1) : std::string_view())
          .hint(
              "the parts are those of strftime, such as '%Y-%m-%d %H:%M:%S'; iso, epoch and epoch_ms are whole formats");
  if (format.find('%') == std::string_view::npos)
    throw fail(Fault::usage, "'{}' is no format of a time", format)
        .hint("such as '%Y-%m-%d %H:%M:%S', iso, epoch or epoch_ms");
}

class Formatted final : public Stream {
 public:
  Formatted(StreamPtr rows, std::string_view real, std::string_view time) : rows_(std::move(rows)), time_(time) {
    if (!real.empty()) real_ = checked_format(real);
    if (!time.empty()) check_time_format(time);
  }
  [[nodiscard]] const Columns& columns() const override { return rows_->columns(); }
  [[nodiscard]] bool next(Rows& rows) override {
    if (!rows_->next(rows)) return false;
    const Columns& columns = rows_->columns();
    for (std::size_t c = 0; c < rows.columns(); ++c) {
      const bool real = columns[c].type == Type::real && !real_.empty();
      if (!real && (columns[c].type != Type::time || time_.empty())) continue;
      for (std::size_t r = 0; r < rows.count(); ++r) {
        Cell& what = rows.row(r)[c];
        if (what.null()) continue;
        if (real) show_real(what, rows.arena());
        else show_time_at(what, rows.arena());
      }
    }
    return true;
  }

 private:
  void show_real(Cell& what, Arena& arena) const {
    double value = 0;
    if (what.kind == Kind::text || !read_real(what.text(), value)) return;
    char buffer[512];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    // The format was checked: one conversion of one double.
    const int size = std::snprintf(buffer, sizeof buffer, real_.c_str(), value);
#pragma GCC diagnostic pop
    if (size > 0)
      what = cell(arena.keep({buffer, std::min(static_cast<std::size_t>(size), sizeof buffer - 1)}), what.kind);
  }
  void show_time_at(Cell& what, Arena& arena) {
    const auto at = parse_time(what.text());
    if (!at) return;
    out_.clear();
    if (time_ == "iso") append_time(out_, *at);
    else if (time_ == "epoch" || time_ == "epoch_ms") epoch(*at);
    else {
      const Moment moment(*at);
      for (std::size_t i = 0; i < time_.size(); ++i) {
        if (time_[i] == '%') append_part(out_, time_[++i], moment);
        else out_ += time_[i];
      }
    }
    what = cell(arena.keep(out_), time_.starts_with("epoch") ? Kind::json : Kind::text);
  }
  void epoch(std::int64_t at) {
    const Moment moment(at);
    if (time_ == "epoch_ms") {
      out_ += std::to_string(moment.seconds() * 1000 + moment.fraction() / 1'000'000);
      return;
    }
    out_ += std::to_string(moment.seconds());
    if (moment.fraction() == 0) return;
    if (moment.seconds() < 0) out_ = fmt::format("{:.6f}", static_cast<double>(at) / 1e9);
    else out_ += fmt::format(".{:06}", moment.fraction() / 1000);
  }
  StreamPtr rows_;
  std::string real_, time_, out_;
};

}  // namespace

StreamPtr with_formats(StreamPtr rows, std::string_view real, std::string_view time) {
  if (real.empty() && time.empty()) return rows;
  return std::make_unique<Formatted>(std::move(rows), real, time);
}

}  // namespace pytk::table
