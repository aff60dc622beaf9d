// Numbers out of lines of text, only those of the wanted columns.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <iterator>

#include <fmt/core.h>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "plot/decimal.hpp"
#include "plot/load.hpp"

namespace pytk::plot {

/// Numbers from whole lines of text, only of the wanted columns.
class NumberLines {
 public:
  NumberLines(const Layout& layout, const std::vector<std::size_t>& chosen, Data& data)
      : separator_(layout.separator), data_(data), skip_(layout.header) {
    slot_.assign(chosen.empty() ? 0 : *std::max_element(chosen.begin(), chosen.end()) + 1, -1);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      slot_[chosen[i]] = static_cast<std::ptrdiff_t>(i);
      data.columns.push_back({layout.names[chosen[i]], Values::numbers, {}, {}, {}, chosen[i] + 1});
    }
  }

  void reserve(std::size_t rows) {
    for (Series& series : data_.columns) series.numbers.reserve(rows);
  }

  /// Numbers that are alone in their lines also go there, until one does not fit.
  void pack_into(PackedDecimals* packed) { packed_ = packed; }

  /// `text` ends at the end of a line.
  void add(const char* at, const char* end) {
    while (at < end) {
      if (slot_.size() == 1 && !skip_) at = plain_lines(at, end);
      if (at >= end) return;
      const auto* stop = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
      if (stop == nullptr) stop = end;
      ++line_;
      const char* last = stop;
      if (last > at && last[-1] == '\r') --last;
      if (last > at && *at != '#') line(at, last);
      at = stop + 1;
    }
  }

 private:
  /// Lines that are nothing but one number, as far as they go: the quickest way through a single column.
  const char* plain_lines(const char* at, const char* end) {
    std::vector<double>& numbers = data_.columns[0].numbers;
    double part[256];
    std::size_t count = 0;
    const auto flush = [&] {
      numbers.insert(numbers.end(), part, part + count);
      data_.rows += count;
      line_ += static_cast<std::int64_t>(count);
      count = 0;
    };
    while (at < end) {
      Decimal decimal;
      const char* stop = read_decimal(at, end, decimal);
      if (stop != nullptr && stop != end && *stop == '\r') ++stop;
      if (stop == nullptr || stop == end || *stop != '\n') break;
      at = stop + 1;
      part[count] = decimal.value();
      if (packed_ != nullptr && !packed_->add(decimal)) packed_ = nullptr;
      if (++count == std::size(part)) flush();
    }
    flush();
    return at;
  }

  static const char* skip_blanks(const char* at, const char* end) {
    while (at < end && (*at == ' ' || *at == '\t')) ++at;
    return at;
  }

  void line(const char* at, const char* end) {
    if (skip_) {
      skip_ = false;
      return;
    }
    const std::size_t row = static_cast<std::size_t>(data_.rows++);
    for (std::size_t column = 0; column < slot_.size() && at <= end; ++column) {
      if (separator_ == ' ') at = skip_blanks(at, end);
      if (slot_[column] >= 0) {
        at = number(at, end, data_.columns[static_cast<std::size_t>(slot_[column])]);
      } else {
        at = cell_end(at, end);
      }
      if (separator_ != ' ') ++at;
    }
    for (Series& series : data_.columns)
      if (series.numbers.size() == row) series.numbers.push_back(std::nan(""));
  }

  [[nodiscard]] const char* cell_end(const char* at, const char* end) const {
    if (separator_ == ' ') {
      while (at < end && *at != ' ' && *at != '\t') ++at;
      return at;
    }
    const auto* stop = static_cast<const char*>(std::memchr(at, separator_, static_cast<std::size_t>(end - at)));
    return stop == nullptr ? end : stop;
  }

  const char* number(const char* at, const char* end, Series& series) {
    while (at < end && *at == ' ') ++at;
    double value = 0;
    const auto ends = [&](const char* stop) {
      return stop == end || *stop == separator_ || (separator_ == ' ' && *stop == '\t');
    };
    // The usual case: digits up to the separator.
    if (const char* stop = read_decimal(at, end, value); stop != nullptr && ends(stop)) {
      series.numbers.push_back(value);
      return stop;
    }
    if (const auto [stop, error] = std::from_chars(at, end, value); error == std::errc{} && ends(stop)) {
      series.numbers.push_back(value);
      return stop;
    }
    const char* last = cell_end(at, end);
    const std::string_view cell = trim({at, static_cast<std::size_t>(last - at)});
    if (!read_real(cell, value)) {
      value = std::nan("");
      if (!cell.empty() && data_.bad_cells++ == 0) {
        data_.first_bad_line = line_;
        data_.first_bad = fmt::format("'{}' in column '{}'", escape_controls(fit(cell, 40)), series.name);
      }
    }
    series.numbers.push_back(value);
    return last;
  }

  char separator_;
  Data& data_;
  bool skip_;
  std::int64_t line_ = 0;
  std::vector<std::ptrdiff_t> slot_;
  PackedDecimals* packed_ = nullptr;
};

}  // namespace pytk::plot
