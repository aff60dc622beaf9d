#include <pytk/raster/png.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include <pytk/core/random.hpp>
#include <pytk/raster/jpeg.hpp>

namespace pytk::raster {
namespace {

Picture noise(std::uint32_t width, std::uint32_t height, std::uint8_t channels, std::uint8_t depth) {
  Picture picture(width, height, channels, depth);
  SeededRandom random(width * 7U + height * 3U + channels + depth);
  for (auto& sample : picture.samples) sample = static_cast<std::uint8_t>(random.next());
  return picture;
}

TEST(Png, GivesBackEveryShapeThatItWrote) {
  for (int channels = 1; channels <= 4; ++channels)
    for (const int depth : {8, 16})
      for (const auto filter : {PngFilter::none, PngFilter::adaptive}) {
        const Picture picture = noise(33, 17, static_cast<std::uint8_t>(channels), static_cast<std::uint8_t>(depth));
        const auto again = read_png(write_png(picture, {.level = 3, .filter = filter}));
        ASSERT_TRUE(again) << again.error().what_happened();
        EXPECT_EQ(again->samples, picture.samples);
        EXPECT_EQ(again->channels, channels);
        EXPECT_EQ(again->depth, depth);
      }
}

TEST(Png, UsesAPaletteOnlyWhereColorsAreFew) {
  Picture few(20, 20, 4);
  for (std::size_t i = 0; i < few.samples.size(); ++i)
    few.samples[i] = static_cast<std::uint8_t>(i % 4 == 3 ? 255 : (i / 40) % 5);
  const Bytes file = write_png(few, {.palette = true});
  EXPECT_EQ(png_info(file)->color, PngColor::palette);
  EXPECT_EQ(png_info(file)->bit_depth, 4);
  const auto again = read_png(file);
  ASSERT_TRUE(again);
  EXPECT_EQ(to_rgba8(*again).samples, few.samples);
  EXPECT_EQ(png_info(write_png(noise(40, 40, 3, 8), {.palette = true}))->color, PngColor::rgb);
}

TEST(Png, KeepsMetadata) {
  PngOptions options;
  options.pixels_per_metre = 3937;
  options.exif = {'I', 'I', 42, 0, 8, 0, 0, 0, 0, 0};
  options.text = {{"Title", "caf\xc3\xa9"}};
  PngInfo info;
  ASSERT_TRUE(read_png(write_png(noise(3, 3, 3, 8), options), {}, &info));
  EXPECT_EQ(info.pixels_per_metre_x, 3937U);
  EXPECT_EQ(info.exif, options.exif);
  EXPECT_EQ(info.text, options.text);
}

TEST(Png, RefusesWhatIsCutOrChangedOrTooLarge) {
  const Bytes file = write_png(noise(64, 64, 3, 8));
  for (std::size_t size = 0; size + 1 < file.size(); size += 97) EXPECT_FALSE(read_png(ByteView(file).first(size)));
  Bytes changed = file;
  changed[file.size() / 2] ^= 0x40;
  EXPECT_FALSE(read_png(changed));
  EXPECT_FALSE(read_png(file, {.pixels = 100}));
  EXPECT_FALSE(read_png(file, {.side = 10}));
  EXPECT_THROW((void)write_png(Picture{}), Error);
}

TEST(Picture, SpreadsGreyAndRoundsSixteenBits) {
  Picture grey(1, 1, 2, 16);
  const std::uint16_t samples[2] = {0x8080, 0xffff};
  std::memcpy(grey.samples.data(), samples, sizeof samples);
  EXPECT_THAT(to_rgba8(grey).samples, ::testing::ElementsAre(0x80, 0x80, 0x80, 0xff));
}

TEST(Picture, NamesTheFormatsItKnows) {
  const std::uint8_t gif[] = {'G', 'I', 'F', '8', '9', 'a', 0, 0};
  EXPECT_THAT(read_picture(gif).error().what_happened(), ::testing::HasSubstr("neither a PNG nor a JPEG"));
  const std::uint8_t jpeg[] = {0xff, 0xd8, 0xff, 0xd9};
  EXPECT_THAT(read_picture(jpeg).error().what_happened(), ::testing::HasSubstr("damaged JPEG"));
}

}  // namespace
}  // namespace pytk::raster
