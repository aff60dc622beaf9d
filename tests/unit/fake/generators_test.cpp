#include <algorithm>
#include <cmath>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/address.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "fake/column.hpp"
#include "fake/helpers.hpp"

using namespace pytk;
using ::testing::HasSubstr;

namespace {

std::vector<std::vector<std::string>> rows_of(std::vector<std::string> columns, std::uint64_t rows,
                                              const std::string& locale = "en_US", std::size_t threads = 1,
                                              std::uint64_t seed = 1) {
  fake::Request request;
  request.columns = std::move(columns);
  request.rows = rows;
  request.seed = seed;
  request.now = fake::data_version_day;
  const fake::Catalogue catalogue(locale);
  Pool pool(threads);
  Cancel cancel;
  std::vector<std::vector<std::string>> out;
  fake::generate(fake::plan_of(request, catalogue), {}, pool, cancel, [&](const record::Batch& batch) {
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      auto& record = out.emplace_back();
      for (std::size_t c = 0; c < batch.columns(); ++c)
        record.emplace_back(batch[c].null(row) ? "\x01" : batch[c].text(row));
    }
    return true;
  });
  return out;
}

}  // namespace

class EveryLocale : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryLocale, EveryGeneratorGivesSomething) {
  const fake::Catalogue catalogue(GetParam());
  for (const auto& info : fake::generators()) {
    fake::Template one("{" + std::string(info.name) + "}", catalogue, 5, fake::data_version_day);
    std::string value;
    for (std::uint64_t row = 0; row < 20; ++row) one.append(value, row);
    EXPECT_EQ(value.empty(), info.name == "constant" || info.name == "template") << info.name;
    EXPECT_TRUE(is_utf8(value)) << info.name;
  }
}

TEST_P(EveryLocale, CoordinatesLieInTheCity) {
  for (const auto& row :
       rows_of({"city", "lat", "lon", "city_lat", "city_lon", "address", "postcode"}, 3000, GetParam())) {
    const double lat = parse_real(row[1]).value(), lon = parse_real(row[2]).value();
    const double city_lat = parse_real(row[3]).value(), city_lon = parse_real(row[4]).value();
    constexpr double to_radians = 3.14159265358979323846 / 180;
    const double north = (lat - city_lat) * 111.32;
    const double east = (lon - city_lon) * 111.32 * std::cos(city_lat * to_radians);
    EXPECT_LE(std::hypot(north, east), 30.1) << row[0];
    EXPECT_THAT(row[5], HasSubstr(row[0]));
    EXPECT_THAT(row[5], HasSubstr(row[6]));
  }
}

TEST_P(EveryLocale, AddressesOfTheInternetAreAscii) {
  for (const auto& row : rows_of({"email", "company_email", "user_name", "hostname", "url"}, 500, GetParam()))
    for (const auto& value : row)
      EXPECT_TRUE(std::all_of(value.begin(), value.end(), [](char c) { return c > 0x20 && c < 0x7F; })) << value;
}

TEST_P(EveryLocale, HasItsOwnNamesAddressesPhonesAndDates) {
  const fake::Catalogue own(GetParam());
  const auto& locale = *own.state().locales[0];
  EXPECT_FALSE(locale.first_male.rows.empty() || locale.first_female.rows.empty() || locale.last.rows.empty());
  EXPECT_GE(locale.cities.size(), 8U);
  EXPECT_EQ(locale[fake::Words::month].size(), 12U);
  EXPECT_EQ(locale[fake::Words::weekday].size(), 7U);
  EXPECT_GE(locale[fake::Words::phone].size(), 5U);
  for (const auto& division : locale.divisions) EXPECT_GT(division.pattern_count, 0U) << division.name;
}

INSTANTIATE_TEST_SUITE_P(Locales, EveryLocale, ::testing::ValuesIn(fake::locale_names()));

TEST(Fake, HasTheNamesPeopleType) {
  EXPECT_GE(fake::generators().size(), 280U);
  EXPECT_GE(fake::locale_names().size(), 28U);
  for (const auto name : {"name",         "first_name",  "address",       "street_address",
                          "city",         "state",       "postcode",      "zipcode",
                          "country",      "latitude",    "longitude",     "company",
                          "catch_phrase", "bs",          "job",           "email",
                          "safe_email",   "user_name",   "domain_name",   "url",
                          "ipv4",         "ipv4_public", "ipv4_private",  "ipv6",
                          "mac_address",  "user_agent",  "phone_number",  "credit_card_number",
                          "iban",         "bban",        "swift",         "date_of_birth",
                          "iso8601",      "timezone",    "word",          "sentence",
                          "paragraph",    "text",        "file_name",     "mime_type",
                          "uuid4",        "md5",         "sha256",        "password",
                          "boolean",      "random_int",  "bothify",       "ean13",
                          "isbn13",       "ssn",         "license_plate", "vin",
                          "color_name",   "hex_color",   "profile",       "simple_profile",
                          "dga"})
    EXPECT_NE(fake::find_generator(name), nullptr) << name;
}

TEST(Fake, CheckDigitsAreAlwaysRight) {
  for (const auto& row : rows_of({"credit_card_number", "iban", "isbn13", "isbn10", "ean13", "ean8", "uuid4", "ipv4",
                                  "mac_address", "email", "date", "imei", "card_test", "uuid7"},
                                 10000)) {
    EXPECT_EQ(fake::check("luhn", row[0]), "") << row[0];
    EXPECT_EQ(fake::check("iban", row[1]), "") << row[1];
    EXPECT_EQ(fake::check("isbn", row[2]), "") << row[2];
    EXPECT_EQ(fake::check("isbn", row[3]), "") << row[3];
    EXPECT_EQ(fake::check("ean", row[4]), "") << row[4];
    EXPECT_EQ(fake::check("ean", row[5]), "") << row[5];
    EXPECT_EQ(fake::check("uuid", row[6]), "") << row[6];
    EXPECT_EQ(fake::check("ip", row[7]), "") << row[7];
    EXPECT_EQ(fake::check("mac", row[8]), "") << row[8];
    EXPECT_EQ(fake::check("email", row[9]), "") << row[9];
    EXPECT_EQ(fake::check("date", row[10]), "") << row[10];
    EXPECT_EQ(fake::check("luhn", row[11]), "") << row[11];
    EXPECT_EQ(fake::check("luhn", row[12]), "") << row[12];
    EXPECT_EQ(fake::check("uuid", row[13]), "") << row[13];
  }
}

TEST(Fake, NumbersKeepToWhatTheirIssuersGiveOut) {
  for (const auto& row : rows_of({"vin", "itin", "isbn13"}, 10000)) {
    EXPECT_EQ(std::string_view("UZ0").find(row[0][9]), std::string_view::npos) << row[0];  // the tenth sign is a year
    EXPECT_GE(row[1].substr(4, 2), "70") << row[1];
    // ISBN group 0: six digits of a registrant are 900000 to 949999.
    const std::string registrant = row[2].substr(6, row[2].find('-', 6) - 6);
    EXPECT_TRUE(registrant.size() != 6 || (registrant >= "900000" && registrant <= "949999")) << row[2];
  }
}

TEST(Fake, AddressesBelongToTheirClass) {
  for (const auto& row :
       rows_of({"ipv4_public", "ipv4_private", "ipv4_doc", "ipv6", "n=ipv4:network=10.20.0.0/16"}, 10000)) {
    EXPECT_FALSE(is_private(parse_ip(row[0]).value())) << row[0];
    EXPECT_TRUE(is_private(parse_ip(row[1]).value())) << row[1];
    const auto doc = parse_ip(row[2]).value();
    EXPECT_TRUE(parse_prefix("192.0.2.0/24")->contains(doc) || parse_prefix("198.51.100.0/24")->contains(doc) ||
                parse_prefix("203.0.113.0/24")->contains(doc));
    EXPECT_TRUE(parse_prefix("2001:db8::/32")->contains(parse_ip(row[3]).value()));
    EXPECT_TRUE(parse_prefix("10.20.0.0/16")->contains(parse_ip(row[4]).value()));
  }
}

TEST(Fake, OneRowIsOnePerson) {
  for (const auto& row : rows_of({"first_name", "last_name", "name", "email", "p2.name", "boss=p2.first_name"}, 500)) {
    EXPECT_THAT(row[2], HasSubstr(row[0]));
    EXPECT_THAT(row[2], HasSubstr(row[1]));
    EXPECT_TRUE(row[3].find(fake::ascii_word(row[1], "en")) != std::string::npos ||
                row[3].find(fake::ascii_word(row[0], "en")) != std::string::npos)
        << row[3];
    EXPECT_THAT(row[4], HasSubstr(row[5]));
  }
}

TEST(Fake, AgesFollowTheRange) {
  for (const auto& row : rows_of({"dob=date_of_birth:min_age=18:max_age=18"}, 2000)) {
    EXPECT_GT(row[0], "2007-01-01");
    EXPECT_LE(row[0], "2008-01-01");
  }
}

TEST(Fake, ModifiersDoWhatTheySay) {
  int nulls = 0;
  for (const auto& row : rows_of({"a=name:upper", "b=name:lower", "c=city:null=0.25"}, 4000)) {
    EXPECT_EQ(row[0], upper(row[0]));
    EXPECT_EQ(row[1], lower(row[1]));
    nulls += row[2] == "\x01" ? 1 : 0;
  }
  EXPECT_NEAR(nulls, 1000, 120);
}

TEST(Fake, UniqueIsUnique) {
  for (const std::string column :
       {"u=user_name:unique", "e=email:unique", "i=random_int:min=0:max=4999:unique", "b=bothify:text=##??:unique",
        "p=ipv4:network=10.0.0.0/19:unique", "r=regex:pattern=[a-f]{2}\\d{3}:unique", "x=hexify:text=^^^^:unique",
        "d=ipv4_doc:unique"}) {
    const std::uint64_t count = column.find("doc") != std::string::npos ? 768 : 5000;
    std::set<std::string> seen;
    for (const auto& row : rows_of({column}, count)) EXPECT_TRUE(seen.insert(row[0]).second) << column << " " << row[0];
  }
}

TEST(Fake, ImpossibleUniqueIsRefusedBeforeTheFirstRow) {
  try {
    (void)rows_of({"n=random_int:min=1:max=10:unique"}, 11);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    EXPECT_THAT(error.message(), HasSubstr("'n' has 10 distinct values"));
  }
  EXPECT_THROW((void)rows_of({"b=boolean:unique"}, 1), Error);
}

TEST(Fake, RefusesWhatItDoesNotKnow) {
  for (const std::string column :
       {"nmae", "x=name:uniqe", "x=random_int:mni=2", "x=random_int:min=a", "=name", "x=name:null=2",
        "x=iban:country=XX", "x=ipv4:network=10.0.0.0/40", "x=text:max_chars=1"})
    EXPECT_THROW((void)rows_of({column}, 1), Error) << column;
  EXPECT_THROW((void)rows_of({"name", "name"}, 1), Error);
  EXPECT_THROW(fake::Catalogue("xx_YY"), Error);
}
