#include "locale.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/source.hpp>

#include "generator.hpp"

namespace pytk::fake {
namespace {

constexpr std::string_view word_tables[] = {
    "first_name_male", "first_name_female", "last_name", "prefix_male", "prefix_female", "suffix", "name_format_male",
    "name_format_female", "street_name", "street_format", "building_number", "secondary_address", "street_address_format",
    "address_format", "company_suffix", "company_format", "phone", "mobile", "job", "words", "free_email", "tld",
    "license_plate", "ssn", "catch_phrase", "bank", "month", "weekday"};
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

void load_places(Locale& locale, const Sources& sources) {
  const Table divisions = sources.find_with_fallback(locale.name, "divisions");
  std::map<std::string_view, std::uint16_t> by_code;
  for (std::uint32_t i = 0; i < divisions.size(); ++i) {
    const auto row = divisions[i];
    by_code[field(row, 0)] = static_cast<std::uint16_t>(locale.divisions.size());
    locale.divisions.push_back({field(row, 0), field(row, 1), field(row, 2), field(row, 3), field(row, 4)});
  }
  std::map<std::string_view, std::string_view> postcodes;
  const Table overrides = sources.find(locale.name + "/city_postcodes");
  for (std::uint32_t i = 0; i < overrides.size(); ++i) postcodes[field(overrides[i], 0)] = field(overrides[i], 1);
  // The places' names in the locale's own language, where they differ from the international ones.
  std::map<std::string_view, std::string_view> names;
  const Table own_names = sources.find(locale.name + "/city_names");
  for (std::uint32_t i = 0; i < own_names.size(); ++i) names[field(own_names[i], 0)] = field(own_names[i], 1);
  const Table cities = sources.find("cities/" + locale.country_code);
  std::uint32_t total = 0;
  for (std::uint32_t i = 0; i < cities.size(); ++i) {
    const auto row = cities[i];
    const auto division = by_code.find(field(row, 1));
    const auto own_name = names.find(field(row, 0));
    if (division == by_code.end() || (locale.named_cities_only && own_name == names.end())) continue;
    City city{field(row, 0), {}, division->second, millionths(field(row, 2)), millionths(field(row, 3)), 0};
    const auto people = field(row, 4);
    std::from_chars(people.data(), people.data() + people.size(), city.population);
    if (const auto known = postcodes.find(city.name); known != postcodes.end()) city.postcodes = known->second;
    if (own_name != names.end()) city.name = own_name->second;
    locale.cities.push_back(city);
    locale.city_weights.push_back(total += std::max(1U, city.population / 100));
  }
}

std::unique_ptr<Locale> load_locale(const std::string& name, const Sources& sources) {
  const Table about = sources.find(name + "/about");
  if (about.empty()) {
    const auto known = locale_names();
    throw fail(Fault::usage, "unknown locale '{}'", name).hint(did_you_mean(name, std::span<const std::string>(known)));
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
  const auto wanted = static_cast<std::uint32_t>(draw.below(city_weights.back()));
  const auto at = std::upper_bound(city_weights.begin(), city_weights.end(), wanted);
  return cities[static_cast<std::size_t>(at - city_weights.begin())];
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

void fill_pattern(std::string_view pattern, Draw& draw, std::string& out) {
  // Inward codes of British postcodes never hold C I K M O V; Canadian ones lack D F I O Q U: the intersection fits both.
  constexpr std::string_view post_letters = "ABEGHJLNPRSTWXYZ";
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '#') out.push_back(draw.digit());
    else if (c == '%') out.push_back(static_cast<char>('1' + draw.below(9)));
    else if (c == '?') out.push_back(post_letters[draw.below(post_letters.size())]);
    else if (c == '@') out.push_back(draw.letter());
    else if (c == '[') {
      const std::size_t end = pattern.find(']', i);
      const std::string_view range = pattern.substr(i + 1, end - i - 1);
      const std::size_t dash = range.find('-');
      std::int64_t low = 0;
      std::int64_t high = 0;
      if (end == std::string_view::npos || dash == std::string_view::npos || !read_int(range.substr(0, dash), low) ||
          !read_int(range.substr(dash + 1), high) || low > high) {
        out.push_back(c);
        continue;
      }
      const std::string number = std::to_string(draw.between(low, high));
      out.append(dash > number.size() ? dash - number.size() : 0, '0');
      out += number;
      i = end;
    } else {
      out.push_back(c);
    }
  }
}

void fill_one_of(std::string_view patterns, Draw& draw, std::string& out) {
  const auto count = static_cast<std::uint64_t>(std::count(patterns.begin(), patterns.end(), ',')) + 1;
  for (std::uint64_t skip = draw.below(count); skip > 0; --skip) patterns.remove_prefix(patterns.find(',') + 1);
  fill_pattern(patterns.substr(0, patterns.find(',')), draw, out);
}

std::string ascii_word(std::string_view text, std::string_view language) {
  // Pairs of a letter and what stands for it in names of the internet.
  struct Plain { char32_t letter; std::string_view text; };
  static constexpr Plain german[] = {{U'ä', "ae"}, {U'ö', "oe"}, {U'ü', "ue"}, {U'Ä', "ae"}, {U'Ö', "oe"}, {U'Ü', "ue"}};
  static constexpr Plain all[] = {
      {U'à', "a"}, {U'á', "a"}, {U'â', "a"}, {U'ã', "a"}, {U'ä', "a"}, {U'å', "a"}, {U'ą', "a"}, {U'ă', "a"}, {U'æ', "ae"}, {U'ç', "c"}, {U'ć', "c"},
      {U'č', "c"}, {U'ď', "d"}, {U'đ', "d"}, {U'è', "e"}, {U'é', "e"}, {U'ê', "e"}, {U'ë', "e"}, {U'ę', "e"}, {U'ě', "e"}, {U'ğ', "g"}, {U'ì', "i"},
      {U'í', "i"}, {U'î', "i"}, {U'ï', "i"}, {U'ı', "i"}, {U'ł', "l"}, {U'ñ', "n"}, {U'ń', "n"}, {U'ň', "n"}, {U'ò', "o"}, {U'ó', "o"}, {U'ô', "o"},
      {U'õ', "o"}, {U'ö', "o"}, {U'ø', "o"}, {U'ő', "o"}, {U'œ', "oe"}, {U'ř', "r"}, {U'ś', "s"}, {U'š', "s"}, {U'ş', "s"}, {U'ß', "ss"}, {U'ť', "t"},
      {U'ù', "u"}, {U'ú', "u"}, {U'û', "u"}, {U'ü', "u"}, {U'ů', "u"}, {U'ű', "u"}, {U'ý', "y"}, {U'ÿ', "y"}, {U'ź', "z"}, {U'ż', "z"}, {U'ž', "z"},
      {U'É', "e"}, {U'È', "e"}, {U'Ç', "c"}, {U'Ł', "l"}, {U'Ś', "s"}, {U'Ż', "z"}, {U'Ø', "o"}, {U'Å', "a"}, {U'Á', "a"}, {U'Í', "i"}, {U'Ó', "o"},
      {U'Ú', "u"}, {U'Ñ', "n"}, {U'Š', "s"}, {U'Č', "c"}, {U'Ž', "z"}, {U'İ', "i"}, {U'Ş', "s"}, {U'Ö', "o"}, {U'Ü', "u"}, {U'Ä', "a"}, {U'Î', "i"}};
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      char plain = text[at++];
      if (plain >= 'A' && plain <= 'Z') plain = static_cast<char>(plain + 32);
      if ((plain >= 'a' && plain <= 'z') || (plain >= '0' && plain <= '9')) out.push_back(plain);
      continue;
    }
    const char32_t c = next_code_point(text, at);
    const auto same = [c](const Plain& plain) { return plain.letter == c; };
    if (language == "de") {
      if (const auto* found = std::find_if(std::begin(german), std::end(german), same); found != std::end(german)) {
        out += found->text;
        continue;
      }
    }
    if (const auto* found = std::find_if(std::begin(all), std::end(all), same); found != std::end(all)) out += found->text;
  }
  return out;
}

}  // namespace pytk::fake
