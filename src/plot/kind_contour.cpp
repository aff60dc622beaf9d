#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/core.h>

#include <pytk/core/error.hpp>

#include "plot/grid.hpp"
#include "plot/ticks.hpp"

namespace pytk::plot {
namespace {

/// Where the straight line between two corners reaches the level.
double cut(double a, double b, double level) { return a == b ? 0.5 : (level - a) / (b - a); }

/// The sides of a cell, and lines between two of them.
enum Side : std::uint8_t { left, top, right, bottom };
struct Piece { Side from, to; };
struct Pieces {
  std::size_t count = 0;
  std::array<Piece, 2> each{};
};
constexpr Pieces one(Side from, Side to) { return {1, {{{from, to}}}}; }
constexpr Pieces two(Piece first, Piece second) { return {2, {{first, second}}}; }

/// Marching squares: what crosses a cell, by which of its corners reach the level: 1 top left, 2 top right, 4 bottom
/// right, 8 bottom left.
constexpr std::array<Pieces, 16> crossings = {
    Pieces{},          one(left, top),     one(top, right),
    one(left, right),  one(right, bottom), two({left, top}, {right, bottom}),
    one(top, bottom),  one(bottom, left),  one(bottom, left),
    one(top, bottom),  two({left, bottom}, {right, top}), one(right, bottom),
    one(left, right),  one(top, right),    one(left, top),
    Pieces{}};

/// A saddle, where opposite corners are alike, is split by the mean of its corners.
constexpr Pieces crossing(unsigned corners, bool middle) {
  if (middle && corners == 5) return two({left, bottom}, {top, right});
  if (middle && corners == 10) return two({left, top}, {right, bottom});
  return crossings[corners];
}

/// The pieces of one level inside each cell.
void trace(const GridData& grid, double level, SegmentsShape& out) {
  for (std::size_t r = 0; r + 1 < grid.rows; ++r)
    for (std::size_t c = 0; c + 1 < grid.columns; ++c) {
      const double a = grid.values[r * grid.columns + c], b = grid.values[r * grid.columns + c + 1];
      const double d = grid.values[(r + 1) * grid.columns + c], e = grid.values[(r + 1) * grid.columns + c + 1];
      if (!std::isfinite(a + b + d + e)) continue;
      const auto reaches = [&](double corner, unsigned bit) { return corner >= level ? bit : 0U; };
      const unsigned corners = reaches(a, 1) | reaches(b, 2) | reaches(e, 4) | reaches(d, 8);
      const Pieces pieces = crossing(corners, (a + b + d + e) / 4 >= level);
      if (pieces.count == 0) continue;
      const auto x = static_cast<double>(c), y = static_cast<double>(r);
      const raster::Point at[] = {{x, y + cut(a, d, level)},       // left
                                  {x + cut(a, b, level), y},       // top
                                  {x + 1, y + cut(b, e, level)},   // right
                                  {x + cut(d, e, level), y + 1}};  // bottom
      for (std::size_t i = 0; i < pieces.count; ++i) {
        const auto [from, to] = pieces.each[i];
        out.x0.push_back(at[from].x);
        out.y0.push_back(at[from].y);
        out.x1.push_back(at[to].x);
        out.y1.push_back(at[to].y);
      }
    }
}

/// The bands between levels as a finely sampled picture.
raster::Picture bands(const GridData& grid, const std::vector<double>& levels, const ColorMap& map) {
  constexpr std::size_t wide = 560, high = 420;
  raster::Picture out(wide, high, 4);
  for (std::size_t py = 0; py < high; ++py)
    for (std::size_t px = 0; px < wide; ++px) {
      const double x = (static_cast<double>(px) + 0.5) / wide * static_cast<double>(grid.columns - 1),
                   y = (static_cast<double>(py) + 0.5) / high * static_cast<double>(grid.rows - 1);
      const auto c = std::min(static_cast<std::size_t>(x), grid.columns - 2),
                 r = std::min(static_cast<std::size_t>(y), grid.rows - 2);
      const double u = x - static_cast<double>(c), v = y - static_cast<double>(r);
      const double* at = grid.values.data() + r * grid.columns + c;
      const double value =
          (1 - v) * ((1 - u) * at[0] + u * at[1]) + v * ((1 - u) * at[grid.columns] + u * at[grid.columns + 1]);
      const auto band =
          static_cast<std::size_t>(std::upper_bound(levels.begin(), levels.end(), value) - levels.begin());
      const bool inside = std::isfinite(value) && band > 0 && band <= levels.size();
      const Color color =
          inside ? map.at(levels.size() > 2 ? (static_cast<double>(std::min(band, levels.size() - 1)) - 1) /
                                                  static_cast<double>(levels.size() - 2)
                                            : 0.5)
                 : Color{0, 0, 0, 0};
      std::uint8_t* p = out.at(px, py);
      p[0] = color.r, p[1] = color.g, p[2] = color.b, p[3] = color.a;
    }
  return out;
}

}  // namespace

void draw_contour(Drawing& d) {
  const GridData grid = grid_of(d);
  if (grid.columns < 2 || grid.rows < 2)
    throw fail(Fault::data, "contours need at least 2 x 2 values, these are {} x {}", grid.columns, grid.rows);
  const Span span = span_of(grid.values);
  if (!(span.low < span.high)) throw fail(Fault::data, "there is nothing to plot: all values are equal");
  if (d.request.levels < 1 || d.request.levels > 200)
    throw fail(Fault::usage, "--levels takes 1 to 200, not {}", d.request.levels);
  const std::vector<double> levels = contour_levels(span.low, span.high, static_cast<int>(d.request.levels) + 1);
  const ColorMap map(d.request.color_map);
  Mark mark = make_mark("contour", "", Swatch::none, {});
  append_numbers(mark.detail, "levels", levels);
  if (d.request.filled) {
    mark.shapes.emplace_back(PictureShape{bands(grid, levels, map), 0, static_cast<double>(grid.columns - 1), 0,
                                          static_cast<double>(grid.rows - 1), true});
  } else {
    for (std::size_t i = 0; i < levels.size(); ++i) {
      SegmentsShape lines{
          {},
          {},
          {},
          {},
          {map.at(levels.size() > 1 ? static_cast<double>(i) / static_cast<double>(levels.size() - 1) : 0.5), 1.5}};
      trace(grid, levels[i], lines);
      mark.shapes.emplace_back(std::move(lines));
    }
    d.axes.x_includes = {0, static_cast<double>(grid.columns - 1)};
    d.axes.y_includes = {0, static_cast<double>(grid.rows - 1)};
    d.axes.tight = true;
  }
  d.axes.marks.push_back(std::move(mark));
  if (levels.empty()) return;
  add_color_bar(d, levels.front(), levels.back(), grid.value_label);
  if (d.axes.color_bar && d.request.filled) d.axes.color_bar->bounds = levels;
}

}  // namespace pytk::plot
