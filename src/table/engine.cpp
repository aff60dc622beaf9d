// Opening the engine, running statements, and its results as rows.
#include <pytk/table/engine.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>

#include <pytk/core/lazy.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/parallel.hpp>
#include <pytk/core/text.hpp>
#include <pytk/table/streams.hpp>

#include "table/engine_state.hpp"
#include "table/sql_dialect.hpp"

namespace pytk::table {

Engine::State::~State() {
  if (connection != nullptr) duckdb_disconnect(&connection);
  if (database != nullptr) duckdb_close(&database);
  remove_folder();
}

void Engine::State::remove_folder() noexcept {
  std::error_code ignored;
  if (!folder.empty()) std::filesystem::remove_all(folder, ignored);
  folder.clear();
}

void Engine::State::report(std::exception_ptr what) {
  const std::lock_guard guard(lock);
  if (!failure) failure = std::move(what);
}

void Engine::State::fail_query(const char* message) {
  if (failure) std::rethrow_exception(std::exchange(failure, nullptr));
  if (cancel->requested()) cancel->check();
  std::string text = message == nullptr ? "unknown reason" : message;
  for (const std::string_view mine : {"Parser Error: ", "Binder Error: ", "Catalog Error: "})
    if (text.starts_with(mine)) {
      text.erase(0, mine.size());
      const std::string rest = text.find('\n') == std::string::npos ? "" : text.substr(text.find('\n') + 1);
      text.resize(std::min(text.size(), text.find('\n')));
      throw fail(Fault::usage, "bad query: {}", text)
          .hint(rest.starts_with("Candidate") ? rest.substr(0, rest.find('\n')) : "");
    }
  if (text.starts_with("Out of Memory Error"))
    throw NeedsMemory(fail(Fault::data, "the query needs more memory than it may use")
                          .hint("give it more with --memory 4G, or let it use a larger disk with --tmpdir DIR"));
  if (const auto colon = text.find(" Error: "); colon != std::string::npos && colon < 40) text.erase(0, colon + 8);
  if (const auto line = text.find('\n'); line != std::string::npos) text.erase(line);
  throw fail(Fault::data, "the query failed: {}", text);
}

void Engine::State::execute(const std::string& sql) {
  duckdb_result result;
  const auto done = duckdb_query(connection, sql.c_str(), &result);
  const std::string message = done == DuckDBSuccess ? "" : duckdb_result_error(&result);
  duckdb_destroy_result(&result);
  if (done != DuckDBSuccess) fail_query(message.c_str());
}

Prepared::Prepared(Engine::State& state, const std::string& sql) {
  if (duckdb_prepare(state.connection, sql.c_str(), &statement_) == DuckDBSuccess) return;
  const char* error = duckdb_prepare_error(statement_);
  const std::string message = error == nullptr ? "it cannot be prepared" : error;
  duckdb_destroy_prepare(&statement_);
  state.fail_query(message.c_str());
}

namespace {

std::string temporary_folder(const EngineOptions& options) {
  const char* place = std::getenv("TMPDIR");
  std::string folder = !options.temporary.empty()        ? options.temporary
                       : place != nullptr && *place != 0 ? place
                                                         : "/tmp";
  folder += "/pytk-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr)
    throw fail_errno(errno, fmt::format("cannot make a temporary folder '{}'", folder))
        .hint("--tmpdir DIR names another place");
  return folder;
}

/// The engine's types as ours; all others become texts. Vectors of `direct` types are read as they are, all others are
/// cast by the engine first.
struct EngineType {
  duckdb_type theirs;
  Type ours;
  bool direct;
};
constexpr EngineType engine_types[] = {{DUCKDB_TYPE_VARCHAR, Type::text, true},
                                       {DUCKDB_TYPE_BOOLEAN, Type::boolean, true},
                                       {DUCKDB_TYPE_TINYINT, Type::integer, true},
                                       {DUCKDB_TYPE_SMALLINT, Type::integer, true},
                                       {DUCKDB_TYPE_INTEGER, Type::integer, true},
                                       {DUCKDB_TYPE_BIGINT, Type::integer, true},
                                       {DUCKDB_TYPE_UTINYINT, Type::integer, true},
                                       {DUCKDB_TYPE_USMALLINT, Type::integer, true},
                                       {DUCKDB_TYPE_UINTEGER, Type::integer, true},
                                       {DUCKDB_TYPE_UBIGINT, Type::integer, true},
                                       {DUCKDB_TYPE_HUGEINT, Type::integer, true},
                                       {DUCKDB_TYPE_UHUGEINT, Type::integer, false},
                                       {DUCKDB_TYPE_FLOAT, Type::real, true},
                                       {DUCKDB_TYPE_DOUBLE, Type::real, true},
                                       {DUCKDB_TYPE_DECIMAL, Type::real, false},
                                       {DUCKDB_TYPE_TIMESTAMP, Type::time, true},
                                       {DUCKDB_TYPE_TIMESTAMP_S, Type::time, false},
                                       {DUCKDB_TYPE_TIMESTAMP_MS, Type::time, false},
                                       {DUCKDB_TYPE_TIMESTAMP_NS, Type::time, false},
                                       {DUCKDB_TYPE_TIMESTAMP_TZ, Type::time, false},
                                       {DUCKDB_TYPE_LIST, Type::json, false},
                                       {DUCKDB_TYPE_STRUCT, Type::json, false},
                                       {DUCKDB_TYPE_MAP, Type::json, false},
                                       {DUCKDB_TYPE_ARRAY, Type::json, false},
                                       {DUCKDB_TYPE_UNION, Type::json, false}};

EngineType known_type(duckdb_type type) noexcept {
  for (const EngineType& each : engine_types)
    if (each.theirs == type) return each;
  return {type, Type::text, false};
}

Type type_of(duckdb_type type) noexcept { return known_type(type).ours; }
bool direct(duckdb_type type) noexcept { return known_type(type).direct; }

std::string cast_for_reading(const std::string& name, duckdb_type type) {
  switch (type_of(type)) {
    case Type::json: return fmt::format("CAST(to_json({}) AS VARCHAR)", name);
    case Type::time: return fmt::format("CAST({} AS TIMESTAMP)", name);
    default: break;
  }
  // A decimal's text is exact.
  return fmt::format("CAST({} AS VARCHAR)", name);
}

void append_huge(std::string& out, duckdb_hugeint value) {
  auto number = static_cast<unsigned __int128>(static_cast<__int128>(value.upper)) << 64U | value.lower;
  const bool negative = value.upper < 0;
  if (negative) number = ~number + 1;
  char digits[48];
  std::size_t at = sizeof digits;
  do {
    digits[--at] = static_cast<char>('0' + static_cast<int>(number % 10));
    number /= 10;
  } while (number != 0);
  if (negative) digits[--at] = '-';
  out.append(digits + at, sizeof digits - at);
}

/// One result, row after row.
class ResultStream final : public Stream {
 public:
  ResultStream(Engine::State& state, std::unique_ptr<Prepared> prepared, Columns columns)
      : state_(state), prepared_(std::move(prepared)), columns_(std::move(columns)) {
    if (duckdb_pending_prepared_streaming(prepared_->get(), &pending_) != DuckDBSuccess) {
      const std::string message = duckdb_pending_error(pending_);
      duckdb_destroy_pending(&pending_);
      state_.fail_query(message.c_str());
    }
    wait();
    if (duckdb_execute_pending(pending_, &result_) != DuckDBSuccess) {
      const std::string message = duckdb_result_error(&result_);
      duckdb_destroy_result(&result_);
      duckdb_destroy_pending(&pending_);
      state_.fail_query(message.c_str());
    }
    has_result_ = true;
    for (std::size_t i = 0; i < columns_.size(); ++i) types_.push_back(duckdb_column_type(&result_, i));
  }
  ~ResultStream() override {
    if (!finished_) duckdb_interrupt(state_.connection);
    if (has_result_) duckdb_destroy_result(&result_);
    duckdb_destroy_pending(&pending_);
  }
  ResultStream(const ResultStream&) = delete;
  ResultStream& operator=(const ResultStream&) = delete;

  [[nodiscard]] const Columns& columns() const override { return columns_; }

  [[nodiscard]] bool next(Rows& rows) override {
    for (;;) {
      duckdb_data_chunk chunk = duckdb_fetch_chunk(result_);
      if (chunk == nullptr) {
        finished_ = true;
        // A failure in the middle of a stream ends it without a chunk.
        const char* message = duckdb_result_error(&result_);
        if (state_.failure || (message != nullptr && *message != 0)) state_.fail_query(message);
        state_.cancel->check();
        return false;
      }
      auto owner = std::shared_ptr<void>(chunk, [](void* held) {
        auto one = static_cast<duckdb_data_chunk>(held);
        duckdb_destroy_data_chunk(&one);
      });
      const idx_t count = duckdb_data_chunk_get_size(chunk);
      if (count == 0) continue;
      rows.reset(columns_.size());
      for (idx_t r = 0; r < count; ++r) {
        (void)rows.new_row();
        rows.end_row();
      }
      for (std::size_t c = 0; c < columns_.size(); ++c)
        read_column(duckdb_data_chunk_get_vector(chunk, c), c, count, rows);
      rows.hold(std::move(owner));
      return true;
    }
  }

 private:
  void wait() {
    for (;;) {
      const auto step = duckdb_pending_execute_task(pending_);
      if (step == DUCKDB_PENDING_RESULT_READY) return;
      if (step == DUCKDB_PENDING_ERROR) {
        const char* error = duckdb_pending_error(pending_);
        const std::string message = error == nullptr ? "" : error;
        duckdb_destroy_pending(&pending_);
        state_.fail_query(message.c_str());
      }
      if (state_.cancel->requested()) {
        duckdb_interrupt(state_.connection);
        duckdb_destroy_pending(&pending_);
        state_.cancel->check();
      }
      if (step == DUCKDB_PENDING_NO_TASKS_AVAILABLE) std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
  }

  void read_column(duckdb_vector vector, std::size_t c, idx_t count, Rows& rows) {
    void* data = duckdb_vector_get_data(vector);
    std::uint64_t* validity = duckdb_vector_get_validity(vector);
    const bool json = columns_[c].type == Type::json;
    for (idx_t r = 0; r < count; ++r) {
      Cell& out = rows.row(r)[c];
      if (validity != nullptr && !duckdb_validity_row_is_valid(validity, r)) {
        out = {};
        continue;
      }
      if (types_[c] == DUCKDB_TYPE_VARCHAR) {
        auto& text = static_cast<duckdb_string_t*>(data)[r];
        out = cell({duckdb_string_t_data(&text), duckdb_string_t_length(text)}, json ? Kind::json : Kind::raw);
        continue;
      }
      scratch_.clear();
      append_value(data, r, types_[c]);
      out = cell(rows.arena().keep(scratch_), Kind::raw);
    }
  }

  template <class T>
  static T at(void* data, idx_t row) { return static_cast<T*>(data)[row]; }

  void append_value(void* data, idx_t r, duckdb_type type) {
    switch (type) {
      case DUCKDB_TYPE_BOOLEAN: scratch_ += at<bool>(data, r) ? "true" : "false"; break;
      case DUCKDB_TYPE_TINYINT: append_int(scratch_, at<std::int8_t>(data, r)); break;
      case DUCKDB_TYPE_SMALLINT: append_int(scratch_, at<std::int16_t>(data, r)); break;
      case DUCKDB_TYPE_INTEGER: append_int(scratch_, at<std::int32_t>(data, r)); break;
      case DUCKDB_TYPE_BIGINT: append_int(scratch_, at<std::int64_t>(data, r)); break;
      case DUCKDB_TYPE_UTINYINT: append_uint(scratch_, at<std::uint8_t>(data, r)); break;
      case DUCKDB_TYPE_USMALLINT: append_uint(scratch_, at<std::uint16_t>(data, r)); break;
      case DUCKDB_TYPE_UINTEGER: append_uint(scratch_, at<std::uint32_t>(data, r)); break;
      case DUCKDB_TYPE_UBIGINT: append_uint(scratch_, at<std::uint64_t>(data, r)); break;
      case DUCKDB_TYPE_HUGEINT: append_huge(scratch_, at<duckdb_hugeint>(data, r)); break;
      case DUCKDB_TYPE_FLOAT: append_real(scratch_, static_cast<double>(at<float>(data, r))); break;
      case DUCKDB_TYPE_DOUBLE: append_real(scratch_, at<double>(data, r)); break;
      case DUCKDB_TYPE_TIMESTAMP: append_time(scratch_, at<duckdb_timestamp>(data, r).micros * 1000); break;
      default: break;
    }
  }

  Engine::State& state_;
  std::unique_ptr<Prepared> prepared_;
  Columns columns_;
  std::vector<duckdb_type> types_;
  duckdb_pending_result pending_ = nullptr;
  duckdb_result result_{};
  std::string scratch_;
  bool has_result_ = false, finished_ = false;
};

}  // namespace

Engine::Engine(const EngineOptions& options, const Cancel& cancel, Warn warn) : state_(std::make_unique<State>()) {
  lazy::require("duckdb");
  state_->cancel = &cancel;
  state_->warn = std::move(warn);
  state_->threads = options.threads == 0 ? usable_cpus() : options.threads;
  state_->folder = temporary_folder(options);
  const std::uint64_t memory = options.memory == 0 ? usable_memory() / 2 : options.memory;
  duckdb_config config;
  if (duckdb_create_config(&config) != DuckDBSuccess) throw fail(Fault::internal, "the engine takes no settings");
  const std::pair<const char*, std::string> settings[] = {
      {"threads", std::to_string(state_->threads)},
      {"memory_limit", fmt::format("{}KiB", memory / 1024)},
      {"temp_directory", state_->folder},
      {"autoinstall_known_extensions", "false"},
      {"autoload_known_extensions", "false"},
      {"allow_community_extensions", "false"},
      {"preserve_insertion_order", options.unordered ? "false" : "true"}};
  for (const auto& [name, value] : settings) duckdb_set_config(config, name, value.c_str());
  char* error = nullptr;
  const auto opened = duckdb_open_ext(nullptr, &state_->database, config, &error);
  duckdb_destroy_config(&config);
  if (opened != DuckDBSuccess) {
    const std::string reason = error == nullptr ? "unknown reason" : error;
    duckdb_free(error);
    throw fail(Fault::internal, "cannot start the engine: {}", reason);
  }
  if (duckdb_connect(state_->database, &state_->connection) != DuckDBSuccess)
    throw fail(Fault::internal, "cannot connect to the engine");
  register_scan(*state_);
  register_functions(*state_);
  register_moments(*state_);
  // Times without a zone are UTC, on every machine.
  state_->execute("SET TimeZone = 'UTC'");
  if (options.sandbox) state_->execute("SET enable_external_access = false");
  state_->execute("SET lock_configuration = true");
}

Engine::~Engine() = default;

void Engine::leave_to_the_end_of_the_process() {
  // Threads of the engine would go on while the process takes its libraries apart.
  if (state_->threads > 1) return;
  state_->remove_folder();
  // Where leak checkers find it.
  [[maybe_unused]] static State* left = nullptr;
  left = state_.release();
}

void Engine::add(std::size_t input, Dataset& data) { state_->inputs[input] = &data; }

void Engine::tell_casts() {
  for (const auto& [place, misfit] : state_->misfits) {
    const auto& column = state_->inputs.at(place.first)->columns()[place.second];
    state_->warn(misfit_text(column, misfit.count, misfit.text, misfit.line));
  }
}

void Engine::name_table(const std::string& name, const std::string& query) {
  state_->execute("CREATE OR REPLACE TEMP VIEW " + SqlDialect().identifier(name) + " AS " + query);
}

Columns Engine::describe(const std::string& sql) {
  const Prepared prepared(*state_, sql);
  if (duckdb_prepared_statement_type(prepared.get()) != DUCKDB_STATEMENT_TYPE_SELECT)
    throw fail(Fault::usage, "only a SELECT can be run")
        .hint("files are written with -o FILE, inputs are named on the command line");
  Columns columns;
  for (idx_t i = 0; i < duckdb_prepared_statement_column_count(prepared.get()); ++i) {
    const char* name = duckdb_prepared_statement_column_name(prepared.get(), i);
    columns.push_back({name, type_of(duckdb_prepared_statement_column_type(prepared.get(), i))});
    duckdb_free(const_cast<char*>(name));
  }
  return columns;
}

std::unique_ptr<Stream> Engine::run(const std::string& sql, const Columns& columns) {
  auto prepared = std::make_unique<Prepared>(*state_, sql);
  std::string names, list;
  bool all_direct = true;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto type = duckdb_prepared_statement_column_type(prepared->get(), i);
    const std::string name = fmt::format("x{}", i);
    names += (i > 0 ? ", " : "") + name;
    list += (i > 0 ? ", " : "") + (direct(type) ? name : cast_for_reading(name, type));
    all_direct = all_direct && direct(type);
  }
  if (!all_direct)
    prepared = std::make_unique<Prepared>(*state_, "SELECT " + list + " FROM (" + sql + ") AS q(" + names + ")");
  return std::make_unique<ResultStream>(*state_, std::move(prepared), columns);
}

std::unique_ptr<Stream> Engine::run_in_parts(std::string sql, const Columns& columns, const Aggregation& aggregation,
                                             std::size_t parts) {
  const SqlDialect dialect;
  for (std::size_t part = 0; part < parts; ++part) {
    state_->cancel->check();
    const std::string mine = dialect.part_of(aggregation.keys, part, parts);
    const std::string rows =
        fmt::format("SELECT {} FROM ({}) AS q{}{} GROUP BY {}", aggregation.list, aggregation.from,
                    aggregation.where.empty() ? " WHERE " : aggregation.where + " AND ", mine, aggregation.keys);
    state_->execute((part == 0 ? "CREATE OR REPLACE TEMP TABLE pytk_parts AS " : "INSERT INTO pytk_parts ") + rows);
  }
  const auto at = sql.find(aggregation.sql);
  if (at == std::string::npos) throw fail(Fault::internal, "the aggregation is no part of the statement");
  sql.replace(at, aggregation.sql.size(), "SELECT * FROM pytk_parts");
  return run(sql, columns);
}

Ask Engine::ask() {
  return [this](const std::string& sql) {
    std::vector<std::vector<std::optional<std::string>>> out;
    const auto stream = run(sql, describe(sql));
    Rows rows;
    while (stream->next(rows))
      for (std::size_t r = 0; r < rows.count(); ++r) {
        auto& row = out.emplace_back();
        for (std::size_t c = 0; c < rows.columns(); ++c) {
          if (rows.at(r, c).null()) row.emplace_back();
          else row.emplace_back(std::string(rows.at(r, c).text()));
        }
      }
    return out;
  };
}

std::string Engine::explain(const std::string& sql) {
  std::string out;
  const auto stream = run("EXPLAIN " + sql, {{"key", Type::text}, {"plan", Type::text}});
  Rows rows;
  while (stream->next(rows))
    for (std::size_t r = 0; r < rows.count(); ++r) out += rows.at(r, 1).text();
  return out;
}

void Engine::write_parquet(const std::string& sql, const std::string& path) {
  state_->execute("COPY (" + sql + ") TO " + SqlDialect().literal(path) + " (FORMAT parquet, COMPRESSION zstd)");
}

}  // namespace pytk::table
