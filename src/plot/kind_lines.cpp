#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include <fmt/core.h>

#include <pytk/core/error.hpp>

#include "plot/blocks.hpp"
#include "plot/kinds.hpp"

namespace pytk::plot {
namespace {

const char* type_name(Kind kind) {
  switch (kind) {
    case Kind::step: return "step";
    case Kind::stem: return "stem";
    case Kind::area: return "area";
    case Kind::stack: return "stack";
    case Kind::errorbar: return "errorbar";
    case Kind::spark: return "spark";
    default: return "line";
  }
}

/// The points with corners between each two: a value holds from the place before it (pre), until the place after it
/// (post), or half the way on both sides (mid).
LineShape steps(const Track& track, const Pen& pen, const std::string& where) {
  LineShape line{{}, {}, pen};
  const auto add = [&](double x, double y) {
    line.x.push_back(x);
    line.y.push_back(y);
  };
  for (std::size_t i = 0; i < track.y.size(); ++i) {
    const double x = track.x_at(i), y = track.y[i];
    if (i > 0) {
      const double before = track.x_at(i - 1), held = track.y[i - 1];
      if (where == "pre") add(before, y);
      else if (where == "post") add(x, held);
      else add((before + x) / 2, held), add((before + x) / 2, y);
    }
    add(x, y);
  }
  return line;
}

std::vector<double> all_x(const Track& track) {
  if (!track.x.empty()) return track.x;
  std::vector<double> out(track.y.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = track.x_at(i);
  return out;
}

void add_stems(Mark& mark, const Track& track, const Pen& pen, const Pen& base) {
  SegmentsShape stems{{}, {}, {}, {}, pen};
  for (std::size_t i = 0; i < track.y.size(); ++i) {
    stems.x0.push_back(track.x_at(i));
    stems.x1.push_back(track.x_at(i));
    stems.y0.push_back(0);
    stems.y1.push_back(track.y[i]);
  }
  const std::vector<double> x = stems.x0;
  mark.shapes.emplace_back(std::move(stems));
  if (!x.empty()) {
    const auto [first, last] = std::minmax_element(x.begin(), x.end());
    mark.shapes.emplace_back(LineShape{{*first, *last}, {0, 0}, base});
  }
  mark.shapes.emplace_back(DotsShape{all_x(track), track.y, {pen.color}, {6}});
}

void add_error_bars(Mark& mark, const Track& track, const Pen& pen) {
  SegmentsShape bars{{}, {}, {}, {}, pen};
  for (std::size_t i = 0; i < track.error.size(); ++i) {
    bars.x0.push_back(track.x_at(i));
    bars.x1.push_back(track.x_at(i));
    bars.y0.push_back(track.y[i] - track.error[i]);
    bars.y1.push_back(track.y[i] + track.error[i]);
  }
  mark.shapes.emplace_back(std::move(bars));
}

void add_track(Drawing& d, Track& track, std::size_t index, bool second) {
  const Kind kind = d.request.kind;
  Pen pen = d.pen(index);
  Mark mark{type_name(kind), track.label, Swatch::line, pen.color, Marker::circle, {}, {}, {}};
  mark.dash = pen.dash;
  mark.on_second_y = second;
  mark.detail = fmt::format(",\"points\":{}", track.y.size());
  const bool dots = (d.request.points || !d.request.marker.empty()) && kind != Kind::stem;
  std::vector<double> dots_x, dots_y;
  if (dots || kind == Kind::errorbar) {
    dots_x = all_x(track);
    dots_y = track.y;
  }
  switch (kind) {
    case Kind::step: mark.shapes.emplace_back(steps(track, pen, d.request.where)); break;
    case Kind::stem: add_stems(mark, track, pen, {cycle_color(d.request.theme, 3), 1.5}); break;
    case Kind::area: {
      mark.swatch = Swatch::box;
      mark.color = pen.color.with_alpha(0.5);
      mark.shapes.emplace_back(AreaShape{all_x(track), std::vector<double>(track.y.size(), 0.0), track.y, mark.color});
      mark.shapes.emplace_back(LineShape{all_x(track), track.y, pen});
      break;
    }
    case Kind::errorbar:
      if (track.error.empty())
        throw fail(Fault::usage, "errorbar needs the column of the errors").hint("--error COLUMN");
      add_error_bars(mark, track, pen);
      mark.shapes.emplace_back(LineShape{std::move(track.x), std::move(track.y), pen});
      break;
    default:
      if (track.x.empty() && track.first != 0) track.x = all_x(track);
      mark.shapes.emplace_back(LineShape{std::move(track.x), std::move(track.y), pen});
  }
  if (dots)
    mark.shapes.emplace_back(DotsShape{dots_x,
                                       dots_y,
                                       {pen.color},
                                       {d.request.marker_size.value_or(6)},
                                       d.request.marker.empty() ? Marker::circle : parse_marker(d.request.marker)});
  d.axes.marks.push_back(std::move(mark));
}

/// Where the lowest area begins: at zero, around it (Havre et al. 2000: sym), or so that the lines are as level as can
/// be (Byron and Wattenberg 2008: wiggle, by the parts' sizes: weighted_wiggle).
std::vector<double> first_line(const std::string& baseline, const std::vector<std::vector<double>>& parts) {
  std::vector<double> out(parts.size(), 0.0);
  if (baseline == "zero" || parts.empty()) return out;
  const std::size_t count = parts[0].size();
  const auto m = static_cast<double>(count);
  double centre = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    double total = 0, weighted = 0;
    for (std::size_t t = 0; t < count; ++t) {
      total += parts[i][t];
      weighted += parts[i][t] * (m - 0.5 - static_cast<double>(t));
    }
    if (baseline == "sym") out[i] = -0.5 * total;
    else if (baseline == "wiggle") out[i] = -weighted / m;
    if (baseline != "weighted_wiggle") continue;
    double below = 0;
    for (std::size_t t = 0; t < count; ++t) {
      below += parts[i][t];
      const double increase = i == 0 ? parts[i][t] : parts[i][t] - parts[i - 1][t];
      const double up = i == 0 ? 0.5 : total > 0 ? (total - below + 0.5 * parts[i][t]) / total : 0;
      centre += (up - 0.5) * increase;
    }
    out[i] = centre - 0.5 * total;
  }
  return out;
}

/// Areas on top of each other over the places of all tracks; a track without a place counts as zero there.
void add_stack(Drawing& d, std::vector<Track>& tracks) {
  std::map<double, std::vector<double>> rows;
  for (std::size_t t = 0; t < tracks.size(); ++t)
    for (std::size_t i = 0; i < tracks[t].y.size(); ++i) {
      auto& row = rows[tracks[t].x_at(i)];
      row.resize(tracks.size(), 0.0);
      if (std::isfinite(tracks[t].y[i])) row[t] += tracks[t].y[i];
    }
  std::vector<double> x;
  std::vector<std::vector<double>> parts;
  for (const auto& [at, row] : rows) {
    x.push_back(at);
    parts.push_back(row);
  }
  std::vector<double> low = first_line(d.request.baseline, parts);
  for (std::size_t t = 0; t < tracks.size(); ++t) {
    std::vector<double> high = low;
    for (std::size_t i = 0; i < parts.size(); ++i) high[i] += parts[i][t];
    const Color color = d.color(t);
    Mark mark{"stack", tracks[t].label, Swatch::box, color, Marker::circle, {}, {}, {}};
    mark.detail = fmt::format(",\"points\":{}", x.size());
    mark.shapes.emplace_back(AreaShape{x, low, high, color, t == 0});
    if (x.size() <= 10'000) {
      append_numbers(mark.detail, "low", low);
      append_numbers(mark.detail, "high", high);
    }
    d.axes.marks.push_back(std::move(mark));
    low = std::move(high);
  }
}

/// Colours along the map from the smallest to the largest value, and the bar that tells so.
void color_by_value(Drawing& d, DotsShape& dots, const std::vector<double>& shade) {
  const ColorMap map(d.request.color_map);
  double low = INFINITY, high = -INFINITY;
  for (const double v : shade)
    if (std::isfinite(v)) {
      low = std::min(low, v);
      high = std::max(high, v);
    }
  dots.colors.clear();
  for (const double v : shade) {
    const Color color = map.at(std::isfinite(v) ? (high > low ? (v - low) / (high - low) : 0.5) : std::nan(""));
    dots.colors.push_back(d.request.alpha && color.a > 0 ? color.with_alpha(*d.request.alpha) : color);
  }
  if (low <= high) add_color_bar(d, low, high, d.request.color_by);
}

/// Area, not diameter, tells the value.
void size_by_value(DotsShape& dots, const std::vector<double>& sizes) {
  double most = 0;
  for (const double v : sizes)
    if (std::isfinite(v)) most = std::max(most, v);
  dots.sizes.clear();
  for (const double v : sizes) dots.sizes.push_back(most > 0 && v > 0 ? 20 * std::sqrt(v / most) : 0.0);
}

}  // namespace

void draw_lines(Drawing& d) {
  if (d.data.blocks && draw_reduced_lines(d)) return;
  hold(d.data);
  Prepared prepared = prepare(d.request, d.data, {}, d.notes);
  d.name_axes(prepared);
  const bool stacked = d.request.kind == Kind::stack ||
                       (d.request.kind == Kind::area && prepared.tracks.size() > 1 && d.request.stacked);
  if (stacked) add_stack(d, prepared.tracks);
  else
    for (std::size_t i = 0; i < prepared.tracks.size(); ++i) add_track(d, prepared.tracks[i], i, false);
  if (!prepared.second.empty()) {
    d.axes.y2.emplace();
    d.axes.y2->label = prepared.second_name;
    for (std::size_t i = 0; i < prepared.second.size(); ++i)
      add_track(d, prepared.second[i], prepared.tracks.size() + i, true);
  }
  if (d.request.kind == Kind::spark) d.axes.frame = false;
}

void draw_scatter(Drawing& d) {
  Request request = d.request;
  request.error_by.clear();
  const bool by_color = !request.color_by.empty();
  const Series* color_column = by_color ? &column_of(d.data, request.color_by) : nullptr;
  // A column of words colours by group; numbers colour along a map.
  if (by_color && color_column->kind == Values::words && request.by.empty()) request.by = request.color_by;
  const bool mapped = by_color && color_column->kind != Values::words;
  std::vector<double> shade;
  if (mapped) {
    if (!request.by.empty()) throw fail(Fault::usage, "--by and --color-by with numbers exclude each other");
    shade = color_column->numbers;
  }
  Prepared prepared = prepare(request, d.data, {.one_series = true}, d.notes);
  d.name_axes(prepared);
  for (std::size_t t = 0; t < prepared.tracks.size(); ++t) {
    Track& track = prepared.tracks[t];
    Mark mark{"scatter", track.label, Swatch::dot, d.color(t), Marker::circle, {}, {}, {}};
    mark.marker = d.request.marker.empty() ? Marker::circle : parse_marker(d.request.marker);
    mark.detail = fmt::format(",\"points\":{}", track.y.size());
    DotsShape dots{{},
                   {},
                   {mark.color},
                   {d.request.marker_size.value_or(track.y.size() > 100'000 ? 1.0
                                                   : track.y.size() > 5000  ? 3.0
                                                                            : 6.0)},
                   mark.marker};
    if (mapped && shade.size() == track.y.size()) color_by_value(d, dots, shade);
    if (!track.size.empty()) size_by_value(dots, track.size);
    std::optional<WordsShape> words;
    if (!track.words.empty()) {
      words = WordsShape{track.x.empty() ? all_x(track) : track.x,
                         track.y,
                         track.words,
                         {theme_of(d.request.theme).text},
                         Across::left,
                         Upward::bottom,
                         8,
                         3,
                         3};
    }
    dots.x = track.x.empty() ? all_x(track) : std::move(track.x);
    dots.y = std::move(track.y);
    mark.shapes.emplace_back(std::move(dots));
    if (words) mark.shapes.emplace_back(std::move(*words));
    d.axes.marks.push_back(std::move(mark));
  }
}

}  // namespace pytk::plot
