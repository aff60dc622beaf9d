#include <pytk/raster/picture.hpp>

#include <cstring>

namespace pytk::raster {
namespace {

/// One sample as 8 bits; 65535 / 255 = 257, so this rounds to nearest.
std::uint8_t sample8(const std::uint8_t* at, std::uint8_t depth) noexcept {
  if (depth == 8) return *at;
  std::uint16_t wide;
  std::memcpy(&wide, at, sizeof wide);
  return static_cast<std::uint8_t>((wide + 128U) / 257U);
}

}  // namespace

Picture to_rgba8(const Picture& picture) {
  Picture out(picture.width, picture.height, 4);
  const std::size_t step = picture.depth / 8U, pixels = static_cast<std::size_t>(picture.width) * picture.height;
  const bool colored = picture.channels >= 3, alpha = picture.channels == 2 || picture.channels == 4;
  const std::uint8_t* in = picture.samples.data();
  std::uint8_t* to = out.samples.data();
  for (std::size_t i = 0; i < pixels; ++i, in += picture.pixel_bytes(), to += 4) {
    to[0] = sample8(in, picture.depth);
    to[1] = colored ? sample8(in + step, picture.depth) : to[0];
    to[2] = colored ? sample8(in + 2 * step, picture.depth) : to[0];
    to[3] = alpha ? sample8(in + (picture.channels - 1U) * step, picture.depth) : 255;
  }
  return out;
}

}  // namespace pytk::raster
