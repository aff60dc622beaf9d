#include <array>

#include <gmock/gmock.h>

#include <pytk/image/file.hpp>
#include <pytk/image/stream.hpp>

#include "image/container.hpp"

namespace pytk::image {
namespace {

using testing::HasSubstr;

Picture pattern(std::uint32_t width, std::uint32_t height, std::uint8_t channels, std::uint8_t depth = 8) {
  Picture picture(width, height, channels, depth);
  for (std::size_t i = 0; i < picture.samples.size(); ++i)
    picture.samples[i] = static_cast<std::uint8_t>(i * i / 7 + i * 13);
  return picture;
}

const Picture& samples(const Result<File>& file) { return std::get<Picture>(file->picture); }

TEST(Files, ComeBackAsTheyWereWritten) {
  for (const Format format : {Format::png, Format::bmp, Format::pnm, Format::qoi, Format::npy})
    for (const auto channels : std::to_array<std::uint8_t>({1, 2, 3, 4}))
      for (const auto depth : std::to_array<std::uint8_t>({8, 16}))
        for (const std::uint32_t width : {1U, 5U, 70U}) {
          const bool deep = format == Format::png || format == Format::npy || format == Format::pnm;
          const bool alpha = channels % 2 == 0, grey = channels < 3;
          if ((depth == 16 && !deep) || (format == Format::pnm && alpha) || (format == Format::qoi && grey) ||
              (format == Format::bmp && channels == 2))
            continue;
          const Picture before = pattern(width, 6, channels, depth);
          const auto after = read_file(write_file(before, {.format = format}));
          ASSERT_TRUE(after) << format_name(format) << " " << after.error().message();
          EXPECT_EQ(samples(after).samples, before.samples)
              << format_name(format) << int{channels} << "x" << int{depth};
          EXPECT_EQ(samples(after).width, width);
          EXPECT_EQ(after->facts.format, format);
        }
}

TEST(Jpeg, KeepsAFlatPicture) {
  Picture flat(33, 17, 3);
  std::fill(flat.samples.begin(), flat.samples.end(), std::uint8_t{100});
  const auto after = read_file(write_file(flat, {.format = Format::jpeg, .quality = 90}));
  ASSERT_TRUE(after);
  EXPECT_EQ(samples(after).samples, flat.samples);
}

TEST(Jpeg, RefusesAlphaAndSixteenBits) {
  EXPECT_THROW((void)write_file(pattern(4, 4, 4), {.format = Format::jpeg}), Error);
  EXPECT_THROW((void)write_file(pattern(4, 4, 3, 16), {.format = Format::jpeg}), Error);
}

TEST(Jpeg, ATruncatedFileIsAnErrorUnlessAccepted) {
  const Bytes whole = write_file(pattern(64, 64, 3), {.format = Format::jpeg});
  const ByteView half = ByteView(whole).first(whole.size() / 2);
  const auto refused = read_file(half);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), HasSubstr("cut short"));
  const auto kept = read_file(half, {.accept_damage = true});
  ASSERT_TRUE(kept);
  EXPECT_TRUE(kept->damaged);
}

TEST(Jpeg, IsResizedWhileItIsRead) {
  for (const bool progressive : {false, true}) {
    const Bytes file = write_file(pattern(90, 61, 3), {.format = Format::jpeg, .progressive = progressive});
    const auto facts = read_facts(file);
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->progressive, progressive);
    const auto whole = read_file(file);
    for (const Filter filter : {Filter::nearest, Filter::box, Filter::lanczos}) {
      const auto streamed = resize_stream(file, *facts, {}, {20, 30, filter, false});
      ASSERT_TRUE(streamed);
      EXPECT_EQ(std::get<Picture>(*streamed).samples, resize(samples(whole), 20, 30, filter).samples);
    }
  }
}

TEST(Limits, AreCheckedOnTheHeader) {
  for (const Format format : {Format::png, Format::jpeg, Format::bmp, Format::pnm, Format::qoi, Format::npy}) {
    const auto refused =
        read_file(write_file(pattern(40, 40, 3), {.format = format}), {.limits = {.pixels = 1000, .side = 1000}});
    ASSERT_FALSE(refused) << format_name(format);
    EXPECT_THAT(refused.error().message(), HasSubstr("more than the limit")) << format_name(format);
  }
}

TEST(Damage, NeverReadsPastTheEnd) {
  for (const Format format : {Format::png, Format::jpeg, Format::bmp, Format::pnm, Format::qoi, Format::npy}) {
    const Bytes whole = write_file(pattern(30, 20, 3), {.format = format});
    for (std::size_t size = 0; size < whole.size(); size += 1 + size / 40) {
      const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      const auto result = read_file(part);
      if (size + 100 < whole.size()) {
        EXPECT_FALSE(result) << format_name(format) << " cut at " << size;
      }
    }
    for (std::size_t i = 0; i < whole.size(); i += 1 + whole.size() / 300) {
      Bytes bent = whole;
      bent[i] = static_cast<std::uint8_t>(bent[i] ^ 0x55U);
      (void)read_file(bent, {.limits = {.pixels = 1U << 20U, .side = 1U << 16U}, .accept_damage = true});
    }
  }
}

/// An EXIF block whose only entry is the orientation.
Bytes exif(bool little, unsigned orientation) {
  Bytes out(26);
  const auto put16 = [&](std::size_t at, std::uint16_t v) {
    little ? store_le(out.data() + at, v) : store_be(out.data() + at, v);
  };
  const auto put32 = [&](std::size_t at, std::uint32_t v) {
    little ? store_le(out.data() + at, v) : store_be(out.data() + at, v);
  };
  out[0] = out[1] = little ? 'I' : 'M';
  put16(2, 42);
  put32(4, 8);
  put16(8, 1);
  put16(10, 0x0112);
  put16(12, 3);
  put32(14, 1);
  put16(18, static_cast<std::uint16_t>(orientation));
  return out;
}

TEST(Orientation, IsReadInEitherByteOrder) {
  for (const bool little : {false, true}) {
    for (unsigned value = 1; value <= 8; ++value) EXPECT_EQ(exif_orientation(exif(little, value)), value);
    EXPECT_EQ(exif_orientation(exif(little, 0)), 1U);
    EXPECT_EQ(exif_orientation(exif(little, 9)), 1U);
    const Bytes whole = exif(little, 6);
    for (std::size_t size = 0; size < 22; ++size) EXPECT_EQ(exif_orientation(ByteView(whole).first(size)), 1U);
  }
}

TEST(Orientation, IsAppliedToJpegAndPng) {
  for (const Format format : {Format::jpeg, Format::png}) {
    WriteOptions options{.format = format, .quality = 100};
    options.exif = exif(true, 6);
    const Bytes file = write_file(pattern(8, 4, 1), options);
    const auto turned = read_file(file), stored = read_file(file, {.orient = false});
    ASSERT_TRUE(turned && stored);
    EXPECT_EQ(turned->facts.orientation, 6U);
    EXPECT_EQ(samples(turned).width, 4U);
    EXPECT_EQ(samples(turned).samples, orient(samples(stored), 6).samples);
  }
}

TEST(Npy, HoldsRealNumbersAndPlanes) {
  WriteOptions options{.format = Format::npy};
  options.element = Element::float32;
  options.layout = Layout::chw;
  const Bytes file = write_file(pattern(3, 2, 3), options);
  EXPECT_THAT(std::string(text_of(ByteView(file).first(128))),
              HasSubstr("'descr': '<f4', 'fortran_order': False, 'shape': (3, 2, 3), "));
  EXPECT_EQ(file.size(), 128U + 18 * 4);
}

TEST(Npy, ReadsColumnsFirstAndBigEndian) {
  std::string header = "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }";
  Bytes file = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, static_cast<std::uint8_t>(header.size()), 0};
  file.insert(file.end(), header.begin(), header.end());
  for (const int value : {1, 4, 2, 5, 3, -6}) {
    file.push_back(static_cast<std::uint8_t>(value >> 8));
    file.push_back(static_cast<std::uint8_t>(value));
  }
  const auto read = read_file(file);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_THAT(std::get<FloatPicture>(read->picture).samples, testing::ElementsAre(1, 2, 3, 4, 5, -6));
}

TEST(Bmp, UnpacksRuns) {
  // Two rows of four pixels, 8 bits, run-length coded: bottom row 1 1 1 2, top row 2 2 0 0.
  Bytes file(14 + 40 + 12);
  file[0] = 'B', file[1] = 'M';
  store_le(file.data() + 10, std::uint32_t{66});
  store_le(file.data() + 14, std::uint32_t{40});
  store_le(file.data() + 18, std::uint32_t{4});
  store_le(file.data() + 22, std::uint32_t{2});
  store_le(file.data() + 26, std::uint16_t{1});
  store_le(file.data() + 28, std::uint16_t{8});
  store_le(file.data() + 30, std::uint32_t{1});
  store_le(file.data() + 46, std::uint32_t{3});
  for (int i = 0; i < 3; ++i)
    for (int c = 0; c < 3; ++c) file[static_cast<std::size_t>(54 + 4 * i + c)] = static_cast<std::uint8_t>(10 * i);
  for (const int byte : {3, 1, 1, 2, 0, 0, 2, 2, 0, 1}) file.push_back(static_cast<std::uint8_t>(byte));
  const auto read = read_file(file);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_THAT(samples(read).samples, testing::ElementsAre(20, 20, 0, 0, 10, 10, 10, 20));
}

TEST(Containers, EndWhereThePictureEnds) {
  Bytes jpeg = write_file(pattern(20, 20, 3), {.format = Format::jpeg});
  const std::size_t end = jpeg.size();
  jpeg.insert(jpeg.end(), {0xff, 0xd9, 1, 2, 3});
  EXPECT_EQ(jpeg_end(jpeg), end);
  const Bytes png = write_file(pattern(20, 20, 3), {.format = Format::png});
  const auto chunks = png_chunks(png);
  ASSERT_GE(chunks.size(), 3U);
  EXPECT_EQ(chunks.front().type, "IHDR");
  EXPECT_EQ(chunks.back().type, "IEND");
  EXPECT_TRUE(chunks.front().checksum_right);
}

TEST(Formats, AreSeenByTheFirstBytes) {
  EXPECT_FALSE(read_file(bytes_of("this is no picture")));
  EXPECT_FALSE(read_file({}));
  EXPECT_EQ(format_of_path("a/b.JPG"), Format::jpeg);
  EXPECT_EQ(format_of_path("a.b/c"), std::nullopt);
}

}  // namespace
}  // namespace pytk::image
