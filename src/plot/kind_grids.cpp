#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <pytk/core/error.hpp>

#include "plot/grid.hpp"
#include "plot/kinds.hpp"
#include "plot/npy.hpp"
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

raster::Picture shaded(const std::vector<double>& values, std::size_t columns, std::size_t rows,
                       const std::string& map_name, Span span) {
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

namespace {

GridData matrix_grid(const Matrix& matrix) {
  if (matrix.depth != 1) throw fail(Fault::data, "a map needs an array of two dimensions, this one has three");
  GridData out;
  out.columns = matrix.columns;
  out.rows = matrix.rows;
  out.values = matrix.values;
  return out;
}

/// The column whose values are the cells': the one that was named, else the first of numbers; none where rows are
/// counted.
const Series* cell_column(const Drawing& d, const Series& x, const Series& y) {
  const Series* value = d.request.color_by.empty() ? nullptr : &column_of(d.data, d.request.color_by);
  if (value == nullptr && d.request.reduce != Reduce::count)
    for (const Series& series : d.data.columns)
      if (value == nullptr && &series != &x && &series != &y && series.kind == Values::numbers) value = &series;
  if (value != nullptr && value->kind == Values::words)
    throw fail(Fault::data, "column '{}' holds words, not numbers", value->name);
  return value;
}

/// Long form: a row for each cell; cells that occur more than once are added up or reduced as asked.
GridData grid_of_rows(const Drawing& d) {
  GridData out;
  const Series &x = column_of(d.data, d.request.x), &y = column_of(d.data, d.request.y[0]);
  const Series* value = cell_column(d, x, y);
  const auto across = group_codes(x, out.x_names), down = group_codes(y, out.y_names);
  out.columns = out.x_names.size();
  out.rows = out.y_names.size();
  if (out.columns * out.rows > 4'000'000)
    throw fail(Fault::data, "a map of {} x {} cells is too large", out.columns, out.rows);
  std::vector<std::vector<double>> cells(out.columns * out.rows);
  for (std::size_t i = 0; i < across.size(); ++i) {
    if (across[i] == UINT32_MAX || down[i] == UINT32_MAX) continue;
    const double v = value == nullptr ? 1 : value->numbers[i];
    if (std::isfinite(v)) cells[down[i] * out.columns + across[i]].push_back(v);
  }
  Reduce how = d.request.reduce == Reduce::none ? Reduce::sum : d.request.reduce;
  if (value == nullptr) how = Reduce::count;
  out.values.assign(cells.size(), std::nan(""));
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!cells[i].empty()) out.values[i] = reduce_values(how, d.request.percent, cells[i]);
  out.x_label = d.data.named ? x.name : "";
  out.y_label = d.data.named ? y.name : "";
  out.value_label = value == nullptr ? "count" : value->name;
  return out;
}

/// Every numeric column is a column of the map; a leading column of words names the rows.
GridData grid_of_columns(const Data& data) {
  GridData out;
  std::vector<const Series*> numeric;
  for (const Series& series : data.columns) {
    if (series.kind != Values::words) numeric.push_back(&series);
    else if (out.y_names.empty())
      for (const std::uint32_t code : series.codes)
        out.y_names.push_back(code == UINT32_MAX ? "" : series.words[code]);
  }
  if (numeric.empty()) throw fail(Fault::data, "there is nothing to plot: no column holds numbers");
  out.columns = numeric.size();
  out.rows = numeric[0]->numbers.size();
  for (std::size_t r = 0; r < out.rows; ++r)
    for (const Series* series : numeric) out.values.push_back(series->numbers[r]);
  if (data.named)
    for (const Series* series : numeric) out.x_names.push_back(series->name);
  return out;
}

}  // namespace

GridData grid_of(const Drawing& d) {
  if (d.data.matrix && d.request.x.empty()) return matrix_grid(*d.data.matrix);
  if (!d.request.x.empty() && !d.request.y.empty()) return grid_of_rows(d);
  return grid_of_columns(d.data);
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
  const GridData grid = grid_of(d);
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
    const ColorMap map(d.request.color_map);
    for (std::size_t i = 0; i < grid.values.size(); ++i) {
      if (!std::isfinite(grid.values[i])) continue;
      const std::size_t row = i / grid.columns;
      words.x.push_back(static_cast<double>(i % grid.columns));
      words.y.push_back(static_cast<double>(row));
      words.words.push_back(format_number(grid.values[i], d.request.y_format.empty() ? "plain" : d.request.y_format));
      const Color c = map.at(span.high > span.low ? (grid.values[i] - span.low) / (span.high - span.low) : 0);
      words.colors.push_back(0.299 * c.r + 0.587 * c.g + 0.114 * c.b > 140 ? Color{0, 0, 0, 255}
                                                                           : Color{255, 255, 255, 255});
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
  std::vector<double> any_x = x, any_y = y;  // rules look at them in an order of their own
  const auto x_edges = histogram_edges(any_x, d.request.bins, {}, capped),
             y_edges = histogram_edges(any_y, d.request.bins, {}, capped);
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

}  // namespace pytk::plot
