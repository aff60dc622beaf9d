// Records out: pretty table, JSON Lines, JSON, CSV, TSV, Markdown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/io/sink.hpp>
#include <pytk/record/batch.hpp>

namespace pytk::record {

enum class Format : std::uint8_t { table, jsonl, json, csv, tsv, markdown };
/// "table" ("pretty"), "jsonl" ("ndjson"), "json", "csv", "tsv", "markdown" ("md"); throws Fault::usage with the
/// nearest.
[[nodiscard]] Format parse_format(std::string_view name);
[[nodiscard]] std::vector<std::string> format_names();

struct Style {
  bool color = false;
  std::size_t width = 0;    ///< columns of the terminal, 0: cut nothing
  bool header = true;       ///< CSV and TSV
  bool utf8 = true;
};

/// finish() writes what ends the document (JSON's bracket) and flushes the sink; it does not commit it.
class Writer {
 public:
  virtual ~Writer() = default;
  virtual void write(const Batch& batch) = 0;
  /// Everything so far reaches the reader now (for live rows).
  virtual void flush() = 0;
  virtual void finish() = 0;
};
[[nodiscard]] std::unique_ptr<Writer> make_writer(Format format, const Schema& schema, io::Sink& sink,
                                                  const Style& style = {});

}  // namespace pytk::record
