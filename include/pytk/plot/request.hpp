// What is asked of plot: one kind of figure, its columns and its looks. Data and a request make a figure, a figure
// makes bytes.
//   Request request{.kind = Kind::bar, .x = "src", .y = {"bytes"}};
//   Notes notes;  Figure figure = build(request, load(*source, load_options(request)), notes);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>
#include <pytk/plot/data.hpp>
#include <pytk/plot/figure.hpp>

namespace pytk::plot {

enum class Kind : std::uint8_t {
  line,
  scatter,
  bar,
  barh,
  hist,
  hist2d,
  hexbin,
  box,
  violin,
  kde,
  ecdf,
  area,
  stack,
  step,
  stem,
  errorbar,
  pie,
  heatmap,
  image,
  contour,
  polar,
  quiver,
  graph,
  candle,
  spark,
  density
};
enum class Order : std::uint8_t { automatic, none, value, label };
enum class Reduce : std::uint8_t { none, count, sum, mean, median, least, most, first, last, percentile };

struct Annotation {
  std::string x, y;
  std::string text;
};

struct Request {
  Kind kind = Kind::line;
  std::string x;
  std::vector<std::string> y;
  std::string y2;                             ///< column on a second axis at the right
  std::string by, facet, size_by, color_by, label_by, error_by;
  std::vector<std::string> u_v;               ///< columns of a vector field's components
  std::vector<std::string> open_high_low_close;
  Reduce reduce = Reduce::none;
  double percent = 50;                        ///< of Reduce::percentile
  std::string bin;                            ///< width of groups along x: a number or a duration
  Order order = Order::automatic;
  std::size_t top = 0;
  std::string x_type, y_type;                 ///< number, time, category; empty: as the data is
  std::string time_format;

  std::string bins = "10";                    ///< a count, a rule's name, or edges with commas
  std::optional<std::pair<double, double>> range;
  bool density = false, cumulative = false, outline = false, stacked = false, grouped = true, points = false;
  std::vector<double> at;                     ///< places at which a density is also evaluated
  std::string bandwidth = "scott";
  std::size_t grid_size = 100;                ///< of hexbin
  std::string baseline = "zero";              ///< of stack: zero, sym, wiggle, weighted_wiggle
  std::string where = "pre";                  ///< of step: pre, mid, post
  std::pair<double, double> whiskers{-1, 1.5};  ///< of box: (-1, multiple of the box), or two percentiles
  std::size_t levels = 7;                     ///< of contour
  bool filled = false, notch = false, show_mean = false, log_counts = false, values = false, donut = false,
       directed = true;
  std::string shade = "eq_hist";
  std::vector<std::string> titles;
  bool smooth = false;

  std::string title, x_label, y_label, y2_label, legend_title;
  std::optional<std::string> x_low, x_high, y_low, y_high;
  std::string x_scale, y_scale;               ///< linear, log, symlog, date; empty: by the data
  std::string x_format, y_format;
  int x_ticks = 0, y_ticks = 0;
  double margin = 0.05;
  std::vector<std::string> horizontal, vertical;  ///< places of lines across
  std::vector<Annotation> annotations;
  LegendPlace legend = LegendPlace::best;
  ThemeName theme = ThemeName::light;
  std::string color_map = "viridis";
  std::vector<std::string> colors;
  double width = 640, height = 480, dpi = 100;
  std::optional<double> line_width, marker_size, alpha;
  std::string marker, line_style;
  bool grid = false, index_from_one = false, equal = false, color_bar = true;
  std::size_t columns = 0;                    ///< of facets and pictures side by side; 0: chosen
};

/// What the reader of a figure should know: rows dropped, labels summed ...
struct Notes {
  std::vector<std::string> warnings;
  std::uint64_t rows = 0, skipped = 0;
  std::uint64_t reduced_to = 0;               ///< points left of lines that were not kept whole; 0: all
};

/// The columns that a request names, for load().
[[nodiscard]] LoadOptions load_options(const Request& request);

/// Throws Fault::data when nothing can be drawn, Fault::usage for options that do not fit together.
[[nodiscard]] Figure build(const Request& request, Data data, Notes& notes);

/// Pictures side by side, one axes each, as Kind::image. Titles are request.titles, else `names`.
[[nodiscard]] Figure build_pictures(const Request& request, std::vector<raster::Picture> pictures,
                                    const std::vector<std::string>& names);

/// A .npy array of two dimensions (coloured from its smallest to its largest value) or with 3 or 4 channels.
[[nodiscard]] Result<raster::Picture> picture_from_npy(ByteView bytes, const std::string& color_map);
[[nodiscard]] bool looks_like_npy(ByteView bytes) noexcept;

/// Several figures as the cells of one grid, row by row.
[[nodiscard]] Figure arrange(std::vector<Figure> figures, std::size_t columns, const Request& looks);

}  // namespace pytk::plot
