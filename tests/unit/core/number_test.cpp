#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/number.hpp>

using namespace pytk;
using ::testing::HasSubstr;

TEST(Number, ReadsWhatPeopleWrite) {
  EXPECT_EQ(parse_int("42").value(), 42);
  EXPECT_EQ(parse_int("-42").value(), -42);
  EXPECT_EQ(parse_int("1e3").value(), 1000);
  EXPECT_EQ(parse_int("1.5e3").value(), 1500);
  EXPECT_EQ(parse_int("0x10").value(), 16);
  EXPECT_EQ(parse_int("0b101").value(), 5);
  EXPECT_EQ(parse_int("1_000_000").value(), 1000000);
  EXPECT_EQ(parse_int("0").value(), 0);
  EXPECT_EQ(parse_int("-9223372036854775808").value(), INT64_MIN);
  EXPECT_EQ(parse_uint("18446744073709551615").value(), UINT64_MAX);
}

TEST(Number, RefusesWhatIsNoWholeNumber) {
  for (const char* text :
       {"", "-", "010", "1.5", "1e", "1e400", "0x", "abc", "1 2", "1__0", "_1", "1_", "9223372036854775808", "1.55e1"})
    EXPECT_FALSE(parse_int(text)) << text;
  EXPECT_FALSE(parse_uint("-1"));
  EXPECT_FALSE(parse_uint("18446744073709551616"));
  EXPECT_THAT(parse_int("010").error().hint(), HasSubstr("no octal"));
  EXPECT_THAT(parse_int("70", 1, 64).error().what_happened(), HasSubstr("between 1 and 64"));
}

TEST(Number, RealsAreFiniteUnlessAsked) {
  EXPECT_EQ(parse_real("1.5").value(), 1.5);
  EXPECT_EQ(parse_real("-.5").value(), -0.5);
  EXPECT_FALSE(parse_real("1e400"));
  EXPECT_FALSE(parse_real("nan"));
  EXPECT_TRUE(std::isnan(parse_real("nan", true).value()));
  EXPECT_TRUE(std::isinf(parse_real("-inf", true).value()));
  EXPECT_EQ(parse_real("1e-400", true).value(), 0.0);
  EXPECT_FALSE(parse_real("1,5"));
}

TEST(Size, PowersOfThousandAndOf1024) {
  EXPECT_EQ(parse_size("10").value(), 10U);
  EXPECT_EQ(parse_size("1k").value(), 1000U);
  EXPECT_EQ(parse_size("1.5M").value(), 1500000U);
  EXPECT_EQ(parse_size("4KiB").value(), 4096U);
  EXPECT_EQ(parse_size("2GB").value(), 2000000000U);
  EXPECT_EQ(parse_size("1e3").value(), 1000U);
  for (const char* text : {"", "k", "1x", "1kk", "99999999999E", "-1k", "1i"}) EXPECT_FALSE(parse_size(text)) << text;
}

TEST(Duration, ReadsWhatPeopleWrite) {
  EXPECT_EQ(parse_duration("1m30s").value(), 90'000'000'000);
  EXPECT_EQ(parse_duration("250ms").value(), 250'000'000);
  EXPECT_EQ(parse_duration("1.5s").value(), 1'500'000'000);
  EXPECT_EQ(parse_duration("2h").value(), 7200'000'000'000);
  EXPECT_THAT(parse_duration("5").error().hint(), HasSubstr("did you mean 5s?"));
  for (const char* text : {"", "s", "5 parsecs", "1m 2", "1e30s"}) EXPECT_FALSE(parse_duration(text)) << text;
  EXPECT_EQ(show_duration(90'000'000'000), "1m30s");
  EXPECT_EQ(show_duration(250'000'000), "250ms");
}

TEST(Time, RoundTripsThroughRfc3339) {
  for (const char* text : {"1970-01-01T00:00:00Z", "2026-11-23T02:46:41Z", "2000-02-29T23:59:59.123Z",
                           "1969-12-31T23:59:59.999999999Z", "1700-01-01T00:00:00.000001Z"})
    EXPECT_EQ(show_time(parse_time(text).value()), text);
  EXPECT_EQ(show_time(parse_time("2026-01-02T03:04:05.6+02:00").value()), "2026-01-02T01:04:05.600Z");
  EXPECT_EQ(show_time(parse_time("2026-01-02").value()), "2026-01-02T00:00:00Z");
  EXPECT_EQ(show_time(parse_time("2026-01-02 03:04").value()), "2026-01-02T03:04:00Z");
  EXPECT_EQ(parse_time("@1.5").value(), 1'500'000'000);
  for (const char* text : {"2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "2026-01-01T25:00", "3000-01-01", "@",
                           "x", "2026-01-01T00:00:00+99:00", "2026-01-01T00:00:00.Z"})
    EXPECT_FALSE(parse_time(text)) << text;
}

TEST(Time, DatesOfDaysAreExactOverCenturies) {
  for (std::int64_t day = -200000; day < 200000; day += 7) EXPECT_EQ(days_of_date(date_of_days(day)), day);
  EXPECT_EQ(date_of_days(11016).month, 2);  // 2000-02-29
  EXPECT_EQ(date_of_days(11016).day, 29);
}

TEST(Checked, RefusesToLose) {
  EXPECT_EQ(checked<std::uint8_t>(255), 255);
  EXPECT_THROW((void)checked<std::uint8_t>(256), Error);
  EXPECT_THROW((void)checked<std::uint32_t>(-1), Error);
  EXPECT_THROW((void)checked<std::int32_t>(std::uint64_t{1} << 31U), Error);
}
