#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/core.h>

#include <pytk/core/error.hpp>

#include "plot/kinds.hpp"
#include "plot/ticks.hpp"

namespace pytk::plot {
namespace {

/// Room between neighbours on a number or time axis.
double spacing(const std::vector<Track>& tracks) {
  std::vector<double> x;
  for (const Track& track : tracks)
    for (std::size_t i = 0; i < track.y.size(); ++i) x.push_back(track.x_at(i));
  std::sort(x.begin(), x.end());
  double least = INFINITY;
  for (std::size_t i = 1; i < x.size(); ++i)
    if (x[i] > x[i - 1]) least = std::min(least, x[i] - x[i - 1]);
  return std::isfinite(least) ? least : 1;
}

}  // namespace

void draw_bars(Drawing& d) {
  const bool flat = d.request.kind == Kind::barh;
  Prepared prepared =
      prepare(d.request, d.data, {.words_first = true, .x_as_category = true, .sums_repeats = true}, d.notes);
  const std::size_t count = prepared.tracks.size();
  const bool stacked = d.request.stacked && count > 1;
  const double room = prepared.x_kind == ScaleKind::category ? 1.0 : spacing(prepared.tracks);
  // The bars of one place share 0.8 of its room, centred.
  const double width = 0.8 * room / (stacked ? 1.0 : static_cast<double>(count));
  std::vector<double> up(prepared.categories.size(), 0.0), down = up;
  for (std::size_t t = 0; t < count; ++t) {
    const Track& track = prepared.tracks[t];
    Mark mark{flat ? "barh" : "bar", track.label, Swatch::box, d.color(t), Marker::circle, {}, {}, {}};
    BarsShape bars;
    bars.horizontal = flat;
    bars.colors = {mark.color};
    if (d.request.theme == ThemeName::bw) bars.edge = Color{0, 0, 0, 255};
    const double shift = stacked ? 0.0 : (static_cast<double>(t) - (static_cast<double>(count) - 1) / 2) * width;
    for (std::size_t i = 0; i < track.y.size(); ++i) {
      const double value = track.y[i], at = track.x_at(i) + shift;
      if (!std::isfinite(value) || !std::isfinite(at)) continue;
      double base = 0;
      if (stacked && prepared.x_kind == ScaleKind::category) {
        double& level = (value >= 0 ? up : down)[static_cast<std::size_t>(track.x_at(i))];
        base = level;
        level += value;
      }
      push_bar(bars, flat, at - width / 2, at + width / 2, base, base + value);
      bars.words_inside = stacked;
      if (d.request.values)
        bars.words.push_back(format_number(value, (flat ? d.request.x_format : d.request.y_format).empty()
                                                      ? "plain"
                                                      : (flat ? d.request.x_format : d.request.y_format)));
    }
    append_numbers(mark.detail, "values", track.y);
    mark.shapes.emplace_back(std::move(bars));
    d.axes.marks.push_back(std::move(mark));
  }
  d.name_axes(prepared);
  if (d.request.values) {
    // Room for the words at the ends.
    double high = 0, low = 0;
    for (const Mark& mark : d.axes.marks)
      for (const auto* ends :
           {flat ? &std::get<BarsShape>(mark.shapes[0]).x1 : &std::get<BarsShape>(mark.shapes[0]).y1,
            flat ? &std::get<BarsShape>(mark.shapes[0]).x0 : &std::get<BarsShape>(mark.shapes[0]).y0})
        for (const double end : *ends) {
          high = std::max(high, end);
          low = std::min(low, end);
        }
    (flat ? d.axes.x_includes : d.axes.y_includes) = {high + 0.1 * (high - low)};
  }
  if (flat) {
    std::swap(d.axes.x, d.axes.y);
    // The first label stands on top, as in the table it came from.
    d.axes.y.reversed = d.axes.y.scale.kind == ScaleKind::category;
  }
}

}  // namespace pytk::plot
