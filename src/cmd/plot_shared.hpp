// What the files of the plot command share: the options of every kind, and from them a request and a target.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <pytk/cli/spec.hpp>
#include <pytk/plot/render.hpp>
#include <pytk/plot/request.hpp>

namespace pytk::cmd::plot_command {

/// Options as they are written; request() turns them into what the module takes.
struct Options {
  plot::Request request;
  std::vector<std::string> inputs;
  std::string input = "-", output = "-", target, from;
  std::optional<std::string> separator;
  std::optional<bool> header;
  std::string reduce, order = "auto", legend = "best", theme = "light", size = "640x480";
  std::optional<std::string> x_limits, y_limits, range, whiskers;
  std::optional<double> dpi;
  std::vector<std::string> annotations, at;
  std::uint64_t terminal_width = 0, terminal_height = 0, top = 0, x_ticks = 0, y_ticks = 0, columns = 0;
  bool pictures = false;                ///< the inputs are pictures, not columns
  bool real_text = false, strict = false, statistics = false, side_by_side = false;
};

/// Groups of options; a kind declares those that mean something to it.
void declare_data(cli::Spec& spec, Options& o);
void declare_xy(cli::Spec& spec, Options& o, const char* x_help, const char* y_help);
void declare_groups(cli::Spec& spec, Options& o);
void declare_looks(cli::Spec& spec, Options& o);
void declare_axes(cli::Spec& spec, Options& o);
void declare_output(cli::Spec& spec, Options& o);

/// Checks and converts what stays text in the options. Throws Fault::usage.
[[nodiscard]] plot::Request make_request(const Options& o);
[[nodiscard]] plot::LoadOptions make_load_options(const Options& o, const plot::Request& request);
/// The figure with characters, for the terminal that the context tells of.
[[nodiscard]] std::string text_of_figure(plot::Figure figure, const Options& o, const Context& context);
/// Draws to the target that was asked for, or that fits the output.
int deliver(plot::Figure figure, const plot::Notes& notes, const Options& o, Context& context);

/// What the terminal says it can show: kitty, sixel, or term for characters. Takes at most 100 ms.
[[nodiscard]] std::string terminal_graphics();

/// A kind of figure as a verb: declare() gives it its options, draw() makes the figure from them.
struct KindEntry {
  const char *name, *summary;
  Options& (*declare)(cli::Spec& spec);
};
[[nodiscard]] std::span<const KindEntry> kinds() noexcept;
/// Reads the input that the options name and builds the figure.
[[nodiscard]] plot::Figure make_figure(const Options& o, plot::Notes& notes, Context& context);

void describe_live(cli::Spec& spec);
void describe_grid(cli::Spec& spec);

}  // namespace pytk::cmd::plot_command
