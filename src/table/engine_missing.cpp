// Built where duckdb.h was not there: the verbs that need the engine say what is missing.
#include <pytk/table/engine.hpp>

#include <pytk/core/error.hpp>

namespace pytk::table {

struct Engine::State {};

namespace {
[[noreturn]] void missing() {
  throw fail(Fault::missing, "this verb needs the engine DuckDB, which this pytk was built without")
      .hint("run cmake/bootstrap.sh, which fetches DuckDB 1.4.4, and build again");
}
}  // namespace

Engine::Engine(const EngineOptions&, const Cancel&, Warn) { missing(); }
Engine::~Engine() = default;
void Engine::add(std::size_t, Dataset&) { missing(); }
void Engine::tell_casts() { missing(); }
void Engine::name_table(const std::string&, const std::string&) { missing(); }
Columns Engine::describe(const std::string&) { missing(); }
std::unique_ptr<Stream> Engine::run(const std::string&, const Columns&) { missing(); }
std::unique_ptr<Stream> Engine::run_in_parts(std::string, const Columns&, const Aggregation&, std::size_t) {
  missing();
}
Ask Engine::ask() { missing(); }
std::string Engine::explain(const std::string&) { missing(); }
void Engine::write_parquet(const std::string&, const std::string&) { missing(); }
void Engine::leave_to_the_end_of_the_process() { missing(); }

}  // namespace pytk::table
