// Records as columns in batches (Arrow's shape): a flat schema a stream, up to 4,096 rows or 256 KiB a batch.
//   Batch batch(schema);  batch[0].add_ip(src);  batch[1].add_uint(bytes);  batch.end_row();
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/address.hpp>

namespace pytk::record {

/// time and duration are int64 nanoseconds (UTC epoch); json is text that is already JSON and is written raw.
enum class Type : std::uint8_t { boolean, int64, uint64, float64, text, bytes, time, duration, ip, json };
[[nodiscard]] std::string_view type_name(Type type) noexcept;

/// A field's name is snake_case, dots make nested objects in JSON ("tls.sni").
struct Field {
  std::string name;
  Type type = Type::text;
  bool right = false;  ///< aligned tables set it to the right, as they do numbers
};
using Schema = std::vector<Field>;
/// Index of a field or -1.
[[nodiscard]] std::ptrdiff_t field_index(const Schema& schema, std::string_view name) noexcept;
/// The same, but throws Fault::usage with the nearest names.
[[nodiscard]] std::size_t field_or_throw(const Schema& schema, std::string_view name);

/// One column of values of one type; adders must match the type (asserted in debug builds).
class Column {
 public:
  explicit Column(Type type) : type_(type) {}
  [[nodiscard]] Type type() const noexcept { return type_; }
  [[nodiscard]] std::size_t size() const noexcept { return valid_.size(); }
  [[nodiscard]] bool null(std::size_t row) const noexcept { return valid_[row] == 0; }
  [[nodiscard]] std::size_t bytes() const noexcept {
    return text_.size() + numbers_.size() * 8 + ips_.size() * sizeof(Ip);
  }

  void add_null();
  void add_bool(bool value) { numbers_.push_back(value ? 1 : 0); valid_.push_back(1); }
  void add_int(std::int64_t value) { numbers_.push_back(static_cast<std::uint64_t>(value)); valid_.push_back(1); }
  void add_uint(std::uint64_t value) { numbers_.push_back(value); valid_.push_back(1); }
  void add_real(double value) { numbers_.push_back(std::bit_cast<std::uint64_t>(value)); valid_.push_back(1); }
  void add_time(std::int64_t nanoseconds) { add_int(nanoseconds); }
  void add_duration(std::int64_t nanoseconds) { add_int(nanoseconds); }
  void add_ip(const Ip& value) { ips_.push_back(value); valid_.push_back(1); }
  /// For text, bytes and json.
  void add_text(std::string_view value) {
    text_.append(value);
    ends_.push_back(text_.size());
    valid_.push_back(1);
  }
  /// Appends to the text under construction without ending it; end_text() ends it. Saves a copy in hot loops.
  [[nodiscard]] std::string& text_buffer() noexcept { return text_; }
  void end_text() { ends_.push_back(text_.size()); valid_.push_back(1); }

  [[nodiscard]] bool boolean(std::size_t row) const noexcept { return numbers_[row] != 0; }
  [[nodiscard]] std::int64_t int64(std::size_t row) const noexcept { return static_cast<std::int64_t>(numbers_[row]); }
  [[nodiscard]] std::uint64_t uint64(std::size_t row) const noexcept { return numbers_[row]; }
  [[nodiscard]] double real(std::size_t row) const noexcept { return std::bit_cast<double>(numbers_[row]); }
  [[nodiscard]] const Ip& ip(std::size_t row) const noexcept { return ips_[row]; }
  [[nodiscard]] std::string_view text(std::size_t row) const noexcept {
    const std::size_t from = row == 0 ? 0 : ends_[row - 1];
    return {text_.data() + from, ends_[row] - from};
  }
  void clear() noexcept;

 private:
  Type type_;
  std::vector<std::uint8_t> valid_;
  std::vector<std::uint64_t> numbers_;
  std::vector<Ip> ips_;
  std::string text_;
  std::vector<std::size_t> ends_;
};

class Batch {
 public:
  static constexpr std::size_t most_rows = 4096;
  static constexpr std::size_t most_bytes = 256U << 10U;
  explicit Batch(Schema schema);
  [[nodiscard]] const Schema& schema() const noexcept { return schema_; }
  [[nodiscard]] Column& operator[](std::size_t column) noexcept { return columns_[column]; }
  [[nodiscard]] const Column& operator[](std::size_t column) const noexcept { return columns_[column]; }
  [[nodiscard]] std::size_t columns() const noexcept { return columns_.size(); }
  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] bool full() const noexcept;
  void end_row() noexcept { ++rows_; }
  void set_rows(std::size_t rows) noexcept { rows_ = rows; }
  void clear() noexcept;
  /// Copies one row of `other` (same schema) to the end.
  void add_row_of(const Batch& other, std::size_t row);

 private:
  Schema schema_;
  std::vector<Column> columns_;
  std::size_t rows_ = 0;
};

/// The value as text, as CSV prints it ("" for null).
void append_value(std::string& out, const Column& column, std::size_t row);

}  // namespace pytk::record
