// pytk plot: the command and its kinds.
#include <pytk/cmd/command.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/source.hpp>
#include <pytk/raster/jpeg.hpp>

#include "plot_shared.hpp"

namespace pytk::cmd {
namespace {

using namespace plot_command;  // of this command's own files
using plot::Kind;

int run_kind(const Options& o, Context& context) {
  const plot::Request request = make_request(o);
  const auto load = make_load_options(o, request);
  io::OpenOptions open;
  open.cancel = &context.cancel;
  const auto source = io::Source::open(o.input, open);
  plot::Notes notes;
  plot::Figure figure = build(request, plot::load(*source, load), notes);
  return deliver(std::move(figure), notes, o, context);
}

/// What is common to all kinds that read columns.
Options& start(cli::Spec& spec, Kind kind) {
  auto& o = spec.options<Options>();
  o.request.kind = kind;
  spec.run([&o](Context& context) { return run_kind(o, context); });
  return o;
}

void finish(cli::Spec& spec, Options& o) {
  declare_looks(spec, o);
  declare_axes(spec, o);
  declare_output(spec, o);
}

void declare_line_looks(cli::Spec& spec, Options& o) {
  spec.option("--line-width", o.request.line_width, "width of lines in points").placeholder("PT").otherwise("1.5").category("LOOKS");
  spec.option("--line-style", o.request.line_style, "solid, dashed, dotted or dashdot").placeholder("STYLE").category("LOOKS");
  spec.option("--alpha", o.request.alpha, "opacity from 0 to 1").placeholder("A").category("LOOKS");
}

void declare_markers(cli::Spec& spec, Options& o) {
  spec.option("--marker", o.request.marker, "circle, square, triangle, diamond, plus, cross, point or star").placeholder("NAME").category("LOOKS");
  spec.option("--marker-size", o.request.marker_size, "diameter of markers in points").placeholder("PT").category("LOOKS");
}

template <Kind kind>
void describe_line(cli::Spec& spec) {
  Options& o = start(spec, kind);
  declare_data(spec, o);
  declare_xy(spec, o, "places along x; without it rows are counted from 0", "values, several with commas; without it every numeric column");
  spec.flag("--index1", o.request.index_from_one, "count rows from 1");
  if constexpr (kind == Kind::errorbar) spec.option("--error", o.request.error_by, "column of the errors, drawn up and down").placeholder("COLUMN").required();
  if constexpr (kind == Kind::line || kind == Kind::step) spec.option("--y2", o.request.y2, "a column against a second axis at the right").placeholder("COLUMN");
  if constexpr (kind == Kind::line) spec.option("--y2label", o.request.y2_label, "name of the second axis").placeholder("TEXT").category("AXES");
  if constexpr (kind == Kind::area) spec.flag("--stacked", o.request.stacked, "areas on top of each other");
  declare_groups(spec, o);
  declare_line_looks(spec, o);
  if constexpr (kind == Kind::line || kind == Kind::errorbar || kind == Kind::step) {
    spec.flag("--points", o.request.points, "a marker at every point").category("LOOKS");
    declare_markers(spec, o);
  }
  finish(spec, o);
  if constexpr (kind == Kind::line) {
    spec.example("seq 5 | pytk plot line", "the numbers 1 to 5 in the terminal");
    spec.example("seq 5 | pytk plot line -o line.png", "the same as a picture");
    spec.example("pytk plot line access.csv -x time -y bytes --agg sum --bin 1m", "bytes a minute");
  }
}

void describe_scatter(cli::Spec& spec) {
  Options& o = start(spec, Kind::scatter);
  declare_data(spec, o);
  declare_xy(spec, o, "places along x", "values");
  spec.option("--color-by", o.request.color_by, "color by this column: words are groups, numbers go along the color map").placeholder("COLUMN");
  spec.option("--size-by", o.request.size_by, "area of the markers by this column").placeholder("COLUMN");
  spec.option("--label-by", o.request.label_by, "words beside the points").placeholder("COLUMN");
  spec.flag("--index1", o.request.index_from_one, "count rows from 1");
  declare_groups(spec, o);
  declare_markers(spec, o);
  spec.option("--cmap", o.request.color_map, "color map: viridis, plasma, inferno, magma, cividis, gray, bluered; _r reverses").placeholder("NAME").otherwise("viridis").category("LOOKS");
  spec.option("--alpha", o.request.alpha, "opacity from 0 to 1").placeholder("A").category("LOOKS");
  finish(spec, o);
  spec.example("pytk plot scatter access.csv -x time -y bytes --by status -o bytes.png", "size of each answer, colored by status");
}

template <Kind kind>
void describe_bar(cli::Spec& spec) {
  Options& o = start(spec, kind);
  declare_data(spec, o);
  declare_xy(spec, o, "names of the bars; without it the first column of words", "lengths, several with commas; without it rows are counted");
  spec.flag("--stacked", o.request.stacked, "series on top of each other instead of side by side");
  spec.flag("--values", o.request.values, "write the value at each bar");
  declare_groups(spec, o);
  spec.option("--alpha", o.request.alpha, "opacity from 0 to 1").placeholder("A").category("LOOKS");
  finish(spec, o);
  spec.example("pytk plot bar access.csv -x status --agg count", "how often each status came");
  spec.example("pytk plot bar access.csv -x path -y bytes --agg sum --top 5 -o paths.png", "the five largest paths as a picture");
}

void describe_hist(cli::Spec& spec) {
  Options& o = start(spec, Kind::hist);
  declare_data(spec, o);
  spec.option("-x", o.request.x, "column to count").placeholder("COLUMN");
  spec.option("-y", o.request.y, "columns to count, several with commas").placeholder("COLUMN").comma_separated();
  spec.option("--by", o.request.by, "one histogram for each value of this column").placeholder("COLUMN");
  spec.option("--bins", o.request.bins, "how many bins, or auto, fd, sturges, scott, rice, sqrt, doane, stone, or edges with commas").placeholder("N").otherwise("10");
  spec.option("--range", o.range, "count only from A to B").placeholder("A,B");
  spec.flag("--density", o.request.density, "areas that add up to 1");
  spec.flag("--cumulative", o.request.cumulative, "each bin with all before it");
  spec.flag("--outline", o.request.outline, "a line instead of bars");
  spec.flag("--stacked", o.request.stacked, "groups on top of each other");
  spec.custom("--logy", [&o](std::string_view) -> Result<void> { o.request.y_scale = "log"; return {}; }, "the same as --yscale log").hidden();
  spec.option("--alpha", o.request.alpha, "opacity from 0 to 1").placeholder("A").category("LOOKS");
  finish(spec, o);
  spec.example("pytk plot hist access.csv -x bytes --bins auto", "how large answers are");
}

int run_pictures(const Options& o, Context& context) {
  const plot::Request request = make_request(o);
  std::vector<raster::Picture> pictures;
  std::vector<std::string> names;
  for (const std::string& input : o.inputs) {
    io::OpenOptions open;
    open.cancel = &context.cancel;
    const auto source = io::Source::open(input, open);
    const std::string bytes = source->read_all();
    auto picture = raster::read_picture(bytes_of(bytes));
    if (!picture) throw Error(Fault::data, picture.error().what_happened()).at(std::string(source->name()));
    pictures.push_back(std::move(*picture));
    names.push_back(input == "-" ? "standard input" : input.substr(input.rfind('/') == std::string::npos ? 0 : input.rfind('/') + 1));
  }
  return deliver(build_pictures(request, std::move(pictures), names), {}, o, context);
}

void describe_image(cli::Spec& spec) {
  auto& o = spec.options<Options>();
  spec.positional("FILE", o.inputs, "pictures, PNG or JPEG; - is standard input").required().complete_files();
  spec.option("--titles", o.request.titles, "text above each picture").placeholder("LIST").comma_separated();
  spec.flag("--side-by-side", o.side_by_side, "all pictures in one row");
  spec.option("--columns", o.columns, "pictures in one row").placeholder("N").otherwise("up to three, then about a square");
  declare_looks(spec, o);
  declare_output(spec, o);
  spec.example("pytk plot image harbour.png harbour.jpg --side-by-side --titles before,after -o compare.png", "before and after");
  spec.example("pytk plot image harbour.png", "a picture in the terminal");
  spec.run([&o](Context& context) {
    if (o.side_by_side) o.columns = o.inputs.size();
    return run_pictures(o, context);
  });
}

void describe(cli::Spec& spec) {
  spec.summary("draw charts in the terminal or as PNG and SVG");
  spec.description(
      "Reads columns from CSV, TSV, JSON Lines, .npy files or plain numbers and draws one figure. Without -o it is drawn "
      "with characters: in color on a terminal, plain in a pipe. Axes, ticks, bins and colors follow Matplotlib.");
  spec.verb("line", "lines through points", describe_line<Kind::line>);
  spec.verb("step", "lines that hold their value until the next point", describe_line<Kind::step>);
  spec.verb("stem", "an upright line to each point", describe_line<Kind::stem>);
  spec.verb("area", "the area under lines", describe_line<Kind::area>);
  spec.verb("stack", "areas on top of each other", describe_line<Kind::stack>);
  spec.verb("errorbar", "lines with errors up and down", describe_line<Kind::errorbar>);
  spec.verb("scatter", "points", describe_scatter);
  spec.verb("bar", "upright bars, or rows in a narrow terminal", describe_bar<Kind::bar>);
  spec.verb("barh", "level bars", describe_bar<Kind::barh>);
  spec.verb("hist", "how often values occur", describe_hist);
  spec.verb("image", "pictures beside each other with titles", describe_image);
  spec.example("seq 5 | pytk plot line", "the numbers 1 to 5 in the terminal");
  spec.example("pytk plot bar access.csv -x status --agg count", "how often each status came");
}

}  // namespace

extern const Command plot;
const Command plot{"plot", "draw charts in the terminal or as PNG and SVG", Group::pictures, Needs::nothing, describe};

}  // namespace pytk::cmd
