// The SQL engine behind the verbs that need one (DuckDB, loaded on first use). It reads every input through our own
// readers, all columns as text, and gives its results as rows.
//   Engine engine(options, cancel);  engine.add(0, data);  auto rows = engine.run(query.sql(), query.columns());
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <pytk/core/cancel.hpp>
#include <pytk/core/error.hpp>
#include <pytk/table/input.hpp>
#include <pytk/table/query.hpp>
#include <pytk/table/rows.hpp>

namespace pytk::table {

struct EngineOptions {
  std::uint64_t memory = 0;        ///< bytes; 0: half of what this process may use
  std::size_t threads = 0;         ///< 0: all CPUs
  std::string temporary;           ///< folder; empty: $TMPDIR/pytk-PID, removed afterwards
  bool unordered = false;          ///< rows without an order of their own may come as they are ready
  bool sandbox = false;            ///< SQL may not touch files
};

/// The engine ran out of the memory that it may use.
class NeedsMemory : public Error {
 public:
  explicit NeedsMemory(Error error) : Error(std::move(error)) {}
};

class Engine {
 public:
  Engine(const EngineOptions& options, const Cancel& cancel, Warn warn);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Makes a dataset readable as input number `input`. Every scan opens it anew.
  void add(std::size_t input, Dataset& data);
  /// Tells, once a column, how many texts that were asked for as numbers, times or truths are none.
  void tell_casts();
  /// A name for `sql QUERY` to use; `query` is a SELECT.
  void name_table(const std::string& name, const std::string& query);
  /// Output columns of one SELECT; throws Fault::usage when it is no valid one.
  [[nodiscard]] Columns describe(const std::string& sql);
  /// The rows of a SELECT; names and types as in `columns`.
  [[nodiscard]] std::unique_ptr<Stream> run(const std::string& sql, const Columns& columns);
  /// The same where the groups do not fit into memory at once: their keys are dealt into `parts` by a hash, one pass
  /// over the inputs computes each, and what comes out waits on disk.
  [[nodiscard]] std::unique_ptr<Stream> run_in_parts(std::string sql, const Columns& columns,
                                                     const Aggregation& aggregation, std::size_t parts);
  /// A small result as texts.
  [[nodiscard]] Ask ask();
  /// The engine's plan of a SELECT, as text.
  [[nodiscard]] std::string explain(const std::string& sql);
  /// Writes a SELECT to a Parquet file.
  void write_parquet(const std::string& sql, const std::string& path);
  /// For a process that is about to end: what its end gives back anyway is not taken apart piece by piece. Only the
  /// temporary folder goes now. Nothing may be asked of the engine or of streams after it.
  void leave_to_the_end_of_the_process();

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace pytk::table
