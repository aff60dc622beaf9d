// Rows as table's own verbs see them: cells that point into the bytes they were read from, so that a value nobody
// computed is written back byte for byte. One cell is 16 bytes; a Rows keeps everything alive that its cells point to.
//   Rows rows;  while (stream.next(rows)) for (size_t r = 0; r < rows.count(); ++r) use(rows.at(r, 0).text());
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pytk::table {

/// What the values of a column look like. Only `json` columns hold JSON text (mixed or nested values).
enum class Type : std::uint8_t { text, integer, real, boolean, time, json };
[[nodiscard]] std::string_view type_name(Type type) noexcept;

struct Column {
  std::string name;
  Type type = Type::text;
};
using Columns = std::vector<Column>;

/// Index of a column; throws Fault::usage with the nearest names.
[[nodiscard]] std::size_t column_index(const Columns& columns, std::string_view name);
[[nodiscard]] std::ptrdiff_t find_column(const Columns& columns, std::string_view name) noexcept;

/// raw: text of an untyped source, which counts as what its column's type says where it fits;
/// text: a string for certain; json: a JSON value as it is written.
enum class Kind : std::uint8_t { null, raw, text, json };

struct Cell {
  const char* data = nullptr;
  std::uint32_t size = 0;
  Kind kind = Kind::null;
  [[nodiscard]] std::string_view text() const noexcept { return {data, size}; }
  [[nodiscard]] bool null() const noexcept { return kind == Kind::null; }
};
[[nodiscard]] inline Cell cell(std::string_view text, Kind kind) noexcept {
  return {text.data(), static_cast<std::uint32_t>(text.size()), kind};
}

/// Memory for texts that do not stand in the input as they are (unescaped, formatted); addresses stay.
class Arena {
 public:
  [[nodiscard]] std::string_view keep(std::string_view text);
  /// Room for `size` bytes.
  [[nodiscard]] char* room(std::size_t size);
  void clear() noexcept;

 private:
  static constexpr std::size_t block_bytes = 64U << 10U;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::vector<std::unique_ptr<char[]>> large_;
  std::size_t block_ = 0, used_ = block_bytes;
};

/// Some rows, row after row.
class Rows {
 public:
  /// Forgets the rows, keeps the memory.
  void reset(std::size_t columns);
  [[nodiscard]] std::size_t columns() const noexcept { return columns_; }
  [[nodiscard]] std::size_t count() const noexcept { return rows_; }
  [[nodiscard]] const Cell& at(std::size_t row, std::size_t column) const noexcept {
    return cells_[row * columns_ + column];
  }
  [[nodiscard]] Cell* row(std::size_t row) noexcept { return cells_.data() + row * columns_; }
  [[nodiscard]] const Cell* row(std::size_t row) const noexcept { return cells_.data() + row * columns_; }
  /// Room for one more row, whose cells the caller sets, every one; it counts after end_row().
  [[nodiscard]] Cell* new_row() {
    if (cells_.size() < (rows_ + 1) * columns_) grow();
    return cells_.data() + rows_ * columns_;
  }
  void end_row() noexcept { ++rows_; }
  void cut(std::size_t rows) noexcept { rows_ = rows; }
  [[nodiscard]] Arena& arena() noexcept { return arena_; }
  /// Keeps a buffer alive as long as these rows.
  void hold(std::shared_ptr<const void> owner) { owners_.push_back(std::move(owner)); }
  /// 1-based line of the first of these rows in its file, 0 when unknown.
  std::int64_t first_line = 0;
  /// What they were cut from, when first_line is known.
  std::string_view bytes = {};
  /// Line in which something in `bytes` stands, 0 when it does not stand there.
  [[nodiscard]] std::int64_t line_of(const char* at) const noexcept;

 private:
  void grow();
  std::size_t columns_ = 0, rows_ = 0;
  std::vector<Cell> cells_;
  Arena arena_;
  std::vector<std::shared_ptr<const void>> owners_;
};

/// Rows one after another; columns() may only grow, at its end, and only before next() returns.
class Stream {
 public:
  virtual ~Stream() = default;
  [[nodiscard]] virtual const Columns& columns() const = 0;
  [[nodiscard]] virtual bool next(Rows& rows) = 0;
};

/// How often `wanted` stands in a text: line ends of a piece, mostly.
[[nodiscard]] std::int64_t count_bytes(std::string_view text, char wanted) noexcept;

// What a text is, as the type sniffer sees it (table.md 5).
[[nodiscard]] bool is_integer(std::string_view text) noexcept;   ///< without leading zeros, within 64 bits
[[nodiscard]] bool is_real(std::string_view text) noexcept;      ///< with a point, or an exponent with a sign
[[nodiscard]] bool is_boolean(std::string_view text) noexcept;   ///< true, false
[[nodiscard]] bool is_time(std::string_view text) noexcept;      ///< ISO 8601 / RFC 3339 date or date and time
[[nodiscard]] bool is_json_number(std::string_view text) noexcept;

/// The narrowest type that holds all of `seen` and `text`; start with nothing seen.
class TypeGuess {
 public:
  void see(std::string_view text) noexcept;
  [[nodiscard]] Type type() const noexcept;
  [[nodiscard]] bool seen_any() const noexcept { return any_; }

 private:
  bool any_ = false, integer_ = true, real_ = true, boolean_ = true, time_ = true;
};

}  // namespace pytk::table
