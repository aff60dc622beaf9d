// One page of PDF 1.4: paths, clipped groups, pictures, text as filled outlines. Streams are deflated; nothing tells
// the time or the program, so equal figures give equal files.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/core.h>
#include <zlib.h>

#include <pytk/core/error.hpp>
#include <pytk/plot/render.hpp>

#include "plot/draw.hpp"
#include "plot/vector_text.hpp"

namespace pytk::plot {
namespace {

std::string deflated(std::string_view text) {
  uLongf size = compressBound(static_cast<uLong>(text.size()));
  std::string out(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
                static_cast<uLong>(text.size()), 6) != Z_OK)
    throw fail(Fault::internal, "cannot deflate a stream of the PDF");
  out.resize(size);
  return out;
}

class PdfPaper final : public Paper {
 public:
  /// `scale` turns pixels into points; y is turned upward by the page's own matrix.
  PdfPaper(double height, double scale) {
    content_ = fmt::format("{0:.6f} 0 0 {1:.6f} 0 {2:.4f} cm\n", scale, -scale, height * scale);
  }

  void fill(const raster::Path& path, raster::Color color) override {
    if (path.empty() || color.a == 0) return;
    opacity(color.a);
    paint(color, "rg");
    add(path);
    content_ += "f\n";
  }
  void stroke(const raster::Path& path, const raster::Stroke& s, raster::Color color, bool) override {
    if (path.empty() || color.a == 0) return;
    opacity(color.a);
    paint(color, "RG");
    number(s.width);
    content_ += fmt::format("w {} J {} j [", static_cast<int>(s.cap), static_cast<int>(s.join));
    for (const double part : s.dash) number(part);
    content_ += "] 0 d\n";
    add(path);
    content_ += "S\n";
  }
  void stamp(const raster::Path& shape, const raster::Places& places, std::span<const raster::Color> colors) override {
    if (shape.empty()) return;
    // The shape is stored once and placed by a matrix.
    std::string form;
    std::swap(form, content_);
    add(shape);
    content_ += "f\n";
    std::swap(form, content_);
    const Box box = shape.bounds();
    const std::size_t id = object(fmt::format("/Type/XObject/Subtype/Form/BBox[{:.2f} {:.2f} {:.2f} {:.2f}]",
                                              box.x0 - 1, box.y0 - 1, box.x1 + 1, box.y1 + 1),
                                  form);
    forms_ += fmt::format("/F{0} {0} 0 R", id);
    places.each([&](std::size_t i, raster::Point at) {
      const raster::Color color = colors.size() == 1 ? colors[0] : colors[i];
      if (!std::isfinite(at.x) || !std::isfinite(at.y) || color.a == 0) return;
      if (i == 0 || colors.size() > 1) {
        opacity(color.a);
        paint(color, "rg");
      }
      content_ += "q 1 0 0 1 ";
      number(at.x);
      number(at.y);
      content_ += fmt::format("cm /F{} Do Q\n", id);
    });
  }
  void image(const raster::Picture& given, const raster::Box& box, bool smooth) override {
    const raster::Picture rgba = smooth ? given : enlarged(given, box);
    std::string rgb, alpha;
    bool opaque = true;
    for (std::size_t i = 0; i < rgba.samples.size(); i += 4) {
      rgb.append({static_cast<char>(rgba.samples[i]), static_cast<char>(rgba.samples[i + 1]),
                  static_cast<char>(rgba.samples[i + 2])});
      alpha.push_back(static_cast<char>(rgba.samples[i + 3]));
      opaque &= rgba.samples[i + 3] == 255;
    }
    const std::string shape =
        fmt::format("/Type/XObject/Subtype/Image/Width {}/Height {}/BitsPerComponent 8", rgba.width, rgba.height);
    std::string mask;
    if (!opaque) mask = fmt::format("/SMask {} 0 R", object(shape + "/ColorSpace/DeviceGray", alpha));
    const std::size_t id = object(shape + "/ColorSpace/DeviceRGB" + mask + (smooth ? "/Interpolate true" : ""), rgb);
    forms_ += fmt::format("/F{0} {0} 0 R", id);
    opacity(255);
    // An image fills the unit square with its first row on top.
    content_ += "q ";
    number(box.width());
    content_ += "0 0 ";
    number(-box.height());
    number(box.x0);
    number(box.y1);
    content_ += fmt::format("cm /F{} Do Q\n", id);
  }
  void text(const TextBlock& block, raster::Point at, double degrees, raster::Color color) override {
    raster::Path path = outline_of(block);
    const double turn = degrees * M_PI / 180, c = std::cos(turn), s = std::sin(turn);
    path.transform(c, -s, s, c, at.x, at.y);
    fill(path, color);
  }
  void clip(const raster::Box& box) override {
    no_clip();
    content_ += "q\n";
    add(raster::Path().box(box));
    content_ += "W n\n";
    clipped_ = true;
    alpha_ = -1;
  }
  void no_clip() override {
    if (clipped_) content_ += "Q\n";
    clipped_ = false;
    alpha_ = -1;
  }

  /// The whole file for a page of that size in points.
  std::string file(double width, double height) {
    no_clip();
    const std::size_t content = object("", content_);
    std::string states;
    for (const auto& [alpha, id] : states_) states += fmt::format("/A{0} {1} 0 R", alpha, id);
    const std::size_t page = objects_.size() + 1, pages = page + 1, catalog = page + 2;
    plain(fmt::format(
        "<</Type/Page/Parent {} 0 R/MediaBox[0 0 {:.2f} {:.2f}]/Contents {} 0 R/Resources<</XObject<<{}>>/ExtGState<<{}>>>>>>",
        pages, width, height, content, forms_, states));
    plain(fmt::format("<</Type/Pages/Kids[{} 0 R]/Count 1>>", page));
    plain(fmt::format("<</Type/Catalog/Pages {} 0 R>>", pages));
    std::string out = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n";
    std::string table = fmt::format("xref\n0 {}\n0000000000 65535 f \n", objects_.size() + 1);
    for (std::size_t i = 0; i < objects_.size(); ++i) {
      table += fmt::format("{:010} 00000 n \n", out.size());
      out += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects_[i]);
    }
    const std::size_t start = out.size();
    return out + table +
           fmt::format("trailer\n<</Size {}/Root {} 0 R>>\nstartxref\n{}\n%%EOF\n", objects_.size() + 1, catalog,
                       start);
  }

 private:
  void number(double value) {
    append_place(content_, value);
    content_ += ' ';
  }
  void point(raster::Point p) {
    number(p.x);
    number(p.y);
  }
  void paint(raster::Color c, const char* operation) {
    content_ += fmt::format("{:.3g} {:.3g} {:.3g} {}\n", c.r / 255.0, c.g / 255.0, c.b / 255.0, operation);
  }
  void opacity(int alpha) {
    if (alpha == alpha_) return;
    alpha_ = alpha;
    if (!states_.contains(alpha))
      states_[alpha] = plain(fmt::format("<</Type/ExtGState/ca {0:.3g}/CA {0:.3g}>>", alpha / 255.0));
    content_ += fmt::format("/A{} gs\n", alpha);
  }
  void add(const raster::Path& path) {
    const auto& p = path.points();
    std::size_t at = 0;
    raster::Point last;
    for (const raster::Step step : path.steps()) {
      switch (step) {
        case raster::Step::move: point(p[at]); content_ += "m\n"; last = p[at++]; break;
        case raster::Step::line: point(p[at]); content_ += "l\n"; last = p[at++]; break;
        case raster::Step::quad: {
          // A quadratic curve as the cubic one that is the same.
          const raster::Point c = p[at], e = p[at + 1];
          point({last.x + (c.x - last.x) * 2 / 3, last.y + (c.y - last.y) * 2 / 3});
          point({e.x + (c.x - e.x) * 2 / 3, e.y + (c.y - e.y) * 2 / 3});
          point(e);
          content_ += "c\n";
          last = e;
          at += 2;
          break;
        }
        case raster::Step::cubic:
          for (std::size_t i = 0; i < 3; ++i) point(p[at + i]);
          content_ += "c\n";
          last = p[at + 2];
          at += 3;
          break;
        case raster::Step::close: content_ += "h\n"; break;
      }
    }
  }
  std::size_t plain(std::string text) {
    objects_.push_back(std::move(text));
    return objects_.size();
  }
  std::size_t object(const std::string& entries, const std::string& stream) {
    const std::string bytes = deflated(stream);
    return plain(fmt::format("<<{}/Filter/FlateDecode/Length {}>>\nstream\n", entries, bytes.size()) + bytes +
                 "\nendstream");
  }

  std::string content_, forms_;
  std::vector<std::string> objects_;
  std::map<int, std::size_t> states_;
  int alpha_ = -1;
  bool clipped_ = false;
};

}  // namespace

std::string to_pdf(Figure figure) {
  const double scale = 72.0 / figure.dpi;
  PdfPaper paper(figure.height, scale);
  draw_figure(figure, paper);
  return paper.file(figure.width * scale, figure.height * scale);
}

}  // namespace pytk::plot
