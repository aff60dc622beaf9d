// Decimal digits of a float: the shortest that read back as the same number, or rounded to so many.
#pragma once

#include <string>

#include <pytk/array/dtype.hpp>

namespace pytk::array {

/// value = 0.digits * 10^point, e.g. 12.5 is "125" and 2; zero is "0" and 1. Magnitude only.
struct Digits {
  std::string text;
  int point = 1;
};
[[nodiscard]] Digits shortest_digits(double value);
[[nodiscard]] Digits shortest_digits(float value);
[[nodiscard]] Digits shortest_digits(Half value);

enum class Trim : std::uint8_t { keep, zeros, leave_one_zero, zeros_and_point };
/// 12.5 with at most `precision` digits after the point (-1: all of the shortest). Without a sign. `exact_whole`: no
/// digit before the point is made up by zeros.
[[nodiscard]] std::string positional(const Digits& digits, double exact, int precision, Trim trim,
                                     bool exact_whole = false);
/// 1.25e+01.
[[nodiscard]] std::string scientific(const Digits& digits, double exact, int precision, Trim trim, int min_digits = 0,
                                     int exponent_digits = 2);

}  // namespace pytk::array
