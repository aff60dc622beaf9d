// Outlines of markers.
#pragma once

#include <pytk/plot/figure.hpp>

namespace pytk::plot {

/// Around the origin, `diameter` pixels wide; thin markers get strokes of `line` pixels.
[[nodiscard]] raster::Path marker_path(Marker marker, double diameter, double line);

}  // namespace pytk::plot
