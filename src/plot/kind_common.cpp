#include <algorithm>
#include <cmath>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>

#include "plot/kinds.hpp"

namespace pytk::plot {

Color Drawing::color(std::size_t index) const {
  const Color c = request.colors.empty() ? cycle_color(request.theme, index)
                                         : parse_color(request.colors[index % request.colors.size()]);
  return request.alpha ? c.with_alpha(*request.alpha) : c;
}

std::vector<double> Drawing::dash(std::size_t index) const {
  if (!request.line_style.empty()) return parse_dash(request.line_style);
  if (request.theme != ThemeName::bw) return {};
  // Without colours the dashes tell series apart.
  static const std::vector<double> styles[] = {{}, {3.7, 1.6}, {1, 1.65}, {6.4, 1.6, 1, 1.6}};
  return styles[index % 4];
}

Pen Drawing::pen(std::size_t index) const { return {color(index), request.line_width.value_or(1.5), dash(index)}; }

void Drawing::name_axes(const Prepared& prepared) const {
  axes.x.scale.kind = prepared.x_kind;
  axes.y.scale.kind = prepared.y_kind;
  axes.x.categories = prepared.categories;
  axes.y.categories = prepared.y_categories;
  axes.x.label = prepared.x_name;
  axes.y.label = prepared.y_name;
}

void push_bar(BarsShape& bars, bool flat, double from, double to, double base, double value) {
  bars.x0.push_back(flat ? std::min(base, value) : from);
  bars.x1.push_back(flat ? std::max(base, value) : to);
  bars.y0.push_back(flat ? from : std::min(base, value));
  bars.y1.push_back(flat ? to : std::max(base, value));
}

double least_gap(std::vector<double> places) {
  std::sort(places.begin(), places.end());
  double least = INFINITY;
  for (std::size_t i = 1; i < places.size(); ++i)
    if (places[i] > places[i - 1]) least = std::min(least, places[i] - places[i - 1]);
  return std::isfinite(least) ? least : 1;
}

Mark make_mark(const char* type, std::string label, Swatch swatch, Color color) {
  return {type, std::move(label), swatch, color, Marker::circle, {}, {}, {}};
}

std::pair<Series*, Series*> pair_of_columns(const Request& request, Data& data) {
  Series *x = nullptr, *y = nullptr;
  if (!request.x.empty()) x = find_column(data, request.x);
  if (!request.y.empty()) y = find_column(data, request.y[0]);
  for (Series& series : data.columns) {
    if (series.kind == Values::words || &series == x || &series == y) continue;
    if (x == nullptr && request.y.empty() && data.columns.size() > 1) x = &series;
    else if (y == nullptr) y = &series;
  }
  if (y == nullptr) throw fail(Fault::data, "there is nothing to plot: two columns of numbers are needed");
  for (const Series* series : {x, y})
    if (series != nullptr && series->kind == Values::words)
      throw fail(Fault::data, "column '{}' holds words, not numbers", series->name);
  return {x, y};
}

Pair two_columns(const Request& request, Data& data) {
  Pair out;
  const auto [x, y] = pair_of_columns(request, data);
  // Nothing else needs the columns: they are not copied.
  if (x == y) out.x = x->numbers;
  else if (x != nullptr) out.x = std::move(x->numbers);
  out.y = std::move(y->numbers);
  if (data.named) {
    out.x_name = x == nullptr ? "" : x->name;
    out.y_name = y->name;
  }
  if (out.y.empty()) throw fail(Fault::data, "there is nothing to plot: the input has no rows");
  return out;
}

void add_color_bar(Drawing& d, double low, double high, const std::string& label) {
  if (!d.request.color_bar) return;
  d.axes.color_bar.emplace();
  d.axes.color_bar->map = d.request.color_map;
  d.axes.color_bar->axis.low = low;
  d.axes.color_bar->axis.high = high > low ? high : low + 1;
  d.axes.color_bar->axis.label = label;
}

void append_number(std::string& out, double value) {
  if (std::isfinite(value)) append_real(out, value);
  else out += "null";
}

void append_numbers(std::string& out, const char* name, const std::vector<double>& values) {
  out += std::string(",\"") + name + "\":[";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    append_number(out, values[i]);
  }
  out += ']';
}

Marker parse_marker(const std::string& name) {
  struct Known {
    const char *sign, *word;
    Marker marker;
  };
  static constexpr Known known[] = {{"o", "circle", Marker::circle},     {"s", "square", Marker::square},
                                    {"^", "triangle", Marker::triangle}, {"D", "diamond", Marker::diamond},
                                    {"+", "plus", Marker::plus},         {"x", "cross", Marker::cross},
                                    {".", "point", Marker::point},       {"*", "star", Marker::star}};
  for (const Known& k : known)
    if (name == k.sign || name == k.word) return k.marker;
  throw fail(Fault::usage, "unknown marker '{}'", name)
      .hint("markers: circle, square, triangle, diamond, plus, cross, point, star");
}

std::vector<double> parse_dash(const std::string& style) {
  if (style == "-" || style == "solid") return {};
  if (style == "--" || style == "dashed") return {3.7, 1.6};
  if (style == ":" || style == "dotted") return {1, 1.65};
  if (style == "-." || style == "dashdot") return {6.4, 1.6, 1, 1.6};
  throw fail(Fault::usage, "unknown line style '{}'", style).hint("line styles: solid, dashed, dotted, dashdot");
}

}  // namespace pytk::plot
