// What readers of one record a line share: the loop over lines, fixed columns, bad lines.
#pragma once

#include <string_view>

#include "table/inputs.hpp"

namespace pytk::table {

[[nodiscard]] RecordEnd whole_lines(std::string_view text) noexcept;

/// An Input whose records are lines; the derived class fills a row from one.
class LineInput : public Input {
 public:
  LineInput(Opening opening, Columns columns);
  [[nodiscard]] const Columns& columns() const override { return columns_; }
  [[nodiscard]] bool take(Piece& piece) override;
  void parse(Piece& piece, Rows& rows) override;

 protected:
  /// Fills all cells of `row`; an empty reason means success. A line may be passed over with `skip`.
  struct Verdict { const char* reason = nullptr; bool skip = false; };
  [[nodiscard]] virtual Verdict one_line(std::string_view line, Cell* row, Arena& arena) const = 0;

  /// Types from the head of the file, for columns that are text so far.
  void sniff_types();

  std::unique_ptr<Blocks> blocks_;
  ReadOptions options_;
  OnReject reject_;
  Warn warn_;
  Columns columns_;
  const Columns* known_ = nullptr;
  Sniffed* sniffed_ = nullptr;  ///< filled where somebody asks what was found
};

}  // namespace pytk::table
