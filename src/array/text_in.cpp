// Text in: the rules of loadtxt (strict) and genfromtxt (missing values become a number).
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include <pytk/array/files.hpp>
#include <pytk/array/text_form.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "convert.hpp"
#include "text_elements.hpp"

namespace pytk::array {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Plain decimal notation only: no hexadecimal, no underscores; nan, inf and infinity in any case.
bool read_field(std::string_view field, double& out) {
  const char* begin = field.data();
  const char* end = begin + field.size();
  if (begin != end && *begin == '+') {
    ++begin;
    if (begin != end && *begin == '-') return false;
  }
  const auto [stop, error] = std::from_chars(begin, end, out);
  if (stop != end || begin == end) return false;
  if (error == std::errc::result_out_of_range) {  // as strtod: too large is infinite, too small is zero
    const auto exponent = field.find_first_of("eE");
    const bool tiny = exponent != std::string_view::npos ? field.find('-', exponent) != std::string_view::npos : field.find_first_of("123456789") > field.find('.');
    out = std::copysign(tiny ? 0.0 : HUGE_VAL, field[0] == '-' ? -1.0 : 1.0);
    return true;
  }
  return error == std::errc{} && std::string_view(begin, field.size()).find('(') == std::string_view::npos;
}

/// Rows of numbers as they come; the width is the first row's.
class Reader {
 public:
  Reader(const io::Source& source, const TextOptions& options, const std::function<void(std::span<const double>)>& on_row = {})
      : name_(source.name()), options_(options), on_row_(on_row) {}

  /// False when no more rows are wanted.
  bool line(std::string_view text, std::int64_t number, std::vector<std::string>* names) {
    if (number <= options_.skip_rows) return true;
    const bool header = options_.header && !header_done_;
    if (const auto comment = text.find('#'); comment != std::string_view::npos) {
      // genfromtxt takes names even from a comment.
      text = header && comment == 0 ? text.substr(1) : text.substr(0, comment);
    }
    cut(text);
    if (fields_.empty()) return true;
    if (header) {
      header_done_ = true;
      if (names != nullptr) choose_names(*names);
      return true;
    }
    if (options_.most_rows >= 0 && rows_ >= options_.most_rows) return false;
    add_row(number);
    return true;
  }
  [[nodiscard]] Array result() const {
    const auto columns = static_cast<std::int64_t>(width_);
    const Array a = text_ ? text_array(texts_, {rows_, columns}) : numbers();
    if (rows_ == 0) return Array::empty(options_.dtype, {0});
    if (columns == 1 && rows_ == 1) return a.reshaped({});
    if (rows_ == 1 || columns == 1) return a.reshaped({-1});
    return a;
  }

 private:
  [[nodiscard]] Array numbers() const {
    const Array a = Array::empty(whole_ ? DType(Kind::int64) : DType(Kind::float64), {rows_, static_cast<std::int64_t>(width_)});
    if (a.bytes() > 0) std::memcpy(a.data(), whole_ ? static_cast<const void*>(integers_.data()) : values_.data(), static_cast<std::size_t>(a.bytes()));
    return a.cast(options_.dtype);
  }
  void cut(std::string_view text) {
    fields_.clear();
    if (!options_.delimiter) {
      const char* at = text.data();
      const char* end = at + text.size();
      for (;;) {
        while (at != end && is_space(*at)) ++at;
        if (at == end) return;
        const char* begin = at;
        while (at != end && !is_space(*at)) ++at;
        fields_.emplace_back(begin, static_cast<std::size_t>(at - begin));
      }
    }
    if (trim(text).empty()) return;
    for (;;) {
      const auto at = text.find(*options_.delimiter);
      fields_.push_back(trim(text.substr(0, at)));
      if (at == std::string_view::npos) return;
      text.remove_prefix(at + 1);
    }
  }
  void choose_names(std::vector<std::string>& names) const {
    if (options_.columns.empty()) names.assign(fields_.begin(), fields_.end());
    for (const auto column : options_.columns) names.emplace_back(fields_[normal_axis(column, fields_.size())]);
  }
  void add_row(std::int64_t number) {
    if (rows_ == 0) {
      given_ = fields_.size();
      width_ = options_.columns.empty() ? given_ : options_.columns.size();
      for (const auto column : options_.columns)
        if (column >= static_cast<std::int64_t>(given_) || column < -static_cast<std::int64_t>(given_))
          throw fail(Fault::data, "there is no column {}: the row has {}", column, given_).at(name_, number);
      text_ = !is_number(options_.dtype.kind);
      whole_ = is_integer(options_.dtype.kind);
    }
    if (fields_.size() != given_)
      throw fail(Fault::data, "the number of columns changed from {} to {} at row {}", given_, fields_.size(), rows_ + 1).at(name_, number);
    for (std::size_t i = 0; i < width_; ++i) {
      const auto column = options_.columns.empty() ? i : normal_axis(options_.columns[i], given_);
      add_field(fields_[column], number, column);
    }
    ++rows_;
    if (on_row_) {
      on_row_(values_);
      values_.clear();
      return;
    }
    if ((rows_ & 0xFFFF) == 0 && (values_.size() + integers_.size()) * 8 > memory_limit())
      throw fail(Fault::data, "'{}' needs more memory than allowed", name_).hint("raise --max-mem if the machine has more");
  }
  void add_field(std::string_view field, std::int64_t number, std::size_t column) {
    if (text_) {
      texts_.emplace_back(field);
      return;
    }
    double value = 0;
    if (whole_) {
      std::int64_t integer = 0;
      const auto [stop, error] = std::from_chars(field.data() + (field.starts_with('+') ? 1 : 0), field.data() + field.size(), integer);
      if (error == std::errc{} && stop == field.data() + field.size()) {
        integers_.push_back(integer);
        return;
      }
      if (options_.missing) {
        integers_.push_back(read_field(field, value) ? to_integer<std::int64_t>(value) : to_integer<std::int64_t>(std::isnan(*options_.missing) ? -1.0 : *options_.missing));
        return;
      }
      // An integer type reads 1.0 too, as loadtxt does for now.
      if (read_field(field, value) && std::trunc(value) == value) {
        integers_.push_back(to_integer<std::int64_t>(value));
        return;
      }
    } else if (read_field(field, value)) {
      values_.push_back(value);
      return;
    } else if (options_.missing) {
      values_.push_back(*options_.missing);
      return;
    }
    throw fail(Fault::data, "could not convert {} to {} at row {}, column {}", quoted_repr(fit(field, 60)), dtype_name(options_.dtype), rows_ + 1, column + 1)
        .at(name_, number, static_cast<std::int64_t>(column) + 1)
        .hint(field.empty() ? "--missing nan takes empty fields" : "give the delimiter with -d, skip lines with --skip or --header, or take what is no number with --missing nan");
  }

  std::string name_;
  const TextOptions& options_;
  std::function<void(std::span<const double>)> on_row_;
  std::vector<std::string_view> fields_;
  std::vector<double> values_;
  std::vector<std::int64_t> integers_;
  std::vector<std::string> texts_;
  std::size_t given_ = 0, width_ = 0;
  std::int64_t rows_ = 0;
  bool header_done_ = false, text_ = false, whole_ = false;
};

void feed(io::Source& source, Reader& reader, std::vector<std::string>* names) {
  if (const auto mapped = text_of(source.mapped()); !mapped.empty()) {
    std::int64_t number = 0;
    for (std::size_t at = 0; at < mapped.size();) {
      const auto* found = static_cast<const char*>(std::memchr(mapped.data() + at, '\n', mapped.size() - at));
      const auto end = found != nullptr ? static_cast<std::size_t>(found - mapped.data()) : mapped.size();
      if (!reader.line(mapped.substr(at, end - at), ++number, names)) break;
      at = end + 1;
    }
    return;
  }
  io::LineReader lines(source);
  for (std::string_view line; lines.next(line);)
    if (!reader.line(line, lines.number(), names)) break;
}

}  // namespace

Array read_text(io::Source& source, const TextOptions& options, std::vector<std::string>* names) {
  Reader reader(source, options);
  feed(source, reader, names);
  return reader.result();
}

void read_rows(io::Source& source, const TextOptions& options, std::vector<std::string>* names, const std::function<void(std::span<const double>)>& on_row) {
  Reader reader(source, options, on_row);
  feed(source, reader, names);
}

}  // namespace pytk::array
