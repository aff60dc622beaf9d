// Lines of a text to rows of elements.
#pragma once

#include <complex>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/array/files.hpp>

namespace pytk::array {

/// Cuts a line into fields by the options' delimiter, quotes and comments.
class FieldCutter {
 public:
  explicit FieldCutter(const TextOptions& options) : options_(options) {}
  /// The fields stay valid until the next call. None for a line that is empty or a comment.
  const std::vector<std::string_view>& cut(std::string_view line, bool header = false);

 private:
  void by_space(std::string_view text);
  void by_delimiter(std::string_view text);
  void with_quotes(std::string_view text);
  const TextOptions& options_;
  std::vector<std::string_view> fields_;
  std::string unquoted_;
};

/// Rows of numbers or texts as they come; the width is the first row's.
class RowReader {
 public:
  RowReader(std::string name, const TextOptions& options, std::function<void(std::span<const double>)> on_row = {});
  /// False when no more rows are wanted.
  bool line(std::string_view text, std::int64_t number, std::vector<std::string>* names);
  /// The place after a line of plain numbers that begins at `at`; nullptr (and nothing has happened) for any other
  /// line.
  const char* plain_line(const char* at, const char* end);
  /// For the rest of a text in parts: this reader's width and kind, none of its rows.
  [[nodiscard]] RowReader continued() const;
  /// Room for the numbers of so much text: four characters each or more. What is not used costs nothing.
  void expect(std::size_t bytes) { if (store_ == Store::real) values_.reserve(bytes / 4); }
  [[nodiscard]] std::int64_t rows() const noexcept { return rows_; }
  [[nodiscard]] bool can_be_cut() const noexcept { return rows_ > 0 && plain_ && !on_row_; }
  /// All rows, then those of `others`.
  [[nodiscard]] Array result(std::span<const RowReader> others = {}) const;

 private:
  enum class Store : std::uint8_t { real, whole, complex, text };
  [[nodiscard]] Array elements(std::span<const RowReader> others, std::int64_t rows) const;
  void choose_names(std::vector<std::string>& names, const std::vector<std::string_view>& fields) const;
  void add_row(const std::vector<std::string_view>& fields, std::int64_t number);
  void add_field(std::string_view field, std::int64_t number, std::size_t column);
  void check_memory() const;
  [[nodiscard]] bool add_whole(std::string_view field);
  [[noreturn]] void refuse(std::string_view field, std::int64_t number, std::size_t column) const;

  std::string name_;
  const TextOptions& options_;
  std::function<void(std::span<const double>)> on_row_;
  FieldCutter cutter_;
  std::vector<double> values_, row_;
  std::vector<std::uint64_t> integers_;
  std::vector<std::complex<double>> complexes_;
  std::vector<std::string> texts_;
  std::size_t given_ = 0, width_ = 0;
  std::int64_t rows_ = 0;
  bool header_done_ = false, plain_ = false;
  Store store_ = Store::real;
};

}  // namespace pytk::array
