// Expected numbers: Pillow 9.4 and scikit-image 0.19.3 on the picture made by pattern().
#include <array>

#include <gmock/gmock.h>

#include <pytk/image/resize.hpp>

#include "image/resample.hpp"

namespace pytk::image {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

/// numpy: (y * 37 + x * 11 + c * 71 + x * y) % 256 for a picture of 9 x 7.
Picture pattern(std::uint8_t channels) {
  Picture picture(9, 7, channels);
  for (std::uint32_t y = 0; y < 7; ++y)
    for (std::uint32_t x = 0; x < 9; ++x)
      for (std::uint32_t c = 0; c < channels; ++c)
        picture.at(x, y)[c] = static_cast<std::uint8_t>((y * 37 + x * 11 + c * 71 + x * y) % 256);
  return picture;
}

struct Case {
  std::uint8_t channels;
  Filter filter;
  std::uint32_t width, height;
  std::vector<std::uint8_t> samples;
};
class PillowResize : public testing::TestWithParam<Case> {};

TEST_P(PillowResize, IsEqualToTheLastBit) {
  const auto& c = GetParam();
  EXPECT_EQ(resize(pattern(c.channels), c.width, c.height, c.filter).samples, c.samples);
}

#include "resize_expected.inc"

TEST(Resize, KeepsAPictureOfTheSameSize) {
  EXPECT_EQ(resize(pattern(3), 9, 7, Filter::lanczos).samples, pattern(3).samples);
}

TEST(Resize, RefusesNoAndTooManyPixels) {
  EXPECT_THROW((void)resize(pattern(1), 0, 5, Filter::box), Error);
  EXPECT_THROW((void)resize(pattern(1), 1U << 20U, 1U << 20U, Filter::box), Error);
}

TEST(Across, GivesTheSameBitsWithAndWithoutWideRegisters) {
  // Windows of all lengths around the width of a register, and rows that end inside of one.
  for (const std::size_t in : {1U, 5U, 16U, 17U, 47U, 48U, 49U, 200U}) {
    for (const std::size_t out : {1U, 3U, 40U, 333U}) {
      const auto taps = integer_taps(pillow_taps(in, out, Filter::lanczos));
      for (const auto channels : std::to_array<std::uint8_t>({1, 2, 3, 4})) {
        std::vector<std::uint8_t> row(in * channels), result(out * channels), expected(out * channels);
        for (std::size_t i = 0; i < row.size(); ++i) row[i] = static_cast<std::uint8_t>(i * 151 % 256);
        for (std::size_t x = 0; x < out; ++x)
          for (std::size_t c = 0; c < channels; ++c) {
            std::int64_t sum = 1 << 21;
            for (std::size_t i = 0; i < taps.count[x]; ++i)
              sum += static_cast<std::int64_t>(row[(taps.begin[x] + i) * channels + c]) * taps.of(x)[i];
            expected[x * channels + c] = static_cast<std::uint8_t>(std::clamp<std::int64_t>(sum >> 22, 0, 255));
          }
        Across(taps, channels)(row.data(), result.data());
        ASSERT_EQ(result, expected) << in << " to " << out << " of " << int{channels};
      }
    }
  }
}

TEST(Spline, HasTheNumbersOfScikitImage) {
  for (const auto& [order, numbers] : spline_expected) {
    const auto out = resize_spline(to_float(pattern(1)), 4, 3, {.order = order});
    ASSERT_EQ(out.samples.size(), numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i)
      EXPECT_NEAR(out.samples[i], numbers[i], 1e-12) << "order " << order;
  }
}

TEST(Spline, OrderNullKeepsIntegers) {
  EXPECT_EQ(resize_spline_nearest(pattern(1), 4, 3).samples, spline_nearest_expected);
}

TEST(Place, FitsAsNamed) {
  const auto of = [](Fit fit) {
    const auto at = place(200, 100, 50, 50, fit);
    return std::vector<std::uint32_t>{at.width, at.height, at.x, at.y};
  };
  EXPECT_THAT(of(Fit::fill), ElementsAre(50, 50, 0, 0));
  EXPECT_THAT(of(Fit::cover), ElementsAre(100, 50, 25, 0));
  EXPECT_THAT(of(Fit::contain), ElementsAre(50, 25, 0, 12));
  EXPECT_THAT(of(Fit::pad), ElementsAre(50, 25, 0, 12));
}

TEST(Place, NeverMissesTheBoxByRounding) {
  for (std::uint32_t w = 1; w < 60; w += 7)
    for (std::uint32_t h = 1; h < 60; h += 5)
      for (std::uint32_t b = 1; b < 40; b += 3) {
        const auto cover = place(w, h, b, b, Fit::cover), pad = place(w, h, b, b, Fit::pad);
        EXPECT_TRUE(cover.width >= b && cover.height >= b && (cover.width == b || cover.height == b));
        EXPECT_TRUE(pad.width <= b && pad.height <= b && pad.width > 0 && pad.height > 0);
      }
}

TEST(PutOn, FillsTheGround) {
  Picture dot(1, 1, 3);
  const auto out = put_on(dot, 3, 1, 1, 0, {1, 2, 3, 255});
  EXPECT_THAT(out.samples, ElementsAre(1, 2, 3, 0, 0, 0, 1, 2, 3));
  EXPECT_THROW((void)cut(dot, 0, 0, 2, 1), Error);
}

}  // namespace
}  // namespace pytk::image
