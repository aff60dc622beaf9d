#include <pytk/raster/font.hpp>

#include <gtest/gtest.h>

namespace pytk::raster {
namespace {

TEST(Font, MeasuresInProportionToTheSize) {
  const Font& font = Font::builtin();
  EXPECT_NEAR(font.width("before and after", 24), 2 * font.width("before and after", 12), 1e-9);
  // DejaVu Sans: a digit is 1303 of 2048 units wide.
  EXPECT_NEAR(font.width("0", 2048), 1303, 1e-9);
  EXPECT_DOUBLE_EQ(font.width("", 12), 0);
}

TEST(Font, KernsPairs) {
  const Font& font = Font::builtin();
  EXPECT_LT(font.width("AV", 100), font.width("A", 100) + font.width("V", 100));
}

TEST(Font, DrawsAboveAndBelowTheBaseline) {
  const Box box = Font::builtin().ink("Ag", 100);
  EXPECT_LT(box.y0, -60);
  EXPECT_GT(box.y1, 10);
  EXPECT_TRUE(Font::builtin().outline(" ", 10).empty());
}

TEST(Font, KnowsTheMinusSign) { EXPECT_NE(Font::builtin().glyph_of(0x2212), 0U); }

TEST(Font, RefusesOtherFiles) {
  const std::uint8_t junk[] = {1, 2, 3, 4};
  EXPECT_FALSE(Font::from(junk));
  const auto copy = Font::from(Font::builtin().file());
  ASSERT_TRUE(copy);
  EXPECT_DOUBLE_EQ((*copy)->width("copy", 10), Font::builtin().width("copy", 10));
}

}  // namespace
}  // namespace pytk::raster
