// Inputs that are no text, by format.
#include "table/databases.hpp"

#include <pytk/core/error.hpp>

#include "table/postgres.hpp"
#include "table/sqlite.hpp"
#include "table/workbook.hpp"

namespace pytk::table {

std::unique_ptr<Input> open_database(From from, const std::string& where, const ReadOptions& options) {
  if (from == From::xlsx) return open_workbook(where, options);
  if (from == From::sqlite) return open_sqlite(where, options);
  if (from == From::postgres) return open_postgres(where, options);
  throw fail(Fault::internal, "{} has no reader of its own", from_name(from));
}

}  // namespace pytk::table
