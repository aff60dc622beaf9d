// Text in: the rules of loadtxt (strict) and genfromtxt (missing values become a number).
#include <algorithm>
#include <atomic>
#include <cstring>
#include <optional>

#include <pytk/array/files.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "parallel_parts.hpp"
#include "text_rows.hpp"

namespace pytk::array {
namespace {

constexpr std::size_t part_size = 1U << 21U;

/// Lines of a text that lies in memory.
class Lines {
 public:
  explicit Lines(std::string_view text, std::int64_t number = 0)
      : at_(text.data()), end_(text.data() + text.size()), number_(number) {}
  [[nodiscard]] std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  [[nodiscard]] std::int64_t number() const { return number_; }
  /// Feeds the reader; false at the end or when no more rows are wanted.
  bool next(RowReader& reader, std::vector<std::string>* names) {
    if (at_ == end_) return false;
    ++number_;
    if (const char* after = reader.plain_line(at_, end_); after != nullptr) {
      at_ = after;
      return true;
    }
    const auto* found = static_cast<const char*>(std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_)));
    const char* stop = found != nullptr ? found : end_;
    const std::string_view line(at_, static_cast<std::size_t>(stop - at_));
    at_ = found != nullptr ? found + 1 : end_;
    return reader.line(line, number_, names);
  }

 private:
  const char *at_, *end_;
  std::int64_t number_;
};

// What follows the first row, in parts that threads read; false if a part is at fault: the row of the fault is then
// found by reading from the start.
bool read_parts(std::string_view text, const RowReader& first, std::vector<RowReader>& readers) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    auto size = std::min(part_size, text.size());
    const auto end = text.find('\n', size - 1);
    size = end == std::string_view::npos ? text.size() : end + 1;
    parts.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  for (std::size_t i = 0; i < parts.size(); ++i) readers.push_back(first.continued());
  std::atomic<bool> good{true};
  in_parallel(static_cast<std::int64_t>(parts.size()), [&](std::int64_t i) {
    if (!good) return;
    try {
      auto& reader = readers[static_cast<std::size_t>(i)];
      reader.expect(parts[static_cast<std::size_t>(i)].size());
      Lines lines(parts[static_cast<std::size_t>(i)]);
      while (lines.next(reader, nullptr)) {
      }
    } catch (const Error&) {
      good = false;
    }
  });
  return good;
}

}  // namespace

Array read_text(io::Source& source, const TextOptions& options, std::vector<std::string>* names) {
  RowReader reader(std::string(source.name()), options);
  const auto mapped = text_of(source.mapped());
  if (mapped.empty()) {
    io::LineReader lines(source);
    for (std::string_view line; lines.next(line);) {
      const char* begin = line.data();
      if (reader.plain_line(begin, begin + line.size()) == nullptr && !reader.line(line, lines.number(), names)) break;
    }
    return reader.result();
  }
  Lines lines(mapped);
  while (lines.next(reader, names)) {
    if (!reader.can_be_cut() || lines.rest().size() < 2 * part_size) continue;
    std::vector<RowReader> readers;
    if (read_parts(lines.rest(), reader, readers)) return reader.result(readers);
    break;
  }
  while (lines.next(reader, names)) {
  }
  return reader.result();
}

void read_rows(io::Source& source, const TextOptions& options, std::vector<std::string>* names,
               const std::function<void(std::span<const double>)>& on_row) {
  RowReader reader(std::string(source.name()), options, on_row);
  if (const auto mapped = text_of(source.mapped()); !mapped.empty()) {
    Lines lines(mapped);
    while (lines.next(reader, names)) {
    }
    return;
  }
  io::LineReader lines(source);
  for (std::string_view line; lines.next(line);) {
    const char* begin = line.data();
    if (reader.plain_line(begin, begin + line.size()) != nullptr) continue;
    if (!reader.line(line, lines.number(), names)) break;
  }
}

namespace {

/// Keys of the rows, and a reader of all other columns.
class GroupReader {
 public:
  GroupReader(std::string name, const TextOptions& options, std::string_view group, std::vector<std::string>* names,
              const std::function<void(const std::string&, std::span<const double>)>& on_row)
      : name_(std::move(name)),
        options_(options),
        numbers_(options),
        group_(group),
        names_(names),
        on_row_(on_row),
        cutter_(options_) {
    numbers_.header = false;
    numbers_.skip_rows = 0;
  }
  bool line(std::string_view text, std::int64_t number) {
    if (number <= options_.skip_rows) return true;
    const auto& fields = cutter_.cut(text, options_.header && !header_done_);
    if (fields.empty()) return true;
    if (options_.header && !header_done_) {
      header_done_ = true;
      for (const auto field : fields) header_.emplace_back(trim(field));
      return true;
    }
    if (!reader_) begin(fields.size());
    if (column_ >= fields.size())
      throw fail(Fault::data, "there is no column {} in a row of {}", column_, fields.size()).at(name_, number);
    key_.assign(trim(fields[column_]));
    return reader_->line(text, number, nullptr);
  }

 private:
  void begin(std::size_t width) {
    const auto known = std::find(header_.begin(), header_.end(), group_);
    if (known != header_.end()) column_ = static_cast<std::size_t>(known - header_.begin());
    else if (const auto number = parse_int(group_); number) column_ = normal_axis(*number, width);
    else
      throw fail(Fault::usage, "there is no column '{}'", group_)
          .hint(options_.header ? did_you_mean(group_, header_)
                                : "columns are counted from 0; --header gives them names");
    if (numbers_.columns.empty())
      for (std::size_t i = 0; i < width; ++i)
        if (i != column_) numbers_.columns.push_back(static_cast<std::int64_t>(i));
    if (names_ != nullptr)
      for (const auto column : numbers_.columns) {
        const auto at = normal_axis(column, width);
        names_->push_back(at < header_.size() ? header_[at] : std::to_string(at));
      }
    reader_.emplace(name_, numbers_, [this](std::span<const double> row) { on_row_(key_, row); });
  }
  std::string name_;
  const TextOptions& options_;
  TextOptions numbers_;
  std::string group_, key_;
  std::vector<std::string>* names_;
  std::function<void(const std::string&, std::span<const double>)> on_row_;
  FieldCutter cutter_;
  std::vector<std::string> header_;
  std::optional<RowReader> reader_;
  std::size_t column_ = 0;
  bool header_done_ = false;
};

}  // namespace

void read_groups(io::Source& source, const TextOptions& options, std::string_view group,
                 std::vector<std::string>* names,
                 const std::function<void(const std::string&, std::span<const double>)>& on_row) {
  GroupReader reader(std::string(source.name()), options, group, names, on_row);
  io::LineReader lines(source);
  for (std::string_view line; lines.next(line);)
    if (!reader.line(line, lines.number())) break;
}

}  // namespace pytk::array
