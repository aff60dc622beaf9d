// Functions that the engine lacks: addresses, URLs, entropy, numbers and times as texts. Registered as pytk_...; null
// gives null.
#include <array>

#include <pytk/core/number.hpp>

#include "table/engine_state.hpp"
#include "table/text_functions.hpp"
#include "table/typed.hpp"

namespace pytk::table {
namespace {

std::string_view text_at(duckdb_string_t& text) {
  return {duckdb_string_t_data(&text), duckdb_string_t_length(text)};
}

void put(const TextFunction& function, duckdb_vector output, idx_t row, const Answer& answer) {
  if (answer.null) {
    duckdb_vector_ensure_validity_writable(output);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(output), row);
    return;
  }
  void* data = duckdb_vector_get_data(output);
  if (function.result == Type::boolean) static_cast<bool*>(data)[row] = answer.truth;
  else if (function.result == Type::integer) static_cast<std::int64_t*>(data)[row] = answer.integer;
  else if (function.result == Type::real) static_cast<double*>(data)[row] = answer.real;
  else duckdb_vector_assign_string_element_len(output, row, answer.text.data(), answer.text.size());
}

void run_scalar(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const auto& function = *static_cast<const TextFunction*>(duckdb_scalar_function_get_extra_info(info));
  try {
    std::array<duckdb_string_t*, 2> columns{};
    std::array<std::uint64_t*, 2> validity{};
    for (std::size_t a = 0; a < function.arguments; ++a) {
      duckdb_vector vector = duckdb_data_chunk_get_vector(input, a);
      columns[a] = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
      validity[a] = duckdb_vector_get_validity(vector);
    }
    const idx_t rows = duckdb_data_chunk_get_size(input);
    Answer answer;
    for (idx_t row = 0; row < rows; ++row) {
      std::array<std::string_view, 2> arguments;
      answer = {};
      for (std::size_t a = 0; a < function.arguments; ++a) {
        if (validity[a] != nullptr && !duckdb_validity_row_is_valid(validity[a], row)) answer.null = true;
        else arguments[a] = text_at(columns[a][row]);
      }
      if (!answer.null) function.run({arguments.data(), function.arguments}, answer);
      put(function, output, row, answer);
    }
  } catch (const std::exception& error) {
    duckdb_scalar_function_set_error(info, error.what());
  }
}

void time_text(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  try {
    duckdb_vector vector = duckdb_data_chunk_get_vector(input, 0);
    const auto* times = static_cast<const duckdb_timestamp*>(duckdb_vector_get_data(vector));
    auto* validity = duckdb_vector_get_validity(vector);
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); ++row) {
      if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row)) {
        duckdb_vector_ensure_validity_writable(output);
        duckdb_validity_set_row_invalid(duckdb_vector_get_validity(output), row);
        continue;
      }
      const std::string text = show_time(times[row].micros * 1000);
      duckdb_vector_assign_string_element_len(output, row, text.data(), text.size());
    }
  } catch (const std::exception& error) {
    duckdb_scalar_function_set_error(info, error.what());
  }
}

/// A text where a number is asked for: the same rule as without the engine.
void loose_number(duckdb_function_info, duckdb_data_chunk input, duckdb_vector output) {
  duckdb_vector vector = duckdb_data_chunk_get_vector(input, 0);
  auto* texts = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
  auto* validity = duckdb_vector_get_validity(vector);
  auto* numbers = static_cast<double*>(duckdb_vector_get_data(output));
  for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); ++row) {
    const bool there = validity == nullptr || duckdb_validity_row_is_valid(validity, row);
    if (there && read_loose_number(text_at(texts[row]), numbers[row])) continue;
    duckdb_vector_ensure_validity_writable(output);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(output), row);
  }
}

void add(Engine::State& state, const char* name, std::size_t arguments, duckdb_type argument, duckdb_type result,
         duckdb_scalar_function_t run, const TextFunction* extra) {
  duckdb_scalar_function function = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(function, name);
  duckdb_logical_type in = duckdb_create_logical_type(argument), out = duckdb_create_logical_type(result);
  for (std::size_t i = 0; i < arguments; ++i) duckdb_scalar_function_add_parameter(function, in);
  duckdb_scalar_function_set_return_type(function, out);
  duckdb_destroy_logical_type(&in);
  duckdb_destroy_logical_type(&out);
  duckdb_scalar_function_set_function(function, run);
  if (extra != nullptr) duckdb_scalar_function_set_extra_info(function, const_cast<TextFunction*>(extra), nullptr);
  duckdb_register_scalar_function(state.connection, function);
  duckdb_destroy_scalar_function(&function);
}

}  // namespace

duckdb_type engine_type(Type type) noexcept {
  switch (type) {
    case Type::boolean: return DUCKDB_TYPE_BOOLEAN;
    case Type::integer: return DUCKDB_TYPE_BIGINT;
    case Type::real: return DUCKDB_TYPE_DOUBLE;
    case Type::time: return DUCKDB_TYPE_TIMESTAMP;
    default: return DUCKDB_TYPE_VARCHAR;
  }
}

void register_functions(Engine::State& state) {
  for (const auto& function : text_functions())
    add(state, function.engine_name, function.arguments, DUCKDB_TYPE_VARCHAR, engine_type(function.result), run_scalar,
        &function);
  add(state, "pytk_time_text", 1, DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_VARCHAR, time_text, nullptr);
  add(state, "pytk_number", 1, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_DOUBLE, loose_number, nullptr);
}

}  // namespace pytk::table
