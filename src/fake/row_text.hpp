// Rows as text, written by the generators straight into the block's buffer.
#pragma once

#include "column.hpp"

namespace pytk::fake {

/// Rows of one INSERT statement.
inline constexpr std::uint64_t sql_rows = 100;

class RowText {
 public:
  RowText(const TablePlan& table, TextStyle style);
  /// The rows [from, to), behind what `out` holds.
  void append(Row& row, std::uint64_t from, std::uint64_t to, TextBuffer& out) const;

 private:
  void name_members();
  void name_columns();
  template <class Marks>
  void append_delimited(Row& row, std::uint64_t from, std::uint64_t to, char delimiter, TextBuffer& out) const;
  void append_plain(Row& row, std::uint64_t from, std::uint64_t to, TextBuffer& out) const;
  void append_jsonl(Row& row, std::uint64_t from, std::uint64_t to, TextBuffer& out) const;
  void append_sql(Row& row, std::uint64_t from, std::uint64_t to, TextBuffer& out) const;
  const TablePlan& table_;
  TextStyle style_;
  std::vector<std::string> before_;  ///< what stands before each value
  std::string head_;                 ///< of an INSERT statement
};

/// "a""b": a name as SQL quotes it.
[[nodiscard]] std::string sql_name(std::string_view name);

}  // namespace pytk::fake
