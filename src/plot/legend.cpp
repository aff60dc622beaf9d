#include "plot/legend.hpp"

#include <algorithm>
#include <cmath>

#include "plot/layout.hpp"
#include "plot/words.hpp"

namespace pytk::plot {
namespace {

bool inside(const Box& box, Point p) { return p.x > box.x0 && p.x < box.x1 && p.y > box.y0 && p.y < box.y1; }

/// Whether the straight line from a to b touches the box (Liang and Barsky).
bool crosses(const Box& box, Point a, Point b) {
  double from = 0, to = 1;
  const double dx = b.x - a.x, dy = b.y - a.y;
  const double p[] = {-dx, dx, -dy, dy}, q[] = {a.x - box.x0, box.x1 - a.x, a.y - box.y0, box.y1 - a.y};
  for (int i = 0; i < 4; ++i) {
    if (p[i] == 0) {
      if (q[i] < 0) return false;
      continue;
    }
    const double t = q[i] / p[i];
    if (p[i] < 0) from = std::max(from, t);
    else to = std::min(to, t);
  }
  return from <= to;
}

std::size_t badness(const Box& box, const Obstacles& obstacles) {
  std::size_t out = 0;
  for (const auto& line : obstacles.lines) {
    bool touched = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      out += inside(box, line[i]) ? 1U : 0U;
      if (i > 0 && !touched) touched = crosses(box, line[i - 1], line[i]);
    }
    out += touched ? 1U : 0U;
  }
  for (const Point p : obstacles.dots) out += inside(box, p) ? 1U : 0U;
  for (const Box& bar : obstacles.boxes) out += box.overlaps(bar) ? 1U : 0U;
  for (const Box& text : obstacles.texts) out += box.overlaps(text) ? 1'000'000U : 0U;
  return out;
}

/// The box at one of the ten places inside the axes.
Box at_place(LegendPlace place, const Box& area, double outside, Point size, double pad) {
  const double left = area.x0 + pad, right = area.x1 - pad - size.x, center = (area.x0 + area.x1 - size.x) / 2;
  const double top = area.y0 + pad, bottom = area.y1 - pad - size.y, middle = (area.y0 + area.y1 - size.y) / 2;
  double x = right, y = top;
  switch (place) {
    case LegendPlace::upper_left: x = left; break;
    case LegendPlace::lower_left: x = left; y = bottom; break;
    case LegendPlace::lower_right: y = bottom; break;
    case LegendPlace::right:
    case LegendPlace::center_right: y = middle; break;
    case LegendPlace::center_left: x = left; y = middle; break;
    case LegendPlace::lower_center: x = center; y = bottom; break;
    case LegendPlace::upper_center: x = center; break;
    case LegendPlace::center: x = center; y = middle; break;
    case LegendPlace::outside: x = outside - size.x; break;
    default: break;
  }
  return {x, y, x + size.x, y + size.y};
}

}  // namespace

std::vector<const Mark*> legend_entries(const Axes& axes) {
  std::vector<const Mark*> out;
  if (axes.legend == LegendPlace::none) return out;
  for (const Mark& mark : axes.marks)
    if (!mark.label.empty() && mark.swatch != Swatch::none) out.push_back(&mark);
  return out;
}

Legend lay_out_legend(const Figure& figure, const Axes& axes, Point room) {
  const auto marks = legend_entries(axes);
  Legend out;
  const double em = px(figure, font_size);
  // 0.4 em around, 2 em for the sample, 0.8 em before the text, half an em between lines, 2 em between columns.
  const double beside = 2.8 * em, step = 1.5 * em, around = 0.8 * em, between = 2 * em;
  const double above = axes.legend_title.empty() ? 0 : 1.4 * em;
  const auto fitting = static_cast<std::size_t>(std::max(0.0, std::floor((room.y - around - above + 0.4 * em) / step)));
  if (marks.empty() || fitting == 0 || room.x < around + beside + 2 * em) return out;
  double widest = 0;
  for (const Mark* mark : marks) widest = std::max(widest, set_text(mark->label, em).width);
  const double most = room.x - around - beside;
  widest = std::min(widest, most);
  const auto side_by_side =
      std::max<std::size_t>(1, static_cast<std::size_t>((room.x - around + between) / (beside + widest + between)));
  out.columns = std::min((marks.size() + fitting - 1) / fitting, side_by_side);
  out.rows = std::min(fitting, (marks.size() + out.columns - 1) / out.columns);
  std::size_t shown = marks.size();
  if (out.columns * out.rows < marks.size()) {
    shown = out.columns * out.rows - 1;
    out.more = "… " + std::to_string(marks.size() - shown) + " more";
  }
  for (std::size_t i = 0; i < shown; ++i) out.entries.push_back({marks[i], shortened(marks[i]->label, em, widest)});
  out.column_width = beside + std::max(widest, out.more.empty() ? 0.0 : std::min(most, set_text(out.more, em).width));
  out.title = shortened(axes.legend_title, em, room.x - around);
  out.width = around + static_cast<double>(out.columns) * (out.column_width + between) - between;
  out.width = std::max(out.width, around + set_text(out.title, em).width);
  out.height = around + above + static_cast<double>(out.rows) * step - 0.4 * em;
  return out;
}

Box place_legend(const Figure& figure, const Axes& axes, const Box& area, double right, const Legend& legend,
                 const Obstacles& obstacles) {
  const Point size{legend.width, legend.height};
  const double pad = 0.5 * px(figure, font_size);
  if (axes.legend != LegendPlace::best) return at_place(axes.legend, area, right, size, pad);
  static constexpr LegendPlace order[] = {
      LegendPlace::upper_right,  LegendPlace::upper_left,  LegendPlace::lower_left,   LegendPlace::lower_right,
      LegendPlace::right,        LegendPlace::center_left, LegendPlace::center_right, LegendPlace::lower_center,
      LegendPlace::upper_center, LegendPlace::center};
  Box best{};
  std::size_t least = SIZE_MAX;
  for (const LegendPlace place : order) {
    const Box box = at_place(place, area, right, size, pad);
    const std::size_t cost = badness(box, obstacles);
    if (cost < least) {
      least = cost;
      best = box;
    }
    if (cost == 0) break;
  }
  return best;
}

}  // namespace pytk::plot
