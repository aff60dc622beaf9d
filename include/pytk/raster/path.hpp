// Outlines made of lines and Bezier curves, y pointing down, and the colours they are painted in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace pytk::raster {

struct Point {
  double x = 0, y = 0;
};

/// A box from (x0, y0) to (x1, y1), x0 <= x1 and y0 <= y1.
struct Box {
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  [[nodiscard]] double width() const noexcept { return x1 - x0; }
  [[nodiscard]] double height() const noexcept { return y1 - y0; }
  [[nodiscard]] bool overlaps(const Box& other) const noexcept {
    return x0 < other.x1 && other.x0 < x1 && y0 < other.y1 && other.y0 < y1;
  }
  /// A box that holds nothing and grows by include().
  [[nodiscard]] static Box nothing() noexcept {
    constexpr double far = std::numeric_limits<double>::infinity();
    return {far, far, -far, -far};
  }
  [[nodiscard]] bool empty() const noexcept { return !(x0 <= x1 && y0 <= y1); }
  void include(Point p) noexcept;
  void include(const Box& other) noexcept;
};

struct Color {
  std::uint8_t r = 0, g = 0, b = 0, a = 255;
  bool operator==(const Color&) const = default;
  [[nodiscard]] Color with_alpha(double alpha) const noexcept {
    return {r, g, b, static_cast<std::uint8_t>(alpha * 255.0 + 0.5)};
  }
};

enum class Step : std::uint8_t { move, line, quad, cubic, close };

/// Steps and their points: move and line take one, quad two (control, end), cubic three, close none.
class Path {
 public:
  Path& move_to(double x, double y);
  Path& line_to(double x, double y);
  Path& quad_to(double cx, double cy, double x, double y);
  Path& cubic_to(double ax, double ay, double bx, double by, double x, double y);
  Path& close();
  Path& box(const Box& box);
  Path& circle(double x, double y, double radius);
  /// A circular arc of four-point curves; angles in radians, positive turns clockwise on the screen. `join` connects
  /// the present end with a line to the arc's begin, else a new piece starts there.
  Path& arc(double x, double y, double radius, double from, double to, bool join);
  Path& append(const Path& other, double dx = 0, double dy = 0, double scale = 1);
  /// Multiplies by the matrix (a c e / b d f).
  void transform(double a, double b, double c, double d, double e, double f) noexcept;
  [[nodiscard]] bool empty() const noexcept { return steps_.empty(); }
  [[nodiscard]] const std::vector<Step>& steps() const noexcept { return steps_; }
  [[nodiscard]] const std::vector<Point>& points() const noexcept { return points_; }
  [[nodiscard]] std::vector<Point>& points() noexcept { return points_; }
  /// Box around all points, control points included.
  [[nodiscard]] Box bounds() const noexcept;
  void reserve(std::size_t points);
  void clear() noexcept { steps_.clear(); points_.clear(); }

 private:
  std::vector<Step> steps_;
  std::vector<Point> points_;
};

enum class Cap : std::uint8_t { butt, round, square };
enum class Join : std::uint8_t { miter, round, bevel };

struct Stroke {
  double width = 1;
  Cap cap = Cap::butt;
  Join join = Join::round;
  std::vector<double> dash{};  ///< lengths on, off, on, ... in the units of the width; empty: solid
};

}  // namespace pytk::raster
