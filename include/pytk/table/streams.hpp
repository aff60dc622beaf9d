// The verbs that need no engine: rows flow through in flat memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/table/input.hpp>
#include <pytk/table/rows.hpp>

namespace pytk::table {

using StreamPtr = std::unique_ptr<Stream>;

/// Columns without rows.
[[nodiscard]] StreamPtr no_rows(const Columns& columns);
[[nodiscard]] StreamPtr head(StreamPtr rows, std::uint64_t count);
[[nodiscard]] StreamPtr skip(StreamPtr rows, std::uint64_t count);
[[nodiscard]] StreamPtr tail(StreamPtr rows, std::uint64_t count);
/// Columns by name in this order, or, where all begin with '-', all but these.
[[nodiscard]] StreamPtr select(StreamPtr rows, const std::vector<std::string>& names);
/// OLD=NEW pairs.
[[nodiscard]] StreamPtr rename(StreamPtr rows, const std::vector<std::string>& pairs);
/// Rows for which the condition is true; nullptr when it needs the engine. `warn` is told at the end about texts that
/// are not what their column's type says.
[[nodiscard]] StreamPtr filter(StreamPtr rows, std::string_view expression, Warn warn);
/// "column 'n': 2 values are no integer and count as missing; the first is 'x' in line 7".
[[nodiscard]] std::string misfit_text(const Column& column, std::uint64_t count, std::string_view first,
                                      std::int64_t line);
/// Reals as `real` ("%.2f", printf) and times as `time` (strftime in UTC, or iso, epoch, epoch_ms) say; an empty format
/// leaves them as they are. Throws Fault::usage for a format that is none.
[[nodiscard]] StreamPtr with_formats(StreamPtr rows, std::string_view real, std::string_view time);
/// One row {count}.
[[nodiscard]] StreamPtr count(StreamPtr rows);
/// One row a column: column, type.
[[nodiscard]] StreamPtr schema(const Columns& columns);
/// One row: file, format, encoding, compression, delimiter, quote, header, columns, rows_sampled.
[[nodiscard]] StreamPtr sniff(const Sniffed& sniffed);

}  // namespace pytk::table
