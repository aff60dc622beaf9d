// Colors, vehicles, emoji, versions and other small things.
#include <pytk/core/number.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

template <std::size_t Field>
void color_field(Row& row, const Arguments&, TextBuffer& out) {
  Draw draw = row.stream(Stream::color);
  out += field(row.common("colors").pick(draw), Field);
}
void hex_color(Row& row, const Arguments&, TextBuffer& out) {
  out += '#';
  append_hex(out, row.draw(), 6);
}
void rgb_color(Row& row, const Arguments&, TextBuffer& out) {
  for (int i = 0; i < 3; ++i) {
    if (i > 0) out += ',';
    append_uint(out, row.draw().below(256));
  }
}
void rgb_css_color(Row& row, const Arguments& arguments, TextBuffer& out) {
  out += "rgb(";
  rgb_color(row, arguments, out);
  out += ')';
}
void hsl_color(Row& row, const Arguments&, TextBuffer& out) {
  out += "hsl(";
  append_uint(out, row.draw().below(360));
  out += ", ";
  append_uint(out, row.draw().below(101));
  out += "%, ";
  append_uint(out, row.draw().below(101));
  out += "%)";
}
void emoji(Row& row, const Arguments&, TextBuffer& out) { out += row.common("emoji").pick(row.draw()); }
template <std::size_t Field>
void language_field(Row& row, const Arguments&, TextBuffer& out) {
  Draw draw = row.stream(Stream::language);
  out += field(row.common("languages").pick(draw), Field);
}
void locale_name(Row& row, const Arguments&, TextBuffer& out) { out += row.locale().name; }
void version(Row& row, const Arguments&, TextBuffer& out) {
  append_uint(out, row.draw().below(10));
  out += '.';
  append_uint(out, row.draw().below(20));
  out += '.';
  append_uint(out, row.draw().below(30));
}
void cve(Row& row, const Arguments&, TextBuffer& out) {
  // Years before the list began were never assigned: the id looks right and names nothing.
  out += "CVE-";
  append_uint(out, 1990 + row.draw().below(9));
  out += '-';
  append_padded(out, 1000 + row.draw().below(98999), 4);
}
void log_level(Row& row, const Arguments&, TextBuffer& out) { out += row.common("log_levels").pick(row.draw()); }
void vehicle(Row& row, const Arguments&, TextBuffer& out) { out += row.common("vehicle_kinds").pick(row.draw()); }

// The sixteen names of HTML 4, which every browser knows.
struct SafeColor { std::string_view name, hex; };
constexpr SafeColor safe_colors[] = {
    {"black", "#000000"},  {"maroon", "#800000"}, {"green", "#008000"},   {"navy", "#000080"}, {"olive", "#808000"},
    {"purple", "#800080"}, {"teal", "#008080"},   {"lime", "#00ff00"},    {"blue", "#0000ff"}, {"silver", "#c0c0c0"},
    {"gray", "#808080"},   {"yellow", "#ffff00"}, {"fuchsia", "#ff00ff"}, {"aqua", "#00ffff"}, {"white", "#ffffff"}};
const SafeColor& safe_color(Row& row) { return safe_colors[row.stream(Stream::color).below(std::size(safe_colors))]; }
void safe_color_name(Row& row, const Arguments&, TextBuffer& out) { out += safe_color(row).name; }
void safe_hex_color(Row& row, const Arguments&, TextBuffer& out) { out += safe_color(row).hex; }
void append_numbers(Row& row, std::initializer_list<unsigned> largest, TextBuffer& out) {
  out += '[';
  for (const unsigned most : largest) {
    if (out.back() != '[') out += ',';
    append_uint(out, row.draw().below(most + 1));
  }
  out += ']';
}
void color_rgb(Row& row, const Arguments&, TextBuffer& out) { append_numbers(row, {255, 255, 255}, out); }
void color_hsv(Row& row, const Arguments&, TextBuffer& out) { append_numbers(row, {360, 100, 100}, out); }
void color_rgb_float(Row& row, const Arguments&, TextBuffer& out) {
  out += '[';
  for (int i = 0; i < 3; ++i) {
    if (i > 0) out += ',';
    append_scaled(out, row.draw().between(0, 1'000'000), 6);
  }
  out += ']';
}

constexpr Generator list[] = {
    {"color_name", "color", "name of a color", Kind::text, color_field<0>},
    {"color", "color", "the row's named color as #rrggbb", Kind::text, color_field<1>},
    {"hex_color", "color", "any color as #rrggbb", Kind::text, hex_color},
    {"rgb_color", "color", "red,green,blue", Kind::text, rgb_color},
    {"rgb_css_color", "color", "rgb(red,green,blue)", Kind::text, rgb_css_color},
    {"hsl_color", "color", "hsl(hue, saturation, lightness)", Kind::text, hsl_color},
    {"emoji", "misc", "picture sign", Kind::text, emoji},
    {"language_code", "misc", "ISO 639-1 code", Kind::text, language_field<0>},
    {"language_name", "misc", "name of the row's language", Kind::text, language_field<1>},
    {"locale", "misc", "locale of the row", Kind::text, locale_name},
    {"version", "misc", "number of a release", Kind::text, version},
    {"cve_id", "misc", "vulnerability number of the right shape that names none", Kind::text, cve},
    {"log_level", "misc", "DEBUG, INFO, WARNING ...", Kind::text, log_level},
    {"vehicle", "misc", "kind of vehicle", Kind::text, vehicle},
    {"safe_color_name", "color", "name of a color that HTML knows", Kind::text, safe_color_name},
    {"safe_hex_color", "color", "the row's safe color as #rrggbb", Kind::text, safe_hex_color},
    {"color_rgb", "color", "JSON array: red, green, blue", Kind::json, color_rgb},
    {"color_rgb_float", "color", "JSON array: red, green, blue from 0 to 1", Kind::json, color_rgb_float},
    {"color_hsl", "color", "JSON array: hue, saturation, lightness", Kind::json, color_hsv},
    {"color_hsv", "color", "JSON array: hue, saturation, value", Kind::json, color_hsv},
};

}  // namespace

const std::span<const Generator> misc_generators{list};

}  // namespace pytk::fake
