// The readers behind Dataset, one maker a format.
#pragma once

#include <memory>

#include <pytk/table/input.hpp>
#include "table/blocks.hpp"

namespace pytk::table {

struct Opening {
  std::unique_ptr<Blocks> blocks;
  const ReadOptions* options = nullptr;
  Warn warn;
  OnReject reject;
  Sniffed* sniffed = nullptr;      ///< filled
  From from = From::automatic;     ///< as found out
  const Columns* known = nullptr;  ///< of an earlier pass: the same columns again, nothing is sniffed
};

[[nodiscard]] std::unique_ptr<Input> open_csv(Opening opening);
[[nodiscard]] std::unique_ptr<Input> open_json(Opening opening, bool lines_for_certain);
[[nodiscard]] std::unique_ptr<Input> open_fixed_width(Opening opening);
[[nodiscard]] std::unique_ptr<Input> open_web_log(Opening opening, bool combined);
[[nodiscard]] std::unique_ptr<Input> open_syslog(Opening opening, std::int64_t file_time);
[[nodiscard]] std::unique_ptr<Input> open_zeek(Opening opening);

/// Applies --types col=type and --types off to sniffed columns; throws for an unknown column.
void force_types(Columns& columns, const ReadOptions& options);
/// Types of the columns from rows, null cells aside. `complete`: these are all rows there are; a column without any
/// value counts as numbers then, as in pandas.
void guess_types(Columns& columns, const Rows& rows, bool complete = false);
/// Throws for BadRows::fail, else reports the row; to be called by readers of lines.
void bad_row(const ReadOptions& options, const OnReject& reject, const std::string& file, std::int64_t line,
             const std::string& reason, std::string_view raw);

}  // namespace pytk::table
