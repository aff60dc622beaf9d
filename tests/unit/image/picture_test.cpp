#include <gmock/gmock.h>

#include <pytk/image/picture.hpp>

namespace pytk::image {
namespace {

using testing::ElementsAre;

Picture of(std::uint32_t width, std::uint32_t height, std::uint8_t channels, std::vector<std::uint8_t> samples) {
  Picture picture(width, height, channels);
  picture.samples = std::move(samples);
  return picture;
}

TEST(Grey, HasTheWeightsOfPillow) {
  // Values of PIL.Image.convert('L').
  EXPECT_THAT(to_grey(of(3, 1, 3, {255, 0, 0, 0, 255, 0, 0, 0, 255})).samples, ElementsAre(76, 150, 29));
  EXPECT_THAT(to_grey(of(1, 1, 4, {10, 200, 30, 0})).samples, ElementsAre(124));
}

TEST(Grey, HasTheWeightsOfScikitImageWhenAsked) {
  EXPECT_THAT(to_grey(of(3, 1, 3, {255, 0, 0, 0, 255, 0, 0, 0, 255}), Grey::bt709).samples, ElementsAre(54, 182, 18));
}

TEST(Modes, AddAndLeaveOutChannels) {
  EXPECT_THAT(to_mode(of(1, 1, 1, {7}), Mode::rgba).samples, ElementsAre(7, 7, 7, 255));
  EXPECT_THAT(to_mode(of(1, 1, 2, {7, 9}), Mode::rgba).samples, ElementsAre(7, 7, 7, 9));
  EXPECT_THAT(to_mode(of(1, 1, 4, {1, 2, 3, 4}), Mode::rgb).samples, ElementsAre(1, 2, 3));
  EXPECT_THAT(to_mode(of(1, 1, 4, {255, 0, 0, 4}), Mode::grey_alpha).samples, ElementsAre(76, 4));
  EXPECT_EQ(mode_name(Picture(1, 1, 3, 16)), "RGB;16");
}

TEST(Floats, RoundHalfToEvenAndRefuseWhatIsOutside) {
  FloatPicture picture(4, 1, 1);
  picture.samples = {0.5 / 255, 1.5 / 255, 1.0, -0.25};
  EXPECT_THAT(to_samples(picture).samples, ElementsAre(0, 2, 255, 0));
  picture.samples[2] = 1.01;
  EXPECT_THROW((void)to_samples(picture), Error);
  picture.samples[2] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW((void)to_samples(picture), Error);
}

TEST(Sixteen, BecomesItsHighByte) {
  Picture picture(2, 1, 1, 16);
  const std::uint16_t values[] = {0x12ff, 0xff00};
  std::copy_n(reinterpret_cast<const std::uint8_t*>(values), 4, picture.samples.begin());
  EXPECT_THAT(to_8_bits(picture).samples, ElementsAre(0x12, 0xff));
}

struct Turned {
  unsigned orientation;
  std::vector<std::uint8_t> samples;
};
class Orientation : public testing::TestWithParam<Turned> {};

TEST_P(Orientation, TurnsAsExifSays) {
  // 0 1 2
  // 3 4 5
  const Picture out = orient(of(3, 2, 1, {0, 1, 2, 3, 4, 5}), GetParam().orientation);
  EXPECT_EQ(out.width, swaps_sides(GetParam().orientation) ? 2U : 3U);
  EXPECT_EQ(out.samples, GetParam().samples);
}

INSTANTIATE_TEST_SUITE_P(All, Orientation,
                         testing::Values(Turned{0, {0, 1, 2, 3, 4, 5}}, Turned{1, {0, 1, 2, 3, 4, 5}},
                                         Turned{2, {2, 1, 0, 5, 4, 3}}, Turned{3, {5, 4, 3, 2, 1, 0}},
                                         Turned{4, {3, 4, 5, 0, 1, 2}}, Turned{5, {0, 3, 1, 4, 2, 5}},
                                         Turned{6, {3, 0, 4, 1, 5, 2}}, Turned{7, {5, 2, 4, 1, 3, 0}},
                                         Turned{8, {2, 5, 1, 4, 0, 3}}, Turned{9, {0, 1, 2, 3, 4, 5}}));

}  // namespace
}  // namespace pytk::image
