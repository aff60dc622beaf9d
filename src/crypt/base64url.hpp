// The URL-safe base64 of RFC 4648 section 5 in bulk: AVX2 where the CPU has it, else a table. Padding, white space
// and leniency are the caller's; this is the part that runs over gigabytes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pytk::crypt {

/// Writes 4 characters for each 3 bytes; `size` is a multiple of 3. Returns the characters written.
std::size_t encode_base64url(const std::uint8_t* in, std::size_t size, char* out) noexcept;
/// Decodes whole groups of 4 characters and stops before the first group with a character outside the alphabet or cut
/// short. Returns the characters consumed (a multiple of 4); 3/4 of that were written. `out` needs 8 spare bytes.
std::size_t decode_base64url(const char* in, std::size_t size, std::uint8_t* out) noexcept;
/// The same without SIMD, for machines without AVX2 and for tests.
std::size_t encode_base64url_portable(const std::uint8_t* in, std::size_t size, char* out) noexcept;
std::size_t decode_base64url_portable(const char* in, std::size_t size, std::uint8_t* out) noexcept;

/// 0..63 for a character of the URL-safe alphabet, 255 for any other.
[[nodiscard]] std::uint8_t base64url_value(char character) noexcept;
[[nodiscard]] char base64url_digit(std::uint8_t value) noexcept;

}  // namespace pytk::crypt
