#include <pytk/raster/cells.hpp>

#include <gtest/gtest.h>

#include "colors.hpp"

namespace pytk::raster {
namespace {

TEST(Cells, PutsDotsWhereUnicodeSaysTheyAre) {
  const std::pair<std::pair<int, int>, const char*> cases[] = {
      {{0, 0}, "⠁"}, {{0, 1}, "⠂"}, {{0, 2}, "⠄"}, {{0, 3}, "⡀"},
      {{1, 0}, "⠈"}, {{1, 1}, "⠐"}, {{1, 2}, "⠠"}, {{1, 3}, "⢀"}};
  for (const auto& [at, wanted] : cases) {
    Cells cells(1, 1);
    cells.dot(at.first, at.second, red);
    EXPECT_EQ(cells.show({}), std::string(wanted) + "\n");
  }
}

TEST(Cells, ColorsACellByItsMostFrequentSeries) {
  Cells cells(1, 1);
  cells.dot(0, 0, red);
  cells.dot(0, 1, blue);
  cells.dot(0, 2, blue);
  EXPECT_EQ(cells.show({.color = true, .true_color = true}), "\x1b[38;2;0;0;255m⠇\x1b[0m\n");
  EXPECT_EQ(cells.show({.color = true}), "\x1b[38;5;21m⠇\x1b[0m\n");
}

TEST(Cells, DrawsBarsInEighths) {
  Cells cells(3, 2);
  cells.bar_up(0, 1, 1.5, red);
  cells.bar_up(1, 1, 0.125, red);
  EXPECT_EQ(cells.show({}), "▄\n█▁\n");
  Cells wide(4, 1);
  wide.bar_right(0, 0, 2.25, red);
  EXPECT_EQ(wide.show({}), "██▎\n");
  EXPECT_EQ(wide.show({.utf8 = false}), "##.\n");
}

TEST(Cells, GivesWideCharactersTwoCellsAndNoControlCharacters) {
  Cells cells(6, 1);
  EXPECT_EQ(cells.text(0, 0, "日a\x1b"), 4U);
  EXPECT_EQ(cells.show({}), "日a\xef\xbf\xbd\n");
}

TEST(Cells, IgnoresWhatLiesOutside) {
  Cells cells(2, 1);
  cells.dot(-1, 0, red);
  cells.dot(4, 0, red);
  cells.put(5, 5, U'x');
  cells.line(-50, 0, 50, 0, red);
  EXPECT_EQ(cells.show({}), "⠉⠉\n");
}

TEST(CellsPicture, KeepsTheShape) {
  Picture picture(4, 4, 3);
  for (auto& sample : picture.samples) sample = 255;
  EXPECT_EQ(picture_as_cells(picture, 8, 2, {}), "@@@@\n@@@@\n");
  EXPECT_EQ(picture_as_cells(picture, 1, 9, {.color = true, .true_color = true}),
            "\x1b[38;2;255;255;255m\x1b[48;2;255;255;255m▀\x1b[0m\n");
}

}  // namespace
}  // namespace pytk::raster
