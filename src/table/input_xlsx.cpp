// Workbooks in. Sheets are found through workbook.xml and its relations, never by file name; rows and cells may be
// sparse, <dimension> is not believed, and a number is a date only where its style says so.
#include <algorithm>
#include <cmath>
#include <map>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "table/csv.hpp"
#include "table/databases.hpp"
#include "table/inputs.hpp"
#include "table/workbook.hpp"

namespace pytk::table {
namespace {

constexpr std::size_t most_columns = 16'384;
constexpr std::size_t sample_rows = 1000;

struct Range { std::size_t first_row = 1, last_row = SIZE_MAX, first_column = 0, last_column = most_columns - 1; };

/// "B12" to row and column; false when it is something else.
bool parse_reference(std::string_view text, std::size_t& row, std::size_t& column) noexcept {
  std::size_t at = 0, letters = 0, number = 0;
  for (; at < text.size() && ((text[at] | 0x20) >= 'a' && (text[at] | 0x20) <= 'z') && at < 3; ++at)
    letters = letters * 26 + static_cast<std::size_t>((text[at] | 0x20) - 'a' + 1);
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9' && number < 100'000'000; ++at)
    number = number * 10 + static_cast<std::size_t>(text[at] - '0');
  if (at != text.size() || letters == 0 || letters > most_columns) return false;
  row = number;
  column = letters - 1;
  return true;
}

Range parse_range(std::string_view text) {
  Range range;
  if (text.empty()) return range;
  const auto colon = text.find(':');
  std::size_t row = 0, column = 0;
  if (!parse_reference(text.substr(0, colon), row, column))
    throw fail(Fault::usage, "'{}' is no range such as A1:F100", text);
  range.first_row = std::max<std::size_t>(row, 1);
  range.first_column = column;
  if (colon == std::string_view::npos) {
    range.last_row = range.first_row;
    range.last_column = column;
    return range;
  }
  if (!parse_reference(text.substr(colon + 1), row, column))
    throw fail(Fault::usage, "'{}' is no range such as A1:F100", text);
  if (row > 0) range.last_row = row;
  range.last_column = column;
  if (range.last_row < range.first_row || range.last_column < range.first_column)
    throw fail(Fault::usage, "the range '{}' is empty", text);
  return range;
}

class SheetInput final : public Input {
 public:
  SheetInput(const std::string& path, const ReadOptions& options)
      : options_(options), book_(path), range_(parse_range(options.range)), sheet_(book_.open_sheet(options.sheet)) {
    for (std::uint64_t i = 0; i < options_.skip; ++i)
      if (!next_row(row_)) break;
    std::vector<std::string> names;
    std::vector<Row> held;
    Row first;
    while (next_row(first) && first.empty()) first.clear();
    const bool header = options_.header.value_or(true);
    std::size_t width = first.size();
    if (!header) held.push_back(first);
    Row row;
    while (held.size() < sample_rows && next_row(row)) {
      width = std::max(width, row.size());
      held.push_back(row);
    }
    for (std::size_t i = 0; i < width; ++i) names.push_back(header && i < first.size() ? first[i].second : "");
    std::copy_n(options_.names.begin(), std::min(options_.names.size(), names.size()), names.begin());
    name_columns(names);
    for (auto& name : names) columns_.push_back({std::move(name), Type::text});
    for (auto& each : held) ahead_.push_back(std::move(each));
    Rows sample;
    sample.reset(columns_.size());
    for (const auto& each : ahead_) add(each, sample);
    guess_types(columns_, sample);
    force_types(columns_, options_);
  }

  [[nodiscard]] const Columns& columns() const override { return columns_; }

  [[nodiscard]] bool take(Piece& piece) override {
    piece.rows = std::make_unique<Rows>();
    piece.rows->reset(columns_.size());
    piece.index = index_++;
    for (; ahead_at_ < ahead_.size(); ++ahead_at_) add(ahead_[ahead_at_], *piece.rows);
    ahead_.clear();
    ahead_at_ = 0;
    while (piece.rows->count() < 2048 && next_row(row_)) add(row_, *piece.rows);
    return piece.rows->count() > 0;
  }
  void parse(Piece& piece, Rows& rows) override { rows = std::move(*piece.rows); }

 private:
  // Texts and numbers of one row; a missing cell is (null, "").
  using Row = std::vector<std::pair<Kind, std::string>>;

  void add(const Row& from, Rows& rows) const {
    if (std::all_of(from.begin(), from.end(), [](const auto& c) { return c.first == Kind::null; })) return;
    Cell* to = rows.new_row();
    for (std::size_t i = 0; i < columns_.size(); ++i)
      to[i] = i < from.size() && from[i].first != Kind::null ? cell(rows.arena().keep(from[i].second), from[i].first)
                                                             : Cell{};
    rows.end_row();
  }

  bool next_row(Row& row) {
    row.clear();
    for (;;) {
      const auto number = sheet_->next_row();
      if (number == 0 || number > range_.last_row) return false;
      std::size_t column = 0;
      Kind kind = Kind::null;
      std::string text;
      while (sheet_->next_cell(column, kind, text)) {
        if (number < range_.first_row || column < range_.first_column || column > range_.last_column) continue;
        column -= range_.first_column;
        if (column >= row.size()) row.resize(column + 1, {Kind::null, ""});
        row[column] = {kind, text};
      }
      if (number >= range_.first_row) return true;
    }
  }

  ReadOptions options_;
  Workbook book_;
  Range range_;
  std::unique_ptr<Sheet> sheet_;
  Columns columns_;
  std::vector<Row> ahead_;
  std::size_t ahead_at_ = 0;
  Row row_;
  std::uint64_t index_ = 0;
};

}  // namespace

std::unique_ptr<Input> open_workbook(const std::string& path, const ReadOptions& options) {
  return std::make_unique<SheetInput>(path, options);
}

}  // namespace pytk::table
