#include "row.hpp"

#include "helpers.hpp"

namespace pytk::fake {
namespace {

constexpr std::uint32_t stream_names[] = {
    hash_name("locale"),         hash_name("person"),      hash_name("title"),       hash_name("place"),
    hash_name("postcode"),       hash_name("building"),    hash_name("street"),      hash_name("secondary"),
    hash_name("place address"),  hash_name("user name"),   hash_name("birth"),       hash_name("company"),
    hash_name("card network"),   hash_name("card number"), hash_name("card expiry"), hash_name("currency"),
    hash_name("cryptocurrency"), hash_name("color"),       hash_name("language"),    hash_name("passport")};
static_assert(std::size(stream_names) == static_cast<std::size_t>(Stream::count));

std::int32_t wrap_longitude(std::int64_t millionths) noexcept {
  if (millionths > 180'000'000) millionths -= 360'000'000;
  if (millionths < -180'000'000) millionths += 360'000'000;
  return static_cast<std::int32_t>(millionths);
}

// Uniform in the disc around the city's centre; integers only, so that every machine gives the same point.
Point point_of(const City& city, Draw& draw) noexcept {
  constexpr std::int64_t one = std::int64_t{1} << 31U;
  std::int64_t east = 0;
  std::int64_t north = 0;
  do {
    east = static_cast<std::int32_t>(draw.word());
    north = static_cast<std::int32_t>(draw.word());
  } while (east * east + north * north > one * one - one);
  return {static_cast<std::int32_t>(city.latitude + north * city.north / one),
          wrap_longitude(city.longitude + east * city.east / one)};
}

}  // namespace

const std::uint32_t* Row::first_block(Group& group, std::uint32_t column) noexcept {
  if (!in_order_) return nullptr;
  const std::uint64_t first = number_ & ~std::uint64_t{row_lanes - 1};
  if (group.first != first || group.column != column) {
    group.first = first;
    group.column = column;
    philox_rows(seed_, first, column, group.words);
  }
  return group.words[number_ & (row_lanes - 1)];
}

// Only now: most columns take what the row has drawn for itself.
void Row::begin_draw() noexcept {
  drawing_ = true;
  const std::size_t place = stream_count + slot_;
  draw_.restart(number_, column_, place < streams_.size() ? first_block(streams_[place], column_) : nullptr);
}

Draw Row::slow_stream(Stream of) noexcept {
  const auto index = static_cast<std::size_t>(of);
  // The row's locale is everybody's: a second person of the row lives in the same country.
  const std::uint32_t entity = of == Stream::locale ? 0 : entity_;
  const std::uint32_t column = stream_names[index] ^ entity;
  Group& group = entity == 0 ? groups_[index] : streams_[index];
  return {seed_, number_, column, group.room, first_block(group, column)};
}

const Table& Row::common(const char* name) {
  auto& known = known_tables_[(reinterpret_cast<std::uintptr_t>(name) >> 3U) % known_tables_.size()];
  if (known.name != name) known = {name, data_.common(name)};
  return known.table;
}

Row& Row::other(const void* key, const Catalogue::State& data, std::uint64_t seed) {
  for (const auto& known : others_)
    if (known.key == key) return *known.row;
  others_.push_back({key, std::make_unique<Row>(data, seed, now_)});
  others_.back().row->jump_about();
  return *others_.back().row;
}

const Locale& Row::locale() {
  if (!take(locale_made)) return *locale_;
  const auto& all = data_.locales;
  if (all.size() == 1) return *(locale_ = all[0].get());
  return *(locale_ = all[stream(Stream::locale).below(all.size())].get());
}

const Person& Row::person() {
  if (!take(person_made)) return person_;
  const Locale& words = locale();
  Draw draw = stream(Stream::person);
  person_.female = draw.word() >> 31U != 0;
  person_.first_name = &(person_.female ? words.first_female : words.first_male).pick(draw);
  person_.last_name = &words.last.pick(draw);
  person_.format = &words.pick_format(person_.female ? Words::name_format_female : Words::name_format_male, draw);
  return person_;
}

const Titles& Row::titles() {
  if (!take(titles_made)) return titles_;
  const bool female = person().female;
  const Locale& words = locale();
  Draw draw = stream(Stream::title);
  titles_.prefix = words[female ? Words::prefix_female : Words::prefix_male].pick(draw);
  titles_.suffix = words[Words::suffix].pick(draw);
  titles_.middle = words[female ? Words::middle_name_female : Words::middle_name_male].pick(draw);
  return titles_;
}

void Row::append_name(TextBuffer& out) {
  const Person& who = person();
  for (const auto& piece : *who.format) {
    switch (piece.part) {
      case Part::literal: out += piece.literal; break;
      case Part::first: out += who.first(); break;
      case Part::last: out += who.last(); break;
      case Part::middle: out += titles().middle; break;
      case Part::prefix: out += titles().prefix; break;
      case Part::suffix: out += titles().suffix; break;
      default: break;
    }
  }
}

const City& Row::city() {
  if (!take(city_made)) return *city_;
  Draw draw = stream(Stream::place);
  city_ = &locale().pick_city(draw);
  return *city_;
}

const Point& Row::point() {
  if (!take(point_made)) return point_;
  const City& place = city();
  Draw draw = stream(Stream::place);
  (void)draw.word();  // the city's
  point_ = point_of(place, draw);
  return point_;
}

std::string_view Row::postcode() {
  if (!take(postcode_made)) return postcode_.view();
  const City& place = city();
  Draw draw = stream(Stream::postcode);
  postcode_.clear();
  fill_pattern(locale().patterns[place.patterns + (place.pattern_count == 1 ? 0 : draw.below(place.pattern_count))],
               draw, postcode_);
  return postcode_.view();
}

std::string_view Row::building() {
  if (!take(building_made)) return building_.view();
  Draw draw = stream(Stream::building);
  building_.clear();
  fill_pattern(locale()[Words::building_number].pick(draw), draw, building_);
  return building_.view();
}

std::string_view Row::street() {
  if (!take(street_made)) return street_.view();
  const Locale& words = locale();
  Draw draw = stream(Stream::street);
  street_.clear();
  for (const auto& piece : words.pick_format(Words::street_format, draw)) {
    if (piece.part == Part::literal) street_ += piece.literal;
    else if (piece.part == Part::name) street_ += words[Words::street_name].pick(draw);
    else if (piece.part == Part::last) street_ += words.last.pick(draw).text;
    else if (piece.part == Part::first) street_ += words.first_female.pick(draw).text;
  }
  return street_.view();
}

std::string_view Row::secondary() {
  if (!take(secondary_made)) return secondary_.view();
  Draw draw = stream(Stream::secondary);
  secondary_.clear();
  fill_pattern(locale()[Words::secondary_address].pick(draw), draw, secondary_);
  return secondary_.view();
}

const Company& Row::company() {
  if (!take(company_made)) return company_;
  const Locale& words = locale();
  Draw draw = stream(Stream::company);
  company_.name.clear();
  company_.domain.clear();
  for (const auto& piece : words.pick_format(Words::company_format, draw)) {
    if (piece.part == Part::literal) company_.name += piece.literal;
    else if (piece.part == Part::suffix) company_.name += words[Words::company_suffix].pick(draw);
    else if (piece.part == Part::last) {
      const Name& founder = words.last.pick(draw);
      company_.name += founder.text;
      if (company_.domain.empty()) company_.domain += founder.latin;
    }
  }
  if (company_.domain.empty()) company_.domain += "company";
  company_.domain += ".example";
  return company_;
}

}  // namespace pytk::fake
