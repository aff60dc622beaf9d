// Any text cut anywhere into pieces of whole records gives the rows of the whole, and splitting never reads outside.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>

#include "table/csv.hpp"

using namespace pytk;

namespace {

std::size_t rows_of(std::string_view text, std::int64_t line, const table::Splitter& splitter) {
  table::Rows rows;
  rows.reset(3);
  splitter.split(text, line, rows, [](const table::BadRecord& bad) {
    if (bad.line < 1) std::abort();
  });
  for (std::size_t r = 0; r < rows.count(); ++r)
    for (std::size_t c = 0; c < 3; ++c)
      if (rows.at(r, c).size > 0 && rows.at(r, c).data == nullptr) std::abort();
  return rows.count();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string buffer(text_of({data, size}));
  buffer.append(64, '\0');
  const std::string_view text(buffer.data(), size);
  table::Dialect dialect = table::sniff_dialect(text, true, {});
  dialect.delimiter = dialect.newline == ',' ? ';' : ',';
  if (dialect.newline != '\n') return 0;
  const table::Splitter splitter(dialect, 3, {""}, table::BadRows::pad);
  const auto end = table::last_record_end(text, dialect);
  if (end.end > size) std::abort();
  const std::size_t whole = rows_of(text, 1, splitter);
  const std::size_t front = rows_of(text.substr(0, end.end), 1, splitter);
  const std::size_t back = rows_of(text.substr(end.end), 1 + end.lines, splitter);
  if (front + back != whole) std::abort();
  return 0;
}
