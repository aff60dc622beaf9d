// Short words for functions that are made of others.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "calls.hpp"
#include "ufunc.hpp"

namespace pytk::array {

using Named_values = std::vector<std::pair<std::string, Value>>;

inline Value whole(std::int64_t n) { return Integer{n}; }
inline Value boxed(const Array& a) { return Value::from(a, false); }
/// The function `name` of the tables, as an expression would call it.
inline Value call(std::string name, std::vector<Value> positional, Named_values named = {}) {
  return call_function({std::move(name), std::move(positional), std::move(named)});
}
inline Array call_array(std::string name, std::vector<Value> positional, Named_values named = {}) {
  return to_array(call(std::move(name), std::move(positional), std::move(named)));
}
/// axes of `a`, those of `last` moved to the end.
[[nodiscard]] Array with_last(const Array& a, const std::vector<std::size_t>& last);
/// Axis `from` at place `to`, the others in their order.
[[nodiscard]] Array move_axis(const Array& a, std::size_t from, std::size_t to);
/// A part of an axis: indices start, start + step, ..., `count` of them. A view.
[[nodiscard]] Array part_of(const Array& a, std::size_t axis, std::int64_t start, std::int64_t count,
                            std::int64_t step = 1);
/// One index of an axis, the axis gone. A view.
[[nodiscard]] Array at_index(const Array& a, std::size_t axis, std::int64_t index);
/// A fresh array of the same values in the type that a double has in it: what most numeric functions compute in.
[[nodiscard]] Array as_doubles(const Array& a);
/// The modified Bessel function of order 0; x >= 0.
[[nodiscard]] double bessel_i0_of(double x);
/// Length of the first axis; throws Fault::data for arrays without any.
[[nodiscard]] std::int64_t rows_in(const Array& a);
inline Array add(const Array& a, const Array& b) { return apply(Binary::add, a, b); }
inline Array subtract(const Array& a, const Array& b) { return apply(Binary::subtract, a, b); }
inline Array multiply(const Array& a, const Array& b) { return apply(Binary::multiply, a, b); }
inline Array divide(const Array& a, const Array& b) { return apply(Binary::true_divide, a, b); }

}  // namespace pytk::array
