#include <gtest/gtest.h>

#include <pytk/core/digest.hpp>

#include "fake/generator.hpp"

using namespace pytk;

namespace {

std::string text_of_rows(std::vector<std::string> columns, std::uint64_t rows, std::size_t threads,
                         fake::Shard shard = {}, const std::string& locale = "en_US,de_DE",
                         fake::Layout layout = fake::Layout::tsv) {
  fake::Request request;
  request.columns = std::move(columns);
  request.rows = rows;
  request.seed = 42;
  request.now = fake::data_version_day;
  const fake::Catalogue catalogue(locale);
  Pool pool(threads);
  Cancel cancel;
  std::string all;
  fake::generate_text(fake::plan_of(request, catalogue), shard, {layout}, pool, cancel, [&](std::string_view text) {
    all += text;
    return true;
  });
  return all;
}

const std::vector<std::string> workload{
    "name", "address", "email", "latitude", "longitude", "u=user_name:unique", "n=city:null=0.3"};

}  // namespace

TEST(Determinism, SameBytesForAnyNumberOfThreads) {
  const std::string one = text_of_rows(workload, 20000, 1);
  for (const std::size_t threads : {2U, 3U, 7U}) EXPECT_EQ(text_of_rows(workload, 20000, threads), one) << threads;
}

TEST(Determinism, ShardsMakeTheWhole) {
  const std::string whole = text_of_rows(workload, 10007, 2);
  for (const std::uint64_t count : {2U, 3U, 5U}) {
    std::string parts;
    for (std::uint64_t index = 1; index <= count; ++index) parts += text_of_rows(workload, 10007, 2, {index, count});
    EXPECT_EQ(parts, whole) << count;
  }
}

TEST(Determinism, AnotherColumnChangesNone) {
  const std::string narrow = text_of_rows({"name", "lat"}, 500, 1);
  const std::string wide = text_of_rows({"name", "lat", "city", "p2.name", "iban"}, 500, 1);
  std::size_t at = 0;
  for (std::size_t begin = 0; begin < narrow.size(); begin = narrow.find('\n', begin) + 1) {
    const std::string line = narrow.substr(begin, narrow.find('\n', begin) - begin);
    EXPECT_EQ(wide.substr(at, line.size()), line);
    EXPECT_EQ(wide[at + line.size()], '\t');
    at = wide.find('\n', at) + 1;
  }
}

// The data and the streams of version 1 are frozen: these digests change only with a new data version.
TEST(Determinism, TheSeedIsEnough) {
  fake::OwnDraw draw(0x0123456789ABCDEFULL, 7, 99);
  const std::uint32_t first[] = {draw->word(), draw->word(), draw->word(), draw->word(), draw->word()};
  fake::OwnDraw again(0x0123456789ABCDEFULL, 7, 99);
  for (const auto word : first) EXPECT_EQ(again->word(), word);
}

// Known answer of Philox4x32-10 for counter 0 and key 0 (Random123's published vectors): 6627e8d5 e169c58d bc57ac4c
// 9b00dbd8.
TEST(Determinism, PhiloxMatchesItsPublishedVector) {
  fake::OwnDraw zero(0, 0, 0);
  const std::uint32_t words[] = {zero->word(), zero->word(), zero->word(), zero->word()};
  EXPECT_EQ(words[0], 0x6627e8d5U);
  EXPECT_EQ(words[1], 0xe169c58dU);
  EXPECT_EQ(words[2], 0xbc57ac4cU);
  EXPECT_EQ(words[3], 0x9b00dbd8U);
}

TEST(Determinism, PermutationIsABijection) {
  for (const std::uint64_t n : {1U, 2U, 7U, 100U, 4097U}) {
    std::vector<bool> seen(n, false);
    for (std::uint64_t i = 0; i < n; ++i) {
      const std::uint64_t place = fake::permute(i, n, 3, 4);
      ASSERT_LT(place, n);
      EXPECT_FALSE(seen[place]);
      seen[place] = true;
    }
  }
}

TEST(Determinism, WeightsAreKept) {
  const fake::Catalogue catalogue;
  const auto methods = catalogue.state().common("http_methods");
  std::vector<int> counts(methods.size(), 0);
  for (std::uint64_t row = 0; row < 100000; ++row) {
    fake::OwnDraw draw(1, row, 2);
    ++counts[methods.pick_index(*draw)];
  }
  EXPECT_NEAR(counts[0], 70000, 600);
}
