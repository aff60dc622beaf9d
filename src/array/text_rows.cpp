#include "text_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <optional>

#include <pytk/array/text_form.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "convert.hpp"
#include "parallel_parts.hpp"
#include "text_elements.hpp"
#include "text_fields.hpp"

namespace pytk::array {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view without_line_end(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == '\n')) text.remove_suffix(1);
  return text;
}

const char* past_blanks(const char* at, const char* end, bool tabs) {
  while (at != end && (*at == ' ' || (tabs && *at == '\t'))) ++at;
  return at;
}
// Numbers that fill the row up to the end of the line: the place of that end; nullptr for anything else.
const char* read_plain_row(const char* at, const char* end, std::optional<char> delimiter, std::span<double> row) {
  const bool spaces = !delimiter;
  for (std::size_t i = 0;; ++i) {
    at = past_blanks(at, end, spaces);
    if (at == end || i == row.size()) return nullptr;
    const char* stop = read_plain(at, end, row[i]);
    if (stop == nullptr) return nullptr;
    at = past_blanks(stop, end, spaces);
    if (at == end || *at == '\n' || *at == '\r') return i + 1 == row.size() ? at : nullptr;
    if (spaces) {
      if (at == stop) return nullptr;  // something sticks to the number
    } else if (*at++ != *delimiter) {
      return nullptr;
    }
  }
}

}  // namespace

const std::vector<std::string_view>& FieldCutter::cut(std::string_view text, bool header) {
  fields_.clear();
  text = without_line_end(text);
  if (options_.quote && text.find(*options_.quote) != std::string_view::npos) {
    with_quotes(text);
    return fields_;
  }
  if (!options_.comment.empty()) {
    const auto comment = text.find(options_.comment);
    // genfromtxt takes names even from a comment.
    if (comment != std::string_view::npos)
      text = header && comment == 0 ? text.substr(options_.comment.size()) : text.substr(0, comment);
  }
  if (!options_.delimiter) {
    by_space(text);
    return fields_;
  }
  // loadtxt passes over lines that are empty, genfromtxt over those of blanks as well.
  if (options_.missing || header) {
    const auto begin = text.find_first_not_of(' ');
    text = begin == std::string_view::npos ? std::string_view{}
                                           : text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
  }
  if (!text.empty()) by_delimiter(text);
  return fields_;
}
void FieldCutter::by_space(std::string_view text) {
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
void FieldCutter::by_delimiter(std::string_view text) {
  for (;;) {
    const auto at = text.find(*options_.delimiter);
    fields_.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return;
    text.remove_prefix(at + 1);
  }
}
// A quote opens at a field's beginning; what follows the closing one belongs to the field too.
void FieldCutter::with_quotes(std::string_view text) {
  const char quote = *options_.quote;
  unquoted_.clear();
  std::vector<std::pair<std::size_t, std::size_t>> places;
  std::size_t i = 0;
  const auto separates = [&](char c) { return options_.delimiter ? c == *options_.delimiter : is_space(c); };
  const auto comment_at = [&](std::size_t at) {
    return !options_.comment.empty() && text.substr(at, options_.comment.size()) == options_.comment;
  };
  for (;;) {
    if (!options_.delimiter)
      while (i < text.size() && is_space(text[i])) ++i;
    const bool ends = i >= text.size() || comment_at(i);
    if (ends && (!options_.delimiter || places.empty())) break;
    const auto begin = unquoted_.size();
    bool inside = i < text.size() && text[i] == quote;
    if (inside) ++i;
    for (; i < text.size(); ++i) {
      if (inside && text[i] == quote && i + 1 < text.size() && text[i + 1] == quote) unquoted_ += text[i++];
      else if (inside && text[i] == quote) inside = false;
      else if (!inside && (separates(text[i]) || comment_at(i))) break;
      else unquoted_ += text[i];
    }
    places.emplace_back(begin, unquoted_.size() - begin);
    if (i >= text.size() || comment_at(i)) break;
    ++i;
  }
  for (const auto& [begin, size] : places) fields_.push_back(std::string_view(unquoted_).substr(begin, size));
}

RowReader::RowReader(std::string name, const TextOptions& options, std::function<void(std::span<const double>)> on_row)
    : name_(std::move(name)), options_(options), on_row_(std::move(on_row)), cutter_(options) {
  const auto kind = options.dtype.kind;
  store_ = !is_number(kind)                    ? Store::text
           : is_integer(kind) || is_bool(kind) ? Store::whole
           : is_complex(kind)                  ? Store::complex
                                               : Store::real;
  if (on_row_) store_ = Store::real;
  static constexpr std::string_view simple = "\t,;:|!/_&%~^*=";
  plain_ = store_ == Store::real && options.most_rows < 0 &&
           (!options.delimiter || simple.find(*options.delimiter) != std::string_view::npos);
}

RowReader RowReader::continued() const {
  RowReader next(name_, options_);
  next.given_ = given_;
  next.width_ = width_;
  next.header_done_ = true;
  return next;
}

bool RowReader::line(std::string_view text, std::int64_t number, std::vector<std::string>* names) {
  if (number <= options_.skip_rows) return true;
  const bool header = options_.header && !header_done_;
  const auto& fields = cutter_.cut(text, header);
  if (fields.empty()) return true;
  if (header) {
    header_done_ = true;
    if (names != nullptr) choose_names(*names, fields);
    return true;
  }
  if (options_.most_rows >= 0 && rows_ >= options_.most_rows) return false;
  add_row(fields, number);
  return true;
}

const char* RowReader::plain_line(const char* at, const char* end) {
  if (!plain_ || width_ == 0) return nullptr;
  row_.resize(given_);
  at = read_plain_row(at, end, options_.delimiter, row_);
  if (at == nullptr) return nullptr;
  if (at != end && *at == '\r') ++at;
  if (at != end && *at != '\n') return nullptr;
  const auto have = values_.size();
  values_.resize(have + width_);
  if (options_.columns.empty())
    std::copy(row_.begin(), row_.end(), values_.begin() + static_cast<std::ptrdiff_t>(have));
  else
    for (std::size_t i = 0; i < width_; ++i) values_[have + i] = row_[normal_axis(options_.columns[i], given_)];
  ++rows_;
  if (on_row_) {
    on_row_(values_);
    values_.clear();
  }
  check_memory();
  return at == end ? end : at + 1;
}

void RowReader::choose_names(std::vector<std::string>& names, const std::vector<std::string_view>& fields) const {
  if (options_.columns.empty())
    for (const auto field : fields) names.emplace_back(trim(field));
  for (const auto column : options_.columns) names.emplace_back(trim(fields[normal_axis(column, fields.size())]));
}

void RowReader::add_row(const std::vector<std::string_view>& fields, std::int64_t number) {
  if (width_ == 0) {
    given_ = fields.size();
    width_ = options_.columns.empty() ? given_ : options_.columns.size();
  }
  const auto count = static_cast<std::int64_t>(fields.size());
  for (const auto column : options_.columns)
    if (column >= count || column < -count)
      throw fail(Fault::data, "there is no column {}: row {} has {}", column, rows_ + 1, count).at(name_, number);
  if (options_.columns.empty() && fields.size() != given_)
    throw fail(Fault::data, "the number of columns changed from {} to {} at row {}", given_, fields.size(), rows_ + 1)
        .at(name_, number);
  for (std::size_t i = 0; i < width_; ++i) {
    const auto column = options_.columns.empty() ? i : normal_axis(options_.columns[i], fields.size());
    add_field(fields[column], number, column);
  }
  ++rows_;
  if (on_row_) {
    on_row_(values_);
    values_.clear();
    return;
  }
  check_memory();
}
void RowReader::check_memory() const {
  if ((rows_ & 0xFFFF) == 0 && (values_.size() + integers_.size() + complexes_.size() * 2) * 8 > memory_limit())
    throw fail(Fault::data, "'{}' needs more memory than allowed", name_)
        .hint("raise --max-mem if the machine has more");
}

bool RowReader::add_whole(std::string_view field) {
  const auto kind = options_.dtype.kind;
  std::uint64_t bits = 0;
  if (is_bool(kind)) {
    // genfromtxt knows the words only, loadtxt the numbers only.
    if (options_.missing) integers_.push_back(lower(trim(field)) == "true" ? 1 : 0);
    else if (read_whole(field, true, bits)) integers_.push_back(bits != 0 ? 1 : 0);
    else return false;
    return true;
  }
  std::string plain;
  if (options_.missing && field.find('_') != std::string_view::npos) {  // Python's 1_000
    double any = 0;
    if (read_loose(field, any))
      std::copy_if(field.begin(), field.end(), std::back_inserter(plain), [](char c) { return c != '_'; });
  }
  if (read_whole(plain.empty() ? field : std::string_view(plain), !is_unsigned(kind), bits)) {
    integers_.push_back(bits);
    return true;
  }
  double value = 0;
  // genfromtxt reads the narrower types through floats, those of 64 bits as they stand.
  if (options_.missing && DType::size_of(kind) < 8 && read_loose(field, value) && std::isfinite(value))
    value = std::trunc(value);
  else if (options_.missing) value = std::isnan(*options_.missing) ? -1.0 : *options_.missing;
  else if (!read_field(field, value)) return false;  // loadtxt reads an integer through a float where it has to
  integers_.push_back(visit_kind(kind, [value]<class T>(TypeTag<T>) -> std::uint64_t {
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
      return static_cast<std::uint64_t>(to_integer<T>(value));
    else
      return 0;
  }));
  return true;
}
void RowReader::add_field(std::string_view field, std::int64_t number, std::size_t column) {
  switch (store_) {
    case Store::text: texts_.emplace_back(field); return;
    case Store::whole:
      if (add_whole(field)) return;
      break;
    case Store::complex: {
      std::complex<double> value;
      const bool good = read_complex(field, value);
      if (!good && !options_.missing) break;
      complexes_.push_back(good ? value : std::complex<double>(*options_.missing, 0));
      return;
    }
    case Store::real: {
      double value = 0;
      const bool good = options_.missing ? read_loose(field, value) : read_field(field, value);
      if (!good && !options_.missing) break;
      values_.push_back(good ? value : *options_.missing);
      return;
    }
  }
  refuse(field, number, column);
}
void RowReader::refuse(std::string_view field, std::int64_t number, std::size_t column) const {
  throw fail(Fault::data, "could not convert {} to {} at row {}, column {}", quoted_repr(fit(field, 60)),
             dtype_name(options_.dtype), rows_ + 1, column + 1)
      .at(name_, number, static_cast<std::int64_t>(column) + 1)
      .hint(
          trim(field).empty()
              ? "--missing nan takes empty fields"
              : "give the delimiter with -d, skip lines with --skip or --header, or take what is no number with --missing nan");
}

Array RowReader::elements(std::span<const RowReader> others, std::int64_t rows) const {
  const Shape shape{rows, static_cast<std::int64_t>(width_)};
  const auto joined = [&]<class T>(Kind kind, const std::vector<T> RowReader::* part) {
    Array a = Array::empty(kind, shape);
    std::vector<const RowReader*> all{this};
    for (const auto& other : others) all.push_back(&other);
    std::vector<std::size_t> at(all.size(), 0);
    for (std::size_t i = 1; i < all.size(); ++i) at[i] = at[i - 1] + (all[i - 1]->*part).size();
    in_parallel(static_cast<std::int64_t>(all.size()), [&](std::int64_t i) {
      const auto k = static_cast<std::size_t>(i);
      const auto& values = all[k]->*part;
      if (!values.empty()) std::memcpy(a.data() + at[k] * sizeof(T), values.data(), values.size() * sizeof(T));
    });
    return a;
  };
  switch (store_) {
    case Store::text: {
      Array a = text_array(texts_, shape);
      return options_.dtype.size > 4 || (options_.dtype.kind == Kind::bytes && options_.dtype.size > 1)
                 ? a.cast(options_.dtype)
                 : a;
    }
    case Store::whole:
      return joined(is_unsigned(options_.dtype.kind) ? Kind::uint64 : Kind::int64, &RowReader::integers_)
          .cast(options_.dtype);
    case Store::complex: return joined(Kind::complex128, &RowReader::complexes_).cast(options_.dtype);
    case Store::real: break;
  }
  return joined(Kind::float64, &RowReader::values_).cast(options_.dtype);
}

Array RowReader::result(std::span<const RowReader> others) const {
  auto rows = rows_;
  for (const auto& other : others) rows += other.rows_;
  const auto least = options_.least_dimensions;
  if (rows == 0) return Array::empty(options_.dtype, least > 1 ? Shape{0, 1} : Shape{0});
  Array a = elements(others, rows);
  const auto columns = static_cast<std::int64_t>(width_);
  if (least > 1) return a;
  if (columns == 1 && rows == 1) return a.reshaped(least == 0 ? Shape{} : Shape{1});
  return rows == 1 || columns == 1 ? a.reshaped({-1}) : a;
}

}  // namespace pytk::array
