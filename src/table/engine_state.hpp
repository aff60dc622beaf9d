// The inside of the engine, shared by the scan, the functions and the results. The only header that includes duckdb.h.
#pragma once

#include <duckdb.h>

#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include <pytk/core/error.hpp>
#include <pytk/table/engine.hpp>

namespace pytk::table {

struct Engine::State {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  const Cancel* cancel = nullptr;
  Warn warn;
  std::size_t threads = 1;
  std::string folder;                       ///< of our own for what does not fit into memory, removed at the end
  std::map<std::size_t, Dataset*> inputs;
  struct Misfit { std::uint64_t count = 0; std::uint64_t piece = 0; std::int64_t line = 0; std::string text; };
  std::map<std::pair<std::size_t, std::size_t>, Misfit> misfits;   ///< by input and column; of the scan that saw most
  std::mutex lock;
  std::exception_ptr failure;               ///< of a reader, thrown when the query fails because of it

  ~State();
  void remove_folder() noexcept;
  void execute(const std::string& sql);
  /// Throws what a reader reported, or the engine's own message.
  [[noreturn]] void fail_query(const char* message);
  void report(std::exception_ptr what);
};

/// A prepared statement that cleans up.
class Prepared {
 public:
  Prepared(Engine::State& state, const std::string& sql);
  ~Prepared() { duckdb_destroy_prepare(&statement_); }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  [[nodiscard]] duckdb_prepared_statement get() const noexcept { return statement_; }

 private:
  duckdb_prepared_statement statement_ = nullptr;
};

[[nodiscard]] duckdb_type engine_type(Type type) noexcept;
void register_scan(Engine::State& state);
void register_functions(Engine::State& state);
void register_moments(Engine::State& state);

}  // namespace pytk::table
