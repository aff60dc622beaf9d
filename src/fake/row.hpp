// One row under construction: its entities (one person, one place, one company) and the draw of the current column.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/text_buffer.hpp>

#include "draw.hpp"
#include "locale.hpp"

namespace pytk::fake {

/// What a row draws for itself, each from a stream of its own, so that asking for one changes no other.
enum class Stream : std::uint8_t {
  locale,
  person,
  title,
  place,
  postcode,
  building,
  street,
  secondary,
  address,
  user_name,
  birth,
  company,
  card,
  card_number,
  expiry,
  currency,
  cryptocurrency,
  color,
  language,
  passport,
  count
};

struct Person {
  bool female = false;
  const Name* first_name = nullptr;
  const Name* last_name = nullptr;
  const Format* format = nullptr;
  [[nodiscard]] std::string_view first() const noexcept { return first_name->text; }
  /// Slavic surnames have a form of their own for women.
  [[nodiscard]] std::string_view last() const noexcept {
    return female && !last_name->female.empty() ? last_name->female : last_name->text;
  }
  [[nodiscard]] std::string_view first_latin() const noexcept { return first_name->latin; }
  [[nodiscard]] std::string_view last_latin() const noexcept {
    return female && !last_name->female.empty() ? last_name->female_latin : last_name->latin;
  }
};
/// What may stand around the person's name.
struct Titles {
  std::string_view prefix, suffix, middle;
};
struct Point {
  std::int32_t latitude = 0, longitude = 0;  ///< millionths of a degree, within some kilometres of the city's centre
};
struct Company {
  TextBuffer name, domain;
};

/// The row's values are functions of (seed, row, column): nothing here outlives the row but buffers.
class Row {
 public:
  Row(const Catalogue::State& data, std::uint64_t seed, std::int64_t now, std::size_t columns = 0)
      : data_(data),
        seed_(seed),
        now_(now),
        draw_(seed, 0, 0, draw_words_.data(), nullptr),
        streams_(stream_count + columns) {}
  void begin(std::uint64_t number) noexcept {
    number_ = number;
    made_ = 0;
  }
  /// Starts a column: `column` is the hash of its name, `entity` of the prefix that names another person or place
  /// ("p2"), `slot` its place among the row's columns, where the words of the next rows are kept.
  void enter(std::uint32_t column, std::uint32_t entity, std::uint32_t slot, bool fixed_place) noexcept {
    if (entity != entity_) made_ &= locale_made;
    entity_ = entity;
    column_ = column;
    slot_ = slot;
    fixed_place_ = fixed_place;
    drawing_ = false;
  }
  /// Rows come in any order: words are made for one row at a time.
  void jump_about() noexcept { in_order_ = false; }
  [[nodiscard]] Draw& draw() noexcept {
    if (!drawing_) begin_draw();
    return draw_;
  }
  /// A stream of the current entity from its beginning.
  [[nodiscard]] Draw stream(Stream of) noexcept {
    Group& group = groups_[static_cast<std::size_t>(of)];
    // The common case: the row's own entity, and words that were made with those of the rows before.
    const std::uint64_t first = number_ & ~std::uint64_t{row_lanes - 1};
    if (entity_ != 0 || group.first != first) return slow_stream(of);
    return {seed_, number_, group.column, group.room, group.words[number_ & (row_lanes - 1)]};
  }
  [[nodiscard]] const Person& person();
  [[nodiscard]] const Titles& titles();
  [[nodiscard]] const City& city();
  [[nodiscard]] const Division& division() { return locale().divisions[city().division]; }
  [[nodiscard]] const Point& point();
  [[nodiscard]] std::string_view postcode();
  [[nodiscard]] std::string_view building();
  [[nodiscard]] std::string_view street();
  [[nodiscard]] std::string_view secondary();
  [[nodiscard]] const Company& company();
  [[nodiscard]] const Locale& locale();
  /// The person's name as the locale writes it.
  void append_name(TextBuffer& out);
  [[nodiscard]] const Catalogue::State& data() const noexcept { return data_; }
  /// The table "common/NAME"; `name` is a string literal, whose address is enough to find it again.
  [[nodiscard]] const Table& common(const char* name);
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
  [[nodiscard]] std::uint64_t seed() const noexcept { return seed_; }
  [[nodiscard]] std::int64_t now() const noexcept { return now_; }
  /// True in rows with several columns, where latitude and longitude are those of the row's place.
  [[nodiscard]] bool fixed_place() const noexcept { return fixed_place_; }
  /// The index of the value that `:unique` wants, when the generator can be enumerated.
  [[nodiscard]] std::uint64_t nth() const noexcept { return nth_; }
  void set_nth(std::uint64_t nth) noexcept { nth_ = nth; }
  /// The row of another table, for references; `key` tells the tables apart.
  [[nodiscard]] Row& other(const void* key, const Catalogue::State& data, std::uint64_t seed);
  /// Scratch for generators that build a value in pieces.
  TextBuffer scratch;

 private:
  static constexpr std::size_t stream_count = static_cast<std::size_t>(Stream::count);
  enum Made : unsigned {
    locale_made = 1,
    person_made = 2,
    city_made = 4,
    point_made = 8,
    postcode_made = 16,
    building_made = 32,
    street_made = 64,
    company_made = 128,
    titles_made = 256,
    secondary_made = 512
  };
  [[nodiscard]] bool take(Made what) noexcept {
    const bool before = (made_ & what) != 0;
    made_ |= what;
    return !before;
  }
  /// First blocks of a stream for a group of rows.
  struct Group {
    std::uint64_t first = ~std::uint64_t{0};
    std::uint32_t column = 0;
    std::uint32_t words[row_lanes][4];
    std::uint32_t room[16];  ///< for what one row wants beyond its first block
  };
  [[nodiscard]] Draw slow_stream(Stream of) noexcept;
  [[nodiscard]] const std::uint32_t* first_block(Group& group, std::uint32_t column) noexcept;
  void begin_draw() noexcept;
  const Catalogue::State& data_;
  std::uint64_t seed_;
  std::int64_t now_;
  std::uint64_t number_ = 0, nth_ = 0;
  std::uint32_t entity_ = 0, column_ = 0, slot_ = 0;
  unsigned made_ = 0;
  bool fixed_place_ = false, in_order_ = true, drawing_ = false;
  const Locale* locale_ = nullptr;
  std::array<std::uint32_t, 16> draw_words_;
  Draw draw_;
  Person person_;
  Titles titles_;
  const City* city_ = nullptr;
  Point point_;
  TextBuffer postcode_, building_, street_, secondary_;
  Company company_;
  std::array<Group, stream_count> groups_;  ///< of the row's own entity
  std::vector<Group> streams_;              ///< of another one, then of the columns
  struct Known {
    const char* name = nullptr;
    Table table;
  };
  std::array<Known, 64> known_tables_;
  struct Other {
    const void* key;
    std::unique_ptr<Row> row;
  };
  std::vector<Other> others_;
};

}  // namespace pytk::fake
