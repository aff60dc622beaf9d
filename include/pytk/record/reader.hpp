// Records in: JSON Lines (or one JSON array), CSV, TSV; sniffed when not told. CSV and TSV values stay text, byte for
// byte.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <pytk/io/source.hpp>
#include <pytk/record/batch.hpp>
#include <pytk/record/writer.hpp>

namespace pytk::record {

struct ReadOptions {
  std::optional<Format> format;         ///< nothing: sniff
  std::optional<char> delimiter;        ///< CSV only; nothing: sniff , ; tab |
  bool header = true;
  std::uint64_t max_columns = 100'000;
};

/// Errors carry the source's name and the line. JSON Lines: nested objects become dotted names, arrays stay json;
/// the schema is the union over the first 1,000 records, a later unknown name widens it (schema() grows at the end,
/// which next() tells by returning a batch of the wider schema). A type may widen too: integers to float64 where that
/// loses nothing, else to json, which holds any value as it was written. Good records before a bad one are returned
/// first.
class Reader {
 public:
  virtual ~Reader() = default;
  [[nodiscard]] virtual const Schema& schema() const = 0;
  /// Fills `batch` (cleared, and rebuilt when the schema has grown); false at the end.
  [[nodiscard]] virtual bool next(Batch& batch) = 0;
};
[[nodiscard]] std::unique_ptr<Reader> make_reader(io::Source& source, const ReadOptions& options = {});

}  // namespace pytk::record
