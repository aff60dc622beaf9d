#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/core.h>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/record/reader.hpp>

#include "plot/blocks.hpp"
#include "plot/load.hpp"
#include "plot/number_lines.hpp"

namespace pytk::plot {
namespace {

void finish(Data& data) {
  for (Series& series : data.columns) epochs_to_days(series, false);
}

}  // namespace

void load_numbers(Peeked& source, const Layout& layout, const LoadOptions& options, Data& data) {
  const std::vector<std::size_t> chosen = choose_columns(layout.names, layout.header, options, source.name(), true);
  const bool clock =
      std::any_of(chosen.begin(), chosen.end(), [&](std::size_t i) { return named_like_time(layout.names[i]); });
  if (source.mapped().size() >= least_stream) {
    for (const std::size_t i : chosen) data.columns.push_back({layout.names[i], Values::numbers, {}, {}, {}, i + 1});
    data.blocks = blocks_of_text(source, layout, chosen);
    if (options.stream && !clock) return;
    // Also what has to be held is read in pieces, so that the file does not count twice.
    hold(data);
    finish(data);
    return;
  }
  NumberLines lines(layout, chosen, data);
  if (const ByteView all = source.mapped(); !all.empty()) {
    const char* begin = reinterpret_cast<const char*>(all.data());
    // Room for the rows that the first 64 KiB let expect.
    const std::string_view head = source.head();
    const auto rows = static_cast<std::size_t>(std::count(head.begin(), head.end(), '\n'));
    if (rows > 0) lines.reserve(all.size() / (head.size() / rows + 1) + rows);
    lines.add(begin, begin + all.size());
    finish(data);
    return;
  }
  std::string buffer;
  std::size_t have = 0;
  while (true) {
    buffer.resize(std::max<std::size_t>(have * 2, 256U << 10U));
    const std::size_t got = source.read({reinterpret_cast<std::uint8_t*>(buffer.data()) + have, buffer.size() - have});
    have += got;
    const char* begin = buffer.data();
    const auto* last = got == 0 ? begin + have : static_cast<const char*>(memrchr(begin, '\n', have));
    if (last != nullptr) {
      lines.add(begin, last);
      const auto used = std::min(have, static_cast<std::size_t>(last - begin) + 1);
      std::memmove(buffer.data(), buffer.data() + used, have - used);
      have -= used;
    }
    if (got == 0) break;
    if (have > (64U << 20U)) throw fail(Fault::data, "a line is longer than 64 MiB").at(std::string(source.name()));
  }
  finish(data);
}

void load_blanks(Peeked& source, const Layout& layout, const LoadOptions& options, Data& data) {
  const auto chosen = choose_columns(layout.names, layout.header, options, source.name(), true);
  std::vector<Collector> columns;
  columns.reserve(chosen.size());
  for (const std::size_t i : chosen)
    columns.emplace_back(layout.names[i], reading_of(layout.names[i], i, options), options.time_format, data);
  io::LineReader lines(source);
  std::string_view line;
  std::vector<std::string_view> cells;
  bool skip = layout.header;
  while (lines.next(line)) {
    if (trim(line).empty() || line.starts_with('#')) continue;
    if (skip) {
      skip = false;
      continue;
    }
    split_cells(line, ' ', cells);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      if (chosen[i] >= cells.size()) {
        columns[i].add_missing();
        continue;
      }
      std::string_view cell = cells[chosen[i]];
      // The last column takes the rest of the line: "12 some words".
      if (chosen[i] + 1 == layout.columns && cells.size() > layout.columns)
        cell = trim({cell.data(), static_cast<std::size_t>(line.data() + line.size() - cell.data())});
      columns[i].add(cell, lines.number());
    }
    ++data.rows;
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    data.columns.push_back(columns[i].finish());
    data.columns.back().position = chosen[i] + 1;
  }
}

void load_records(Peeked& source, const Layout& layout, const LoadOptions& options, bool json, Data& data) {
  record::ReadOptions how;
  how.header = json || layout.header;
  how.format = json ? record::Format::jsonl : record::Format::csv;
  if (!json) how.delimiter = layout.separator;
  const auto reader = record::make_reader(source, how);
  record::Batch batch(reader->schema());
  std::vector<Collector> columns;
  std::vector<std::size_t> index;
  std::vector<std::string> known;
  bool first = true;
  const auto look = [&] {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < batch.schema().size(); ++i)
      names.push_back(how.header ? batch.schema()[i].name : fmt::format("{}", i + 1));
    if (names == known && !first) return;
    known = names;
    for (const std::size_t i : choose_columns(names, how.header, options, source.name(), first && !json)) {
      if (std::find(index.begin(), index.end(), i) != index.end()) continue;
      index.push_back(i);
      columns.emplace_back(names[i], reading_of(names[i], i, options), options.time_format, data);
      while (columns.back().size() < data.rows) columns.back().add_missing();
    }
    first = false;
  };
  columns.reserve(256);
  while (reader->next(batch)) {
    look();
    for (std::size_t c = 0; c < index.size(); ++c)
      for (std::size_t row = 0; row < batch.rows(); ++row)
        columns[c].add_value(batch[index[c]], row,
                             static_cast<std::int64_t>(data.rows + row) + (how.header && !json ? 2 : 1));
    data.rows += batch.rows();
  }
  if (json && data.rows > 0) (void)choose_columns(known, true, options, source.name(), true);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    data.columns.push_back(columns[i].finish());
    data.columns.back().position = index[i] + 1;
  }
}

}  // namespace pytk::plot
