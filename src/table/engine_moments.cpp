// Sums, means and moments of real numbers: pytk_sum, pytk_mean, pytk_var, pytk_std, pytk_skew, pytk_kurt. The engine's
// own lose eight digits where values differ little from one another (times, counters), and their last digits depend on
// the number of threads. Here everything is summed up in extended precision around the first value of each group; what
// is missing is passed over, and what pandas leaves undefined is missing.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "table/engine_state.hpp"

namespace pytk::table {
namespace {

/// An extended number where the engine grants 8 bytes of alignment only.
class Extended {
 public:
  [[nodiscard]] long double get() const noexcept {
    long double value;
    std::memcpy(&value, bytes_, sizeof value);
    return value;
  }
  void set(long double value) noexcept { std::memcpy(bytes_, &value, sizeof value); }
  void add(long double value) noexcept { set(get() + value); }

 private:
  alignas(8) unsigned char bytes_[sizeof(long double)];
};

/// Sums of the first `powers` powers of the distance from `origin`, the first value.
template <std::size_t powers>
struct Moments {
  std::int64_t count;
  double origin;
  Extended sum[powers];

  void begin() noexcept {
    count = 0;
    origin = 0;
    for (auto& each : sum) each.set(0);
  }
  void add(double value) noexcept {
    // A lone sum needs no origin, and keeps infinities as they are.
    if (powers > 1 && count == 0) origin = value;
    ++count;
    const long double distance = static_cast<long double>(value) - static_cast<long double>(origin);
    long double power = distance;
    for (auto& each : sum) {
      each.add(power);
      power *= distance;
    }
  }
  void merge(const Moments& other) noexcept {
    if (other.count == 0) return;
    if (count == 0) {
      *this = other;
      return;
    }
    // sum (x + d)^k by the binomial theorem, d being the way from our origin to the other's.
    const long double d = static_cast<long double>(other.origin) - static_cast<long double>(origin);
    for (std::size_t k = 1; k <= powers; ++k) {
      long double moved = 0, binomial = 1, shift = 1;
      for (std::size_t j = k + 1; j-- > 0;) {  // binomial (k over j), d^(k-j)
        moved += binomial * shift * (j == 0 ? static_cast<long double>(other.count) : other.sum[j - 1].get());
        binomial = binomial * static_cast<long double>(j) / static_cast<long double>(k - j + 1);
        shift *= d;
      }
      sum[k - 1].add(moved);
    }
    count += other.count;
  }
  /// Sum of the k-th powers of the distance from the mean, k = 2, 3 or 4.
  [[nodiscard]] long double central(std::size_t k) const noexcept {
    const auto n = static_cast<long double>(count);
    const long double mean = sum[0].get() / n;
    long double out = 0, binomial = 1, shift = 1;
    for (std::size_t j = k + 1; j-- > 0;) {
      out += binomial * shift * (j == 0 ? n : sum[j - 1].get());
      binomial = binomial * static_cast<long double>(j) / static_cast<long double>(k - j + 1);
      shift *= -mean;
    }
    return out;
  }
};

enum class Figure : std::uint8_t { sum, mean, var, std, skew, kurt };

/// pandas' formulas (nanops.py): Bessel's correction, adjusted skewness, excess kurtosis; NaN where they have none.
template <Figure figure, std::size_t powers>
double figure_of(const Moments<powers>& state) noexcept {
  const auto n = static_cast<long double>(state.count);
  const double none = std::nan("");
  if (state.count == 0) return none;
  if constexpr (figure == Figure::sum) {
    return static_cast<double>(state.sum[0].get());
  } else if constexpr (figure == Figure::mean) {
    return static_cast<double>(state.sum[0].get() / n);
  } else if constexpr (figure == Figure::var || figure == Figure::std) {
    if (state.count < 2) return none;
    const long double variance = std::max(0.0L, state.central(2) / (n - 1));
    return static_cast<double>(figure == Figure::var ? variance : std::sqrt(variance));
  } else if constexpr (figure == Figure::skew) {
    if (state.count < 3) return none;
    const long double second = state.central(2);
    if (second < 1e-14L) return 0;
    return static_cast<double>(n * std::sqrt(n - 1) / (n - 2) * state.central(3) / (second * std::sqrt(second)));
  } else {
    if (state.count < 4) return none;
    const long double second = state.central(2), adjustment = 3 * (n - 1) * (n - 1) / ((n - 2) * (n - 3));
    if (second < 1e-14L) return 0;
    return static_cast<double>(n * (n + 1) * (n - 1) * state.central(4) / ((n - 2) * (n - 3) * second * second) -
                               adjustment);
  }
}

template <std::size_t powers>
Moments<powers>& at(duckdb_aggregate_state state) noexcept { return *reinterpret_cast<Moments<powers>*>(state); }

template <std::size_t powers>
idx_t size_of(duckdb_function_info) { return sizeof(Moments<powers>); }

template <std::size_t powers>
void begin(duckdb_function_info, duckdb_aggregate_state state) { at<powers>(state).begin(); }

template <std::size_t powers>
void update(duckdb_function_info, duckdb_data_chunk input, duckdb_aggregate_state* states) {
  duckdb_vector vector = duckdb_data_chunk_get_vector(input, 0);
  const auto* values = static_cast<const double*>(duckdb_vector_get_data(vector));
  auto* validity = duckdb_vector_get_validity(vector);
  const idx_t rows = duckdb_data_chunk_get_size(input);
  for (idx_t row = 0; row < rows; ++row)
    if (validity == nullptr || duckdb_validity_row_is_valid(validity, row)) at<powers>(states[row]).add(values[row]);
}

template <std::size_t powers>
void combine(duckdb_function_info, duckdb_aggregate_state* from, duckdb_aggregate_state* into, idx_t count) {
  for (idx_t i = 0; i < count; ++i) at<powers>(into[i]).merge(at<powers>(from[i]));
}

template <Figure figure, std::size_t powers>
void finish(duckdb_function_info, duckdb_aggregate_state* states, duckdb_vector result, idx_t count, idx_t offset) {
  auto* out = static_cast<double*>(duckdb_vector_get_data(result));
  for (idx_t i = 0; i < count; ++i) {
    const double value = figure_of<figure>(at<powers>(states[i]));
    out[offset + i] = value;
    if (!std::isnan(value)) continue;
    duckdb_vector_ensure_validity_writable(result);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(result), offset + i);
  }
}

template <Figure figure, std::size_t powers>
void add(Engine::State& state, const char* name) {
  duckdb_aggregate_function function = duckdb_create_aggregate_function();
  duckdb_aggregate_function_set_name(function, name);
  duckdb_logical_type number = duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
  duckdb_aggregate_function_add_parameter(function, number);
  duckdb_aggregate_function_set_return_type(function, number);
  duckdb_destroy_logical_type(&number);
  duckdb_aggregate_function_set_functions(function, size_of<powers>, begin<powers>, update<powers>, combine<powers>,
                                          finish<figure, powers>);
  const auto done = duckdb_register_aggregate_function(state.connection, function);
  duckdb_destroy_aggregate_function(&function);
  if (done != DuckDBSuccess) throw fail(Fault::internal, "the engine takes no aggregate function");
}

}  // namespace

void register_moments(Engine::State& state) {
  add<Figure::sum, 1>(state, "pytk_sum");
  add<Figure::mean, 1>(state, "pytk_mean");
  add<Figure::var, 2>(state, "pytk_var");
  add<Figure::std, 2>(state, "pytk_std");
  add<Figure::skew, 3>(state, "pytk_skew");
  add<Figure::kurt, 4>(state, "pytk_kurt");
}

}  // namespace pytk::table
