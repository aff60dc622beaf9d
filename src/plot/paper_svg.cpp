#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <pytk/plot/render.hpp>
#include <pytk/raster/png.hpp>

#include "plot/draw.hpp"
#include "plot/vector_text.hpp"

namespace pytk::plot {

void append_place(std::string& out, double value) {
  // Hundredths of a pixel are finer than any eye, and the shortest text for them is always the same.
  const double rounded = std::round(value * 100) / 100;
  std::string text = fmt::format("{:.2f}", rounded == 0 ? 0.0 : rounded);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  out += text;
}

std::string escape_xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

namespace {

std::string path_data(const raster::Path& path) {
  std::string out;
  std::size_t at = 0;
  const auto& p = path.points();
  const auto put = [&](char letter, std::size_t count) {
    out += letter;
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) out += ' ';
      append_place(out, p[at + i].x);
      out += ' ';
      append_place(out, p[at + i].y);
    }
    at += count;
  };
  for (const raster::Step step : path.steps()) {
    switch (step) {
      case raster::Step::move: put('M', 1); break;
      case raster::Step::line: put('L', 1); break;
      case raster::Step::quad: put('Q', 2); break;
      case raster::Step::cubic: put('C', 3); break;
      case raster::Step::close: out += 'Z'; break;
    }
  }
  return out;
}

std::string paint(const char* what, raster::Color c) {
  std::string out = fmt::format(" {}=\"#{:02x}{:02x}{:02x}\"", what, c.r, c.g, c.b);
  if (c.a != 255) out += fmt::format(" {}-opacity=\"{:.3g}\"", what, c.a / 255.0);
  return out;
}

class SvgPaper final : public Paper {
 public:
  explicit SvgPaper(bool real_text) : real_text_(real_text) {}

  void fill(const raster::Path& path, raster::Color color) override {
    if (path.empty() || color.a == 0) return;
    body += fmt::format("<path d=\"{}\"{}{}/>\n", path_data(path), paint("fill", color), clip_);
  }
  void stroke(const raster::Path& path, const raster::Stroke& s, raster::Color color, bool crisp) override {
    if (path.empty() || color.a == 0) return;
    body += fmt::format("<path d=\"{}\" fill=\"none\"{} stroke-width=\"",
                        path_data(crisp ? on_pixels(path, s.width) : path), paint("stroke", color));
    append_place(body, s.width);
    body += '"';
    if (s.cap != raster::Cap::butt)
      body += s.cap == raster::Cap::round ? " stroke-linecap=\"round\"" : " stroke-linecap=\"square\"";
    if (s.join != raster::Join::miter)
      body += s.join == raster::Join::round ? " stroke-linejoin=\"round\"" : " stroke-linejoin=\"bevel\"";
    if (!s.dash.empty()) {
      body += " stroke-dasharray=\"";
      for (std::size_t i = 0; i < s.dash.size(); ++i) {
        if (i > 0) body += ' ';
        append_place(body, s.dash[i]);
      }
      body += '"';
    }
    if (crisp) body += " shape-rendering=\"crispEdges\"";
    body += clip_ + "/>\n";
  }
  void stamp(const raster::Path& shape, const raster::Places& places, std::span<const raster::Color> colors) override {
    if (places.size() == 0 || shape.empty()) return;
    const int id = next_++;
    body += fmt::format("<defs><path id=\"m{}\" d=\"{}\"/></defs>\n<g{}{}>\n", id, path_data(shape), clip_,
                        colors.size() == 1 ? paint("fill", colors[0]) : "");
    places.each([&](std::size_t i, raster::Point at) {
      if (!std::isfinite(at.x) || !std::isfinite(at.y)) return;
      body += fmt::format("<use href=\"#m{}\" x=\"", id);
      append_place(body, at.x);
      body += "\" y=\"";
      append_place(body, at.y);
      body += '"';
      if (colors.size() > 1) body += paint("fill", colors[i]);
      body += "/>\n";
    });
    body += "</g>\n";
  }
  void image(const raster::Picture& rgba, const raster::Box& box, bool smooth) override {
    body += "<image x=\"";
    append_place(body, box.x0);
    body += "\" y=\"";
    append_place(body, box.y0);
    body += "\" width=\"";
    append_place(body, box.width());
    body += "\" height=\"";
    append_place(body, box.height());
    body += fmt::format("\" preserveAspectRatio=\"none\"{}{} href=\"data:image/png;base64,{}\"/>\n",
                        smooth ? "" : " style=\"image-rendering:pixelated\"", clip_,
                        to_base64(raster::write_png(smooth ? rgba : enlarged(rgba, box), {.palette = true})));
  }
  void text(const TextBlock& block, raster::Point at, double degrees, raster::Color color) override {
    const double turn = degrees * M_PI / 180, c = std::cos(turn), s = std::sin(turn);
    if (!real_text_) {
      raster::Path path = outline_of(block);
      path.transform(c, -s, s, c, at.x, at.y);
      std::string words;
      for (const Run& run : block.runs) words += run.text;
      body += fmt::format("<g aria-label=\"{}\">", escape_xml(words));
      if (!path.empty()) body += fmt::format("<path d=\"{}\"{}/>", path_data(path), paint("fill", color));
      body += "</g>\n";
      return;
    }
    for (const Run& run : block.runs) {
      body += "<text transform=\"translate(";
      append_place(body, at.x + c * run.x + s * run.y);
      body += ' ';
      append_place(body, at.y - s * run.x + c * run.y);
      body += ')';
      if (degrees != 0) body += fmt::format(" rotate({:g})", -degrees);
      body += "\" font-size=\"";
      append_place(body, run.size);
      body += "\" textLength=\"";
      append_place(body, raster::Font::builtin().width(run.text, run.size));
      body +=
          fmt::format("\" lengthAdjust=\"spacingAndGlyphs\"{}>{}</text>\n", paint("fill", color), escape_xml(run.text));
    }
    for (const raster::Box& rule : block.rules) {
      raster::Path path;
      path.box(rule);
      path.transform(c, -s, s, c, at.x, at.y);
      fill(path, color);
    }
  }
  void clip(const raster::Box& box) override {
    const int id = next_++;
    body += fmt::format("<clipPath id=\"c{}\"><path d=\"{}\"/></clipPath>\n", id, path_data(raster::Path().box(box)));
    clip_ = fmt::format(" clip-path=\"url(#c{})\"", id);
  }
  void no_clip() override { clip_.clear(); }
  void begin(std::string_view name) override { body += fmt::format("<g class=\"{}\">\n", name); }
  void end() override { body += "</g>\n"; }

  std::string body;

 private:
  bool real_text_;
  std::string clip_;
  int next_ = 1;
};

}  // namespace

std::string to_svg(Figure figure, bool real_text) {
  SvgPaper paper(real_text);
  draw_figure(figure, paper);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"";
  append_place(out, figure.width);
  out += "\" height=\"";
  append_place(out, figure.height);
  out += "\" viewBox=\"0 0 ";
  append_place(out, figure.width);
  out += ' ';
  append_place(out, figure.height);
  out += real_text ? "\" font-family=\"DejaVu Sans, Verdana, sans-serif\">\n" : "\">\n";
  return out + paper.body + "</svg>\n";
}

}  // namespace pytk::plot
