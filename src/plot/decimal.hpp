// The usual spelling of numbers, read without a detour.
#pragma once

#include <cstdint>

namespace pytk::plot {

/// Reads "-12.5" at the begin of [at, end) and returns the place after it; nullptr for anything but at most 15 digits with
/// a point among them. The result is the nearest double: below 2^53 the digits are exact, so is the power of ten up to
/// 10^22, and one division rounds once (Clinger 1990).
[[nodiscard]] inline const char* read_decimal(const char* at, const char* end, double& value) noexcept {
  static constexpr double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  const bool negative = at < end && *at == '-';
  if (negative) ++at;
  std::uint64_t digits = 0;
  const auto run = [&] {
    const char* begin = at;
    while (at < end && static_cast<unsigned char>(*at - '0') <= 9) digits = digits * 10 + static_cast<unsigned char>(*at++ - '0');
    return at - begin;
  };
  const auto whole = run();
  long places = 0;
  if (at < end && *at == '.') {
    ++at;
    places = run();
  }
  if (whole + places == 0 || whole + places > 15 || (at < end && (*at == 'e' || *at == 'E'))) return nullptr;
  value = static_cast<double>(digits) / powers[places];
  if (negative) value = -value;
  return at;
}

}  // namespace pytk::plot
