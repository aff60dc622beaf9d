// Any bytes are columns or an error; whatever was read can be drawn in a terminal of bounded width.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>

#include <pytk/core/text.hpp>
#include <pytk/plot/render.hpp>
#include <pytk/plot/request.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk;
  if (size > 4096) return 0;
  try {
    plot::Request request;
    static constexpr plot::Kind kinds[] = {plot::Kind::bar,     plot::Kind::line,  plot::Kind::hist,
                                           plot::Kind::heatmap, plot::Kind::box,   plot::Kind::hexbin,
                                           plot::Kind::density, plot::Kind::stack, plot::Kind::pie};
    request.kind = kinds[size % std::size(kinds)];
    if (request.kind == plot::Kind::hexbin) request.grid_size = 10;
    plot::Notes notes;
    const auto source = io::Source::of({data, size}, "input");
    const std::string text =
        to_terminal(build(request, plot::load(*source, load_options(request)), notes), {60, 12}, {});
    for (const std::string_view line : split(text, '\n'))
      if (display_width(line) > 60) std::abort();
  } catch (const Error&) {
    return 0;
  }
  return 0;
}
