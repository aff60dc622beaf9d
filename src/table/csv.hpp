// Delimited text: dialect, the cut of a stream into pieces of whole records, and the splitter.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/table/input.hpp>

namespace pytk::table {

struct Dialect {
  char delimiter = ',';
  char quote = '"';     ///< 0: no quoting
  char escape = 0;      ///< 0: a quote inside quotes is doubled
  char comment = 0;     ///< 0: none
  char newline = '\n';  ///< '\r' for files of old Macs
};

/// Chooses delimiter and quote from whole records at the head of a file.
/// `complete`: the sample is the whole file.
[[nodiscard]] Dialect sniff_dialect(std::string_view sample, bool complete, const ReadOptions& options);

/// The end of the last whole record in `text`, 0 when there is none; counts line ends up to there.
struct RecordEnd { std::size_t end = 0; std::int64_t lines = 0; };
[[nodiscard]] RecordEnd last_record_end(std::string_view text, const Dialect& dialect) noexcept;

struct BadRecord { std::int64_t line; std::string reason; std::string_view raw; };

/// Splits whole records into cells. 64 readable bytes must stand behind `text`.
class Splitter {
 public:
  Splitter(const Dialect& dialect, std::size_t columns, const std::vector<std::string>& missing, BadRows policy);
  /// What to do with a bad record: throws, or reports; called in order within one piece.
  using OnBad = std::function<void(const BadRecord&)>;
  /// `last`: text ends where the file ends, so a record may lack its line end.
  void split(std::string_view text, std::int64_t first_line, Rows& rows, const OnBad& on_bad) const;
  /// Only the fields of one record (the header), and where the next begins; columns may be any number.
  std::size_t record(std::string_view text, std::vector<Cell>& cells, Arena& arena) const;

 private:
  struct Scan;
  template <bool Quotes>
  void split_all(std::string_view text, std::int64_t first_line, Rows& rows, const OnBad& on_bad) const;
  [[nodiscard]] bool is_missing(std::string_view text) const noexcept {
    return text.empty() ? empty_is_missing_ : more_missing_ && is_named_missing(text);
  }
  [[nodiscard]] bool is_named_missing(std::string_view text) const noexcept;
  void fix_row(Scan& scan, Rows& rows, Cell* row, std::size_t fields, const OnBad& on_bad) const;
  Dialect dialect_;
  std::size_t columns_;
  std::vector<std::string> missing_;
  bool empty_is_missing_ = true, more_missing_ = false;
  std::size_t longest_missing_ = 0;
  BadRows policy_;
};

/// a, a_2, col3: header names as columns are called.
void name_columns(std::vector<std::string>& names);

}  // namespace pytk::table
