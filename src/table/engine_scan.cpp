// The table function pytk_scan(N): the engine's threads take pieces of the input in order and parse them side by side.
// Column r numbers the rows in their order, whichever thread parsed them, so that every result can be put in order.
#include <algorithm>
#include <cstring>

#include <pytk/table/output.hpp>

#include "table/engine_state.hpp"

namespace pytk::table {
namespace {

struct Bind { std::size_t input = 0; Columns columns; };

struct Global {
  std::unique_ptr<Input> input;
  std::mutex lock;
  std::vector<idx_t> wanted;
  std::vector<std::size_t> watched;   ///< columns that are wanted and cast
  std::size_t number = 0;             ///< of the input
  std::size_t columns = 0;
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

void bind(duckdb_bind_info info) {
  Engine::State& state = state_of(duckdb_bind_get_extra_info(info));
  duckdb_value value = duckdb_bind_get_parameter(info, 0);
  const auto input = static_cast<std::size_t>(duckdb_get_int64(value));
  duckdb_destroy_value(&value);
  const auto found = state.inputs.find(input);
  if (found == state.inputs.end()) return duckdb_bind_set_error(info, "there is no such input");
  auto data = std::make_unique<Bind>(Bind{input, found->second->columns()});
  duckdb_logical_type text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
  for (std::size_t i = 0; i < data->columns.size(); ++i)
    duckdb_bind_add_result_column(info, ("i" + std::to_string(i)).c_str(), text);
  duckdb_destroy_logical_type(&text);
  duckdb_logical_type number = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
  duckdb_bind_add_result_column(info, "r", number);
  duckdb_destroy_logical_type(&number);
  duckdb_bind_set_bind_data(info, data.release(), destroy<Bind>);
}

void start(duckdb_init_info info) {
  Engine::State& state = state_of(duckdb_init_get_extra_info(info));
  guarded(state, [&] {
    const auto* data = static_cast<const Bind*>(duckdb_init_get_bind_data(info));
    auto global = std::make_unique<Global>();
    global->columns = data->columns.size();
    for (idx_t i = 0; i < duckdb_init_get_column_count(info); ++i) global->wanted.push_back(duckdb_init_get_column_index(info, i));
    {
      const std::lock_guard guard(state.lock);
      global->input = state.inputs.at(data->input)->open();
      global->number = data->input;
      for (const auto column : state.watched[data->input])
        if (std::find(global->wanted.begin(), global->wanted.end(), column) != global->wanted.end()) global->watched.push_back(column);
    }
    duckdb_init_set_max_threads(info, state.threads);
    duckdb_init_set_init_data(info, global.release(), destroy<Global>);
  }, [&](const char* text) { duckdb_init_set_error(info, text); });
}

void start_thread(duckdb_init_info info) { duckdb_init_set_init_data(info, new Local, destroy<Local>); }

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
    std::memcpy(text.value.inlined.inlined, what.data, what.size);
    return;
  }
  duckdb_vector_assign_string_element_len(vector, row, what.data, what.size);
}

void fill(Global& global, Local& local, const Columns& columns, duckdb_data_chunk output, std::size_t count) {
  std::string scratch;
  for (std::size_t c = 0; c < global.wanted.size(); ++c) {
    duckdb_vector vector = duckdb_data_chunk_get_vector(output, c);
    const auto column = static_cast<std::size_t>(global.wanted[c]);
    if (column >= global.columns) {
      if (column > global.columns) continue;
      auto* numbers = static_cast<std::int64_t*>(duckdb_vector_get_data(vector));
      const auto base = static_cast<std::int64_t>(local.piece.index << 32U);
      for (std::size_t i = 0; i < count; ++i) numbers[i] = base + static_cast<std::int64_t>(local.next + i);
      continue;
    }
    auto* strings = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
    std::uint64_t* validity = nullptr;
    const bool json = columns[column].type == Type::json;
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
}

bool fits(std::string_view text, Type type) noexcept {
  switch (type) {
    case Type::integer: return is_integer(text) || is_json_number(text);
    case Type::real: return is_integer(text) || is_real(text) || is_json_number(text);
    case Type::boolean: return is_boolean(text);
    case Type::time: return is_time(text);
    default: return true;
  }
}

/// Line of a cell: line ends are counted up to it where it stands in the piece itself.
std::int64_t line_of(const Piece& piece, const Cell& what) {
  const char* begin = piece.bytes.data();
  if (what.data < begin || what.data > begin + piece.bytes.size() || begin == nullptr) return 0;
  return piece.first_line + std::count(begin, what.data, '\n');
}

void watch(Engine::State& state, const Global& global, const Local& local, std::size_t column, Type type) {
  if (type == Type::text || type == Type::json) return;
  std::uint64_t count = 0;
  const Cell* first = nullptr;
  for (std::size_t r = 0; r < local.rows.count(); ++r) {
    const Cell& what = local.rows.at(r, column);
    if (what.null() || fits(what.text(), type)) continue;
    if (count++ == 0) first = &what;
  }
  if (count == 0) return;
  const std::lock_guard guard(state.lock);
  auto& misfit = state.misfits[{global.number, column}];
  if (misfit.count == 0 || local.piece.index < misfit.piece) {
    misfit.piece = local.piece.index;
    misfit.line = line_of(local.piece, *first);
    misfit.text = first->text().substr(0, 40);
  }
  misfit.count += count;
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
      for (const auto column : global.watched) watch(state, global, local, column, data->columns[column].type);
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
