// What a figure is drawn on. Coordinates are pixels at the figure's resolution with y pointing down.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <string_view>

#include <pytk/raster/path.hpp>
#include <pytk/raster/picture.hpp>
#include <pytk/raster/places.hpp>

#include "plot/words.hpp"

namespace pytk::plot {

/// A picture with sharp pixels at the size of its box, for viewers that would smooth it when they enlarge it.
[[nodiscard]] inline raster::Picture enlarged(const raster::Picture& rgba, const raster::Box& box) {
  const auto side = [](double length, std::uint32_t given) {
    return static_cast<std::uint32_t>(
        std::clamp(std::round(length), static_cast<double>(given), std::max(2000.0, static_cast<double>(given))));
  };
  raster::Picture out(side(box.width(), rgba.width), side(box.height(), rgba.height), 4);
  for (std::size_t y = 0; y < out.height; ++y)
    for (std::size_t x = 0; x < out.width; ++x)
      std::copy_n(rgba.at(x * rgba.width / out.width, y * rgba.height / out.height), 4, out.at(x, y));
  return out;
}

/// Level and upright lines moved so that they cover whole pixels at the figure's resolution.
[[nodiscard]] inline raster::Path on_pixels(const raster::Path& path, double width) {
  raster::Path out = path;
  const double half = static_cast<int>(std::ceil(width)) % 2 == 1 ? 0.5 : 0.0;
  for (raster::Point& p : out.points()) p = {std::floor(p.x + 0.5) + half, std::floor(p.y + 0.5) + half};
  return out;
}

class Paper {
 public:
  virtual ~Paper() = default;
  virtual void fill(const raster::Path& path, raster::Color color) = 0;
  /// `crisp`: level and upright lines are moved to whole pixels.
  virtual void stroke(const raster::Path& path, const raster::Stroke& stroke, raster::Color color, bool crisp) = 0;
  virtual void stamp(const raster::Path& shape, const raster::Places& places,
                     std::span<const raster::Color> colors) = 0;
  virtual void image(const raster::Picture& rgba, const raster::Box& box, bool smooth) = 0;
  /// Turned counter-clockwise by `degrees` around `at`, which is where the first baseline begins.
  virtual void text(const TextBlock& block, raster::Point at, double degrees, raster::Color color) = 0;
  virtual void clip(const raster::Box& box) = 0;
  virtual void no_clip() = 0;
  /// Names what follows, for formats that have groups.
  virtual void begin(std::string_view) {}
  virtual void end() {}
};

}  // namespace pytk::plot
