#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "plot/extent.hpp"
#include "plot/kinds.hpp"
#include "plot/stats.hpp"
#include "plot/ticks.hpp"

namespace pytk::plot {

namespace {

/// What can be drawn from blocks of rows without all of them in memory.
bool may_stream(const Request& r) {
  if (!r.facet.empty() || !r.by.empty() || !r.x_type.empty() || !r.x_scale.empty()) return false;
  if (r.kind == Kind::density) return true;
  if (r.kind == Kind::hist) return !is_bin_rule(r.bins);
  const bool plain = r.y_scale.empty() || r.y_scale == "linear";
  return r.kind == Kind::line && plain && r.reduce == Reduce::none && r.bin.empty() && r.y2.empty() && !r.points &&
         r.marker.empty() && !r.x_low && !r.x_high && r.order == Order::automatic && r.top == 0;
}

}  // namespace

LoadOptions load_options(const Request& request) {
  LoadOptions out;
  const auto want = [&](const std::string& name) {
    if (!name.empty() && std::find(out.wanted.begin(), out.wanted.end(), name) == out.wanted.end())
      out.wanted.push_back(name);
  };
  // With only some columns named the others are still needed: the kind chooses among them.
  const bool x_open = request.x.empty() && (request.y.empty() || request.kind == Kind::bar ||
                                            request.kind == Kind::barh || request.kind == Kind::pie);
  const bool counted = request.reduce == Reduce::count;
  const bool statistics = request.kind == Kind::hist || request.kind == Kind::kde || request.kind == Kind::ecdf ||
                          request.kind == Kind::box || request.kind == Kind::violin;
  const bool y_open = request.y.empty() && !(counted && !request.x.empty()) && !(statistics && !request.x.empty());
  if (!x_open && !y_open) {
    want(request.x);
    for (const std::string& y : request.y) want(y);
    for (const std::string* name : {&request.y2, &request.by, &request.facet, &request.size_by, &request.color_by,
                                    &request.label_by, &request.error_by})
      want(*name);
    for (const auto* list : {&request.u_v, &request.open_high_low_close})
      for (const std::string& name : *list) want(name);
  }
  if (request.x_type == "category" && !request.x.empty()) out.as_words.push_back(request.x);
  if ((request.x_type == "time" || request.x_scale == "date") && !request.x.empty()) out.as_times.push_back(request.x);
  if (!request.facet.empty()) out.as_words.push_back(request.facet);
  out.time_format = request.time_format;
  out.stream = may_stream(request);
  out.matrix = (request.kind == Kind::heatmap || request.kind == Kind::contour) && request.x.empty();
  if (!request.time_format.empty() && !request.x.empty() && request.x_type.empty()) out.as_times.push_back(request.x);
  return out;
}

namespace {

/// A limit or place on an axis: a number, or a time on a date axis, or a name on a category axis.
double place_on(const Axis& axis, const std::string& text, const char* option) {
  double value = 0;
  const std::string_view cell = trim(text);
  if (axis.scale.kind == ScaleKind::date && read_time(cell, value)) return value;
  if (axis.scale.kind == ScaleKind::category) {
    const auto found = std::find(axis.categories.begin(), axis.categories.end(), cell);
    if (found != axis.categories.end()) return static_cast<double>(found - axis.categories.begin());
  }
  if (read_real(cell, value) && std::isfinite(value)) return value;
  throw fail(Fault::usage, "{}: '{}' is no place on this axis", option, cell)
      .hint(axis.scale.kind == ScaleKind::date ? "write a time such as 2026-01-31 or 2026-01-31T12:00"
                                               : "write a number");
}

void set_scale(Axis& axis, const std::string& name) {
  if (name == "log") axis.scale.kind = ScaleKind::log;
  else if (name == "symlog") axis.scale.kind = ScaleKind::symlog;
  else if (name == "date") axis.scale.kind = ScaleKind::date;
  else if (name == "linear" && axis.scale.kind != ScaleKind::category) axis.scale.kind = ScaleKind::linear;
}

void fix_limits(Axis& axis, const std::optional<std::string>& low, const std::optional<std::string>& high,
                const char* option) {
  if (low && !trim(*low).empty()) {
    axis.low = place_on(axis, *low, option);
    axis.low_fixed = true;
  }
  if (high && !trim(*high).empty()) {
    axis.high = place_on(axis, *high, option);
    axis.high_fixed = true;
  }
  if (axis.scale.kind == ScaleKind::log && (axis.low_fixed || axis.high_fixed) && (axis.low <= 0 || axis.high <= 0))
    throw fail(Fault::usage, "{}: a logarithmic axis has no place for {}", option, std::min(axis.low, axis.high));
  if (axis.low == axis.high) throw fail(Fault::usage, "{}: both limits are {}", option, axis.low);
}

std::size_t count_not_positive(const Axes& axes, bool along_x) {
  std::size_t count = 0;
  for (const Mark& mark : axes.marks)
    for (const Shape& shape : mark.shapes) {
      const std::vector<double>* values = nullptr;
      if (const auto* line = std::get_if<LineShape>(&shape)) values = along_x ? &line->x : &line->y;
      if (const auto* dots = std::get_if<DotsShape>(&shape)) values = along_x ? &dots->x : &dots->y;
      if (values != nullptr)
        count +=
            static_cast<std::size_t>(std::count_if(values->begin(), values->end(), [](double v) { return v <= 0; }));
    }
  return count;
}

void add_rules(Axes& axes, const Request& request) {
  const Color color = theme_of(request.theme).text;
  for (const bool vertical : {false, true})
    for (const std::string& at : vertical ? request.vertical : request.horizontal) {
      Mark mark{vertical ? "vline" : "hline", "", Swatch::none, color, Marker::circle, {}, {}, {}};
      const double place = place_on(vertical ? axes.x : axes.y, at, vertical ? "--vline" : "--hline");
      mark.detail = ",\"at\":";
      append_number(mark.detail, place);
      mark.shapes.emplace_back(RuleShape{place, vertical, {color, 1.0, {3.7, 1.6}}});
      axes.marks.push_back(std::move(mark));
    }
  for (const Annotation& note : request.annotations) {
    Mark mark{"annotation", "", Swatch::none, color, Marker::circle, {}, {}, {}};
    WordsShape words{{place_on(axes.x, note.x, "--annotate")},
                     {place_on(axes.y, note.y, "--annotate")},
                     {note.text},
                     {color},
                     Across::left,
                     Upward::bottom,
                     10,
                     3,
                     3,
                     true};
    mark.shapes.emplace_back(std::move(words));
    axes.marks.push_back(std::move(mark));
  }
}

}  // namespace

/// Scales, limits and words of one axes after its kind has drawn into it.
void finish_axes(Axes& axes, const Request& request, Notes& notes) {
  set_scale(axes.x, request.x_scale);
  set_scale(axes.y, request.y_scale);
  add_rules(axes, request);
  for (const bool along_x : {true, false}) {
    const Axis& axis = along_x ? axes.x : axes.y;
    if (axis.scale.kind != ScaleKind::log) continue;
    if (const std::size_t count = count_not_positive(axes, along_x); count > 0)
      notes.warnings.push_back(fmt::format("{} not positive: no place on the logarithmic {} axis",
                                           count == 1 ? "1 value is" : fmt::format("{} values are", count),
                                           along_x ? "x" : "y"));
  }
  Extents extents = extents_of(axes, false);
  const double margin = axes.tight ? 0 : request.margin;
  set_limits(axes.x, extents.x, margin);
  set_limits(axes.y, extents.y, margin);
  if (axes.y2) {
    const Extents second = extents_of(axes, true);
    set_limits(*axes.y2, second.y, request.margin);
    axes.y2->format.clear();
    if (!request.y2_label.empty()) axes.y2->label = request.y2_label;
    // Both series share the places along x.
    extents.x.include(second.x.low);
    extents.x.include(second.x.high);
    set_limits(axes.x, extents.x, request.margin);
  }
  if (axes.x.reversed) std::swap(axes.x.low, axes.x.high);
  if (axes.y.reversed) std::swap(axes.y.low, axes.y.high);
  fix_limits(axes.x, request.x_low, request.x_high, "--xlim");
  fix_limits(axes.y, request.y_low, request.y_high, "--ylim");
  axes.x.most_bins = request.x_ticks;
  axes.y.most_bins = request.y_ticks;
  axes.x.format = request.x_format;
  axes.y.format = request.y_format;
  if (!request.x_label.empty()) axes.x.label = request.x_label;
  if (!request.y_label.empty()) axes.y.label = request.y_label;
  axes.legend = request.legend;
  axes.legend_title = request.legend_title.empty() ? request.by : request.legend_title;
  axes.grid = request.grid || theme_of(request.theme).grid_on;
  axes.equal_aspect |= request.equal;
}

namespace {

struct Drawer {
  Kind kind;
  void (*draw)(Drawing&);
};
/// The kinds that are no lines.
constexpr Drawer drawers[] = {
    {Kind::scatter, draw_scatter}, {Kind::bar, draw_bars},         {Kind::barh, draw_bars},
    {Kind::hist, draw_histogram},  {Kind::box, draw_boxes},        {Kind::violin, draw_violins},
    {Kind::kde, draw_kde},         {Kind::ecdf, draw_ecdf},        {Kind::hist2d, draw_hist2d},
    {Kind::hexbin, draw_hexbin},   {Kind::heatmap, draw_heatmap},  {Kind::contour, draw_contour},
    {Kind::density, draw_density}, {Kind::pie, draw_pie},          {Kind::polar, draw_polar},
    {Kind::quiver, draw_quiver},   {Kind::graph, draw_graph},      {Kind::candle, draw_candles}};

void draw_kind(Drawing& d) {
  for (const Drawer& each : drawers)
    if (each.kind == d.request.kind) return each.draw(d);
  draw_lines(d);
}

Figure start(const Request& request) {
  Figure figure;
  figure.width = request.width;
  figure.height = request.height;
  figure.dpi = request.dpi;
  figure.theme = request.theme;
  return figure;
}

/// The rows of one group.
Data rows_of(const Data& data, const std::vector<std::uint32_t>& codes, std::uint32_t wanted) {
  Data out;
  out.named = data.named;
  for (const Series& series : data.columns) {
    Series part{series.name, series.kind, {}, {}, series.words, series.position};
    for (std::size_t i = 0; i < codes.size(); ++i) {
      if (codes[i] != wanted) continue;
      if (series.kind == Values::words) part.codes.push_back(series.codes[i]);
      else part.numbers.push_back(series.numbers[i]);
    }
    out.rows = part.size();
    out.columns.push_back(std::move(part));
  }
  return out;
}

/// The same limits for all, so that plots can be compared; axes of names keep their own.
bool share_limits(std::vector<Axes>& all, Axis Axes::*which) {
  double low = INFINITY, high = -INFINITY;
  for (Axes& axes : all) {
    const Axis& axis = axes.*which;
    if (axis.scale.kind == ScaleKind::category || axis.low > axis.high) return false;
    low = std::min(low, axis.low);
    high = std::max(high, axis.high);
  }
  for (Axes& axes : all) {
    (axes.*which).low = low;
    (axes.*which).high = high;
  }
  return true;
}

void build_facets(Figure& figure, const Request& request, const Data& data, Notes& notes) {
  constexpr std::size_t most = 64;
  std::vector<std::string> names;
  const auto codes = group_codes(column_of(data, request.facet), names);
  if (names.empty()) throw fail(Fault::data, "column '{}' has no values to make plots of", request.facet);
  if (names.size() > most)
    throw fail(Fault::data, "column '{}' has {} values, more than the {} plots that one figure holds", request.facet,
               names.size(), most);
  for (std::size_t i = 0; i < names.size(); ++i) {
    Data part = rows_of(data, codes, static_cast<std::uint32_t>(i));
    Axes axes;
    Drawing drawing{request, part, axes, notes};
    draw_kind(drawing);
    finish_axes(axes, request, notes);
    axes.title = names[i];
    figure.axes.push_back(std::move(axes));
  }
  figure.share_x = share_limits(figure.axes, &Axes::x);
  figure.share_y = share_limits(figure.axes, &Axes::y);
  figure.title = request.title;
  figure.columns = request.columns > 0
                       ? std::min(request.columns, names.size())
                       : static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(names.size()))));
}

}  // namespace

Figure build(const Request& request, Data data, Notes& notes) {
  for (const std::string* format : {&request.x_format, &request.y_format}) check_number_format(*format);
  Figure figure = start(request);
  const auto report = [&] {
    notes.rows = data.rows;
    notes.skipped = data.bad_cells;
    if (data.bad_cells == 0) return;
    const std::string count =
        data.bad_cells == 1 ? "1 cell is no number" : fmt::format("{} cells are no numbers", data.bad_cells);
    notes.warnings.insert(notes.warnings.begin(),
                          fmt::format("{} and left out: {}{} on line {}", count, data.bad_cells == 1 ? "" : "first ",
                                      data.first_bad, data.first_bad_line));
  };
  if (!request.facet.empty()) {
    report();
    build_facets(figure, request, data, notes);
    return figure;
  }
  Axes axes;
  Drawing drawing{request, data, axes, notes};
  draw_kind(drawing);
  report();  // after drawing: rows that stream by are counted then
  finish_axes(axes, request, notes);
  axes.title = request.title;
  figure.axes.push_back(std::move(axes));
  return figure;
}

Figure build_pictures(const Request& request, std::vector<raster::Picture> pictures,
                      const std::vector<std::string>& names) {
  if (pictures.empty()) throw fail(Fault::usage, "there is no picture to show");
  if (!request.titles.empty() && request.titles.size() != pictures.size())
    throw fail(Fault::usage, "{} titles for {} pictures", request.titles.size(), pictures.size());
  Figure figure = start(request);
  figure.columns = request.columns > 0 ? std::min(request.columns, pictures.size())
                   : pictures.size() <= 3
                       ? pictures.size()
                       : static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(pictures.size()))));
  figure.title = pictures.size() > 1 ? request.title : "";
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    Axes axes;
    axes.equal_aspect = true;
    axes.title = pictures.size() == 1 && !request.title.empty() ? request.title
                 : request.titles.empty()                       ? (pictures.size() > 1 ? names[i] : "")
                                                                : request.titles[i];
    const double width = pictures[i].width, height = pictures[i].height;
    Mark mark{"image", "", Swatch::none, {}, Marker::circle, {}, {}, {}};
    mark.detail = fmt::format(",\"width\":{},\"height\":{}", pictures[i].width, pictures[i].height);
    // Centres of pixels stand on whole numbers, row 0 on top.
    PictureShape shape{raster::to_rgba8(pictures[i]), -0.5, width - 0.5, -0.5, height - 0.5, true};
    mark.shapes.emplace_back(std::move(shape));
    axes.marks.push_back(std::move(mark));
    axes.x.low = -0.5;
    axes.x.high = width - 0.5;
    axes.y.low = height - 0.5;
    axes.y.high = -0.5;
    axes.legend = LegendPlace::none;
    figure.axes.push_back(std::move(axes));
  }
  return figure;
}

Figure arrange(std::vector<Figure> figures, std::size_t columns, const Request& looks) {
  Figure out = start(looks);
  out.title = looks.title;
  for (Figure& figure : figures)
    for (Axes& axes : figure.axes) out.axes.push_back(std::move(axes));
  if (out.axes.empty()) throw fail(Fault::usage, "the grid has no plots");
  out.columns = columns > 0 ? std::min(columns, out.axes.size())
                            : static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(out.axes.size()))));
  return out;
}

}  // namespace pytk::plot
