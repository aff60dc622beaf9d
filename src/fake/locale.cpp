#include "locale.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <tuple>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/source.hpp>

#include "helpers.hpp"

namespace pytk::fake {
namespace {

constexpr std::string_view word_tables[] = {"first_name_male",
                                            "first_name_female",
                                            "middle_name_male",
                                            "middle_name_female",
                                            "last_name",
                                            "prefix_male",
                                            "prefix_female",
                                            "suffix",
                                            "name_format_male",
                                            "name_format_female",
                                            "street_name",
                                            "street_format",
                                            "building_number",
                                            "secondary_address",
                                            "street_address_format",
                                            "address_format",
                                            "company_suffix",
                                            "company_format",
                                            "phone",
                                            "mobile",
                                            "job",
                                            "words",
                                            "free_email",
                                            "tld",
                                            "license_plate",
                                            "ssn",
                                            "bank",
                                            "month",
                                            "weekday"};
static_assert(std::size(word_tables) == static_cast<std::size_t>(Words::count));

// "52.52437" to 52524370.
std::int32_t millionths(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::int32_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  std::int32_t value = whole * 1'000'000;
  std::int32_t scale = 100'000;
  if (error == std::errc{} && end != text.data() + text.size() && *end == '.')
    for (const char c : text.substr(static_cast<std::size_t>(end - text.data()) + 1)) {
      value += (c - '0') * scale;
      scale /= 10;
    }
  return negative ? -value : value;
}

// Several sources of tables, the first that has one wins: the user's directory, then the built-in blob.
struct Sources {
  std::vector<DataView> views;
  [[nodiscard]] Table find(const std::string& name) const {
    for (const auto& view : views)
      if (const Table table = view.find(name); !table.empty()) return table;
    return {};
  }
  // "de_AT" stands on "de_DE" stands on "en_US": the chain is data too.
  [[nodiscard]] Table find_with_fallback(std::string_view locale, std::string_view table) const {
    std::string name(locale);
    for (int step = 0; step < 4; ++step) {
      if (const Table found = find(name + "/" + std::string(table)); !found.empty()) return found;
      const Table about = find(name + "/about");
      std::string next = "en_US";
      for (std::uint32_t i = 0; i < about.size(); ++i)
        if (field(about[i], 0) == "fallback") next = std::string(field(about[i], 1));
      if (name == next) break;
      name = next;
    }
    return {};
  }
};

// cos for |x| <= pi/2 from additions and products only, so that every machine rounds alike (error < 1e-9).
double cosine(double x) noexcept {
  const double y = x * x;
  return 1 + y * (-1.0 / 2 +
                  y * (1.0 / 24 + y * (-1.0 / 720 + y * (1.0 / 40320 + y * (-1.0 / 3628800 + y * (1.0 / 479001600))))));
}

// A city's points lie in a disc whose radius grows with its people, from 0.5 to 30 km.
void set_reach(City& city) {
  constexpr double kilometres_per_degree = 111.32;
  constexpr double radians = 3.14159265358979323846 / 180.0;
  const double radius = std::fmin(30.0, std::fmax(0.5, std::sqrt(static_cast<double>(city.population)) / 100.0));
  const double north = radius / kilometres_per_degree * 1e6;
  city.north = static_cast<std::int32_t>(north);
  city.east = static_cast<std::int32_t>(north / cosine(static_cast<double>(city.latitude) / 1e6 * radians));
}

// "a,b,c" into the locale's patterns: where they begin and how many.
std::pair<std::uint32_t, std::uint32_t> add_patterns(Locale& locale, std::string_view list) {
  const auto first = static_cast<std::uint32_t>(locale.patterns.size());
  for (const auto pattern : split(list, ',')) locale.patterns.push_back(pattern);
  return {first, static_cast<std::uint32_t>(locale.patterns.size()) - first};
}

std::map<std::string_view, std::string_view> pairs_of(const Table& table) {
  std::map<std::string_view, std::string_view> pairs;
  for (std::uint32_t i = 0; i < table.size(); ++i) pairs[field(table[i], 0)] = field(table[i], 1);
  return pairs;
}

void load_places(Locale& locale, const Sources& sources) {
  const Table divisions = sources.find_with_fallback(locale.name, "divisions");
  std::map<std::string_view, std::uint16_t> by_code;
  for (std::uint32_t i = 0; i < divisions.size(); ++i) {
    const auto row = divisions[i];
    by_code[field(row, 0)] = static_cast<std::uint16_t>(locale.divisions.size());
    const auto [first, count] = add_patterns(locale, field(row, 4));
    locale.divisions.push_back({field(row, 0), field(row, 1), field(row, 2), field(row, 3), first, count});
  }
  const auto postcodes = pairs_of(sources.find(locale.name + "/city_postcodes"));
  // The places' names in the locale's own language, where they differ from the international ones.
  const auto names = pairs_of(sources.find(locale.name + "/city_names"));
  const Table cities = sources.find("cities/" + locale.country_code);
  std::uint32_t total = 0;
  for (std::uint32_t i = 0; i < cities.size(); ++i) {
    const auto row = cities[i];
    const auto division = by_code.find(field(row, 1));
    const auto own_name = names.find(field(row, 0));
    if (division == by_code.end() || (locale.named_cities_only && own_name == names.end())) continue;
    City city;
    city.name = own_name == names.end() ? field(row, 0) : own_name->second;
    city.division = division->second;
    city.latitude = millionths(field(row, 2));
    city.longitude = millionths(field(row, 3));
    const auto people = field(row, 4);
    std::from_chars(people.data(), people.data() + people.size(), city.population);
    set_reach(city);
    city.patterns = locale.divisions[city.division].patterns;
    city.pattern_count = locale.divisions[city.division].pattern_count;
    auto known = postcodes.find(field(row, 0));
    if (known == postcodes.end()) known = postcodes.find(city.name);
    if (known != postcodes.end()) std::tie(city.patterns, city.pattern_count) = add_patterns(locale, known->second);
    locale.cities.push_back(city);
    locale.city_weights.push_back(total += std::max(1U, city.population / 100));
  }
  if (locale.cities.empty())
    throw fail(Fault::data, "locale '{}': no city of country '{}' lies in one of its divisions", locale.name,
               locale.country_code);
  locale.city_guide.build(locale.city_weights);
}

void load_names(Names& names, const Table& table, const std::string& language) {
  names.table = table;
  names.rows.reserve(table.size());
  names.made.reserve(std::size_t{2} * table.size());  // views point into it
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    const auto row = table[i];
    Name name{field(row, 0), field(row, 1), field(row, 2), field(row, 3)};
    if (name.latin.empty()) name.latin = names.made.emplace_back(ascii_word(name.text, language));
    if (!name.female.empty() && name.female_latin.empty())
      name.female_latin = names.made.emplace_back(ascii_word(name.female, language));
    names.rows.push_back(name);
  }
}

std::unique_ptr<Locale> load_locale(const std::string& name, const Sources& sources) {
  const Table about = sources.find(name + "/about");
  if (about.empty()) {
    const auto known = locale_names();
    const std::string near = did_you_mean(name, std::span<const std::string>(known));
    throw fail(Fault::usage, "unknown locale '{}'", name)
        .hint(near.empty() ? "pytk fake list --locales shows them" : near);
  }
  auto locale = std::make_unique<Locale>();
  locale->name = name;
  locale->language = name.substr(0, 2);
  for (std::uint32_t i = 0; i < about.size(); ++i) {
    if (field(about[i], 0) == "country") locale->country = std::string(field(about[i], 1));
    if (field(about[i], 0) == "country_code") locale->country_code = std::string(field(about[i], 1));
    if (field(about[i], 0) == "cities") locale->named_cities_only = field(about[i], 1) == "named";
  }
  for (std::size_t i = 0; i < std::size(word_tables); ++i)
    locale->tables[i] = sources.find_with_fallback(name, word_tables[i]);
  for (const Words words : {Words::name_format_male, Words::name_format_female, Words::street_format,
                            Words::street_address_format, Words::address_format, Words::company_format}) {
    const Table& table = (*locale)[words];
    auto& formats = locale->formats[static_cast<std::size_t>(words)];
    for (std::uint32_t i = 0; i < table.size(); ++i) formats.push_back(cut_format(table[i]));
  }
  load_names(locale->first_male, (*locale)[Words::first_name_male], locale->language);
  load_names(locale->first_female, (*locale)[Words::first_name_female], locale->language);
  load_names(locale->last, (*locale)[Words::last_name], locale->language);
  load_places(*locale, sources);
  return locale;
}

// The files of --data DIR: NAME.txt is the locale NAME (or common), cities-CC.tsv the cities of a country.
Bytes pack_directory(const std::string& directory) {
  DataPacker packer;
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error))
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  if (error) throw fail(Fault::io, "cannot read the data directory '{}': {}", directory, error.message());
  if (files.empty()) throw fail(Fault::data, "'{}' holds no locale file (NAME.txt)", directory);
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    const std::string text = io::Source::open(file.string())->read_all(16U << 20U);
    packer.add(file.stem().string(), text, file.string());
  }
  return packer.pack();
}

}  // namespace

const City& Locale::pick_city(Draw& draw) const noexcept {
  // The same choice as draw.below(total), whose word also says where to begin looking.
  const std::uint32_t word = draw.word();
  const auto wanted = static_cast<std::uint32_t>((std::uint64_t{word} * city_weights.back()) >> 32U);
  std::uint32_t at = city_guide.start(word);
  while (city_weights[at] <= wanted) ++at;
  return cities[at];
}

void WeightGuide::build(const std::vector<std::uint32_t>& cumulative) {
  std::uint32_t row = 0;
  for (std::uint64_t top = 0; top < starts_.size() && !cumulative.empty(); ++top) {
    const auto lowest = static_cast<std::uint32_t>(((top << 24U) * cumulative.back()) >> 32U);
    while (cumulative[row] <= lowest) ++row;
    starts_[top] = row;
  }
}

Format cut_format(std::string_view text) {
  struct Known { std::string_view name; Part part; };
  static constexpr Known names[] = {{"first", Part::first},         {"middle", Part::middle},
                                    {"last", Part::last},           {"prefix", Part::prefix},
                                    {"suffix", Part::suffix},       {"name", Part::name},
                                    {"building", Part::building},   {"street", Part::street},
                                    {"secondary", Part::secondary}, {"city", Part::city},
                                    {"state", Part::state},         {"state_abbr", Part::state_abbr},
                                    {"postcode", Part::postcode},   {"street_address", Part::street_address}};
  Format format;
  while (!text.empty()) {
    const std::size_t special = text.find_first_of("{\\");
    if (special != 0) {
      format.push_back({Part::literal, text.substr(0, special)});
      text = special == std::string_view::npos ? std::string_view{} : text.substr(special);
      continue;
    }
    if (text.starts_with("\\n")) {
      format.push_back({Part::line_break, {}});
      text.remove_prefix(2);
      continue;
    }
    const std::size_t end = text.find('}');
    const auto* known = std::find_if(std::begin(names), std::end(names), [&](const Known& one) {
      return end != std::string_view::npos && text.substr(1, end - 1) == one.name;
    });
    if (known == std::end(names)) {
      format.push_back({Part::literal, text.substr(0, 1)});
      text.remove_prefix(1);
      continue;
    }
    format.push_back({known->part, {}});
    text.remove_prefix(end + 1);
  }
  return format;
}

Catalogue::Catalogue(std::string_view locales, std::string_view data_directory) : state_(std::make_unique<State>()) {
  Sources sources;
  if (!data_directory.empty()) {
    state_->override_blob = pack_directory(std::string(data_directory));
    sources.views.emplace_back(state_->override_blob);
  }
  sources.views.push_back(built_in_data());
  for (const auto name : split(locales, ',')) state_->locales.push_back(load_locale(std::string(trim(name)), sources));
}
Catalogue::~Catalogue() = default;
Catalogue::Catalogue(Catalogue&&) noexcept = default;
Catalogue& Catalogue::operator=(Catalogue&&) noexcept = default;

Table Catalogue::State::common(std::string_view name) const {
  const std::string full = "common/" + std::string(name);
  Table table;
  if (!override_blob.empty()) table = DataView(override_blob).find(full);
  if (table.empty()) table = built_in_data().find(full);
  if (table.empty()) throw fail(Fault::internal, "the table '{}' is missing from the data", name);
  return table;
}

std::vector<std::string> locale_names() {
  std::vector<std::string> names;
  const DataView data = built_in_data();
  for (std::uint32_t i = 0; i < data.tables(); ++i)
    if (const auto name = data.name(i); name.ends_with("/about")) names.emplace_back(name.substr(0, name.size() - 6));
  return names;
}

namespace {

// "[08-12]" at `at`: the bounds and the width of the first; false when it is no range.
struct Range {
  std::uint64_t low = 0, high = 0;
  unsigned width = 0;
};
bool read_range(std::string_view pattern, std::size_t& at, Range& range) {
  std::size_t i = at + 1;
  const auto number = [&](std::uint64_t& value) {
    const std::size_t from = i;
    for (; i < pattern.size() && pattern[i] >= '0' && pattern[i] <= '9' && i - from < 9; ++i)
      value = value * 10 + static_cast<std::uint64_t>(pattern[i] - '0');
    return i > from;
  };
  if (!number(range.low) || i >= pattern.size() || pattern[i] != '-') return false;
  range.width = static_cast<unsigned>(i - at - 1);
  ++i;
  if (!number(range.high) || i >= pattern.size() || pattern[i] != ']' || range.low > range.high) return false;
  at = i;
  return true;
}

}  // namespace

void fill_pattern(std::string_view pattern, Draw& draw, TextBuffer& out) {
  // Inward codes of British postcodes never hold C I K M O V; Canadian ones lack D F I O Q U: the intersection fits
  // both.
  constexpr std::string_view post_letters = "ABEGHJLNPRSTWXYZ";
  constexpr std::string_view dutch_letters = "ABEGHJLNPRTWXZ";  // no S: SA, SD and SS are not given out
  constexpr unsigned most_digits = 7;  // 10^7 < 2^24: one word of the draw makes them all
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '#') {
      unsigned count = 1;
      while (count < most_digits && i + 1 < pattern.size() && pattern[i + 1] == '#') ++count, ++i;
      append_digits(out, draw, count);
    } else if (c == '%') {
      out.push_back(static_cast<char>('1' + draw.below(9)));
    } else if (c == '?') {
      out.push_back(post_letters[draw.below(post_letters.size())]);
    } else if (c == '$') {
      out.push_back(dutch_letters[draw.below(dutch_letters.size())]);
    } else if (c == '@') {
      out.push_back(draw.letter());
    } else if (Range range; c == '[' && read_range(pattern, i, range)) {
      append_padded(out, range.low + draw.below(range.high - range.low + 1), range.width);
    } else {
      out.push_back(c);
    }
  }
}

void fill_one_of(std::string_view patterns, Draw& draw, TextBuffer& out) {
  const auto count = static_cast<std::uint64_t>(std::count(patterns.begin(), patterns.end(), ',')) + 1;
  for (std::uint64_t skip = draw.below(count); skip > 0; --skip) patterns.remove_prefix(patterns.find(',') + 1);
  fill_pattern(patterns.substr(0, patterns.find(',')), draw, out);
}

}  // namespace pytk::fake
