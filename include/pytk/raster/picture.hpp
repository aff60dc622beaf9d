// Pixels in memory, as the codecs read and write them.
//   raster::Picture picture(640, 480, 3);  picture.at(x, y)[0] = 255;
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pytk::raster {

/// Rows from the top, channels interleaved: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA (alpha not premultiplied).
/// A sample has 8 bits, or 16 bits in the machine's byte order.
struct Picture {
  Picture() = default;
  Picture(std::uint32_t wide, std::uint32_t high, std::uint8_t channel_count, std::uint8_t bits = 8)
      : width(wide), height(high), channels(channel_count), depth(bits),
        samples(static_cast<std::size_t>(wide) * high * channel_count * (bits / 8U)) {}

  std::uint32_t width = 0, height = 0;
  std::uint8_t channels = 0;
  std::uint8_t depth = 8;
  std::vector<std::uint8_t> samples;

  [[nodiscard]] std::size_t pixel_bytes() const noexcept { return static_cast<std::size_t>(channels) * (depth / 8U); }
  [[nodiscard]] std::size_t row_bytes() const noexcept { return pixel_bytes() * width; }
  [[nodiscard]] std::uint8_t* row(std::size_t y) noexcept { return samples.data() + y * row_bytes(); }
  [[nodiscard]] const std::uint8_t* row(std::size_t y) const noexcept { return samples.data() + y * row_bytes(); }
  [[nodiscard]] std::uint8_t* at(std::size_t x, std::size_t y) noexcept { return row(y) + x * pixel_bytes(); }
  [[nodiscard]] const std::uint8_t* at(std::size_t x, std::size_t y) const noexcept {
    return row(y) + x * pixel_bytes();
  }
};

/// What a decoder refuses before it allocates.
struct PictureLimits {
  std::uint64_t pixels = 256ULL << 20U;  ///< width times height
  std::uint32_t side = 1U << 20U;        ///< width or height
};

/// Any picture as 8-bit RGBA (16-bit samples are rounded, grey is spread, no alpha means opaque).
[[nodiscard]] Picture to_rgba8(const Picture& picture);

}  // namespace pytk::raster
