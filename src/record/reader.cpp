#include <pytk/record/reader.hpp>

#include <algorithm>
#include <array>

#include <pytk/core/error.hpp>

#include "readers.hpp"

namespace pytk::record {

bool Window::more(std::int64_t line) {
  if (ended_) return false;
  if (begin_ > 0 && (begin_ == end_ || end_ == text_.size())) {
    std::copy(text_.begin() + static_cast<std::ptrdiff_t>(begin_), text_.begin() + static_cast<std::ptrdiff_t>(end_),
              text_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ - begin_ > longest_record)
    throw fail(Fault::data, "the record is longer than {} MiB", longest_record >> 20U).at(name(), line);
  if (end_ == text_.size()) text_.resize(text_.size() * 2);
  const auto got = source_.read({reinterpret_cast<std::uint8_t*>(text_.data()) + end_, text_.size() - end_});
  ended_ = got == 0;
  end_ += got;
  return got > 0;
}

void Window::grow(std::int64_t line) {
  const auto have = view().size();
  const auto wanted = have < (1U << 20U) ? have + 1 : have + have / 2;
  while (view().size() < wanted && more(line)) {}
}

namespace {

constexpr std::size_t sample_bytes = 16U << 10U;
constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

// How often each candidate stands outside quotes in each of the first lines.
struct Counts {
  static constexpr std::string_view candidates = ",\t;|";
  std::array<std::array<std::size_t, 20>, 4> of_line{};
  std::size_t lines = 0;
};

Counts count_delimiters(std::string_view sample) {
  Counts counts;
  bool quoted = false;
  for (const char c : sample) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n') {
      if (++counts.lines == counts.of_line[0].size()) return counts;
    } else if (const auto which = Counts::candidates.find(c); which != std::string_view::npos) {
      ++counts.of_line[which][counts.lines];
    }
  }
  // The last line counts when it is all there is; else it may be cut.
  if (counts.lines == 0) counts.lines = 1;
  return counts;
}

}  // namespace

char sniff_delimiter(std::string_view sample) noexcept {
  const auto counts = count_delimiters(sample);
  char best = ',';
  std::size_t best_score = 0;
  for (std::size_t which = 0; which < Counts::candidates.size(); ++which) {
    const auto& lines = counts.of_line[which];
    if (lines[0] == 0) continue;
    std::size_t alike = 0;
    for (std::size_t line = 0; line < counts.lines; ++line) alike += lines[line] == lines[0] ? 1U : 0U;
    // Lines that agree count most, then how many values a line has.
    const auto score = alike * 1000 + std::min<std::size_t>(lines[0], 999);
    if (score > best_score) {
      best_score = score;
      best = Counts::candidates[which];
    }
  }
  return best;
}

std::unique_ptr<Reader> make_reader(io::Source& source, const ReadOptions& options) {
  auto window = std::make_unique<Window>(source);
  // Enough to see a mark of UTF-8 and the first sign of JSON, or the lines that tell the delimiter.
  while (window->view().size() < utf8_mark.size() && window->more(1)) {}
  if (window->view().substr(0, utf8_mark.size()) == utf8_mark) window->skip(utf8_mark.size());
  const auto first_sign = [&] { return window->view().find_first_not_of(" \t\r\n"); };
  const bool csv = options.format && (*options.format == Format::csv || *options.format == Format::tsv);
  if (!csv) {
    while (first_sign() == std::string_view::npos && window->view().size() < sample_bytes && window->more(1)) {}
    const auto at = first_sign();
    const char sign = at == std::string_view::npos ? '\0' : window->view()[at];
    if (options.format == Format::jsonl || options.format == Format::json || sign == '{' || sign == '[')
      return make_json_reader(std::move(window), options);
    if (options.format)
      throw fail(Fault::usage, "records cannot be read from this format")
          .hint("the formats that can be read: jsonl, json, csv, tsv");
  }
  if (options.format == Format::tsv) return make_csv_reader(std::move(window), '\t', options);
  if (options.delimiter) return make_csv_reader(std::move(window), *options.delimiter, options);
  // A pipe that gives little is not waited for: one line is enough.
  while (window->view().size() < sample_bytes &&
         (window->view().find('\n') == std::string_view::npos || !window->would_block()) && window->more(1)) {
  }
  const char delimiter = sniff_delimiter(window->view().substr(0, sample_bytes));
  return make_csv_reader(std::move(window), delimiter, options);
}

}  // namespace pytk::record
