// The engine driven directly, as a peer: one query over its own typed scan, all rows written as CSV.
//   table_engine QUERY > out.csv
#include <duckdb.h>

#include <cstdio>

int main(int count, char** words) {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  duckdb_result result;
  if (count != 2 || duckdb_open(nullptr, &database) != DuckDBSuccess ||
      duckdb_connect(database, &connection) != DuckDBSuccess)
    return 2;
  if (duckdb_query(connection, words[1], &result) != DuckDBSuccess) {
    std::fprintf(stderr, "%s\n", duckdb_result_error(&result));
    return 1;
  }
  const idx_t columns = duckdb_column_count(&result), rows = duckdb_row_count(&result);
  for (idx_t row = 0; row < rows; ++row)
    for (idx_t column = 0; column < columns; ++column) {
      const char separator = column + 1 < columns ? ',' : '\n';
      if (duckdb_column_type(&result, column) == DUCKDB_TYPE_BIGINT)
        std::printf("%lld%c", static_cast<long long>(duckdb_value_int64(&result, column, row)), separator);
      else if (duckdb_column_type(&result, column) == DUCKDB_TYPE_DOUBLE)
        std::printf("%.17g%c", duckdb_value_double(&result, column, row), separator);
      else {
        char* text = duckdb_value_varchar(&result, column, row);
        std::printf("%s%c", text, separator);
        duckdb_free(text);
      }
    }
  duckdb_destroy_result(&result);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
}
