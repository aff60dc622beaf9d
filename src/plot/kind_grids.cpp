#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <pytk/core/error.hpp>

#include "plot/grid.hpp"
#include "plot/kinds.hpp"
#include "plot/npy.hpp"
#include "plot/scale.hpp"
#include "plot/stats.hpp"
#include "plot/ticks.hpp"

namespace pytk::plot {

Span span_of(const std::vector<double>& values) {
  Span out;
  for (const double v : values) {
    if (!std::isfinite(v)) continue;
    out.low = std::min(out.low, v);
    out.high = std::max(out.high, v);
  }
  return out;
}

raster::Picture shaded(const std::vector<double>& values, std::size_t columns, std::size_t rows, const std::string& map_name, Span span) {
  const ColorMap map(map_name);
  raster::Picture out(static_cast<std::uint32_t>(columns), static_cast<std::uint32_t>(rows), 4);
  const double scale = span.high > span.low ? 1 / (span.high - span.low) : 0;
  for (std::size_t i = 0; i < columns * rows; ++i) {
    const Color c = map.at(std::isfinite(values[i]) ? (values[i] - span.low) * scale : std::nan(""));
    std::uint8_t* p = out.samples.data() + 4 * i;
    p[0] = c.r, p[1] = c.g, p[2] = c.b, p[3] = c.a;
  }
  return out;
}

GridData grid_of(Drawing& d, bool& regular) {
  GridData out;
  regular = true;
  if (d.data.matrix && d.request.x.empty()) {
    if (d.data.matrix->depth != 1) throw fail(Fault::data, "a map needs an array of two dimensions, this one has three");
    out.columns = d.data.matrix->columns;
    out.rows = d.data.matrix->rows;
    out.values = d.data.matrix->values;
    return out;
  }
  if (!d.request.x.empty() && !d.request.y.empty()) {
    // Long form: a row for each cell; cells that occur more than once are added up or reduced as asked.
    const Series &x = column_of(d.data, d.request.x), &y = column_of(d.data, d.request.y[0]);
    const Series* value = d.request.color_by.empty() ? nullptr : &column_of(d.data, d.request.color_by);
    if (value == nullptr && d.request.reduce != Reduce::count)
      for (const Series& series : d.data.columns)
        if (value == nullptr && &series != &x && &series != &y && series.kind == Values::numbers) value = &series;
    if (value != nullptr && value->kind == Values::words) throw fail(Fault::data, "column '{}' holds words, not numbers", value->name);
    const auto across = group_codes(x, out.x_names), down = group_codes(y, out.y_names);
    out.columns = out.x_names.size();
    out.rows = out.y_names.size();
    if (out.columns * out.rows > 4'000'000) throw fail(Fault::data, "a map of {} x {} cells is too large", out.columns, out.rows);
    std::vector<std::vector<double>> cells(out.columns * out.rows);
    for (std::size_t i = 0; i < across.size(); ++i)
      if (across[i] != UINT32_MAX && down[i] != UINT32_MAX && (value == nullptr || std::isfinite(value->numbers[i])))
        cells[down[i] * out.columns + across[i]].push_back(value == nullptr ? 1 : value->numbers[i]);
    out.values.assign(cells.size(), std::nan(""));
    const Reduce how = value == nullptr ? Reduce::count : d.request.reduce == Reduce::none ? Reduce::sum : d.request.reduce;
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (!cells[i].empty()) out.values[i] = reduce_values(how, d.request.percent, cells[i]);
    out.x_label = d.data.named ? x.name : "";
    out.y_label = d.data.named ? y.name : "";
    out.value_label = value == nullptr ? "count" : value->name;
    return out;
  }
  // Every numeric column is a column of the map; a leading column of words names the rows.
  std::vector<const Series*> numeric;
  for (const Series& series : d.data.columns) {
    if (series.kind == Values::words) {
      if (out.y_names.empty())
        for (const std::uint32_t code : series.codes) out.y_names.push_back(code == UINT32_MAX ? "" : series.words[code]);
      continue;
    }
    numeric.push_back(&series);
  }
  if (numeric.empty()) throw fail(Fault::data, "there is nothing to plot: no column holds numbers");
  out.columns = numeric.size();
  out.rows = numeric[0]->numbers.size();
  for (std::size_t r = 0; r < out.rows; ++r)
    for (const Series* series : numeric) out.values.push_back(series->numbers[r]);
  if (d.data.named)
    for (const Series* series : numeric) out.x_names.push_back(series->name);
  return out;
}

namespace {

void name_cells(Axes& axes, const GridData& grid) {
  if (!grid.x_names.empty()) {
    axes.x.scale.kind = ScaleKind::category;
    axes.x.categories = grid.x_names;
  }
  if (!grid.y_names.empty()) {
    axes.y.scale.kind = ScaleKind::category;
    axes.y.categories = grid.y_names;
  }
  axes.x.label = grid.x_label;
  axes.y.label = grid.y_label;
}

}  // namespace

void draw_heatmap(Drawing& d) {
  bool regular = true;
  const GridData grid = grid_of(d, regular);
  if (grid.columns == 0 || grid.rows == 0) throw fail(Fault::data, "there is nothing to plot: the map has no cells");
  const Span span = span_of(grid.values);
  if (!(span.low <= span.high)) throw fail(Fault::data, "there is nothing to plot: no value is a finite number");
  name_cells(d.axes, grid);
  Mark mark = make_mark("heatmap", "", Swatch::none, {});
  mark.detail = fmt::format(",\"columns\":{},\"rows\":{}", grid.columns, grid.rows);
  if (grid.values.size() <= 10'000) append_numbers(mark.detail, "values", grid.values);
  const auto wide = static_cast<double>(grid.columns), high = static_cast<double>(grid.rows);
  mark.shapes.emplace_back(PictureShape{shaded(grid.values, grid.columns, grid.rows, d.request.color_map, span), -0.5,
                                        wide - 0.5, -0.5, high - 0.5, false});
  if (d.request.values && grid.values.size() <= 2500) {
    WordsShape words{{}, {}, {}, {}, Across::center, Upward::middle, 8};
    words.may_skip = true;
    const ColorMap map(d.request.color_map);
    for (std::size_t i = 0; i < grid.values.size(); ++i) {
      if (!std::isfinite(grid.values[i])) continue;
      words.x.push_back(static_cast<double>(i % grid.columns));
      words.y.push_back(static_cast<double>(i / grid.columns));
      words.words.push_back(format_number(grid.values[i], d.request.y_format.empty() ? "plain" : d.request.y_format));
      const Color c = map.at(span.high > span.low ? (grid.values[i] - span.low) / (span.high - span.low) : 0);
      words.colors.push_back(0.299 * c.r + 0.587 * c.g + 0.114 * c.b > 140 ? Color{0, 0, 0, 255} : Color{255, 255, 255, 255});
    }
    mark.shapes.emplace_back(std::move(words));
  }
  d.axes.marks.push_back(std::move(mark));
  d.axes.y.reversed = true;  // row 0 on top
  add_color_bar(d, span.low, span.high, grid.value_label);
}

void draw_hist2d(Drawing& d) {
  const Pair pair = two_columns(d.request, d.data);
  std::vector<double> x, y;
  for (std::size_t i = 0; i < pair.y.size(); ++i) {
    const double px = pair.x.empty() ? static_cast<double>(i) : pair.x[i];
    if (!std::isfinite(px) || !std::isfinite(pair.y[i])) continue;
    x.push_back(px);
    y.push_back(pair.y[i]);
  }
  if (x.empty()) throw fail(Fault::data, "there is nothing to plot: no pair of values is finite");
  bool capped = false;
  const auto x_edges = histogram_edges(x, d.request.bins, {}, capped), y_edges = histogram_edges(y, d.request.bins, {}, capped);
  const std::size_t columns = x_edges.size() - 1, rows = y_edges.size() - 1;
  if (columns * rows > 16'000'000) throw fail(Fault::usage, "{} x {} bins are too many", columns, rows);
  std::vector<double> counts(columns * rows, 0.0);
  const auto bin = [](const std::vector<double>& edges, double v) {
    const auto after = static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), v) - edges.begin());
    return std::min(after, edges.size() - 1) - 1;
  };
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i] < x_edges.front() || x[i] > x_edges.back() || y[i] < y_edges.front() || y[i] > y_edges.back()) continue;
    counts[bin(y_edges, y[i]) * columns + bin(x_edges, x[i])] += 1;
  }
  const Span span = span_of(counts);
  Mark mark = make_mark("hist2d", "", Swatch::none, {});
  append_numbers(mark.detail, "x_edges", x_edges);
  append_numbers(mark.detail, "y_edges", y_edges);
  if (counts.size() <= 10'000) append_numbers(mark.detail, "counts", counts);
  mark.shapes.emplace_back(PictureShape{shaded(counts, columns, rows, d.request.color_map, span), x_edges.front(),
                                        x_edges.back(), y_edges.front(), y_edges.back(), false});
  d.axes.marks.push_back(std::move(mark));
  d.axes.x.label = pair.x_name;
  d.axes.y.label = pair.y_name;
  add_color_bar(d, span.low, span.high, "count");
}

namespace {

/// The jagged outline of all cells together, in steps of the two lattices.
std::vector<raster::Point> lattice_outline(std::size_t columns, std::size_t rows, raster::Point origin, double sx, double sy) {
  std::vector<raster::Point> ring;
  const auto add = [&](double i, double j) { ring.push_back({origin.x + i * sx, origin.y + j * sy}); };
  const auto nx = static_cast<double>(columns), ny = static_cast<double>(rows);
  constexpr double sixth = 1.0 / 6, third = 1.0 / 3;
  for (double i = 0; i <= nx; i += 1) add(i - 0.5, -sixth), add(i, -third);
  for (double j = 0; j <= ny; j += 1) {
    if (j > 0) add(nx, j - 2 * third), add(nx, j - third);
    add(nx + 0.5, j - sixth), add(nx + 0.5, j + sixth);
  }
  for (double i = nx; i >= 0; i -= 1) add(i, ny + third), add(i - 0.5, ny + sixth);
  for (double j = ny; j >= 0; j -= 1) {
    add(-0.5, j + sixth), add(-0.5, j - sixth);
    if (j > 0) add(0, j - third), add(0, j - 2 * third);
  }
  return ring;
}

}  // namespace

void draw_hexbin(Drawing& d) {
  const Pair pair = two_columns(d.request, d.data);
  const std::size_t nx = d.request.grid_size, ny = static_cast<std::size_t>(static_cast<double>(nx) / std::sqrt(3.0));
  if (nx < 2 || nx > 1000) throw fail(Fault::usage, "--gridsize takes 2 to 1000, not {}", nx);
  Span xs, ys;
  std::vector<raster::Point> points;
  for (std::size_t i = 0; i < pair.y.size(); ++i) {
    const raster::Point p{pair.x.empty() ? static_cast<double>(i) : pair.x[i], pair.y[i]};
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) continue;
    points.push_back(p);
    xs.include(p.x);
    ys.include(p.y);
  }
  if (points.empty()) throw fail(Fault::data, "there is nothing to plot: no pair of values is finite");
  for (Span* s : {&xs, &ys}) widen_single(s->low, s->high, 0.1, 1e-15);
  // A little wider, so that values on the edge fall inside.
  const double pad = 1e-9 * (xs.high - xs.low), x0 = xs.low - pad, sx = (xs.high - xs.low + 2 * pad) / static_cast<double>(nx);
  const double y0 = ys.low, sy = (ys.high - ys.low) / static_cast<double>(std::max<std::size_t>(1, ny));
  // Two lattices of points, one in the middle of the other's cells: the nearer one takes a value.
  std::vector<double> first((nx + 1) * (ny + 1), 0.0), second(nx * std::max<std::size_t>(1, ny), 0.0);
  for (const raster::Point p : points) {
    const double ix = (p.x - x0) / sx, iy = (p.y - y0) / sy;
    const double i1 = std::nearbyint(ix), j1 = std::nearbyint(iy), i2 = std::floor(ix), j2 = std::floor(iy);
    const double d1 = (ix - i1) * (ix - i1) + 3 * (iy - j1) * (iy - j1),
                 d2 = (ix - i2 - 0.5) * (ix - i2 - 0.5) + 3 * (iy - j2 - 0.5) * (iy - j2 - 0.5);
    if (d1 < d2) {
      if (i1 >= 0 && i1 <= static_cast<double>(nx) && j1 >= 0 && j1 <= static_cast<double>(ny))
        first[static_cast<std::size_t>(i1) * (ny + 1) + static_cast<std::size_t>(j1)] += 1;
    } else if (i2 >= 0 && i2 < static_cast<double>(nx) && j2 >= 0 && j2 < static_cast<double>(ny)) {
      second[static_cast<std::size_t>(i2) * ny + static_cast<std::size_t>(j2)] += 1;
    }
  }
  Span counts = span_of(first);
  for (const double v : second) counts.include(v);
  const ColorMap map(d.request.color_map);
  PolygonShape cells;
  std::vector<raster::Point> centres;
  std::vector<double> seen;
  static constexpr double corner[6][2] = {{0.5, -0.5}, {0.5, 0.5}, {0, 1}, {-0.5, 0.5}, {-0.5, -0.5}, {0, -1}};
  const auto add = [&](double cx, double cy, double count) {
    if (count == 0) return;  // the background stands for nothing
    std::vector<raster::Point> ring;
    for (const auto& c : corner) ring.push_back({cx + c[0] * sx, cy + c[1] * sy / 3});
    cells.rings.push_back(std::move(ring));
    centres.push_back({cx, cy});
    seen.push_back(count);
    cells.colors.push_back(map.at(counts.high > counts.low ? (count - counts.low) / (counts.high - counts.low) : 1));
  };
  for (std::size_t i = 0; i <= nx; ++i)
    for (std::size_t j = 0; j <= ny; ++j) add(x0 + static_cast<double>(i) * sx, y0 + static_cast<double>(j) * sy, first[i * (ny + 1) + j]);
  for (std::size_t i = 0; i < nx; ++i)
    for (std::size_t j = 0; j < ny; ++j)
      add(x0 + (static_cast<double>(i) + 0.5) * sx, y0 + (static_cast<double>(j) + 0.5) * sy, second[i * ny + j]);
  Mark mark = make_mark("hexbin", "", Swatch::none, {});
  mark.detail = fmt::format(",\"cells\":{},\"most\":", cells.rings.size());
  append_number(mark.detail, counts.high);
  if (seen.size() <= 10'000) {
    std::vector<double> across, up;
    for (const raster::Point p : centres) across.push_back(p.x), up.push_back(p.y);
    append_numbers(mark.detail, "x", across);
    append_numbers(mark.detail, "y", up);
    append_numbers(mark.detail, "counts", seen);
  }
  // Empty cells have the colour of nothing; the outermost cells reach beyond the axes.
  const Color none = map.at(counts.high > counts.low ? -counts.low / (counts.high - counts.low) : 0);
  if (counts.low == 0) mark.shapes.emplace_back(PolygonShape{{lattice_outline(nx, ny, {x0, y0}, sx, sy)}, {none}, {}, true});
  mark.stretches = false;
  d.axes.x_includes = {x0, xs.high + pad};
  d.axes.y_includes = {ys.low, ys.high};
  mark.shapes.emplace_back(std::move(cells));
  d.axes.marks.push_back(std::move(mark));
  d.axes.x.label = pair.x_name;
  d.axes.y.label = pair.y_name;
  add_color_bar(d, counts.low, counts.high, "count");
}

}  // namespace pytk::plot
