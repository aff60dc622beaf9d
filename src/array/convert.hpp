// One element to another type.
#pragma once

#include <cmath>
#include <limits>
#include <type_traits>

#include <pytk/array/dtype.hpp>

namespace pytk::array {

/// A float to an integer with every case defined: where C leaves it open (nan, infinities, out of range) the result is
/// the one of the x86 instructions, which NumPy's users see: the lowest integer, cut to the narrower type.
template <class To>
To to_integer(double value) noexcept {
  if constexpr (std::is_same_v<To, std::uint64_t>) {
    if (value >= 0x1p63) {
      const double rest = value - 0x1p63;
      return rest < 0x1p63 ? static_cast<std::uint64_t>(static_cast<std::int64_t>(rest)) + (1ULL << 63U) : 0;
    }
    return value >= -0x1p63 ? static_cast<std::uint64_t>(static_cast<std::int64_t>(value)) : 1ULL << 63U;
  } else if constexpr (sizeof(To) == 8 || std::is_same_v<To, std::uint32_t>) {
    const bool fits = value >= -0x1p63 && value < 0x1p63;
    return static_cast<To>(fits ? static_cast<std::int64_t>(value) : std::numeric_limits<std::int64_t>::min());
  } else {
    const bool fits = value > -0x1p31 - 1 && value < 0x1p31;
    return static_cast<To>(fits ? static_cast<std::int32_t>(value) : std::numeric_limits<std::int32_t>::min());
  }
}

template <class To, class From>
To convert(From value) noexcept {
  if constexpr (std::is_same_v<To, From>) {
    return value;
  } else if constexpr (is_complex_type<To>) {
    using Real = typename To::value_type;
    if constexpr (is_complex_type<From>) return {static_cast<Real>(value.real()), static_cast<Real>(value.imag())};
    else return {convert<Real>(value), Real{}};
  } else if constexpr (is_complex_type<From>) {
    if constexpr (std::is_same_v<To, bool>) return value != From{};
    else return convert<To>(value.real());
  } else if constexpr (std::is_same_v<To, bool>) {
    if constexpr (std::is_same_v<From, Half>) return (value.bits & 0x7FFFU) != 0;
    else return value != From{};
  } else if constexpr (std::is_same_v<To, Half>) {
    if constexpr (std::is_same_v<From, float>) return Half(value);
    else return Half(static_cast<double>(value));
  } else if constexpr (std::is_same_v<From, Half>) {
    return convert<To>(static_cast<float>(value));
  } else if constexpr (std::is_integral_v<To> && std::is_floating_point_v<From>) {
    return to_integer<To>(static_cast<double>(value));
  } else {
    return static_cast<To>(value);
  }
}

}  // namespace pytk::array
