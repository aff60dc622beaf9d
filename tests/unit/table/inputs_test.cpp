#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <pytk/core/error.hpp>
#include <pytk/core/json.hpp>

#include "../../../src/table/workbook.hpp"
#include "table_text.hpp"

namespace pytk::table {
namespace {

using testing::names;
using testing::read_path;
using testing::read_text;
using testing::types;
using ::testing::ElementsAre;
using Cells = std::vector<std::string>;

ReadOptions from(From format) {
  ReadOptions options;
  options.from = format;
  return options;
}

TEST(Json, FlattensObjectsAndKeepsNumbersAsWritten) {
  const auto table =
      read_text("{\"a\":{\"b\":1.50,\"c\":null},\"d\":[1, 2]}\n{\"a\":{\"b\":12345678901234567890123},\"e\":\"5\"}\n");
  EXPECT_THAT(names(table), ElementsAre("a.b", "a.c", "d", "e"));
  EXPECT_THAT(table.rows, ElementsAre(Cells{"1.50", "<null>", "[1, 2]", "<null>"},
                                      Cells{"12345678901234567890123", "<null>", "<null>", "5"}));
  EXPECT_EQ(table.columns[3].type, Type::text);
}

TEST(Json, WritesObjectsAgain) {
  EXPECT_EQ(testing::write("{\"a\":{\"b\":1,\"c\":\"x\"},\"d\":true}\n", To::jsonl),
            "{\"a\":{\"b\":1,\"c\":\"x\"},\"d\":true}\n");
  EXPECT_EQ(testing::write("[{\"a\":1},\n{\"a\":null}]", To::jsonl), "{\"a\":1}\n{\"a\":null}\n");
}

TEST(Json, KeepsStringsThatLookLikeNumbers) {
  EXPECT_EQ(testing::write("{\"a\":\"5\",\"b\":5}\n{\"a\":\"007\",\"b\":\"x\"}\n", To::jsonl),
            "{\"a\":\"5\",\"b\":5}\n{\"a\":\"007\",\"b\":\"x\"}\n");
}

TEST(Json, TellsTheLineOfABadRecord) {
  try {
    (void)read_text("{\"a\":1}\n{\"a\":}\n", from(From::jsonl));
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.where().line, 2);
  }
}

std::string conformance(const char* folder) {
  const char* set = std::getenv("PYTK_CONFORMANCE_DIR");
  return (set != nullptr ? std::string(set) : std::string(PYTK_SOURCE_DIR "/../shared/conformance")) + "/table/" +
         folder;
}

TEST(Conformance, JsonTestSuite) {
  const std::string folder = conformance("json-parsing");
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not there";
  std::size_t accepted = 0, refused = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    if (!name.ends_with(".json")) continue;
    bool good = true;
    try {
      (void)read_path(entry.path());
    } catch (const Error& error) {
      good = false;
      EXPECT_EQ(error.fault(), Fault::data) << name;
    }
    if (name.starts_with("y_")) {
      EXPECT_TRUE(good) << name;
      accepted += good;
    } else if (name.starts_with("n_")) {
      EXPECT_FALSE(good) << name;
      refused += !good;
    }
  }
  EXPECT_EQ(accepted, 95U);
  EXPECT_EQ(refused, 188U);
}

TEST(Conformance, CsvSpectrum) {
  const std::string folder = conformance("csv-spectrum");
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not there";
  ReadOptions options;
  options.types = false;
  options.missing.clear();
  for (const auto& entry : std::filesystem::directory_iterator(folder + "/csvs")) {
    const std::string name = entry.path().stem();
    // These two hold something else than their expectation says: other numbers, other line ends.
    if (name == "location_coordinates" || name == "newlines_crlf") continue;
    std::ifstream file(folder + "/json/" + name + ".json");
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const auto expected = json::parse(text);
    ASSERT_TRUE(expected) << name;
    const auto table = read_path(entry.path(), options);
    ASSERT_EQ(table.rows.size(), expected->items.size()) << name;
    for (std::size_t r = 0; r < table.rows.size(); ++r)
      for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const auto* value = expected->items[r].find(table.columns[c].name);
        ASSERT_NE(value, nullptr) << name;
        EXPECT_EQ(table.rows[r][c], value->text) << name;
      }
  }
}

TEST(FixedWidth, FindsColumnsBetweenBlankOnes) {
  const auto table =
      read_text("id    name         size\n1     alpha           5\n22    beta gamma     77\n", from(From::fwf));
  EXPECT_THAT(names(table), ElementsAre("id", "name", "size"));
  EXPECT_THAT(table.rows, ElementsAre(Cells{"1", "alpha", "5"}, Cells{"22", "beta gamma", "77"}));
  EXPECT_THAT(types(table), ElementsAre(Type::integer, Type::text, Type::integer));
}

TEST(FixedWidth, DoesNotCutLaterWiderValues) {
  std::string text = "ab  cd\n";
  for (int i = 0; i < 1200; ++i) text += "x   y\n";
  text += "xxx yyyyyyyy\n";
  const auto table = read_text(text, from(From::fwf));
  EXPECT_EQ(table.rows.back(), (Cells{"xxx", "yyyyyyyy"}));
}

TEST(FixedWidth, TakesWidthsAndCountsCharacters) {
  auto options = from(From::fwf);
  options.widths = {3, 2, -1};
  options.header = false;
  const auto table = read_text("\xC3\xA4" "bcdefgh\nxyz12rest of it\n", options);
  EXPECT_THAT(table.rows, ElementsAre(Cells{"\xC3\xA4" "bc", "de", "fgh"}, Cells{"xyz", "12", "rest of it"}));
}

TEST(Logs, ReadsCombined) {
  const auto table = read_text(
      "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /a%20b HTTP/1.0\" 200 - \"-\" \"Mo \\\"x\\\" \\x41\"\n"
      "10.0.0.1 - - [11/Oct/2000:00:00:01 +0000] \"\" 400 0 \"-\" \"-\"\n");
  EXPECT_THAT(table.rows,
              ElementsAre(Cells{"127.0.0.1", "<null>", "frank", "2000-10-10T13:55:36-07:00", "GET /a%20b HTTP/1.0",
                                "GET", "/a%20b", "HTTP/1.0", "200", "0", "<null>", "Mo \"x\" A"},
                          Cells{"10.0.0.1", "<null>", "<null>", "2000-10-11T00:00:01Z", "<null>", "<null>", "<null>",
                                "<null>", "400", "0", "<null>", "<null>"}));
}

TEST(Logs, ReadsBothKindsOfSyslog) {
  const auto table = read_text(
      "<34>1 2003-10-11T22:14:15.003Z host su - ID47 [e@1 a=\"b\\\"\\]\"] \xEF\xBB\xBFhello\n"
      "2026-01-02T03:04:05+01:00 box sshd[42]: Failed password\n",
      from(From::syslog));
  EXPECT_THAT(table.rows, ElementsAre(Cells{"34", "4", "2", "2003-10-11T22:14:15.003Z", "host", "su", "<null>", "ID47",
                                            "{\"e@1\":{\"a\":\"b\\\"]\"}}", "hello"},
                                      Cells{"<null>", "<null>", "<null>", "2026-01-02T03:04:05+01:00", "box", "sshd",
                                            "42", "<null>", "<null>", "Failed password"}));
}

TEST(Logs, ReadsZeek) {
  const auto table = read_text(
      "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
      "#fields\tts\tid.orig_h\tok\ttunnel\tn\n#types\ttime\taddr\tbool\tset[string]\tvector[count]\n"
      "1300475167.096535\t10.0.0.1\tT\t(empty)\t1,2\n1300475168.000000\t-\tF\ta,b\\x2cc\t-\n#close\t2011\n");
  EXPECT_THAT(names(table), ElementsAre("ts", "id.orig_h", "ok", "tunnel", "n"));
  EXPECT_THAT(table.rows, ElementsAre(Cells{"2011-03-18T19:06:07.096535Z", "10.0.0.1", "true", "[]", "[1,2]"},
                                      Cells{"2011-03-18T19:06:08Z", "<null>", "false", "[\"a\",\"b,c\"]", "<null>"}));
}

TEST(Workbooks, KnowDatesByTheirStyle) {
  EXPECT_EQ(serial_date(45000, false), "2023-03-15");
  EXPECT_EQ(serial_date(45000.5, false), "2023-03-15T12:00:00");
  EXPECT_EQ(serial_date(1, false), "1900-01-01");
  EXPECT_EQ(serial_date(59, false), "1900-02-28");
  EXPECT_EQ(serial_date(61, false), "1900-03-01");
  EXPECT_EQ(serial_date(0, true), "1904-01-01");
  EXPECT_TRUE(is_date_format(14, ""));
  EXPECT_TRUE(is_date_format(164, "yyyy\\-mm\\-dd"));
  EXPECT_TRUE(is_date_format(165, "[h]:mm"));
  EXPECT_FALSE(is_date_format(166, "#,##0\" days\""));
  EXPECT_FALSE(is_date_format(167, "[Red]0.00"));
  EXPECT_FALSE(is_date_format(0, "General"));
}

TEST(Workbooks, ReadBackWhatWasWritten) {
  constexpr std::string_view text =
      "a,b,c\n1,\"=cmd|x\",true\n,\"<&>\x01 \"\"\",false\n2.5,\"line\nend\",\n12345678901234567,_x000D_,true\n";
  const std::string book = testing::write(text, To::xlsx);
  const auto table = testing::read_text(book, from(From::xlsx));
  EXPECT_THAT(table.rows, ElementsAre(Cells{"1", "=cmd|x", "true"}, Cells{"<null>", "<&>\x01 \"", "false"},
                                      Cells{"2.5", "line\nend", "<null>"}, Cells{"12345678901234567", "\r", "true"}));
}

TEST(Outputs, ForPeopleAndPrograms) {
  constexpr std::string_view text = "name,n\nx<y,5\n\"it's\",\n";
  EXPECT_EQ(testing::write(text, To::json), "[\n{\"name\":\"x<y\",\"n\":5},\n{\"name\":\"it's\",\"n\":null}\n]\n");
  EXPECT_EQ(
      testing::write(text, To::html),
      "<table>\n<thead>\n<tr><th>name</th><th>n</th></tr>\n</thead>\n<tbody>\n<tr><td>x&lt;y</td><td>5</td></tr>\n"
      "<tr><td>it's</td><td></td></tr>\n</tbody>\n</table>\n");
  EXPECT_EQ(testing::write(text, To::vertical), "name  x<y\nn     5\n\nname  it's\nn     -\n");
  EXPECT_EQ(
      testing::write(text, To::sql_insert),
      "INSERT INTO \"t\" (\"name\", \"n\") VALUES ('x<y', 5);\nINSERT INTO \"t\" (\"name\", \"n\") VALUES ('it''s', NULL);\n");
  EXPECT_EQ(testing::write(text, To::markdown), "| name | n |\n| --- | ---: |\n| x<y | 5 |\n| it's | |\n");
  EXPECT_EQ(testing::write(text, To::pretty), "name  n\nx<y   5\nit's  -\n");
}

}  // namespace
}  // namespace pytk::table
