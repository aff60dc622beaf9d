// Colors, vehicles, emoji, versions and other small things.
#include <pytk/core/number.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

template <std::size_t Field>
void color_field(Row& row, const Arguments&, std::string& out) {
  Draw draw(row.seed(), row.number(), hash_name("color"));
  out += field(row.common("colors").pick(draw), Field);
}
void hex_color(Row& row, const Arguments&, std::string& out) {
  out += '#';
  append_hex(out, row.draw(), 6);
}
void rgb_color(Row& row, const Arguments&, std::string& out) {
  for (int i = 0; i < 3; ++i) {
    if (i > 0) out += ',';
    append_uint(out, row.draw().below(256));
  }
}
void rgb_css_color(Row& row, const Arguments& arguments, std::string& out) {
  out += "rgb(";
  rgb_color(row, arguments, out);
  out += ')';
}
void hsl_color(Row& row, const Arguments&, std::string& out) {
  out += "hsl(";
  append_uint(out, row.draw().below(360));
  out += ", ";
  append_uint(out, row.draw().below(101));
  out += "%, ";
  append_uint(out, row.draw().below(101));
  out += "%)";
}
void emoji(Row& row, const Arguments&, std::string& out) { out += row.common("emoji").pick(row.draw()); }
template <std::size_t Field>
void language_field(Row& row, const Arguments&, std::string& out) {
  Draw draw(row.seed(), row.number(), hash_name("language"));
  out += field(row.common("languages").pick(draw), Field);
}
void locale_name(Row& row, const Arguments&, std::string& out) { out += row.locale().name; }
void version(Row& row, const Arguments&, std::string& out) {
  append_uint(out, row.draw().below(10));
  out += '.';
  append_uint(out, row.draw().below(20));
  out += '.';
  append_uint(out, row.draw().below(30));
}
void cve(Row& row, const Arguments&, std::string& out) {
  // Years before the list began were never assigned: the id looks right and names nothing.
  out += "CVE-";
  append_uint(out, 1990 + row.draw().below(9));
  out += '-';
  append_padded(out, 1000 + row.draw().below(98999), 4);
}
void log_level(Row& row, const Arguments&, std::string& out) { out += row.common("log_levels").pick(row.draw()); }
void vehicle(Row& row, const Arguments&, std::string& out) { out += row.common("vehicle_kinds").pick(row.draw()); }

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
};

}  // namespace

std::span<const Generator> misc_generators() { return list; }

}  // namespace pytk::fake
