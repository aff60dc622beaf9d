// Colour maps as tables.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace pytk::plot {

struct ColorTable {
  std::string_view name;
  const std::uint8_t* rgb;  ///< 256 times three bytes
};
extern const std::array<ColorTable, 7> color_tables;

}  // namespace pytk::plot
