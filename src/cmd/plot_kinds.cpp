// The kinds of figure and their own options.
#include <array>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/source.hpp>
#include <pytk/raster/jpeg.hpp>

#include "plot_shared.hpp"

namespace pytk::cmd::plot_command {
namespace {

using plot::Kind;

Options& start(cli::Spec& spec, Kind kind) {
  auto& o = spec.options<Options>();
  o.request.kind = kind;
  declare_data(spec, o);
  return o;
}

Options& finish(cli::Spec& spec, Options& o) {
  spec.option("--facet", o.request.facet, "one plot for each value of this column")
      .placeholder("COLUMN")
      .category("GROUPS");
  spec.option("--columns", o.columns, "plots in one row")
      .placeholder("N")
      .otherwise("about a square")
      .category("GROUPS");
  declare_looks(spec, o);
  declare_axes(spec, o);
  declare_output(spec, o);
  return o;
}

void declare_alpha(cli::Spec& spec, Options& o) {
  spec.option("--alpha", o.request.alpha, "opacity from 0 to 1").placeholder("A").category("LOOKS");
}

void declare_line_looks(cli::Spec& spec, Options& o) {
  spec.option("--line-width", o.request.line_width, "width of lines in points")
      .placeholder("PT")
      .otherwise("1.5")
      .category("LOOKS");
  spec.option("--line-style", o.request.line_style, "solid, dashed, dotted or dashdot")
      .placeholder("STYLE")
      .category("LOOKS");
  declare_alpha(spec, o);
}

void declare_markers(cli::Spec& spec, Options& o) {
  spec.option("--marker", o.request.marker, "circle, square, triangle, diamond, plus, cross, point or star")
      .placeholder("NAME")
      .category("LOOKS");
  spec.option("--marker-size", o.request.marker_size, "diameter of markers in points")
      .placeholder("PT")
      .category("LOOKS");
}

void declare_map(cli::Spec& spec, Options& o) {
  spec.option("--cmap", o.request.color_map,
              "color map: viridis, plasma, inferno, magma, cividis, gray, bluered; _r reverses")
      .placeholder("NAME")
      .otherwise("viridis")
      .category("LOOKS");
  spec.flag("--colorbar", o.request.color_bar, "the bar that tells what colors mean").otherwise("on").category("LOOKS");
}

/// -x and -y of kinds that count values, where either names columns.
void declare_samples(cli::Spec& spec, Options& o) {
  spec.option("-x", o.request.x, "a column of values; beside -y a column of groups").placeholder("COLUMN");
  spec.option("-y", o.request.y, "columns of values, several with commas; without it every numeric one")
      .placeholder("COLUMN")
      .comma_separated();
  spec.option("--by", o.request.by, "one sample for each value of this column").placeholder("COLUMN");
}

template <Kind kind>
void show_line(cli::Spec& spec) {
  if constexpr (kind == Kind::line) {
    spec.example("seq 5 | pytk plot line", "the numbers 1 to 5 in the terminal");
    spec.example("seq 5 | pytk plot line -o line.png", "the same as a picture");
    spec.example("pytk plot line access.csv -x time -y bytes --agg sum --bin 1m", "bytes a minute");
  }
  if constexpr (kind == Kind::step) {
    spec.example("seq 5 | pytk plot step", "a staircase");
    spec.example("pytk plot step numbers.txt -y 1,2 -o steps.svg", "two columns by their position");
  }
  if constexpr (kind == Kind::stem) {
    spec.example("seq 5 | pytk plot stem", "five stems");
    spec.example("pytk plot stem numbers.txt -y 1 -o stems.png", "the first column as a picture");
  }
  if constexpr (kind == Kind::area || kind == Kind::stack) {
    const std::string verb = kind == Kind::area ? "area" : "stack";
    spec.example("pytk plot " + verb + " access.csv -x time -y bytes --by method --agg sum --bin 30m",
                 "bytes by method, every half hour");
    spec.example("pytk plot " + verb + " numbers.txt -y 1,2 -o area.png", "two columns as a picture");
  }
  if constexpr (kind == Kind::errorbar) {
    spec.example("printf 't,v,e\\n1,2,0.5\\n2,3,0.2\\n' | pytk plot errorbar -x t -y v --error e", "two measurements");
    spec.example("printf 't,v,e\\n1,2,0.5\\n2,3,0.2\\n' | pytk plot errorbar -x t -y v --error e -o errors.svg",
                 "the same as SVG");
  }
  if constexpr (kind == Kind::polar) {
    spec.example("seq 0 0.1 6.3 | awk '{print $1, 1+sin($1)}' | pytk plot polar", "a heart");
    spec.example("seq 0 0.1 6.3 | awk '{print $1, 1+sin($1)}' | pytk plot polar -o heart.png", "the same as a picture");
  }
  if constexpr (kind == Kind::spark) {
    spec.example("seq 20 | pytk plot spark", "one line of blocks");
    spec.example("pytk plot spark numbers.txt -y 1,2", "a line for each column");
  }
}

template <Kind kind>
Options& declare_line(cli::Spec& spec) {
  Options& o = start(spec, kind);
  const char* x = kind == Kind::polar ? "angles in radians; without it rows are counted from 0"
                                      : "places along x; without it rows are counted from 0";
  declare_xy(spec, o, x, "values, several with commas; without it every numeric column");
  spec.flag("--index1", o.request.index_from_one, "count rows from 1");
  if constexpr (kind == Kind::errorbar)
    spec.option("--error", o.request.error_by, "column of the errors, drawn up and down")
        .placeholder("COLUMN")
        .required();
  if constexpr (kind == Kind::line || kind == Kind::step) {
    spec.option("--y2", o.request.y2, "a column against a second axis at the right").placeholder("COLUMN");
    spec.option("--y2label", o.request.y2_label, "name of the second axis").placeholder("TEXT").category("AXES");
  }
  if constexpr (kind == Kind::step)
    spec.option("--where", o.request.where, "where a step is: before, in the middle or after")
        .choices({"pre", "mid", "post"})
        .otherwise("pre");
  if constexpr (kind == Kind::stack)
    spec.option("--baseline", o.request.baseline, "where the lowest area begins")
        .choices({"zero", "sym", "wiggle", "weighted_wiggle"})
        .otherwise("zero");
  if constexpr (kind == Kind::area) spec.flag("--stacked", o.request.stacked, "areas on top of each other");
  declare_groups(spec, o);
  declare_line_looks(spec, o);
  if constexpr (kind == Kind::line || kind == Kind::errorbar || kind == Kind::step) {
    spec.flag("--points", o.request.points, "a marker at every point").category("LOOKS");
    declare_markers(spec, o);
  }
  finish(spec, o);
  show_line<kind>(spec);
  return o;
}

Options& declare_scatter(cli::Spec& spec) {
  Options& o = start(spec, Kind::scatter);
  declare_xy(spec, o, "places along x", "values");
  spec.option("--color-by", o.request.color_by,
              "color by this column: words are groups, numbers go along the color map")
      .placeholder("COLUMN");
  spec.option("--size-by", o.request.size_by, "area of the markers by this column").placeholder("COLUMN");
  spec.option("--label-by", o.request.label_by, "words beside the points").placeholder("COLUMN");
  spec.flag("--index1", o.request.index_from_one, "count rows from 1");
  declare_groups(spec, o);
  declare_markers(spec, o);
  declare_map(spec, o);
  declare_alpha(spec, o);
  finish(spec, o);
  spec.example("pytk plot scatter access.csv -x time -y bytes --by status -o bytes.png",
               "size of each answer, colored by status");
  spec.example("pytk plot scatter access.csv -x time -y seconds --color-by bytes -o slow.png", "colored by size");
  return o;
}

template <Kind kind>
Options& declare_bar(cli::Spec& spec) {
  Options& o = start(spec, kind);
  declare_xy(spec, o, "names of the bars; without it the first column of words",
             "lengths, several with commas; without it rows are counted");
  if constexpr (kind == Kind::pie) {
    spec.flag("--donut", o.request.donut, "a ring instead of a disc");
    spec.flag("--values", o.request.values, "write the percentage into each slice");
  } else {
    spec.flag("--stacked", o.request.stacked, "series on top of each other instead of side by side");
    spec.flag("--values", o.request.values, "write the value at each bar");
  }
  declare_groups(spec, o);
  declare_alpha(spec, o);
  finish(spec, o);
  const std::string verb = kind == Kind::bar ? "bar" : kind == Kind::barh ? "barh" : "pie";
  spec.example("pytk plot " + verb + " access.csv -x status --agg count", "how often each status came");
  spec.example("pytk plot " + verb + " access.csv -x path -y bytes --agg sum --top 5 -o paths.png",
               "the five largest paths as a picture");
  return o;
}

Options& declare_hist(cli::Spec& spec) {
  Options& o = start(spec, Kind::hist);
  declare_samples(spec, o);
  spec.option("--bins", o.request.bins,
              "how many bins, or auto, fd, sturges, scott, rice, sqrt, doane, stone, or edges with commas")
      .placeholder("N")
      .otherwise("10");
  spec.option("--range", o.range, "count only from A to B").placeholder("A,B");
  spec.flag("--density", o.request.density, "areas that add up to 1");
  spec.flag("--cumulative", o.request.cumulative, "each bin with all before it");
  spec.flag("--outline", o.request.outline, "a line instead of bars");
  spec.flag("--stacked", o.request.stacked, "groups on top of each other");
  spec.flag("--logy", o.request.log_counts, "the same as --yscale log");
  declare_alpha(spec, o);
  finish(spec, o);
  spec.example("pytk plot hist access.csv -x bytes --bins auto", "how large answers are");
  spec.example("pytk plot hist access.csv -x seconds --by method --bins 20 -o times.png",
               "how long they took, by method");
  return o;
}

template <Kind kind>
Options& declare_sample_kind(cli::Spec& spec) {
  Options& o = start(spec, kind);
  declare_samples(spec, o);
  const char* verb = "ecdf";
  if constexpr (kind == Kind::kde || kind == Kind::violin)
    spec.option("--bandwidth", o.request.bandwidth, "scott, silverman or a factor of the standard deviation")
        .placeholder("RULE")
        .otherwise("scott");
  if constexpr (kind == Kind::kde) {
    verb = "kde";
    spec.option("--at", o.at, "places at which scene output also tells the density")
        .placeholder("LIST")
        .comma_separated();
    spec.flag("--filled", o.request.filled, "fill the area under the line");
  }
  if constexpr (kind == Kind::box) {
    verb = "box";
    spec.flag("--notch", o.request.notch, "a waist at the median's confidence interval");
    spec.option("--whis", o.whiskers, "reach of the whiskers: a multiple of the box, or two percentiles as in 5,95")
        .placeholder("K")
        .otherwise("1.5");
  }
  if constexpr (kind == Kind::violin) verb = "violin";
  if constexpr (kind == Kind::box || kind == Kind::violin) spec.flag("--mean", o.request.show_mean, "show the mean");
  if constexpr (kind == Kind::kde || kind == Kind::ecdf) declare_line_looks(spec, o);
  finish(spec, o);
  spec.example(std::string("pytk plot ") + verb + " access.csv -y bytes --by method", "the size of answers by method");
  spec.example(std::string("pytk plot ") + verb + " access.csv -y seconds -o " + verb + ".png",
               "how long they took, as a picture");
  return o;
}

template <Kind kind>
Options& declare_plane(cli::Spec& spec) {
  Options& o = start(spec, kind);
  const bool cells = kind == Kind::heatmap || kind == Kind::contour;
  declare_xy(spec, o,
             cells ? "column of the cells' columns; without it the numeric columns are the map" : "places along x",
             cells ? "column of the cells' rows" : "places along y");
  const char* verb = "density";
  if constexpr (kind == Kind::hist2d) {
    verb = "hist2d";
    spec.option("--bins", o.request.bins, "bins along each axis, or a rule").placeholder("N").otherwise("10");
  }
  if constexpr (kind == Kind::hexbin) {
    verb = "hexbin";
    spec.custom("--gridsize", [&o](std::string_view value) -> Result<void> {
          const auto number = parse_uint(value, 1000);
          if (!number) return tl::unexpected(number.error());
          o.request.grid_size = static_cast<std::size_t>(*number);
          return {};
        }, "cells along x").placeholder("N").otherwise("100");
  }
  if constexpr (kind == Kind::density)
    spec.option("--shade", o.request.shade, "how counts become colors")
        .choices({"eq_hist", "log", "cbrt", "linear"})
        .otherwise("eq_hist");
  if constexpr (kind == Kind::heatmap || kind == Kind::contour) {
    verb = kind == Kind::heatmap ? "heatmap" : "contour";
    spec.option("--value", o.request.color_by,
                "column of the cells' values; without it the next numeric one, or the count")
        .placeholder("COLUMN");
    spec.option("--agg", o.reduce, "what to make of rows in the same cell: count, sum, mean, median, min, max, p95")
        .placeholder("HOW")
        .otherwise("sum");
  }
  if constexpr (kind == Kind::heatmap) spec.flag("--values", o.request.values, "write the value into each cell");
  if constexpr (kind == Kind::contour) {
    spec.custom("--levels", [&o](std::string_view value) -> Result<void> {
          const auto number = parse_uint(value, 200);
          if (!number) return tl::unexpected(number.error());
          o.request.levels = static_cast<std::size_t>(*number);
          return {};
        }, "about so many levels").placeholder("N").otherwise("7");
    spec.flag("--filled", o.request.filled, "colored bands instead of lines");
  }
  declare_map(spec, o);
  finish(spec, o);
  if (cells) {
    spec.example(std::string("pytk plot ") + verb + " numbers.txt", "hours and sensors");
    spec.example(std::string("pytk plot ") + verb + " numbers.txt -o map.png", "the same as a picture");
  } else {
    spec.example(std::string("pytk plot ") + verb + " access.csv -x bytes -y seconds", "size against time");
    spec.example(std::string("pytk plot ") + verb + " access.csv -x bytes -y seconds -o plane.png",
                 "the same as a picture");
  }
  return o;
}

Options& declare_quiver(cli::Spec& spec) {
  Options& o = start(spec, Kind::quiver);
  declare_xy(spec, o, "column of the places along x (default: x)", "column of the places along y (default: y)");
  spec.option("--uv", o.request.u_v, "columns of the arrows' parts (default: u,v)")
      .placeholder("U,V")
      .comma_separated();
  finish(spec, o);
  spec.example("printf 'x,y,u,v\\n0,0,1,0\\n1,0,0,1\\n1,1,-1,0\\n0,1,0,-1\\n' | pytk plot quiver",
               "four arrows in a circle");
  spec.example("printf 'x,y,u,v\\n0,0,1,0\\n1,0,0,1\\n1,1,-1,0\\n0,1,0,-1\\n' | pytk plot quiver -o arrows.png",
               "the same as a picture");
  return o;
}

Options& declare_graph(cli::Spec& spec) {
  Options& o = start(spec, Kind::graph);
  spec.option("-x", o.request.x, "column where edges begin (default: the first)").placeholder("COLUMN");
  spec.option("-y", o.request.y, "column where edges end (default: the second)").placeholder("COLUMN");
  spec.option("--weight", o.request.size_by, "column of the edges' weights").placeholder("COLUMN");
  spec.flag("--directed", o.request.directed, "arrow heads on the edges").otherwise("on");
  finish(spec, o);
  spec.example("pytk plot graph access.csv -x client -y status -o who.png", "who got which answers");
  spec.example("printf 'a b\\nb c\\nc a\\n' | pytk plot graph", "three nodes in the terminal");
  return o;
}

Options& declare_candle(cli::Spec& spec) {
  Options& o = start(spec, Kind::candle);
  spec.option("-x", o.request.x, "places along x (default: the first column of times)").placeholder("COLUMN");
  spec.option("--ohlc", o.request.open_high_low_close, "columns of the prices (default: open,high,low,close)")
      .placeholder("O,H,L,C")
      .comma_separated();
  finish(spec, o);
  spec.example(
      "printf 'day,open,high,low,close\\n2026-01-05,10,12,9,11\\n2026-01-06,11,13,10,10\\n' | pytk plot candle",
      "two days");
  spec.example(
      "printf 'day,open,high,low,close\\n2026-01-05,10,12,9,11\\n2026-01-06,11,13,10,10\\n' | pytk plot candle -o days.png",
      "the same as a picture");
  return o;
}

Options& declare_image(cli::Spec& spec) {
  auto& o = spec.options<Options>();
  o.pictures = true;
  spec.positional("FILE", o.inputs, "pictures: PNG, JPEG or .npy; - is standard input").required().complete_files();
  spec.option("--titles", o.request.titles, "text above each picture").placeholder("LIST").comma_separated();
  spec.flag("--side-by-side", o.side_by_side, "all pictures in one row");
  spec.option("--columns", o.columns, "pictures in one row")
      .placeholder("N")
      .otherwise("up to three, then about a square");
  spec.option("--cmap", o.request.color_map, "color map of .npy arrays with one channel")
      .placeholder("NAME")
      .otherwise("viridis")
      .category("LOOKS");
  declare_looks(spec, o);
  declare_output(spec, o);
  spec.example("pytk plot image harbour.png harbour.jpg --side-by-side --titles before,after -o compare.png",
               "before and after");
  spec.example("pytk plot image harbour.png", "a picture in the terminal");
  return o;
}

plot::Figure make_pictures(const Options& o, Context& context) {
  plot::Request request = make_request(o);
  if (o.side_by_side) request.columns = o.inputs.size();
  std::vector<raster::Picture> pictures;
  std::vector<std::string> names;
  for (const std::string& input : o.inputs) {
    io::OpenOptions open;
    open.cancel = &context.cancel;
    const auto source = io::Source::open(input, open);
    const std::string bytes = source->read_all();
    auto picture = plot::looks_like_npy(bytes_of(bytes))
                       ? plot::picture_from_npy(bytes_of(bytes), request.color_map)
                       : raster::read_picture(bytes_of(bytes), {.pixels = 100'000'000});
    if (!picture) throw Error(Fault::data, picture.error().what_happened()).at(std::string(source->name()));
    pictures.push_back(std::move(*picture));
    names.push_back(input == "-" ? "standard input"
                                 : input.substr(input.rfind('/') == std::string::npos ? 0 : input.rfind('/') + 1));
  }
  return build_pictures(request, std::move(pictures), names);
}

constexpr std::array<KindEntry, 26> entries = {{
    {"line", "lines through points", declare_line<Kind::line>},
    {"scatter", "points", declare_scatter},
    {"bar", "upright bars, or rows in a narrow terminal", declare_bar<Kind::bar>},
    {"barh", "level bars", declare_bar<Kind::barh>},
    {"hist", "how often values occur", declare_hist},
    {"hist2d", "how often pairs of values occur, in rectangles", declare_plane<Kind::hist2d>},
    {"hexbin", "how often pairs of values occur, in hexagons", declare_plane<Kind::hexbin>},
    {"box", "quartiles, whiskers and outliers", declare_sample_kind<Kind::box>},
    {"violin", "densities as upright bodies", declare_sample_kind<Kind::violin>},
    {"kde", "a smooth density", declare_sample_kind<Kind::kde>},
    {"ecdf", "which part of the values is at most so large", declare_sample_kind<Kind::ecdf>},
    {"area", "the area under lines", declare_line<Kind::area>},
    {"stack", "areas on top of each other", declare_line<Kind::stack>},
    {"step", "lines that change in steps", declare_line<Kind::step>},
    {"stem", "an upright line to each point", declare_line<Kind::stem>},
    {"errorbar", "lines with errors up and down", declare_line<Kind::errorbar>},
    {"pie", "parts of a whole", declare_bar<Kind::pie>},
    {"heatmap", "values as colors of cells", declare_plane<Kind::heatmap>},
    {"image", "pictures beside each other with titles", declare_image},
    {"contour", "lines of equal value", declare_plane<Kind::contour>},
    {"polar", "lines by angle and radius", declare_line<Kind::polar>},
    {"quiver", "arrows at places", declare_quiver},
    {"graph", "nodes and edges", declare_graph},
    {"candle", "opening, highest, lowest and closing prices", declare_candle},
    {"spark", "a tiny line without axes", declare_line<Kind::spark>},
    {"density", "millions of points as brightness", declare_plane<Kind::density>},
}};

}  // namespace

std::span<const KindEntry> kinds() noexcept { return entries; }

plot::Figure make_figure(const Options& o, plot::Notes& notes, Context& context) {
  if (o.pictures) return make_pictures(o, context);
  const plot::Request request = make_request(o);
  const auto load = make_load_options(o, request);
  io::OpenOptions open;
  open.cancel = &context.cancel;
  const auto source = io::Source::open(o.input, open);
  return build(request, plot::load(*source, load), notes);
}

}  // namespace pytk::cmd::plot_command
