// A figure after all decisions about data and before any about pixels: axes with scales, limits and ticks, and marks
// made of a few kinds of shapes in data coordinates. Every back end draws this.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <pytk/raster/path.hpp>
#include <pytk/raster/picture.hpp>

namespace pytk::plot {

using raster::Color;

enum class ScaleKind : std::uint8_t { linear, log, symlog, date, category };

/// Values to places along an axis; dates are days since 1970 UTC, categories are 0, 1, 2 ...
struct Scale {
  ScaleKind kind = ScaleKind::linear;
  double base = 10, linear_threshold = 2, linear_scale = 1;
  [[nodiscard]] double forward(double value) const noexcept;   ///< NaN where the scale has no place for the value
  [[nodiscard]] double inverse(double place) const noexcept;
};

struct Tick {
  double at = 0;
  std::string label;
};

struct Axis {
  Scale scale;
  double low = 0, high = 1;               ///< view limits; low > high shows the axis reversed
  std::vector<Tick> ticks;                ///< major, inside the limits, in order
  std::vector<Tick> minor;                ///< labels mostly empty
  std::string offset;                     ///< "1e6", "+1.234e3" or the date that tick labels leave out
  std::string label;
  std::vector<std::string> categories;
  std::string format;                     ///< of tick labels, as format_number() takes; empty: automatic
  int most_bins = 0;                      ///< at most so many intervals; 0: as many as fit
  bool low_fixed = false, high_fixed = false;
  bool reversed = false;                  ///< row 0 on top
  bool visible = true;
  bool whole_ticks = false;
  [[nodiscard]] double fraction(double value) const noexcept;  ///< 0 at low, 1 at high
  [[nodiscard]] bool shows(double value) const noexcept;
};

struct Pen {
  Color color;
  double width = 1.5;                     ///< points
  std::vector<double> dash{};             ///< multiples of the width
};

/// A line through points; a value that is not finite breaks it.
struct LineShape {
  std::vector<double> x, y;
  Pen pen;
  bool closed = false;
  bool whole = false;                     ///< from 0 to 1, without margins
};
enum class Marker : std::uint8_t { circle, square, triangle, diamond, plus, cross, point, star };
struct DotsShape {
  std::vector<double> x, y;
  std::vector<Color> colors;              ///< one for all, or one each
  std::vector<double> sizes;              ///< diameter in points, one for all or one each
  Marker marker = Marker::circle;
  std::optional<Color> edge{};
  bool hollow = false;
};
/// Boxes between two corners.
struct BarsShape {
  std::vector<double> x0, x1, y0, y1;
  std::vector<Color> colors;
  std::optional<Color> edge{};
  double edge_width = 1;
  bool horizontal = false;                ///< grow to the right: a terminal draws them with horizontal eighths
  std::vector<std::string> words{};       ///< written at the free end of each bar; may be empty
  bool stands = true;                     ///< on its end nearer to zero: no margin behind it
  bool words_inside = false;              ///< in the middle instead, where another bar follows
};
/// The area between two lines over x.
struct AreaShape {
  std::vector<double> x, low, high;
  Color color;
  bool stands = false;                    ///< on zero: no margin below it
};
struct PolygonShape {
  std::vector<std::vector<raster::Point>> rings;
  std::vector<Color> colors;              ///< one for all, or one each
  std::optional<Pen> edge{};
  bool backdrop = false;                  ///< behind everything; left out where dots cannot show a colour behind others
};
struct SegmentsShape {
  std::vector<double> x0, y0, x1, y1;
  Pen pen;
  std::vector<Color> colors{};            ///< empty: the pen's; else one each
};
/// Arrows from places; their direction and length are those on the paper, lengths in widths of the axes.
struct ArrowsShape {
  std::vector<double> x, y, dx, dy;
  Color color;
  double width = 0.005;                   ///< of the shafts, in widths of the axes
};
struct PictureShape {
  raster::Picture rgba;
  double x0 = 0, x1 = 1, y0 = 0, y1 = 1;  ///< left, right, top, bottom edge in data coordinates
  bool smooth = false;
};
enum class Across : std::uint8_t { left, center, right };
enum class Upward : std::uint8_t { top, middle, baseline, bottom };
struct WordsShape {
  std::vector<double> x, y;
  std::vector<std::string> words;
  std::vector<Color> colors;              ///< one for all, or one each
  Across across = Across::center;
  Upward upward = Upward::middle;
  double size = 10;                       ///< points
  double dx = 0, dy = 0;                  ///< shift in points, dy upward
  bool note = false;                      ///< the user's own: placed before all others, other places are tried for it
};
/// A line across the whole axes at a constant value.
struct RuleShape {
  double at = 0;
  bool vertical = false;
  Pen pen;
};
using Shape = std::variant<LineShape, DotsShape, BarsShape, AreaShape, PolygonShape, SegmentsShape, ArrowsShape,
                           PictureShape, WordsShape, RuleShape>;

enum class Swatch : std::uint8_t { none, line, dot, box };

/// One thing that was asked for: a series, a histogram, a box ...
struct Mark {
  std::string type;                       ///< "line", "bar", "hist" ... as in scene output
  std::string label;                      ///< legend text; empty: none
  Swatch swatch = Swatch::none;
  Color color;
  Marker marker = Marker::circle;
  std::vector<double> dash{};
  std::vector<Shape> shapes;
  std::string detail;                     ///< further JSON members, each beginning with a comma
  bool on_second_y = false;
  bool stretches = true;                  ///< automatic limits contain its shapes
};

struct ColorBar {
  std::string map;
  std::vector<double> bounds;             ///< of bands with one colour each; empty: colours flow
  Axis axis;
};

enum class LegendPlace : std::uint8_t { best, none, outside, upper_right, upper_left, lower_left, lower_right, right,
                                        center_left, center_right, lower_center, upper_center, center };

struct Axes {
  Axis x, y;
  std::optional<Axis> y2;
  std::vector<Mark> marks;
  std::string title;
  LegendPlace legend = LegendPlace::best;
  std::string legend_title;
  bool equal_aspect = false;              ///< one unit has the same length both ways
  bool frame = true;                      ///< false: no axes are drawn, as for pie and graph
  bool grid = false;
  std::vector<double> x_includes, y_includes;  ///< values that automatic limits must contain
  bool tight = false;                     ///< automatic limits end where the data ends
  std::optional<ColorBar> color_bar;
};

enum class ThemeName : std::uint8_t { light, dark, ggplot, bw };

struct Figure {
  std::vector<Axes> axes;                 ///< row by row
  std::size_t columns = 1;                ///< of the grid of axes
  std::string title;                      ///< above all axes
  double width = 640, height = 480;       ///< pixels at `dpi`
  double dpi = 100;
  ThemeName theme = ThemeName::light;
  bool share_x = false, share_y = false;
};

}  // namespace pytk::plot
