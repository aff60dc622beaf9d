// Outlines of markers.
#pragma once

#include <pytk/plot/figure.hpp>

namespace pytk::plot {

/// Around the origin, `diameter` pixels wide; thin markers get strokes of `line` pixels.
[[nodiscard]] raster::Path marker_path(Marker marker, double diameter, double line);

/// An arrow from `at` along the unit vector (ux, uy), `length` times as long as its shaft is thick: a head 3 wide and 5
/// long; short arrows shrink as a whole, and what is shorter than its shaft is thick becomes a dot.
[[nodiscard]] raster::Path arrow_path(raster::Point at, double ux, double uy, double length, double thick);

}  // namespace pytk::plot
