// JSON Lines, a JSON array, or objects one after the other: nested objects become dotted names.
#include <array>
#include <charconv>
#include <deque>
#include <exception>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

#include <pytk/core/error.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>

#include "readers.hpp"

namespace pytk::record {
namespace {

constexpr std::size_t records_to_sample = 1000;
constexpr std::size_t bytes_to_sample = 4U << 20U;
constexpr std::uint64_t exact_in_double = 1ULL << 53U;

/// A value of the record at hand.
struct Cell {
  Type type = Type::json;
  bool null = true;
  std::uint64_t number = 0;  ///< of a boolean, int64, uint64 or (as bits) float64
  std::string text;          ///< of a string, decoded
  std::string_view raw;      ///< as it stands in the input
  std::uint64_t seen_in = 0; ///< number of the record that set it
};

/// What is known of a column beyond its type.
struct Facts {
  bool typed = false;     ///< some value was not null
  bool negative = false;  ///< an integer below 0 came
  bool large = false;     ///< an integer that a double cannot hold came
};

// Marks every byte that matters to somebody who only looks for the end of a value.
constexpr auto structural = [] {
  std::array<bool, 256> table{};
  for (const char c : {'"', '{', '}', '[', ']'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

/// Length of the object or array that text begins with; npos while its end is not there.
std::size_t extent(std::string_view text) noexcept {
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!structural[static_cast<unsigned char>(text[at])]) continue;
    switch (text[at]) {
      case '{':
      case '[': ++depth; break;
      case '}':
      case ']':
        if (depth <= 1) return at + 1;
        --depth;
        break;
      case '"':
        for (++at; at < text.size() && text[at] != '"'; ++at) at += text[at] == '\\' ? 1U : 0U;
        break;
      default: break;
    }
  }
  return std::string_view::npos;
}

class JsonReader final : public Reader {
 public:
  JsonReader(std::unique_ptr<Window> window, const ReadOptions& options)
      : window_(std::move(window)), most_columns_(options.max_columns) {
    begin();
    sample();
  }
  [[nodiscard]] const Schema& schema() const override { return schema_; }

  bool next(Batch& batch) override {
    if (!same_schema(batch)) batch = Batch(schema_);
    batch.clear();
    if (broken_) std::rethrow_exception(broken_);
    try {
      fill(batch);
    } catch (const Error&) {
      if (batch.rows() == 0) throw;
      broken_ = std::current_exception();  // the records before the bad one are good: they go first
    }
    return batch.rows() > 0;
  }

 private:
  struct Sampled {
    std::string text;
    std::int64_t line;
  };

  void fill(Batch& batch) {
    while (!batch.full()) {
      if (!record_waits_ && !take_record(batch.rows() > 0)) break;
      record_waits_ = false;
      if (learn()) {  // the schema has grown: what came before goes out first
        if (batch.rows() > 0) {
          record_waits_ = true;
          return;
        }
        batch = Batch(schema_);
      }
      add_row(batch);
    }
  }

  [[noreturn]] void wrong(std::string_view what, std::int64_t line, std::int64_t column = 0) const {
    throw fail(Fault::data, "{}", what).at(window_->name(), line, column);
  }
  // Skips white space and counts lines; false at the end of the input, or where an impatient caller would wait.
  bool skip_space() {
    for (;;) {
      const auto text = window_->view();
      std::size_t at = 0;
      for (; at < text.size(); ++at) {
        if (text[at] == '\n') ++line_;
        else if (text[at] != ' ' && text[at] != '\t' && text[at] != '\r') break;
      }
      const bool found = at < text.size();
      window_->skip(at);
      if (found) return true;
      if (impatient_ && window_->would_block()) return false;
      if (!window_->more(line_)) return false;
    }
  }
  void begin() {
    if (!skip_space() || window_->view()[0] != '[') return;
    array_ = true;
    window_->skip(1);
  }
  // Moves to the next record of an array or a sequence; false at the end.
  bool reach_record() {
    if (!skip_space()) {
      if (array_ && !closed_ && window_->ended()) wrong("the array is never closed", line_);
      return false;
    }
    if (!array_) return true;
    if (closed_) wrong("something follows the array", line_);
    const char sign = window_->view()[0];
    if (sign == ']' && (first_ || !after_comma_)) {
      window_->skip(1);
      closed_ = true;
      return reach_record();
    }
    if (first_ || after_comma_) return true;
    if (sign != ',') wrong("',' or ']' was expected between two records", line_);
    window_->skip(1);
    after_comma_ = true;
    return reach_record();
  }
  /// The next whole record in the window, `size` bytes; false at the end, or if an impatient caller would wait.
  bool find_record(std::size_t& size, bool impatient) {
    impatient_ = impatient;
    if (!reach_record()) return false;
    if (window_->view()[0] != '{') wrong("a record must be a JSON object", line_);
    for (;;) {
      size = extent(window_->view());
      if (size != std::string_view::npos) break;
      if (window_->ended()) wrong("the record that begins here is never closed", line_);
      if (impatient && window_->would_block()) return false;
      window_->grow(line_);
    }
    first_ = after_comma_ = false;
    return true;
  }
  /// Parses the next record into cells_; false at the end, or if we would wait while rows are at hand.
  bool take_record(bool rows_at_hand) {
    if (!sampled_.empty()) {
      current_ = std::move(sampled_.front().text);
      parse(current_, sampled_.front().line);
      sampled_.pop_front();
      return true;
    }
    window_->skip(parsed_size_);
    line_ += parsed_lines_;
    parsed_size_ = 0;
    parsed_lines_ = 0;
    std::size_t size = 0;
    if (!find_record(size, rows_at_hand)) return false;
    const auto text = window_->view().substr(0, size);
    parse(text, line_);
    parsed_size_ = size;
    for (const char c : text) parsed_lines_ += c == '\n' ? 1 : 0;
    return true;
  }
  void sample() {
    std::size_t bytes = 0;
    std::size_t size = 0;
    std::deque<Sampled> kept;
    while (kept.size() < records_to_sample && bytes < bytes_to_sample) {
      const auto known = schema_.size();
      try {
        if (!find_record(size, !kept.empty())) break;
        kept.push_back({std::string(window_->view().substr(0, size)), line_});
        for (const char c : kept.back().text) line_ += c == '\n' ? 1 : 0;
        window_->skip(size);
        bytes += size;
        parse(kept.back().text, kept.back().line);
        learn();
      } catch (const Error&) {
        forget_fields_after(known);
        break;  // told again, with its place, when the record's turn comes: what is before it is good
      }
    }
    drop_shadowed_nulls();
    sampled_ = std::move(kept);
  }
  void forget_fields_after(std::size_t known) {
    for (std::size_t i = known; i < schema_.size(); ++i) index_.erase(schema_[i].name);
    schema_.resize(known);
    facts_.resize(known);
    cells_.resize(known);
    new_columns_ = 0;
  }
  // {"a":null} and {"a":{"b":1}} in one stream: the null object is a.b being null, not a field of its own.
  void drop_shadowed_nulls() {
    Schema kept;
    std::vector<Facts> facts;
    for (std::size_t i = 0; i < schema_.size(); ++i) {
      if (!facts_[i].typed && has_fields_below(schema_[i].name)) continue;
      kept.push_back(schema_[i]);
      facts.push_back(facts_[i]);
    }
    schema_ = std::move(kept);
    facts_ = std::move(facts);
    index_.clear();
    for (std::size_t i = 0; i < schema_.size(); ++i) index_.emplace(schema_[i].name, i);
    cells_.clear();
    cells_.resize(schema_.size());
  }
  [[nodiscard]] bool has_fields_below(const std::string& name) const {
    for (const auto& field : schema_)
      if (field.name.size() > name.size() && field.name[name.size()] == '.' &&
          field.name.compare(0, name.size(), name) == 0)
        return true;
    return false;
  }

  void parse(std::string_view text, std::int64_t line) {
    ++record_number_;
    next_expected_ = 0;
    new_columns_ = 0;
    json::Cursor cursor(text);
    name_.clear();
    if (auto done = parse_object(cursor, text, 0); !done) {
      const auto at = static_cast<std::size_t>(std::max<std::int64_t>(done.error().where().offset, 0));
      const auto before = text.substr(0, at);
      std::int64_t lines = 0;
      for (const char c : before) lines += c == '\n' ? 1 : 0;
      const auto begin = before.rfind('\n');
      wrong(done.error().what_happened(), line + lines,
            static_cast<std::int64_t>(begin == std::string_view::npos ? at : at - begin - 1) + 1);
    }
  }
  Result<void> parse_object(json::Cursor& cursor, std::string_view text, std::size_t depth) {
    const auto prefix = name_.size();
    (void)cursor.take('{');
    if (cursor.take('}')) return {};
    do {
      if (auto name = cursor.read_string(member_); !name) return name;
      name_.resize(prefix);
      name_ += member_;
      if (!cursor.take(':')) return syntax(cursor, "':' is missing after a name");
      if (auto value = parse_value(cursor, text, depth); !value) return value;
    } while (cursor.take(','));
    name_.resize(prefix);
    if (!cursor.take('}')) return syntax(cursor, "',' or '}' was expected");
    return {};
  }
  static Result<void> syntax(const json::Cursor& cursor, const char* what) {
    Error error(Fault::data, what);
    error.set_where({"", 0, 0, static_cast<std::int64_t>(cursor.at())});
    return tl::unexpected<Error>(std::move(error));
  }
  Result<void> parse_value(json::Cursor& cursor, std::string_view text, std::size_t depth) {
    const char sign = cursor.peek();
    const auto begin = cursor.at();
    if (sign == '{' && depth < most_depth) {
      json::Cursor ahead = cursor;
      (void)ahead.take('{');
      if (!ahead.take('}')) {
        name_ += '.';
        return parse_object(cursor, text, depth + 1);
      }
      cursor = ahead;
      set_null();  // an empty object has no field to show: like null
      return {};
    }
    if (sign == '"') {
      if (auto done = cursor.read_string(string_); !done) return done;
      auto& value = cell();
      value.text.swap(string_);
      set(value, Type::text, 0, text.substr(begin, cursor.at() - begin));
    } else if (sign == 't' || sign == 'f' || sign == 'n') {
      if (auto word = cursor.expect_word(sign == 't' ? "true" : sign == 'f' ? "false" : "null"); !word) return word;
      if (sign == 'n') set_null();
      else set(cell(), Type::boolean, sign == 't' ? 1 : 0, text.substr(begin, cursor.at() - begin));
    } else if (sign == '{' || sign == '[') {
      auto raw = cursor.skip_value();
      if (!raw) return tl::unexpected(raw.error());
      set(cell(), Type::json, 0, *raw);
    } else {
      auto number = cursor.read_number();
      if (!number) return tl::unexpected(number.error());
      set_number(cell(), *number);
    }
    return {};
  }
  void set_null() {
    if (index_.find(name_) != index_.end() || !has_fields_below(name_)) cell();
  }
  static void set(Cell& cell, Type type, std::uint64_t number, std::string_view raw) {
    cell.null = false;
    cell.type = type;
    cell.number = number;
    cell.raw = raw;
  }
  // Integers are kept exact: int64, then uint64, and as JSON text beyond; -0 is a double.
  static void set_number(Cell& cell, std::string_view raw) {
    const char* end = raw.data() + raw.size();
    std::int64_t integer = 0;
    std::uint64_t natural = 0;
    if (raw.find_first_of(".eE") == std::string_view::npos && raw != "-0") {
      if (const auto [stop, error] = std::from_chars(raw.data(), end, integer); error == std::errc{} && stop == end)
        return set(cell, Type::int64, static_cast<std::uint64_t>(integer), raw);
      if (const auto [stop, error] = std::from_chars(raw.data(), end, natural); error == std::errc{} && stop == end)
        return set(cell, Type::uint64, natural, raw);
      return set(cell, Type::json, 0, raw);
    }
    double real = 0;
    if (read_real(raw, real) && real - real == 0)
      return set(cell, Type::float64, std::bit_cast<std::uint64_t>(real), raw);
    set(cell, Type::json, 0, raw);  // 1e999
  }
  /// The cell of the value called name_, null for a start.
  Cell& cell() {
    std::size_t index = next_expected_;
    if (index >= schema_.size() || schema_[index].name != name_) index = find_or_add();
    next_expected_ = index + 1;
    auto& found = cells_[index];
    found.seen_in = record_number_;
    found.null = true;
    return found;
  }
  std::size_t find_or_add() {
    if (const auto known = index_.find(name_); known != index_.end()) return known->second;
    if (schema_.size() >= most_columns_)
      throw fail(Fault::data, "more than {} fields", most_columns_).at(window_->name(), line_);
    schema_.push_back({name_, Type::json});
    facts_.emplace_back();
    cells_.emplace_back();
    ++new_columns_;
    index_.emplace(name_, schema_.size() - 1);
    return schema_.size() - 1;
  }

  /// Widens names and types to hold the record in cells_; true if anything changed.
  bool learn() {
    bool changed = new_columns_ > 0;
    new_columns_ = 0;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const auto& cell = cells_[i];
      if (cell.seen_in != record_number_ || cell.null) continue;
      auto& facts = facts_[i];
      if (cell.type == Type::int64 && static_cast<std::int64_t>(cell.number) < 0) facts.negative = true;
      if (cell.type == Type::uint64 || (cell.type == Type::int64 && magnitude(cell) > exact_in_double))
        facts.large = true;
      const Type wider = facts.typed ? join(schema_[i].type, cell.type, facts) : cell.type;
      facts.typed = true;
      changed = changed || wider != schema_[i].type;
      schema_[i].type = wider;
    }
    return changed;
  }
  static std::uint64_t magnitude(const Cell& cell) {
    return static_cast<std::int64_t>(cell.number) < 0 ? ~cell.number + 1 : cell.number;
  }
  static bool is_integer(Type type) { return type == Type::int64 || type == Type::uint64; }
  static Type join(Type have, Type come, const Facts& facts) {
    if (is_integer(have) && is_integer(come)) {
      const bool natural = have == Type::uint64 || come == Type::uint64;
      if (!natural) return Type::int64;
      return facts.negative ? Type::json : Type::uint64;
    }
    const bool numbers = (is_integer(have) || have == Type::float64) && (is_integer(come) || come == Type::float64);
    if (numbers && have != come) return facts.large ? Type::json : Type::float64;
    return have == come ? have : Type::json;
  }

  void add_row(Batch& batch) {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      auto& column = batch[i];
      const auto& cell = cells_[i];
      if (cell.seen_in != record_number_ || cell.null) column.add_null();
      else if (column.type() == Type::text) column.add_text(cell.text);
      else if (column.type() == Type::json) column.add_text(cell.raw);
      else if (column.type() == Type::float64 && cell.type == Type::int64)
        column.add_real(static_cast<double>(static_cast<std::int64_t>(cell.number)));
      else column.add_uint(cell.number);
    }
    batch.end_row();
  }
  [[nodiscard]] bool same_schema(const Batch& batch) const {
    if (batch.columns() != schema_.size()) return false;
    for (std::size_t i = 0; i < schema_.size(); ++i)
      if (batch[i].type() != schema_[i].type || batch.schema()[i].name != schema_[i].name) return false;
    return true;
  }

  static constexpr std::size_t most_depth = 64;
  std::unique_ptr<Window> window_;
  std::uint64_t most_columns_;
  Schema schema_;
  std::vector<Facts> facts_;
  std::vector<Cell> cells_;
  std::unordered_map<std::string, std::size_t> index_;
  std::deque<Sampled> sampled_;
  std::string name_, member_, string_, current_;
  std::uint64_t record_number_ = 0;
  std::size_t next_expected_ = 0, new_columns_ = 0, parsed_size_ = 0;
  std::int64_t line_ = 1, parsed_lines_ = 0;
  bool array_ = false, closed_ = false, first_ = true, after_comma_ = false, record_waits_ = false;
  bool impatient_ = false;
  std::exception_ptr broken_;
};

}  // namespace

std::unique_ptr<Reader> make_json_reader(std::unique_ptr<Window> window, const ReadOptions& options) {
  return std::make_unique<JsonReader>(std::move(window), options);
}

}  // namespace pytk::record
