// The inside of a workbook: parts, shared strings, styles, and a sheet as rows of cells, pulled in flat memory.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/table/input.hpp>
#include "table/xml.hpp"
#include "table/zip.hpp"

namespace pytk::table {

class Sheet {
 public:
  virtual ~Sheet() = default;
  /// Number of the next row (1 is the first), 0 at the end.
  [[nodiscard]] virtual std::size_t next_row() = 0;
  /// The next cell of the row: text for strings, json for numbers and truths, raw for dates.
  [[nodiscard]] virtual bool next_cell(std::size_t& column, Kind& kind, std::string& text) = 0;
};

class Workbook {
 public:
  explicit Workbook(const std::string& path);
  /// By name or number (1 is the first); the first one when empty.
  [[nodiscard]] std::unique_ptr<Sheet> open_sheet(const std::string& which);
  [[nodiscard]] std::string_view shared(std::size_t index) const;
  [[nodiscard]] bool is_date(std::size_t style) const noexcept { return style < dates_.size() && dates_[style]; }
  [[nodiscard]] bool from_1904() const noexcept { return from_1904_; }

 private:
  void read_sheets();
  void read_shared();
  void read_styles();
  ZipReader zip_;
  struct Named { std::string name, part; };
  std::vector<Named> sheets_;
  Arena shared_bytes_;                     ///< a million short texts: no allocation each
  std::deque<std::string_view> shared_;
  std::vector<bool> dates_;
  std::string shared_part_ = "xl/sharedStrings.xml", styles_part_ = "xl/styles.xml";
  bool from_1904_ = false;
};

/// A serial date as ISO text: a date alone when it has no time, rounded to milliseconds.
[[nodiscard]] std::string serial_date(double serial, bool from_1904);
/// True when a number format shows dates or times.
[[nodiscard]] bool is_date_format(std::size_t id, std::string_view code) noexcept;

[[nodiscard]] std::unique_ptr<Input> open_workbook(const std::string& path, const ReadOptions& options);

}  // namespace pytk::table
