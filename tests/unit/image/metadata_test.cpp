#include <map>

#include <gmock/gmock.h>

#include <pytk/image/metadata.hpp>

#include "image/container.hpp"

namespace pytk::image {
namespace {

/// IFD0 with Make, Orientation 6 and a GPS directory: 33 deg 51' 31" S, 151 deg 12' 51" E; big-endian.
Bytes exif_block() {
  Bytes out(200);
  std::size_t at = 0;
  const auto put = [&](std::size_t size, std::uint32_t value) {
    for (std::size_t i = 0; i < size; ++i) out[at++] = static_cast<std::uint8_t>(value >> (8 * (size - 1 - i)));
  };
  put(2, 0x4d4d), put(2, 42), put(4, 8);
  put(2, 3);
  put(2, 0x010f), put(2, 2), put(4, 4), put(4, 0x41636d65);  // "Acme" without an end
  put(2, 0x0112), put(2, 3), put(4, 1), put(4, 6U << 16U);
  put(2, 0x8825), put(2, 4), put(4, 1), put(4, 60);
  at = 60;
  put(2, 4);
  put(2, 1), put(2, 2), put(4, 2), put(4, 0x53000000);
  put(2, 2), put(2, 5), put(4, 3), put(4, 120);
  put(2, 3), put(2, 2), put(4, 2), put(4, 0x45000000);
  put(2, 4), put(2, 5), put(4, 3), put(4, 150);
  at = 120;
  for (const auto v : {33U, 51U, 31U}) put(4, v), put(4, 1);
  at = 150;
  for (const auto v : {151U, 12U, 51U}) put(4, v), put(4, 1);
  return out;
}

std::map<std::string, std::string> tags_of(const Bytes& exif) {
  Facts facts;
  facts.exif = exif;
  std::map<std::string, std::string> out;
  for (const auto& tag : metadata(facts)) out[tag.group + "." + tag.name] = tag.value;
  return out;
}

TEST(Metadata, IsReadByGroup) {
  auto tags = tags_of(exif_block());
  EXPECT_EQ(tags["IFD0.Make"], "Acme");
  EXPECT_EQ(tags["IFD0.Orientation"], "6");
  EXPECT_EQ(tags["GPS.GPSLatitude"], "33 51 31");
  EXPECT_NEAR(std::stod(tags["GPS.Latitude"]), -33.858611, 1e-6);
  EXPECT_NEAR(std::stod(tags["GPS.Longitude"]), 151.214167, 1e-6);
}

TEST(Metadata, OfDamagedBlocksNeverReadsPastTheEnd) {
  const Bytes whole = exif_block();
  for (std::size_t size = 0; size < whole.size(); ++size)
    (void)tags_of(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    Bytes bent = whole;
    bent[i] = 0xff;
    (void)tags_of(bent);
  }
}

TEST(Strip, LeavesPixelsProfileAndOrientation) {
  for (const Format format : {Format::jpeg, Format::png}) {
    Picture picture(20, 10, 3);
    for (std::size_t i = 0; i < picture.samples.size(); ++i) picture.samples[i] = static_cast<std::uint8_t>(i * 7);
    WriteOptions options{.format = format};
    options.exif = exif_block();
    Bytes file = write_file(picture, options);
    file.insert(file.end(), {'h', 'i', 'd', 'd', 'e', 'n'});
    const auto stripped = strip_metadata(file);
    ASSERT_TRUE(stripped) << stripped.error().message();
    const auto facts = read_facts(*stripped);
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->orientation, 6U);
    EXPECT_EQ(metadata(*facts).size(), 1U);
    EXPECT_LT(stripped->size(), file.size() - 6);
    EXPECT_EQ(std::get<Picture>(read_file(*stripped)->picture).samples,
              std::get<Picture>(read_file(file)->picture).samples);
  }
}

TEST(Strip, RefusesTruncatedFilesAndOtherFormats) {
  const Picture picture(20, 10, 3);
  for (const Format format : {Format::jpeg, Format::png}) {
    const Bytes file = write_file(picture, {.format = format});
    EXPECT_FALSE(strip_metadata(ByteView(file).first(file.size() - 4)));
  }
  EXPECT_FALSE(strip_metadata(write_file(picture, {.format = Format::bmp})));
}

}  // namespace
}  // namespace pytk::image
