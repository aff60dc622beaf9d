#include <cmath>

#include <fmt/core.h>

#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/plot/render.hpp>

#include "plot/draw.hpp"
#include "plot/html_script.hpp"
#include "plot/kinds.hpp"
#include "plot/mapping.hpp"
#include "plot/ticks.hpp"
#include "plot/vector_text.hpp"

namespace pytk::plot {
namespace {

// More points than this a series are thinned for hovering; the drawing and its zoom stay whole.
constexpr std::size_t most_points = 20'000;


/// The points of a mark that a reader may ask for: of its line, its dots or the ends of its bars.
bool points_of(const Mark& mark, std::vector<double>& x, std::vector<double>& y) {
  for (const Shape& shape : mark.shapes) {
    if (const auto* line = std::get_if<LineShape>(&shape)) {
      y = line->y;
      x = line->x;
      if (x.empty())
        for (std::size_t i = 0; i < y.size(); ++i) x.push_back(static_cast<double>(i));
      return true;
    }
    if (const auto* dots = std::get_if<DotsShape>(&shape)) {
      x = dots->x;
      y = dots->y;
      return true;
    }
    if (const auto* bars = std::get_if<BarsShape>(&shape)) {
      for (std::size_t i = 0; i < bars->x0.size(); ++i) {
        const bool flat = bars->horizontal;
        x.push_back(flat ? (bars->x1[i] <= 0 ? bars->x0[i] : bars->x1[i]) : (bars->x0[i] + bars->x1[i]) / 2);
        y.push_back(flat ? (bars->y0[i] + bars->y1[i]) / 2 : (bars->y1[i] <= 0 ? bars->y0[i] : bars->y1[i]));
      }
      return true;
    }
  }
  return false;
}

std::string words_of(const Axis& axis, double value) {
  std::string out;
  if (axis.scale.kind == ScaleKind::date) {
    append_time(out, nanoseconds_of_days(value));
  } else if (const double index = std::round(value); axis.scale.kind == ScaleKind::category && index >= 0 &&
                                                     index < static_cast<double>(axis.categories.size())) {
    out = axis.categories[static_cast<std::size_t>(index)];
  } else {
    append_real(out, value);
  }
  return out;
}

/// One series: name, colour, and for every point its place on the page and its two values as words.
void append_series(std::string& out, const Axes& axes, const Mark& mark, const Box& box, bool& first) {
  std::vector<double> xs, ys;
  if (!points_of(mark, xs, ys) || mark.type == "polar-net") return;
  const Axis& y_axis = mark.on_second_y && axes.y2 ? *axes.y2 : axes.y;
  const Along along_x(axes.x, box.x0, box.x1), along_y(y_axis, box.y1, box.y0);
  if (!first) out += ',';
  first = false;
  out += "{\"name\":";
  json::append_string(out, mark.label.empty() ? mark.type : mark.label);
  out += fmt::format(",\"color\":\"#{:02x}{:02x}{:02x}\",\"p\":[", mark.color.r, mark.color.g, mark.color.b);
  const std::size_t step = xs.size() / most_points + 1;
  bool any = false;
  for (std::size_t i = 0; i < xs.size(); i += step) {
    const double px = along_x(xs[i]), py = along_y(ys[i]);
    if (!std::isfinite(px) || !std::isfinite(py)) continue;
    out += any ? ",[" : "[";
    any = true;
    append_place(out, px);
    out += ',';
    append_place(out, py);
    out += ',';
    json::append_string(out, words_of(axes.x, xs[i]));
    out += ',';
    json::append_string(out, words_of(y_axis, ys[i]));
    out += ']';
  }
  out += "]}";
}

/// "</script" inside a string would end the script.
std::string safe_in_script(std::string text) {
  for (std::size_t at = 0; (at = text.find("</", at)) != std::string::npos; at += 3) text.replace(at, 2, "<\\/");
  return text;
}

}  // namespace

std::string to_html(Figure figure) {
  const std::string svg = to_svg(figure);
  const Arrangement arrangement = lay_out(figure);
  std::string data = "[";
  bool first = true;
  for (std::size_t i = 0; i < figure.axes.size(); ++i)
    for (const Mark& mark : figure.axes[i].marks)
      append_series(data, figure.axes[i], mark, arrangement.places[i].box, first);
  data += ']';
  const std::string title = !figure.title.empty()                                   ? figure.title
                            : !figure.axes.empty() && !figure.axes[0].title.empty() ? figure.axes[0].title
                                                                                    : "plot";
  const Theme& theme = theme_of(figure.theme);
  std::string x_name = "x", y_name = "y";
  if (!figure.axes.empty()) {
    if (!figure.axes[0].x.label.empty()) x_name = figure.axes[0].x.label;
    if (!figure.axes[0].y.label.empty()) y_name = figure.axes[0].y.label;
  }
  std::string names = "[";
  json::append_string(names, x_name);
  names += ',';
  json::append_string(names, y_name);
  names += ']';
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + escape_xml(title) + "</title>\n";
  out += fmt::format(
      "<style>body{{margin:0;background:#{:02x}{:02x}{:02x};color:#{:02x}{:02x}{:02x};font:14px sans-serif;text-align:center}}",
      theme.figure.r, theme.figure.g, theme.figure.b, theme.text.r, theme.text.g, theme.text.b);
  out += page_style;
  out += "</style></head><body>\n<div id=\"plot\">" + svg.substr(svg.find("<svg")) +
         "</div>\n<div id=\"tip\" hidden></div>\n";
  out +=
      "<p><button id=\"reset\">whole figure</button> <button id=\"csv\">data as CSV</button></p>\n<script>\nconst series=" +
      safe_in_script(data) + ";\nconst names=" + safe_in_script(names) + ";\n";
  out += page_script;
  return out + "</script></body></html>\n";
}

}  // namespace pytk::plot
