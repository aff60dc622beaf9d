#include <pytk/raster/path.hpp>

#include <algorithm>
#include <cmath>

namespace pytk::raster {

void Box::include(Point p) noexcept {
  x0 = std::min(x0, p.x);
  y0 = std::min(y0, p.y);
  x1 = std::max(x1, p.x);
  y1 = std::max(y1, p.y);
}

void Box::include(const Box& other) noexcept {
  if (other.empty()) return;
  include(Point{other.x0, other.y0});
  include(Point{other.x1, other.y1});
}

Path& Path::move_to(double x, double y) {
  steps_.push_back(Step::move);
  points_.push_back({x, y});
  return *this;
}

Path& Path::line_to(double x, double y) {
  steps_.push_back(Step::line);
  points_.push_back({x, y});
  return *this;
}

Path& Path::quad_to(double cx, double cy, double x, double y) {
  steps_.push_back(Step::quad);
  points_.insert(points_.end(), {{cx, cy}, {x, y}});
  return *this;
}

Path& Path::cubic_to(double ax, double ay, double bx, double by, double x, double y) {
  steps_.push_back(Step::cubic);
  points_.insert(points_.end(), {{ax, ay}, {bx, by}, {x, y}});
  return *this;
}

Path& Path::close() {
  steps_.push_back(Step::close);
  return *this;
}

Path& Path::box(const Box& box) {
  return move_to(box.x0, box.y0).line_to(box.x1, box.y0).line_to(box.x1, box.y1).line_to(box.x0, box.y1).close();
}

Path& Path::circle(double x, double y, double radius) { return arc(x, y, radius, 0, 2 * M_PI, false).close(); }

Path& Path::arc(double x, double y, double radius, double from, double to, bool join) {
  const double bx = x + radius * std::cos(from), by = y + radius * std::sin(from);
  if (join) line_to(bx, by);
  else move_to(bx, by);
  const int pieces = std::max(1, static_cast<int>(std::ceil(std::fabs(to - from) / (M_PI / 4) - 1e-9)));
  const double turn = (to - from) / pieces, reach = 4.0 / 3.0 * std::tan(turn / 4) * radius;
  for (int i = 0; i < pieces; ++i) {
    const double a = from + turn * i, b = a + turn;
    cubic_to(x + radius * std::cos(a) - reach * std::sin(a), y + radius * std::sin(a) + reach * std::cos(a),
             x + radius * std::cos(b) + reach * std::sin(b), y + radius * std::sin(b) - reach * std::cos(b),
             x + radius * std::cos(b), y + radius * std::sin(b));
  }
  return *this;
}

Path& Path::append(const Path& other, double dx, double dy, double scale) {
  steps_.insert(steps_.end(), other.steps_.begin(), other.steps_.end());
  points_.reserve(points_.size() + other.points_.size());
  for (const Point& p : other.points_) points_.push_back({p.x * scale + dx, p.y * scale + dy});
  return *this;
}

void Path::transform(double a, double b, double c, double d, double e, double f) noexcept {
  for (Point& p : points_) p = {a * p.x + c * p.y + e, b * p.x + d * p.y + f};
}

Box Path::bounds() const noexcept {
  Box box = Box::nothing();
  for (const Point& p : points_) box.include(p);
  return box;
}

void Path::reserve(std::size_t points) {
  steps_.reserve(points);
  points_.reserve(points);
}

}  // namespace pytk::raster
