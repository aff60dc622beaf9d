// Places: addresses, cities, coordinates that belong together.
#include <cmath>

#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

void street_name(Row& row, const Arguments&, std::string& out) { out += row.place().street; }
void building_number(Row& row, const Arguments&, std::string& out) { out += row.place().building; }
void city(Row& row, const Arguments&, std::string& out) { out += row.place().city->name; }
void state(Row& row, const Arguments&, std::string& out) { out += row.place().division->name; }
void state_abbr(Row& row, const Arguments&, std::string& out) { out += row.place().division->abbreviation; }
void postcode(Row& row, const Arguments&, std::string& out) { out += row.place().postcode; }
void timezone(Row& row, const Arguments&, std::string& out) { out += row.place().division->time_zone; }
void current_country(Row& row, const Arguments&, std::string& out) { out += row.locale().country; }
void country_code(Row& row, const Arguments&, std::string& out) { out += row.locale().country_code; }
void city_lat(Row& row, const Arguments&, std::string& out) { append_millionths(out, row.place().city->latitude); }
void city_lon(Row& row, const Arguments&, std::string& out) { append_millionths(out, row.place().city->longitude); }
void city_population(Row& row, const Arguments&, std::string& out) { append_uint(out, row.place().city->population); }
void secondary_address(Row& row, const Arguments&, std::string& out) {
  fill_pattern(row.locale()[Words::secondary_address].pick(row.draw()), row.draw(), out);
}

void fill_address(Row& row, const Format& format, std::string& out, bool one_line) {
  const Place& place = row.place();
  for (const auto& piece : format) {
    switch (piece.part) {
      case Part::literal: out += piece.literal; break;
      case Part::line_break: out += one_line ? ", " : "\n"; break;
      case Part::building: out += place.building; break;
      case Part::street: out += place.street; break;
      case Part::secondary: secondary_address(row, {}, out); break;
      case Part::city: out += place.city->name; break;
      case Part::state: out += place.division->name; break;
      case Part::state_abbr: out += place.division->abbreviation; break;
      case Part::postcode: out += place.postcode; break;
      case Part::street_address: fill_address(row, row.locale().pick_format(Words::street_address_format, row.draw()), out, one_line); break;
      default: break;
    }
  }
}

// The address is one of the row's place: its own draws come from the place's stream, so that every column that shows
// a part of it agrees.
void with_place_draw(Row& row, Words format, std::string& out, bool one_line) {
  Draw& draw = row.draw();
  draw.restart(row.number(), hash_name("place address"));
  fill_address(row, row.locale().pick_format(format, draw), out, one_line);
}
void street_address(Row& row, const Arguments&, std::string& out) { with_place_draw(row, Words::street_address_format, out, true); }
void address(Row& row, const Arguments& arguments, std::string& out) {
  with_place_draw(row, Words::address_format, out, arguments.texts[0] != "no");
}

void country(Row& row, const Arguments& arguments, std::string& out) {
  const Table table = row.common("countries");
  const auto index = arguments.unique ? static_cast<std::uint32_t>(arguments.nth) : table.pick_index(row.draw());
  out += field(table[index], 1);
}
std::uint64_t country_count(const Arguments&, const Catalogue::State& data) { return data.common("countries").size(); }
void country_alpha3(Row& row, const Arguments&, std::string& out) { out += field(row.common("countries").pick(row.draw()), 2); }
void random_country_code(Row& row, const Arguments&, std::string& out) { out += field(row.common("countries").pick(row.draw()), 0); }

// Equal areas of the sphere are equally likely: the sine of the latitude is uniform, not the latitude.
std::int64_t any_latitude(Draw& draw) {
  return std::lround(std::asin(draw.real() * 2 - 1) * (180.0 / 3.14159265358979323846) * 1e6);
}
std::int64_t any_longitude(Draw& draw) { return draw.between(-180'000'000, 179'999'999); }

void latitude(Row& row, const Arguments&, std::string& out) {
  append_millionths(out, row.fixed_place() ? row.place().latitude : any_latitude(row.draw()));
}
void longitude(Row& row, const Arguments&, std::string& out) {
  append_millionths(out, row.fixed_place() ? row.place().longitude : any_longitude(row.draw()));
}
void latlng(Row& row, const Arguments&, std::string& out) {
  append_millionths(out, row.fixed_place() ? row.place().latitude : any_latitude(row.draw()));
  out += ',';
  append_millionths(out, row.fixed_place() ? row.place().longitude : any_longitude(row.draw()));
}
void coordinate(Row& row, const Arguments& arguments, std::string& out) {
  if (arguments.texts[0].empty()) {
    append_millionths(out, any_longitude(row.draw()));
    return;
  }
  const auto centre = std::llround(arguments.reals[0] * 1e6);
  const auto radius = std::llround(arguments.reals[1] * 1e6);
  append_millionths(out, centre + row.draw().between(-radius, radius));
}
void location_on_land(Row& row, const Arguments&, std::string& out) {
  const auto& place = row.place();
  out += "{\"latitude\":";
  append_millionths(out, place.city->latitude);
  out += ",\"longitude\":";
  append_millionths(out, place.city->longitude);
  out += ",\"place\":";
  json::append_string(out, place.city->name);
  out += ",\"country_code\":";
  json::append_string(out, row.locale().country_code);
  out += ",\"timezone\":";
  json::append_string(out, place.division->time_zone);
  out += '}';
}
void local_latlng(Row& row, const Arguments&, std::string& out) {
  append_millionths(out, row.place().city->latitude);
  out += ',';
  append_millionths(out, row.place().city->longitude);
}

constexpr ArgumentInfo address_arguments[] = {{"oneline", "yes", "no: lines are separated by line breaks"}};
constexpr ArgumentInfo coordinate_arguments[] = {{"center", "", "degrees; empty: anywhere"}, {"radius", "0.001", "degrees around the center"}};

constexpr Generator list[] = {
    {"address", "address", "whole address of the row's place", Kind::text, address, address_arguments},
    {"street_address", "address", "street and number", Kind::text, street_address},
    {"street_name", "address", "name of the street", Kind::text, street_name},
    {"building_number", "address", "number of the house", Kind::text, building_number},
    {"secondary_address", "address", "flat, floor or suite", Kind::text, secondary_address},
    {"city", "address", "city, the larger the likelier", Kind::text, city},
    {"state", "address", "state or region of the city", Kind::text, state},
    {"administrative_unit", "address", "state or region of the city", Kind::text, state},
    {"state_abbr", "address", "its abbreviation", Kind::text, state_abbr},
    {"postcode", "address", "postal code of the city's area", Kind::text, postcode},
    {"zipcode", "address", "postal code of the city's area", Kind::text, postcode},
    {"postalcode", "address", "postal code of the city's area", Kind::text, postcode},
    {"current_country", "address", "country of the locale", Kind::text, current_country},
    {"current_country_code", "address", "ISO 3166 code of the locale's country", Kind::text, country_code},
    {"country", "address", "any country of the world", Kind::text, country, {}, country_count},
    {"country_code", "address", "ISO 3166 two-letter code of the row's country", Kind::text, country_code},
    {"random_country_code", "address", "ISO 3166 two-letter code of any country", Kind::text, random_country_code},
    {"country_alpha3", "address", "ISO 3166 three-letter code of any country", Kind::text, country_alpha3},
    {"latitude", "geo", "degrees; in a row of several columns a point in the row's city", Kind::real, latitude},
    {"longitude", "geo", "degrees; in a row of several columns a point in the row's city", Kind::real, longitude},
    {"latlng", "geo", "latitude,longitude", Kind::text, latlng},
    {"coordinate", "geo", "degrees, around a center if given", Kind::real, coordinate, coordinate_arguments},
    {"local_latlng", "geo", "latitude,longitude of the centre of a city of the locale", Kind::text, local_latlng},
    {"location_on_land", "geo", "JSON object: a city's coordinates, name, country, time zone", Kind::json, location_on_land},
    {"city_lat", "geo", "latitude of the centre of the row's city", Kind::real, city_lat},
    {"city_lon", "geo", "longitude of the centre of the row's city", Kind::real, city_lon},
    {"city_population", "geo", "people of the row's city", Kind::integer, city_population},
    {"timezone", "date", "time zone of the row's place", Kind::text, timezone},
};

}  // namespace

std::span<const Generator> address_generators() { return list; }

}  // namespace pytk::fake
