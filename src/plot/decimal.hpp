// The usual spelling of numbers, read without a detour.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace pytk::plot {

/// Digits and how many of them stand behind the point.
struct Decimal {
  std::uint64_t digits = 0;
  int places = 0;
  bool negative = false;
  /// The nearest double: below 2^53 the digits are exact, so is the power of ten up to 10^22, and one division rounds
  /// once (Clinger 1990).
  [[nodiscard]] double value() const noexcept {
    const double size = static_cast<double>(static_cast<std::int64_t>(digits)) / powers[places];
    return negative ? -size : size;
  }
  static constexpr double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
};

/// Up to seven digits at the begin of eight bytes, without a step for each (Lemire 2018).
struct EightBytes {
  std::uint64_t digits = 0;                  ///< each byte less '0'; what is above 9 is no digit
  unsigned count = 0;                        ///< of digits before the first other byte; 8: there is none
  explicit EightBytes(const char* at) noexcept {
    std::memcpy(&digits, at, sizeof digits);
    digits ^= 0x3030303030303030U;
    const std::uint64_t other = (((digits & 0x7f7f7f7f7f7f7f7fU) + 0x7676767676767676U) | digits) & 0x8080808080808080U;
    count = static_cast<unsigned>(std::countr_zero(other)) / 8;
  }
  /// The number that 1 to 8 digits are: moved up so that zeros stand before them, then by pairs, fours and eights.
  [[nodiscard]] std::uint64_t value() const noexcept {
    std::uint64_t v = digits << (64 - 8 * count);
    v = v * 2561 >> 8U;
    v = (v & 0x00ff00ff00ff00ffU) * 6553601 >> 16U;
    return (v & 0x0000ffff0000ffffU) * 42949672960001U >> 32U;
  }
};

/// Reads "12.5" or "12" where both sides of the point have one to seven digits and at least 17 bytes can be looked at;
/// nullptr for everything else.
[[nodiscard]] inline const char* read_short_decimal(const char* at, Decimal& out) noexcept {
  static constexpr std::uint64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
  const EightBytes whole(at);
  if (whole.count - 1 >= 7) return nullptr;
  at += whole.count;
  out.digits = whole.value();
  out.places = 0;
  if (*at == '.') {
    const EightBytes part(++at);
    if (part.count - 1 >= 7) return nullptr;
    at += part.count;
    out.digits = out.digits * powers[part.count] + part.value();
    out.places = static_cast<int>(part.count);
  }
  return *at == 'e' || *at == 'E' ? nullptr : at;
}

/// Reads "-12.5" at the begin of [at, end) and returns the place after it; nullptr for anything but at most 15 digits
/// with a point among them.
[[nodiscard]] inline const char* read_decimal(const char* at, const char* end, Decimal& out) noexcept {
  out.negative = at < end && *at == '-';
  if (out.negative) ++at;
  if constexpr (std::endian::native == std::endian::little)
    if (end - at > 16)
      if (const char* stop = read_short_decimal(at, out); stop != nullptr) return stop;
  std::uint64_t digits = 0;
  const auto run = [&] {
    const char* begin = at;
    while (at < end && static_cast<unsigned char>(*at - '0') <= 9)
      digits = digits * 10 + static_cast<unsigned char>(*at++ - '0');
    return at - begin;
  };
  const auto whole = run();
  long places = 0;
  if (at < end && *at == '.') {
    ++at;
    places = run();
  }
  if (whole + places == 0 || whole + places > 15 || (at < end && (*at == 'e' || *at == 'E'))) return nullptr;
  out.digits = digits;
  out.places = static_cast<int>(places);
  return at;
}

[[nodiscard]] inline const char* read_decimal(const char* at, const char* end, double& value) noexcept {
  Decimal decimal;
  const char* stop = read_decimal(at, end, decimal);
  if (stop != nullptr) value = decimal.value();
  return stop;
}

/// Many decimals with the same number of places, four bytes each.
class PackedDecimals {
 public:
  /// False if it has no room in the pack: another number of places, too many digits, or too many values.
  [[nodiscard]] bool add(const Decimal& decimal) {
    if (places_ < 0) places_ = decimal.places;
    if (decimal.places != places_ || decimal.digits > 0x7fffffffU || (decimal.negative && decimal.digits == 0))
      return false;
    const auto digits = static_cast<std::int32_t>(decimal.digits);
    values_.push_back(decimal.negative ? -digits : digits);
    return true;
  }
  [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
  void reserve(std::size_t count) { values_.reserve(count); }
  void cut(std::size_t count) { values_.resize(count); }
  /// The same doubles that Decimal::value() gave.
  void unpack(std::size_t begin, std::size_t count, std::vector<double>& out) const {
    out.resize(count);
    const double power = Decimal::powers[places_ < 0 ? 0 : places_];
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<double>(values_[begin + i]) / power;
  }

 private:
  int places_ = -1;
  std::vector<std::int32_t> values_;
};

}  // namespace pytk::plot
