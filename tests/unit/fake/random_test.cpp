// Regular expressions, distributions, the vector lanes of the generator, and rows as text against the record writers.
#include <cmath>
#include <map>
#include <regex.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/number.hpp>
#include <pytk/fake/fake.hpp>
#include <pytk/record/writer.hpp>

#include "fake/draw.hpp"
#include "fake/zipf.hpp"

using namespace pytk;

namespace {

fake::Request request_of(std::vector<std::string> columns, std::uint64_t rows) {
  fake::Request request;
  request.columns = std::move(columns);
  request.rows = rows;
  request.seed = 11;
  request.now = fake::data_version_day;
  return request;
}

std::vector<std::string> values_of(const std::string& column, std::uint64_t rows) {
  const fake::Catalogue catalogue;
  Pool pool(1);
  Cancel cancel;
  std::vector<std::string> values;
  fake::generate(fake::plan_of(request_of({column}, rows), catalogue), {}, pool, cancel,
                 [&](const record::Batch& batch) {
    for (std::size_t row = 0; row < batch.rows(); ++row) values.emplace_back(batch[0].text(row));
    return true;
  });
  return values;
}

double mean_of(const std::string& column, std::uint64_t rows) {
  double sum = 0;
  for (const auto& value : values_of(column, rows)) sum += parse_real(value).value();
  return sum / static_cast<double>(rows);
}

}  // namespace

TEST(Philox, LanesGiveTheWordsOfSingleBlocks) {
  const std::uint64_t seed = 0x0123456789ABCDEFULL;
  for (const std::uint64_t row :
       {std::uint64_t{0}, std::uint64_t{8}, std::uint64_t{0xFFFFFFF8U}, std::uint64_t{1} << 40U}) {
    std::uint32_t lanes[fake::row_lanes][4];
    fake::philox_rows(seed, row, 77, lanes);
    for (unsigned i = 0; i < fake::row_lanes; ++i) {
      std::uint32_t single[4];
      fake::philox_block(seed, row + i, 77, 0, single);
      for (unsigned k = 0; k < 4; ++k) EXPECT_EQ(lanes[i][k], single[k]) << row << " " << i;
    }
    std::uint32_t blocks[16];
    fake::philox_blocks(seed, row, 77, 5, blocks);
    for (std::uint32_t i = 0; i < 4; ++i) {
      std::uint32_t single[4];
      fake::philox_block(seed, row, 77, 5 + i, single);
      for (unsigned k = 0; k < 4; ++k) EXPECT_EQ(blocks[4 * i + k], single[k]);
    }
  }
}

TEST(Regex, TextsMatchTheirExpression) {
  for (const std::string pattern : {"[a-z]{8}", "[A-Z]{2}\\d{3}", "(GET|POST|HEAD) /[a-z]+", "x?y*z+", "[^a-y]{3}",
                                    "\\w{4}\\.\\w{2,3}", "a(b(c|d)){2}e", "^no-anchors$", "[\\d_]{5}", "(ab)+"}) {
    // The same as POSIX writes it, whole.
    std::string posix;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (pattern.compare(i, 2, "\\d") == 0)
        posix += pattern.find('[') < i && pattern.find(']', i) != std::string::npos ? "0-9" : "[0-9]", ++i;
      else if (pattern.compare(i, 2, "\\w") == 0) posix += "[0-9A-Za-z_]", ++i;
      else posix += pattern[i];
    }
    regex_t compiled;
    ASSERT_EQ(regcomp(&compiled, ("^(" + posix + ")$").c_str(), REG_EXTENDED | REG_NOSUB), 0) << posix;
    for (const auto& value : values_of("x=regex:pattern=" + pattern, 300))
      EXPECT_EQ(regexec(&compiled, value.c_str(), 0, nullptr, 0), 0) << pattern << " " << value;
    regfree(&compiled);
  }
}

TEST(Regex, RefusesWhatHasNoMeaning) {
  for (const std::string pattern : {"(", ")", "[", "[z-a]", "a{3,1}", "a{", "*a", "(?=a)", "\\1", "\\", "a{100000000}",
                                    "((((a{99}){99}){99}){99})", "[^\\w\\W]"})
    EXPECT_THROW((void)values_of("x=regex:pattern=" + pattern, 1), Error) << pattern;
}

TEST(Distribution, MeansAreRight) {
  EXPECT_NEAR(mean_of("x=uniform:min=2:max=4", 20000), 3, 0.02);
  EXPECT_NEAR(mean_of("x=normal:mean=10:sd=3", 20000), 10, 0.1);
  EXPECT_NEAR(mean_of("x=exponential:mean=5", 20000), 5, 0.2);
  EXPECT_NEAR(mean_of("x=lognormal:mean=1:sd=0.5", 20000), std::exp(1.125), 0.08);
  EXPECT_NEAR(mean_of("x=poisson:mean=4", 20000), 4, 0.08);
  EXPECT_NEAR(mean_of("x=poisson:mean=1200", 2000), 1200, 4);
  EXPECT_NEAR(mean_of("x=pareto:alpha=3:least=2", 20000), 3, 0.15);
}

TEST(Distribution, ZipfFallsAsItsExponentSays) {
  // By the table, and by rejection beyond it: the share of the first rank is 1 / H(n, s).
  for (const std::uint64_t n : {std::uint64_t{1000}, std::uint64_t{1'000'000}}) {
    double sum = 0;
    for (std::uint64_t k = 1; k <= n; ++k) sum += std::pow(static_cast<double>(k), -1.1);
    const fake::Zipf zipf(n, 1.1);
    std::map<std::uint64_t, int> counts;
    for (std::uint64_t row = 0; row < 50000; ++row) {
      fake::OwnDraw draw(1, row, 2);
      const auto rank = zipf.pick(*draw);
      ASSERT_GE(rank, 1U);
      ASSERT_LE(rank, n);
      ++counts[rank];
    }
    EXPECT_NEAR(counts[1], 50000 / sum, 400) << n;
    EXPECT_NEAR(counts[2], 50000 / sum * std::pow(2, -1.1), 300) << n;
  }
}

TEST(RowText, WritesWhatTheRecordWritersWrite) {
  const std::vector<std::string> columns{"name",
                                         "address=address:oneline=no",
                                         "q=constant:value=a\"b,c",
                                         "n=random_int:null=0.3",
                                         "b=boolean",
                                         "t=text",
                                         "e=constant",
                                         "j=profile",
                                         "city:null=0.5",
                                         "bad=constant:value=\xff\x01"};
  struct Case {
    fake::Layout layout;
    record::Format format;
  };
  const fake::Catalogue catalogue("en_US,ja_JP");
  for (const auto& wanted : {columns, {"a=name:null=0.5"}, {"a=constant"}}) {
    for (const auto& one : {Case{fake::Layout::csv, record::Format::csv}, Case{fake::Layout::tsv, record::Format::tsv},
                            Case{fake::Layout::jsonl, record::Format::jsonl}}) {
      const auto plan = fake::plan_of(request_of(wanted, 500), catalogue);
      Pool pool(1);
      Cancel cancel;
      std::string direct;
      fake::generate_text(plan, {}, {one.layout}, pool, cancel, [&](std::string_view text) {
        direct += text;
        return true;
      });
      std::string written;
      const auto sink = io::Sink::to(written);
      const auto writer = record::make_writer(one.format, plan.schema(), *sink, {.header = false});
      fake::generate(plan, {}, pool, cancel, [&](const record::Batch& batch) {
        writer->write(batch);
        return true;
      });
      writer->finish();
      EXPECT_EQ(direct, written);
    }
  }
}
