// read(write(x)) == x for every format that can be read, over random records.
#include <gtest/gtest.h>

#include <cmath>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/record/reader.hpp>
#include <pytk/record/writer.hpp>

#include "records.hpp"

namespace pytk::record {
namespace {

std::vector<Batch> read_back(const std::string& text, std::optional<Format> format) {
  auto source = io::Source::of(bytes_of(text), "memory");
  ReadOptions options;
  options.format = format;
  auto reader = make_reader(*source, options);
  std::vector<Batch> batches;
  for (Batch batch{{}}; reader->next(batch);) batches.push_back(batch);
  return batches;
}
std::string csv_text(const Column& column, std::size_t row) {
  std::string text;
  append_value(text, column, row);
  return text;
}

// What a JSON reader must make of a value: text where JSON has no such type, the value itself elsewhere.
void expect_json_value(const Column& wrote, std::size_t row, const Column& got, std::size_t at) {
  if (wrote.null(row)) {
    EXPECT_TRUE(got.null(at));
    return;
  }
  ASSERT_FALSE(got.null(at));
  switch (wrote.type()) {
    case Type::boolean: EXPECT_EQ(got.boolean(at), wrote.boolean(row)); break;
    case Type::int64: EXPECT_EQ(csv_text(got, at), csv_text(wrote, row)); break;
    case Type::uint64: EXPECT_EQ(got.uint64(at), wrote.uint64(row)); break;
    case Type::float64: {
      // A column that holds integers beyond 2^53 as well is kept as JSON text.
      double value = 0;
      ASSERT_TRUE(read_real(csv_text(got, at), value));
      EXPECT_EQ(std::bit_cast<std::uint64_t>(value), std::bit_cast<std::uint64_t>(wrote.real(row)))
          << csv_text(wrote, row);
      break;
    }
    case Type::text:
    case Type::json: EXPECT_EQ(got.text(at), wrote.text(row)); break;
    case Type::duration: {
      double value = 0;
      double wanted = 0;
      ASSERT_TRUE(read_real(csv_text(got, at), value));
      ASSERT_TRUE(read_real(csv_text(wrote, row), wanted));
      EXPECT_EQ(value, wanted);
      break;
    }
    default: EXPECT_EQ(got.text(at), csv_text(wrote, row)); break;
  }
}

void expect_same(const Batch& wrote, const std::vector<Batch>& batches, bool json) {
  std::size_t row = 0;
  for (const auto& batch : batches) {
    ASSERT_EQ(batch.columns(), wrote.columns());
    for (std::size_t i = 0; i < wrote.columns(); ++i) ASSERT_GE(field_index(batch.schema(), wrote.schema()[i].name), 0);
    for (std::size_t at = 0; at < batch.rows(); ++at, ++row) {
      ASSERT_LT(row, wrote.rows());
      for (std::size_t i = 0; i < wrote.columns(); ++i) {
        const auto& got = batch[static_cast<std::size_t>(field_index(batch.schema(), wrote.schema()[i].name))];
        if (json) expect_json_value(wrote[i], row, got, at);
        else EXPECT_EQ(got.text(at), csv_text(wrote[i], row)) << wrote.schema()[i].name;
      }
    }
  }
  EXPECT_EQ(row, wrote.rows());
}

class RoundTrip : public testing::TestWithParam<Format> {};

TEST_P(RoundTrip, OfEveryType) {
  const bool json = GetParam() == Format::jsonl || GetParam() == Format::json;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto batch = random_batch(every_type(), 1500, seed);
    expect_same(batch, read_back(written(GetParam(), batch), json ? Format::jsonl : GetParam()), json);
  }
}
TEST_P(RoundTrip, OfOneColumn) {
  const bool json = GetParam() == Format::jsonl || GetParam() == Format::json;
  for (const auto& field : every_type()) {
    const auto batch = random_batch({field}, 300, 7);
    expect_same(batch, read_back(written(GetParam(), batch), json ? Format::jsonl : GetParam()), json);
  }
}
TEST_P(RoundTrip, OfHardNames) {
  const Schema schema{{"a.b", Type::text},
                      {"x", Type::text},
                      {"a.c", Type::text},
                      {"p", Type::text},
                      {"p.q", Type::text},
                      {"..", Type::text},
                      {"with \"quotes\", and\nlines", Type::text},
                      {"a.d.e", Type::text}};
  const bool json = GetParam() == Format::jsonl || GetParam() == Format::json;
  const auto batch = random_batch(schema, 50, 3, false);
  expect_same(batch, read_back(written(GetParam(), batch), json ? Format::jsonl : GetParam()), json);
}
TEST_P(RoundTrip, IsFoundWithoutBeingTold) {
  const auto batch = random_batch({{"id", Type::int64}, {"name", Type::bytes}}, 100, 5, false);
  const bool json = GetParam() == Format::jsonl || GetParam() == Format::json;
  expect_same(batch, read_back(written(GetParam(), batch), std::nullopt), json);
}
INSTANTIATE_TEST_SUITE_P(Formats, RoundTrip, testing::Values(Format::jsonl, Format::json, Format::csv, Format::tsv));

TEST(RoundTripTwice, JsonLinesToCsvToJsonLinesKeepsEveryText) {
  const auto batch = random_batch({{"a", Type::text}, {"b.c", Type::text}, {"b.d", Type::bytes}}, 2000, 11, false);
  const auto lines = written(Format::jsonl, batch);
  std::string again;
  auto sink = io::Sink::to(again);
  std::unique_ptr<Writer> writer;
  for (const auto& part : read_back(lines, Format::jsonl))
    for (const auto& as_csv : read_back(written(Format::csv, part), Format::csv)) {
      if (!writer) writer = make_writer(Format::jsonl, as_csv.schema(), *sink);
      writer->write(as_csv);
    }
  writer->finish();
  EXPECT_EQ(again, lines);
}

bool same_value(const Column& wrote, std::size_t row, const Column& got, std::size_t at) {
  if (wrote.type() != Type::float64) return csv_text(wrote, row) == csv_text(got, at);
  double value = 0;  // a real may be spelled in two ways; its bits may not change
  return read_real(csv_text(got, at), value) &&
         std::bit_cast<std::uint64_t>(value) == std::bit_cast<std::uint64_t>(wrote.real(row));
}

/// How many values of `wrote` are not in `batches` where they belong; a missing row counts for one.
std::size_t count_changed(const Batch& wrote, const std::vector<Batch>& batches) {
  std::size_t row = 0, changed = 0;
  for (const auto& batch : batches) {
    for (std::size_t i = 0; i < wrote.columns(); ++i) {
      const auto& column = batch[static_cast<std::size_t>(field_index(batch.schema(), wrote.schema()[i].name))];
      for (std::size_t at = 0; at < batch.rows() && row + at < wrote.rows(); ++at)
        changed += same_value(wrote[i], row + at, column, at) ? 0U : 1U;
    }
    row += batch.rows();
  }
  return changed + (row > wrote.rows() ? row - wrote.rows() : wrote.rows() - row);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t batches_of_a_million = 10;  // each takes twenty times as long there
#else
constexpr std::uint64_t batches_of_a_million = 245;
#endif

TEST(RoundTripTwice, AMillionRecordsThroughJsonLinesAndCsvAndBack) {
  const Schema schema{{"id", Type::int64},
                      {"n.natural", Type::uint64},
                      {"real", Type::float64},
                      {"text", Type::text},
                      {"raw", Type::bytes}};
  for (std::uint64_t seed = 0; seed < batches_of_a_million; ++seed) {
    const auto batch = random_batch(schema, Batch::most_rows, seed, false);
    const auto from_json = read_back(written(Format::jsonl, batch), Format::jsonl);
    ASSERT_EQ(count_changed(batch, from_json), 0U) << "JSON Lines, seed " << seed;
    const auto from_csv = read_back(written(Format::csv, from_json), Format::csv);
    ASSERT_EQ(count_changed(batch, from_csv), 0U) << "CSV, seed " << seed;
    const auto again = read_back(written(Format::jsonl, from_csv), Format::jsonl);
    ASSERT_EQ(count_changed(batch, again), 0U) << "JSON Lines again, seed " << seed;
  }
}

}  // namespace
}  // namespace pytk::record
