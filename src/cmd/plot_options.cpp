#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "plot_shared.hpp"

namespace pytk::cmd::plot_command {

void declare_data(cli::Spec& spec, Options& o) {
  spec.positional("FILE", o.input, "CSV, TSV, JSON Lines, .npy or plain numbers; - is standard input")
      .otherwise("-")
      .complete_files();
  spec.option("--from", o.from, "format of the input")
      .choices({"csv", "tsv", "jsonl", "npy"})
      .otherwise("seen from its first bytes");
  spec.option("-s,--separator,--sep", o.separator, "what stands between values: one character, tab or space")
      .placeholder("CHAR")
      .otherwise("seen from the first lines");
  spec.custom("--header", [&o](std::string_view value) -> Result<void> {
        if (value != "yes" && value != "no") return bad("write yes or no");
        o.header = value == "yes";
        return {};
      }, "whether the first line holds names").placeholder("yes|no").otherwise("seen from the first lines");
  spec.option("--x-format", o.request.time_format, "how times along x are written, as in '%d.%m.%Y %H:%M'")
      .placeholder("FORMAT");
  spec.flag("--strict", o.strict, "exit with 1 when cells could not be read");
  spec.flag("--json-stats", o.statistics, "rows read and cells skipped as one JSON object on standard error");
}

void declare_xy(cli::Spec& spec, Options& o, const char* x_help, const char* y_help) {
  spec.option("-x", o.request.x, x_help).placeholder("COLUMN");
  spec.option("-y", o.request.y, y_help).placeholder("COLUMN").comma_separated();
  spec.option("--x-type", o.request.x_type, "how x is read")
      .choices({"number", "time", "category"})
      .otherwise("by its values");
}

void declare_groups(cli::Spec& spec, Options& o) {
  spec.option("--by", o.request.by, "one series for each value of this column")
      .placeholder("COLUMN")
      .category("GROUPS");
  spec.option("--agg", o.reduce,
              "what to make of the values at one place: count, sum, mean, median, min, max, first, last, p95")
      .placeholder("HOW")
      .category("GROUPS");
  spec.option("--bin", o.request.bin, "group x into steps of this width, as in 10 or 1m")
      .placeholder("WIDTH")
      .category("GROUPS");
  spec.option("--sort", o.order, "order of names along x")
      .choices({"auto", "value", "label", "none"})
      .otherwise("as they come")
      .category("GROUPS");
  spec.option("--top", o.top, "only so many names, those with the largest values").placeholder("N").category("GROUPS");
}

void declare_looks(cli::Spec& spec, Options& o) {
  spec.option("--title", o.request.title, "text above the figure; $x^2$ is set as mathematics")
      .placeholder("TEXT")
      .category("LOOKS");
  spec.option("--theme", o.theme, "colors of the whole figure")
      .choices({"light", "dark", "ggplot", "bw"})
      .otherwise("light")
      .category("LOOKS");
  spec.option("--colors", o.request.colors, "colors of the series: #1f77b4, C0, red or 0.5")
      .placeholder("LIST")
      .comma_separated()
      .category("LOOKS");
  spec.option("--size", o.size, "of the picture in pixels").placeholder("WxH").otherwise("640x480").category("LOOKS");
  spec.option("--dpi", o.dpi, "pixels an inch: larger makes text and lines larger")
      .placeholder("N")
      .otherwise("100")
      .category("LOOKS");
}

void declare_axes(cli::Spec& spec, Options& o) {
  spec.option("--xlabel", o.request.x_label, "name of the x axis")
      .placeholder("TEXT")
      .otherwise("the column's")
      .category("AXES");
  spec.option("--ylabel", o.request.y_label, "name of the y axis")
      .placeholder("TEXT")
      .otherwise("the column's")
      .category("AXES");
  spec.option("--xlim", o.x_limits, "limits of x; either may be empty").placeholder("A,B").category("AXES");
  spec.option("--ylim", o.y_limits, "limits of y; either may be empty").placeholder("A,B").category("AXES");
  spec.option("--xscale", o.request.x_scale, "scale of x")
      .choices({"linear", "log", "symlog", "date"})
      .category("AXES");
  spec.option("--yscale", o.request.y_scale, "scale of y").choices({"linear", "log", "symlog"}).category("AXES");
  spec.option("--xfmt", o.request.x_format, "how numbers along x are written: si, bytes, percent, plain, sci, '%.2f'")
      .placeholder("FORMAT")
      .category("AXES");
  spec.option("--yfmt", o.request.y_format, "how numbers along y are written: si, bytes, percent, plain, sci, '%.2f'")
      .placeholder("FORMAT")
      .category("AXES");
  spec.option("--xticks", o.x_ticks, "at most so many intervals along x").placeholder("N").category("AXES");
  spec.option("--yticks", o.y_ticks, "at most so many intervals along y").placeholder("N").category("AXES");
  spec.option("--margin", o.request.margin, "free room at both ends of the axes, as a part of the data's extent")
      .placeholder("PART")
      .otherwise("0.05")
      .category("AXES");
  spec.flag("--grid", o.request.grid, "lines at the ticks").category("AXES");
  spec.option("--hline", o.request.horizontal, "a level line at this value")
      .placeholder("Y")
      .comma_separated()
      .category("AXES");
  spec.option("--vline", o.request.vertical, "an upright line at this value")
      .placeholder("X")
      .comma_separated()
      .category("AXES");
  spec.option("--annotate", o.annotations, "a text at a place").placeholder("X,Y,TEXT").category("AXES");
  spec.option("--legend", o.legend, "where the names of the series stand")
      .choices({"best", "none", "outside", "upper-right", "upper-left", "lower-left", "lower-right", "right",
                "center-left", "center-right", "lower-center", "upper-center", "center"})
      .otherwise("best")
      .category("AXES");
}

void declare_output(cli::Spec& spec, Options& o) {
  spec.option("-o,--output", o.output, "file to write; its suffix chooses the format")
      .placeholder("FILE")
      .otherwise("-")
      .complete_files()
      .category("OUTPUT");
  spec.option("-f,--format,--to", o.target, "format of the output; scene describes the figure as JSON")
      .choices({"term", "png", "svg", "pdf", "html", "sixel", "kitty", "scene"})
      .otherwise("by the suffix, else text")
      .category("OUTPUT");
  spec.option("--width", o.terminal_width, "columns of text output")
      .placeholder("N")
      .otherwise("the terminal's, or 80")
      .category("OUTPUT");
  spec.option("--height", o.terminal_height, "rows of text output").placeholder("N").otherwise("20").category("OUTPUT");
  spec.flag("--svg-text", o.real_text, "text in SVG as text instead of outlines").category("OUTPUT");
}

namespace {

template <class Value, std::size_t N>
Value choose(const std::string& name, const std::pair<const char*, Value> (&known)[N], const char* what) {
  std::vector<std::string> names;
  for (const auto& [word, value] : known) {
    if (name == word) return value;
    names.emplace_back(word);
  }
  const std::string near = did_you_mean(name, names);
  throw fail(Fault::usage, "unknown {} '{}'", what, name)
      .hint(near.empty() ? fmt::format("known: {}", join(names, ", ")) : near);
}

void set_reduce(plot::Request& request, const std::string& name) {
  using plot::Reduce;
  if (name.empty()) return;
  double percent = 0;
  if (name.size() > 1 && name[0] == 'p' && read_real(std::string_view(name).substr(1), percent) && percent >= 0 &&
      percent <= 100) {
    request.reduce = Reduce::percentile;
    request.percent = percent;
    return;
  }
  static constexpr std::pair<const char*, Reduce> known[] = {
      {"count", Reduce::count}, {"sum", Reduce::sum},  {"mean", Reduce::mean},   {"median", Reduce::median},
      {"min", Reduce::least},   {"max", Reduce::most}, {"first", Reduce::first}, {"last", Reduce::last}};
  request.reduce = choose(name, known, "aggregation");
}

void set_limits(const std::optional<std::string>& text, std::optional<std::string>& low,
                std::optional<std::string>& high, const char* option) {
  if (!text) return;
  const auto parts = split(*text, ',');
  if (parts.size() != 2) throw fail(Fault::usage, "{} takes two values with a comma between: {} 0,10", option, option);
  low = std::string(parts[0]);
  high = std::string(parts[1]);
}

std::vector<double> numbers_of(const std::vector<std::string>& list, const char* option) {
  std::vector<double> out;
  for (const std::string& text : list)
    for (const std::string_view part : split(text, ',')) {
      double value = 0;
      if (!read_real(trim(part), value) || !std::isfinite(value))
        throw fail(Fault::usage, "{}: '{}' is not a number", option, part);
      out.push_back(value);
    }
  return out;
}

void set_size(plot::Request& request, const std::string& text) {
  const std::size_t cross = text.find_first_of("xX");
  double width = 0, height = 0;
  if (cross == std::string::npos || !read_real(text.substr(0, cross), width) ||
      !read_real(text.substr(cross + 1), height) || !(width >= 16 && width <= 32000 && height >= 16 && height <= 32000))
    throw fail(Fault::usage, "'{}' is no size of a picture", text)
        .hint("write --size 800x600; each side may have 16 to 32000 pixels");
  if (width * height > 1e8)
    throw fail(Fault::usage, "a picture of {} pixels is too large", text).hint("at most 100 million pixels");
  request.width = std::floor(width);
  request.height = std::floor(height);
}

plot::Annotation annotation_of(const std::string& text) {
  const std::size_t first = text.find(','), second = first == std::string::npos ? first : text.find(',', first + 1);
  if (second == std::string::npos) throw fail(Fault::usage, "--annotate takes X,Y,TEXT, not '{}'", text);
  return {text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
}

// Two percentiles, or -1 and a factor of the quartiles' distance.
std::pair<double, double> whiskers_of(const std::string& text) {
  const auto values = numbers_of({text}, "--whis");
  if (values.size() == 1 && values[0] >= 0) return {-1.0, values[0]};
  if (values.size() == 2 && values[0] >= 0 && values[0] <= values[1] && values[1] <= 100) return {values[0], values[1]};
  throw fail(Fault::usage, "--whis takes a factor such as 1.5 or two percentiles such as 5,95, not '{}'", text);
}

}  // namespace

plot::Request make_request(const Options& o) {
  using plot::LegendPlace;
  using plot::Order;
  using plot::ThemeName;
  static constexpr std::pair<const char*, Order> orders[] = {
      {"auto", Order::automatic}, {"value", Order::value}, {"label", Order::label}, {"none", Order::none}};
  static constexpr std::pair<const char*, ThemeName> themes[] = {
      {"light", ThemeName::light}, {"dark", ThemeName::dark}, {"ggplot", ThemeName::ggplot}, {"bw", ThemeName::bw}};
  static constexpr std::pair<const char*, LegendPlace> places[] = {{"best", LegendPlace::best},
                                                                   {"none", LegendPlace::none},
                                                                   {"outside", LegendPlace::outside},
                                                                   {"upper-right", LegendPlace::upper_right},
                                                                   {"upper-left", LegendPlace::upper_left},
                                                                   {"lower-left", LegendPlace::lower_left},
                                                                   {"lower-right", LegendPlace::lower_right},
                                                                   {"right", LegendPlace::right},
                                                                   {"center-left", LegendPlace::center_left},
                                                                   {"center-right", LegendPlace::center_right},
                                                                   {"lower-center", LegendPlace::lower_center},
                                                                   {"upper-center", LegendPlace::upper_center},
                                                                   {"center", LegendPlace::center}};
  plot::Request request = o.request;
  set_reduce(request, o.reduce);
  if (request.log_counts && request.y_scale.empty()) request.y_scale = "log";
  request.order = choose(o.order, orders, "order");
  request.theme = choose(o.theme, themes, "theme");
  request.legend = choose(o.legend, places, "place of the legend");
  request.top = o.top;
  request.columns = o.columns;
  set_size(request, o.size);
  if (o.dpi) {
    if (!(*o.dpi >= 10 && *o.dpi <= 1200)) throw fail(Fault::usage, "--dpi takes 10 to 1200, not {}", *o.dpi);
    request.dpi = *o.dpi;
  }
  if (!(request.margin >= 0 && request.margin <= 10))
    throw fail(Fault::usage, "--margin takes 0 to 10, not {}", request.margin);
  set_limits(o.x_limits, request.x_low, request.x_high, "--xlim");
  set_limits(o.y_limits, request.y_low, request.y_high, "--ylim");
  if (o.range) {
    const auto values = numbers_of({*o.range}, "--range");
    if (values.size() != 2) throw fail(Fault::usage, "--range takes two numbers with a comma between");
    request.range = {values[0], values[1]};
  }
  if (o.whiskers) request.whiskers = whiskers_of(*o.whiskers);
  if (o.x_ticks > 1000 || o.y_ticks > 1000) throw fail(Fault::usage, "more than 1000 ticks cannot be drawn");
  request.x_ticks = static_cast<int>(o.x_ticks);
  request.y_ticks = static_cast<int>(o.y_ticks);
  request.at = numbers_of(o.at, "--at");
  for (const std::string& text : o.annotations) request.annotations.push_back(annotation_of(text));
  if (request.alpha && !(*request.alpha >= 0 && *request.alpha <= 1))
    throw fail(Fault::usage, "--alpha takes 0 to 1, not {}", *request.alpha);
  return request;
}

plot::LoadOptions make_load_options(const Options& o, const plot::Request& request) {
  using plot::InputFormat;
  plot::LoadOptions out = load_options(request);
  static constexpr std::pair<const char*, InputFormat> formats[] = {{"", InputFormat::automatic},
                                                                    {"csv", InputFormat::csv},
                                                                    {"tsv", InputFormat::tsv},
                                                                    {"jsonl", InputFormat::jsonl},
                                                                    {"npy", InputFormat::npy}};
  out.format = choose(o.from, formats, "input format");
  if (o.separator) {
    if (*o.separator == "tab" || *o.separator == "\\t") out.separator = '\t';
    else if (*o.separator == "space") out.separator = ' ';
    else if (o.separator->size() == 1 && static_cast<unsigned char>((*o.separator)[0]) < 0x80 &&
             (*o.separator)[0] != '\n')
      out.separator = (*o.separator)[0];
    else throw fail(Fault::usage, "--separator takes one character, tab or space, not '{}'", *o.separator);
  }
  out.header = o.header;
  return out;
}

}  // namespace pytk::cmd::plot_command
