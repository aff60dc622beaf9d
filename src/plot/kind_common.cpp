#include <cmath>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>

#include "plot/kinds.hpp"

namespace pytk::plot {

Color Drawing::color(std::size_t index) const {
  const Color c = request.colors.empty() ? cycle_color(request.theme, index) : parse_color(request.colors[index % request.colors.size()]);
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
  static constexpr Known known[] = {{"o", "circle", Marker::circle}, {"s", "square", Marker::square}, {"^", "triangle", Marker::triangle},
                                    {"D", "diamond", Marker::diamond}, {"+", "plus", Marker::plus}, {"x", "cross", Marker::cross},
                                    {".", "point", Marker::point}, {"*", "star", Marker::star}};
  for (const Known& k : known)
    if (name == k.sign || name == k.word) return k.marker;
  throw fail(Fault::usage, "unknown marker '{}'", name).hint("markers: circle, square, triangle, diamond, plus, cross, point, star");
}

std::vector<double> parse_dash(const std::string& style) {
  if (style == "-" || style == "solid") return {};
  if (style == "--" || style == "dashed") return {3.7, 1.6};
  if (style == ":" || style == "dotted") return {1, 1.65};
  if (style == "-." || style == "dashdot") return {6.4, 1.6, 1, 1.6};
  throw fail(Fault::usage, "unknown line style '{}'", style).hint("line styles: solid, dashed, dotted, dashdot");
}

}  // namespace pytk::plot
