// Select Graphic Rendition (ECMA-48) for a colour.
#pragma once

#include <string>

#include <pytk/raster/path.hpp>

namespace pytk::raster {

/// Appends the sequence that switches the front or back colour on; 256-colour palette unless true_color.
void append_color(std::string& out, Color color, bool back, bool true_color);

}  // namespace pytk::raster
