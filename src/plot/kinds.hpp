// One function for each kind of figure; each fills one Axes with marks. Limits and ticks come afterwards.
#pragma once

#include <string>
#include <vector>

#include <pytk/plot/request.hpp>

#include "plot/prepare.hpp"
#include "plot/theme.hpp"

namespace pytk::plot {

/// What a kind works on and fills.
struct Drawing {
  const Request& request;
  Data& data;
  Axes& axes;
  Notes& notes;
  /// Colour of the n-th series: the request's own, else the theme's.
  [[nodiscard]] Color color(std::size_t index) const;
  [[nodiscard]] std::vector<double> dash(std::size_t index) const;
  [[nodiscard]] Pen pen(std::size_t index) const;
  /// Scales, categories and names of the axes.
  void name_axes(const Prepared& prepared) const;
};

/// Lines over more rows than need be kept; false where that cannot be done.
[[nodiscard]] bool draw_reduced_lines(Drawing& d);
void draw_lines(Drawing& d);       ///< line, step, stem, area, stack, errorbar, spark
void draw_scatter(Drawing& d);
void draw_bars(Drawing& d);        ///< bar, barh
void draw_histogram(Drawing& d);
void draw_boxes(Drawing& d);
void draw_violins(Drawing& d);
void draw_kde(Drawing& d);
void draw_ecdf(Drawing& d);
void draw_hist2d(Drawing& d);
void draw_hexbin(Drawing& d);
void draw_heatmap(Drawing& d);
void draw_contour(Drawing& d);
void draw_density(Drawing& d);
void draw_pie(Drawing& d);
void draw_polar(Drawing& d);
void draw_quiver(Drawing& d);
void draw_graph(Drawing& d);
void draw_candles(Drawing& d);

/// A mark without shapes yet.
[[nodiscard]] Mark make_mark(const char* type, std::string label, Swatch swatch, Color color);
/// One bar from `base` to `value`, `from` to `to` wide; flat bars grow to the right.
void push_bar(BarsShape& bars, bool flat, double from, double to, double base, double value);
/// Room between neighbours on a number or time axis: 1 where no two places differ.
[[nodiscard]] double least_gap(std::vector<double> places);
/// Two columns of numbers, named or the first two; x may be missing (rows are counted).
struct Pair {
  std::vector<double> x, y;
  std::string x_name, y_name;
};
/// The columns of two_columns(); the first is null where rows are counted.
[[nodiscard]] std::pair<Series*, Series*> pair_of_columns(const Request& request, Data& data);
[[nodiscard]] Pair two_columns(const Request& request, Data& data);
/// The bar beside the axes that tells what the colours mean.
void add_color_bar(Drawing& d, double low, double high, const std::string& label);

void finish_axes(Axes& axes, const Request& request, Notes& notes);
void append_number(std::string& out, double value);                 ///< JSON: null when not finite
void append_numbers(std::string& out, const char* name, const std::vector<double>& values);  ///< ,"name":[...]
[[nodiscard]] Marker parse_marker(const std::string& name);
[[nodiscard]] std::vector<double> parse_dash(const std::string& style);

}  // namespace pytk::plot
