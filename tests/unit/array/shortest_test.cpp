// The shortest text of a double against the standard library's.
#include "array/shortest.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <string>

#include <gtest/gtest.h>
#include <pytk/core/random.hpp>

namespace pytk::array {
namespace {

std::string ours(double value) {
  char text[32];
  return {text, put_shortest(text, value)};
}
std::string expected(double value) {
  char text[64];
  const double size = std::fabs(value);
  const bool fixed = size == 0 || (size >= 1e-4 && size < 1e16);
  return {text, std::to_chars(text, text + sizeof text, value, fixed ? std::chars_format::fixed : std::chars_format::scientific).ptr};
}

TEST(Shortest, EdgesOfTheFormat) {
  for (const double value : {0.0, -0.0, 1.0, 10.0, 0.1, 0.3, 123456.0, 9007199254740993.0, 1e15, 9999999999999998.0, 1e16, 1e22, 1e23, 1e-4, 9.9999e-5, 5e-324,
                             2.2250738585072014e-308, 2.2250738585072011e-308, 1.7976931348623157e308, 4.35, 0.000123, 2.0 / 3, 9.5367431640625e-07})
    for (const double sign : {1.0, -1.0}) EXPECT_EQ(ours(sign * value), expected(sign * value)) << value;
}

TEST(Shortest, PowersOfTwoAndTheirNeighbours) {
  for (int e = -1074; e < 1024; ++e) {
    const double value = std::ldexp(1.0, e);
    for (const double v : {value, std::nextafter(value, 0.0), std::nextafter(value, HUGE_VAL)}) EXPECT_EQ(ours(v), expected(v)) << e;
  }
}

TEST(Shortest, AnyBits) {
  SeededRandom random(20240607);
  for (int i = 0; i < 300'000; ++i) {
    const double any = std::bit_cast<double>(random.next());
    if (std::isfinite(any)) {
      ASSERT_EQ(ours(any), expected(any));
    }
    const double usual = static_cast<double>(random.below(1'000'000'000)) / 1000;
    ASSERT_EQ(ours(usual), expected(usual));
  }
}

}  // namespace
}  // namespace pytk::array
