// Texts as values: what a column's type promises and nothing more generous.
#include <gtest/gtest.h>

#include <optional>

#include <pytk/core/number.hpp>
#include <pytk/table/rows.hpp>

#include "table/row_expression.hpp"
#include "table/typed.hpp"

namespace pytk::table {
namespace {

TEST(Values, IntegersAreWholeAndFit) {
  std::int64_t out = 0;
  for (const auto& [text, value] :
       std::initializer_list<std::pair<const char*, std::int64_t>>{{"0", 0},
                                                                   {"-7", -7},
                                                                   {"9223372036854775807", INT64_MAX},
                                                                   {"-9223372036854775808", INT64_MIN},
                                                                   {"1e3", 1000},
                                                                   {"2.0", 2}}) {
    EXPECT_TRUE(read_integer(text, out)) << text;
    EXPECT_EQ(out, value) << text;
  }
  for (const char* text : {"", "1.5", "0x1F", "1_000", " 1", "9223372036854775808", "one", "+1", "1e300", "-"})
    EXPECT_FALSE(read_integer(text, out)) << text;
}

TEST(Values, NumbersAreFiniteDecimals) {
  double out = 0;
  for (const auto& [text, value] : std::initializer_list<std::pair<const char*, double>>{
           {"1.5", 1.5}, {"-0.25", -0.25}, {"12345678901234567890", 12345678901234567890.0}, {"1e5", 1e5}}) {
    EXPECT_TRUE(read_number(text, out)) << text;
    EXPECT_EQ(out, value) << text;
  }
  for (const char* text : {"", "nan", "inf", "-inf", "1,5", "1_0", " 1", "abc", "-"})
    EXPECT_FALSE(read_number(text, out)) << text;
  EXPECT_TRUE(read_loose_number(" +1.5 ", out));
  EXPECT_EQ(out, 1.5);
  EXPECT_FALSE(read_loose_number("+-1", out));
}

TEST(Values, MomentsAreThoseOfTheTimeParser) {
  for (const char* text : {"2026-01-02", "2026-01-02T03:04:05Z", "2026-01-02 03:04:05.123456",
                           "2026-01-02T03:04:05.5+02:00", "1969-12-31T23:59:59Z", "2024-02-29T00:00:00-0130"}) {
    std::int64_t micros = 0;
    ASSERT_TRUE(read_moment(text, micros)) << text;
    const auto known = parse_time(text);
    ASSERT_TRUE(known) << text;
    EXPECT_EQ(micros, *known / 1000) << text;
  }
  std::int64_t micros = 0;
  for (const char* text : {"2026-02-29", "2026-04-31", "2026-01-02T24:00:00Z", "2026-01-02T03:04:60Z", "03:04", ""})
    EXPECT_FALSE(read_moment(text, micros)) << text;
}

TEST(Values, BytesAreCountedInAnyLength) {
  std::string text;
  for (std::size_t size = 0; size < 10'000; size = size * 2 + 3) {
    text.assign(size, '\n');
    EXPECT_EQ(count_bytes(text, '\n'), static_cast<std::int64_t>(size));
    EXPECT_EQ(count_bytes(text, 'x'), 0);
  }
  EXPECT_EQ(count_bytes("a\nb\n\nc", '\n'), 3);
}

/// The condition over one row, or nothing when the engine is needed.
std::optional<bool> holds(const char* condition, std::initializer_list<const char*> values) {
  static const Columns columns = {{"n", Type::integer}, {"x", Type::real}, {"s", Type::text}, {"b", Type::boolean}};
  const auto compiled = RowCondition::compile(*parse_expression(condition), columns);
  if (!compiled) return std::nullopt;
  std::vector<Cell> row;
  for (const char* value : values) row.push_back(value == nullptr ? Cell{} : cell(value, Kind::raw));
  return compiled->holds(row.data());
}

TEST(RowConditions, FollowTheRulesOfTheGrammar) {
  EXPECT_EQ(holds("n > 1 and x < 2", {"5", "1.5", "a", "true"}), true);
  EXPECT_EQ(holds("n > 1 and x < 2", {"5", nullptr, "a", "true"}), false);
  EXPECT_EQ(holds("n > 1 or x < 2", {"5", nullptr, "a", "true"}), true);
  EXPECT_EQ(holds("not (n = 5)", {nullptr, nullptr, nullptr, nullptr}), false);
  EXPECT_EQ(holds("n is null and s is not null", {nullptr, "1", "", "true"}), true);
  EXPECT_EQ(holds("s like '_%b'", {"1", "1", "\xC3\xA4" "b", "true"}), true);
  EXPECT_EQ(holds("s = 'a' or b", {"1", "1", "b", "true"}), true);
  EXPECT_EQ(holds("n in (1, 2, 3)", {"2", "1", "b", "true"}), true);
  EXPECT_EQ(holds("n * 2 - 1 = 9", {"5", "1", "b", "true"}), true);
}

TEST(RowConditions, LeaveToTheEngineWhatIsItsOwn) {
  for (const char* condition :
       {"s =~ 'a+'", "s ilike 'A'", "lower(s) = 'a'", "s || 'x' = 'ax'", "x // 2 = 1", "round(x) = 1"})
    EXPECT_EQ(holds(condition, {"1", "1", "a", "true"}), std::nullopt) << condition;
}

}  // namespace
}  // namespace pytk::table
