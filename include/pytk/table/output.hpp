// Tables out: text formats to a sink, workbooks and databases to a file or server.
//   auto writer = table::make_writer(table::To::csv, options, sink);  writer->start(columns);  writer->write(rows);
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/cancel.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/table/rows.hpp>

namespace pytk::table {

enum class To : std::uint8_t {
  csv, tsv, json, jsonl, pretty, markdown, html, vertical, sql_insert, xlsx, parquet, sqlite, postgres
};
[[nodiscard]] To parse_to(std::string_view name);
[[nodiscard]] std::string_view to_name(To to) noexcept;
[[nodiscard]] std::vector<std::string> to_names();
/// True for what is written through a Sink (all but databases and Parquet).
[[nodiscard]] bool is_text(To to) noexcept;

struct WriteOptions {
  bool header = true;
  bool csv_safe = false;           ///< a ' before texts that a spreadsheet would run as a formula
  bool color = false;
  std::size_t width = 0;           ///< of the terminal, 0: cut nothing
  std::string table = "t";         ///< name for SQL and databases
};

/// start() once, write() any number of times, finish() once. finish() flushes the sink; it does not commit it.
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  virtual void start(const Columns& columns) = 0;
  virtual void write(const Rows& rows) = 0;
  virtual void flush() {}
  virtual void finish() = 0;
};
/// Of the text formats and xlsx.
[[nodiscard]] std::unique_ptr<RowWriter> make_writer(To to, const WriteOptions& options, io::Sink& sink);

/// Writes a new SQLite database; an existing one is replaced only with `force`.
[[nodiscard]] std::unique_ptr<RowWriter> make_sqlite_writer(const std::string& path, const WriteOptions& options,
                                                            bool force);

/// Makes a new table `options.table` in a PostgreSQL database, in one transaction: it is there when finish() returns,
/// or not at all. An existing one is replaced only with `force`. `timeout`: nanoseconds to connect.
[[nodiscard]] std::unique_ptr<RowWriter> make_postgres_writer(const std::string& where, const WriteOptions& options,
                                                              bool force, std::int64_t timeout, const Cancel* cancel);

/// The value as CSV and tables for people show it: "" for null, JSON strings decoded.
[[nodiscard]] std::string_view plain_text(const Cell& what, Type type, std::string& scratch);
/// The value as JSON.
void append_json(std::string& out, const Cell& what, Type type);

}  // namespace pytk::table
