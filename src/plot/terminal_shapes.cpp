#include <algorithm>
#include <array>
#include <cmath>

#include <pytk/core/text.hpp>

#include "plot/terminal.hpp"

namespace pytk::plot {
namespace {

struct CellShaper {
  raster::Cells& cells;
  const CellArea& area;
  const raster::CellStyle& style;

  [[nodiscard]] bool inside(double x, double y) const {
    const double left = static_cast<double>(area.column) * 2, top = static_cast<double>(area.row) * 4;
    return x >= left && x < left + static_cast<double>(area.width) * 2 && y >= top &&
           y < top + static_cast<double>(area.height) * 4;
  }
  void dot(double x, double y, Color color) const {
    if (inside(x, y))
      cells.dot(static_cast<std::ptrdiff_t>(std::floor(x)), static_cast<std::ptrdiff_t>(std::floor(y)), color);
  }

  /// A line cut to the area (Liang and Barsky).
  void line(double x0, double y0, double x1, double y1, Color color, bool dashed = false) const {
    if (!std::isfinite(x0 + y0 + x1 + y1)) return;
    const double left = static_cast<double>(area.column) * 2, top = static_cast<double>(area.row) * 4;
    const double right = left + static_cast<double>(area.width) * 2 - 1e-6,
                 bottom = top + static_cast<double>(area.height) * 4 - 1e-6;
    double from = 0, to = 1;
    const double dx = x1 - x0, dy = y1 - y0;
    const double p[] = {-dx, dx, -dy, dy}, q[] = {x0 - left, right - x0, y0 - top, bottom - y0};
    for (int i = 0; i < 4; ++i) {
      if (p[i] == 0) {
        if (q[i] < 0) return;
        continue;
      }
      if (p[i] < 0) from = std::max(from, q[i] / p[i]);
      else to = std::min(to, q[i] / p[i]);
    }
    if (from > to) return;
    if (!dashed) {
      cells.line(x0 + from * dx, y0 + from * dy, x0 + to * dx, y0 + to * dy, color);
      return;
    }
    const double length = std::max(std::fabs(dx), std::fabs(dy)) * (to - from);
    for (double t = 0; t <= length; t += 1)
      if (static_cast<int>(t) % 4 < 2)
        dot(x0 + (from + (to - from) * t / std::max(1.0, length)) * dx,
            y0 + (from + (to - from) * t / std::max(1.0, length)) * dy, color);
  }

  void operator()(const LineShape& s) const {
    double px = NAN, py = NAN;
    for (std::size_t i = 0; i < s.y.size(); ++i) {
      const double x = area.dot_x(s.x.empty() ? static_cast<double>(i) : s.x[i]), y = area.dot_y(s.y[i]);
      if (std::isfinite(px + py) && std::isfinite(x + y)) {
        // Points of one dot need no line.
        if (std::floor(px) != std::floor(x) || std::floor(py) != std::floor(y))
          line(px, py, x, y, s.pen.color, !s.pen.dash.empty());
      } else {
        dot(x, y, s.pen.color);
      }
      px = x;
      py = y;
    }
    if (s.closed && s.y.size() > 2) line(px, py, area.dot_x(s.x.empty() ? 0 : s.x[0]), area.dot_y(s.y[0]), s.pen.color);
  }

  void operator()(const DotsShape& s) const {
    const bool few = s.x.size() <= 60 && (s.sizes.size() != 1 || s.sizes[0] >= 4);
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      const double x = area.dot_x(s.x[i]), y = area.dot_y(s.y[i]);
      const Color color = s.colors.size() == 1 ? s.colors[0] : s.colors[i];
      if (color.a == 0) continue;
      if (!few) dot(x, y, color);
      else if (inside(x, y))
        cells.put(static_cast<std::ptrdiff_t>(x / 2), static_cast<std::ptrdiff_t>(y / 4), 0x25cf, color);
    }
  }

  void operator()(const BarsShape& s) const {
    for (std::size_t i = 0; i < s.x0.size(); ++i) {
      const Color color = s.colors.size() == 1 ? s.colors[0] : s.colors[i];
      if (s.horizontal) flat_bar(s.x0[i], s.x1[i], s.y0[i], s.y1[i], color);
      else upright_bar(s.x0[i], s.x1[i], s.y0[i], s.y1[i], color);
    }
  }

  [[nodiscard]] static double share(const Axis& axis, double value) {
    const double f = axis.fraction(value);
    return std::isnan(f) ? 0 : std::clamp(f, 0.0, 1.0);
  }

  void upright_bar(double x0, double x1, double y0, double y1, Color color) const {
    const double a = area.x->fraction(x0) * static_cast<double>(area.width),
                 b = area.x->fraction(x1) * static_cast<double>(area.width);
    auto first = static_cast<std::ptrdiff_t>(std::lround(std::min(a, b))),
         last = static_cast<std::ptrdiff_t>(std::lround(std::max(a, b)));
    if (last <= first) last = first + 1;
    const double low = std::min(share(*area.y, y0), share(*area.y, y1)) * static_cast<double>(area.height);
    const double high = std::max(share(*area.y, y0), share(*area.y, y1)) * static_cast<double>(area.height);
    for (std::ptrdiff_t c = std::max<std::ptrdiff_t>(first, 0); c < std::min(last, area.width); ++c)
      column(c, low, high, color);
  }

  /// Cells from `low` to `high` above the bottom: the upper end in eighths; a lower end inside a cell is rounded.
  void column(std::ptrdiff_t c, double low, double high, Color color) const {
    const auto bottom = static_cast<std::ptrdiff_t>(std::floor(low + 0.5));
    // A bar that is there is seen, however small.
    const double tall =
        high > low && high - static_cast<double>(bottom) < 0.125 ? 0.125 : high - static_cast<double>(bottom);
    if (high > low)
      cells.bar_up(area.column + c, area.row + area.height - 1 - bottom,
                   std::min(tall, static_cast<double>(area.height - bottom)), color);
  }

  void flat_bar(double x0, double x1, double y0, double y1, Color color) const {
    const double low = std::min(share(*area.x, x0), share(*area.x, x1)) * static_cast<double>(area.width);
    const double high = std::max(share(*area.x, x0), share(*area.x, x1)) * static_cast<double>(area.width);
    const double a = (1 - area.y->fraction(y0)) * static_cast<double>(area.height),
                 b = (1 - area.y->fraction(y1)) * static_cast<double>(area.height);
    auto first = static_cast<std::ptrdiff_t>(std::lround(std::min(a, b))),
         last = static_cast<std::ptrdiff_t>(std::lround(std::max(a, b)));
    if (last <= first) last = first + 1;
    const auto left = static_cast<std::ptrdiff_t>(std::floor(low + 0.5));
    for (std::ptrdiff_t r = std::max<std::ptrdiff_t>(first, 0); r < std::min(last, area.height); ++r)
      if (high > low)
        cells.bar_right(area.column + left, area.row + r, std::max(0.125, high - static_cast<double>(left)), color);
  }

  void operator()(const AreaShape& s) const {
    const double left = static_cast<double>(area.column) * 2;
    std::size_t at = 0;
    for (double x = left; x < left + static_cast<double>(area.width) * 2; x += 1) {
      while (at + 1 < s.x.size() && area.dot_x(s.x[at + 1]) < x) ++at;
      if (at + 1 >= s.x.size() || area.dot_x(s.x[at]) > x + 1) continue;
      const double x0 = area.dot_x(s.x[at]), x1 = area.dot_x(s.x[at + 1]),
                   t = x1 > x0 ? std::clamp((x - x0) / (x1 - x0), 0.0, 1.0) : 0;
      const auto floor_at = [&](double v) {
        return std::isfinite(area.dot_y(v)) ? area.dot_y(v) : static_cast<double>((area.row + area.height) * 4 - 1);
      };
      const double high = floor_at(s.high[at]) * (1 - t) + floor_at(s.high[at + 1]) * t;
      const double low = floor_at(s.low[at]) * (1 - t) + floor_at(s.low[at + 1]) * t;
      if (!std::isfinite(s.high[at] + s.high[at + 1])) continue;
      // Half of the dots, so that lines on top stay visible.
      dot(x, high, s.color);
      for (double y = std::min(low, high); y <= std::max(low, high); y += 1)
        if ((static_cast<long>(x) + static_cast<long>(y)) % 2 == 0) dot(x, y, s.color);
    }
  }

  void operator()(const PolygonShape& s) const {
    if (s.backdrop) return;
    for (std::size_t i = 0; i < s.rings.size(); ++i) {
      const Color color = s.colors.size() == 1 ? s.colors[0] : s.colors[i];
      if (color.a > 0) fill(s.rings[i], color);
    }
  }

  /// Even-odd filling, row of dots by row of dots.
  void fill(const std::vector<raster::Point>& ring, Color color) const {
    std::vector<raster::Point> p;
    p.reserve(ring.size());
    for (const auto& q : ring) p.push_back({area.dot_x(q.x), area.dot_y(q.y)});
    for (double y = static_cast<double>(area.row) * 4 + 0.5; y < static_cast<double>(area.row + area.height) * 4;
         y += 1) {
      std::vector<double> cuts;
      for (std::size_t i = 0; i < p.size(); ++i) {
        const auto &a = p[i], &b = p[(i + 1) % p.size()];
        if ((a.y <= y) != (b.y <= y)) cuts.push_back(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x));
      }
      std::sort(cuts.begin(), cuts.end());
      for (std::size_t i = 0; i + 1 < cuts.size(); i += 2)
        for (double x = std::max(std::ceil(cuts[i] - 0.5), static_cast<double>(area.column) * 2);
             x <= std::min(cuts[i + 1] - 0.5, static_cast<double>(area.column + area.width) * 2); x += 1)
          dot(x, y, color);
    }
  }

  void operator()(const SegmentsShape& s) const {
    for (std::size_t i = 0; i < s.x0.size(); ++i) {
      const double low = static_cast<double>((area.row + area.height) * 4 - 1);
      const double y0 = std::isnan(area.dot_y(s.y0[i])) ? low : area.dot_y(s.y0[i]);
      if (!std::isnan(s.y1[i]))
        line(area.dot_x(s.x0[i]), y0, area.dot_x(s.x1[i]), area.dot_y(s.y1[i]),
             s.colors.empty() ? s.pen.color : s.colors[i]);
    }
  }

  void operator()(const ArrowsShape& s) const {
    // Dots are about as wide as high. Few of them are longer than in a picture, so that directions can be seen.
    double mean = 0;
    for (std::size_t i = 0; i < s.x.size(); ++i) mean += std::hypot(s.dx[i], s.dy[i]) / static_cast<double>(s.x.size());
    const double width = static_cast<double>(area.width) * 2;
    const double unit = width * std::clamp(8 / std::max(1e-9, mean * width), 1.0, 3.0);
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      const double x = area.dot_x(s.x[i]), y = area.dot_y(s.y[i]), dx = s.dx[i] * unit, dy = -s.dy[i] * unit,
                   length = std::hypot(dx, dy);
      line(x, y, x + dx, y + dy, s.color);
      if (!(length >= 6)) continue;
      const double ux = dx / length, uy = dy / length, head = std::min(3.0, length / 2);
      for (const double side : {-0.6, 0.6})
        line(x + dx, y + dy, x + dx - (ux + uy * side) * head, y + dy - (uy - ux * side) * head, s.color);
    }
  }

  /// Average of the picture's pixels under a stretch of half cells.
  [[nodiscard]] static std::optional<Color> sample(const PictureShape& s, double u0, double v0, double u1, double v1) {
    const double w = s.rgba.width, h = s.rgba.height;
    // Not a number where the axes are too narrow for the picture's corners to be told apart.
    if (!(u1 > 0 && v1 > 0 && u0 < 1 && v0 < 1)) return std::nullopt;
    const auto x0 = static_cast<std::size_t>(std::clamp(u0 * w, 0.0, w - 1)),
               y0 = static_cast<std::size_t>(std::clamp(v0 * h, 0.0, h - 1));
    const auto x1 = std::max(x0 + 1, static_cast<std::size_t>(std::clamp(std::round(u1 * w), 0.0, w))),
               y1 = std::max(y0 + 1, static_cast<std::size_t>(std::clamp(std::round(v1 * h), 0.0, h)));
    std::array<std::uint64_t, 3> sum{};
    std::uint64_t weight = 0;
    for (std::size_t y = y0; y < y1; ++y)
      for (std::size_t x = x0; x < x1; ++x) {
        const std::uint8_t* p = s.rgba.at(x, y);
        for (std::size_t c = 0; c < 3; ++c) sum[c] += static_cast<std::uint64_t>(p[c]) * p[3];
        weight += p[3];
      }
    if (weight < (x1 - x0) * (y1 - y0) * 32) return std::nullopt;
    return Color{static_cast<std::uint8_t>(sum[0] / weight), static_cast<std::uint8_t>(sum[1] / weight),
                 static_cast<std::uint8_t>(sum[2] / weight), 255};
  }

  void operator()(const PictureShape& s) const {
    // Edges of the picture in half cells from the area's corner.
    const double ax = area.x->fraction(s.x0) * static_cast<double>(area.width),
                 bx = area.x->fraction(s.x1) * static_cast<double>(area.width);
    const double ay = (1 - area.y->fraction(s.y0)) * static_cast<double>(area.height) * 2,
                 by = (1 - area.y->fraction(s.y1)) * static_cast<double>(area.height) * 2;
    const auto at = [&](std::ptrdiff_t c, std::ptrdiff_t half) {
      const double u0 = (static_cast<double>(c) - ax) / (bx - ax), u1 = (static_cast<double>(c) + 1 - ax) / (bx - ax);
      const double v0 = (static_cast<double>(half) - ay) / (by - ay),
                   v1 = (static_cast<double>(half) + 1 - ay) / (by - ay);
      return sample(s, std::min(u0, u1), std::min(v0, v1), std::max(u0, u1), std::max(v0, v1));
    };
    static constexpr std::string_view ramp = " .:-=+*#%@";
    for (std::ptrdiff_t r = 0; r < area.height; ++r)
      for (std::ptrdiff_t c = 0; c < area.width; ++c) {
        const auto top = at(c, 2 * r), bottom = at(c, 2 * r + 1);
        if (!top && !bottom) continue;
        if (style.color && style.utf8) {
          if (top && bottom) cells.put(area.column + c, area.row + r, 0x2580, top, bottom);
          else cells.put(area.column + c, area.row + r, top ? 0x2580 : 0x2584, top ? top : bottom);
          continue;
        }
        const auto light = [](const std::optional<Color>& p) {
          return p ? (0.299 * p->r + 0.587 * p->g + 0.114 * p->b) / 255 : 0.0;
        };
        const double value = (light(top) + light(bottom)) / (top && bottom ? 2 : 1);
        cells.put(area.column + c, area.row + r, static_cast<char32_t>(ramp[static_cast<std::size_t>(value * 9.999)]));
      }
  }

  void operator()(const WordsShape& s) const {
    struct Taken {
      std::ptrdiff_t row, begin, end;
    };
    std::vector<Taken> taken;
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      const double x = area.dot_x(s.x[i]), y = area.dot_y(s.y[i]);
      if (!inside(x, y)) continue;
      auto column = static_cast<std::ptrdiff_t>(x / 2);
      auto row = static_cast<std::ptrdiff_t>(y / 4);
      const auto wide = static_cast<std::ptrdiff_t>(display_width(s.words[i]));
      if (s.across == Across::center) column -= wide / 2;
      if (s.across == Across::right) column -= wide;
      if (s.across == Across::left && s.dx > 0) ++column;
      column = std::clamp(column, area.column, std::max(area.column, area.column + area.width - wide));
      // Beside another word of the same kind, else a row further down or up, else not at all.
      const auto meets = [&](std::ptrdiff_t at) {
        const auto touches = [&](const Taken& t) { return t.row == at && column <= t.end && column + wide >= t.begin; };
        return at < area.row || at >= area.row + area.height || std::any_of(taken.begin(), taken.end(), touches);
      };
      if (meets(row)) row += !meets(row + 1) ? 1 : -1;
      if (meets(row)) continue;
      taken.push_back({row, column, column + wide});
      cells.text(column, row, fit(s.words[i], static_cast<std::size_t>(area.column + area.width - column)),
                 s.colors.size() == 1 ? s.colors[0] : s.colors[i]);
    }
  }

  void operator()(const RuleShape& s) const {
    if (s.vertical)
      line(area.dot_x(s.at), static_cast<double>(area.row) * 4, area.dot_x(s.at),
           static_cast<double>(area.row + area.height) * 4 - 1, s.pen.color, true);
    else
      line(static_cast<double>(area.column) * 2, area.dot_y(s.at),
           static_cast<double>(area.column + area.width) * 2 - 1, area.dot_y(s.at), s.pen.color, true);
  }
};

}  // namespace

void draw_cells(raster::Cells& cells, const CellArea& area, const Mark& mark, const raster::CellStyle& style) {
  const CellShaper shaper{cells, area, style};
  for (const Shape& shape : mark.shapes) std::visit(shaper, shape);
}

}  // namespace pytk::plot
