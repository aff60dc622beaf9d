// The colours that the tests paint with.
#pragma once

#include <pytk/raster/canvas.hpp>

namespace pytk::raster {

inline constexpr Color white{255, 255, 255, 255}, red{255, 0, 0, 255}, blue{0, 0, 255, 255};

}  // namespace pytk::raster
