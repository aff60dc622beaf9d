// The shortest decimal number that reads back as the same double.
#pragma once

#include <cstdint>

namespace pytk {

/// digits * 10^exponent; the digits may end in zeros.
struct ShortestDecimal {
  std::uint64_t digits;
  int exponent;
};
/// Of all shortest ones that nearest to the value, of two the even one. `value` is finite and above zero.
[[nodiscard]] ShortestDecimal shortest_decimal(double value) noexcept;

/// Python's repr of a finite double without a final ".0": fixed from 1e-4 to 1e16, else with an exponent of at least
/// two digits. Writes at most 25 bytes and returns where they end.
[[nodiscard]] char* put_shortest(char* to, double value) noexcept;

/// What std::to_chars writes for a finite double: whichever of the fixed and the scientific form is shorter. Writes at
/// most 25 bytes and returns where they end.
[[nodiscard]] char* put_number(char* to, double value) noexcept;

}  // namespace pytk
