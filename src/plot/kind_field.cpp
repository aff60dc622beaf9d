#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <pytk/core/error.hpp>

#include "plot/grid.hpp"

namespace pytk::plot {
namespace {

const std::vector<double>& numbers_of(const Data& data, const std::string& name) {
  const Series& series = column_of(data, name);
  if (series.kind == Values::words) throw fail(Fault::data, "column '{}' holds words, not numbers", series.name);
  return series.numbers;
}

/// The column of that name, or the first of a few usual names that is there.
std::string named_or(const Data& data, const std::vector<std::string>& given, std::size_t index,
                     std::initializer_list<const char*> usual) {
  if (index < given.size()) return given[index];
  for (const char* name : usual)
    if (data.find(name) != nullptr) return name;
  throw fail(Fault::usage, "no column for '{}'", *usual.begin())
      .hint("name the columns in the order that --help tells");
}

}  // namespace

void draw_quiver(Drawing& d) {
  const auto& x = numbers_of(d.data, d.request.x.empty() ? "x" : d.request.x);
  const auto& y = numbers_of(d.data, d.request.y.empty() ? "y" : d.request.y[0]);
  const auto& u = numbers_of(d.data, named_or(d.data, d.request.u_v, 0, {"u"}));
  const auto& v = numbers_of(d.data, named_or(d.data, d.request.u_v, 1, {"v"}));
  const Span xs = span_of(x), ys = span_of(y);
  if (!(xs.low <= xs.high && ys.low <= ys.high))
    throw fail(Fault::data, "there is nothing to plot: no place is a pair of finite numbers");
  double sum = 0;
  std::size_t count = 0;
  ArrowsShape arrows{{}, {}, {}, {}, d.color(0)};
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(x[i] + y[i] + u[i] + v[i])) continue;
    arrows.x.push_back(x[i]);
    arrows.y.push_back(y[i]);
    arrows.dx.push_back(u[i]);
    arrows.dy.push_back(v[i]);
    sum += std::hypot(u[i], v[i]);
    ++count;
  }
  if (!(sum > 0)) throw fail(Fault::data, "there is nothing to plot: all arrows have no length");
  // As Matplotlib scales them: an arrow of mean length takes 1 / 1.8 of a place among as many as there are, at least
  // ten.
  const double root = std::sqrt(static_cast<double>(count)),
               reach = 1 / (1.8 * sum / static_cast<double>(count) * std::max(10.0, root));
  for (auto* part : {&arrows.dx, &arrows.dy})
    for (double& value : *part) value *= reach;
  arrows.width = 0.06 / std::clamp(root, 8.0, 25.0);
  Mark mark = make_mark("quiver", "", Swatch::none, arrows.color);
  mark.detail = fmt::format(",\"arrows\":{},\"scale\":", count);
  append_number(mark.detail, 1 / reach);
  mark.shapes.emplace_back(std::move(arrows));
  d.axes.marks.push_back(std::move(mark));
  d.axes.x.label = d.request.x.empty() ? "x" : d.request.x;
  d.axes.y.label = d.request.y.empty() ? "y" : d.request.y[0];
}

namespace {

/// Where each candle stands: the column of -x, else the first of times, else one after the other.
std::vector<double> candle_places(Drawing& d, std::size_t count) {
  const Series* places = d.request.x.empty() ? nullptr : &column_of(d.data, d.request.x);
  if (places == nullptr)
    for (const Series& series : d.data.columns)
      if (series.kind == Values::times && places == nullptr) places = &series;
  std::vector<double> x;
  if (places == nullptr) {
    for (std::size_t i = 0; i < count; ++i) x.push_back(static_cast<double>(i));
    return x;
  }
  if (places->kind == Values::words) {
    d.axes.x.scale.kind = ScaleKind::category;
    for (const std::uint32_t code : group_codes(*places, d.axes.x.categories)) x.push_back(static_cast<double>(code));
    return x;
  }
  if (places->kind == Values::times) d.axes.x.scale.kind = ScaleKind::date;
  d.axes.x.label = d.data.named ? places->name : "";
  return places->numbers;
}

}  // namespace

void draw_candles(Drawing& d) {
  const auto& open = numbers_of(d.data, named_or(d.data, d.request.open_high_low_close, 0, {"open", "Open"}));
  const auto& high = numbers_of(d.data, named_or(d.data, d.request.open_high_low_close, 1, {"high", "High"}));
  const auto& low = numbers_of(d.data, named_or(d.data, d.request.open_high_low_close, 2, {"low", "Low"}));
  const auto& close = numbers_of(d.data, named_or(d.data, d.request.open_high_low_close, 3, {"close", "Close"}));
  const std::vector<double> x = candle_places(d, open.size());
  const double half = 0.35 * least_gap(x);
  const Color up{44, 160, 44, 255}, down{214, 39, 40, 255};
  Mark mark = make_mark("candle", "", Swatch::none, up);
  mark.detail = fmt::format(",\"candles\":{}", x.size());
  SegmentsShape wicks{{}, {}, {}, {}, {up, 1.0}};
  BarsShape bodies;
  bodies.stands = false;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!std::isfinite(open[i] + high[i] + low[i] + close[i] + x[i])) continue;
    const Color color = close[i] >= open[i] ? up : down;
    wicks.x0.push_back(x[i]);
    wicks.x1.push_back(x[i]);
    wicks.y0.push_back(low[i]);
    wicks.y1.push_back(high[i]);
    wicks.colors.push_back(color);
    bodies.x0.push_back(x[i] - half);
    bodies.x1.push_back(x[i] + half);
    bodies.y0.push_back(std::min(open[i], close[i]));
    bodies.y1.push_back(std::max(open[i], close[i]));
    bodies.colors.push_back(color);
  }
  if (bodies.x0.empty()) throw fail(Fault::data, "there is nothing to plot: no row has four finite prices");
  mark.shapes.emplace_back(std::move(bodies));
  mark.shapes.emplace_back(std::move(wicks));
  d.axes.marks.push_back(std::move(mark));
}

}  // namespace pytk::plot
