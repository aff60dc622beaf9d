// Schubfach (R. Giulietti, "The Schubfach way to render doubles", 2020): one product of 128 bits for each of the value and the two ends of
// the interval that reads back as it.
#include "shortest.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include <pytk/core/digit_pairs.hpp>

namespace pytk::array {
namespace {

using Wide = unsigned __int128;
constexpr int least_power = -292, most_power = 324;

struct Power {
  std::uint64_t high, low;
};

/// The upper 128 bits of a number of 32-bit words, rounded up.
template <std::size_t n>
Power leading_bits(const std::array<std::uint32_t, n>& words) {
  std::size_t top = n - 1;
  while (words[top] == 0) --top;
  const auto word = [&](std::size_t back) { return back <= top ? words[top - back] : 0U; };
  const auto pair = [&](std::size_t back) { return std::uint64_t{word(back)} << 32U | word(back + 1); };
  const int shift = std::countl_zero(words[top]);
  const auto part = [&](std::size_t back) { return shift == 0 ? pair(back) : pair(back) << shift | word(back + 2) >> (32 - shift); };
  Power power{part(0), part(2)};
  bool rest = shift != 0 && (word(4) << shift) != 0;
  for (std::size_t back = shift == 0 ? 4 : 5; back <= top; ++back) rest = rest || word(back) != 0;
  if (rest && ++power.low == 0) ++power.high;
  return power;
}

/// 10^k scaled into [2^127, 2^128) and rounded up, for every k that a double needs. Computed once, with exact integers: some 30 us.
struct Powers {
  std::array<Power, most_power - least_power + 1> table;
  Powers() {
    std::array<std::uint32_t, 40> up{1};
    for (int k = 0; k <= most_power; ++k) {
      table[static_cast<std::size_t>(k - least_power)] = leading_bits(up);
      std::uint64_t carry = 0;
      for (auto& word : up) {
        carry += std::uint64_t{word} * 10;
        word = static_cast<std::uint32_t>(carry);
        carry >>= 32U;
      }
    }
    // 2^n / 10^k, each the tenth of the one before: what is cut off never reaches the 128 bits, but always rounds them up.
    std::array<std::uint32_t, 48> down{};
    down.back() = 1;
    for (int k = -1; k >= least_power; --k) {
      std::uint64_t rest = 0;
      for (auto word = down.rbegin(); word != down.rend(); ++word) {
        rest = rest << 32U | *word;
        *word = static_cast<std::uint32_t>(rest / 10);
        rest %= 10;
      }
      table[static_cast<std::size_t>(k - least_power)] = leading_bits(down);
    }
  }
};
const Power& power_of_ten(int k) noexcept {
  static const Powers powers;
  return powers.table[static_cast<std::size_t>(k - least_power)];
}

/// The product's upper part; its last bit tells whether anything stands below.
std::uint64_t round_to_odd(const Power& power, std::uint64_t factor) noexcept {
  const Wide low = Wide{power.low} * factor, high = Wide{power.high} * factor + static_cast<std::uint64_t>(low >> 64U);
  return static_cast<std::uint64_t>(high >> 64U) | (static_cast<std::uint64_t>(high) > 1 ? 1U : 0U);
}

void put_eight(char* to, std::uint32_t value) noexcept {
  for (int i = 6; i >= 0; i -= 2) {
    std::memcpy(to + i, digit_pairs.data() + 2 * (value % 100), 2);
    value /= 100;
  }
}
void put_seventeen(char* to, std::uint64_t value) noexcept {
  constexpr std::uint64_t eight = 100'000'000;
  const std::uint64_t upper = value / eight;
  put_eight(to + 9, static_cast<std::uint32_t>(value % eight));
  put_eight(to + 1, static_cast<std::uint32_t>(upper % eight));
  to[0] = static_cast<char>('0' + upper / eight);
}

char* put_exponent(char* to, int exponent) noexcept {
  *to++ = 'e';
  *to++ = exponent < 0 ? '-' : '+';
  const auto size = static_cast<unsigned>(std::abs(exponent));
  if (size >= 100) *to++ = static_cast<char>('0' + size / 100);
  std::memcpy(to, digit_pairs.data() + 2 * (size % 100), 2);
  return to + 2;
}

}  // namespace

ShortestDecimal shortest_decimal(double value) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52U) - 1);
  const int biased = static_cast<int>(bits >> 52U & 0x7FFU);
  const std::uint64_t c = biased != 0 ? fraction | std::uint64_t{1} << 52U : fraction;
  const int q = std::max(biased, 1) - 1075;
  const bool maybe_whole = biased != 0 && q <= 0 && q > -53;
  if (maybe_whole && (c & ((std::uint64_t{1} << static_cast<unsigned>(-q)) - 1)) == 0) return {c >> static_cast<unsigned>(-q), 0};
  // At a power of two the neighbour below is nearer.
  const bool uneven = fraction == 0 && biased > 1;
  const std::uint64_t open = c & 1U;  // an odd significand does not own the ends of its interval
  const int k = (q * 1262611 - (uneven ? 524031 : 0)) >> 22, h = q + ((-k * 1741647) >> 19) + 1;
  const Power& power = power_of_ten(-k);
  const std::uint64_t below = round_to_odd(power, (4 * c - 2 + (uneven ? 1U : 0U)) << h), at = round_to_odd(power, (4 * c) << h),
                      above = round_to_odd(power, (4 * c + 2) << h);
  const std::uint64_t lower = below + open, upper = above - open, s = at / 4;
  if (s >= 10) {
    const std::uint64_t tens = s / 10;
    const bool down = lower <= 40 * tens, up = 40 * tens + 40 <= upper;
    if (down != up) return {tens + (up ? 1U : 0U), k + 1};
  }
  const bool down = lower <= 4 * s, up = 4 * s + 4 <= upper;
  if (down != up) return {s + (up ? 1U : 0U), k};
  const std::uint64_t middle = 4 * s + 2;
  return {s + (at > middle || (at == middle && (s & 1U) != 0) ? 1U : 0U), k};
}

char* put_shortest(char* to, double value) noexcept {
  if (std::signbit(value)) *to++ = '-';
  value = std::fabs(value);
  if (value == 0) {
    *to++ = '0';
    return to;
  }
  const auto decimal = shortest_decimal(value);
  char text[17];
  put_seventeen(text, decimal.digits);
  const char* first = text;
  while (*first == '0') ++first;
  const char* last = text + 17;
  while (last[-1] == '0') --last;
  const auto count = static_cast<int>(last - first), point = static_cast<int>(text + 17 - first) + decimal.exponent;
  const auto copy = [&to](const char* from, int n) {
    std::memcpy(to, from, static_cast<std::size_t>(n));
    to += n;
  };
  if (value >= 1e16 || value < 1e-4) {
    *to++ = *first;
    if (count > 1) *to++ = '.';
    copy(first + 1, count - 1);
    return put_exponent(to, point - 1);
  }
  if (point <= 0) {
    copy("0.0000", 2 - point);
    copy(first, count);
  } else if (point >= count) {
    copy(first, count);
    std::memset(to, '0', static_cast<std::size_t>(point - count));
    to += point - count;
  } else {
    copy(first, point);
    *to++ = '.';
    copy(first + point, count - point);
  }
  return to;
}

}  // namespace pytk::array
