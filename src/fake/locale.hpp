// A locale ready for use: its tables with the fallbacks resolved, its cities and divisions, its formats.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/fake/fake.hpp>

#include "data.hpp"

namespace pytk::fake {

struct City {
  std::string_view name, postcodes;  ///< postcodes: patterns separated by commas, "" = those of the division
  std::uint16_t division = 0;
  std::int32_t latitude = 0, longitude = 0;  ///< millionths of a degree
  std::uint32_t population = 0;
};
struct Division {
  std::string_view code, abbreviation, name, time_zone, postcodes;
};

/// Tables of a locale that are used in the hot path, in one array.
enum class Words : std::uint8_t {
  first_name_male, first_name_female, last_name, prefix_male, prefix_female, suffix, name_format_male, name_format_female,
  street_name, street_format, building_number, secondary_address, street_address_format, address_format, company_suffix,
  company_format, phone, mobile, job, words, free_email, tld, license_plate, ssn, catch_phrase, bank, month, weekday, count
};

struct Locale {
  std::string name, country_code, country, language;
  bool named_cities_only = false;   ///< where the international spelling would be another script
  std::array<Table, static_cast<std::size_t>(Words::count)> tables;
  std::vector<City> cities;
  std::vector<std::uint32_t> city_weights;  ///< cumulative population in hundreds
  std::vector<Division> divisions;
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

/// Fills a pattern: '#' digit, '%' digit 1-9, '?' letter fit for postcodes, '@' lower-case letter, "[a-b]" a number in the range with
/// the width of a; everything else stands for itself.
void fill_pattern(std::string_view pattern, Draw& draw, std::string& out);
/// One of "a,b,c", filled.
void fill_one_of(std::string_view patterns, Draw& draw, std::string& out);

/// Latin letters of accented ones, lower case, everything else dropped: "Jürgen" to "juergen" (de) or "jurgen".
[[nodiscard]] std::string ascii_word(std::string_view text, std::string_view language);

}  // namespace pytk::fake
