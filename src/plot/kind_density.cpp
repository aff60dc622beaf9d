#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <pytk/core/error.hpp>

#include "plot/grid.hpp"

namespace pytk::plot {
namespace {

/// How bright each count is, 0 to 1; zero stays zero.
std::vector<double> brightness(const std::vector<std::uint32_t>& counts, const std::string& how) {
  std::vector<double> out(counts.size(), 0.0);
  const std::uint32_t most = *std::max_element(counts.begin(), counts.end());
  if (how == "eq_hist") {
    // Each brightness is used equally often: a count's place among all counts.
    std::vector<std::uint32_t> sorted;
    for (const std::uint32_t c : counts)
      if (c > 0) sorted.push_back(c);
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < counts.size(); ++i)
      if (counts[i] > 0)
        out[i] = static_cast<double>(std::upper_bound(sorted.begin(), sorted.end(), counts[i]) - sorted.begin()) /
                 static_cast<double>(sorted.size());
    return out;
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const double part = static_cast<double>(counts[i]) / most;
    if (how == "log") out[i] = std::log1p(counts[i]) / std::log1p(most);
    else if (how == "cbrt") out[i] = std::cbrt(part);
    else if (how == "linear") out[i] = part;
    else throw fail(Fault::usage, "unknown shade '{}'", how).hint("shades: eq_hist, log, cbrt, linear");
  }
  return out;
}

}  // namespace

void draw_density(Drawing& d) {
  const Pair pair = two_columns(d.request, d.data);
  Span xs, ys;
  if (pair.x.empty()) {
    xs = {0, static_cast<double>(pair.y.size() - 1)};
  } else {
    xs = span_of(pair.x);
  }
  ys = span_of(pair.y);
  if (!(xs.low <= xs.high && ys.low <= ys.high)) throw fail(Fault::data, "there is nothing to plot: no pair of values is finite");
  for (Span* s : {&xs, &ys})
    if (s->low == s->high) s->low -= 0.5, s->high += 0.5;
  // One cell a pixel of the data area.
  const auto columns = static_cast<std::size_t>(std::max(8.0, std::round(0.775 * d.request.width))),
             rows = static_cast<std::size_t>(std::max(8.0, std::round(0.77 * d.request.height)));
  std::vector<std::uint32_t> counts(columns * rows, 0);
  const double fx = static_cast<double>(columns) / (xs.high - xs.low), fy = static_cast<double>(rows) / (ys.high - ys.low);
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < pair.y.size(); ++i) {
    const double px = pair.x.empty() ? static_cast<double>(i) : pair.x[i], x = (px - xs.low) * fx, y = (ys.high - pair.y[i]) * fy;
    if (!(x >= 0 && y >= 0 && x < 1e9 && y < 1e9)) continue;
    const auto c = std::min(static_cast<std::size_t>(x), columns - 1), r = std::min(static_cast<std::size_t>(y), rows - 1);
    ++counts[r * columns + c];
    ++total;
  }
  const std::vector<double> light = brightness(counts, d.request.shade);
  const ColorMap map(d.request.color_map);
  raster::Picture picture(static_cast<std::uint32_t>(columns), static_cast<std::uint32_t>(rows), 4);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    const Color color = map.at(light[i]);
    std::uint8_t* p = picture.samples.data() + 4 * i;
    p[0] = color.r, p[1] = color.g, p[2] = color.b, p[3] = 255;
  }
  Mark mark = make_mark("density", "", Swatch::none, {});
  mark.detail = fmt::format(",\"points\":{},\"most\":{}", total, *std::max_element(counts.begin(), counts.end()));
  mark.shapes.emplace_back(PictureShape{std::move(picture), xs.low, xs.high, ys.high, ys.low, false});
  d.axes.marks.push_back(std::move(mark));
  d.axes.x.label = pair.x_name;
  d.axes.y.label = pair.y_name;
}

}  // namespace pytk::plot
