// From a figure to the bytes that were asked for.
#include <algorithm>
#include <cstdio>

#include <fmt/core.h>

#include <pytk/core/log.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/sink.hpp>

#include "plot_shared.hpp"

namespace pytk::cmd::plot_command {

namespace {

std::string target_of(const Options& o) {
  if (!o.target.empty()) return o.target;
  const std::size_t dot = o.output.rfind('.');
  if (o.output == "-" || dot == std::string::npos) return "term";
  std::string suffix = lower(std::string_view(o.output).substr(dot + 1));
  if (suffix == "png" || suffix == "svg" || suffix == "pdf" || suffix == "html") return suffix;
  if (suffix == "json") return "scene";
  if (suffix == "txt") return "term";
  throw fail(Fault::usage, "cannot tell the format of '{}' from its suffix", o.output)
      .hint("name it .png, .svg, .pdf, .html, .json or .txt, or say --to");
}

}  // namespace

std::string text_of_figure(plot::Figure figure, const Options& o, const Context& context) {
  plot::TerminalSize size;
  const bool to_screen = o.output == "-" && context.out.is_tty;
  size.columns = o.terminal_width > 0 ? o.terminal_width : context.out.columns > 0 ? context.out.columns : 80;
  size.rows = o.terminal_height > 0 ? o.terminal_height
              : to_screen           ? std::clamp<std::size_t>(context.out.rows > 2 ? context.out.rows - 2 : 20, 5, 24)
                                    : 20;
  if (size.columns < 10 || size.columns > 1000 || size.rows < 5 || size.rows > 1000)
    throw fail(Fault::usage, "a text of {} x {} cells cannot be drawn", size.columns, size.rows)
        .hint("--width takes 10 to 1000, --height 5 to 1000");
  const raster::CellStyle style{context.out.color && o.output == "-", context.out.true_color,
                                context.out.utf8 || !to_screen};
  return to_terminal(std::move(figure), size, style);
}

int deliver(plot::Figure figure, const plot::Notes& notes, const Options& o, Context& context) {
  for (const std::string& warning : notes.warnings) log::warn("{}", warning);
  std::string target = target_of(o);
  const bool chosen = !o.target.empty() || o.terminal_width > 0 || o.terminal_height > 0;
  if (target == "term" && !chosen && o.output == "-" && context.out.is_tty && context.out.color)
    target = terminal_graphics();
  const bool binary = target == "png" || target == "pdf";
  io::SinkOptions how;
  how.binary = binary;
  how.force = context.force;
  std::string text;
  Bytes bytes;
  if (target == "png") bytes = to_png(std::move(figure));
  else if (target == "svg") text = to_svg(std::move(figure), o.real_text);
  else if (target == "pdf") text = to_pdf(std::move(figure));
  else if (target == "html") text = to_html(std::move(figure));
  else if (target == "sixel") text = to_sixel(std::move(figure));
  else if (target == "kitty") text = to_kitty(std::move(figure));
  else if (target == "scene") text = to_scene(std::move(figure));
  else text = text_of_figure(std::move(figure), o, context);
  const auto sink = io::Sink::open(o.output, how);
  if (!bytes.empty()) sink->write(bytes);
  else sink->write(text);
  sink->commit();
  if (o.statistics) {
    const std::string line =
        fmt::format("{{\"rows\":{},\"skipped\":{},\"reduced_to\":{}}}\n", notes.rows, notes.skipped,
                    notes.reduced_to > 0 ? std::to_string(notes.reduced_to) : "null");
    (void)std::fwrite(line.data(), 1, line.size(), stderr);
  }
  return o.strict && notes.skipped > 0 ? 1 : 0;
}

}  // namespace pytk::cmd::plot_command
