// Places: addresses, cities, coordinates that belong together.
#include <cmath>

#include <pytk/core/number.hpp>

#include <pytk/core/text.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

void street_name(Row& row, const Arguments&, TextBuffer& out) { out += row.street(); }
void building_number(Row& row, const Arguments&, TextBuffer& out) { out += row.building(); }
void city(Row& row, const Arguments&, TextBuffer& out) { out += row.city().name; }
void state(Row& row, const Arguments&, TextBuffer& out) { out += row.division().name; }
void state_abbr(Row& row, const Arguments&, TextBuffer& out) { out += row.division().abbreviation; }
void postcode(Row& row, const Arguments&, TextBuffer& out) { out += row.postcode(); }
void timezone(Row& row, const Arguments&, TextBuffer& out) { out += row.division().time_zone; }
void current_country(Row& row, const Arguments&, TextBuffer& out) { out += row.locale().country; }
void country_code(Row& row, const Arguments&, TextBuffer& out) { out += row.locale().country_code; }
void city_lat(Row& row, const Arguments&, TextBuffer& out) { append_millionths(out, row.city().latitude); }
void city_lon(Row& row, const Arguments&, TextBuffer& out) { append_millionths(out, row.city().longitude); }
void city_population(Row& row, const Arguments&, TextBuffer& out) { append_uint(out, row.city().population); }
void secondary_address(Row& row, const Arguments&, TextBuffer& out) {
  out += row.secondary();
}

void append_part(Row& row, const Piece& piece, TextBuffer& out, bool one_line) {
  switch (piece.part) {
    case Part::literal: out += piece.literal; break;
    case Part::line_break: out += one_line ? std::string_view(", ") : std::string_view("\n"); break;
    case Part::building: out += row.building(); break;
    case Part::street: out += row.street(); break;
    case Part::secondary: out += row.secondary(); break;
    case Part::city: out += row.city().name; break;
    case Part::state: out += row.division().name; break;
    case Part::state_abbr: out += row.division().abbreviation; break;
    case Part::postcode: out += row.postcode(); break;
    default: break;
  }
}

// The address is the row's place's: its first draw chooses the form of the street's line, so that a street_address
// beside it is the same.
void append_street_line(Row& row, const Format& line, TextBuffer& out, bool one_line) {
  for (const auto& piece : line) append_part(row, piece, out, one_line);
}
void street_address(Row& row, const Arguments&, TextBuffer& out) {
  Draw draw = row.stream(Stream::address);
  append_street_line(row, row.locale().pick_format(Words::street_address_format, draw), out, true);
}
void address(Row& row, const Arguments& arguments, TextBuffer& out) {
  Draw draw = row.stream(Stream::address);
  const bool one_line = arguments.flags[0];
  const Format& street_line = row.locale().pick_format(Words::street_address_format, draw);
  for (const auto& piece : row.locale().pick_format(Words::address_format, draw)) {
    if (piece.part == Part::street_address) append_street_line(row, street_line, out, one_line);
    else append_part(row, piece, out, one_line);
  }
}

void country(Row& row, const Arguments& arguments, TextBuffer& out) {
  const Table table = row.common("countries");
  const auto index = arguments.unique ? static_cast<std::uint32_t>(row.nth()) : table.pick_index(row.draw());
  out += field(table[index], 1);
}
std::uint64_t country_count(const Arguments&, const Catalogue::State& data) { return data.common("countries").size(); }
void country_alpha3(Row& row, const Arguments&, TextBuffer& out) {
  out += field(row.common("countries").pick(row.draw()), 2);
}
void random_country_code(Row& row, const Arguments&, TextBuffer& out) {
  out += field(row.common("countries").pick(row.draw()), 0);
}

// Equal areas of the sphere are equally likely: the sine of the latitude is uniform, not the latitude.
std::int64_t any_latitude(Draw& draw) {
  return std::lround(std::asin(draw.real() * 2 - 1) * (180.0 / 3.14159265358979323846) * 1e6);
}
std::int64_t any_longitude(Draw& draw) { return draw.between(-180'000'000, 179'999'999); }

void latitude(Row& row, const Arguments&, TextBuffer& out) {
  append_millionths(out, row.fixed_place() ? row.point().latitude : any_latitude(row.draw()));
}
void longitude(Row& row, const Arguments&, TextBuffer& out) {
  append_millionths(out, row.fixed_place() ? row.point().longitude : any_longitude(row.draw()));
}
void latlng(Row& row, const Arguments&, TextBuffer& out) {
  append_millionths(out, row.fixed_place() ? row.point().latitude : any_latitude(row.draw()));
  out += ',';
  append_millionths(out, row.fixed_place() ? row.point().longitude : any_longitude(row.draw()));
}
void coordinate(Row& row, const Arguments& arguments, TextBuffer& out) {
  if (arguments.texts[0].empty()) {
    append_millionths(out, any_longitude(row.draw()));
    return;
  }
  const auto centre = std::llround(arguments.reals[0] * 1e6);
  const auto radius = std::llround(arguments.reals[1] * 1e6);
  append_millionths(out, centre + row.draw().between(-radius, radius));
}
void location_on_land(Row& row, const Arguments&, TextBuffer& out) {
  const City& place = row.city();
  out += "{\"latitude\":";
  append_millionths(out, place.latitude);
  out += ",\"longitude\":";
  append_millionths(out, place.longitude);
  out += ",\"place\":";
  append_json(out, place.name);
  out += ",\"country_code\":";
  append_json(out, row.locale().country_code);
  out += ",\"timezone\":";
  append_json(out, row.division().time_zone);
  out += '}';
}
void local_latlng(Row& row, const Arguments&, TextBuffer& out) {
  append_millionths(out, row.city().latitude);
  out += ',';
  append_millionths(out, row.city().longitude);
}

// Words of American places, as Faker has them for every locale.
template <std::size_t N>
void one_of(Row& row, const std::string_view (&words)[N], TextBuffer& out) { out += words[row.draw().below(N)]; }
void city_prefix(Row& row, const Arguments&, TextBuffer& out) {
  static constexpr std::string_view words[] = {"North", "East", "West",  "South", "New",
                                               "Lake",  "Port", "Upper", "Lower", "Fort"};
  one_of(row, words, out);
}
void city_suffix(Row& row, const Arguments&, TextBuffer& out) {
  static constexpr std::string_view words[] = {"ville", "town", "burg", "ton",  "field",
                                               "port",  "ford", "wood", "view", "haven"};
  one_of(row, words, out);
}
void street_suffix(Row& row, const Arguments&, TextBuffer& out) {
  static constexpr std::string_view words[] = {"Street", "Avenue", "Road",      "Lane",  "Drive",
                                               "Court",  "Way",    "Boulevard", "Place", "Terrace"};
  one_of(row, words, out);
}
void military_state(Row& row, const Arguments&, TextBuffer& out) {
  static constexpr std::string_view words[] = {"AA", "AE", "AP"};
  one_of(row, words, out);
}
void military_ship(Row& row, const Arguments&, TextBuffer& out) {
  static constexpr std::string_view words[] = {"USS", "USNS", "USCGC", "USNV"};
  one_of(row, words, out);
}
void military_apo(Row& row, const Arguments&, TextBuffer& out) {
  out += "PSC ";
  append_digits(out, row.draw(), 4);
  out += ", Box ";
  append_digits(out, row.draw(), 4);
}
void military_dpo(Row& row, const Arguments&, TextBuffer& out) {
  out += "Unit ";
  append_digits(out, row.draw(), 4);
  out += " Box ";
  append_digits(out, row.draw(), 4);
}
void postcode_plus4(Row& row, const Arguments&, TextBuffer& out) {
  out += row.postcode();
  out += '-';
  append_digits(out, row.draw(), 4);
}
// A division by its abbreviation, name or code; its postal codes in the locale that has it.
struct StateCodes final : Prepared {
  const Locale* locale = nullptr;
  std::size_t division = 0;
  bool any = true;
};
void verify_state(Arguments& arguments) {
  auto codes = std::make_shared<StateCodes>();
  const std::string& wanted = arguments.texts[0];
  std::vector<std::string> known;
  for (const auto& locale : arguments.data->locales)
    for (std::size_t i = 0; i < locale->divisions.size() && !wanted.empty() && codes->any; ++i) {
      const auto& division = locale->divisions[i];
      known.emplace_back(division.abbreviation);
      if (wanted != division.abbreviation && wanted != division.name && wanted != division.code) continue;
      codes->any = false;
      codes->locale = locale.get();
      codes->division = i;
    }
  if (!wanted.empty() && codes->any)
    throw fail(Fault::usage, "the locale has no state '{}'", wanted)
        .hint(did_you_mean(wanted, std::span<const std::string>(known)));
  arguments.prepared = std::move(codes);
}
void postcode_in_state(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto& codes = arguments.get<StateCodes>();
  const Locale& locale = codes.any ? row.locale() : *codes.locale;
  const auto& division = codes.any ? row.division() : locale.divisions[codes.division];
  fill_pattern(locale.patterns[division.patterns + row.draw().below(division.pattern_count)], row.draw(), out);
}

void verify_coordinate(Arguments& arguments) {
  const auto center = arguments.texts[0].empty() ? Result<double>(0.0) : parse_real(arguments.texts[0]);
  if (!center || std::fabs(*center) > 180)
    throw fail(Fault::usage, "coordinate: center is degrees from -180 to 180, not '{}'", arguments.texts[0]);
  if (!(arguments.reals[1] >= 0) || arguments.reals[1] > 180)
    throw fail(Fault::usage, "coordinate: radius is 0 to 180 degrees, not {}", arguments.texts[1]);
}

constexpr ArgumentInfo state_argument[] = {{"state_abbr", "", "abbreviation or name; empty: the row's"}};
constexpr ArgumentInfo address_arguments[] = {{"oneline", "yes", "no: lines are separated by line breaks"}};
constexpr ArgumentInfo coordinate_arguments[] = {{"center", "", "degrees; empty: anywhere"},
                                                 {"radius", "0.001", "degrees around the center"}};

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
    {"coordinate", "geo", "degrees, around a center if given", Kind::real, coordinate, coordinate_arguments, nullptr,
     verify_coordinate},
    {"local_latlng", "geo", "latitude,longitude of the centre of a city of the locale", Kind::text, local_latlng},
    {"location_on_land", "geo", "JSON object: a city's coordinates, name, country, time zone", Kind::json,
     location_on_land},
    {"city_lat", "geo", "latitude of the centre of the row's city", Kind::real, city_lat},
    {"city_lon", "geo", "longitude of the centre of the row's city", Kind::real, city_lon},
    {"city_population", "geo", "people of the row's city", Kind::integer, city_population},
    {"timezone", "date", "time zone of the row's place", Kind::text, timezone},
    {"city_prefix", "address", "first word of an American town", Kind::text, city_prefix},
    {"city_suffix", "address", "end of an American town's name", Kind::text, city_suffix},
    {"street_suffix", "address", "kind of an American street", Kind::text, street_suffix},
    {"military_state", "address", "AA, AE or AP", Kind::text, military_state},
    {"military_ship", "address", "prefix of a ship", Kind::text, military_ship},
    {"military_apo", "address", "box of an army post office", Kind::text, military_apo},
    {"military_dpo", "address", "box of a diplomatic post office", Kind::text, military_dpo},
    {"postcode_in_state", "address", "postal code of a state", Kind::text, postcode_in_state, state_argument, nullptr,
     verify_state},
    {"zipcode_in_state", "address", "postal code of a state", Kind::text, postcode_in_state, state_argument, nullptr,
     verify_state},
    {"postalcode_in_state", "address", "postal code of a state", Kind::text, postcode_in_state, state_argument, nullptr,
     verify_state},
    {"zipcode_plus4", "address", "postal code of the city's area and four digits", Kind::text, postcode_plus4},
    {"postalcode_plus4", "address", "postal code of the city's area and four digits", Kind::text, postcode_plus4},
};

}  // namespace

const std::span<const Generator> address_generators{list};

}  // namespace pytk::fake
