#include <pytk/raster/canvas.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include <pytk/core/error.hpp>

#include "colors.hpp"

namespace pytk::raster {
namespace {

Color pixel(const Canvas& canvas, std::size_t x, std::size_t y) {
  const std::uint8_t* p = canvas.picture().at(x, y);
  return {p[0], p[1], p[2], p[3]};
}

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

/// A line of `count` points that crosses itself everywhere, some of it outside of 300 x 300 pixels.
Path scribble(std::size_t count) {
  Path path;
  std::uint32_t state = 7;
  const auto next = [&] { return (state = state * 1664525U + 1013904223U) / 4294967296.0 * 340 - 20; };
  for (std::size_t i = 0; i < count; ++i) {
    const double x = next(), y = i % 3 == 0 ? 20 : next();
    if (i % 100 == 0) path.move_to(x, y);
    else path.line_to(x, y);
  }
  return path;
}

TEST(Canvas, ManyPointsArePaintedAsFewAre) {
  // On the small canvas edges are summed up in a plane; the large one has more pixels than that is made for.
  const Path path = scribble(1000);
  for (const bool filled : {false, true})
    for (const double width : {0.3, 1.5, 4.0}) {
      Canvas small(300, 300, white), large(1100, 1000, white);
      for (Canvas* canvas : {&small, &large}) {
        canvas->clip({0, 0, 300, 300});
        if (filled) canvas->fill(path, {200, 10, 20, 120});
        else canvas->stroke(path, {.width = width}, blue);
      }
      std::size_t other = 0;
      for (std::size_t y = 0; y < 300; ++y)
        for (std::size_t x = 0; x < 300; ++x) other += pixel(small, x, y) == pixel(large, x, y) ? 0U : 1U;
      EXPECT_EQ(other, 0U) << "width " << width;
    }
}

TEST(Canvas, ManyPointsFarOutsideAreSurvived) {
  Canvas canvas(40, 40, white);
  Path path;
  for (int i = 0; i < 2000; ++i) path.line_to(i % 2 == 0 ? -1e300 : 1e300, i % 3 == 0 ? 5 : i % 3 == 1 ? -1e12 : 1e18);
  canvas.stroke(path, {.width = 2}, red);
  canvas.clip({50, 50, 60, 60});
  const Picture before = canvas.picture();
  canvas.fill(path, red);
  EXPECT_EQ(canvas.picture().samples, before.samples) << "what is clipped away changes nothing";
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
  stamped.stamp(shape, std::span<const Point>(places), colors);
  for (const Point p : {places[0], places[2]}) filled.fill(Path().append(shape, p.x, p.y), red);
  EXPECT_EQ(stamped.picture().samples, filled.picture().samples);
}

TEST(Canvas, ManyStampsLookLikeOneAfterTheOther) {
  const Path shape = Path().circle(0, 0, 0.9);
  std::vector<Point> places;
  std::uint32_t state = 3;
  const auto next = [&] { return (state = state * 1664525U + 1013904223U) / 4294967296.0; };
  // Dense at the left, sparse at the right, some outside.
  for (int i = 0; i < 40'000; ++i) places.push_back({next() * next() * next() * 440 - 20, next() * 440 - 20});
  places.push_back({std::nan(""), 3});
  for (const Color color : {blue, Color{200, 30, 0, 100}}) {
    Canvas at_once(400, 400, white), in_turn(400, 400, white);
    for (Canvas* canvas : {&at_once, &in_turn}) canvas->clip({10, 10, 390, 390});
    at_once.stamp(shape, std::span<const Point>(places), {&color, 1});
    for (std::size_t i = 0; i < places.size(); i += 1000)
      in_turn.stamp(shape, std::span<const Point>(places).subspan(i, std::min<std::size_t>(1000, places.size() - i)),
                    {&color, 1});
    // One after the other every layer is rounded to 255ths; the layers at once only at the end.
    int most = 0;
    double sum = 0;
    for (std::size_t i = 0; i < at_once.picture().samples.size(); ++i) {
      const int apart = std::abs(at_once.picture().samples[i] - in_turn.picture().samples[i]);
      most = std::max(most, apart);
      sum += apart;
    }
    EXPECT_LE(most, 6);
    EXPECT_LT(sum / static_cast<double>(at_once.picture().samples.size()), 0.25);
    EXPECT_EQ(pixel(at_once, 5, 200), white);
    EXPECT_NE(pixel(at_once, 12, 200), white);
  }
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
