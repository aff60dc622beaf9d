// Schubfach (R. Giulietti, "The Schubfach way to render doubles", 2020): one product of 128 bits for each of the value
// and the two ends of the interval that reads back as it.
#include <pytk/core/shortest.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include <pytk/core/digits.hpp>
#include <pytk/core/text_buffer.hpp>

namespace pytk {
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
  const auto part = [&](std::size_t back) {
    return shift == 0 ? pair(back) : pair(back) << shift | word(back + 2) >> (32 - shift);
  };
  Power power{part(0), part(2)};
  bool rest = shift != 0 && (word(4) << shift) != 0;
  for (std::size_t back = shift == 0 ? 4 : 5; back <= top; ++back) rest = rest || word(back) != 0;
  if (rest && ++power.low == 0) ++power.high;
  return power;
}

/// 10^k scaled into [2^127, 2^128) and rounded up, for every k that a double needs. Computed once, with exact integers:
/// some 30 us.
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
    // 2^n / 10^k, each the tenth of the one before: what is cut off never reaches the 128 bits, but always rounds them
    // up.
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

/// 17 digits of a number below 10^17: one, and two words of eight digits without their '0'.
struct Seventeen {
  std::uint64_t first, upper, lower;

  explicit Seventeen(std::uint64_t value) noexcept {
    constexpr std::uint64_t eight = 100'000'000;
    const std::uint64_t rest = value / eight;
    first = rest / eight;
    upper = eight_digits(static_cast<std::uint32_t>(rest % eight));
    lower = eight_digits(static_cast<std::uint32_t>(value % eight));
  }
  [[nodiscard]] int zeros_before() const noexcept {
    if (first != 0) return 0;
    return upper != 0 ? 1 + std::countr_zero(upper) / 8 : 9 + std::countr_zero(lower) / 8;
  }
  [[nodiscard]] int zeros_behind() const noexcept {
    if (lower != 0) return std::countl_zero(lower) / 8;
    return upper != 0 ? 8 + std::countl_zero(upper) / 8 : 16;
  }
  void put(char* to) const noexcept {
    const std::uint64_t texts[] = {upper + eight_zeros, lower + eight_zeros};
    to[0] = static_cast<char>('0' + first);
    std::memcpy(to + 1, texts, 16);
  }
};

char* put_exponent(char* to, int exponent) noexcept {
  *to++ = 'e';
  *to++ = exponent < 0 ? '-' : '+';
  const auto size = static_cast<unsigned>(std::abs(exponent));
  if (size >= 100) *to++ = static_cast<char>('0' + size / 100);
  std::memcpy(to, digit_pairs.data() + std::size_t{2} * (size % 100), 2);
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
  if (maybe_whole && (c & ((std::uint64_t{1} << static_cast<unsigned>(-q)) - 1)) == 0)
    return {c >> static_cast<unsigned>(-q), 0};
  // At a power of two the neighbour below is nearer.
  const bool uneven = fraction == 0 && biased > 1;
  const std::uint64_t open = c & 1U;  // an odd significand does not own the ends of its interval
  const int k = (q * 1262611 - (uneven ? 524031 : 0)) >> 22, h = q + ((-k * 1741647) >> 19) + 1;
  const Power& power = power_of_ten(-k);
  const std::uint64_t below = round_to_odd(power, (4 * c - 2 + (uneven ? 1U : 0U)) << h),
                      at = round_to_odd(power, (4 * c) << h), above = round_to_odd(power, (4 * c + 2) << h);
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

namespace {

/// The digits of a number above zero without the zeros around them, and where the point stands: 0 before the first
/// digit.
struct Placed {
  std::array<char, 17> text;
  int from, count, point;

  explicit Placed(double value) noexcept {
    const auto decimal = shortest_decimal(value);
    const Seventeen digits(decimal.digits);
    digits.put(text.data());
    from = digits.zeros_before();
    count = 17 - from - digits.zeros_behind();
    point = 17 - from + decimal.exponent;
  }
  [[nodiscard]] const char* first() const noexcept { return text.data() + from; }
};

char* copy(char* to, const char* from, int n) noexcept { return copy_short(to, from, static_cast<std::size_t>(n)); }

char* put_scientific(char* to, const Placed& digits) noexcept {
  *to++ = *digits.first();
  if (digits.count > 1) *to++ = '.';
  to = copy(to, digits.first() + 1, digits.count - 1);
  return put_exponent(to, digits.point - 1);
}

char* put_fixed(char* to, const Placed& digits) noexcept {
  const int count = digits.count, point = digits.point;
  if (point <= 0) {
    to = copy(to, "0.", 2);
    std::memset(to, '0', static_cast<std::size_t>(-point));
    return copy(to - point, digits.first(), count);
  }
  if (point >= count) {
    to = copy(to, digits.first(), count);
    std::memset(to, '0', static_cast<std::size_t>(point - count));
    return to + (point - count);
  }
  to = copy(to, digits.first(), point);
  *to++ = '.';
  return copy(to, digits.first() + point, count - point);
}

}  // namespace

char* put_shortest(char* to, double value) noexcept {
  if (std::signbit(value)) *to++ = '-';
  value = std::fabs(value);
  if (value == 0) {
    *to++ = '0';
    return to;
  }
  const Placed digits(value);
  return value >= 1e16 || value < 1e-4 ? put_scientific(to, digits) : put_fixed(to, digits);
}

char* put_number(char* to, double value) noexcept {
  if (std::signbit(value)) *to++ = '-';
  value = std::fabs(value);
  if (value == 0) {
    *to++ = '0';
    return to;
  }
  const Placed digits(value);
  // Fixed where it is no longer: "100000" against "1e+05", "0.0001" against "1e-04".
  const int exponent = digits.point - digits.count, alone = digits.count == 1 ? 1 : 0;
  if (exponent < -(digits.count + 3) + alone || exponent > 5 - alone) return put_scientific(to, digits);
  // Zeros would stand where a large whole number has digits.
  if (exponent > 0 && digits.point > 15) return std::to_chars(to, to + 25, value).ptr;
  return put_fixed(to, digits);
}

}  // namespace pytk
