#include "plot/draw_shapes.hpp"

#include <algorithm>
#include <cmath>

#include "plot/marker_path.hpp"

namespace pytk::plot {
namespace {

constexpr std::size_t most_obstacles = 20'000;

template <class T>
const T& one_of(const std::vector<T>& list, std::size_t i) { return list.size() == 1 ? list[0] : list[i]; }

struct Shaper {
  const Inside& in;
  Phase phase;

  [[nodiscard]] double points(double value) const { return px(in.figure, value); }
  [[nodiscard]] raster::Stroke stroke(const Pen& pen) const {
    raster::Stroke out{.width = points(pen.width), .cap = pen.dash.empty() ? raster::Cap::square : raster::Cap::butt};
    for (const double part : pen.dash) out.dash.push_back(part * out.width);
    return out;
  }

  void operator()(const LineShape& s) const {
    if (phase != Phase::lines) return;
    auto runs = map_line(s, in.x, in.y, in.box.x0, in.box.x1);
    const raster::Stroke pen = stroke(s.pen);
    raster::Path path;
    for (auto& run : runs) {
      if (run.empty()) continue;
      path.move_to(run[0].x, run[0].y);
      // A lone point between gaps is still seen, as a dot of the line's width.
      if (run.size() == 1) path.line_to(run[0].x + 0.01, run[0].y);
      for (std::size_t i = 1; i < run.size(); ++i) path.line_to(run[i].x, run[i].y);
      if (s.closed) path.close();
      if (run.size() <= most_obstacles) in.obstacles.lines.push_back(std::move(run));
    }
    in.paper.stroke(path, pen, s.pen.color, false);
  }

  void operator()(const DotsShape& s) const {
    if (phase != Phase::lines) return;
    const auto place = [&](std::size_t i) { return Point{in.x(s.x[i]), in.y(s.y[i])}; };
    const std::size_t step = s.x.size() / most_obstacles + 1;
    for (std::size_t i = 0; i < s.x.size(); i += step) in.obstacles.dots.push_back(place(i));
    if (s.sizes.size() == 1) {
      draw_dots(s, s.sizes[0], {s.x.size(), [&](std::size_t begin, std::span<Point> out) {
                                  for (Point& p : out) p = place(begin++);
                                }}, s.colors);
      return;
    }
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      const Point at = place(i);
      draw_dots(s, s.sizes[i], std::span<const Point>(&at, 1), {&one_of(s.colors, i), 1});
    }
  }

  void draw_dots(const DotsShape& s, double diameter, const raster::Places& places,
                 std::span<const Color> colors) const {
    if (!(diameter > 0)) return;
    const double wide = points(diameter);
    if (!s.hollow && !s.edge) {
      in.paper.stamp(marker_path(s.marker, wide, points(1.5)), places, colors);
      return;
    }
    const Color edge = s.edge.value_or(s.colors[0]);
    places.each([&](std::size_t, Point p) {
      if (!std::isfinite(p.x) || !std::isfinite(p.y)) return;
      const raster::Path outline = raster::Path().append(marker_path(s.marker, wide, points(1)), p.x, p.y);
      if (!s.hollow) in.paper.fill(outline, colors[0]);
      in.paper.stroke(outline, {.width = points(1)}, edge, false);
    });
  }

  void operator()(const BarsShape& s) const {
    if (phase == Phase::words) words_on_bars(s);
    if (phase != Phase::areas) return;
    for (std::size_t i = 0; i < s.x0.size(); ++i) {
      const double ax = in.x.clamped(s.x0[i]), bx = in.x.clamped(s.x1[i]), ay = in.y.clamped(s.y0[i]),
                   by = in.y.clamped(s.y1[i]);
      const Box box{std::min(ax, bx), std::min(ay, by), std::max(ax, bx), std::max(ay, by)};
      // Edges on whole pixels, so that neighbours touch without a seam.
      const Box crisp{std::round(box.x0), std::round(box.y0), std::round(box.x1), std::round(box.y1)};
      const bool seen = crisp.width() >= 1 && crisp.height() >= 1;
      const raster::Path path = raster::Path().box(seen ? crisp : box);
      in.paper.fill(path, one_of(s.colors, i));
      if (s.edge) in.paper.stroke(path, {.width = points(s.edge_width), .join = raster::Join::miter}, *s.edge, true);
      if (in.obstacles.boxes.size() < most_obstacles) in.obstacles.boxes.push_back(box);
    }
  }

  void words_on_bars(const BarsShape& s) const {
    const double size = points(font_size);
    for (std::size_t i = 0; i < s.words.size() && i < s.x0.size(); ++i) {
      const double ax = in.x.clamped(s.x0[i]), bx = in.x.clamped(s.x1[i]), ay = in.y.clamped(s.y0[i]),
                   by = in.y.clamped(s.y1[i]);
      WordPlace place{{(ax + bx) / 2, (ay + by) / 2}, Across::center, Upward::middle, s.words[i]};
      if (s.words_inside) {
        const double room =
            s.horizontal ? std::fabs(bx - ax) - set_text(s.words[i], size).width : std::fabs(by - ay) - size;
        if (room <= 0) continue;
      } else if (s.horizontal) {
        place.at.x = std::max(ax, bx) + points(3);
        place.across = Across::left;
      } else {
        place.at.y = std::min(ay, by) - points(2);
        place.upward = Upward::bottom;
      }
      if (std::isfinite(place.at.x + place.at.y) && is_free(in, box_of(place, size)))
        put("bar value", place, size, in.theme.text);
    }
  }

  void put(const char* role, const WordPlace& place, double size, Color color) const {
    draw_text(in.paper, in.texts, role, place.text, place.at, place.across, place.upward, size, 0, color);
  }

  void operator()(const AreaShape& s) const {
    if (phase != Phase::areas) return;
    raster::Path path;
    std::vector<Point> back, outline;
    const auto close = [&] {
      for (auto p = back.rbegin(); p != back.rend(); ++p) path.line_to(p->x, p->y);
      if (!back.empty()) path.close();
      if (outline.size() <= most_obstacles && !outline.empty()) in.obstacles.lines.push_back(outline);
      back.clear();
      outline.clear();
    };
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      const Point high{in.x(s.x[i]), in.y.clamped(s.high[i])}, low{in.x(s.x[i]), in.y.clamped(s.low[i])};
      if (!std::isfinite(s.high[i]) || !std::isfinite(s.low[i]) || !std::isfinite(high.x)) {
        close();
        continue;
      }
      if (back.empty()) path.move_to(high.x, high.y);
      else path.line_to(high.x, high.y);
      back.push_back(low);
      outline.push_back(high);
    }
    close();
    in.paper.fill(path, s.color);
  }

  void operator()(const PolygonShape& s) const {
    if (phase != Phase::areas) return;
    for (std::size_t i = 0; i < s.rings.size(); ++i) {
      raster::Path path;
      for (const Point& p : s.rings[i]) {
        if (path.empty()) path.move_to(in.x(p.x), in.y(p.y));
        else path.line_to(in.x(p.x), in.y(p.y));
      }
      path.close();
      in.paper.fill(path, one_of(s.colors, i));
      if (s.edge) in.paper.stroke(path, stroke(*s.edge), s.edge->color, false);
      if (in.obstacles.boxes.size() < most_obstacles) in.obstacles.boxes.push_back(path.bounds());
    }
  }

  void operator()(const SegmentsShape& s) const {
    if (phase != Phase::lines) return;
    const raster::Stroke pen = stroke(s.pen);
    raster::Path all;
    for (std::size_t i = 0; i < s.x0.size(); ++i) {
      const Point a{in.x(s.x0[i]), in.y.clamped(s.y0[i])}, b{in.x(s.x1[i]), in.y.clamped(s.y1[i])};
      if (!std::isfinite(a.x + a.y + b.x + b.y) || std::isnan(s.y0[i] + s.y1[i])) continue;
      if (s.colors.empty()) all.move_to(a.x, a.y).line_to(b.x, b.y);
      else
        in.paper.stroke(raster::Path().move_to(a.x, a.y).line_to(b.x, b.y), pen, s.colors[i], a.x == b.x || a.y == b.y);
      if (in.obstacles.lines.size() < most_obstacles) in.obstacles.lines.push_back({a, b});
    }
    if (s.colors.empty()) in.paper.stroke(all, pen, s.pen.color, false);
  }

  void operator()(const ArrowsShape& s) const {
    if (phase != Phase::lines) return;
    const double unit = in.box.width(), thick = s.width * unit;
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      const Point at{in.x(s.x[i]), in.y(s.y[i])};
      if (!std::isfinite(at.x + at.y)) continue;
      const double dx = s.dx[i] * unit, dy = -s.dy[i] * unit, length = std::hypot(dx, dy);
      in.paper.fill(arrow_path(at, length > 0 ? dx / length : 1, length > 0 ? dy / length : 0, length / thick, thick),
                    s.color);
      if (in.obstacles.lines.size() < most_obstacles) in.obstacles.lines.push_back({at, {at.x + dx, at.y + dy}});
    }
  }

  void operator()(const PictureShape& s) const {
    if (phase != Phase::areas) return;
    // On whole pixels, as Matplotlib lays pictures: else every paper would resample its edges in its own way.
    const double ax = std::round(in.x(s.x0)), bx = std::round(in.x(s.x1)), ay = std::round(in.y(s.y0)),
                 by = std::round(in.y(s.y1));
    // Row 0 lies at y0; turned when that is the lower end on the paper.
    if (ay <= by && ax <= bx) {
      in.paper.image(s.rgba, {ax, ay, bx, by}, s.smooth);
      return;
    }
    raster::Picture turned(s.rgba.width, s.rgba.height, 4);
    for (std::size_t y = 0; y < s.rgba.height; ++y)
      for (std::size_t x = 0; x < s.rgba.width; ++x)
        std::copy_n(s.rgba.at(ax <= bx ? x : s.rgba.width - 1 - x, ay <= by ? y : s.rgba.height - 1 - y), 4,
                    turned.at(x, y));
    in.paper.image(turned, {std::min(ax, bx), std::min(ay, by), std::max(ax, bx), std::max(ay, by)}, s.smooth);
  }

  void operator()(const WordsShape& s) const {
    if (phase != (s.note ? Phase::notes : Phase::words)) return;
    for (std::size_t i = 0; i < s.x.size(); ++i)
      if (const auto place = free_place(in, s, i)) put("annotation", *place, points(s.size), one_of(s.colors, i));
  }

  void operator()(const RuleShape& s) const {
    if (phase != Phase::lines) return;
    raster::Path path;
    if (s.vertical) path.move_to(in.x(s.at), in.box.y0).line_to(in.x(s.at), in.box.y1);
    else path.move_to(in.box.x0, in.y(s.at)).line_to(in.box.x1, in.y(s.at));
    in.paper.stroke(path, stroke(s.pen), s.pen.color, true);
  }
};

}  // namespace

void draw_mark(const Inside& inside, const Mark& mark, Phase phase) {
  const Shaper shaper{inside, phase};
  for (const Shape& shape : mark.shapes) std::visit(shaper, shape);
}

}  // namespace pytk::plot
