#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/error.hpp>
#include <pytk/record/reader.hpp>
#include <pytk/record/writer.hpp>

namespace pytk::record {
namespace {

using testing::HasSubstr;

// Everything as JSON Lines: compact to compare with. Each batch with the schema it came with.
std::string lines_of(std::string_view text, const ReadOptions& options = {}) {
  auto source = io::Source::of(bytes_of(text), "in");
  auto reader = make_reader(*source, options);
  std::string out;
  auto sink = io::Sink::to(out);
  for (Batch batch{{}}; reader->next(batch);) {
    auto writer = make_writer(Format::jsonl, batch.schema(), *sink);
    writer->write(batch);
    writer->finish();
  }
  return out;
}
std::string error_of(std::string_view text, const ReadOptions& options = {}) {
  try {
    lines_of(text, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::data);
    return error.message();
  }
  return "nothing was thrown";
}
Schema schema_of(std::string_view text) {
  auto source = io::Source::of(bytes_of(text), "in");
  return make_reader(*source)->schema();
}

TEST(CsvReader, ReadsValuesByteForByte) {
  EXPECT_EQ(lines_of("a,b\n1, x \n,\"q\"\"q\"\n"), "{\"a\":\"1\",\"b\":\" x \"}\n{\"a\":\"\",\"b\":\"q\\\"q\"}\n");
  EXPECT_EQ(lines_of("a,b\r\n1,2\r\n\r\n\"3\",\"4\""), "{\"a\":\"1\",\"b\":\"2\"}\n{\"a\":\"3\",\"b\":\"4\"}\n");
  EXPECT_EQ(lines_of("a\n\"x\ny\"\n"), "{\"a\":\"x\\ny\"}\n");
  EXPECT_EQ(lines_of("a,b\nx\"y,z\n"), "{\"a\":\"x\\\"y\",\"b\":\"z\"}\n");
  EXPECT_EQ(lines_of("\xEF\xBB\xBF" "a\n1\n"), "{\"a\":\"1\"}\n");
}
TEST(CsvReader, SniffsTheDelimiter) {
  EXPECT_EQ(lines_of("a;b\n1,5;2\n2,5;3\n"), "{\"a\":\"1,5\",\"b\":\"2\"}\n{\"a\":\"2,5\",\"b\":\"3\"}\n");
  EXPECT_EQ(lines_of("a\tb\nx,y\tz\n"), "{\"a\":\"x,y\",\"b\":\"z\"}\n");
  EXPECT_EQ(lines_of("a|b\n1|2"), "{\"a\":\"1\",\"b\":\"2\"}\n");
  EXPECT_EQ(lines_of("\"a,x\"|b\n\"1,2\"|2"), "{\"a,x\":\"1,2\",\"b\":\"2\"}\n");
  ReadOptions options;
  options.delimiter = ':';
  EXPECT_EQ(lines_of("a:b\n1,2:3", options), "{\"a\":\"1,2\",\"b\":\"3\"}\n");
}
TEST(CsvReader, NamesWhatHasNoName) {
  ReadOptions options;
  options.header = false;
  EXPECT_EQ(lines_of("1,2\n3,4\n", options),
            "{\"column_1\":\"1\",\"column_2\":\"2\"}\n{\"column_1\":\"3\",\"column_2\":\"4\"}\n");
  EXPECT_EQ(lines_of("a,,a\n1,2,3\n"), "{\"a\":\"1\",\"column_2\":\"2\",\"a_2\":\"3\"}\n");
}
TEST(CsvReader, TellsTheLineOfABadRecord) {
  EXPECT_EQ(error_of("a,b\n1,2\n3\n"), "in:3: the record has 1 values, but there are 2 columns");
  EXPECT_EQ(error_of("a,b\n\"x\ny\",2\n3,4,5\n"), "in:4: the record has 3 values, but there are 2 columns");
  EXPECT_EQ(error_of("a,b\n\"x\"y,2\n"), "in:2: something follows the closing quote of value 1");
  EXPECT_EQ(error_of("a,b\n1,\"never\n\nclosed\n"), "in:2: the quoted value that begins here is never closed");
  ReadOptions options;
  options.max_columns = 3;
  EXPECT_THAT(error_of("a,b,c,d,e,f\n", options), HasSubstr("more than 3"));
}
TEST(CsvReader, GivesTheGoodRecordsBeforeABadOne) {
  auto source = io::Source::of(bytes_of("a,b\n1,2\n3\n"), "in");
  auto reader = make_reader(*source);
  Batch batch{{}};
  ASSERT_TRUE(reader->next(batch));
  EXPECT_EQ(batch.rows(), 1U);
  EXPECT_THROW((void)reader->next(batch), Error);
}
TEST(CsvReader, NothingIsNoRecord) {
  EXPECT_EQ(lines_of(""), "");
  EXPECT_EQ(lines_of("\n\n"), "");
  EXPECT_EQ(lines_of("a,b\n"), "");
}
TEST(CsvReader, ManyRecordsComeInBatches) {
  std::string text = "n,text\n";
  for (int i = 0; i < 20'000; ++i)
    text += std::to_string(i) + ",\"some \"\"text\"\" that is " + std::to_string(i) + "\"\n";
  auto source = io::Source::of(bytes_of(text), "in");
  auto reader = make_reader(*source);
  std::size_t rows = 0;
  for (Batch batch{{}}; reader->next(batch);) {
    EXPECT_LE(batch.rows(), Batch::most_rows);
    for (std::size_t row = 0; row < batch.rows(); ++row, ++rows) ASSERT_EQ(batch[0].text(row), std::to_string(rows));
  }
  EXPECT_EQ(rows, 20'000U);
}

TEST(JsonReader, FlattensObjectsAndKeepsArrays) {
  EXPECT_EQ(lines_of("{\"a\":{\"b\":1,\"c\":{\"d\":\"x\"}},\"e\":[1,{\"f\":2}]}"),
            "{\"a\":{\"b\":1,\"c\":{\"d\":\"x\"}},\"e\":[1,{\"f\":2}]}\n");
  const auto schema = schema_of("{\"a\":{\"b\":1,\"c\":{\"d\":\"x\"}},\"e\":[1]}");
  ASSERT_EQ(schema.size(), 3U);
  EXPECT_EQ(schema[0].name, "a.b");
  EXPECT_EQ(schema[1].name, "a.c.d");
  EXPECT_EQ(schema[2].type, Type::json);
}
TEST(JsonReader, TakesLinesAnArrayAndPrettyPrintedObjects) {
  const std::string wanted = "{\"a\":1}\n{\"a\":2}\n";
  EXPECT_EQ(lines_of("{\"a\":1}\n{\"a\":2}\n"), wanted);
  EXPECT_EQ(lines_of("{\"a\":1} {\"a\":2}"), wanted);
  EXPECT_EQ(lines_of(" [ {\"a\":1} ,\n {\"a\":2} ] \n"), wanted);
  EXPECT_EQ(lines_of("{\n \"a\" : 1\n}\r\n\n{\n \"a\" : 2 }"), wanted);
  EXPECT_EQ(lines_of("[]"), "");
  EXPECT_EQ(lines_of("\xEF\xBB\xBF{\"a\":1}\n{\"a\":2}"), wanted);
}
TEST(JsonReader, TypesAreThoseOfTheValues) {
  const auto type = [](std::string_view text) { return schema_of(text).at(0).type; };
  EXPECT_EQ(type("{\"a\":1}{\"a\":-2}"), Type::int64);
  EXPECT_EQ(type("{\"a\":1}{\"a\":18446744073709551615}"), Type::uint64);
  EXPECT_EQ(type("{\"a\":-1}{\"a\":18446744073709551615}"), Type::json);
  EXPECT_EQ(type("{\"a\":18446744073709551616}"), Type::json);
  EXPECT_EQ(type("{\"a\":1}{\"a\":1.5}"), Type::float64);
  EXPECT_EQ(type("{\"a\":9007199254740993}{\"a\":1.5}"), Type::json);
  EXPECT_EQ(type("{\"a\":-0}"), Type::float64);
  EXPECT_EQ(type("{\"a\":true}{\"a\":null}"), Type::boolean);
  EXPECT_EQ(type("{\"a\":1}{\"a\":\"x\"}"), Type::json);
  EXPECT_EQ(type("{\"a\":null}{\"a\":\"x\"}"), Type::text);
  EXPECT_EQ(type("{\"a\":1e999}"), Type::json);
}
TEST(JsonReader, MixedValuesAreWrittenAsTheyCame) {
  EXPECT_EQ(lines_of("{\"a\":1}{\"a\":\"x\\u0041\"}{\"a\":true}{\"a\":1.50}{}"),
            "{\"a\":1}\n{\"a\":\"x\\u0041\"}\n{\"a\":true}\n{\"a\":1.50}\n{\"a\":null}\n");
}
TEST(JsonReader, NullObjectsAreNoFieldOfTheirOwn) {
  EXPECT_EQ(lines_of("{\"a\":null}{\"a\":{}}{\"a\":{\"b\":1}}"),
            "{\"a\":{\"b\":null}}\n{\"a\":{\"b\":null}}\n{\"a\":{\"b\":1}}\n");
}
TEST(JsonReader, TheLastOfTwoEqualNamesCounts) { EXPECT_EQ(lines_of("{\"a\":1,\"a\":2}"), "{\"a\":2}\n"); }
TEST(JsonReader, WidensWhenALaterRecordNeedsIt) {
  std::string text;
  for (int i = 0; i < 1500; ++i) text += "{\"a\":1}\n";
  const auto lines = lines_of(text + "{\"a\":1.5,\"b\":\"new\"}\n{\"a\":\"x\"}\n{\"a\":2}\n");
  EXPECT_THAT(lines,
              HasSubstr("{\"a\":1}\n{\"a\":1.5,\"b\":\"new\"}\n{\"a\":\"x\",\"b\":null}\n{\"a\":2,\"b\":null}\n"));
}
TEST(JsonReader, TellsThePlaceOfABadRecord) {
  EXPECT_EQ(error_of("{\"a\":1}\n{\"a\":tru}\n"), "in:2:6: 'true' was expected");
  EXPECT_EQ(error_of("{\"a\":1}\n\n{\"a\":\n01}\n"), "in:4:2: ',' or '}' was expected");
  EXPECT_EQ(error_of("{\"a\":1}\n{\"a\":1\n"), "in:2: the record that begins here is never closed");
  EXPECT_EQ(error_of("{\"a\":1}\n5\n"), "in:2: a record must be a JSON object");
  EXPECT_EQ(error_of("[{\"a\":1}\n"), "in:2: the array is never closed");
  EXPECT_EQ(error_of("[{\"a\":1}] x"), "in:1: something follows the array");
  EXPECT_EQ(error_of("[{\"a\":1} {\"a\":1}]"), "in:1: ',' or ']' was expected between two records");
  EXPECT_THAT(error_of("{\"a\":\"\xff\"}"), HasSubstr("UTF-8"));
  EXPECT_THAT(error_of("{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}"), HasSubstr("nested"));
}
TEST(JsonReader, GivesTheGoodRecordsBeforeABadOne) {
  auto source = io::Source::of(bytes_of("{\"a\":1}\n{\"a\":2}\n{\"b\":3,\"c\":x}\n"), "in");
  auto reader = make_reader(*source);
  ASSERT_EQ(reader->schema().size(), 1U);
  Batch batch{{}};
  ASSERT_TRUE(reader->next(batch));
  EXPECT_EQ(batch.rows(), 2U);
  EXPECT_THROW((void)reader->next(batch), Error);
}
TEST(Batch, CopiesRowsAndFindsFields) {
  Batch from({{"a", Type::int64}, {"b", Type::text}, {"c", Type::ip}});
  from[0].add_int(5);
  from[1].add_null();
  from[2].add_ip(Ip::v4(0x7F000001));
  from.end_row();
  Batch to(from.schema());
  to.add_row_of(from, 0);
  EXPECT_EQ(to[0].int64(0), 5);
  EXPECT_TRUE(to[1].null(0));
  EXPECT_EQ(to[2].ip(0), Ip::v4(0x7F000001));
  EXPECT_EQ(field_or_throw(to.schema(), "b"), 1U);
  EXPECT_THROW((void)field_or_throw(to.schema(), "z"), Error);
}

}  // namespace
}  // namespace pytk::record
