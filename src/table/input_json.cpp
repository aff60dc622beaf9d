// JSON and JSON Lines as an Input. Values keep their text: numbers are not read and written again. Objects inside
// objects become dotted names, arrays stay JSON. Records are an array's elements, a file's lines, or the one value.
#include <algorithm>
#include <cstring>
#include <mutex>
#include <unordered_set>

#include <pytk/core/error.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>

#include "table/input_lines.hpp"
#include "table/json_records.hpp"

namespace pytk::table {
namespace {

constexpr std::size_t sample_bytes = 4U << 20U;

class JsonInput final : public Input {
 public:
  JsonInput(Opening opening, bool lines)
      : blocks_(std::move(opening.blocks)), options_(*opening.options), warn_(std::move(opening.warn)),
        reject_(std::move(opening.reject)), strict_(opening.from == From::json) {
    blocks_->skip_lines(options_.skip);
    const std::string_view sample = blocks_->sample(sample_bytes);
    sampled_all_ = blocks_->sample_is_all();
    lines_ = lines || looks_like_lines(sample);
    if (!lines_) start_document(sample);
    if (opening.known != nullptr) columns_ = *opening.known;
    else sniff(opening.sniffed);
    for (std::size_t i = 0; i < columns_.size(); ++i) names_.index[columns_[i].name] = i;
    if (opening.sniffed != nullptr) opening.sniffed->format = lines_ ? "jsonl" : "json";
  }

  [[nodiscard]] const Columns& columns() const override { return columns_; }

  [[nodiscard]] bool sampled_all() const override { return sampled_all_; }
  [[nodiscard]] Columns learn() override;
  [[nodiscard]] bool take(Piece& piece) override {
    if (lines_) return blocks_->take(piece, whole_lines);
    return take_elements(piece);
  }

  void parse(Piece& piece, Rows& rows) override {
    rows.reset(columns_.size());
    rows.hold(piece.owner);
    rows.first_line = piece.first_line;
    rows.bytes = piece.bytes;
    const Names& names = names_;
    // Records mostly have their fields in one order: what followed last time is looked at first.
    std::size_t next = 0;
    RecordParser parser(rows.arena(), [&](std::string_view name) -> std::ptrdiff_t {
      if (next >= columns_.size()) next = 0;
      if (next < columns_.size() && columns_[next].name == name) return static_cast<std::ptrdiff_t>(next++);
      const auto at = names.find(name);
      if (at < 0) unknown_name(name);
      else next = static_cast<std::size_t>(at) + 1;
      return at;
    });
    if (lines_) parse_lines(piece, rows, parser);
    else parse_elements(piece, rows, parser);
  }

 private:
  static bool looks_like_lines(std::string_view sample) {
    const auto start = sample.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) return false;
    sample.remove_prefix(start);
    const auto newline = sample.find('\n');
    if (newline == std::string_view::npos) return false;
    const auto rest = sample.find_first_not_of(" \t\r\n", newline);
    if (rest == std::string_view::npos) return false;  // one value alone
    json::Cursor cursor(sample.substr(0, newline));
    return cursor.skip_value().has_value() && cursor.done();
  }

  /// An array: its elements are the records. Anything else: the one value is.
  void start_document(std::string_view sample) {
    const auto start = sample.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) {
      if (blocks_->sample_is_all() && strict_)
        throw fail(Fault::data, "there is no JSON value").at(blocks_->name());
      finished_ = true;
      return;
    }
    drop(sample, start);
    if (sample[start] == '[') {
      array_ = true;
      drop(sample.substr(start), 1);
    }
  }
  void drop(std::string_view text, std::size_t bytes) {
    blocks_->drop(bytes, count_bytes(text.substr(0, bytes), '\n'));
  }

  [[noreturn]] void bad_document(std::string_view what) {
    throw fail(Fault::data, "{}", what).at(blocks_->name(), blocks_->line());
  }

  bool take_elements(Piece& piece);
  std::size_t element_end(std::size_t from);
  template <class Parser>
  void parse_lines(const Piece& piece, Rows& rows, Parser& parser);
  template <class Parser>
  void parse_elements(const Piece& piece, Rows& rows, Parser& parser);
  template <class Parser>
  bool one_record(std::string_view text, Rows& rows, Parser& parser, std::string& why);
  class Learner;
  void sniff(Sniffed* sniffed);

  void unknown_name(std::string_view name) {
    // The columns are fixed once rows flow (a CSV header is written); what comes later is told, once a name.
    if (options_.late_fields && options_.late_fields->load()) throw LateField(blocks_->name(), name);
    const std::lock_guard guard(lock_);
    if (!told_.emplace(name).second || told_.size() > 5) return;
    warn_(
        fmt::format("{}: the field '{}' appears only behind the first records and is left out", blocks_->name(), name));
  }

  std::unique_ptr<Blocks> blocks_;
  ReadOptions options_;
  Warn warn_;
  OnReject reject_;
  Columns columns_;
  Names names_;
  std::mutex lock_;
  std::unordered_set<std::string> told_;
  std::uint64_t index_ = 0;
  bool strict_, lines_ = false, array_ = false, finished_ = false, sampled_all_ = false;
};

/// The bytes of the next element from `from` on: the position of its ',' or ']', reading on as needed.
std::size_t JsonInput::element_end(std::size_t from) {
  ValueScanner scanner;
  std::size_t at = from;
  for (;;) {
    const auto text = blocks_->sample(at + 1);
    scanner.scan(text, at);
    if (scanner.done) return at;
    if (blocks_->sample_is_all()) return std::string_view::npos;
    if (at - from > options_.max_line)
      throw fail(Fault::data, "a value is longer than {} bytes", options_.max_line)
          .at(blocks_->name(), blocks_->line());
    (void)blocks_->sample(at + (256U << 10U));
  }
}

bool JsonInput::take_elements(Piece& piece) {
  if (finished_) return false;
  std::size_t at = 0;
  if (!array_) {
    while (!blocks_->sample_is_all()) {
      if (at > options_.max_line) bad_document("the value is too long");
      at = blocks_->sample(at + (1U << 20U)).size();
    }
    at = blocks_->sample(0).size();
    finished_ = true;
  } else {
    // Elements up to about 256 KiB; every one but the last is followed by a comma.
    while (at < (256U << 10U)) {
      const std::size_t end = element_end(at);
      if (end == std::string_view::npos) bad_document("the array is not closed");
      const char what = blocks_->sample(0)[end];
      if (what == '}') bad_document("'}' without '{'");
      at = end + 1;
      if (what != ']') continue;
      finished_ = true;
      while (!blocks_->sample_is_all()) (void)blocks_->sample(blocks_->sample(0).size() + 1);
      const auto rest = blocks_->sample(0).substr(at);
      if (rest.find_first_not_of(" \t\r\n") != std::string_view::npos) bad_document("text behind the array");
      break;
    }
  }
  auto owner = std::make_shared<std::string>(blocks_->sample(0).substr(0, at));
  owner->reserve(owner->size() + 64);
  piece.index = index_++;
  piece.first_line = blocks_->line();
  drop(*owner, at);
  piece.bytes = *owner;
  piece.owner = std::move(owner);
  return true;
}

template <class Parser>
bool JsonInput::one_record(std::string_view text, Rows& rows, Parser& parser, std::string& why) {
  json::Cursor cursor(text);
  parser.row = rows.new_row();
  parser.columns = rows.columns();
  std::fill_n(parser.row, rows.columns(), Cell{});
  if (auto done = parser.record(cursor); !done) {
    why = done.error().what_happened();
    return false;
  }
  if (!cursor.done()) {
    why = "text behind the value";
    return false;
  }
  rows.end_row();
  return true;
}

template <class Parser>
void JsonInput::parse_lines(const Piece& piece, Rows& rows, Parser& parser) {
  std::string_view text = piece.bytes;
  std::string why;
  const FlatRecords flat(columns_);
  for (std::int64_t line = piece.first_line; !text.empty(); ++line) {
    const auto newline = text.find('\n');
    const std::string_view record = text.substr(0, newline);
    text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
    if (flat.read(record, rows.new_row())) {
      rows.end_row();
      continue;
    }
    if (record.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (!one_record(record, rows, parser, why)) bad_row(options_, reject_, blocks_->name(), line, why, record);
  }
}

template <class Parser>
void JsonInput::parse_elements(const Piece& piece, Rows& rows, Parser& parser) {
  std::string_view text = piece.bytes;
  std::string why;
  std::int64_t line = piece.first_line;
  const auto count = [&line](std::string_view part) { line += std::count(part.begin(), part.end(), '\n'); };
  if (!array_) {
    if (!one_record(text, rows, parser, why)) throw fail(Fault::data, "{}", why).at(blocks_->name(), line);
    return;
  }
  while (!text.empty()) {
    ValueScanner scanner;
    std::size_t end = 0;
    scanner.scan(text, end);
    const std::string_view element = text.substr(0, end);
    const bool last = text[end] == ']';
    const bool empty = element.find_first_not_of(" \t\r\n") == std::string_view::npos;
    text.remove_prefix(end + 1);
    if (empty && last && piece.index == 0 && rows.count() == 0 && end + 1 == piece.bytes.size()) return;  // []
    if (empty) throw fail(Fault::data, "a value is missing in the array").at(blocks_->name(), line);
    if (!one_record(element, rows, parser, why)) throw fail(Fault::data, "{}", why).at(blocks_->name(), line);
    count(element);
  }
}

/// Collects the names of records and the kinds of their values.
class JsonInput::Learner {
 public:
  explicit Learner(Columns& columns) : columns_(columns), row_(most_columns) {
    for (const auto& column : columns_) names_.index.emplace(column.name, names_.index.size());
    seen_.resize(columns_.size());
  }
  void look(std::string_view text) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
    const auto place = [this](std::string_view name) -> std::ptrdiff_t {
      const auto at = names_.find(name);
      if (at >= 0 || columns_.size() >= most_columns) return at;
      names_.index.emplace(std::string(name), columns_.size());
      columns_.push_back({std::string(name), Type::text});
      seen_.emplace_back();
      return static_cast<std::ptrdiff_t>(columns_.size() - 1);
    };
    RecordParser parser(arena_, place);
    std::fill_n(row_.begin(), columns_.size(), Cell{});
    parser.row = row_.data();
    parser.columns = row_.size();
    json::Cursor cursor(text);
    if (parser.record(cursor)) {  // what is wrong is told when it is read
      for (std::size_t i = 0; i < seen_.size(); ++i) seen_[i].see(row_[i]);
      ++records_;
    }
    std::fill_n(row_.begin(), columns_.size(), Cell{});
    arena_.clear();
  }
  void lines(std::string_view text) {
    while (!text.empty()) {
      const auto newline = text.find('\n');
      look(text.substr(0, newline));
      text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
    }
  }
  /// Elements up to the end of the array or of the text.
  void elements(std::string_view text) {
    while (!text.empty()) {
      ValueScanner scanner;
      std::size_t end = 0;
      scanner.scan(text, end);
      if (!scanner.done) break;
      look(text.substr(0, end));
      if (text[end] == ']') break;
      text.remove_prefix(end + 1);
    }
  }
  void give_types() const {
    for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].type = seen_[i].type();
  }
  [[nodiscard]] std::uint64_t records() const noexcept { return records_; }

 private:
  static constexpr std::size_t most_columns = 4096;
  Columns& columns_;
  std::vector<Cell> row_;
  std::vector<Seen> seen_;
  Names names_;
  Arena arena_;
  std::uint64_t records_ = 0;
};

void JsonInput::sniff(Sniffed* sniffed) {
  // The sample is parsed once for the names and kinds; the rows are parsed again when they are read.
  Learner learner(columns_);
  const std::string_view text = finished_ ? std::string_view() : blocks_->sample(sample_bytes);
  if (lines_) learner.lines(text.substr(0, blocks_->sample_is_all() ? text.size() : whole_lines(text).end));
  else if (array_) learner.elements(text);
  else learner.look(text);
  learner.give_types();
  force_types(columns_, options_);
  if (sniffed != nullptr) sniffed->rows_sampled = learner.records();
}

Columns JsonInput::learn() {
  Learner learner(columns_);
  Piece piece;
  while (take(piece)) {
    if (lines_) learner.lines(piece.bytes);
    else if (array_) learner.elements(piece.bytes);
    else learner.look(piece.bytes);
  }
  learner.give_types();
  force_types(columns_, options_);
  return columns_;
}

}  // namespace

std::unique_ptr<Input> open_json(Opening opening, bool lines_for_certain) {
  return std::make_unique<JsonInput>(std::move(opening), lines_for_certain);
}

}  // namespace pytk::table
