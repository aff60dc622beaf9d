#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include <pytk/core/error.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>
#include <pytk/record/writer.hpp>

#include "records.hpp"

namespace pytk::record {
namespace {

Batch sample() {
  Batch batch({{"name", Type::text},
               {"tls.sni", Type::text},
               {"n", Type::int64},
               {"tls.ja3", Type::text},
               {"took", Type::duration}});
  batch[0].add_text("a,\"b\"");
  batch[1].add_text("x.test");
  batch[2].add_int(-5);
  batch[3].add_null();
  batch[4].add_duration(1'500'000'000);
  batch.end_row();
  batch[0].add_text("line\nbreak|");
  batch[1].add_null();
  batch[2].add_int(12345);
  batch[3].add_text("j");
  batch[4].add_null();
  batch.end_row();
  return batch;
}

TEST(Writer, JsonLinesNestDottedNames) {
  EXPECT_EQ(written(Format::jsonl, sample()),
            "{\"name\":\"a,\\\"b\\\"\",\"tls\":{\"sni\":\"x.test\",\"ja3\":null},\"n\":-5,\"took\":1.5}\n"
            "{\"name\":\"line\\nbreak|\",\"tls\":{\"sni\":null,\"ja3\":\"j\"},\"n\":12345,\"took\":null}\n");
}
TEST(Writer, JsonIsOneArray) {
  EXPECT_EQ(written(Format::json, Batch({{"a", Type::text}})), "[]\n");
  Batch batch({{"a", Type::boolean}});
  batch[0].add_bool(true);
  batch.end_row();
  EXPECT_EQ(written(Format::json, batch), "[\n{\"a\":true}\n]\n");
}
TEST(Writer, CsvQuotesWhatNeedsIt) {
  EXPECT_EQ(written(Format::csv, sample()),
            "name,tls.sni,n,tls.ja3,took\n\"a,\"\"b\"\"\",x.test,-5,,1.5\n\"line\nbreak|\",,12345,j,\n");
}
TEST(Writer, CsvWithoutHeaderAndTsv) {
  Style style;
  style.header = false;
  EXPECT_EQ(written(Format::tsv, sample(), style),
            "\"a,\"\"b\"\"\"\tx.test\t-5\t\t1.5\n\"line\nbreak|\"\t\t12345\tj\t\n");
}
TEST(Writer, TableAlignsAndEscapes) {
  EXPECT_EQ(written(Format::table, sample()),
            "name          tls.sni      n  tls.ja3  took\n"
            "a,\"b\"         x.test      -5  -        1.5s\n"
            "line\\nbreak|  -        12345  j           -\n");
}
TEST(Writer, TableCutsToTheTerminal) {
  Batch batch({{"a", Type::text}, {"b", Type::text}});
  batch[0].add_text(std::string(100, 'x'));
  batch[1].add_text("yes");
  batch.end_row();
  Style style;
  style.width = 20;
  const auto text = written(Format::table, batch, style);
  for (const auto line : split(text, '\n')) EXPECT_LE(display_width(line), 20U) << line;
  EXPECT_THAT(text, testing::HasSubstr("..."));
  EXPECT_THAT(text, testing::HasSubstr("yes"));
}
TEST(Writer, TableNeverPassesTerminalEscapesOn) {
  Batch batch({{"a\x1b[31m", Type::text}});
  batch[0].add_text("\x1b]0;title\x07");
  batch.end_row();
  EXPECT_THAT(written(Format::table, batch), testing::Not(testing::HasSubstr("\x1b")));
}
TEST(Writer, MarkdownEscapesBars) {
  EXPECT_EQ(written(Format::markdown, sample()),
            "| name | tls.sni | n | tls.ja3 | took |\n| --- | --- | ---: | --- | ---: |\n"
            "| a,\"b\" | x.test | -5 | | 1.5 |\n| line<br>break\\| | | 12345 | j | |\n");
}
TEST(Writer, NumbersLoseNothing) {
  Batch batch({{"i", Type::int64}, {"u", Type::uint64}, {"r", Type::float64}});
  batch[0].add_int(std::numeric_limits<std::int64_t>::min());
  batch[1].add_uint(std::numeric_limits<std::uint64_t>::max());
  batch[2].add_real(-0.0);
  batch.end_row();
  batch[0].add_int(0);
  batch[1].add_uint(0);
  batch[2].add_real(std::numeric_limits<double>::quiet_NaN());
  batch.end_row();
  EXPECT_EQ(written(Format::jsonl, batch),
            "{\"i\":-9223372036854775808,\"u\":18446744073709551615,\"r\":-0}\n{\"i\":0,\"u\":0,\"r\":null}\n");
  EXPECT_EQ(written(Format::csv, batch), "i,u,r\n-9223372036854775808,18446744073709551615,-0\n0,0,nan\n");
}
TEST(Writer, TimesOfOneSecondAndOfMany) {
  Batch batch({{"t", Type::time}});
  for (const std::int64_t time :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{500'000'000}, std::int64_t{1'000'000'000}, std::int64_t{-1},
        std::int64_t{-1'000'000'000}, std::int64_t{999'999'000}}) {
    batch[0].add_time(time);
    batch.end_row();
  }
  EXPECT_EQ(written(Format::csv, batch),
            "t\n1970-01-01T00:00:00Z\n1970-01-01T00:00:00.000000001Z\n1970-01-01T00:00:00.500Z\n1970-01-01T00:00:01Z\n"
            "1969-12-31T23:59:59.999999999Z\n1969-12-31T23:59:59Z\n1970-01-01T00:00:00.999999Z\n");
}
TEST(Writer, EveryJsonLineIsValidWhateverTheBytes) {
  Batch batch({{"a", Type::text}, {"b.\xff", Type::text}});
  SeededRandom random(1);
  for (int i = 0; i < 500; ++i) {
    batch[0].add_text(random_bytes(random));
    batch[1].add_text(random_bytes(random));
    batch.end_row();
  }
  const auto text = written(Format::jsonl, batch);
  for (const auto line : split(std::string_view(text).substr(0, text.size() - 1), '\n'))
    EXPECT_TRUE(json::parse(line)) << line;
}
TEST(Writer, FormatsHaveNames) {
  EXPECT_EQ(parse_format("pretty"), Format::table);
  EXPECT_EQ(parse_format("ndjson"), Format::jsonl);
  try {
    (void)parse_format("jsno");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    EXPECT_THAT(error.hint(), testing::HasSubstr("json"));
  }
}

}  // namespace
}  // namespace pytk::record
