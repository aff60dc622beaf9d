#include <gmock/gmock.h>

#include <pytk/image/analysis.hpp>
#include <pytk/image/filters.hpp>

#include "analysis_pattern.hpp"

namespace pytk::image {
namespace {

#include "analysis_expected.inc"

Picture small() { return analysis_pattern(false, 8, 6); }

void expect_near(const std::vector<double>& actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) EXPECT_NEAR(actual[i], expected[i], 1e-12) << i;
}

TEST(Gaussian, IsThatOfScikitImage) { expect_near(gaussian(to_float(small()), 1.5).samples, gaussian_expected); }

TEST(Gaussian, OfSamplesIsTheRoundedOne) {
  const Picture blurred = gaussian(small(), 1.5);
  for (std::size_t i = 0; i < blurred.samples.size(); ++i)
    EXPECT_NEAR(blurred.samples[i], gaussian_expected[i] * 255, 0.51) << i;
}

TEST(Gaussian, KeepsChannelsApart) {
  Picture picture = to_mode(small(), Mode::rgba);
  const Picture blurred = gaussian(picture, 1), grey = gaussian(small(), 1);
  for (std::size_t i = 0; i < grey.samples.size(); ++i) {
    EXPECT_EQ(blurred.samples[4 * i + 1], grey.samples[i]);
    EXPECT_EQ(blurred.samples[4 * i + 3], 255);
  }
}

TEST(Sobel, IsThatOfScikitImage) { expect_near(sobel(to_float(small())).samples, sobel_expected); }
TEST(Unsharp, IsThatOfScikitImage) { expect_near(unsharp(to_float(small()), 1.5, 1.0).samples, unsharp_expected); }

TEST(Median, IsThatOfScipy) {
  EXPECT_EQ(median(small(), 3).samples, median_3_expected);
  EXPECT_EQ(median(small(), 5).samples, median_5_expected);
  EXPECT_EQ(median(small(), 9).samples, median_9_expected);
}

TEST(Median, IsTheMiddleOfEveryWindow) {
  // The blocks of 64 pixels must not show: every inner pixel against a sorted window.
  const Picture wide = analysis_pattern(true, 200, 17);
  const Picture sorted = median(wide, 7);
  for (std::size_t y = 3; y < 14; ++y)
    for (std::size_t x = 3; x < 197; ++x) {
      std::vector<std::uint8_t> window;
      for (std::size_t j = y - 3; j <= y + 3; ++j)
        for (std::size_t i = x - 3; i <= x + 3; ++i) window.push_back(*wide.at(i, j));
      std::nth_element(window.begin(), window.begin() + 24, window.end());
      ASSERT_EQ(*sorted.at(x, y), window[24]) << x << "," << y;
    }
}

TEST(Filters, RefuseSenselessSizes) {
  EXPECT_THROW((void)median(small(), 4), Error);
  EXPECT_THROW((void)median(small(), 103), Error);
  EXPECT_THROW((void)gaussian(small(), 0), Error);
  EXPECT_THROW((void)gaussian(small(), -1), Error);
}

TEST(Turns, ComeBack) {
  const Picture picture = small();
  EXPECT_EQ(turn(turn(picture, Turn::right), Turn::left).samples, picture.samples);
  EXPECT_EQ(turn(turn(picture, Turn::half), Turn::half).samples, picture.samples);
  EXPECT_EQ(turn(picture, Turn::right).width, picture.height);
  EXPECT_EQ(*turn(picture, Turn::right).at(5, 0), *picture.at(0, 0));
}

}  // namespace
}  // namespace pytk::image
