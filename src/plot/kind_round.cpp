#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/core.h>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "plot/grid.hpp"
#include "plot/ticks.hpp"

namespace pytk::plot {
namespace {

constexpr std::size_t most_slices = 20;

void gather_small(std::vector<std::string>& names, std::vector<double>& values) {
  if (values.size() <= most_slices) return;
  double rest = 0;
  for (std::size_t i = most_slices - 1; i < values.size(); ++i) rest += values[i];
  const std::size_t count = values.size() - most_slices + 1;
  names.resize(most_slices - 1);
  values.resize(most_slices - 1);
  names.push_back(fmt::format("other ({})", count));
  values.push_back(rest);
}

std::vector<raster::Point> wedge(double from, double to, double inner) {
  std::vector<raster::Point> ring;
  const int steps = std::max(2, static_cast<int>(std::ceil((to - from) / (M_PI / 90))));
  for (int i = 0; i <= steps; ++i) {
    const double angle = from + (to - from) * i / steps;
    ring.push_back({std::cos(angle), std::sin(angle)});
  }
  if (inner <= 0) {
    ring.push_back({0, 0});
  } else {
    for (int i = steps; i >= 0; --i) {
      const double angle = from + (to - from) * i / steps;
      ring.push_back({inner * std::cos(angle), inner * std::sin(angle)});
    }
  }
  return ring;
}

/// Rings, spokes and their names.
Mark polar_net(const Theme& theme, double edge) {
  Mark net = make_mark("polar-net", "", Swatch::none, theme.grid);
  const auto circle = [&](double r, const Pen& pen) {
    LineShape line{{}, {}, pen};
    line.closed = true;
    for (int i = 0; i < 180; ++i) {
      line.x.push_back(r * std::cos(i * M_PI / 90));
      line.y.push_back(r * std::sin(i * M_PI / 90));
    }
    net.shapes.emplace_back(std::move(line));
  };
  WordsShape names{{}, {}, {}, {theme.text}, Across::center, Upward::middle, 10};
  SegmentsShape spokes{{}, {}, {}, {}, {theme.grid, 0.8}};
  for (int i = 0; i < 8; ++i) {
    const double angle = i * M_PI / 4;
    spokes.x0.push_back(0);
    spokes.y0.push_back(0);
    spokes.x1.push_back(edge * std::cos(angle));
    spokes.y1.push_back(edge * std::sin(angle));
    names.x.push_back(1.12 * edge * std::cos(angle));
    names.y.push_back(1.08 * edge * std::sin(angle));
    names.words.push_back(fmt::format("{}°", i * 45));
  }
  net.shapes.emplace_back(std::move(spokes));
  const auto rings = linear_ticks(0, edge, 5);
  const PlainLabels labels = plain_labels(rings, 0, edge);
  WordsShape radii{{}, {}, {}, {theme.text}, Across::left, Upward::middle, 8};
  for (std::size_t i = 0; i < rings.size(); ++i) {
    if (!(rings[i] > 0 && rings[i] < edge)) continue;
    circle(rings[i], {theme.grid, 0.8});
    radii.x.push_back(rings[i] * std::cos(M_PI / 8));
    radii.y.push_back(rings[i] * std::sin(M_PI / 8));
    radii.words.push_back(labels.labels[i]);
  }
  circle(edge, {theme.line, 0.8});
  net.shapes.emplace_back(std::move(names));
  net.shapes.emplace_back(std::move(radii));
  return net;
}

// A round picture without a frame, with room for the names at both sides.
void frame_pie(Axes& axes, const std::vector<std::string>& names) {
  axes.frame = false;
  axes.equal_aspect = true;
  axes.tight = true;
  std::size_t longest = 4;
  for (const std::string& name : names) longest = std::max(longest, display_width(name));
  const double room = 1.15 + 0.075 * static_cast<double>(std::min<std::size_t>(longest, 40));
  axes.x_includes = {-room, room};
  axes.y_includes = {-1.25, 1.25};
}

}  // namespace

void draw_pie(Drawing& d) {
  Prepared prepared =
      prepare(d.request, d.data, {.words_first = true, .x_as_category = true, .sums_repeats = true}, d.notes);
  if (prepared.tracks.size() != 1)
    throw fail(Fault::usage, "a pie shows one series").hint("choose one column with -y, without --by");
  const Track& track = prepared.tracks[0];
  std::vector<std::string> names;
  std::vector<double> values;
  for (std::size_t i = 0; i < track.y.size(); ++i) {
    if (!std::isfinite(track.y[i])) continue;
    if (track.y[i] < 0) throw fail(Fault::data, "a pie cannot show the negative value {}", track.y[i]);
    values.push_back(track.y[i]);
    const double code = track.x_at(i);  // no number where the name is missing
    const bool named = code >= 0 && code < static_cast<double>(prepared.categories.size());
    names.push_back(named ? prepared.categories[static_cast<std::size_t>(code)] : fmt::format("{}", i));
  }
  gather_small(names, values);
  const double total = std::accumulate(values.begin(), values.end(), 0.0);
  if (!(total > 0)) throw fail(Fault::data, "there is nothing to plot: the values add up to nothing");
  double angle = 0;
  const Color ink = theme_of(d.request.theme).text;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double to = angle + values[i] / total * 2 * M_PI, middle = (angle + to) / 2;
    Mark mark = make_mark("pie", "", Swatch::none, d.color(i));
    mark.detail = ",\"value\":";
    append_number(mark.detail, values[i]);
    mark.detail += ",\"part\":";
    append_number(mark.detail, values[i] / total);
    mark.shapes.emplace_back(PolygonShape{
        {wedge(angle, to, d.request.donut ? 0.55 : 0)}, {mark.color}, Pen{theme_of(d.request.theme).figure, 0.7}});
    WordsShape words{{1.1 * std::cos(middle)},
                     {1.1 * std::sin(middle)},
                     {names[i]},
                     {ink},
                     std::cos(middle) >= 0 ? Across::left : Across::right,
                     Upward::middle,
                     10};
    mark.shapes.emplace_back(std::move(words));
    if (d.request.values) {
      // A thin slice has more room near its rim.
      const double at = d.request.donut ? 0.78 : values[i] / total < 0.06 ? 0.82 : 0.6;
      WordsShape share{{at * std::cos(middle)},
                       {at * std::sin(middle)},
                       {fmt::format("{:.1f}%", values[i] / total * 100)},
                       {{255, 255, 255, 255}},
                       Across::center,
                       Upward::middle,
                       9};
      mark.shapes.emplace_back(std::move(share));
    }
    d.axes.marks.push_back(std::move(mark));
    angle = to;
  }
  frame_pie(d.axes, names);
}

void draw_polar(Drawing& d) {
  Prepared prepared = prepare(d.request, d.data, {}, d.notes);
  Span radius{0, 0};
  for (const Track& track : prepared.tracks)
    for (const double r : track.y)
      if (std::isfinite(r)) radius.include(r);
  const double edge = radius.high > 0 ? radius.high * 1.05 : 1;
  d.axes.marks.push_back(polar_net(theme_of(d.request.theme), edge));
  for (std::size_t t = 0; t < prepared.tracks.size(); ++t) {
    const Track& track = prepared.tracks[t];
    Mark mark = make_mark("polar", track.label, Swatch::line, d.color(t));
    mark.detail = fmt::format(",\"points\":{}", track.y.size());
    LineShape line{{}, {}, d.pen(t)};
    for (std::size_t i = 0; i < track.y.size(); ++i) {
      line.x.push_back(track.y[i] * std::cos(track.x_at(i)));
      line.y.push_back(track.y[i] * std::sin(track.x_at(i)));
    }
    mark.shapes.emplace_back(std::move(line));
    d.axes.marks.push_back(std::move(mark));
  }
  d.axes.frame = false;
  d.axes.equal_aspect = true;
  d.axes.tight = true;
  d.axes.x_includes = {-1.3 * edge, 1.3 * edge};
  d.axes.y_includes = {-1.2 * edge, 1.2 * edge};
}

}  // namespace pytk::plot
