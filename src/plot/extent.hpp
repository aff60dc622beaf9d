// How far the shapes of an axes reach, and which edges margins do not cross.
#pragma once

#include "plot/scale.hpp"

namespace pytk::plot {

struct Extents {
  Extent x, y;
};
/// Of the marks on the first or the second y axis.
[[nodiscard]] Extents extents_of(const Axes& axes, bool second_y);

}  // namespace pytk::plot
