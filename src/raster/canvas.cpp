#include <pytk/raster/canvas.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <optional>

// AGG's tables for sRGB are filled by static constructors, and nothing here uses them: a declared specialisation is
// never instantiated, so that no start of the program pays for them.
#include <agg_gamma_lut.h>
namespace agg {
template <> sRGB_lut<float> sRGB_conv_base<float>::lut;
template <> sRGB_lut<int16u> sRGB_conv_base<int16u>::lut;
template <> sRGB_lut<int8u> sRGB_conv_base<int8u>::lut;
}  // namespace agg

#include <agg_conv_curve.h>
#include <agg_conv_dash.h>
#include <agg_conv_stroke.h>
#include <agg_path_storage.h>
#include <agg_pixfmt_rgba.h>
#include <agg_rasterizer_scanline_aa.h>
#include <agg_renderer_base.h>
#include <agg_renderer_scanline.h>
#include <agg_rendering_buffer.h>
#include <agg_scanline_p.h>
#include <agg_scanline_u.h>

#include <pytk/core/error.hpp>

#include "raster/coverage.hpp"
#include "raster/veil.hpp"

namespace pytk::raster {
namespace {

using Pixels = agg::pixfmt_rgba32_plain;
using Base = agg::renderer_base<Pixels>;
// Clipping in double: coordinates far outside would overflow AGG's 24.8 integers.
using Rasterizer = agg::rasterizer_scanline_aa<agg::rasterizer_sl_clip_dbl>;

constexpr unsigned most_cell_blocks = 1U << 16U;
constexpr double too_far = 1e9;

double tame(double v) noexcept { return std::isfinite(v) ? std::clamp(v, -too_far, too_far) : 0; }

agg::path_storage to_agg(const Path& path) {
  agg::path_storage out;
  std::size_t at = 0;
  const auto& points = path.points();
  const auto x = [&](std::size_t i) { return tame(points[at + i].x); };
  const auto y = [&](std::size_t i) { return tame(points[at + i].y); };
  for (const Step step : path.steps()) {
    switch (step) {
      case Step::move: out.move_to(x(0), y(0)); at += 1; break;
      case Step::line: out.line_to(x(0), y(0)); at += 1; break;
      case Step::quad: out.curve3(x(0), y(0), x(1), y(1)); at += 2; break;
      case Step::cubic: out.curve4(x(0), y(0), x(1), y(1), x(2), y(2)); at += 3; break;
      case Step::close: out.close_polygon(); break;
    }
  }
  return out;
}

agg::rgba8 to_agg(Color c) { return {c.r, c.g, c.b, c.a}; }

template <class Source>
void set_pen(Source& source, const Stroke& stroke) {
  source.width(stroke.width);
  source.line_cap(stroke.cap == Cap::round    ? agg::round_cap
                  : stroke.cap == Cap::square ? agg::square_cap
                                              : agg::butt_cap);
  source.line_join(stroke.join == Join::round ? agg::round_join
                   : stroke.join == Join::bevel ? agg::bevel_join : agg::miter_join_revert);
}

constexpr int subpixels = 8;

/// Where a pixel stands in rows of `width`.
std::size_t place_in_rows(int x, int y, int width) {
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
}

/// How much a small shape covers each pixel, for one of the 8 x 8 positions inside a pixel.
struct Mask {
  struct Pixel {
    std::int32_t offset;               ///< in bytes from the mask's first pixel, for the canvas that it was made for
    std::int16_t x, y;
    std::uint8_t cover;
  };
  int x0 = 0, y0 = 0, width = 0, height = 0;
  std::vector<std::uint8_t> cover;
  std::vector<Pixel> pixels;           ///< only those that are covered at all

  void list_pixels(std::ptrdiff_t row_bytes) {
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        if (const std::uint8_t c = cover[place_in_rows(x, y, width)]; c > 0)
          pixels.push_back({static_cast<std::int32_t>(y * row_bytes + x * 4), static_cast<std::int16_t>(x),
                            static_cast<std::int16_t>(y), c});
  }
};

Mask make_mask(const Path& shape, const Box& bounds, double dx, double dy) {
  Mask mask;
  mask.x0 = static_cast<int>(std::floor(bounds.x0 + dx));
  mask.y0 = static_cast<int>(std::floor(bounds.y0 + dy));
  mask.width = static_cast<int>(std::ceil(bounds.x1 + dx)) - mask.x0 + 1;
  mask.height = static_cast<int>(std::ceil(bounds.y1 + dy)) - mask.y0 + 1;
  mask.cover.assign(static_cast<std::size_t>(mask.width) * static_cast<std::size_t>(mask.height), 0);
  Path moved;
  moved.append(shape, dx - mask.x0, dy - mask.y0);
  auto storage = to_agg(moved);
  agg::conv_curve<agg::path_storage> curve(storage);
  agg::rasterizer_scanline_aa<> rasterizer;
  rasterizer.add_path(curve);
  agg::scanline_u8 line;
  if (!rasterizer.rewind_scanlines()) return mask;
  line.reset(rasterizer.min_x(), rasterizer.max_x());
  while (rasterizer.sweep_scanline(line)) {
    if (line.y() < 0 || line.y() >= mask.height) continue;
    auto span = line.begin();
    for (unsigned i = line.num_spans(); i > 0; --i, ++span)
      for (int k = 0; k < span->len; ++k)
        if (const int x = span->x + k; x >= 0 && x < mask.width)
          mask.cover[place_in_rows(x, line.y(), mask.width)] = span->covers[k];
  }
  return mask;
}

}  // namespace

struct Canvas::Painter {
  agg::rendering_buffer buffer;
  Pixels pixels;
  Base base;
  Rasterizer rasterizer{most_cell_blocks};
  agg::scanline_p8 line;
  Box clip;

  explicit Painter(Picture& picture)
      : buffer(picture.samples.data(), picture.width, picture.height, static_cast<int>(picture.row_bytes())),
        pixels(buffer), base(pixels) {}

  void set_clip(const Box& box) {
    clip = box;
    const int x1 = static_cast<int>(std::ceil(box.x1)) - 1, y1 = static_cast<int>(std::ceil(box.y1)) - 1;
    base.clip_box(static_cast<int>(std::floor(box.x0)), static_cast<int>(std::floor(box.y0)), x1, y1);
  }
  /// The common case of stamp(): all of the mask lies inside the clip, over opaque pixels. The same sums as AGG's
  /// blender.
  bool stamp_inside(const Mask& mask, int left, int top, agg::rgba8 color) {
    if (left < base.xmin() || top < base.ymin() || left + mask.width - 1 > base.xmax() ||
        top + mask.height - 1 > base.ymax())
      return false;
    const int c[3] = {color.r, color.g, color.b};
    const std::uint8_t same[4] = {color.r, color.g, color.b, 255};
    std::uint32_t same_word = 0;
    std::memcpy(&same_word, same, 4);
    agg::int8u* const corner = buffer.row_ptr(top) + static_cast<std::ptrdiff_t>(left) * 4;
    for (const Mask::Pixel& pixel : mask.pixels) {
      agg::int8u* p = corner + pixel.offset;
      std::uint32_t word = 0;
      std::memcpy(&word, p, 4);
      // In a dense cloud most pixels have the colour already.
      if (word == same_word) continue;
      if (p[3] != 255) {
        pixels.blend_pixel(left + pixel.x, top + pixel.y, color, pixel.cover);
        continue;
      }
      for (int k = 0; k < 3; ++k) {
        const int t = (c[k] - p[k]) * pixel.cover + 128 - (p[k] > c[k] ? 1 : 0);
        p[k] = static_cast<agg::int8u>(p[k] + (((t >> 8) + t) >> 8));
      }
    }
    return true;
  }

  /// A plane of sums pays off for many points, as long as it is not much larger than their number.
  [[nodiscard]] bool wants_plane(std::size_t points) const {
    const double area = (clip.width() + 3) * (clip.height() + 3);
    return points >= 1000 && clip.width() > 0 && clip.height() > 0 && area < 1e8 &&
           area < 1000.0 * static_cast<double>(points);
  }

  /// As AGG's rasteriser takes a path, edge by edge, but into a plane of sums.
  template <class Source>
  void paint_by_plane(Source& source, Color color) {
    const auto whole = [](double v) { return static_cast<int>(std::floor(v)); };
    Coverage plane(whole(clip.x0) - 1, whole(clip.y0) - 1, whole(clip.x1) + 3, whole(clip.y1) + 3);
    agg::rasterizer_sl_clip_dbl clipper;
    clipper.clip_box(clip.x0 - 1, clip.y0 - 1, clip.x1 + 1, clip.y1 + 1);
    double x = 0, y = 0;
    Point begin;
    bool open = false;
    const auto close = [&] {
      if (open) clipper.line_to(plane, begin.x, begin.y);
      open = false;
    };
    source.rewind(0);
    for (unsigned step = source.vertex(&x, &y); !agg::is_stop(step); step = source.vertex(&x, &y)) {
      if (agg::is_move_to(step)) {
        close();
        begin = {x, y};
        clipper.move_to(x, y);
      } else if (agg::is_vertex(step)) {
        clipper.line_to(plane, x, y);
        open = true;
      } else if (agg::is_close(step)) {
        close();
      }
    }
    close();
    plane.each_run([&, c = to_agg(color)](int left, int row, const std::uint8_t* covers, int count) {
      base.blend_solid_hspan(left, row, count, c, covers);
    });
  }

  template <class Source>
  void paint(Source& source, Color color, std::size_t points) {
    if (wants_plane(points)) return paint_by_plane(source, color);
    rasterizer.reset();
    // One pixel more than the clip, so that the cut itself is never anti-aliased into view.
    rasterizer.clip_box(clip.x0 - 1, clip.y0 - 1, clip.x1 + 1, clip.y1 + 1);
    rasterizer.add_path(source);
    agg::render_scanlines_aa_solid(rasterizer, line, base, to_agg(color));
  }
};

Canvas::Canvas(std::uint32_t width, std::uint32_t height, Color background) {
  if (width == 0 || height == 0 || width > 32767 || height > 32767)
    throw fail(Fault::usage, "a picture of {} x {} pixels cannot be drawn", width, height)
        .hint("each side may have 1 to 32767 pixels");
  picture_ = Picture(width, height, 4);
  painter_ = std::make_unique<Painter>(picture_);
  painter_->base.clear(to_agg(background));
  no_clip();
}
Canvas::~Canvas() = default;

void Canvas::clip(const Box& box) {
  painter_->set_clip({std::max(0.0, box.x0), std::max(0.0, box.y0), std::min<double>(picture_.width, box.x1),
                      std::min<double>(picture_.height, box.y1)});
}
void Canvas::no_clip() {
  painter_->set_clip({0, 0, static_cast<double>(picture_.width), static_cast<double>(picture_.height)});
}

void Canvas::fill(const Path& path, Color color) {
  if (path.empty() || color.a == 0) return;
  auto storage = to_agg(path);
  agg::conv_curve<agg::path_storage> curve(storage);
  painter_->paint(curve, color, path.points().size());
}

void Canvas::stroke(const Path& path, const Stroke& stroke, Color color) {
  if (path.empty() || color.a == 0 || stroke.width <= 0) return;
  auto storage = to_agg(path);
  agg::conv_curve<agg::path_storage> curve(storage);
  double total = 0;
  for (const double part : stroke.dash) total += part;
  if (stroke.dash.size() < 2 || !(total > 0.01)) {
    agg::conv_stroke<decltype(curve)> pen(curve);
    set_pen(pen, stroke);
    painter_->paint(pen, color, path.points().size());
    return;
  }
  agg::conv_dash<decltype(curve)> dashed(curve);
  for (std::size_t i = 0; i + 1 < stroke.dash.size(); i += 2) dashed.add_dash(stroke.dash[i], stroke.dash[i + 1]);
  agg::conv_stroke<decltype(dashed)> pen(dashed);
  set_pen(pen, stroke);
  painter_->paint(pen, color, path.points().size());
}

namespace {

/// Where a place lies on the grid of eighths: the pixel, and which of the 64 masks.
struct Spot {
  int x, y;
  std::size_t which;
  explicit Spot(Point p) noexcept {
    const int fx = eighths(p.x), fy = eighths(p.y);
    x = fx >> 3;
    y = fy >> 3;
    which = place_in_rows(fx & (subpixels - 1), fy & (subpixels - 1), subpixels);
  }

 private:
  static int eighths(double v) noexcept {
    const double place = v * subpixels + 0.5;
    const int cut = static_cast<int>(place);
    return cut - (place < cut ? 1 : 0);
  }
};

/// The masks of one shape, made when they are first needed.
class Masks {
 public:
  Masks(const Path& shape, std::ptrdiff_t row_bytes) : shape_(shape), bounds_(shape.bounds()), row_bytes_(row_bytes) {}

  [[nodiscard]] const Mask& at(std::size_t which) {
    auto& mask = masks_[which];
    if (!mask) {
      const std::size_t column = which % subpixels, row = which / subpixels;
      mask = make_mask(shape_, bounds_, static_cast<double>(column) / subpixels, static_cast<double>(row) / subpixels);
      mask->list_pixels(row_bytes_);
    }
    return *mask;
  }
  /// Places in this box touch the clip.
  [[nodiscard]] Box around(const Box& clip) const noexcept {
    return {clip.x0 - bounds_.x1, clip.y0 - bounds_.y1, clip.x1 - bounds_.x0, clip.y1 - bounds_.y0};
  }
  /// No mask reaches further from its place.
  [[nodiscard]] double reach() const noexcept {
    return std::max({std::fabs(bounds_.x0), std::fabs(bounds_.x1), std::fabs(bounds_.y0), std::fabs(bounds_.y1)}) + 3;
  }

 private:
  const Path& shape_;
  Box bounds_;
  std::ptrdiff_t row_bytes_;
  std::array<std::optional<Mask>, subpixels * subpixels> masks_;
};

/// False also for what is not finite.
bool within(Point p, const Box& box) noexcept {
  return p.x >= box.x0 && p.x <= box.x1 && p.y >= box.y0 && p.y <= box.y1;
}

// From about here on one pass over all pixels is less than what each place saves.
constexpr std::size_t many_places = 20'000;

}  // namespace

/// Where stamps lie on each other their colour is the same in any order.
void Canvas::stamp_many(const Path& shape, const Places& places, Color color) {
  Masks masks(shape, painter_->buffer.stride());
  std::array<std::optional<Veil::Stamp>, subpixels * subpixels> stamps;
  const Box around = masks.around(painter_->clip);
  const auto& base = painter_->base;
  // A place that touches the clip is at most one reach away from it, and its mask one more; eight pixels for the rest
  // of a group.
  Veil veil(base.xmin(), base.ymin(), base.xmax() + 1, base.ymax() + 1, 2 * static_cast<int>(masks.reach()) + 8);
  places.each([&](std::size_t, Point p) {
    if (!within(p, around)) return;
    const Spot spot(p);
    auto& stamp = stamps[spot.which];
    if (!stamp) {
      const Mask& mask = masks.at(spot.which);
      stamp.emplace(mask.cover, mask.x0, mask.y0, mask.width, color.a / 255.0);
    }
    veil.add(*stamp, spot.x, spot.y);
  });
  veil.each_row([&, opaque = to_agg(color.with_alpha(1))](int x, int y, const std::uint8_t* covers, int count) {
    painter_->base.blend_solid_hspan(x, y, count, opaque, covers);
  });
}

void Canvas::stamp(const Path& shape, const Places& places, std::span<const Color> colors) {
  if (shape.empty() || colors.empty()) return;
  const Box& clip = painter_->clip;
  if (!(clip.width() > 0 && clip.height() > 0)) return;
  Masks masks(shape, painter_->buffer.stride());
  if (colors.size() == 1 && places.size() >= many_places && masks.reach() < 50 &&
      clip.width() * clip.height() < 20.0 * static_cast<double>(places.size()))
    return stamp_many(shape, places, colors[0]);
  const Box around = masks.around(clip);
  places.each([&](std::size_t i, Point p) {
    if (!within(p, around)) return;
    const Spot spot(p);
    const Mask& mask = masks.at(spot.which);
    const int left = spot.x + mask.x0, top = spot.y + mask.y0;
    const auto color = to_agg(colors.size() == 1 ? colors[0] : colors[i]);
    if (color.a == 255 && painter_->stamp_inside(mask, left, top, color)) return;
    for (int y = 0; y < mask.height; ++y)
      painter_->base.blend_solid_hspan(left, top + y, mask.width, color,
                                       mask.cover.data() + static_cast<std::ptrdiff_t>(y) * mask.width);
  });
}

namespace {

/// One sample of `rgba` at continuous pixel coordinates, by the four nearest pixels; edges repeat.
std::array<double, 4> sample_smooth(const Picture& rgba, double x, double y) {
  const double fx = std::clamp(x - 0.5, 0.0, rgba.width - 1.0), fy = std::clamp(y - 0.5, 0.0, rgba.height - 1.0);
  const auto x0 = static_cast<std::size_t>(fx), y0 = static_cast<std::size_t>(fy);
  const std::size_t x1 = std::min<std::size_t>(x0 + 1, rgba.width - 1U),
                    y1 = std::min<std::size_t>(y0 + 1, rgba.height - 1U);
  const double u = fx - static_cast<double>(x0), v = fy - static_cast<double>(y0);
  std::array<double, 4> out{};
  for (std::size_t c = 0; c < 4; ++c)
    out[c] = (1 - v) * ((1 - u) * rgba.at(x0, y0)[c] + u * rgba.at(x1, y0)[c]) +
             v * ((1 - u) * rgba.at(x0, y1)[c] + u * rgba.at(x1, y1)[c]);
  return out;
}

/// Average of the source pixels under one target pixel, for pictures shown smaller than they are.
std::array<double, 4> sample_area(const Picture& rgba, double x0, double y0, double x1, double y1) {
  const auto ax = static_cast<std::size_t>(std::clamp(x0, 0.0, rgba.width - 1.0));
  const auto ay = static_cast<std::size_t>(std::clamp(y0, 0.0, rgba.height - 1.0));
  const auto bx = std::max(ax + 1, static_cast<std::size_t>(std::clamp(x1, 0.0, static_cast<double>(rgba.width))));
  const auto by = std::max(ay + 1, static_cast<std::size_t>(std::clamp(y1, 0.0, static_cast<double>(rgba.height))));
  std::array<double, 4> sum{};
  for (std::size_t y = ay; y < by; ++y)
    for (std::size_t x = ax; x < bx; ++x)
      for (std::size_t c = 0; c < 4; ++c) sum[c] += rgba.at(x, y)[c];
  for (double& s : sum) s /= static_cast<double>((bx - ax) * (by - ay));
  return sum;
}

}  // namespace

void Canvas::image(const Picture& rgba, const Box& box, bool smooth) {
  if (rgba.width == 0 || rgba.height == 0 || rgba.channels != 4 || rgba.depth != 8) return;
  const Box& clip = painter_->clip;
  if (!(box.width() > 0 && box.height() > 0)) return;
  const double sx = rgba.width / box.width(), sy = rgba.height / box.height();
  const int left = static_cast<int>(std::max(clip.x0, std::round(box.x0))),
            right = static_cast<int>(std::min(clip.x1, std::round(box.x1)));
  const int top = static_cast<int>(std::max(clip.y0, std::round(box.y0))),
            bottom = static_cast<int>(std::min(clip.y1, std::round(box.y1)));
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      const double u = (x + 0.5 - box.x0) * sx, v = (y + 0.5 - box.y0) * sy;
      std::array<double, 4> c{};
      if (smooth && (sx > 1.5 || sy > 1.5)) {
        c = sample_area(rgba, u - sx / 2, v - sy / 2, u + sx / 2, v + sy / 2);
      } else if (smooth) {
        c = sample_smooth(rgba, u, v);
      } else {
        const auto* p = rgba.at(static_cast<std::size_t>(std::clamp(u, 0.0, rgba.width - 1.0)),
                                static_cast<std::size_t>(std::clamp(v, 0.0, rgba.height - 1.0)));
        c = {static_cast<double>(p[0]), static_cast<double>(p[1]), static_cast<double>(p[2]),
             static_cast<double>(p[3])};
      }
      const auto byte = [](double value) { return static_cast<agg::int8u>(value + 0.5); };
      painter_->base.blend_pixel(x, y, {byte(c[0]), byte(c[1]), byte(c[2]), byte(c[3])}, agg::cover_full);
    }
  }
}

}  // namespace pytk::raster
