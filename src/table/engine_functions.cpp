// Functions that the engine lacks: addresses, URLs, entropy, times as text. Registered as pytk_...; null gives null.
#include <array>
#include <cmath>
#include <cstring>

#include <pytk/core/address.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "table/engine_state.hpp"

namespace pytk::table {
namespace {

std::string_view text_at(duckdb_string_t& text) {
  return {duckdb_string_t_data(&text), duckdb_string_t_length(text)};
}

/// What a function makes of one row.
struct Answer {
  bool null = false;
  bool truth = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;
};
using OneRow = void (*)(std::span<const std::string_view> arguments, Answer& answer);

struct Scalar {
  const char* name;
  std::size_t arguments;
  duckdb_type result;
  OneRow run;
};

void cidr(std::span<const std::string_view> a, Answer& out) {
  thread_local std::string last;
  thread_local Result<Prefix> block = bad("none");
  if (a[1] != last || last.empty()) {
    last.assign(a[1]);
    block = parse_prefix(a[1]);
  }
  const auto ip = parse_ip(a[0]);
  out.null = !ip || !block;
  out.truth = !out.null && block->contains(*ip);
}
void is_ip(std::span<const std::string_view> a, Answer& out) { out.truth = parse_ip(a[0]).has_value(); }
void private_ip(std::span<const std::string_view> a, Answer& out) {
  const auto ip = parse_ip(a[0]);
  out.null = !ip;
  out.truth = ip && is_private(*ip);
}
void ip_number(std::span<const std::string_view> a, Answer& out) {
  const auto ip = parse_ip(a[0]);
  out.null = !ip || ip->v6;
  if (!out.null) out.integer = ip->v4_number();
}

template <class Part>
void url_part(std::string_view text, Answer& out, Part part) {
  const auto url = parse_url(text);
  out.null = !url;
  if (url) part(*url);
}
void url_host(std::span<const std::string_view> a, Answer& out) {
  url_part(a[0], out, [&](const Url& url) {
    out.null = !url.has_authority;
    out.text = lower(url.host);
  });
}
void url_path(std::span<const std::string_view> a, Answer& out) {
  url_part(a[0], out, [&](const Url& url) { out.text = url.path; });
}
void url_scheme(std::span<const std::string_view> a, Answer& out) {
  url_part(a[0], out, [&](const Url& url) {
    out.null = url.scheme.empty();
    out.text = lower(url.scheme);
  });
}
void url_query(std::span<const std::string_view> a, Answer& out) {
  url_part(a[0], out, [&](const Url& url) {
    out.null = !url.has_query;
    out.text = url.query;
  });
}
void url_port(std::span<const std::string_view> a, Answer& out) {
  url_part(a[0], out, [&](const Url& url) {
    out.null = url.port == 0;
    out.integer = url.port;
  });
}
std::string decode_form(std::string_view text) {
  std::string plus(text);
  for (char& c : plus)
    if (c == '+') c = ' ';
  return repair_utf8(percent_decode(plus));
}
void url_param(std::span<const std::string_view> a, Answer& out) {
  out.null = true;
  url_part(a[0], out, [&](const Url& url) {
    out.null = true;
    for (const auto pair : split(url.query, '&')) {
      const auto equals = pair.find('=');
      if (decode_form(pair.substr(0, equals)) != a[1]) continue;
      out.null = false;
      out.text = equals == std::string_view::npos ? "" : decode_form(pair.substr(equals + 1));
      return;
    }
  });
}
void url_decode(std::span<const std::string_view> a, Answer& out) { out.text = repair_utf8(percent_decode(a[0])); }

void entropy(std::span<const std::string_view> a, Answer& out) {
  std::array<std::size_t, 256> counts{};
  for (const char c : a[0]) ++counts[static_cast<unsigned char>(c)];
  const auto size = static_cast<double>(a[0].size());
  for (const auto count : counts)
    if (count > 0) out.real -= static_cast<double>(count) / size * std::log2(static_cast<double>(count) / size);
}

constexpr Scalar scalars[] = {
    {"pytk_cidr", 2, DUCKDB_TYPE_BOOLEAN, cidr},          {"pytk_is_ip", 1, DUCKDB_TYPE_BOOLEAN, is_ip},
    {"pytk_is_private", 1, DUCKDB_TYPE_BOOLEAN, private_ip}, {"pytk_ip_int", 1, DUCKDB_TYPE_BIGINT, ip_number},
    {"pytk_url_host", 1, DUCKDB_TYPE_VARCHAR, url_host},  {"pytk_url_path", 1, DUCKDB_TYPE_VARCHAR, url_path},
    {"pytk_url_scheme", 1, DUCKDB_TYPE_VARCHAR, url_scheme}, {"pytk_url_query", 1, DUCKDB_TYPE_VARCHAR, url_query},
    {"pytk_url_port", 1, DUCKDB_TYPE_BIGINT, url_port},   {"pytk_url_param", 2, DUCKDB_TYPE_VARCHAR, url_param},
    {"pytk_url_decode", 1, DUCKDB_TYPE_VARCHAR, url_decode}, {"pytk_entropy", 1, DUCKDB_TYPE_DOUBLE, entropy},
};

void put(const Scalar& scalar, duckdb_vector output, idx_t row, const Answer& answer) {
  if (answer.null) {
    duckdb_vector_ensure_validity_writable(output);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(output), row);
    return;
  }
  void* data = duckdb_vector_get_data(output);
  if (scalar.result == DUCKDB_TYPE_BOOLEAN) static_cast<bool*>(data)[row] = answer.truth;
  else if (scalar.result == DUCKDB_TYPE_BIGINT) static_cast<std::int64_t*>(data)[row] = answer.integer;
  else if (scalar.result == DUCKDB_TYPE_DOUBLE) static_cast<double*>(data)[row] = answer.real;
  else duckdb_vector_assign_string_element_len(output, row, answer.text.data(), answer.text.size());
}

void run_scalar(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const auto& scalar = *static_cast<const Scalar*>(duckdb_scalar_function_get_extra_info(info));
  try {
    std::array<duckdb_string_t*, 2> columns{};
    std::array<std::uint64_t*, 2> validity{};
    for (std::size_t a = 0; a < scalar.arguments; ++a) {
      duckdb_vector vector = duckdb_data_chunk_get_vector(input, a);
      columns[a] = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
      validity[a] = duckdb_vector_get_validity(vector);
    }
    const idx_t rows = duckdb_data_chunk_get_size(input);
    Answer answer;
    for (idx_t row = 0; row < rows; ++row) {
      std::array<std::string_view, 2> arguments;
      answer = {};
      for (std::size_t a = 0; a < scalar.arguments; ++a) {
        if (validity[a] != nullptr && !duckdb_validity_row_is_valid(validity[a], row)) answer.null = true;
        else arguments[a] = text_at(columns[a][row]);
      }
      if (!answer.null) scalar.run({arguments.data(), scalar.arguments}, answer);
      put(scalar, output, row, answer);
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

void add(Engine::State& state, const char* name, std::size_t arguments, duckdb_type argument, duckdb_type result,
         duckdb_scalar_function_t run, const Scalar* extra) {
  duckdb_scalar_function function = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(function, name);
  duckdb_logical_type in = duckdb_create_logical_type(argument), out = duckdb_create_logical_type(result);
  for (std::size_t i = 0; i < arguments; ++i) duckdb_scalar_function_add_parameter(function, in);
  duckdb_scalar_function_set_return_type(function, out);
  duckdb_destroy_logical_type(&in);
  duckdb_destroy_logical_type(&out);
  duckdb_scalar_function_set_function(function, run);
  if (extra != nullptr) duckdb_scalar_function_set_extra_info(function, const_cast<Scalar*>(extra), nullptr);
  duckdb_register_scalar_function(state.connection, function);
  duckdb_destroy_scalar_function(&function);
}

}  // namespace

void register_functions(Engine::State& state) {
  for (const auto& scalar : scalars)
    add(state, scalar.name, scalar.arguments, DUCKDB_TYPE_VARCHAR, scalar.result, run_scalar, &scalar);
  add(state, "pytk_time_text", 1, DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_VARCHAR, time_text, nullptr);
}

}  // namespace pytk::table
