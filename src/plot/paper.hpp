// What a figure is drawn on. Coordinates are pixels at the figure's resolution with y pointing down.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <pytk/raster/path.hpp>
#include <pytk/raster/picture.hpp>

#include "plot/words.hpp"

namespace pytk::plot {

class Paper {
 public:
  virtual ~Paper() = default;
  virtual void fill(const raster::Path& path, raster::Color color) = 0;
  /// `crisp`: level and upright lines are moved to whole pixels.
  virtual void stroke(const raster::Path& path, const raster::Stroke& stroke, raster::Color color, bool crisp) = 0;
  virtual void stamp(const raster::Path& shape, std::span<const raster::Point> places, std::span<const raster::Color> colors) = 0;
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
