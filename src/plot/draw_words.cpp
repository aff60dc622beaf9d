// Words on the paper: where they stand, and where there is room for them.
#include <algorithm>
#include <cmath>

#include "plot/draw_shapes.hpp"

namespace pytk::plot {
namespace {

/// Baseline's shift for a text that stands over, around or under its place.
double baseline_shift(const TextBlock& block, Upward upward, double size) {
  switch (upward) {
    case Upward::top: return block.ascent;
    // The middle of digits and capitals looks like the middle of a line.
    case Upward::middle: return block.runs.size() == 1 ? 0.36 * size : (block.ascent - block.descent) / 2;
    case Upward::baseline: return 0;
    case Upward::bottom: return -block.descent;
  }
  return 0;
}

double left_shift(const TextBlock& block, Across across) {
  return across == Across::left ? 0 : across == Across::center ? -block.width / 2 : -block.width;
}

Across turned(Across across) {
  return across == Across::left ? Across::right : across == Across::right ? Across::left : across;
}
Upward turned(Upward upward) {
  return upward == Upward::bottom ? Upward::top : upward == Upward::top ? Upward::bottom : upward;
}

}  // namespace

Box box_of(const WordPlace& place, double size) {
  const TextBlock block = set_text(place.text, size, place.across == Across::center);
  const double x = place.at.x + left_shift(block, place.across),
               y = place.at.y + baseline_shift(block, place.upward, size);
  return {x, y - block.ascent, x + block.width, y + block.descent};
}

bool is_free(const Inside& in, const Box& box) {
  if (box.x0 < 0 || box.y0 < 0 || box.x1 > in.figure.width || box.y1 > in.figure.height) return false;
  const auto touches = [&](const Box& other) { return other.overlaps(box); };
  return std::none_of(in.texts.begin(), in.texts.end(), [&](const DrawnText& t) { return touches(t.box); }) &&
         std::none_of(in.legends.begin(), in.legends.end(), touches);
}

namespace {

/// How wide a word may be that stands there.
double room_for(const Inside& in, const WordPlace& place) {
  const double before = place.at.x, after = in.figure.width - place.at.x;
  if (place.across == Across::left) return after - 1;
  return place.across == Across::right ? before - 1 : 2 * std::min(before, after) - 2;
}

/// The word beside its point, on the side or the level that was asked for or on the other one.
WordPlace beside(Point point, const WordsShape& s, std::size_t index, double dx, double dy) {
  return {{point.x + dx, point.y - dy}, s.across, s.upward, s.words[index]};
}

}  // namespace

std::optional<WordPlace> free_place(const Inside& in, const WordsShape& s, std::size_t index) {
  const double size = px(in.figure, s.size), dx = px(in.figure, s.dx), dy = px(in.figure, s.dy);
  const Point point{in.x(s.x[index]), in.y(s.y[index])};
  if (!std::isfinite(point.x + point.y) || s.words[index].empty()) return std::nullopt;
  // Points outside the view have no words.
  const Box& box = in.box;
  if (point.x < box.x0 - 1 || point.x > box.x1 + 1 || point.y < box.y0 - 1 || point.y > box.y1 + 1) return std::nullopt;
  // A word that stands apart from its point may stand on any side of it; a note also further up and down.
  const int sides = dx != 0 && s.across != Across::center ? 2 : 1,
            levels = dy != 0 && s.upward != Upward::middle ? 2 : 1;
  const int lines = s.note ? 8 : 1, places = lines * levels * sides;
  for (int i = 0; i < places; ++i) {
    const int side = i % sides, level = i / sides % levels, line = i / sides / levels;
    const double far = dy + line * 1.25 * size;
    WordPlace place = beside(point, s, index, side == 0 ? dx : -dx, level == 0 ? far : -far);
    if (side != 0) place.across = turned(place.across);
    if (level != 0) place.upward = turned(place.upward);
    const double room = room_for(in, place);
    // Rather another side than a cut word.
    const bool last = side + 1 == sides && level + 1 == levels;
    if (!last && set_text(place.text, size).width > room) continue;
    if (room < 2 * size) continue;
    place.text = shortened(place.text, size, room);
    if (is_free(in, box_of(place, size))) return place;
  }
  return std::nullopt;
}

void draw_text(Paper& paper, std::vector<DrawnText>& texts, const char* role, const std::string& text, Point at,
               Across across, Upward upward, double size, double degrees, Color color) {
  if (text.empty()) return;
  const TextBlock block = set_text(text, size, across == Across::center);
  const double dx = left_shift(block, across);
  const double dy = baseline_shift(block, upward, size);
  const double turn = degrees * M_PI / 180, c = std::cos(turn), s = std::sin(turn);
  const auto turned = [&](double x, double y) { return Point{at.x + c * x + s * y, at.y - s * x + c * y}; };
  paper.text(block, turned(dx, dy), degrees, color);
  Box box = Box::nothing();
  // A level box only where the text is level or upright; a slanted text is described by its own baseline's middle.
  if (std::fabs(c) > 0.01 && std::fabs(s) > 0.01) {
    const Point middle = turned(dx + block.width, dy - size * 0.36);
    box.include(Point{middle.x - size / 2, middle.y - size / 2});
    box.include(Point{middle.x + size / 2, middle.y + size / 2});
  } else {
    for (const double x : {dx, dx + block.width})
      for (const double y : {dy - block.ascent, dy + block.descent}) box.include(turned(x, y));
  }
  texts.push_back({role, text, box});
}

}  // namespace pytk::plot
