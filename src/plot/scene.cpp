#include <cmath>

#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/plot/render.hpp>

#include "plot/draw.hpp"
#include "plot/kinds.hpp"
#include "plot/ticks.hpp"

namespace pytk::plot {
namespace {

/// A paper that keeps nothing: only the boxes of labels are wanted.
class NoPaper final : public Paper {
 public:
  void fill(const raster::Path&, raster::Color) override {}
  void stroke(const raster::Path&, const raster::Stroke&, raster::Color, bool) override {}
  void stamp(const raster::Path&, const raster::Places&, std::span<const raster::Color>) override {}
  void image(const raster::Picture&, const raster::Box&, bool) override {}
  void text(const TextBlock&, raster::Point, double, raster::Color) override {}
  void clip(const raster::Box&) override {}
  void no_clip() override {}
};

const char* scale_name(ScaleKind kind) {
  switch (kind) {
    case ScaleKind::log: return "log";
    case ScaleKind::symlog: return "symlog";
    case ScaleKind::date: return "date";
    case ScaleKind::category: return "category";
    case ScaleKind::linear: break;
  }
  return "linear";
}

void append_place_on(std::string& out, const Axis& axis, double value) {
  if (axis.scale.kind == ScaleKind::date) {
    out += '"';
    append_time(out, nanoseconds_of_days(value));
    out += '"';
  } else {
    append_number(out, value);
  }
}

void append_axis(std::string& out, const Axis& axis) {
  out += std::string("{\"scale\":\"") + scale_name(axis.scale.kind) + "\",\"lim\":[";
  append_place_on(out, axis, axis.low);
  out += ',';
  append_place_on(out, axis, axis.high);
  out += "],\"ticks\":[";
  for (std::size_t i = 0; i < axis.ticks.size(); ++i) {
    if (i > 0) out += ',';
    append_place_on(out, axis, axis.ticks[i].at);
  }
  out += "],\"labels\":[";
  for (std::size_t i = 0; i < axis.ticks.size(); ++i) {
    if (i > 0) out += ',';
    json::append_string(out, axis.ticks[i].label);
  }
  out += "],\"minor\":[";
  for (std::size_t i = 0; i < axis.minor.size(); ++i) {
    if (i > 0) out += ',';
    append_place_on(out, axis, axis.minor[i].at);
  }
  out += "],\"offset\":";
  json::append_string(out, axis.offset);
  out += ",\"label\":";
  json::append_string(out, axis.label);
  out += '}';
}

void append_box(std::string& out, const Box& box) {
  out += '[';
  const double sides[] = {box.x0, box.y0, box.x1, box.y1};
  for (int i = 0; i < 4; ++i) {
    if (i > 0) out += ',';
    append_number(out, std::round(sides[i] * 100) / 100);
  }
  out += ']';
}

void append_axes(std::string& out, const Axes& axes) {
  out += "{\"title\":";
  json::append_string(out, axes.title);
  out += ",\"x\":";
  append_axis(out, axes.x);
  out += ",\"y\":";
  append_axis(out, axes.y);
  if (axes.y2) {
    out += ",\"y2\":";
    append_axis(out, *axes.y2);
  }
  out += ",\"marks\":[";
  for (std::size_t i = 0; i < axes.marks.size(); ++i) {
    const Mark& mark = axes.marks[i];
    if (i > 0) out += ',';
    out += "{\"type\":";
    json::append_string(out, mark.type);
    if (!mark.label.empty()) {
      out += ",\"label\":";
      json::append_string(out, mark.label);
    }
    if (mark.on_second_y) out += ",\"axis\":\"y2\"";
    out += mark.detail + "}";
  }
  out += "]}";
}

}  // namespace

std::string to_scene(Figure figure) {
  NoPaper paper;
  const DrawResult drawn = draw_figure(figure, paper);
  std::string out = "{\"width\":";
  append_number(out, figure.width);
  out += ",\"height\":";
  append_number(out, figure.height);
  if (!figure.title.empty()) {
    out += ",\"title\":";
    json::append_string(out, figure.title);
  }
  out += ",\"axes\":[";
  for (std::size_t i = 0; i < figure.axes.size(); ++i) {
    if (i > 0) out += ',';
    append_axes(out, figure.axes[i]);
  }
  out += "],\"texts\":[";
  for (std::size_t i = 0; i < drawn.texts.size(); ++i) {
    out += i > 0 ? ",{\"role\":" : "{\"role\":";
    json::append_string(out, drawn.texts[i].role);
    out += ",\"text\":";
    json::append_string(out, drawn.texts[i].text);
    out += ",\"box\":";
    append_box(out, drawn.texts[i].box);
    out += '}';
  }
  out += "],\"legends\":[";
  for (std::size_t i = 0; i < drawn.legends.size(); ++i) {
    if (i > 0) out += ',';
    append_box(out, drawn.legends[i]);
  }
  return out + "]}\n";
}

}  // namespace pytk::plot
