// "00" to "99" in one table: two digits of a number a step.
//   std::memcpy(to, pytk::digit_pairs.data() + 2 * (value % 100), 2);
#pragma once

#include <array>
#include <cstddef>

namespace pytk {

/// The digits of n < 100 stand at 2n and 2n + 1.
inline constexpr std::array<char, 200> digit_pairs = [] {
  std::array<char, 200> table{};
  for (std::size_t i = 0; i < 100; ++i) {
    table[2 * i] = static_cast<char>('0' + i / 10);
    table[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return table;
}();

}  // namespace pytk
