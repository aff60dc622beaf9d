// Records that are lines.
#include "table/input_lines.hpp"

#include <algorithm>

namespace pytk::table {

RecordEnd whole_lines(std::string_view text) noexcept {
  const auto newline = text.rfind('\n');
  if (newline == std::string_view::npos) return {};
  return {newline + 1, count_bytes(text.substr(0, newline + 1), '\n')};
}

LineInput::LineInput(Opening opening, Columns columns)
    : blocks_(std::move(opening.blocks)), options_(*opening.options), reject_(std::move(opening.reject)),
      warn_(std::move(opening.warn)),
      columns_(std::move(columns)), known_(opening.known), sniffed_(opening.sniffed) {}

bool LineInput::take(Piece& piece) { return blocks_->take(piece, whole_lines); }

void LineInput::parse(Piece& piece, Rows& rows) {
  rows.reset(columns_.size());
  rows.hold(piece.owner);
  rows.first_line = piece.first_line;
  rows.bytes = piece.bytes;
  std::string_view text = piece.bytes;
  for (std::int64_t number = piece.first_line; !text.empty(); ++number) {
    const auto newline = text.find('\n');
    std::string_view line = text.substr(0, newline);
    text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || (options_.comment && line[0] == *options_.comment)) continue;
    Cell* row = rows.new_row();
    std::fill_n(row, columns_.size(), Cell{});
    const Verdict verdict = one_line(line, row, rows.arena());
    if (verdict.skip) continue;
    if (verdict.reason != nullptr) {
      bad_row(options_, reject_, blocks_->name(), number, verdict.reason, line);
      if (options_.bad_rows == BadRows::skip) continue;
    }
    rows.end_row();
  }
}

void LineInput::sniff_types() {
  if (known_ != nullptr) {
    columns_ = *known_;
    return;
  }
  Piece piece;
  const auto sample = blocks_->sample();
  const auto end = blocks_->sample_is_all() ? sample.size() : whole_lines(sample).end;
  auto owner = std::make_shared<std::string>(sample.substr(0, end));
  owner->reserve(owner->size() + 64);
  piece.bytes = *owner;
  piece.owner = std::move(owner);
  Rows rows;
  const BadRows policy = std::exchange(options_.bad_rows, BadRows::skip);
  const OnReject reject = std::exchange(reject_, {});
  parse(piece, rows);
  options_.bad_rows = policy;
  reject_ = reject;
  if (rows.count() > 10'000) rows.cut(10'000);
  const Columns before = columns_;
  guess_types(columns_, rows);
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (before[i].type != Type::text) columns_[i].type = before[i].type;
  force_types(columns_, options_);
  if (sniffed_ != nullptr) sniffed_->rows_sampled = rows.count();
}

}  // namespace pytk::table
