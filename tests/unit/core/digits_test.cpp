// Digits of whole numbers against the standard library's.
#include <pytk/core/digits.hpp>

#include <cstdint>
#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <pytk/core/random.hpp>

namespace pytk {
namespace {

template <class T>
std::string text_of_whole(T value) {
  char text[24];
  return {text, put_whole(text, value)};
}

void check(std::uint64_t value) {
  ASSERT_EQ(text_of_whole(value), std::to_string(value));
  const auto with_sign = static_cast<std::int64_t>(value);
  ASSERT_EQ(text_of_whole(with_sign), std::to_string(with_sign));
}

TEST(Digits, PowersOfTenAndTheirNeighbours) {
  std::uint64_t power = 1;
  for (int i = 0; i < 20; ++i, power *= 10)
    for (const std::uint64_t value : {power - 1, power, power + 1, 0 - power}) check(value);
  check(std::numeric_limits<std::uint64_t>::max());
  check(static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::min()));
}

TEST(Digits, NumbersOfEveryLength) {
  SeededRandom random(1);
  for (unsigned shift = 0; shift < 64; ++shift)
    for (int i = 0; i < 2000; ++i) check(random.next() >> shift);
}

TEST(Digits, EveryGroupOfFour) {
  for (std::uint32_t four = 0; four < 10'000; ++four) {
    char text[8];
    put_eight(text, four * 10'000 + (9'999 - four));
    auto wanted = std::to_string(100'000'000 + four * 10'000 + (9'999 - four)).substr(1);
    ASSERT_EQ(std::string(text, 8), wanted);
  }
}

}  // namespace
}  // namespace pytk
