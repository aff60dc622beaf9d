#include "plot/collect.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "plot/ticks.hpp"

namespace pytk::plot {
namespace {

constexpr std::size_t sample = 1000;
constexpr std::uint32_t no_word = UINT32_MAX;

bool missing(std::string_view text) {
  return text.empty() || text == "NA" || text == "N/A" || text == "null" || text == "NULL" || text == "-";
}

}  // namespace

Collector::Collector(std::string name, Reading reading, std::string time_format, Data& data)
    : reading_(reading), time_format_(std::move(time_format)), data_(data) {
  series_.name = std::move(name);
}

void Collector::add(std::string_view text, std::int64_t line) {
  ++count_;
  if (settled_) {
    settled_add(text, line);
    return;
  }
  if (waiting_.empty()) first_line_ = line;
  waiting_.emplace_back(text);
  if (waiting_.size() == sample) settle();
}

void Collector::settle() {
  std::size_t filled = 0, numbers = 0, times = 0;
  for (const std::string& text : waiting_) {
    const std::string_view cell = trim(text);
    if (missing(cell)) continue;
    double value = 0;
    ++filled;
    if (read_real(cell, value)) ++numbers;
    else if (time_format_.empty() ? read_time(cell, value) : read_time(cell, time_format_, value)) ++times;
  }
  settled_ = true;
  if (reading_ == Reading::word) series_.kind = Values::words;
  else if (reading_ == Reading::time) series_.kind = numbers > times ? Values::numbers : Values::times;
  else if (reading_ == Reading::number || filled == 0 || numbers * 2 >= filled) series_.kind = Values::numbers;
  else series_.kind = times * 2 >= filled ? Values::times : Values::words;
  std::int64_t line = first_line_;
  for (const std::string& text : waiting_) settled_add(text, line++);
  waiting_.clear();
}

void Collector::settled_add(std::string_view text, std::int64_t line) {
  if (series_.kind == Values::words) {
    if (text.empty()) {
      series_.codes.push_back(no_word);
      return;
    }
    const auto [entry, fresh] = codes_.try_emplace(std::string(text), static_cast<std::uint32_t>(series_.words.size()));
    if (fresh) series_.words.emplace_back(text);
    series_.codes.push_back(entry->second);
    return;
  }
  const std::string_view cell = trim(text);
  double value = std::nan("");
  const bool good = series_.kind == Values::numbers ? read_real(cell, value)
                    : time_format_.empty()          ? read_time(cell, value)
                                                    : read_time(cell, time_format_, value);
  if (!good) {
    value = std::nan("");
    if (!missing(cell) && data_.bad_cells++ == 0) {
      data_.first_bad_line = line;
      data_.first_bad = fmt::format("'{}' in column '{}'", escape_controls(fit(cell, 40)), series_.name);
    }
  }
  series_.numbers.push_back(value);
}

void Collector::add_number(double value) {
  if (!settled_ && waiting_.empty() && reading_ != Reading::word) {
    settled_ = true;
    series_.kind = Values::numbers;
  }
  if (settled_ && series_.kind == Values::numbers) {
    ++count_;
    series_.numbers.push_back(value);
    return;
  }
  std::string text;
  append_real(text, value);
  add(text, 0);
}

void Collector::add_days(double value) {
  if (!settled_ && waiting_.empty()) {
    settled_ = true;
    series_.kind = Values::times;
  }
  ++count_;
  if (series_.kind == Values::words) series_.codes.push_back(no_word);
  else series_.numbers.push_back(value);
}

void Collector::add_missing() {
  ++count_;
  if (!settled_) {
    waiting_.emplace_back();
    if (waiting_.size() == sample) settle();
    return;
  }
  if (series_.kind == Values::words) series_.codes.push_back(no_word);
  else series_.numbers.push_back(std::nan(""));
}

void Collector::add_value(const record::Column& column, std::size_t row, std::int64_t line) {
  using record::Type;
  if (column.null(row)) {
    add_missing();
    return;
  }
  const bool as_word = reading_ == Reading::word || (settled_ && series_.kind == Values::words);
  switch (column.type()) {
    case Type::text: add(column.text(row), line); return;
    case Type::int64: if (!as_word) return add_number(static_cast<double>(column.int64(row))); break;
    case Type::uint64: if (!as_word) return add_number(static_cast<double>(column.uint64(row))); break;
    case Type::float64: if (!as_word) return add_number(column.real(row)); break;
    case Type::duration: if (!as_word) return add_number(static_cast<double>(column.int64(row)) * 1e-9); break;
    case Type::time: if (!as_word) return add_days(days_of_nanoseconds(column.int64(row))); break;
    default: break;
  }
  std::string text;
  record::append_value(text, column, row);
  // A number inside a JSON column of mixed kinds arrives as its JSON text.
  if (column.type() == Type::json && text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  add(text, line);
}

Series Collector::finish() {
  if (!settled_) settle();
  epochs_to_days(series_, reading_ == Reading::time);
  return std::move(series_);
}

bool named_like_time(const std::string& column) {
  const std::string name = lower(column);
  static constexpr std::string_view names[] = {"time", "ts", "timestamp", "date", "datetime", "epoch", "when"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names) || name.ends_with("_time") ||
         name.ends_with("_ts") || name.ends_with("_at") || name.ends_with(".time") || name.ends_with("timestamp");
}

void epochs_to_days(Series& series, bool forced) {
  if (series.kind != Values::numbers || series.numbers.empty()) return;
  if (!forced && !named_like_time(series.name)) return;
  double low = INFINITY, high = -INFINITY;
  for (const double v : series.numbers)
    if (std::isfinite(v)) {
      low = std::min(low, v);
      high = std::max(high, v);
    }
  // 1990 to 2100 in each unit; anything else is a plain number, unless times were asked for.
  for (const double unit : {1.0, 1e3, 1e6, 1e9}) {
    const bool inside = low >= 631'152'000 * unit && high <= 4'102'444'800 * unit;
    if (!inside && !(forced && (std::fabs(high) < 1e11 * unit || unit == 1e9))) continue;
    for (double& v : series.numbers) v = v / unit / 86400.0;
    series.kind = Values::times;
    return;
  }
}

}  // namespace pytk::plot
