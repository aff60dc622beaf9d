// A picture that shapes are painted on, anti-aliased, with AGG.
//   Canvas canvas(640, 480, {255, 255, 255});
//   canvas.fill(Path().circle(320, 240, 50), {31, 119, 180});
//   Bytes file = write_png(canvas.picture(), {.palette = true});
#pragma once

#include <memory>
#include <span>

#include <pytk/raster/path.hpp>
#include <pytk/raster/picture.hpp>
#include <pytk/raster/places.hpp>

namespace pytk::raster {

class Canvas {
 public:
  /// An RGBA picture filled with `background`. Sides are 1 to 32767 pixels (Fault::usage otherwise).
  Canvas(std::uint32_t width, std::uint32_t height, Color background);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  /// Everything that follows is cut to `box` (and to the picture).
  void clip(const Box& box);
  void no_clip();

  void fill(const Path& path, Color color);               ///< non-zero winding
  void stroke(const Path& path, const Stroke& stroke, Color color);
  /// Paints `shape` (around the origin) at each place; positions are rounded to an eighth of a pixel. One colour for
  /// all or one a place; many places of one colour are laid over each other before they are laid over the picture.
  void stamp(const Path& shape, const Places& places, std::span<const Color> colors);
  /// Paints a picture over `box`; smooth interpolates, else every pixel of the source is a rectangle.
  void image(const Picture& rgba, const Box& box, bool smooth);

  [[nodiscard]] const Picture& picture() const noexcept { return picture_; }

 private:
  struct Painter;
  void stamp_many(const Path& shape, const Places& places, Color color);
  Picture picture_;
  std::unique_ptr<Painter> painter_;
};

}  // namespace pytk::raster
