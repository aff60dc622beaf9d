#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <pytk/core/error.hpp>

#include "plot/kinds.hpp"
#include "plot/ticks.hpp"

namespace pytk::plot {
namespace {

/// Where bars may stand and how wide they are.
struct Slots {
  bool flat = false, stacked = false;
  std::size_t count = 0;
  double width = 0;
  /// Of a series' bars from the middle of their place.
  [[nodiscard]] double shift(std::size_t series) const {
    return stacked ? 0.0 : (static_cast<double>(series) - (static_cast<double>(count) - 1) / 2) * width;
  }
};

Slots slots_for(const Drawing& d, const Prepared& prepared) {
  Slots out;
  out.flat = d.request.kind == Kind::barh;
  out.count = prepared.tracks.size();
  out.stacked = d.request.stacked && out.count > 1;
  double room = 1.0;
  if (prepared.x_kind != ScaleKind::category) {
    std::vector<double> places;
    for (const Track& track : prepared.tracks)
      for (std::size_t i = 0; i < track.y.size(); ++i) places.push_back(track.x_at(i));
    room = least_gap(std::move(places));
  }
  // The bars of one place share 0.8 of its room, centred.
  out.width = 0.8 * room / (out.stacked ? 1.0 : static_cast<double>(out.count));
  return out;
}

/// How high the stacks of all categories stand, upward and downward.
struct Stacks {
  std::vector<double> up, down;
  /// Lays a value on its stack; gives where it begins.
  double lay(std::size_t category, double value) {
    double& level = (value >= 0 ? up : down)[category];
    const double base = level;
    level += value;
    return base;
  }
};

BarsShape bars_of(const Drawing& d, const Prepared& prepared, std::size_t series, const Slots& slots, Stacks& stacks) {
  const Track& track = prepared.tracks[series];
  const bool stacks_up = slots.stacked && prepared.x_kind == ScaleKind::category;
  const std::string& asked = slots.flat ? d.request.x_format : d.request.y_format;
  const std::string format = asked.empty() ? "plain" : asked;
  BarsShape bars;
  bars.horizontal = slots.flat;
  bars.colors = {d.color(series)};
  if (d.request.theme == ThemeName::bw) bars.edge = Color{0, 0, 0, 255};
  for (std::size_t i = 0; i < track.y.size(); ++i) {
    const double value = track.y[i], at = track.x_at(i) + slots.shift(series);
    if (!std::isfinite(value) || !std::isfinite(at)) continue;
    const double base = stacks_up ? stacks.lay(static_cast<std::size_t>(track.x_at(i)), value) : 0;
    push_bar(bars, slots.flat, at - slots.width / 2, at + slots.width / 2, base, base + value);
    bars.words_inside = slots.stacked;
    if (d.request.values) bars.words.push_back(format_number(value, format));
  }
  return bars;
}

/// Room for the words at the bars' ends.
void include_words(Axes& axes, bool flat) {
  double high = 0, low = 0;
  for (const Mark& mark : axes.marks) {
    const auto& bars = std::get<BarsShape>(mark.shapes[0]);
    for (const auto* ends : {flat ? &bars.x1 : &bars.y1, flat ? &bars.x0 : &bars.y0})
      for (const double end : *ends) {
        high = std::max(high, end);
        low = std::min(low, end);
      }
  }
  (flat ? axes.x_includes : axes.y_includes) = {high + 0.1 * (high - low)};
}

}  // namespace

void draw_bars(Drawing& d) {
  Prepared prepared =
      prepare(d.request, d.data, {.words_first = true, .x_as_category = true, .sums_repeats = true}, d.notes);
  const Slots slots = slots_for(d, prepared);
  const std::vector<double> ground(prepared.categories.size(), 0.0);
  Stacks stacks{ground, ground};
  for (std::size_t t = 0; t < slots.count; ++t) {
    const Track& track = prepared.tracks[t];
    Mark mark{slots.flat ? "barh" : "bar", track.label, Swatch::box, d.color(t), Marker::circle, {}, {}, {}};
    append_numbers(mark.detail, "values", track.y);
    mark.shapes.emplace_back(bars_of(d, prepared, t, slots, stacks));
    d.axes.marks.push_back(std::move(mark));
  }
  d.name_axes(prepared);
  if (d.request.values) include_words(d.axes, slots.flat);
  if (slots.flat) {
    std::swap(d.axes.x, d.axes.y);
    // The first label stands on top, as in the table it came from.
    d.axes.y.reversed = d.axes.y.scale.kind == ScaleKind::category;
  }
}

}  // namespace pytk::plot
