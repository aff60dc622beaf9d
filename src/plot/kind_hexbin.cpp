// Hexagons that count pairs of values: two lattices of rectangles, one in the middle of the other's cells, and the
// nearer centre takes a value.
#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <pytk/core/error.hpp>

#include "plot/grid.hpp"
#include "plot/kinds.hpp"
#include "plot/scale.hpp"

namespace pytk::plot {
namespace {

using raster::Point;

struct Lattice {
  std::size_t nx, ny;
  Point origin{};
  double sx = 1, sy = 1;                     ///< from one centre to the next
  Span xs{}, ys{};
  std::vector<double> first{}, second{};     ///< counts, column by column

  void count(Point p) {
    const double ix = (p.x - origin.x) / sx, iy = (p.y - origin.y) / sy;
    const double i1 = std::nearbyint(ix), j1 = std::nearbyint(iy), i2 = std::floor(ix), j2 = std::floor(iy);
    const double d1 = (ix - i1) * (ix - i1) + 3 * (iy - j1) * (iy - j1);
    const double d2 = (ix - i2 - 0.5) * (ix - i2 - 0.5) + 3 * (iy - j2 - 0.5) * (iy - j2 - 0.5);
    const auto columns = static_cast<double>(nx), rows = static_cast<double>(ny);
    if (d1 < d2) {
      if (i1 >= 0 && i1 <= columns && j1 >= 0 && j1 <= rows)
        first[static_cast<std::size_t>(i1) * (ny + 1) + static_cast<std::size_t>(j1)] += 1;
    } else if (i2 >= 0 && i2 < columns && j2 >= 0 && j2 < rows) {
      second[static_cast<std::size_t>(i2) * ny + static_cast<std::size_t>(j2)] += 1;
    }
  }

  /// take(centre, count) for every cell.
  template <class Take>
  void each(const Take& take) const {
    for (std::size_t i = 0; i <= nx; ++i)
      for (std::size_t j = 0; j <= ny; ++j)
        take(Point{origin.x + static_cast<double>(i) * sx, origin.y + static_cast<double>(j) * sy},
             first[i * (ny + 1) + j]);
    for (std::size_t i = 0; i < nx; ++i)
      for (std::size_t j = 0; j < ny; ++j)
        take(Point{origin.x + (static_cast<double>(i) + 0.5) * sx, origin.y + (static_cast<double>(j) + 0.5) * sy},
             second[i * ny + j]);
  }

  /// The jagged outline of all cells together.
  [[nodiscard]] std::vector<Point> outline() const {
    std::vector<Point> ring;
    const auto add = [&](double i, double j) { ring.push_back({origin.x + i * sx, origin.y + j * sy}); };
    const auto columns = static_cast<double>(nx), rows = static_cast<double>(ny);
    constexpr double sixth = 1.0 / 6, third = 1.0 / 3;
    for (double i = 0; i <= columns; i += 1) add(i - 0.5, -sixth), add(i, -third);
    for (double j = 0; j <= rows; j += 1) {
      if (j > 0) add(columns, j - 2 * third), add(columns, j - third);
      add(columns + 0.5, j - sixth), add(columns + 0.5, j + sixth);
    }
    for (double i = columns; i >= 0; i -= 1) add(i, rows + third), add(i - 0.5, rows + sixth);
    for (double j = rows; j >= 0; j -= 1) {
      add(-0.5, j + sixth), add(-0.5, j - sixth);
      if (j > 0) add(0, j - third), add(0, j - 2 * third);
    }
    return ring;
  }
};

Lattice count_pairs(const Pair& pair, std::size_t nx) {
  if (nx < 2 || nx > 1000) throw fail(Fault::usage, "--gridsize takes 2 to 1000, not {}", nx);
  Lattice out{nx, static_cast<std::size_t>(static_cast<double>(nx) / std::sqrt(3.0))};
  std::vector<Point> points;
  for (std::size_t i = 0; i < pair.y.size(); ++i) {
    const Point p{pair.x.empty() ? static_cast<double>(i) : pair.x[i], pair.y[i]};
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) continue;
    points.push_back(p);
    out.xs.include(p.x);
    out.ys.include(p.y);
  }
  if (points.empty()) throw fail(Fault::data, "there is nothing to plot: no pair of values is finite");
  for (Span* s : {&out.xs, &out.ys}) widen_single(s->low, s->high, 0.1, 1e-15);
  // A little wider, so that values on the edge fall inside.
  const double pad = 1e-9 * (out.xs.high - out.xs.low);
  out.xs = {out.xs.low - pad, out.xs.high + pad};
  out.origin = {out.xs.low, out.ys.low};
  out.sx = (out.xs.high - out.xs.low) / static_cast<double>(nx);
  out.sy = (out.ys.high - out.ys.low) / static_cast<double>(out.ny);
  out.first.assign((nx + 1) * (out.ny + 1), 0.0);
  out.second.assign(nx * out.ny, 0.0);
  for (const Point p : points) out.count(p);
  return out;
}

}  // namespace

void draw_hexbin(Drawing& d) {
  const Pair pair = two_columns(d.request, d.data);
  const Lattice lattice = count_pairs(pair, d.request.grid_size);
  Span counts;
  lattice.each([&](Point, double count) { counts.include(count); });
  const ColorMap map(d.request.color_map);
  PolygonShape cells;
  std::vector<double> across, up, seen;
  static constexpr double corner[6][2] = {{0.5, -0.5}, {0.5, 0.5}, {0, 1}, {-0.5, 0.5}, {-0.5, -0.5}, {0, -1}};
  lattice.each([&](Point centre, double count) {
    if (count == 0) return;
    std::vector<Point> ring;
    for (const auto& c : corner) ring.push_back({centre.x + c[0] * lattice.sx, centre.y + c[1] * lattice.sy / 3});
    cells.rings.push_back(std::move(ring));
    across.push_back(centre.x);
    up.push_back(centre.y);
    seen.push_back(count);
    cells.colors.push_back(map.at(counts.high > counts.low ? (count - counts.low) / (counts.high - counts.low) : 1));
  });
  Mark mark = make_mark("hexbin", "", Swatch::none, {});
  mark.detail = fmt::format(",\"cells\":{},\"most\":", cells.rings.size());
  append_number(mark.detail, counts.high);
  if (seen.size() <= 10'000) {
    append_numbers(mark.detail, "x", across);
    append_numbers(mark.detail, "y", up);
    append_numbers(mark.detail, "counts", seen);
  }
  // Empty cells have the colour of nothing; the outermost cells reach beyond the limits' middle.
  if (counts.low == 0) mark.shapes.emplace_back(PolygonShape{{lattice.outline()}, {map.at(0)}, {}, true});
  mark.stretches = false;
  d.axes.x_includes = {lattice.xs.low, lattice.xs.high};
  d.axes.y_includes = {lattice.ys.low, lattice.ys.high};
  mark.shapes.emplace_back(std::move(cells));
  d.axes.marks.push_back(std::move(mark));
  d.axes.x.label = pair.x_name;
  d.axes.y.label = pair.y_name;
  add_color_bar(d, counts.low, counts.high, "count");
}

}  // namespace pytk::plot
