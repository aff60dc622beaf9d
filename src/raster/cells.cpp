#include <pytk/raster/cells.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>

#include <fmt/core.h>

#include <pytk/core/text.hpp>
#include "raster/cell_color.hpp"

namespace pytk::raster {
namespace {

/// Unicode 2800: bits of the dots, column by column from the top, with the fourth row added later in history.
constexpr std::uint8_t dot_bit[2][4] = {{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}};
constexpr std::size_t most_layers = 64;

struct Stand { char32_t first, last; char ascii; };
/// Blocks, lines, dots and signs of figures, in the order of their code points.
constexpr Stand stands[] = {
    {0x00d7, 0x00d7, 'x'}, {0x2022, 0x2022, '*'}, {0x2026, 0x2026, '~'}, {0x2212, 0x2212, '-'}, {0x2500, 0x2501, '-'},
    {0x2502, 0x2503, '|'}, {0x250c, 0x250c, '+'}, {0x2510, 0x2510, '+'}, {0x2514, 0x2514, '+'}, {0x2518, 0x2518, '+'},
    {0x251c, 0x251c, '+'}, {0x2524, 0x2524, '|'}, {0x252c, 0x252c, '+'}, {0x2534, 0x2534, '+'}, {0x253c, 0x253c, '+'},
    {0x2551, 0x2551, '|'}, {0x2581, 0x2583, '.'}, {0x2584, 0x258d, '#'}, {0x258e, 0x258f, '.'}, {0x25a0, 0x25a0, '#'},
    {0x25cf, 0x25cf, '*'}};

/// What stands for a block or braille character where only ASCII may be printed.
char ascii_of(char32_t character) {
  if (character < 0x80) return static_cast<char>(character);
  if (character >= 0x2800 && character <= 0x28ff) {
    const int dots = std::popcount(static_cast<unsigned>(character - 0x2800));
    return dots == 0 ? ' ' : dots <= 2 ? '.' : dots <= 4 ? '+' : '#';
  }
  for (const Stand& each : stands)
    if (character >= each.first && character <= each.last) return each.ascii;
  return '?';
}

}  // namespace

void append_color(std::string& out, Color color, bool back, bool true_color) {
  if (true_color) {
    out += fmt::format("\x1b[{};2;{};{};{}m", back ? 48 : 38, color.r, color.g, color.b);
    return;
  }
  // The 6 x 6 x 6 cube of xterm with levels 0, 95, 135, 175, 215, 255, or its 24 greys where they are nearer.
  const auto level = [](std::uint8_t v) { return v < 48 ? 0 : v < 115 ? 1 : (v - 35) / 40; };
  const auto value = [](int l) { return l == 0 ? 0 : 55 + 40 * l; };
  const auto far = [&](int r, int g, int b) {
    return (r - color.r) * (r - color.r) + (g - color.g) * (g - color.g) + (b - color.b) * (b - color.b);
  };
  const int r = level(color.r), g = level(color.g), b = level(color.b);
  const int grey = std::clamp(((color.r + color.g + color.b) / 3 - 3) / 10, 0, 23), shade = 8 + 10 * grey;
  const int index = far(shade, shade, shade) < far(value(r), value(g), value(b)) ? 232 + grey : 16 + 36 * r + 6 * g + b;
  out += fmt::format("\x1b[{};5;{}m", back ? 48 : 38, index);
}

Cells::Cells(std::size_t columns, std::size_t rows) : columns_(columns), rows_(rows), cells_(columns * rows) {}

void Cells::dot(std::ptrdiff_t x, std::ptrdiff_t y, Color color) {
  if (x < 0 || y < 0) return;
  const std::ptrdiff_t column = x / 2, row = y / 4;
  if (!inside(column, row)) return;
  if (layers_.empty() || !(layers_[last_layer_].color == color)) {
    const auto found = std::find_if(layers_.begin(), layers_.end(), [&](const Layer& l) { return l.color == color; });
    last_layer_ = static_cast<std::size_t>(found - layers_.begin());
    if (found == layers_.end()) {
      if (layers_.size() == most_layers) last_layer_ = most_layers - 1;
      else layers_.push_back({color, std::vector<std::uint8_t>(cells_.size())});
    }
  }
  layers_[last_layer_].dots[static_cast<std::size_t>(row) * columns_ + static_cast<std::size_t>(column)] |=
      dot_bit[x % 2][y % 4];
}

void Cells::line(double x0, double y0, double x1, double y1, Color color) {
  if (!std::isfinite(x0 + y0 + x1 + y1)) return;
  const double limit = 1e6;
  if (std::fabs(x0) > limit || std::fabs(x1) > limit || std::fabs(y0) > limit || std::fabs(y1) > limit) return;
  auto x = static_cast<std::ptrdiff_t>(std::floor(x0)), y = static_cast<std::ptrdiff_t>(std::floor(y0));
  const auto to_x = static_cast<std::ptrdiff_t>(std::floor(x1)), to_y = static_cast<std::ptrdiff_t>(std::floor(y1));
  const std::ptrdiff_t dx = std::abs(to_x - x), dy = -std::abs(to_y - y), sx = x < to_x ? 1 : -1,
                       sy = y < to_y ? 1 : -1;
  std::ptrdiff_t error = dx + dy;
  while (true) {
    dot(x, y, color);
    if (x == to_x && y == to_y) return;
    const std::ptrdiff_t twice = 2 * error;
    if (twice >= dy) {
      error += dy;
      x += sx;
    }
    if (twice <= dx) {
      error += dx;
      y += sy;
    }
  }
}

void Cells::put(std::ptrdiff_t column, std::ptrdiff_t row, char32_t character, std::optional<Color> front,
                std::optional<Color> back) {
  if (!inside(column, row)) return;
  cells_[static_cast<std::size_t>(row) * columns_ + static_cast<std::size_t>(column)] = {character, front, back, false};
}

std::size_t Cells::text(std::ptrdiff_t column, std::ptrdiff_t row, std::string_view text, std::optional<Color> front) {
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    char32_t character = next_code_point(text, at);
    if (character < 0x20 || (character >= 0x7f && character < 0xa0)) character = 0xfffd;
    const std::size_t wide = character == 0xfffd ? 1 : display_width(text.substr(begin, at - begin));
    if (wide == 0) continue;
    const auto here = column + static_cast<std::ptrdiff_t>(used);
    if (wide == 2 && !inside(here + 1, row)) break;
    put(here, row, character, front);
    if (wide == 2 && inside(here + 1, row))
      cells_[static_cast<std::size_t>(row) * columns_ + static_cast<std::size_t>(here + 1)].covered = true;
    used += wide;
  }
  return used;
}

void Cells::bar_up(std::ptrdiff_t column, std::ptrdiff_t bottom_row, double cells_high, Color color) {
  auto eighths = static_cast<std::ptrdiff_t>(std::lround(std::clamp(cells_high, 0.0, 1e6) * 8));
  for (std::ptrdiff_t row = bottom_row; eighths > 0; --row, eighths -= 8)
    put(column, row, static_cast<char32_t>(0x2580 + std::min<std::ptrdiff_t>(eighths, 8)), color);
}

void Cells::bar_right(std::ptrdiff_t column, std::ptrdiff_t row, double cells_wide, Color color) {
  auto eighths = static_cast<std::ptrdiff_t>(std::lround(std::clamp(cells_wide, 0.0, 1e6) * 8));
  for (; eighths > 0; ++column, eighths -= 8)
    put(column, row, static_cast<char32_t>(0x2590 - std::min<std::ptrdiff_t>(eighths, 8)), color);
}

bool Cells::occupied(std::ptrdiff_t column, std::ptrdiff_t row) const noexcept {
  if (!inside(column, row)) return true;
  const std::size_t at = static_cast<std::size_t>(row) * columns_ + static_cast<std::size_t>(column);
  if (cells_[at].character != 0 || cells_[at].covered) return true;
  return std::any_of(layers_.begin(), layers_.end(), [&](const Layer& l) { return l.dots[at] != 0; });
}

std::string Cells::show(const CellStyle& style) const {
  std::string out;
  for (std::size_t row = 0; row < rows_; ++row) {
    std::optional<Color> front, back;
    std::string line;
    std::size_t blanks = 0;
    for (std::size_t column = 0; column < columns_; ++column) {
      const std::size_t at = row * columns_ + column;
      Cell cell = cells_[at];
      if (cell.covered) continue;
      if (cell.character == 0) {
        std::uint8_t bits = 0;
        int most = 0;
        for (const Layer& layer : layers_) {
          bits |= layer.dots[at];
          if (const int count = std::popcount(layer.dots[at]); count > 0 && count >= most) {
            most = count;
            cell.front = layer.color;
          }
        }
        cell.character = bits == 0 ? U' ' : 0x2800U + bits;
      }
      if (cell.character == U' ' && !cell.back) {
        ++blanks;
        continue;
      }
      const bool change = style.color && (!(cell.front == front) || !(cell.back == back));
      if (change && (front || back)) line += "\x1b[0m";
      line.append(blanks, ' ');
      blanks = 0;
      if (change) {
        if (cell.front) append_color(line, *cell.front, false, style.true_color);
        if (cell.back) append_color(line, *cell.back, true, style.true_color);
        front = cell.front;
        back = cell.back;
      }
      if (style.utf8) append_utf8(line, cell.character);
      else line.push_back(ascii_of(cell.character));
    }
    if (front || back) line += "\x1b[0m";
    out += line;
    out.push_back('\n');
  }
  return out;
}

}  // namespace pytk::raster
