#include "plot/words.hpp"

#include <algorithm>

#include <pytk/core/text.hpp>

#include "plot/mathtext.hpp"

namespace pytk::plot {
namespace {

// Height and depth of a line as of "lp" in DejaVu Sans, so that all lines of text are alike.
constexpr double line_ascent = 0.76, line_descent = 0.21, line_step = 1.2;

/// Control characters would have no glyph; invalid bytes become replacement characters.
std::string clean(std::string_view text) {
  std::string out = repair_utf8(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return out;
}

TextBlock set_line(std::string_view line, double size) {
  // A single dollar sign is money, not mathematics.
  if (std::count(line.begin(), line.end(), '$') >= 2) return set_math(clean(line), size);
  TextBlock out;
  const std::string text = clean(line);
  out.runs.push_back({text, 0, 0, size});
  out.width = raster::Font::builtin().width(text, size);
  out.ascent = line_ascent * size;
  out.descent = line_descent * size;
  return out;
}

}  // namespace

TextBlock set_text(std::string_view text, double size, bool centered) {
  if (text.find('\n') == std::string_view::npos) return set_line(text, size);
  TextBlock out;
  double y = 0;
  std::vector<TextBlock> lines;
  for (const std::string_view line : split(text, '\n')) {
    lines.push_back(set_line(line, size));
    out.width = std::max(out.width, lines.back().width);
  }
  for (TextBlock& line : lines) {
    const double shift = centered ? (out.width - line.width) / 2 : 0;
    for (Run& run : line.runs) out.runs.push_back({std::move(run.text), run.x + shift, run.y + y, run.size});
    for (const raster::Box& rule : line.rules)
      out.rules.push_back({rule.x0 + shift, rule.y0 + y, rule.x1 + shift, rule.y1 + y});
    y += line_step * size;
  }
  out.ascent = lines.front().ascent;
  out.descent = y - line_step * size + lines.back().descent;
  return out;
}

namespace {

std::string shortened_line(const std::string& text, double size, double most) {
  if (set_text(text, size).width <= most) return text;
  std::string out;
  double width = set_text("…", size).width;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    (void)next_code_point(text, at);
    const std::string piece = text.substr(begin, at - begin);
    width += set_text(piece, size).width;
    if (width > most) break;
    out += piece;
  }
  // Half a formula is none: its dollar signs would be read together with others.
  if (std::count(text.begin(), text.end(), '$') >= 2) std::erase(out, '$');
  return out + "…";
}

}  // namespace

std::string shortened(const std::string& text, double size, double most) {
  if (text.find('\n') == std::string::npos) return shortened_line(text, size, most);
  std::string out;
  for (const std::string_view line : split(text, '\n'))
    out += (out.empty() ? "" : "\n") + shortened_line(std::string(line), size, most);
  return out;
}

raster::Path outline_of(const TextBlock& block) {
  raster::Path out;
  for (const Run& run : block.runs) out.append(raster::Font::builtin().outline(run.text, run.size), run.x, run.y);
  for (const raster::Box& rule : block.rules) out.box(rule);
  return out;
}

}  // namespace pytk::plot
