#include <pytk/raster/canvas.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include <pytk/core/error.hpp>

namespace pytk::raster {
namespace {

Color pixel(const Canvas& canvas, std::size_t x, std::size_t y) {
  const std::uint8_t* p = canvas.picture().at(x, y);
  return {p[0], p[1], p[2], p[3]};
}
constexpr Color white{255, 255, 255, 255}, red{255, 0, 0, 255}, blue{0, 0, 255, 255};

TEST(Canvas, FillsWholePixelsExactly) {
  Canvas canvas(20, 20, white);
  canvas.fill(Path().box({5, 5, 10, 10}), red);
  EXPECT_EQ(pixel(canvas, 5, 5), red);
  EXPECT_EQ(pixel(canvas, 9, 9), red);
  EXPECT_EQ(pixel(canvas, 4, 5), white);
  EXPECT_EQ(pixel(canvas, 10, 9), white);
}

TEST(Canvas, HalfAPixelIsHalfTheColor) {
  Canvas canvas(4, 4, white);
  canvas.fill(Path().box({1.5, 0, 3, 4}), {0, 0, 0, 255});
  EXPECT_NEAR(pixel(canvas, 1, 2).r, 127, 2);
}

TEST(Canvas, ClipsToTheBox) {
  Canvas canvas(20, 20, white);
  canvas.clip({5, 5, 10, 10});
  canvas.fill(Path().box({0, 0, 20, 20}), red);
  EXPECT_EQ(pixel(canvas, 4, 7), white);
  EXPECT_EQ(pixel(canvas, 5, 7), red);
  EXPECT_EQ(pixel(canvas, 9, 9), red);
  EXPECT_EQ(pixel(canvas, 10, 9), white);
  canvas.no_clip();
  canvas.fill(Path().box({0, 0, 20, 20}), blue);
  EXPECT_EQ(pixel(canvas, 19, 19), blue);
}

TEST(Canvas, SurvivesCoordinatesFarOutside) {
  Canvas canvas(10, 10, white);
  Path path;
  path.move_to(-1e300, 5).line_to(1e300, 5).line_to(std::numeric_limits<double>::quiet_NaN(), 1e12);
  canvas.stroke(path, {.width = 2}, red);
  EXPECT_EQ(pixel(canvas, 3, 4), red);
}

TEST(Canvas, DashesLeaveGaps) {
  Canvas canvas(20, 3, white);
  canvas.stroke(Path().move_to(0, 1.5).line_to(20, 1.5), {.width = 1, .dash = {5, 5}}, blue);
  EXPECT_EQ(pixel(canvas, 2, 1), blue);
  EXPECT_EQ(pixel(canvas, 7, 1), white);
  EXPECT_EQ(pixel(canvas, 12, 1), blue);
}

TEST(Canvas, StampsLikeFills) {
  const Path shape = Path().box({-2, -2, 2, 2});
  Canvas stamped(20, 20, white), filled(20, 20, white);
  const Point places[] = {{10.25, 9.5}, {std::nan(""), 3}, {19.5, 19.5}};
  const Color colors[] = {red};
  stamped.stamp(shape, places, colors);
  for (const Point p : {places[0], places[2]}) filled.fill(Path().append(shape, p.x, p.y), red);
  EXPECT_EQ(stamped.picture().samples, filled.picture().samples);
}

TEST(Canvas, DrawsPicturesPixelForPixel) {
  Picture source(2, 1, 4);
  source.samples = {255, 0, 0, 255, 0, 0, 255, 255};
  Canvas canvas(8, 4, white);
  canvas.image(source, {0, 0, 8, 4}, false);
  EXPECT_EQ(pixel(canvas, 3, 3), red);
  EXPECT_EQ(pixel(canvas, 4, 0), blue);
}

TEST(Canvas, RefusesImpossibleSizes) {
  EXPECT_THROW(Canvas(0, 10, white), Error);
  EXPECT_THROW(Canvas(10, 40000, white), Error);
}

}  // namespace
}  // namespace pytk::raster
