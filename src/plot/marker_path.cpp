#include "plot/marker_path.hpp"

#include <cmath>

namespace pytk::plot {
namespace {

/// A bar from one point to another, `line` wide.
void add_bar(raster::Path& path, double x0, double y0, double x1, double y1, double line) {
  const double length = std::hypot(x1 - x0, y1 - y0), nx = -(y1 - y0) / length * line / 2,
               ny = (x1 - x0) / length * line / 2;
  path.move_to(x0 + nx, y0 + ny).line_to(x1 + nx, y1 + ny).line_to(x1 - nx, y1 - ny).line_to(x0 - nx, y0 - ny).close();
}

}  // namespace

raster::Path marker_path(Marker marker, double diameter, double line) {
  raster::Path path;
  const double r = diameter / 2;
  switch (marker) {
    case Marker::circle: path.circle(0, 0, r); break;
    case Marker::point: path.circle(0, 0, r / 2); break;
    case Marker::square: path.box({-r, -r, r, r}); break;
    case Marker::triangle: path.move_to(0, -r).line_to(r, r).line_to(-r, r).close(); break;
    case Marker::diamond:
      path.move_to(0, -r * M_SQRT2).line_to(r * M_SQRT2, 0).line_to(0, r * M_SQRT2).line_to(-r * M_SQRT2, 0).close();
      break;
    case Marker::plus:
      add_bar(path, -r, 0, r, 0, line);
      add_bar(path, 0, -r, 0, r, line);
      break;
    case Marker::cross:
      add_bar(path, -r * M_SQRT1_2, -r * M_SQRT1_2, r * M_SQRT1_2, r * M_SQRT1_2, line);
      add_bar(path, -r * M_SQRT1_2, r * M_SQRT1_2, r * M_SQRT1_2, -r * M_SQRT1_2, line);
      break;
    case Marker::star:
      for (int i = 0; i < 10; ++i) {
        const double angle = M_PI / 5 * i - M_PI / 2, reach = i % 2 == 0 ? r : 0.38 * r;
        if (i == 0) path.move_to(reach * std::cos(angle), reach * std::sin(angle));
        else path.line_to(reach * std::cos(angle), reach * std::sin(angle));
      }
      path.close();
      break;
  }
  return path;
}

raster::Path arrow_path(raster::Point at, double ux, double uy, double length, double thick) {
  raster::Path path;
  if (length < 1) return path.circle(at.x, at.y, 0.5 * thick);
  constexpr double head_length = 5, head_axis = 4.5, half_head = 1.5, half_shaft = 0.5;
  const double shrink = std::min(1.0, length / head_length), tip = length;
  const double corner = tip - head_length * shrink, neck = tip - head_axis * shrink;
  const double along[] = {0, neck, corner, tip, corner, neck, 0},
               aside[] = {half_shaft, half_shaft, half_head, 0, -half_head, -half_shaft, -half_shaft};
  for (int i = 0; i < 7; ++i) {
    const double side = aside[i] * shrink;
    const double px = at.x + (ux * along[i] - uy * side) * thick, py = at.y + (uy * along[i] + ux * side) * thick;
    if (i == 0) path.move_to(px, py);
    else path.line_to(px, py);
  }
  return path.close();
}

}  // namespace pytk::plot
