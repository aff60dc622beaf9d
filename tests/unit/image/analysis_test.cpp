// Expected numbers: NumPy, scikit-image 0.19.3, SciPy and Pillow on the same picture.
#include <cmath>

#include <gmock/gmock.h>

#include <pytk/image/analysis.hpp>

#include "analysis_pattern.hpp"

namespace pytk::image {
namespace {

#include "analysis_expected.inc"

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Statistics, AreThoseOfNumpy) {
  const auto s = statistics(analysis_pattern(false));
  const auto& e = statistics_expected;
  EXPECT_EQ(s.min, e.min);
  EXPECT_EQ(s.max, e.max);
  EXPECT_DOUBLE_EQ(s.mean, e.mean);
  EXPECT_DOUBLE_EQ(s.std, e.std);
  EXPECT_DOUBLE_EQ(s.median, e.median);
  EXPECT_DOUBLE_EQ(s.p1, e.p1);
  EXPECT_DOUBLE_EQ(s.p99, e.p99);
  EXPECT_NEAR(s.entropy, e.entropy, 1e-12);
}

TEST(Statistics, AreTheSameForRealNumbers) {
  const auto samples = statistics(analysis_pattern(false)), reals = statistics(to_float(analysis_pattern(false)));
  EXPECT_NEAR(reals.mean * 255, samples.mean, 1e-9);
  EXPECT_NEAR(reals.std * 255, samples.std, 1e-9);
  EXPECT_NEAR(reals.entropy, samples.entropy, 1e-9);
  EXPECT_NEAR(reals.p99 * 255, samples.p99, 1e-9);
}

TEST(Statistics, OfOneChannel) {
  Picture picture(2, 1, 3);
  picture.samples = {1, 10, 100, 3, 30, 200};
  EXPECT_EQ(statistics(picture, 1).mean, 20);
  EXPECT_EQ(statistics(picture, 2).max, 200);
  EXPECT_EQ(statistics(picture).max, 200);
}

TEST(Thresholds, AreThoseOfScikitImage) {
  EXPECT_GE(threshold_expected.size(), 6U);
  for (const auto& [method, value] : threshold_expected)
    EXPECT_NEAR(threshold(analysis_pattern(false), method), value, 1e-9)
        << threshold_names()[static_cast<std::size_t>(method)];
}

TEST(Thresholds, OfAFlatPictureAreItsValue) {
  Picture flat(5, 5, 1);
  std::fill(flat.samples.begin(), flat.samples.end(), std::uint8_t{9});
  for (const auto& name : threshold_names()) EXPECT_EQ(threshold(flat, *threshold_of_name(name)), 9) << name;
}

TEST(Thresholds, SayWhenThereIsNone) {
  Picture ramp(256, 1, 1);
  for (std::size_t i = 0; i < 256; ++i) ramp.samples[i] = static_cast<std::uint8_t>(i);
  EXPECT_THROW((void)threshold(ramp, Threshold::minimum), Error);
}

TEST(Binarize, TakesWhatIsLarger) {
  Picture picture(3, 1, 1);
  picture.samples = {9, 10, 11};
  EXPECT_THAT(binarize(picture, 10).samples, ElementsAre(0, 0, 255));
}

TEST(Compare, HasTheNumbersOfScikitImage) {
  const AnyPicture a = analysis_pattern(false), b = analysis_pattern(true);
  const auto d = compare(a, b);
  EXPECT_DOUBLE_EQ(d.mse, mse_expected);
  EXPECT_DOUBLE_EQ(d.psnr, psnr_expected);
  EXPECT_NEAR(d.ssim, ssim_expected, 1e-12);
  EXPECT_EQ(d.max_abs, 10);
  EXPECT_FALSE(d.identical);
  EXPECT_NEAR(compare(a, b, {.gaussian = true}).ssim, wang_expected, 1e-12);
}

TEST(Compare, AveragesOverChannels) {
  const Picture a = analysis_pattern(false), b = analysis_pattern(true);
  const AnyPicture left = to_mode(a, Mode::rgb), right = to_mode(b, Mode::rgb);
  EXPECT_NEAR(compare(left, right).ssim, ssim_expected, 1e-12);
}

TEST(Compare, OfEqualPictures) {
  const AnyPicture a = analysis_pattern(false);
  const auto d = compare(a, a);
  EXPECT_TRUE(d.identical);
  EXPECT_TRUE(std::isinf(d.psnr));
  EXPECT_NEAR(d.ssim, 1.0, 1e-15);
}

TEST(Compare, RefusesDifferentShapesAndSmallPictures) {
  EXPECT_THROW((void)compare(analysis_pattern(false, 8, 8), analysis_pattern(false, 8, 9)), Error);
  EXPECT_THROW((void)compare(analysis_pattern(false, 6, 20), analysis_pattern(false, 6, 20)), Error);
  EXPECT_EQ(compare(analysis_pattern(false, 6, 20), analysis_pattern(false, 6, 20), {.with_ssim = false}).mse, 0);
}

TEST(Hashes, AreThoseOfImagehash) {
  const Picture picture = analysis_pattern(false);
  for (const char* name : {"ahash", "dhash", "phash", "whash"}) {
    const auto kind = *hash_of_name(name);
    EXPECT_EQ(perceptual_hash(picture, kind), hashes_expected[static_cast<std::size_t>(kind)]) << name;
  }
}

TEST(Hashes, HaveTheAskedSize) {
  EXPECT_EQ(perceptual_hash(analysis_pattern(false), HashKind::ahash, 16).size(), 64U);
  EXPECT_EQ(perceptual_hash(analysis_pattern(false), HashKind::ahash, 3).size(), 3U);
  EXPECT_THROW((void)perceptual_hash(analysis_pattern(false), HashKind::whash, 12), Error);
  EXPECT_THROW((void)perceptual_hash(analysis_pattern(false), HashKind::ahash, 1), Error);
}

TEST(Duplicates, AreGroupedByChains) {
  const auto found = duplicates({"00", "ff", "01", "03", "fe"}, 1);
  std::vector<std::vector<std::size_t>> rows;
  for (const auto& each : found) rows.push_back({each.group, each.item, each.distance});
  EXPECT_THAT(rows, ElementsAre(ElementsAre(1, 0, 0), ElementsAre(1, 2, 1), ElementsAre(1, 3, 2), ElementsAre(2, 1, 0),
                                ElementsAre(2, 4, 1)));
  EXPECT_THAT(duplicates({"00", "ff"}, 7), IsEmpty());
  EXPECT_THROW((void)duplicates({"00", "0"}, 1), Error);
  EXPECT_THROW((void)duplicates({"0g"}, 1), Error);
  EXPECT_EQ(hamming_distance("0f", "F0"), 8U);
}

}  // namespace
}  // namespace pytk::image
