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
    if (!figure_.title.empty())
      words("title", arrangement.title, {figure_.width / 2, arrangement.title_y}, Across::center, Upward::top,
            points(title_size), 0);
    // Labels around all axes come first: words inside keep clear of them.
    for (std::size_t i = 0; i < figure_.axes.size(); ++i) draw_around(figure_.axes[i], arrangement.places[i]);
    for (std::size_t i = 0; i < figure_.axes.size(); ++i) draw_inside(figure_.axes[i], arrangement.places[i]);
    paper_.end();
    return std::move(result_);
  }

 private:
  [[nodiscard]] double points(double value) const { return px(figure_, value); }

  void words(const char* role, const std::string& text, Point at, Across across, Upward upward, double size,
             double degrees) {
    if (text.empty()) return;
    draw_text(paper_, result_.texts, role, text, at, across, upward, size, degrees, theme_.text);
  }

  void rule(double x0, double y0, double x1, double y1, double width, Color color) {
    paper_.stroke(raster::Path().move_to(x0, y0).line_to(x1, y1), {.width = points(width), .cap = raster::Cap::butt},
                  color, true);
  }

  void draw_around(const Axes& axes, const Place& place) {
    const Box& box = place.box;
    paper_.begin("axes");
    if (axes.frame) paper_.fill(raster::Path().box(box), theme_.axes);
    if (axes.grid && axes.frame) grid(axes, box);
    if (axes.frame) {
      x_axis(axes, place);
      y_axis(axes.y, place.y, place.y_label, box, false, place.offsets());
      if (axes.y2) y_axis(*axes.y2, place.y2, place.y2_label, box, true, place.offsets());
    }
    if (axes.color_bar) color_bar(*axes.color_bar, place);
    words("title", place.title, {(box.x0 + box.x1) / 2, box.y0 - points(title_pad) - place.title_lift}, Across::center,
          Upward::bottom, points(title_size), 0);
    paper_.end();
  }

  void draw_inside(const Axes& axes, const Place& place) {
    const Box& box = place.box;
    paper_.begin("data");
    Obstacles obstacles;
    paper_.clip(box);
    draw_marks(axes, box, obstacles, Phase::areas);
    draw_marks(axes, box, obstacles, Phase::lines);
    paper_.no_clip();
    if (axes.frame) frame(axes, place);
    draw_marks(axes, box, obstacles, Phase::notes);
    legend(axes, place, obstacles);
    draw_marks(axes, box, obstacles, Phase::words);
    paper_.end();
  }

  void draw_marks(const Axes& axes, const Box& box, Obstacles& obstacles, Phase phase) {
    const Along x(axes.x, box.x0, box.x1), y(axes.y, box.y1, box.y0);
    for (const Mark& mark : axes.marks) {
      paper_.begin("mark-" + mark.type);
      if (mark.on_second_y && axes.y2)
        draw_mark({figure_, theme_, paper_, box, x, Along(*axes.y2, box.y1, box.y0), result_.texts, result_.legends,
                   obstacles},
                  mark, phase);
      else
        draw_mark({figure_, theme_, paper_, box, x, y, result_.texts, result_.legends, obstacles}, mark, phase);
      paper_.end();
    }
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
      else
        words("x tick", text, {at + (place.x.degrees == 45 ? 0.35 * size : 0), label_y}, Across::right,
              place.x.degrees == 45 ? Upward::top : Upward::middle, size, place.x.degrees);
    };
    for (std::size_t i = 0; i < axes.x.minor.size(); ++i)
      mark(axes.x.minor[i], place.x.minor[i], minor_length, minor_thin);
    for (std::size_t i = 0; i < axes.x.ticks.size(); ++i)
      mark(axes.x.ticks[i], place.x.texts[i], tick_length, line_thin);
    const double below = label_y + place.x.reach;
    words("x label", place.x_label, {(box.x0 + box.x1) / 2, below + points(label_pad) + place.x_label_drop},
          Across::center, Upward::top, size, 0);
    if (place.offsets())
      words("x offset", axes.x.offset, {box.x1, below + points(3)}, Across::right, Upward::top, size, 0);
  }

  void y_axis(const Axis& axis, const Labels& labels, const std::string& label, const Box& box, bool right,
              bool offset) {
    const double size = points(font_size), edge = right ? box.x1 : box.x0, sign = right ? 1 : -1;
    const auto mark = [&](const Tick& tick, const std::string& text, double length, double thick) {
      const double at = box.y1 - axis.fraction(tick.at) * box.height();
      rule(edge, at, edge + sign * points(length), at, thick, theme_.line);
      words("y tick", text, {edge + sign * points(tick_length + tick_pad), at}, right ? Across::left : Across::right,
            Upward::middle, size, 0);
    };
    for (std::size_t i = 0; i < axis.minor.size(); ++i) mark(axis.minor[i], labels.minor[i], minor_length, minor_thin);
    for (std::size_t i = 0; i < axis.ticks.size(); ++i) mark(axis.ticks[i], labels.texts[i], tick_length, line_thin);
    const double outside = edge + sign * (points(tick_length + tick_pad + label_pad) + labels.reach);
    words("y label", label, {outside, (box.y0 + box.y1) / 2}, Across::center, right ? Upward::top : Upward::bottom,
          size, 90);
    if (offset)
      words("y offset", axis.offset, {edge, box.y0 - points(3)}, right ? Across::right : Across::left, Upward::bottom,
            size, 0);
  }

  void color_bar(const ColorBar& bar, const Place& place) {
    const ColorMap map(bar.map);
    raster::Picture strip(1, 256, 4);
    for (std::size_t i = 0; i < 256; ++i) {
      double at = static_cast<double>(255 - i) / 255;
      if (const auto& bounds = bar.bounds; bounds.size() > 1) {
        const double value = bar.axis.low + (static_cast<double>(255 - i) + 0.5) / 256 * (bar.axis.high - bar.axis.low);
        const auto band =
            static_cast<double>(std::upper_bound(bounds.begin() + 1, bounds.end() - 1, value) - bounds.begin() - 1);
        at = bounds.size() > 2 ? band / static_cast<double>(bounds.size() - 2) : 0.5;
      }
      const Color c = map.at(at);
      std::uint8_t* p = strip.at(0, i);
      p[0] = c.r, p[1] = c.g, p[2] = c.b, p[3] = 255;
    }
    const Box& around = place.color_bar;
    paper_.image(strip, {std::round(around.x0), std::round(around.y0), std::round(around.x1), std::round(around.y1)},
                 false);
    paper_.stroke(raster::Path().box(place.color_bar), {.width = points(line_thin), .join = raster::Join::miter},
                  theme_.line, true);
    y_axis(bar.axis, place.bar, place.bar_label, place.color_bar, true, place.offsets());
  }

  void legend(const Axes& axes, const Place& place, Obstacles& obstacles) {
    for (const DrawnText& text : result_.texts) obstacles.texts.push_back(text.box);
    const bool outside = axes.legend == LegendPlace::outside;
    const double pad = points(font_size);
    const Point room = outside ? Point{0.4 * place.cell.width(), 0.9 * place.cell.height()}
                               : Point{place.box.width() - pad, place.box.height() - pad};
    // A legend that would cover a note is made smaller, and at last left out.
    for (const double part : {1.0, 0.7, 0.5, 0.3}) {
      const Legend legend = lay_out_legend(figure_, axes, {room.x * (outside ? 1 : part), room.y * part});
      if (legend.entries.empty()) return;
      const Box box = place_legend(figure_, axes, place.box, place.cell.x1 - points(3), legend, obstacles);
      const bool clear = std::none_of(obstacles.texts.begin(), obstacles.texts.end(),
                                      [&](const Box& text) { return text.overlaps(box); });
      if (!clear && axes.legend == LegendPlace::best) continue;
      paint_legend(legend, box);
      return;
    }
  }

  void paint_legend(const Legend& legend, const Box& box) {
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
    double top = box.y0 + 0.4 * em;
    if (!legend.title.empty()) {
      words("legend", legend.title, {(box.x0 + box.x1) / 2, top}, Across::center, Upward::top, em, 0);
      top += 1.4 * em;
    }
    const auto corner = [&](std::size_t i) {
      const std::size_t column = i / legend.rows;
      return Point{box.x0 + 0.4 * em + static_cast<double>(column) * (legend.column_width + 2 * em),
                   top + static_cast<double>(i % legend.rows) * 1.5 * em};
    };
    for (std::size_t i = 0; i < legend.entries.size(); ++i) {
      const Point at = corner(i);
      sample(*legend.entries[i].mark, {at.x, at.y, at.x + 2 * em, at.y + em});
      words("legend", legend.entries[i].label, {at.x + 2.8 * em, at.y + 0.5 * em}, Across::left, Upward::middle, em, 0);
    }
    if (!legend.more.empty()) {
      const Point at = corner(legend.entries.size());
      words("legend", legend.more, {at.x + 2.8 * em, at.y + 0.5 * em}, Across::left, Upward::middle, em, 0);
    }
    paper_.end();
  }

  void sample(const Mark& mark, const Box& box) {
    const double middle = (box.y0 + box.y1) / 2;
    if (mark.swatch == Swatch::box) {
      paper_.fill(raster::Path().box({box.x0, middle - box.height() * 0.35, box.x1, middle + box.height() * 0.35}),
                  mark.color);
    } else if (mark.swatch == Swatch::line) {
      raster::Stroke stroke{.width = points(1.5), .cap = mark.dash.empty() ? raster::Cap::square : raster::Cap::butt};
      for (const double part : mark.dash) stroke.dash.push_back(part * stroke.width);
      paper_.stroke(raster::Path().move_to(box.x0, middle).line_to(box.x1, middle), stroke, mark.color, true);
    } else {
      const Point at[] = {{(box.x0 + box.x1) / 2, middle}};
      const Color color[] = {mark.color};
      paper_.stamp(marker_path(mark.marker, points(6), points(1)), std::span<const Point>(at), color);
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
