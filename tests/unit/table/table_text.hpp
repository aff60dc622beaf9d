// Tables from texts and back, for tests.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <string>
#include <vector>

#include <pytk/table/input.hpp>
#include <pytk/table/output.hpp>

namespace pytk::table::testing {

/// A nameless file with this content; its path can be opened as long as it lives.
class TextFile {
 public:
  explicit TextFile(std::string_view text) : fd_(memfd_create("table", MFD_CLOEXEC)) {
    while (!text.empty()) {
      const auto n = ::write(fd_, text.data(), text.size());
      if (n <= 0) break;
      text.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  ~TextFile() { ::close(fd_); }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_;
};

struct Table {
  Columns columns;
  std::vector<std::vector<std::string>> rows;   ///< "<null>" for a missing value
  std::vector<std::string> warnings;
  std::vector<Reject> rejects;
};

inline Table read_path(const std::string& path, ReadOptions options = {}) {
  Table table;
  Dataset data({path}, options, [&](std::string_view text) { table.warnings.emplace_back(text); },
               [&](const Reject& reject) { table.rejects.push_back(reject); });
  InputStream stream(data.open());
  Rows rows;
  std::string scratch;
  while (stream.next(rows))
    for (std::size_t r = 0; r < rows.count(); ++r) {
      auto& row = table.rows.emplace_back();
      for (std::size_t c = 0; c < rows.columns(); ++c)
        row.emplace_back(rows.at(r, c).null() ? "<null>" : std::string(plain_text(rows.at(r, c), stream.columns()[c].type, scratch)));
    }
  table.columns = stream.columns();
  return table;
}

inline Table read_text(std::string_view text, const ReadOptions& options = {}) {
  const TextFile file(text);
  return read_path(file.path(), options);
}

inline std::vector<std::string> names(const Table& table) {
  std::vector<std::string> out;
  for (const auto& column : table.columns) out.push_back(column.name);
  return out;
}
inline std::vector<Type> types(const Table& table) {
  std::vector<Type> out;
  for (const auto& column : table.columns) out.push_back(column.type);
  return out;
}

/// The whole table as the format writes it.
inline std::string write(std::string_view text, To to, const ReadOptions& options = {}) {
  const TextFile file(text);
  Dataset data({file.path()}, options, [](std::string_view) {});
  InputStream stream(data.open());
  std::string out;
  const auto sink = io::Sink::to(out);
  const auto writer = make_writer(to, {}, *sink);
  writer->start(stream.columns());
  Rows rows;
  while (stream.next(rows)) writer->write(rows);
  writer->finish();
  sink->commit();
  return out;
}

}  // namespace pytk::table::testing
