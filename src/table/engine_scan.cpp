// The table function pytk_scan(N): the engine's threads take pieces of the input in order and parse them side by side.
// Column r numbers the rows in their order, whichever thread parsed them, so that every result can be put in order.
// Column i5 is the text of column 5 of the input, n5 its value where the input's type is no text.
#include <algorithm>
#include <cstring>

#include <pytk/table/output.hpp>

#include "table/engine_state.hpp"
#include "table/typed.hpp"

namespace pytk::table {
namespace {

struct Bind { std::size_t input = 0; Columns columns; };

struct Global {
  explicit Global(Engine::State& engine) : state(engine) {}
  ~Global() {
    // One input may be scanned several times; the scan that saw most has seen all.
    const std::lock_guard guard(state.lock);
    for (auto& [column, misfit] : misfits) {
      auto& known = state.misfits[{number, column}];
      if (misfit.count > known.count) known = std::move(misfit);
    }
  }
  Global(const Global&) = delete;
  Global& operator=(const Global&) = delete;
  Engine::State& state;
  std::unique_ptr<Input> input;
  std::mutex lock;
  std::vector<idx_t> wanted;
  std::vector<std::size_t> typed;     ///< columns that have values besides their texts
  std::size_t number = 0;             ///< of the input
  std::map<std::size_t, Engine::State::Misfit> misfits;
};

struct Local {
  Piece piece;
  Rows rows;
  std::size_t next = 0;
};

template <class T>
void destroy(void* object) { delete static_cast<T*>(object); }

Engine::State& state_of(void* extra) { return *static_cast<Engine::State*>(extra); }

/// Foreign frames must not see our exceptions: they are kept and thrown again by whoever asked.
template <class Work, class SetError>
void guarded(Engine::State& state, const Work& work, const SetError& set_error) {
  try {
    work();
  } catch (const std::exception& error) {
    state.report(std::current_exception());
    set_error(error.what());
  }
}

std::vector<std::size_t> typed_columns(const Columns& columns) {
  std::vector<std::size_t> typed;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].type != Type::text && columns[i].type != Type::json) typed.push_back(i);
  return typed;
}

void bind(duckdb_bind_info info) {
  Engine::State& state = state_of(duckdb_bind_get_extra_info(info));
  duckdb_value value = duckdb_bind_get_parameter(info, 0);
  const auto input = static_cast<std::size_t>(duckdb_get_int64(value));
  duckdb_destroy_value(&value);
  const auto found = state.inputs.find(input);
  if (found == state.inputs.end()) return duckdb_bind_set_error(info, "there is no such input");
  auto data = std::make_unique<Bind>(Bind{input, found->second->columns()});
  const auto add = [info](const std::string& name, duckdb_type type) {
    duckdb_logical_type logical = duckdb_create_logical_type(type);
    duckdb_bind_add_result_column(info, name.c_str(), logical);
    duckdb_destroy_logical_type(&logical);
  };
  for (std::size_t i = 0; i < data->columns.size(); ++i) add("i" + std::to_string(i), DUCKDB_TYPE_VARCHAR);
  add("r", DUCKDB_TYPE_BIGINT);
  for (const auto i : typed_columns(data->columns)) add("n" + std::to_string(i), engine_type(data->columns[i].type));
  duckdb_bind_set_bind_data(info, data.release(), destroy<Bind>);
}

void start(duckdb_init_info info) {
  Engine::State& state = state_of(duckdb_init_get_extra_info(info));
  guarded(state, [&] {
    const auto* data = static_cast<const Bind*>(duckdb_init_get_bind_data(info));
    auto global = std::make_unique<Global>(state);
    global->typed = typed_columns(data->columns);
    for (idx_t i = 0; i < duckdb_init_get_column_count(info); ++i)
      global->wanted.push_back(duckdb_init_get_column_index(info, i));
    {
      const std::lock_guard guard(state.lock);
      global->input = state.inputs.at(data->input)->open();
      global->number = data->input;
    }
    duckdb_init_set_max_threads(info, state.threads);
    duckdb_init_set_init_data(info, global.release(), destroy<Global>);
  }, [&](const char* text) { duckdb_init_set_error(info, text); });
}

void start_thread(duckdb_init_info info) { duckdb_init_set_init_data(info, new Local, destroy<Local>); }

/// At most 12 bytes, without a call: two words that overlap.
void copy_short(char* to, const char* from, std::size_t size) noexcept {
  if (size >= 8) {
    std::memcpy(to, from, 8);
    std::memcpy(to + size - 4, from + size - 4, 4);
  } else if (size >= 4) {
    std::memcpy(to, from, 4);
    std::memcpy(to + size - 4, from + size - 4, 4);
  } else {
    for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
  }
}

void put_text(duckdb_vector vector, std::uint64_t*& validity, idx_t row, const Cell& what, duckdb_string_t* strings) {
  if (what.null()) {
    if (validity == nullptr) {
      duckdb_vector_ensure_validity_writable(vector);
      validity = duckdb_vector_get_validity(vector);
    }
    duckdb_validity_set_row_invalid(validity, row);
    return;
  }
  // Short texts live in the vector itself; long ones are copied to its heap.
  if (what.size <= 12) {
    duckdb_string_t& text = strings[row];
    std::memset(&text, 0, sizeof text);
    text.value.inlined.length = what.size;
    copy_short(text.value.inlined.inlined, what.data, what.size);
    return;
  }
  duckdb_vector_assign_string_element_len(vector, row, what.data, what.size);
}

/// A text that is asked for as a value and is none: counted, and the first one remembered.
void note_misfit(Global& global, const Local& local, std::size_t column, const Cell& what) {
  const std::lock_guard guard(global.lock);
  auto& misfit = global.misfits[column];
  if (misfit.count++ == 0 || local.piece.index < misfit.piece) {
    misfit.piece = local.piece.index;
    misfit.line = local.rows.line_of(what.data);
    misfit.text = what.text().substr(0, 40);
  }
}

bool read_value(const Cell& what, std::int64_t& out) noexcept { return read_integer(what.text(), out); }
bool read_value(const Cell& what, double& out) noexcept { return read_number(what.text(), out); }
bool read_value(const Cell& what, bool& out) noexcept { return read_truth(what.text(), out); }
bool read_value(const Cell& what, duckdb_timestamp& out) noexcept { return read_moment(what.text(), out.micros); }

template <class T>
void fill_values(Global& global, const Local& local, std::size_t column, duckdb_vector vector, std::size_t count) {
  auto* values = static_cast<T*>(duckdb_vector_get_data(vector));
  std::uint64_t* validity = nullptr;
  for (std::size_t i = 0; i < count; ++i) {
    const Cell& what = local.rows.at(local.next + i, column);
    if (!what.null() && what.size > 0) {
      if (read_value(what, values[i])) continue;
      note_misfit(global, local, column, what);
    }
    if (validity == nullptr) {
      duckdb_vector_ensure_validity_writable(vector);
      validity = duckdb_vector_get_validity(vector);
    }
    duckdb_validity_set_row_invalid(validity, i);
  }
}

void fill_texts(const Local& local, std::size_t column, bool json, duckdb_vector vector, std::size_t count) {
  auto* strings = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
  std::uint64_t* validity = nullptr;
  std::string scratch;
  for (std::size_t i = 0; i < count; ++i) {
    const Cell& what = local.rows.at(local.next + i, column);
    if (json && what.kind == Kind::text) {  // among mixed values a text is JSON too
      scratch.clear();
      append_json(scratch, what, Type::json);
      put_text(vector, validity, i, cell(scratch, Kind::json), strings);
    } else {
      put_text(vector, validity, i, what, strings);
    }
  }
}

void fill(Global& global, Local& local, const Columns& columns, duckdb_data_chunk output, std::size_t count) {
  for (std::size_t c = 0; c < global.wanted.size(); ++c) {
    duckdb_vector vector = duckdb_data_chunk_get_vector(output, c);
    const auto place = static_cast<std::size_t>(global.wanted[c]);
    if (place < columns.size()) {
      fill_texts(local, place, columns[place].type == Type::json, vector, count);
    } else if (place == columns.size()) {
      auto* numbers = static_cast<std::int64_t*>(duckdb_vector_get_data(vector));
      const auto base = static_cast<std::int64_t>(local.piece.index << 32U);
      for (std::size_t i = 0; i < count; ++i) numbers[i] = base + static_cast<std::int64_t>(local.next + i);
    } else if (place - columns.size() <= global.typed.size()) {
      const std::size_t column = global.typed[place - columns.size() - 1];
      switch (columns[column].type) {
        case Type::integer: fill_values<std::int64_t>(global, local, column, vector, count); break;
        case Type::real: fill_values<double>(global, local, column, vector, count); break;
        case Type::boolean: fill_values<bool>(global, local, column, vector, count); break;
        default: fill_values<duckdb_timestamp>(global, local, column, vector, count); break;
      }
    }
  }
}

void work(duckdb_function_info info, duckdb_data_chunk output) {
  Engine::State& state = state_of(duckdb_function_get_extra_info(info));
  guarded(state, [&] {
    auto& global = *static_cast<Global*>(duckdb_function_get_init_data(info));
    auto& local = *static_cast<Local*>(duckdb_function_get_local_init_data(info));
    const auto* data = static_cast<const Bind*>(duckdb_function_get_bind_data(info));
    while (local.next >= local.rows.count()) {
      {
        const std::lock_guard guard(global.lock);
        if (state.cancel->requested() || !global.input->take(local.piece)) return duckdb_data_chunk_set_size(output, 0);
      }
      global.input->parse(local.piece, local.rows);
      local.next = 0;
    }
    const std::size_t count = std::min<std::size_t>(local.rows.count() - local.next, duckdb_vector_size());
    fill(global, local, data->columns, output, count);
    local.next += count;
    duckdb_data_chunk_set_size(output, count);
  }, [&](const char* text) { duckdb_function_set_error(info, text); });
}

}  // namespace

void register_scan(Engine::State& state) {
  duckdb_table_function function = duckdb_create_table_function();
  duckdb_table_function_set_name(function, "pytk_scan");
  duckdb_logical_type number = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
  duckdb_table_function_add_parameter(function, number);
  duckdb_destroy_logical_type(&number);
  duckdb_table_function_set_extra_info(function, &state, nullptr);
  duckdb_table_function_set_bind(function, bind);
  duckdb_table_function_set_init(function, start);
  duckdb_table_function_set_local_init(function, start_thread);
  duckdb_table_function_set_function(function, work);
  duckdb_table_function_supports_projection_pushdown(function, true);
  const auto done = duckdb_register_table_function(state.connection, function);
  duckdb_destroy_table_function(&function);
  if (done != DuckDBSuccess) throw fail(Fault::internal, "the engine takes no table function");
}

}  // namespace pytk::table
