#include "plot/extent.hpp"

#include <algorithm>
#include <cmath>

#include "plot/stats.hpp"

namespace pytk::plot {
namespace {

void include_all(Extent& extent, const std::vector<double>& values, bool positive_only) {
  double low = INFINITY, high = -INFINITY, least = extent.smallest_positive;
  if (!extent.any) least = INFINITY;
  if (!positive_only) {
    widen_finite(values, low, high);
  } else {
    for (const double v : values) {
      if (!(v > 0 && v < INFINITY)) continue;
      low = std::min(low, v);
      high = std::max(high, v);
    }
    least = std::min(least, low);
  }
  if (low > high) return;
  extent.include(low);
  extent.include(high);
  extent.smallest_positive = std::min(extent.smallest_positive, least);
}

struct Visitor {
  Extents& out;
  bool x_log, y_log;

  void xs(const std::vector<double>& v) const { include_all(out.x, v, x_log); }
  void ys(const std::vector<double>& v) const { include_all(out.y, v, y_log); }
  void index(std::size_t count) const {
    if (count == 0) return;
    out.x.include(0);
    out.x.include(static_cast<double>(count) - 1);
    if (count > 1) out.x.smallest_positive = 1;
  }

  void operator()(const LineShape& s) const {
    if (s.x.empty()) index(s.y.size());
    xs(s.x);
    ys(s.y);
    if (s.whole) out.y.sticky.insert(out.y.sticky.end(), {0.0, 1.0});
  }
  void operator()(const DotsShape& s) const {
    xs(s.x);
    ys(s.y);
  }
  void operator()(const BarsShape& s) const {
    for (const auto* v : {&s.x0, &s.x1}) xs(*v);
    for (const auto* v : {&s.y0, &s.y1}) ys(*v);
    // A bar stands on its base: zero, or the end of the bar below it.
    auto& sticky = s.horizontal ? out.x.sticky : out.y.sticky;
    const auto &low = s.horizontal ? s.x0 : s.y0, &high = s.horizontal ? s.x1 : s.y1;
    if (!s.stands) return;
    for (std::size_t i = 0; i < low.size(); ++i) sticky.push_back(low[i] >= 0 ? low[i] : high[i]);
    std::sort(sticky.begin(), sticky.end());
    sticky.erase(std::unique(sticky.begin(), sticky.end()), sticky.end());
  }
  void operator()(const AreaShape& s) const {
    xs(s.x);
    ys(s.low);
    ys(s.high);
    if (s.stands) out.y.sticky.push_back(0);
  }
  void operator()(const PolygonShape& s) const {
    for (const auto& ring : s.rings)
      for (const auto& p : ring) {
        if (!x_log || p.x > 0) out.x.include(p.x);
        if (!y_log || p.y > 0) out.y.include(p.y);
      }
  }
  void operator()(const SegmentsShape& s) const {
    for (const auto* v : {&s.x0, &s.x1}) xs(*v);
    for (const auto* v : {&s.y0, &s.y1}) ys(*v);
  }
  void operator()(const ArrowsShape& s) const {
    xs(s.x);
    ys(s.y);
  }
  void operator()(const PictureShape& s) const {
    for (const double x : {s.x0, s.x1}) {
      out.x.include(x);
      out.x.sticky.push_back(x);
    }
    for (const double y : {s.y0, s.y1}) {
      out.y.include(y);
      out.y.sticky.push_back(y);
    }
  }
  void operator()(const WordsShape&) const {}
  void operator()(const RuleShape& s) const { (s.vertical ? out.x : out.y).include(s.at); }
};

}  // namespace

Extents extents_of(const Axes& axes, bool second_y) {
  Extents out;
  const Axis& y = second_y && axes.y2 ? *axes.y2 : axes.y;
  const Visitor visitor{out, axes.x.scale.kind == ScaleKind::log, y.scale.kind == ScaleKind::log};
  for (const Mark& mark : axes.marks) {
    if (mark.on_second_y != second_y || !mark.stretches) continue;
    for (const Shape& shape : mark.shapes) std::visit(visitor, shape);
  }
  for (const double x : axes.x_includes) out.x.include(x);
  for (const double at : axes.y_includes) out.y.include(at);
  return out;
}

}  // namespace pytk::plot
