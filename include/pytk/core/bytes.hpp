// Bytes in memory: views, wire integers, hex, base64.
//   auto port = load_be<std::uint16_t>(bytes.subspan(2));
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <pytk/core/error.hpp>

namespace pytk {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView bytes_of(std::string_view text) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text_of(ByteView bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads an unsigned integer in network order. Precondition: bytes.size() >= sizeof(T).
template <class T>
[[nodiscard]] T load_be(ByteView bytes) noexcept {
  static_assert(std::is_unsigned_v<T>);
  T value;
  std::memcpy(&value, bytes.data(), sizeof(T));
  if constexpr (sizeof(T) == 2) return __builtin_bswap16(value);
  else if constexpr (sizeof(T) == 4) return __builtin_bswap32(value);
  else if constexpr (sizeof(T) == 8) return __builtin_bswap64(value);
  else return value;
}
/// Reads a little-endian unsigned integer. Precondition: bytes.size() >= sizeof(T).
template <class T>
[[nodiscard]] T load_le(ByteView bytes) noexcept {
  static_assert(std::is_unsigned_v<T> && std::endian::native == std::endian::little);
  T value;
  std::memcpy(&value, bytes.data(), sizeof(T));
  return value;
}
/// Writes an unsigned integer in network order at `out` (sizeof(T) bytes must be there).
template <class T>
void store_be(std::uint8_t* out, T value) noexcept {
  static_assert(std::is_unsigned_v<T>);
  for (std::size_t i = 0; i < sizeof(T); ++i)
    out[i] = static_cast<std::uint8_t>(value >> (8 * (sizeof(T) - 1 - i)));
}
/// Writes a little-endian unsigned integer at `out` (sizeof(T) bytes must be there).
template <class T>
void store_le(std::uint8_t* out, T value) noexcept {
  static_assert(std::is_unsigned_v<T>);
  for (std::size_t i = 0; i < sizeof(T); ++i) out[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

/// Lower-case hexadecimal, two digits a byte.
[[nodiscard]] std::string to_hex(ByteView bytes);
/// Reads hexadecimal digits of either case; spaces and colons between bytes are allowed.
[[nodiscard]] Result<Bytes> from_hex(std::string_view text);

/// RFC 4648: the standard alphabet (+/), or the URL-safe one (-_).
enum class Base64 : std::uint8_t { standard, url };
[[nodiscard]] std::string to_base64(ByteView bytes, Base64 alphabet = Base64::standard, bool padding = true);
/// Strict: only the given alphabet, canonical trailing bits, padding required or forbidden as told.
[[nodiscard]] Result<Bytes> from_base64(std::string_view text, Base64 alphabet = Base64::standard,
                                        bool padding = true);

/// Equal content in a time that depends on the length only.
[[nodiscard]] bool equal_constant_time(ByteView a, ByteView b) noexcept;

}  // namespace pytk
