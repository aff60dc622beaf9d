// The shortest text of a double against the standard library's.
#include <pytk/core/shortest.hpp>

#include <bit>
#include <charconv>
#include <cmath>
#include <string>

#include <gtest/gtest.h>
#include <pytk/core/random.hpp>

namespace pytk {
namespace {

/// Both forms of a number: as Python shows it, and as std::to_chars does.
struct Texts {
  std::string python, standard;
};

Texts ours(double value) {
  char python[32], standard[32];
  return {{python, put_shortest(python, value)}, {standard, put_number(standard, value)}};
}
Texts expected(double value) {
  char python[64], standard[64];
  const double size = std::fabs(value);
  const bool fixed = size == 0 || (size >= 1e-4 && size < 1e16);
  return {{python, std::to_chars(python, python + sizeof python, value,
                                 fixed ? std::chars_format::fixed : std::chars_format::scientific)
                       .ptr},
          {standard, std::to_chars(standard, standard + sizeof standard, value).ptr}};
}
void check(double value) {
  const auto have = ours(value), want = expected(value);
  ASSERT_EQ(have.python, want.python);
  ASSERT_EQ(have.standard, want.standard);
}

TEST(Shortest, EdgesOfTheFormat) {
  for (const double value : {0.0,
                             -0.0,
                             1.0,
                             10.0,
                             0.1,
                             0.3,
                             123456.0,
                             9007199254740993.0,
                             1e15,
                             9999999999999998.0,
                             1e16,
                             1e22,
                             1e23,
                             1e-4,
                             9.9999e-5,
                             5e-324,
                             2.2250738585072014e-308,
                             2.2250738585072011e-308,
                             1.7976931348623157e308,
                             4.35,
                             0.000123,
                             2.0 / 3,
                             9.5367431640625e-07})
    for (const double sign : {1.0, -1.0}) check(sign * value);
}

TEST(Shortest, EveryNumberOfDigitsAtEveryPlaceOfThePoint) {
  const std::string digits = "12345678912345678";
  for (int count = 1; count <= 17; ++count)
    for (int exponent = -30; exponent <= 30; ++exponent)
      check(std::stod(digits.substr(0, static_cast<std::size_t>(count)) + "e" + std::to_string(exponent)));
}

TEST(Shortest, PowersOfTwoAndTheirNeighbours) {
  for (int e = -1074; e < 1024; ++e) {
    const double value = std::ldexp(1.0, e);
    for (const double v : {value, std::nextafter(value, 0.0), std::nextafter(value, HUGE_VAL)}) check(v);
  }
}

TEST(Shortest, AnyBits) {
  SeededRandom random(20240607);
  for (int i = 0; i < 300'000; ++i) {
    const double any = std::bit_cast<double>(random.next());
    if (std::isfinite(any)) check(any);
    check(static_cast<double>(random.below(1'000'000'000)) / 1000);
    check(std::ldexp(static_cast<double>(random.next() >> 11U), static_cast<int>(random.below(24))));
  }
}

}  // namespace
}  // namespace pytk
