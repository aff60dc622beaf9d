// The verbs that need no engine: rows flow through in flat memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <pytk/table/input.hpp>
#include <pytk/table/rows.hpp>

namespace pytk::table {

using StreamPtr = std::unique_ptr<Stream>;

[[nodiscard]] StreamPtr head(StreamPtr rows, std::uint64_t count);
[[nodiscard]] StreamPtr skip(StreamPtr rows, std::uint64_t count);
[[nodiscard]] StreamPtr tail(StreamPtr rows, std::uint64_t count);
/// Columns by name in this order, or, where all begin with '-', all but these.
[[nodiscard]] StreamPtr select(StreamPtr rows, const std::vector<std::string>& names);
/// OLD=NEW pairs.
[[nodiscard]] StreamPtr rename(StreamPtr rows, const std::vector<std::string>& pairs);
/// One row {count}.
[[nodiscard]] StreamPtr count(StreamPtr rows);
/// One row a column: column, type.
[[nodiscard]] StreamPtr schema(const Columns& columns);
/// One row: file, format, encoding, compression, delimiter, quote, header, columns, rows_sampled.
[[nodiscard]] StreamPtr sniff(const Sniffed& sniffed);

}  // namespace pytk::table
