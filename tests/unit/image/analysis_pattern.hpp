// The picture of analysis_expected.inc, and the same with a regular disturbance.
#pragma once

#include <algorithm>

#include <pytk/image/picture.hpp>

namespace pytk::image {

inline Picture analysis_pattern(bool disturbed, std::uint32_t width = 64, std::uint32_t height = 48) {
  Picture picture(width, height, 1);
  for (int y = 0; y < static_cast<int>(height); ++y)
    for (int x = 0; x < static_cast<int>(width); ++x) {
      const int value = (x * 3 + y * 2) / 2 % 97 + 40 * ((x / 16 + y / 12) % 3) + (x * 7 + y * 13) % 11;
      const int noise = disturbed ? (7 * y + 13 * x) % 21 - 10 : 0;
      *picture.at(static_cast<std::size_t>(x), static_cast<std::size_t>(y)) = static_cast<std::uint8_t>(std::clamp(value + noise, 0, 255));
    }
  return picture;
}

}  // namespace pytk::image
