// Elementwise functions: NumPy's ufuncs by enumerators, with its result types.
#pragma once

#include <optional>
#include <string_view>

#include <pytk/array/array.hpp>

#include "iterate.hpp"

namespace pytk::array {

enum class Binary : std::uint8_t {
  add, subtract, multiply, true_divide, floor_divide, remainder, power, fmod, maximum, minimum, fmax, fmin,
  arctan2, hypot, copysign, nextafter, logaddexp, logaddexp2, heaviside,
  bitwise_and, bitwise_or, bitwise_xor, left_shift, right_shift, gcd, lcm,
  less, less_equal, greater, greater_equal, equal, not_equal, logical_and, logical_or, logical_xor,
};
enum class Unary : std::uint8_t {
  negative, positive, absolute, sign, square, reciprocal, conjugate, invert, logical_not,
  floor, ceil, trunc, rint, sqrt, cbrt, exp, exp2, expm1, log, log2, log10, log1p,
  sin, cos, tan, arcsin, arccos, arctan, sinh, cosh, tanh, arcsinh, arccosh, arctanh,
  degrees, radians, spacing, fabs, isnan, isinf, isfinite, signbit, real, imag, angle,
};
[[nodiscard]] std::string_view name_of(Binary op) noexcept;
[[nodiscard]] std::string_view name_of(Unary op) noexcept;
[[nodiscard]] std::optional<Binary> find_binary(std::string_view name) noexcept;
[[nodiscard]] std::optional<Unary> find_unary(std::string_view name) noexcept;

/// a op b, broadcast, in the promoted type. Throws Fault::data for types that the operation does not have.
[[nodiscard]] Array apply(Binary op, const Array& a, const Array& b);
[[nodiscard]] Array apply(Unary op, const Array& a);

/// One typed loop: result, then operands, of `kind`.
using Loop3 = void (*)(const Pointers<3>&, const Steps<3>&, std::int64_t);
using Loop2 = void (*)(const Pointers<2>&, const Steps<2>&, std::int64_t);
struct BinaryLoop {
  Loop3 run = nullptr;
  Kind operands = Kind::float64, result = Kind::float64;
};
struct UnaryLoop {
  Loop2 run = nullptr;
  Kind operand = Kind::float64, result = Kind::float64;
};
/// The loop for operands of the promoted kind; run is nullptr if there is none.
[[nodiscard]] BinaryLoop find_loop(Binary op, Kind kind) noexcept;
[[nodiscard]] UnaryLoop find_loop(Unary op, Kind kind) noexcept;
/// The loop for operands of two kinds.
[[nodiscard]] BinaryLoop find_loop(Binary op, Kind a, Kind b) noexcept;

// The parts that find_loop() asks, one a file.
[[nodiscard]] BinaryLoop arithmetic_loop(Binary op, Kind kind) noexcept;
[[nodiscard]] BinaryLoop float_loop(Binary op, Kind kind) noexcept;
[[nodiscard]] BinaryLoop integer_loop(Binary op, Kind kind) noexcept;
[[nodiscard]] BinaryLoop comparison_loop(Binary op, Kind kind) noexcept;
[[nodiscard]] UnaryLoop simple_loop(Unary op, Kind kind) noexcept;
[[nodiscard]] UnaryLoop math_loop(Unary op, Kind kind) noexcept;
[[nodiscard]] UnaryLoop complex_math_loop(Unary op, Kind kind) noexcept;
[[nodiscard]] UnaryLoop test_loop(Unary op, Kind kind) noexcept;

}  // namespace pytk::array
