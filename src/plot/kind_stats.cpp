#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <pytk/core/error.hpp>

#include "plot/kinds.hpp"
#include "plot/stats.hpp"

namespace pytk::plot {
namespace {

/// One place on a category axis for each sample.
std::vector<Track> start_categories(Drawing& d) {
  std::string name;
  std::vector<Track> tracks = samples(d.request, d.data, name, d.notes);
  d.axes.x.scale.kind = ScaleKind::category;
  for (std::size_t i = 0; i < tracks.size(); ++i)
    d.axes.x.categories.push_back(!tracks[i].label.empty()              ? tracks[i].label
                                  : tracks.size() == 1 && !name.empty() ? name
                                                                        : fmt::format("{}", i + 1));
  if (tracks.size() > 1) d.axes.y.label = name;
  d.axes.x_includes = {-0.5, static_cast<double>(tracks.size()) - 0.5};
  return tracks;
}

double box_width(std::size_t count) { return std::clamp(0.15 * static_cast<double>(count - 1), 0.15, 0.5); }

std::string box_detail(const BoxStatistics& s) {
  std::string out;
  const std::pair<const char*, double> parts[] = {{"q1", s.q1},
                                                  {"median", s.median},
                                                  {"q3", s.q3},
                                                  {"lo", s.low},
                                                  {"hi", s.high},
                                                  {"mean", s.mean},
                                                  {"notch_lo", s.notch_low},
                                                  {"notch_hi", s.notch_high}};
  for (const auto& [name, value] : parts) {
    out += fmt::format(",\"{}\":", name);
    append_number(out, value);
  }
  return out + fmt::format(",\"outliers_n\":{}", s.outliers.size());
}

/// The outline of a box, with a waist at the median when notched.
LineShape box_outline(double x, double half, const BoxStatistics& s, bool notch, const Pen& pen) {
  LineShape out{{x - half, x + half}, {s.q1, s.q1}, pen};
  out.closed = true;
  const auto add = [&](double px, double py) {
    out.x.push_back(px);
    out.y.push_back(py);
  };
  if (notch) {
    add(x + half, s.notch_low);
    add(x + half / 2, s.median);
    add(x + half, s.notch_high);
  }
  add(x + half, s.q3);
  add(x - half, s.q3);
  if (notch) {
    add(x - half, s.notch_high);
    add(x - half / 2, s.median);
    add(x - half, s.notch_low);
  }
  return out;
}

}  // namespace

void draw_boxes(Drawing& d) {
  const std::vector<Track> tracks = start_categories(d);
  const Color ink = theme_of(d.request.theme).line;
  const double half = box_width(tracks.size()) / 2;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    const BoxStatistics s = box_statistics(tracks[i].y, d.request.whiskers);
    const auto x = static_cast<double>(i);
    Mark mark = make_mark("box", tracks[i].label, Swatch::none, d.color(i));
    mark.detail = box_detail(s);
    const Pen pen{ink, 1.0};
    mark.shapes.emplace_back(box_outline(x, half, s, d.request.notch, pen));
    mark.shapes.emplace_back(SegmentsShape{{x, x, x - half / 2, x - half / 2},
                                           {s.q1, s.q3, s.low, s.high},
                                           {x, x, x + half / 2, x + half / 2},
                                           {s.low, s.high, s.low, s.high},
                                           pen});
    const double inner = d.request.notch ? half / 2 : half;
    mark.shapes.emplace_back(
        SegmentsShape{{x - inner}, {s.median}, {x + inner}, {s.median}, {cycle_color(d.request.theme, 1), 1.5}});
    if (!s.outliers.empty())
      mark.shapes.emplace_back(
          DotsShape{std::vector<double>(s.outliers.size(), x), s.outliers, {ink}, {6}, Marker::circle, ink, true});
    if (d.request.show_mean)
      mark.shapes.emplace_back(DotsShape{{x}, {s.mean}, {cycle_color(d.request.theme, 2)}, {6}, Marker::triangle});
    d.axes.marks.push_back(std::move(mark));
  }
}

void draw_violins(Drawing& d) {
  const std::vector<Track> tracks = start_categories(d);
  const double half = box_width(tracks.size()) / 2 + 0.1;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    const Density density(tracks[i].y, d.request.bandwidth);
    std::vector<double> shape = density.over(density.low(), density.high(), 100);
    if (!(density.width() > 0)) shape.assign(100, 1.0);  // one value: a line of full width
    const double most = *std::max_element(shape.begin(), shape.end());
    const auto x = static_cast<double>(i);
    const Color color = cycle_color(d.request.theme, 0);
    Mark mark = make_mark("violin", tracks[i].label, Swatch::none, color);
    std::vector<double> places;
    std::vector<raster::Point> ring;
    for (std::size_t k = 0; k < 100; ++k)
      places.push_back(density.low() + (density.high() - density.low()) * static_cast<double>(k) / 99);
    if (most > 0) {
      for (std::size_t k = 0; k < 100; ++k) ring.push_back({x + half * shape[k] / most, places[k]});
      for (std::size_t k = 100; k-- > 0;) ring.push_back({x - half * shape[k] / most, places[k]});
      mark.shapes.emplace_back(PolygonShape{{ring}, {color.with_alpha(0.3)}});
    }
    const double cap = half / 2;
    SegmentsShape lines{{x - cap, x - cap, x},
                        {density.low(), density.high(), density.low()},
                        {x + cap, x + cap, x},
                        {density.low(), density.high(), density.high()},
                        {color, 1.5}};
    BoxStatistics s = box_statistics(tracks[i].y);
    if (d.request.show_mean) {
      lines.x0.push_back(x - cap);
      lines.x1.push_back(x + cap);
      lines.y0.push_back(s.mean);
      lines.y1.push_back(s.mean);
    }
    mark.shapes.emplace_back(std::move(lines));
    mark.detail = box_detail(s);
    append_numbers(mark.detail, "at", places);
    append_numbers(mark.detail, "density", shape);
    d.axes.marks.push_back(std::move(mark));
  }
}

void draw_kde(Drawing& d) {
  std::string name;
  const std::vector<Track> tracks = samples(d.request, d.data, name, d.notes);
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    const Density density(tracks[i].y, d.request.bandwidth);
    if (!(density.width() > 0)) {
      d.notes.warnings.push_back("a sample whose values are all equal has no density");
      continue;
    }
    const double low = density.low() - 3 * density.width(), high = density.high() + 3 * density.width();
    constexpr std::size_t count = 200;
    const std::vector<double> y = density.over(low, high, count);
    std::vector<double> x(count);
    for (std::size_t k = 0; k < count; ++k) x[k] = low + (high - low) * static_cast<double>(k) / (count - 1);
    Mark mark = make_mark("kde", tracks[i].label, Swatch::line, d.color(i));
    std::vector<double> at = d.request.at, values;
    if (at.empty()) {
      at = x;
      values = y;
    } else {
      for (const double place : at) values.push_back(density.at(place));
    }
    mark.detail = ",\"bandwidth\":";
    append_number(mark.detail, density.width());
    append_numbers(mark.detail, "at", at);
    append_numbers(mark.detail, "density", values);
    if (d.request.filled)
      mark.shapes.emplace_back(AreaShape{x, std::vector<double>(count, 0.0), y, d.color(i).with_alpha(0.4), true});
    mark.shapes.emplace_back(LineShape{x, y, d.pen(i)});
    d.axes.marks.push_back(std::move(mark));
  }
  if (d.axes.marks.empty()) throw fail(Fault::data, "there is nothing to plot: no sample has two different values");
  d.axes.x.label = name;
  d.axes.y.label = "density";
}

void draw_ecdf(Drawing& d) {
  std::string name;
  std::vector<Track> tracks = samples(d.request, d.data, name, d.notes);
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    std::vector<double>& values = tracks[i].y;
    std::sort(values.begin(), values.end());
    const auto n = static_cast<double>(values.size());
    LineShape line{{values.front()}, {0}, d.pen(i)};
    line.whole = true;
    for (std::size_t k = 0; k < values.size(); ++k) {
      // Equal values make one step.
      if (k + 1 < values.size() && values[k + 1] == values[k]) continue;
      line.x.push_back(values[k]);
      line.y.push_back(line.y.back());
      line.x.push_back(values[k]);
      line.y.push_back(static_cast<double>(k + 1) / n);
    }
    Mark mark = make_mark("ecdf", tracks[i].label, Swatch::line, d.color(i));
    mark.detail = fmt::format(",\"points\":{}", values.size());
    mark.dash = line.pen.dash;
    mark.shapes.emplace_back(std::move(line));
    d.axes.marks.push_back(std::move(mark));
  }
  d.axes.x.label = name;
  d.axes.y.label = "part of values";
}

}  // namespace pytk::plot
