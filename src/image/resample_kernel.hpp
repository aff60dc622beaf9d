// The inner loops of resampling, with AVX2 where the processor has it. Sums are exact in 32-bit integers, so every
// version gives the same bits.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace pytk::image::kernel {

/// True when spread() and across() may be called.
[[nodiscard]] bool is_fast() noexcept;

struct Window {
  const std::uint32_t* begin;
  const std::uint32_t* count;
  const std::int16_t* high;  ///< weight >> 11
  const std::int16_t* low;   ///< weight & 2047
  std::size_t stride, out;
};
/// Interleaved bytes to one plane of 16-bit numbers a channel.
void spread(const std::uint8_t* in, std::size_t pixels, std::uint8_t channels, std::int16_t* planes, std::size_t plane);
void across(const std::int16_t* planes, std::size_t plane, std::uint8_t channels, const Window& window,
            std::uint8_t* out);
/// sums[i] += row[i] * weight
void add_row(std::int32_t* sums, const std::uint8_t* row, std::int32_t weight, std::size_t samples) noexcept;

inline std::uint8_t clip(std::int32_t sum) noexcept { return static_cast<std::uint8_t>(std::clamp(sum >> 22, 0, 255)); }

}  // namespace pytk::image::kernel
