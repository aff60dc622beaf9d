// Delimited text as an Input.
#include <algorithm>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "table/inputs.hpp"
#include "table/typed.hpp"

namespace pytk::table {
namespace {

class CsvInput final : public Input {
 public:
  explicit CsvInput(Opening opening)
      : blocks_(std::move(opening.blocks)), options_(*opening.options), reject_(std::move(opening.reject)) {
    blocks_->skip_lines(options_.skip);
    const std::string_view sample = blocks_->sample();
    dialect_ = sniff_dialect(sample, blocks_->sample_is_all(), options_);
    read_header(sample);
    splitter_ = std::make_unique<Splitter>(dialect_, columns_.size(), options_.missing, options_.bad_rows);
    if (opening.known != nullptr) columns_ = *opening.known;
    else sniff_types(opening.sniffed);
    if (opening.sniffed != nullptr) {
      opening.sniffed->format = dialect_.delimiter == '\t' ? "tsv" : "csv";
      opening.sniffed->delimiter = dialect_.delimiter;
      opening.sniffed->quote = dialect_.quote;
      opening.sniffed->header = header_;
    }
  }
  [[nodiscard]] const Columns& columns() const override { return columns_; }
  [[nodiscard]] bool take(Piece& piece) override {
    return blocks_->take(piece, [this](std::string_view text) { return last_record_end(text, dialect_); });
  }
  void parse(Piece& piece, Rows& rows) override {
    rows.reset(columns_.size());
    rows.hold(piece.owner);
    rows.first_line = piece.first_line;
    rows.bytes = piece.bytes;
    if (columns_.empty()) return;
    splitter_->split(piece.bytes, piece.first_line, rows, [this](const BadRecord& bad) {
      bad_row(options_, reject_, blocks_->name(), bad.line, bad.reason, bad.raw);
    });
  }

 private:
  /// Lines before the first record: empty ones and comments.
  std::size_t before_records(std::string_view sample) const {
    std::size_t at = 0;
    while (at < sample.size()) {
      const auto newline = sample.find(dialect_.newline, at);
      const auto line = sample.substr(at, newline == std::string_view::npos ? newline : newline - at);
      const bool comment = dialect_.comment != 0 && !line.empty() && line[0] == dialect_.comment;
      if (!comment && !line.empty() && line != "\r") break;
      if (newline == std::string_view::npos) return sample.size();
      at = newline + 1;
    }
    return at;
  }

  void drop(std::string_view sample, std::size_t from, std::size_t to) {
    blocks_->drop(to - from, std::count(sample.begin() + static_cast<std::ptrdiff_t>(from),
                                        sample.begin() + static_cast<std::ptrdiff_t>(to), dialect_.newline));
  }

  void read_header(std::string_view sample) {
    const std::size_t start = before_records(sample);
    drop(sample, 0, start);
    if (start >= sample.size()) {
      for (const auto& name : options_.names) columns_.push_back({name, Type::text});
      return;
    }
    const Splitter splitter(dialect_, 0, options_.missing, BadRows::skip);
    std::vector<Cell> cells;
    Arena arena;
    const std::size_t size = splitter.record(sample.substr(start), cells, arena);
    header_ = options_.header ? *options_.header : first_is_header(cells, sample.substr(start + size));
    std::vector<std::string> names;
    names.reserve(cells.size());
    for (const auto& field : cells) names.emplace_back(header_ ? field.text() : std::string_view());
    std::size_t at = header_ ? start + size : start;
    for (std::uint64_t i = 0; i < options_.skip_rows && at < sample.size(); ++i) {
      std::vector<Cell> passed;
      at += splitter.record(sample.substr(at), passed, arena);
    }
    drop(sample, start, at);
    if (!options_.names.empty()) {
      if (options_.names.size() > names.size())
        throw fail(Fault::usage, "{} names for {} columns", options_.names.size(), names.size());
      std::copy(options_.names.begin(), options_.names.end(), names.begin());
    }
    name_columns(names);
    for (auto& name : names) columns_.push_back({std::move(name), Type::text});
  }

  /// The first record is data when it looks like the records behind it: where they have numbers, times or truths, it
  /// has such ones too. Among texts alone the first one is the header.
  bool first_is_header(const std::vector<Cell>& cells, std::string_view rest) const {
    constexpr std::size_t enough = 256U << 10U;
    const bool all = blocks_->sample_is_all() && rest.size() <= enough;
    rest = rest.substr(0, enough);
    if (!all) rest = rest.substr(0, last_record_end(rest, dialect_).end);
    Rows rows;
    rows.reset(cells.size());
    const Splitter lenient(dialect_, cells.size(), options_.missing, BadRows::skip);
    lenient.split(rest, 1, rows, [](const BadRecord&) {});
    Columns types(cells.size());
    guess_types(types, rows);
    std::size_t alike = 0, texts = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Type type = rows.count() == 0 ? own_type(cells[i]) : types[i].type;
      if (type == Type::text) ++texts;
      if (type == Type::text || cells[i].null()) continue;
      if (!looks_like(cells[i].text(), type)) return true;
      ++alike;
    }
    if (alike == 0) return true;
    return texts > 0 && are_labels(cells);
  }
  static Type own_type(const Cell& field) {
    TypeGuess guess;
    if (!field.null()) guess.see(field.text());
    return guess.type();
  }
  static bool looks_like(std::string_view text, Type type) {
    switch (type) {
      case Type::integer: return is_integer(text);
      case Type::real: return is_integer(text) || is_real(text);
      case Type::boolean: return is_boolean(text);
      default: return is_time(text);
    }
  }
  /// What pivot makes of numbers: texts, and whole numbers that ascend from left to right.
  static bool are_labels(const std::vector<Cell>& cells) {
    std::int64_t before = INT64_MIN, count = 0;
    for (const Cell& field : cells) {
      std::int64_t label = 0;
      if (is_real(field.text()) || is_time(field.text()) || is_boolean(field.text())) return false;
      if (!is_integer(field.text())) continue;
      if (!read_integer(field.text(), label) || label <= before) return false;
      before = label;
      ++count;
    }
    return count >= 2;
  }

  void sniff_types(Sniffed* sniffed) {
    std::string_view sample = blocks_->sample();
    std::size_t end = blocks_->sample_is_all() ? sample.size() : last_record_end(sample, dialect_).end;
    sample = sample.substr(0, end);
    Rows rows;
    rows.reset(columns_.size());
    const Splitter lenient(dialect_, columns_.size(), options_.missing, BadRows::skip);
    if (!columns_.empty()) lenient.split(sample, blocks_->line(), rows, [](const BadRecord&) {});
    if (rows.count() > 10'000) rows.cut(10'000);
    guess_types(columns_, rows, blocks_->sample_is_all() && rows.count() < 10'000);
    force_types(columns_, options_);
    if (sniffed != nullptr) sniffed->rows_sampled = rows.count();
  }

  std::unique_ptr<Blocks> blocks_;
  ReadOptions options_;
  OnReject reject_;
  Dialect dialect_;
  Columns columns_;
  std::unique_ptr<Splitter> splitter_;
  bool header_ = true;
};

}  // namespace

std::unique_ptr<Input> open_csv(Opening opening) { return std::make_unique<CsvInput>(std::move(opening)); }

void guess_types(Columns& columns, const Rows& rows, bool complete) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    TypeGuess guess;
    for (std::size_t r = 0; r < rows.count(); ++r)
      if (!rows.at(r, c).null() && rows.at(r, c).size > 0)
        guess.see(rows.at(r, c).text());  // "" among numbers is no number
    columns[c].type = complete && rows.count() > 0 && !guess.seen_any() ? Type::real : guess.type();
  }
}

void force_types(Columns& columns, const ReadOptions& options) {
  if (!options.types)
    for (auto& column : columns) column.type = Type::text;
  for (const auto& [name, type] : options.forced_types) columns[column_index(columns, name)].type = type;
}

void bad_row(const ReadOptions& options, const OnReject& reject, const std::string& file, std::int64_t line,
             const std::string& reason, std::string_view raw) {
  if (options.bad_rows == BadRows::fail)
    throw fail(Fault::data, "{}", reason)
        .at(file, line)
        .hint(reason.find("quote") != std::string::npos
                  ? "--quote none reads quotes as text; --bad-rows skip, pad or keep goes on"
                  : "--bad-rows skip, pad or keep goes on; --rejects FILE lists them");
  if (reject) reject({file, line, reason, std::string(raw)});
}

}  // namespace pytk::table
