// Decimal digits of whole numbers, several at a time: what every writer of numbers stands on.
//   char* end = pytk::put_whole(at, 1234567u);   std::memcpy(to, pytk::digit_pairs.data() + 2 * (value % 100), 2);
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace pytk {

static_assert(std::endian::native == std::endian::little, "the first digit stands in the lowest byte of a word");

/// The digits of n < 100 stand at 2n and 2n + 1.
inline constexpr std::array<char, 200> digit_pairs = [] {
  std::array<char, 200> table{};
  for (std::size_t i = 0; i < 100; ++i) {
    table[2 * i] = static_cast<char>('0' + i / 10);
    table[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return table;
}();

inline constexpr std::uint64_t eight_zeros = 0x3030303030303030U;

/// The eight digits of `value` < 10^8 as numbers 0 to 9, a byte each, the first lowest. Plus eight_zeros they are text.
/// Halves are split into halves, all parts of a step with one multiplication: x * 5243 >> 19 is x / 100 below 10^4,
/// x * 103 >> 10 is x / 10 below 100.
constexpr std::uint64_t eight_digits(std::uint32_t value) noexcept {
  const std::uint64_t fours = value / 10000 | std::uint64_t{value % 10000} << 32U;
  const std::uint64_t hundreds = (fours * 5243 >> 19U) & 0x0000007F'0000007FU;
  const std::uint64_t twos = hundreds | (fours - hundreds * 100) << 16U;
  const std::uint64_t tens = (twos * 103 >> 10U) & 0x000F000F'000F000FU;
  return tens | (twos - tens * 10) << 8U;
}

/// Writes the eight digits of `value` < 10^8, zeros in front included.
inline char* put_eight(char* to, std::uint32_t value) noexcept {
  const std::uint64_t text = eight_digits(value) + eight_zeros;
  std::memcpy(to, &text, 8);
  return to + 8;
}

/// Writes `value` < 10^8 without zeros in front and returns where it ends. Needs 8 bytes of room.
inline char* put_up_to_eight(char* to, std::uint32_t value) noexcept {
  const std::uint64_t digits = eight_digits(value);
  // A zero has one digit too.
  const auto leading = static_cast<unsigned>(std::countr_zero(digits | std::uint64_t{1} << 56U)) / 8;
  const std::uint64_t text = (digits + eight_zeros) >> (8 * leading);
  std::memcpy(to, &text, 8);
  return to + (8 - leading);
}

/// Writes `value` in decimal and returns where it ends. Needs 24 bytes of room, whatever the value.
inline char* put_whole(char* to, std::uint64_t value) noexcept {
  constexpr std::uint64_t eight = 100'000'000;
  if (value < eight) return put_up_to_eight(to, static_cast<std::uint32_t>(value));
  const std::uint64_t upper = value / eight;
  if (upper < eight) {
    to = put_up_to_eight(to, static_cast<std::uint32_t>(upper));
  } else {
    to = put_up_to_eight(to, static_cast<std::uint32_t>(upper / eight));
    to = put_eight(to, static_cast<std::uint32_t>(upper % eight));
  }
  return put_eight(to, static_cast<std::uint32_t>(value % eight));
}

/// The same for signed values.
inline char* put_whole(char* to, std::int64_t value) noexcept {
  auto size = static_cast<std::uint64_t>(value);
  if (value < 0) {
    *to++ = '-';
    size = 0 - size;
  }
  return put_whole(to, size);
}

}  // namespace pytk
