#include <cmath>

#include <pytk/plot/render.hpp>
#include <pytk/raster/canvas.hpp>
#include <pytk/raster/png.hpp>

#include "plot/draw.hpp"

namespace pytk::plot {
namespace {

class RasterPaper final : public Paper {
 public:
  explicit RasterPaper(raster::Canvas& canvas) : canvas_(canvas) {}
  void fill(const raster::Path& path, raster::Color color) override { canvas_.fill(path, color); }
  void stroke(const raster::Path& path, const raster::Stroke& stroke, raster::Color color, bool crisp) override {
    canvas_.stroke(crisp ? on_pixels(path, stroke.width) : path, stroke, color);
  }
  void stamp(const raster::Path& shape, const raster::Places& places, std::span<const raster::Color> colors) override {
    canvas_.stamp(shape, places, colors);
  }
  void image(const raster::Picture& rgba, const raster::Box& box, bool smooth) override {
    canvas_.image(rgba, box, smooth);
  }
  void text(const TextBlock& block, raster::Point at, double degrees, raster::Color color) override {
    raster::Path path = outline_of(block);
    const double turn = degrees * M_PI / 180, c = std::cos(turn), s = std::sin(turn);
    path.transform(c, -s, s, c, at.x, at.y);
    canvas_.fill(path, color);
  }
  void clip(const raster::Box& box) override {
    canvas_.clip({std::floor(box.x0), std::floor(box.y0), std::ceil(box.x1) + 1, std::ceil(box.y1) + 1});
  }
  void no_clip() override { canvas_.no_clip(); }

 private:
  raster::Canvas& canvas_;
};

}  // namespace

raster::Picture to_picture(Figure figure) {
  raster::Canvas canvas(static_cast<std::uint32_t>(std::lround(figure.width)),
                        static_cast<std::uint32_t>(std::lround(figure.height)), theme_of(figure.theme).figure);
  RasterPaper paper(canvas);
  draw_figure(figure, paper);
  return canvas.picture();
}

Bytes to_png(Figure figure) {
  const auto density = static_cast<std::uint32_t>(std::lround(figure.dpi / 0.0254));
  const raster::Picture picture = to_picture(std::move(figure));
  raster::Picture opaque(picture.width, picture.height, 3);
  for (std::size_t i = 0, n = static_cast<std::size_t>(picture.width) * picture.height; i < n; ++i)
    for (std::size_t c = 0; c < 3; ++c) opaque.samples[3 * i + c] = picture.samples[4 * i + c];
  raster::PngOptions options;
  options.level = 3;
  options.filter = raster::PngFilter::none;
  options.palette = true;
  options.pixels_per_metre = density;
  return raster::write_png(opaque, options);
}

}  // namespace pytk::plot
