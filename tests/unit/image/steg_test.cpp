#include <gmock/gmock.h>

#include <pytk/image/steg.hpp>

namespace pytk::image {
namespace {

using testing::IsEmpty;

constexpr std::string_view secret = "Meet me at the harbour";

/// Writes text into low bits in a given order; the inverse of extract_bits().
void hide(Picture& picture, const BitOrder& order, std::string_view text) {
  const std::string_view letters = picture.channels == 4 ? "rgba" : "rgb";
  std::size_t bit = 0;
  const std::size_t inner = order.columns_first ? picture.height : picture.width,
                    outer = order.columns_first ? picture.width : picture.height;
  for (std::size_t j = 0; j < outer; ++j)
    for (std::size_t i = 0; i < inner; ++i)
      for (const char letter : order.channels)
        for (unsigned k = order.bits; k-- > 0; ++bit) {
          if (bit / 8 >= text.size()) return;
          const std::size_t in_byte = order.first_is_lowest ? bit % 8 : 7 - bit % 8;
          const unsigned value = static_cast<unsigned char>(text[bit / 8]) >> in_byte & 1U;
          std::uint8_t& sample = (order.columns_first ? picture.at(j, i) : picture.at(i, j))[letters.find(letter)];
          sample = static_cast<std::uint8_t>((sample & ~(1U << k)) | value << k);
        }
}

Picture noise(std::uint8_t channels) {
  Picture picture(60, 50, channels);
  std::uint32_t state = 1;
  for (auto& sample : picture.samples)
    sample = static_cast<std::uint8_t>((state = state * 1664525U + 1013904223U) >> 24U);
  return picture;
}

std::vector<Finding> found_in(const Picture& picture, bool all) {
  const Bytes file = write_file(picture, {.format = Format::png});
  return find_hidden(file, *read_facts(file), &picture, all);
}

TEST(Steg, FindsTextInEveryOrder) {
  for (const char* name : {"b1,rgb,lsb,xy", "b1,rgb,msb,xy", "b2,bgr,lsb,xy", "b3,rgb,lsb,yx", "b4,g,msb,yx",
                           "b1,rgba,lsb,xy", "b1,a,lsb,xy"}) {
    Picture picture = noise(4);
    const auto order = parse_bit_order(name);
    hide(picture, order, std::string(secret) + '\0');
    EXPECT_EQ(order.name(), name);
    EXPECT_EQ(text_of(extract_bits(picture, order, secret.size())), secret);
    const auto found = found_in(picture, true);
    EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const Finding& f) {
      return f.where == name && f.preview == secret;
    })) << name;
  }
}

TEST(Steg, FindsNothingInNoiseAndFlatPictures) {
  EXPECT_THAT(found_in(noise(3), true), IsEmpty());
  Picture flat(100, 100, 3);
  std::fill(flat.samples.begin(), flat.samples.end(), std::uint8_t{0x55});
  EXPECT_THAT(found_in(flat, true), IsEmpty());
}

TEST(Steg, FindsDataBehindTheEnd) {
  for (const Format format : {Format::png, Format::jpeg}) {
    Bytes file = write_file(noise(3), {.format = format});
    const std::size_t end = file.size();
    for (const char c : std::string_view("PK\x03\x04 archive")) file.push_back(static_cast<std::uint8_t>(c));
    const auto found = find_hidden(file, *read_facts(file), nullptr, false);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].check, "appended");
    EXPECT_EQ(found[0].severity, Severity::high);
    EXPECT_EQ(found[0].preview, "ZIP");
    EXPECT_EQ(found[0].offset, end);
  }
}

TEST(Steg, FindsWrongChecksums) {
  Bytes file = write_file(noise(3), {.format = Format::png});
  file[file.size() - 1] ^= 1U;
  const auto found = find_hidden(file, *read_facts(file), nullptr, false);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].where, "IEND, wrong checksum");
}

TEST(BitOrder, IsChecked) {
  for (const char* wrong : {"", "b9,rgb,lsb,xy", "b1,xyz,lsb,xy", "b1,rgb,lsb", "b1,rgb,foo,xy", "b1,rgb,lsb,zz"})
    EXPECT_THROW((void)parse_bit_order(wrong), Error) << wrong;
  EXPECT_THROW((void)extract_bits(noise(3), parse_bit_order("b1,a,lsb,xy"), 10), Error);
}

}  // namespace
}  // namespace pytk::image
