#include <algorithm>
#include <cmath>
#include <memory>
#include <span>

#include <fmt/core.h>

#include <pytk/core/error.hpp>

#include "plot/blocks.hpp"
#include "plot/grid.hpp"
#include "plot/stats.hpp"

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

namespace {

/// Pairs of values in pieces: from blocks, or all at once. An empty x stands for the rows' numbers.
class Pairs {
 public:
  explicit Pairs(Drawing& d) : blocks_(d.data.blocks) {
    if (!blocks_) {
      held_ = two_columns(d.request, d.data);
      x_name = held_.x_name;
      y_name = held_.y_name;
      return;
    }
    const auto [x, y] = pair_of_columns(d.request, d.data);
    x_ = x == nullptr ? nowhere : static_cast<std::size_t>(x - d.data.columns.data());
    y_ = static_cast<std::size_t>(y - d.data.columns.data());
    if (!d.data.named) return;
    x_name = x == nullptr ? "" : x->name;
    y_name = y->name;
  }

  /// take(first row, x, y)
  template <class Take>
  void each(const Take& take) const {
    if (!blocks_) {
      take(std::size_t{0}, std::span<const double>(held_.x), std::span<const double>(held_.y));
      return;
    }
    std::size_t row = 0;
    blocks_->each([&](Blocks::Columns part) {
      take(row, x_ == nowhere ? std::span<const double>() : part[x_], part[y_]);
      row += part[y_].size();
    });
  }

  std::string x_name, y_name;

 private:
  static constexpr std::size_t nowhere = SIZE_MAX;
  std::shared_ptr<Blocks> blocks_;
  Pair held_;
  std::size_t x_ = nowhere, y_ = 0;
};

struct Counts {
  std::size_t columns, rows;
  Span xs{}, ys{};
  std::vector<std::uint32_t> cells{};
  std::uint64_t total = 0;
};

void measure(const Pairs& pairs, Counts& out) {
  pairs.each([&](std::size_t row, std::span<const double> x, std::span<const double> y) {
    if (x.empty() && !y.empty()) {
      out.xs.include(static_cast<double>(row));
      out.xs.include(static_cast<double>(row + y.size() - 1));
    }
    widen_finite(x, out.xs.low, out.xs.high);
    widen_finite(y, out.ys.low, out.ys.high);
  });
  if (!(out.xs.low <= out.xs.high && out.ys.low <= out.ys.high))
    throw fail(Fault::data, "there is nothing to plot: no pair of values is finite");
  for (Span* s : {&out.xs, &out.ys})
    if (s->low == s->high) s->low -= 0.5, s->high += 0.5;
}

void count(const Pairs& pairs, Counts& out) {
  out.cells.assign(out.columns * out.rows, 0);
  const double fx = static_cast<double>(out.columns) / (out.xs.high - out.xs.low),
               fy = static_cast<double>(out.rows) / (out.ys.high - out.ys.low);
  pairs.each([&](std::size_t row, std::span<const double> xs, std::span<const double> ys) {
    for (std::size_t i = 0; i < ys.size(); ++i) {
      const double at = xs.empty() ? static_cast<double>(row + i) : xs[i];
      const double x = (at - out.xs.low) * fx, y = (out.ys.high - ys[i]) * fy;
      if (!(x >= 0 && y >= 0 && x < 1e9 && y < 1e9)) continue;
      const auto c = std::min(static_cast<std::size_t>(x), out.columns - 1),
                 r = std::min(static_cast<std::size_t>(y), out.rows - 1);
      ++out.cells[r * out.columns + c];
      ++out.total;
    }
  });
}

}  // namespace

void draw_density(Drawing& d) {
  const Pairs pairs(d);
  // One cell a pixel of the data area, whose edges are drawn on whole pixels.
  const auto pixels = [](double size, double from, double to) {
    return static_cast<std::size_t>(std::max(8.0, std::round(to * size) - std::round(from * size)));
  };
  Counts counts{pixels(d.request.width, 0.125, 0.9), pixels(d.request.height, 0.12, 0.89)};
  measure(pairs, counts);
  count(pairs, counts);
  if (d.data.blocks) d.data.blocks->tell(d.data);
  const std::vector<double> light = brightness(counts.cells, d.request.shade);
  const ColorMap map(d.request.color_map);
  raster::Picture picture(static_cast<std::uint32_t>(counts.columns), static_cast<std::uint32_t>(counts.rows), 4);
  for (std::size_t i = 0; i < counts.cells.size(); ++i) {
    if (counts.cells[i] == 0) continue;
    const Color color = map.at(light[i]);
    std::uint8_t* p = picture.samples.data() + 4 * i;
    p[0] = color.r, p[1] = color.g, p[2] = color.b, p[3] = 255;
  }
  Mark mark = make_mark("density", "", Swatch::none, {});
  mark.detail = fmt::format(",\"points\":{},\"most\":{}", counts.total,
                            *std::max_element(counts.cells.begin(), counts.cells.end()));
  mark.shapes.emplace_back(
      PictureShape{std::move(picture), counts.xs.low, counts.xs.high, counts.ys.high, counts.ys.low, false});
  d.axes.marks.push_back(std::move(mark));
  d.axes.x.label = pairs.x_name;
  d.axes.y.label = pairs.y_name;
}

}  // namespace pytk::plot
