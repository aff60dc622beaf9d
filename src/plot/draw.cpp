#include "plot/draw.hpp"

#include <algorithm>
#include <cmath>

#include <pytk/plot/render.hpp>

#include "plot/draw_shapes.hpp"
#include "plot/marker_path.hpp"

namespace pytk::plot {
namespace {

/// Paints one figure; keeps the boxes of its texts.
class Painter {
 public:
  Painter(Figure& figure, Paper& paper) : figure_(figure), paper_(paper), theme_(theme_of(figure.theme)) {}

  DrawResult run() {
    const Arrangement arrangement = lay_out(figure_);
    paper_.begin("figure");
    paper_.fill(raster::Path().box({0, 0, figure_.width, figure_.height}), theme_.figure);
    for (std::size_t i = 0; i < figure_.axes.size(); ++i) draw_axes(figure_.axes[i], arrangement.places[i]);
    if (!figure_.title.empty())
      words("title", figure_.title, {figure_.width / 2, arrangement.title_y}, Across::center, Upward::top, points(title_size), 0);
    paper_.end();
    return std::move(result_);
  }

 private:
  [[nodiscard]] double points(double value) const { return px(figure_, value); }

  void words(const char* role, const std::string& text, Point at, Across across, Upward upward, double size, double degrees) {
    if (text.empty()) return;
    draw_text(paper_, result_.texts, role, text, at, across, upward, size, degrees, theme_.text);
  }

  void rule(double x0, double y0, double x1, double y1, double width, Color color) {
    paper_.stroke(raster::Path().move_to(x0, y0).line_to(x1, y1), {.width = points(width), .cap = raster::Cap::butt}, color, true);
  }

  void draw_axes(const Axes& axes, const Place& place) {
    const Box& box = place.box;
    paper_.begin("axes");
    if (axes.frame) paper_.fill(raster::Path().box(box), theme_.axes);
    if (axes.grid && axes.frame) grid(axes, box);
    Obstacles obstacles;
    const Along x(axes.x, box.x0, box.x1), y(axes.y, box.y1, box.y0);
    paper_.clip(box);
    for (const bool filled : {true, false})
      for (const Mark& mark : axes.marks) {
        paper_.begin("mark-" + mark.type);
        if (mark.on_second_y && axes.y2)
          draw_mark({figure_, theme_, paper_, box, x, Along(*axes.y2, box.y1, box.y0), result_.texts, obstacles}, mark, filled);
        else
          draw_mark({figure_, theme_, paper_, box, x, y, result_.texts, obstacles}, mark, filled);
        paper_.end();
      }
    paper_.no_clip();
    if (axes.frame) {
      frame(axes, place);
      x_axis(axes, place);
      y_axis(axes.y, place.y, box, false);
      if (axes.y2) y_axis(*axes.y2, place.y2, box, true);
    }
    if (axes.color_bar) color_bar(*axes.color_bar, place);
    title(axes, box);
    if (!legend_entries(axes).empty()) legend(axes, box, obstacles);
    paper_.end();
  }

  void grid(const Axes& axes, const Box& box) {
    for (const Tick& tick : axes.x.ticks) {
      const double at = box.x0 + axes.x.fraction(tick.at) * box.width();
      rule(at, box.y0, at, box.y1, line_thin, theme_.grid);
    }
    for (const Tick& tick : axes.y.ticks) {
      const double at = box.y1 - axes.y.fraction(tick.at) * box.height();
      rule(box.x0, at, box.x1, at, line_thin, theme_.grid);
    }
  }

  void frame(const Axes& axes, const Place& place) {
    if (!theme_.frame_on) return;
    (void)axes;
    paper_.stroke(raster::Path().box(place.box),
                  {.width = points(line_thin), .cap = raster::Cap::square, .join = raster::Join::miter}, theme_.line,
                  true);
  }

  void x_axis(const Axes& axes, const Place& place) {
    const Box& box = place.box;
    const double size = points(font_size), label_y = box.y1 + points(tick_length + tick_pad);
    const auto mark = [&](const Tick& tick, const std::string& text, double length, double thick) {
      const double at = box.x0 + axes.x.fraction(tick.at) * box.width();
      rule(at, box.y1, at, box.y1 + points(length), thick, theme_.line);
      if (place.x.degrees == 0) words("x tick", text, {at, label_y}, Across::center, Upward::top, size, 0);
      else words("x tick", text, {at + (place.x.degrees == 45 ? 0.35 * size : 0), label_y}, Across::right, place.x.degrees == 45 ? Upward::top : Upward::middle, size, place.x.degrees);
    };
    for (std::size_t i = 0; i < axes.x.minor.size(); ++i) mark(axes.x.minor[i], place.x.minor[i], minor_length, minor_thin);
    for (std::size_t i = 0; i < axes.x.ticks.size(); ++i) mark(axes.x.ticks[i], place.x.texts[i], tick_length, line_thin);
    double below = label_y + place.x.reach;
    words("x label", axes.x.label, {(box.x0 + box.x1) / 2, below + points(label_pad)}, Across::center, Upward::top, size, 0);
    words("x offset", axes.x.offset, {box.x1, below + points(3)}, Across::right, Upward::top, size, 0);
  }

  void y_axis(const Axis& axis, const Labels& labels, const Box& box, bool right) {
    const double size = points(font_size), edge = right ? box.x1 : box.x0, sign = right ? 1 : -1;
    const auto mark = [&](const Tick& tick, const std::string& text, double length, double thick) {
      const double at = box.y1 - axis.fraction(tick.at) * box.height();
      rule(edge, at, edge + sign * points(length), at, thick, theme_.line);
      words("y tick", text, {edge + sign * points(tick_length + tick_pad), at}, right ? Across::left : Across::right, Upward::middle, size, 0);
    };
    for (std::size_t i = 0; i < axis.minor.size(); ++i) mark(axis.minor[i], labels.minor[i], minor_length, minor_thin);
    for (std::size_t i = 0; i < axis.ticks.size(); ++i) mark(axis.ticks[i], labels.texts[i], tick_length, line_thin);
    const double outside = edge + sign * (points(tick_length + tick_pad + label_pad) + labels.reach);
    words("y label", axis.label, {outside, (box.y0 + box.y1) / 2}, Across::center, right ? Upward::top : Upward::bottom, size, 90);
    words("y offset", axis.offset, {edge, box.y0 - points(3)}, right ? Across::right : Across::left, Upward::bottom, size, 0);
  }

  void title(const Axes& axes, const Box& box) {
    words("title", axes.title, {(box.x0 + box.x1) / 2, box.y0 - points(title_pad)}, Across::center, Upward::bottom, points(title_size), 0);
  }

  void color_bar(const ColorBar& bar, const Place& place) {
    const ColorMap map(bar.map);
    raster::Picture strip(1, 256, 4);
    for (std::size_t i = 0; i < 256; ++i) {
      const Color c = map.at(static_cast<double>(255 - i) / 255);
      std::uint8_t* p = strip.at(0, i);
      p[0] = c.r, p[1] = c.g, p[2] = c.b, p[3] = 255;
    }
    paper_.image(strip, place.color_bar, false);
    paper_.stroke(raster::Path().box(place.color_bar), {.width = points(line_thin), .join = raster::Join::miter}, theme_.line, true);
    y_axis(bar.axis, place.bar, place.color_bar, true);
  }

  void legend(const Axes& axes, const Box& area, const Obstacles& obstacles) {
    const Box box = place_legend(figure_, axes, area, obstacles);
    result_.legends.push_back(box);
    paper_.begin("legend");
    const double em = points(font_size), radius = 0.2 * em;
    raster::Path frame;
    frame.arc(box.x0 + radius, box.y0 + radius, radius, M_PI, 1.5 * M_PI, false)
        .arc(box.x1 - radius, box.y0 + radius, radius, 1.5 * M_PI, 2 * M_PI, true)
        .arc(box.x1 - radius, box.y1 - radius, radius, 0, 0.5 * M_PI, true)
        .arc(box.x0 + radius, box.y1 - radius, radius, 0.5 * M_PI, M_PI, true)
        .close();
    paper_.fill(frame, theme_.legend);
    paper_.stroke(frame, {.width = points(1)}, theme_.legend_edge.with_alpha(0.8), false);
    double y = box.y0 + 0.4 * em;
    if (!axes.legend_title.empty()) {
      words("legend", axes.legend_title, {(box.x0 + box.x1) / 2, y}, Across::center, Upward::top, em, 0);
      y += 1.4 * em;
    }
    for (const Mark* mark : legend_entries(axes)) {
      sample(*mark, {box.x0 + 0.4 * em, y, box.x0 + 2.4 * em, y + em});
      words("legend", mark->label, {box.x0 + 3.2 * em, y + 0.5 * em}, Across::left, Upward::middle, em, 0);
      y += 1.5 * em;
    }
    paper_.end();
  }

  void sample(const Mark& mark, const Box& box) {
    const double middle = (box.y0 + box.y1) / 2;
    if (mark.swatch == Swatch::box) {
      paper_.fill(raster::Path().box({box.x0, middle - box.height() * 0.35, box.x1, middle + box.height() * 0.35}), mark.color);
    } else if (mark.swatch == Swatch::line) {
      raster::Stroke stroke{.width = points(1.5), .cap = mark.dash.empty() ? raster::Cap::square : raster::Cap::butt};
      for (const double part : mark.dash) stroke.dash.push_back(part * stroke.width);
      paper_.stroke(raster::Path().move_to(box.x0, middle).line_to(box.x1, middle), stroke, mark.color, true);
    } else {
      const Point at[] = {{(box.x0 + box.x1) / 2, middle}};
      const Color color[] = {mark.color};
      paper_.stamp(marker_path(mark.marker, points(6), points(1)), at, color);
    }
  }

  Figure& figure_;
  Paper& paper_;
  const Theme& theme_;
  DrawResult result_;
};

}  // namespace

DrawResult draw_figure(Figure& figure, Paper& paper) { return Painter(figure, paper).run(); }

void resolve(Figure& figure) { (void)lay_out(figure); }

}  // namespace pytk::plot
