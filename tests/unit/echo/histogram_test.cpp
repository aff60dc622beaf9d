#include <gtest/gtest.h>

#include <pytk/echo/load.hpp>

namespace pytk::echo {
namespace {

TEST(Histogram, IsEmptyAtFirst) {
  const Histogram histogram;
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.quantile(0.99), 0);
}

TEST(Histogram, IsExactForSmallValues) {
  Histogram histogram;
  for (std::int64_t value = 1; value <= 60; ++value) histogram.add(value);
  EXPECT_EQ(histogram.quantile(0.5), 30);
  EXPECT_EQ(histogram.quantile(1), 60);
  EXPECT_EQ(histogram.mean(), 30.5);
}

TEST(Histogram, IsWithinTwoPercentForLargeOnes) {
  for (const std::int64_t value : {65LL, 127LL, 128LL, 1000LL, 999'999LL, 123'456'789LL, 60'000'000'000LL}) {
    Histogram histogram;
    histogram.add(value);
    histogram.add(value * 4);
    const auto middle = static_cast<double>(histogram.quantile(0.5));
    EXPECT_GE(middle, static_cast<double>(value));
    EXPECT_LE(middle, static_cast<double>(value) * 1.02);
  }
}

TEST(Histogram, TakesAnything) {
  Histogram histogram;
  histogram.add(-5);
  histogram.add(INT64_MAX);
  EXPECT_EQ(histogram.quantile(0), 0);
  EXPECT_EQ(histogram.greatest(), INT64_MAX);
  EXPECT_LE(histogram.quantile(1), INT64_MAX);
}

}  // namespace
}  // namespace pytk::echo
