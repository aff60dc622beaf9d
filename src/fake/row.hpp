// One row under construction: its entities (one person, one place, one company) and the draw of the current column.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "draw.hpp"
#include "locale.hpp"

namespace pytk::fake {

struct Person {
  bool female = false;
  std::string_view first, last, prefix, suffix;
  std::string full;    ///< as the locale writes it
  std::string_view first_ascii, last_ascii;  ///< lower case, for addresses of the internet
  std::string first_made, last_made;         ///< behind them when the data has no spelling
};
struct Place {
  const City* city = nullptr;
  const Division* division = nullptr;
  std::int32_t latitude = 0, longitude = 0;  ///< millionths of a degree, within some kilometres of the city's centre
  std::string postcode, street, building;
};
struct Company {
  std::string name, domain;
};

/// The row's values are functions of (seed, row, column): nothing here outlives the row but buffers.
class Row {
 public:
  Row(const Catalogue::State& data, std::uint64_t seed, std::int64_t now) : data_(data), seed_(seed), now_(now), draw_(seed, 0, 0) {}
  void begin(std::uint64_t number) noexcept { number_ = number; made_ = 0; }
  /// Starts a column: `column` is the hash of its name, `entity` of the prefix that names another person or place ("p2").
  void enter(std::uint32_t column, std::uint32_t entity, bool fixed_place) noexcept;
  [[nodiscard]] Draw& draw() noexcept { return draw_; }
  [[nodiscard]] const Person& person();
  [[nodiscard]] const Place& place();
  [[nodiscard]] const Company& company();
  [[nodiscard]] const Locale& locale();
  [[nodiscard]] const Catalogue::State& data() const noexcept { return data_; }
  /// The table "common/NAME"; `name` is a string literal, whose address is enough to find it again.
  [[nodiscard]] const Table& common(const char* name);
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  [[nodiscard]] std::uint64_t seed() const noexcept { return seed_; }
  [[nodiscard]] std::int64_t now() const noexcept { return now_; }
  /// True in rows with several columns, where latitude and longitude are those of the row's place.
  [[nodiscard]] bool fixed_place() const noexcept { return fixed_place_; }
  /// Scratch for generators that build a value in pieces.
  std::string scratch;

 private:
  enum Made : unsigned { locale_made = 1, person_made = 2, place_made = 4, company_made = 8 };
  Draw stream(std::string_view of) const noexcept { return Draw(seed_, number_, hash_name(of) ^ entity_); }
  const Catalogue::State& data_;
  std::uint64_t seed_;
  std::int64_t now_;
  std::uint64_t number_ = 0;
  std::uint32_t entity_ = 0;
  unsigned made_ = 0;
  bool fixed_place_ = false;
  const Locale* locale_ = nullptr;
  Draw draw_;
  Person person_;
  Place place_;
  Company company_;
  struct Known {
    const char* name = nullptr;
    Table table;
  };
  std::array<Known, 32> known_tables_;
};

}  // namespace pytk::fake
