#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/error.hpp>
#include <pytk/core/random.hpp>

#include "../../../src/table/csv.hpp"
#include "table_text.hpp"

namespace pytk::table {
namespace {

using testing::names;
using testing::read_text;
using testing::types;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Cells = std::vector<std::string>;

TEST(Csv, ReadsQuotesAndLineEndsInsideThem) {
  const auto table = read_text("a,b\r\n1,\"x \"\"y\"\"\nz\"\r\n2,\r\n3,\"\"");
  EXPECT_THAT(names(table), ElementsAre("a", "b"));
  EXPECT_THAT(table.rows, ElementsAre(Cells{"1", "x \"y\"\nz"}, Cells{"2", "<null>"}, Cells{"3", ""}));
}

TEST(Csv, FindsTheDelimiter) {
  struct Case { const char* text; char delimiter; std::size_t columns; };
  for (const auto& each :
       {Case{"a;b\n1,5;2\n3,5;4\n", ';', 2}, Case{"a\tb\n1\t2\n", '\t', 2}, Case{"a|b|c\n1|2|3\n", '|', 3},
        Case{"single\nword\n", ',', 1}, Case{"a,b\n\"x;y;z\",2\n\"p;q;r\",3\n", ',', 2}}) {
    EXPECT_EQ(sniff_dialect(each.text, true, {}).delimiter, each.delimiter) << each.text;
    EXPECT_EQ(read_text(each.text).columns.size(), each.columns) << each.text;
  }
}

TEST(Csv, NeverTakesALetterForADelimiter) {
  EXPECT_THAT(names(read_text("single\nfoo\nbar\n")), ElementsAre("single"));
}

TEST(Csv, KeepsQuotesThatStandInsideAField) {
  const auto table = read_text("a,b\n5\" disk,x\n3.5\" disk,y\n");
  EXPECT_THAT(table.rows, ElementsAre(Cells{"5\" disk", "x"}, Cells{"3.5\" disk", "y"}));
}

TEST(Csv, NamesDoubleAndMissingHeadersApart) {
  EXPECT_THAT(names(read_text("a,a,,a_2\n1,2,3,4\n")), ElementsAre("a", "a_3", "col3", "a_2"));
}

TEST(Csv, KeepsNulBytes) {
  const std::string text("x\0y,b\n1\0,2\n", 11);
  const auto table = read_text(text);
  EXPECT_EQ(table.columns[0].name, std::string("x\0y", 3));
  EXPECT_EQ(table.rows[0][0], std::string("1\0", 2));
}

TEST(Csv, RefusesRaggedRowsWithTheirLine) {
  try {
    (void)read_text("a,b\n1,2\n3\n");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::data);
    EXPECT_EQ(error.where().line, 3);
    EXPECT_THAT(error.what_happened(), HasSubstr("1 field where the table has 2 columns"));
  }
}

TEST(Csv, CountsLinesInsideQuotes) {
  try {
    (void)read_text("a,b\n\"1\n\n\n\",2\n3\n");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.where().line, 6);
  }
}

TEST(Csv, SkipsPadsOrKeepsBadRows) {
  constexpr std::string_view text = "a,b\n1\n2,3,4\n5,6\n";
  ReadOptions options;
  options.bad_rows = BadRows::skip;
  const auto skipped = read_text(text, options);
  EXPECT_THAT(skipped.rows, ElementsAre(Cells{"5", "6"}));
  ASSERT_EQ(skipped.rejects.size(), 2U);
  EXPECT_EQ(skipped.rejects[1].line, 3);
  EXPECT_EQ(skipped.rejects[1].raw, "2,3,4");
  options.bad_rows = BadRows::pad;
  EXPECT_THAT(read_text(text, options).rows, ElementsAre(Cells{"1", "<null>"}, Cells{"2", "3"}, Cells{"5", "6"}));
  options.bad_rows = BadRows::keep;
  EXPECT_THAT(read_text(text, options).rows, ElementsAre(Cells{"1", "<null>"}, Cells{"2", "3,4"}, Cells{"5", "6"}));
}

TEST(Csv, TellsAQuoteThatIsNeverClosed) {
  ReadOptions options;
  options.bad_rows = BadRows::skip;
  const auto table = read_text("a,b\n1,\"x\n2,y\n", options);
  ASSERT_EQ(table.rejects.size(), 1U);
  EXPECT_EQ(table.rejects[0].line, 2);
  EXPECT_THAT(table.rows, ElementsAre(Cells{"2", "y"}));
}

TEST(Csv, GuessesNarrowTypes) {
  const auto table = read_text(
      "i,r,z,h,t,b,d\n1,1.5,00123,1e5,2026-01-02T03:04:05Z,true,01/02/2023\n-2,2,00124,2e6,2026-01-02,false,03/04/2023\n");
  EXPECT_THAT(types(table),
              ElementsAre(Type::integer, Type::real, Type::text, Type::text, Type::time, Type::boolean, Type::text));
}

TEST(Csv, TakesAFirstRecordOfNumbersForData) {
  const auto table = read_text("1,2\n3,4\n");
  EXPECT_THAT(names(table), ElementsAre("col1", "col2"));
  EXPECT_EQ(table.rows.size(), 2U);
}

TEST(Csv, ReadsOtherEncodings) {
  EXPECT_THAT(read_text("\xEF\xBB\xBF" "a\nx\n").columns[0].name, "a");
  EXPECT_EQ(read_text(std::string("\xFF\xFE" "a\0,\0b\0\n\0" "1\0,\0\xE9\0\n\0", 18)).rows[0][1], "\xC3\xA9");
  const auto windows = read_text("a,b\n\x80,caf\xE9\n");
  EXPECT_EQ(windows.rows[0][0], "\xE2\x82\xAC");
  EXPECT_EQ(windows.rows[0][1], "caf\xC3\xA9");
  EXPECT_EQ(windows.warnings.size(), 1U);
}

TEST(Csv, ReadsFilesOfOldMacs) {
  const auto table = read_text("a,b\r1,2\r3,4\r");
  EXPECT_THAT(table.rows, ElementsAre(Cells{"1", "2"}, Cells{"3", "4"}));
}

TEST(Csv, HasNoRowsWhereThereIsNothing) {
  EXPECT_THAT(read_text("").rows, IsEmpty());
  EXPECT_THAT(read_text("a,b\n").rows, IsEmpty());
}

/// A random table of awkward values, and how CSV writes it.
std::string awkward(SeededRandom& random, std::size_t rows, std::size_t columns) {
  constexpr std::string_view pieces[] = {"",  "x", ",",    "\"",           "\"\"", "\n", "\r\n", " ",
                                         "'", "1", "-0.0", "\xE2\x80\xA8", "a b",  "#",  "|;\t"};
  std::string out;
  for (std::size_t c = 0; c < columns; ++c) out += (c > 0 ? ",h" : "h") + std::to_string(c);
  out += '\n';
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      std::string value;
      for (auto n = random.below(4); n > 0; --n) value += pieces[random.below(std::size(pieces))];
      if (c > 0) out += ',';
      out += '"';
      for (const char ch : value) out.append(ch == '"' ? 2U : 1U, ch);
      out += '"';
    }
    out += '\n';
  }
  return out;
}

TEST(CsvProperty, WhatIsWrittenReadsBackTheSame) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SeededRandom random(seed);
    const std::string text = awkward(random, 1 + random.below(40), 2 + random.below(4));
    ReadOptions options;
    options.delimiter = ',';
    const auto first = read_text(text, options);
    const auto again = read_text(testing::write(text, To::csv, options), options);
    EXPECT_EQ(first.rows, again.rows) << seed;
  }
}

TEST(CsvProperty, EveryCutEndsWhereARecordEnds) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    SeededRandom random(seed + 1000);
    const std::string text = awkward(random, 12, 3) + std::string(64, ' ');
    const std::string_view all = std::string_view(text).substr(0, text.size() - 64);
    const Splitter splitter({}, 3, {""}, BadRows::fail);
    const auto fail_on_bad = [](const BadRecord& bad) { throw Error(Fault::data, bad.reason); };
    Rows whole;
    whole.reset(3);
    splitter.split(all, 1, whole, fail_on_bad);
    for (std::size_t cut = 0; cut <= all.size(); ++cut) {
      const auto end = last_record_end(all.substr(0, cut), {});
      ASSERT_LE(end.end, cut);
      Rows front, back;
      front.reset(3);
      back.reset(3);
      splitter.split(all.substr(0, end.end), 1, front, fail_on_bad);
      splitter.split(all.substr(end.end), 1 + end.lines, back, fail_on_bad);
      ASSERT_EQ(front.count() + back.count(), whole.count()) << seed << " " << cut;
    }
  }
}

}  // namespace
}  // namespace pytk::table
