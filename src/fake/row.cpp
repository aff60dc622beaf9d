#include "row.hpp"

#include <cmath>

namespace pytk::fake {
namespace {

void fill_name(const Format& format, const Person& person, std::string& out) {
  for (const auto& piece : format) {
    switch (piece.part) {
      case Part::literal: out += piece.literal; break;
      case Part::first: out += person.first; break;
      case Part::last: out += person.last; break;
      case Part::prefix: out += person.prefix; break;
      case Part::suffix: out += person.suffix; break;
      default: break;
    }
  }
}

// cos for |x| <= pi/2 from additions and products only, so that every machine rounds alike (error < 1e-9).
double cosine(double x) noexcept {
  const double y = x * x;
  return 1 + y * (-1.0 / 2 + y * (1.0 / 24 + y * (-1.0 / 720 + y * (1.0 / 40320 + y * (-1.0 / 3628800 + y * (1.0 / 479001600))))));
}

std::int32_t wrap_longitude(std::int64_t millionths) noexcept {
  if (millionths > 180'000'000) millionths -= 360'000'000;
  if (millionths < -180'000'000) millionths += 360'000'000;
  return static_cast<std::int32_t>(millionths);
}

// A point within the city: uniform in a disc whose radius grows with the population.
void place_point(Place& place, Draw& draw) {
  constexpr double kilometres_per_degree = 111.32;
  constexpr double radians = 3.14159265358979323846 / 180.0;
  const double radius = std::fmin(30.0, std::fmax(0.5, std::sqrt(static_cast<double>(place.city->population)) / 100.0));
  double east = 0;
  double north = 0;
  do {
    east = draw.real() * 2 - 1;
    north = draw.real() * 2 - 1;
  } while (east * east + north * north > 1);
  const double latitude = static_cast<double>(place.city->latitude) / 1e6;
  const double north_degrees = north * radius / kilometres_per_degree;
  const double east_degrees = east * radius / kilometres_per_degree / cosine(latitude * radians);
  place.latitude = place.city->latitude + static_cast<std::int32_t>(std::lround(north_degrees * 1e6));
  place.longitude = wrap_longitude(place.city->longitude + std::lround(east_degrees * 1e6));
}

}  // namespace

void Row::enter(std::uint32_t column, std::uint32_t entity, bool fixed_place) noexcept {
  if (entity != entity_) made_ &= locale_made;
  entity_ = entity;
  fixed_place_ = fixed_place;
  draw_.restart(number_, column);
}

const Table& Row::common(const char* name) {
  auto& known = known_tables_[(reinterpret_cast<std::uintptr_t>(name) >> 3U) % known_tables_.size()];
  if (known.name != name) known = {name, data_.common(name)};
  return known.table;
}

const Locale& Row::locale() {
  if ((made_ & locale_made) != 0) return *locale_;
  made_ |= locale_made;
  Draw draw(seed_, number_, hash_name("locale"));
  const auto& all = data_.locales;
  locale_ = (all.size() == 1 ? all[0] : all[draw.below(all.size())]).get();
  return *locale_;
}

const Person& Row::person() {
  if ((made_ & person_made) != 0) return person_;
  made_ |= person_made;
  Draw draw = stream("person");
  const Locale& words = locale();
  person_.female = draw.below(2) == 1;
  const auto first = words[person_.female ? Words::first_name_female : Words::first_name_male].pick(draw);
  const auto last = words[Words::last_name].pick(draw);
  person_.first = field(first, 0);
  person_.last = field(last, 0);
  // Slavic surnames have a form of their own for women, in the third field.
  if (person_.female && !field(last, 2).empty()) person_.last = field(last, 2);
  person_.prefix = words[person_.female ? Words::prefix_female : Words::prefix_male].pick(draw);
  person_.suffix = words[Words::suffix].pick(draw);
  person_.full.clear();
  fill_name(words.pick_format(person_.female ? Words::name_format_female : Words::name_format_male, draw), person_, person_.full);
  const auto latin = [&](std::string_view row, std::string_view name, std::string& made) -> std::string_view {
    if (const auto written = field(row, 1); !written.empty()) return written;
    return made = ascii_word(name, words.language);
  };
  person_.first_ascii = latin(first, person_.first, person_.first_made);
  person_.last_ascii = latin(last, person_.last, person_.last_made);
  return person_;
}

const Place& Row::place() {
  if ((made_ & place_made) != 0) return place_;
  made_ |= place_made;
  Draw draw = stream("place");
  const Locale& words = locale();
  place_.city = &words.pick_city(draw);
  place_.division = &words.divisions[place_.city->division];
  place_point(place_, draw);
  place_.postcode.clear();
  fill_one_of(place_.city->postcodes.empty() ? place_.division->postcodes : place_.city->postcodes, draw, place_.postcode);
  place_.building.clear();
  fill_pattern(words[Words::building_number].pick(draw), draw, place_.building);
  place_.street.clear();
  for (const auto& piece : words.pick_format(Words::street_format, draw)) {
    if (piece.part == Part::literal) place_.street += piece.literal;
    else if (piece.part == Part::name) place_.street += words[Words::street_name].pick(draw);
    else if (piece.part == Part::last) place_.street += field(words[Words::last_name].pick(draw), 0);
    else if (piece.part == Part::first) place_.street += field(words[Words::first_name_female].pick(draw), 0);
  }
  return place_;
}

const Company& Row::company() {
  if ((made_ & company_made) != 0) return company_;
  made_ |= company_made;
  Draw draw = stream("company");
  const Locale& words = locale();
  company_.name.clear();
  std::string first_word;
  for (const auto& piece : words.pick_format(Words::company_format, draw)) {
    if (piece.part == Part::literal) company_.name += piece.literal;
    else if (piece.part == Part::suffix) company_.name += words[Words::company_suffix].pick(draw);
    else if (piece.part == Part::last) {
      const auto row = words[Words::last_name].pick(draw);
      company_.name += field(row, 0);
      if (first_word.empty()) first_word = field(row, 1).empty() ? ascii_word(field(row, 0), words.language) : std::string(field(row, 1));
    }
  }
  if (first_word.empty()) first_word = "company";
  company_.domain = first_word + ".example";
  return company_;
}

}  // namespace pytk::fake
