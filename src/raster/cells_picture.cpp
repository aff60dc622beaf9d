#include <algorithm>
#include <array>
#include <cmath>

#include <pytk/raster/cells.hpp>

namespace pytk::raster {
namespace {

/// Average colour of the source pixels under target pixel (x, y) of width x height, over white where transparent.
Color average(const Picture& rgba, std::size_t x, std::size_t y, std::size_t width, std::size_t height) {
  const std::size_t x0 = x * rgba.width / width, x1 = std::max(x0 + 1, (x + 1) * rgba.width / width);
  const std::size_t y0 = y * rgba.height / height, y1 = std::max(y0 + 1, (y + 1) * rgba.height / height);
  std::array<std::uint64_t, 3> sum{};
  for (std::size_t v = y0; v < y1; ++v)
    for (std::size_t u = x0; u < x1; ++u) {
      const std::uint8_t* p = rgba.at(u, v);
      for (std::size_t c = 0; c < 3; ++c) sum[c] += (p[c] * p[3] + 255U * (255U - p[3])) / 255U;
    }
  const std::uint64_t count = (x1 - x0) * (y1 - y0);
  return {static_cast<std::uint8_t>(sum[0] / count), static_cast<std::uint8_t>(sum[1] / count),
          static_cast<std::uint8_t>(sum[2] / count)};
}

double luma(Color c) { return (0.299 * c.r + 0.587 * c.g + 0.114 * c.b) / 255; }

}  // namespace

std::string picture_as_cells(const Picture& picture, std::size_t columns, std::size_t rows, const CellStyle& style) {
  if (picture.width == 0 || picture.height == 0 || columns == 0 || rows == 0) return {};
  const Picture rgba = to_rgba8(picture);
  const double scale =
      std::min(static_cast<double>(columns) / rgba.width, 2.0 * static_cast<double>(rows) / rgba.height);
  const auto width = std::clamp<std::size_t>(static_cast<std::size_t>(std::lround(rgba.width * scale)), 1, columns);
  const auto height = std::clamp<std::size_t>(static_cast<std::size_t>(std::lround(rgba.height * scale)), 1, 2 * rows);
  Cells cells(width, (height + 1) / 2);
  static constexpr std::string_view ramp = " .:-=+*#%@";
  for (std::size_t y = 0; y < height; y += 2)
    for (std::size_t x = 0; x < width; ++x) {
      const auto column = static_cast<std::ptrdiff_t>(x), row = static_cast<std::ptrdiff_t>(y / 2);
      const Color top = average(rgba, x, y, width, height);
      const Color bottom = y + 1 < height ? average(rgba, x, y + 1, width, height) : top;
      if (style.color && style.utf8) {
        cells.put(column, row, 0x2580, top, bottom);
      } else {
        // Terminals are usually dark: a bright pixel needs much ink.
        const double light = (luma(top) + luma(bottom)) / 2;
        cells.put(column, row, static_cast<char32_t>(ramp[static_cast<std::size_t>(light * 9.999)]));
      }
    }
  return cells.show(style);
}

}  // namespace pytk::raster
