#include "plot/theme.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/core.h>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "plot/colormap_tables.hpp"

namespace pytk::plot {
namespace {

constexpr Color hex(std::uint32_t rgb) {
  return {static_cast<std::uint8_t>(rgb >> 16U), static_cast<std::uint8_t>(rgb >> 8U), static_cast<std::uint8_t>(rgb),
          255};
}

std::vector<Color> colors_of(std::initializer_list<std::uint32_t> list) {
  std::vector<Color> out;
  for (const std::uint32_t c : list) out.push_back(hex(c));
  return out;
}

Theme make_light() {
  return {
      hex(0xffffff),
      hex(0xffffff),
      hex(0x000000),
      hex(0x000000),
      hex(0xb0b0b0),
      {255, 255, 255, 204},
      hex(0xcccccc),
      false,
      true,
      true,
      colors_of({0x1f77b4, 0xff7f0e, 0x2ca02c, 0xd62728, 0x9467bd, 0x8c564b, 0xe377c2, 0x7f7f7f, 0xbcbd22, 0x17becf})};
}
Theme make_dark() {
  return {
      hex(0x000000),
      hex(0x000000),
      hex(0xffffff),
      hex(0xffffff),
      hex(0x555555),
      {0, 0, 0, 204},
      hex(0x777777),
      false,
      true,
      true,
      colors_of({0x8dd3c7, 0xfeffb3, 0xbfbbd9, 0xfa8174, 0x81b1d2, 0xfdb462, 0xb3de69, 0xbc82bd, 0xccebc4, 0xffed6f})};
}
Theme make_ggplot() {
  return {hex(0xffffff),
          hex(0xe5e5e5),
          hex(0x555555),
          hex(0x555555),
          hex(0xffffff),
          {229, 229, 229, 204},
          hex(0xcccccc),
          true,
          false,
          true,
          colors_of({0xe24a33, 0x348abd, 0x988ed5, 0x777777, 0xfbc15e, 0x8eba42, 0xffb5b8})};
}
Theme make_bw() {
  return {hex(0xffffff),
          hex(0xffffff),
          hex(0x000000),
          hex(0x000000),
          hex(0xb0b0b0),
          {255, 255, 255, 204},
          hex(0x808080),
          false,
          true,
          true,
          colors_of({0x000000, 0x666666, 0x999999, 0x333333, 0xbbbbbb})};
}

struct Named {
  std::string_view name;
  std::uint32_t rgb;
};
// The sixteen colours of CSS level 1 and orange, with Matplotlib's green.
constexpr Named named_colors[] = {
    {"black", 0x000000},  {"silver", 0xc0c0c0}, {"gray", 0x808080},   {"grey", 0x808080},    {"white", 0xffffff},
    {"maroon", 0x800000}, {"red", 0xff0000},    {"purple", 0x800080}, {"fuchsia", 0xff00ff}, {"magenta", 0xff00ff},
    {"green", 0x008000},  {"lime", 0x00ff00},   {"olive", 0x808000},  {"yellow", 0xffff00},  {"navy", 0x000080},
    {"blue", 0x0000ff},   {"teal", 0x008080},   {"aqua", 0x00ffff},   {"cyan", 0x00ffff},    {"orange", 0xffa500}};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool parse_hex(std::string_view digits, Color& out) {
  if (digits.size() != 3 && digits.size() != 6) return false;
  std::uint32_t value = 0;
  for (const char c : digits) {
    const int d = hex_digit(c);
    if (d < 0) return false;
    value = value << 4U | static_cast<std::uint32_t>(d);
    if (digits.size() == 3) value = value << 4U | static_cast<std::uint32_t>(d);
  }
  out = hex(value);
  return true;
}

}  // namespace

const Theme& theme_of(ThemeName name) {
  static const std::array<Theme, 4> themes = {make_light(), make_dark(), make_ggplot(), make_bw()};
  return themes[static_cast<std::size_t>(name)];
}

Color cycle_color(ThemeName theme, std::size_t index) {
  const auto& cycle = theme_of(theme).cycle;
  return cycle[index % cycle.size()];
}

Color parse_color(std::string_view text) {
  Color color;
  double grey = 0;
  if (text.starts_with('#') && parse_hex(text.substr(1), color)) return color;
  if (text.size() == 2 && text[0] == 'C' && text[1] >= '0' && text[1] <= '9')
    return cycle_color(ThemeName::light, static_cast<std::size_t>(text[1] - '0'));
  if (read_real(text, grey) && grey >= 0 && grey <= 1) {
    const auto v = static_cast<std::uint8_t>(grey * 255 + 0.5);
    return {v, v, v, 255};
  }
  std::vector<std::string_view> names;
  for (const Named& named : named_colors) {
    if (equal_ignoring_case(named.name, text)) return hex(named.rgb);
    names.push_back(named.name);
  }
  const std::string near = did_you_mean(text, names);
  throw fail(Fault::usage, "unknown color '{}'", text)
      .hint(near.empty() ? "write #rrggbb, C0 to C9, a grey from 0 to 1, or a name such as red" : near);
}

ColorMap::ColorMap(std::string_view name) : table_(nullptr), reversed_(name.ends_with("_r")) {
  const std::string_view base = reversed_ ? name.substr(0, name.size() - 2) : name;
  std::vector<std::string_view> names;
  for (const ColorTable& table : color_tables) {
    if (table.name == base) table_ = table.rgb;
    names.push_back(table.name);
  }
  if (table_ != nullptr) return;
  const std::string near = did_you_mean(base, names);
  throw fail(Fault::usage, "unknown color map '{}'", name)
      .hint(near.empty() ? "color maps: viridis, plasma, inferno, magma, cividis, gray, bluered; _r reverses one"
                         : near);
}

Color ColorMap::at(double x) const noexcept {
  if (std::isnan(x)) return {0, 0, 0, 0};
  int index = x >= 1 ? 255 : static_cast<int>(std::clamp(x, 0.0, 1.0) * 256);
  if (reversed_) index = 255 - index;
  const std::uint8_t* rgb = table_ + std::ptrdiff_t{3} * index;
  return {rgb[0], rgb[1], rgb[2], 255};
}

std::vector<std::string> color_map_names() {
  std::vector<std::string> out;
  out.reserve(std::size(color_tables));
  for (const ColorTable& table : color_tables) out.emplace_back(table.name);
  return out;
}

}  // namespace pytk::plot
