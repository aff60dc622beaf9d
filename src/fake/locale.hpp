// A locale ready for use: its tables with the fallbacks resolved, its cities and divisions, its formats.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/text_buffer.hpp>
#include <pytk/fake/fake.hpp>

#include "ascii.hpp"
#include "data.hpp"

namespace pytk::fake {

/// A city; its reaches are what a point of it lies away from its centre at most.
struct City {
  std::string_view name;
  std::uint32_t patterns = 0, pattern_count = 0;  ///< of its postal codes, in Locale::patterns
  std::int32_t latitude = 0, longitude = 0;       ///< millionths of a degree
  std::int32_t north = 0, east = 0;               ///< reaches, millionths of a degree
  std::uint32_t population = 0;
  std::uint16_t division = 0;
};
struct Division {
  std::string_view code, abbreviation, name, time_zone;
  std::uint32_t patterns = 0, pattern_count = 0;
};

/// A given or family name: its spelling in addresses of the internet, and the form that women bear if that is another.
struct Name {
  std::string_view text, latin, female, female_latin;
};
struct Names {
  Table table;
  std::vector<Name> rows;
  std::vector<std::string> made;  ///< Latin spellings that the data did not bring
  [[nodiscard]] const Name& pick(Draw& draw) const noexcept { return rows[table.pick_index(draw)]; }
};

/// A format such as "{first} {last}", cut into literals and parts once.
enum class Part : std::uint8_t {
  literal,
  first,
  middle,
  last,
  prefix,
  suffix,
  name,
  building,
  street,
  secondary,
  city,
  state,
  state_abbr,
  postcode,
  street_address,
  line_break
};
struct Piece {
  Part part = Part::literal;
  std::string_view literal;
};
using Format = std::vector<Piece>;
[[nodiscard]] Format cut_format(std::string_view text);

/// Where to begin the search for a weight: by the highest byte of the random word.
class WeightGuide {
 public:
  /// `cumulative` ascends and its last value is the total, below 2^24.
  void build(const std::vector<std::uint32_t>& cumulative);
  [[nodiscard]] std::uint32_t start(std::uint32_t word) const noexcept { return starts_[word >> 24U]; }

 private:
  std::array<std::uint32_t, 256> starts_{};
};

/// Tables of a locale that are used in the hot path, in one array.
enum class Words : std::uint8_t {
  first_name_male,
  first_name_female,
  middle_name_male,
  middle_name_female,
  last_name,
  prefix_male,
  prefix_female,
  suffix,
  name_format_male,
  name_format_female,
  street_name,
  street_format,
  building_number,
  secondary_address,
  street_address_format,
  address_format,
  company_suffix,
  company_format,
  phone,
  mobile,
  job,
  words,
  free_email,
  tld,
  license_plate,
  ssn,
  bank,
  month,
  weekday,
  count
};

struct Locale {
  std::string name, country_code, country, language;
  bool named_cities_only = false;   ///< where the international spelling would be another script
  std::array<Table, static_cast<std::size_t>(Words::count)> tables;
  std::array<std::vector<Format>, static_cast<std::size_t>(Words::count)> formats;  ///< of the tables that hold formats
  Names first_male, first_female, last;
  std::vector<City> cities;
  std::vector<std::uint32_t> city_weights;  ///< cumulative population in hundreds
  WeightGuide city_guide;
  std::vector<Division> divisions;
  std::vector<std::string_view> patterns;   ///< of postal codes
  [[nodiscard]] const Format& pick_format(Words words, Draw& draw) const noexcept {
    return formats[static_cast<std::size_t>(words)][(*this)[words].pick_index(draw)];
  }
  [[nodiscard]] const Table& operator[](Words words) const noexcept { return tables[static_cast<std::size_t>(words)]; }
  [[nodiscard]] const City& pick_city(Draw& draw) const noexcept;
};

/// What a Catalogue holds: the chosen locales and the tables that belong to none.
struct Catalogue::State {
  std::vector<std::unique_ptr<Locale>> locales;
  Bytes override_blob;
  /// "common/..." tables; throws Fault::internal when the name is unknown.
  [[nodiscard]] Table common(std::string_view name) const;
};

/// Fills a pattern: '#' digit, '%' digit 1-9, '?' letter fit for postcodes, '$' the same without S and Y, '@'
/// lower-case letter, "[a-b]" a number in the range with the width of a; everything else stands for itself.
void fill_pattern(std::string_view pattern, Draw& draw, TextBuffer& out);
/// One of "a,b,c", filled.
void fill_one_of(std::string_view patterns, Draw& draw, TextBuffer& out);

}  // namespace pytk::fake
