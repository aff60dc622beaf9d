// Fixed width, as pandas' read_fwf finds it: a character column that is blank in all rows of the head is a gap, what
// stands between gaps is a field. Unlike there, the head is 1,000 rows and a field reaches up to the next one, so that
// later, wider values are not cut.
#include <algorithm>
#include <atomic>
#include <mutex>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "table/input_lines.hpp"

namespace pytk::table {
namespace {

struct Field { std::size_t from = 0, to = 0, shown_to = 0; };   // characters; shown_to: where the head's values end

bool blank(char32_t c) noexcept { return c == ' ' || c == '\t'; }

std::vector<char32_t> characters(std::string_view line) {
  std::vector<char32_t> out;
  for (std::size_t at = 0; at < line.size();) out.push_back(next_code_point(line, at));
  return out;
}

std::vector<Field> fields_of(std::string_view sample) {
  std::vector<bool> inked;
  for (std::size_t n = 0; n < 1000 && !sample.empty(); ++n) {
    const auto newline = sample.find('\n');
    std::string_view line = sample.substr(0, newline);
    sample.remove_prefix(newline == std::string_view::npos ? sample.size() : newline + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto text = characters(line);
    if (text.size() > 1'000'000)
      throw fail(Fault::data, "a line is longer than a million characters: this is no fixed-width text");
    if (inked.size() < text.size()) inked.resize(text.size());
    for (std::size_t i = 0; i < text.size(); ++i)
      if (!blank(text[i])) inked[i] = true;
  }
  std::vector<Field> fields;
  for (std::size_t i = 0; i < inked.size(); ++i) {
    if (!inked[i]) continue;
    if (i == 0 || !inked[i - 1]) fields.push_back({i, 0, 0});
    fields.back().shown_to = i + 1;
  }
  for (std::size_t i = 0; i < fields.size(); ++i)
    fields[i].to = i + 1 < fields.size() ? fields[i + 1].from : std::string_view::npos;
  return fields;
}

std::vector<Field> fields_of(const std::vector<std::int64_t>& widths) {
  std::vector<Field> fields;
  std::size_t at = 0;
  for (const auto width : widths) {
    const std::size_t to = width < 0 ? std::string_view::npos : at + static_cast<std::size_t>(width);
    fields.push_back({at, to, to});
    if (width < 0) break;
    at = to;
  }
  return fields;
}

class FixedInput final : public LineInput {
 public:
  explicit FixedInput(Opening opening) : LineInput(std::move(opening), {}) {
    blocks_->skip_lines(options_.skip);
    auto sample = blocks_->sample();
    drop_empty_lines(sample);
    sample = blocks_->sample();
    found_ = options_.widths.empty();
    fields_ = found_ ? fields_of(sample) : fields_of(options_.widths);
    name_fields(sample);
    sniff_types();
    if (sniffed_ == nullptr) return;
    sniffed_->format = "fwf";
    sniffed_->header = header_;
  }

 private:
  void drop_empty_lines(std::string_view sample) {
    std::size_t at = 0;
    std::int64_t lines = 0;
    while (at < sample.size()) {
      const auto newline = sample.find('\n', at);
      if (newline == std::string_view::npos || !trim(sample.substr(at, newline - at)).empty()) break;
      at = newline + 1;
      ++lines;
    }
    blocks_->drop(at, lines);
  }

  void name_fields(std::string_view sample) {
    const auto newline = sample.find('\n');
    std::string_view first = sample.substr(0, newline);
    if (first.ends_with('\r')) first.remove_suffix(1);
    std::vector<Cell> cells(fields_.size());
    Arena arena;
    cut(first, cells.data(), arena);
    const bool values = std::all_of(cells.begin(), cells.end(), [](const Cell& c) {
      return c.null() || is_integer(c.text()) || is_real(c.text()) || is_time(c.text());
    });
    header_ = options_.header.value_or(!values);
    std::vector<std::string> names;
    for (const auto& each : cells) names.emplace_back(header_ ? each.text() : std::string_view());
    if (header_ && !sample.empty())
      blocks_->drop(newline == std::string_view::npos ? sample.size() : newline + 1,
                    newline == std::string_view::npos ? 0 : 1);
    blocks_->skip_lines(options_.skip_rows);
    if (options_.names.size() > names.size())
      throw fail(Fault::usage, "{} names for {} columns", options_.names.size(), names.size());
    std::copy(options_.names.begin(), options_.names.end(), names.begin());
    name_columns(names);
    for (auto& name : names) columns_.push_back({std::move(name), Type::text});
  }

  /// The fields of a line; false when something stands in a gap that was blank in the head.
  void cut(std::string_view line, Cell* row, Arena& arena) const {
    const bool ascii = std::all_of(line.begin(), line.end(), [](char c) { return (c & 0x80) == 0; });
    std::vector<std::size_t> starts;
    if (!ascii) {
      for (std::size_t at = 0; at < line.size();) {
        starts.push_back(at);
        (void)next_code_point(line, at);
      }
    }
    const std::size_t size = ascii ? line.size() : starts.size();
    const auto byte = [&](std::size_t character) {
      return character >= size ? line.size() : ascii ? character : starts[character];
    };
    (void)arena;
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const std::size_t from = byte(fields_[i].from), to = byte(std::min(fields_[i].to, size));
      const std::string_view text = from < to ? trim(line.substr(from, to - from)) : std::string_view();
      const bool missing = std::find(options_.missing.begin(), options_.missing.end(), text) != options_.missing.end();
      row[i] = missing ? Cell{} : cell(text, Kind::raw);
    }
  }

  [[nodiscard]] Verdict one_line(std::string_view line, Cell* row, Arena& arena) const override {
    if (trim(line).empty()) return {nullptr, true};
    cut(line, row, arena);
    if (found_ && !told_) check_gaps(line);
    return {};
  }

  /// A value that begins before its column would be split between two: worth a word, once.
  void check_gaps(std::string_view line) const {
    if (!std::all_of(line.begin(), line.end(), [](char c) { return (c & 0x80) == 0; })) return;
    for (std::size_t i = 0; i + 1 < fields_.size(); ++i) {
      const std::size_t next = fields_[i + 1].from;
      if (next >= line.size() || next == 0 || blank(static_cast<unsigned char>(line[next])) ||
          blank(static_cast<unsigned char>(line[next - 1])))
        continue;
      const std::lock_guard guard(lock_);
      if (told_.exchange(true)) return;
      warn_(fmt::format("{}: a later value stands in the gap before column '{}'; --widths sets the columns",
                        blocks_->name(), columns_.size() > i + 1 ? columns_[i + 1].name : std::to_string(i + 2)));
      return;
    }
  }

  std::vector<Field> fields_;
  bool found_ = false, header_ = true;
  mutable std::mutex lock_;
  mutable std::atomic<bool> told_ = false;
};

}  // namespace

std::unique_ptr<Input> open_fixed_width(Opening opening) { return std::make_unique<FixedInput>(std::move(opening)); }

}  // namespace pytk::table
