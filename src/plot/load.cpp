#include "plot/load.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/core.h>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "plot/blocks.hpp"
#include "plot/npy.hpp"

namespace pytk::plot {

Peeked::Peeked(io::Source& source, std::size_t look) : source_(source) {
  if (!source.mapped().empty()) {
    ended_ = source.mapped().size() <= look;
    return;
  }
  head_.resize(look);
  std::size_t have = 0;
  // A pipe is looked at once it has given something, so that live input is not held back for long.
  while (have < look) {
    const std::size_t got = source.read({head_.data() + have, look - have});
    ended_ = got == 0;
    have += got;
    if (got == 0 || (have > 0 && source.would_block() &&
                     std::count(head_.begin(), head_.begin() + static_cast<std::ptrdiff_t>(have), '\n') >= 2))
      break;
  }
  head_.resize(have);
}

std::string_view Peeked::head() const noexcept {
  const ByteView all = source_.mapped();
  if (!all.empty()) return text_of(all.first(std::min<std::size_t>(all.size(), 64U << 10U)));
  return text_of(head_);
}

std::size_t Peeked::read(std::span<std::uint8_t> out) {
  if (at_ == head_.size()) return ended_ && source_.mapped().empty() ? 0 : source_.read(out);
  const std::size_t count = std::min(out.size(), head_.size() - at_);
  std::memcpy(out.data(), head_.data() + at_, count);
  at_ += count;
  return count;
}

const Series* Data::find(std::string_view name) const noexcept {
  for (const Series& series : columns)
    if (series.name == name) return &series;
  return nullptr;
}

void split_cells(std::string_view line, char separator, std::vector<std::string_view>& cells) {
  cells.clear();
  if (separator != ' ') {
    while (true) {
      const std::size_t at = line.find(separator);
      cells.push_back(trim(line.substr(0, at)));
      if (at == std::string_view::npos) return;
      line.remove_prefix(at + 1);
    }
  }
  std::size_t at = 0;
  while (true) {
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
    if (at == line.size()) return;
    const std::size_t begin = at;
    while (at < line.size() && line[at] != ' ' && line[at] != '\t') ++at;
    cells.push_back(line.substr(begin, at - begin));
  }
}

namespace {

/// Up to `most` whole, non-empty lines.
std::vector<std::string_view> first_lines(std::string_view head, bool complete, std::size_t most) {
  std::vector<std::string_view> lines;
  while (!head.empty() && lines.size() < most) {
    const std::size_t end = head.find('\n');
    if (end == std::string_view::npos && !complete && !lines.empty()) break;
    std::string_view line = head.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!trim(line).empty() && !line.starts_with('#')) lines.push_back(line);
    head = end == std::string_view::npos ? std::string_view{} : head.substr(end + 1);
  }
  return lines;
}

char sniff_separator(const std::vector<std::string_view>& lines) {
  char best = 0;
  std::size_t best_score = 0;
  for (const char candidate : {',', '\t', ';', '|'}) {
    std::size_t alike = 0;
    const auto count = static_cast<std::size_t>(std::count(lines[0].begin(), lines[0].end(), candidate));
    if (count == 0) continue;
    for (const std::string_view line : lines)
      alike += static_cast<std::size_t>(std::count(line.begin(), line.end(), candidate)) == count ? 1U : 0U;
    if (const std::size_t score = alike * 1000 + std::min<std::size_t>(count, 999); score > best_score) {
      best_score = score;
      best = candidate;
    }
  }
  if (best != 0) return best;
  const bool blanks = std::any_of(lines.begin(), lines.end(), [](std::string_view l) {
    return trim(l).find_first_of(" \t") != std::string_view::npos;
  });
  return blanks ? ' ' : ',';
}

bool is_number(std::string_view cell) {
  double value = 0;
  return read_real(cell, value);
}

bool is_value(std::string_view cell) {
  double value = 0;
  return is_number(cell) || read_time(cell, value);
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.size() < 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool see_header(const std::vector<std::string_view>& lines, char separator, const LoadOptions& options) {
  if (options.header) return *options.header;
  // A column asked for by its name must have one.
  for (const std::string& name : options.wanted)
    if (!all_digits(name)) return true;
  std::vector<std::string_view> cells;
  split_cells(lines[0], separator, cells);
  if (std::any_of(cells.begin(), cells.end(), is_value)) return false;
  const std::size_t columns = cells.size();
  if (lines.size() < 2) return false;
  split_cells(lines[1], separator, cells);
  if (std::any_of(cells.begin(), cells.end(), is_value)) return true;
  return columns > 1 && separator != ' ';
}

}  // namespace

Layout look_at(std::string_view head, bool complete, const LoadOptions& options) {
  Layout out;
  const auto lines = first_lines(head, complete, 20);
  if (lines.empty()) return out;
  out.separator = options.separator                    ? *options.separator
                  : options.format == InputFormat::tsv ? '\t'
                  : options.format == InputFormat::csv ? (sniff_separator(lines) == ' ' ? ',' : sniff_separator(lines))
                                                       : sniff_separator(lines);
  out.header = see_header(lines, out.separator, options);
  std::vector<std::string_view> cells;
  split_cells(lines[0], out.separator, cells);
  out.columns = cells.size();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    std::string_view cell = cells[i];
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') cell = cell.substr(1, cell.size() - 2);
    out.names.push_back(out.header ? std::string(cell) : fmt::format("{}", i + 1));
  }
  out.plain = options.as_words.empty() && options.as_times.empty() && options.time_format.empty() &&
              head.find('"', out.header ? lines[0].size() : 0) == std::string_view::npos &&
              lines.size() > (out.header ? 1U : 0U);
  for (std::size_t i = out.header ? 1 : 0; i < lines.size() && out.plain; ++i) {
    split_cells(lines[i], out.separator, cells);
    for (const std::string_view cell : cells) out.plain &= cell.empty() || is_number(cell);
  }
  return out;
}

Reading reading_of(const std::string& name, std::size_t index, const LoadOptions& options) {
  const std::string position = fmt::format("{}", index + 1);
  const auto listed = [&](const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), name) != list.end() ||
           std::find(list.begin(), list.end(), position) != list.end();
  };
  if (listed(options.as_times)) return Reading::time;
  return listed(options.as_words) ? Reading::word : Reading::automatic;
}

std::vector<std::size_t> choose_columns(const std::vector<std::string>& names, bool named, const LoadOptions& options,
                                        std::string_view where, bool complete) {
  std::vector<std::size_t> out;
  if (options.wanted.empty()) {
    for (std::size_t i = 0; i < names.size(); ++i) out.push_back(i);
    return out;
  }
  for (const std::string& name : options.wanted) {
    auto found = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    if ((found == names.size() || !named) && all_digits(name)) found = static_cast<std::size_t>(std::stoul(name)) - 1;
    if (found < names.size()) {
      if (std::find(out.begin(), out.end(), found) == out.end()) out.push_back(found);
    } else if (complete) {
      const std::string near = did_you_mean(name, names);
      std::vector<std::string> shown(
          names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(names.size(), 20)));
      throw fail(Fault::usage, "no column '{}' in '{}'", name, where)
          .hint(fmt::format("{}{}columns: {}", near, near.empty() ? "" : " ", join(shown, ", ")));
    }
  }
  return out;
}

namespace {

constexpr std::size_t most_npy_columns = 64;

/// The columns of an array as series, all or only the wanted ones.
void npy_columns(const NpyLayout& layout, const LoadOptions& options, bool stream, std::string_view where, Data& data) {
  const std::size_t width =
      layout.shape.size() < 2 ? 1 : layout.shape[1] * (layout.shape.size() == 3 ? layout.shape[2] : 1);
  std::vector<std::string> names;
  for (std::size_t c = 0; c < width; ++c) names.push_back(fmt::format("{}", c + 1));
  const auto chosen = choose_columns(names, false, options, where, true);
  for (const std::size_t c : chosen)
    data.columns.push_back({names[c], layout.kind == 'M' ? Values::times : Values::numbers, {}, {}, {}, c + 1});
  if (stream) {
    data.blocks = blocks_of_npy(layout, chosen);
    return;
  }
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    data.columns[i].numbers.resize(layout.shape.empty() ? 1 : layout.shape[0]);
    if (layout.count > 0) layout.column(chosen[i], 0, data.columns[i].numbers);
  }
}

}  // namespace

void load_npy(Peeked& source, const LoadOptions& options, Data& data) {
  std::string held;
  ByteView bytes = source.mapped();
  const bool mapped = !bytes.empty();
  if (!mapped) {
    held = source.read_all(8ULL << 30U);
    bytes = bytes_of(held);
  }
  const auto refuse = [&](const Error& reason) {
    return Error(Fault::data, reason.what_happened()).at(std::string(source.name()));
  };
  const auto layout = look_at_npy(bytes);
  if (!layout) throw refuse(layout.error());
  const auto& shape = layout->shape;
  data.rows = shape.empty() ? 1 : shape[0];
  if (shape.size() == 1 && layout->count == 0) data.rows = 0;
  const bool flat = shape.size() < 2;
  // Few columns are series; a map wants the whole, so does what has no columns.
  if (flat || (shape.size() == 2 && shape[1] <= most_npy_columns && !options.matrix))
    npy_columns(*layout, options, options.stream && mapped && bytes.size() >= least_stream && layout->count > 0,
                source.name(), data);
  if (flat || (!data.columns.empty() && !options.matrix)) return;
  auto array = read_npy(bytes);
  if (!array) throw refuse(array.error());
  data.matrix = Matrix{shape[0], shape[1], shape.size() == 3 ? shape[2] : 1, std::move(array->values)};
}

Data load(io::Source& given, const LoadOptions& options) {
  Data data;
  Peeked source(given);
  const std::string_view head = source.head();
  if (options.format == InputFormat::npy || (options.format == InputFormat::automatic && is_npy(bytes_of(head)))) {
    if (!is_npy(bytes_of(head))) throw fail(Fault::data, "this is no .npy file").at(std::string(source.name()));
    load_npy(source, options, data);
    return data;
  }
  if (head.find('\0') != std::string_view::npos)
    throw fail(Fault::data, "this is binary data, not text")
        .at(std::string(source.name()))
        .hint("plot reads CSV, TSV, JSON Lines, plain numbers and .npy");
  const std::size_t first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == std::string_view::npos) return data;
  const bool json = options.format == InputFormat::jsonl ||
                    (options.format == InputFormat::automatic && (head[first] == '{' || head[first] == '['));
  if (json) {
    data.named = true;
    load_records(source, {}, options, true, data);
    return data;
  }
  const Layout layout = look_at(head, source.head_is_all(), options);
  data.named = layout.header;
  if (layout.plain && !head.starts_with("\xEF\xBB\xBF")) load_numbers(source, layout, options, data);
  else if (layout.separator == ' ') load_blanks(source, layout, options, data);
  else load_records(source, layout, options, false, data);
  return data;
}

}  // namespace pytk::plot
