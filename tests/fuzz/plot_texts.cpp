// Any text is set into a block of finite size, cut to its room, and read or refused as a time, a number's format, a
// colour.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include <pytk/core/text.hpp>
#include <pytk/plot/data.hpp>

#include "../../src/plot/theme.hpp"
#include "../../src/plot/ticks.hpp"
#include "../../src/plot/words.hpp"

namespace {

template <class Check>
void accepted(const Check& check) {
  try {
    check();
  } catch (const pytk::Error& error) {
    if (error.fault() != pytk::Fault::usage) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk;
  if (size > 2048) return 0;
  const std::string text(text_of({data, size}));
  const plot::TextBlock block = plot::set_text(text, 14, size % 2 == 0);
  if (!std::isfinite(block.width) || !std::isfinite(block.ascent + block.descent) || block.width < 0) std::abort();
  const double most = 20.0 + static_cast<double>(size % 300);
  if (plot::set_text(plot::shortened(text, 14, most), 14).width > most + 1) std::abort();
  double days = 0;
  if (plot::read_time(text, days) && !std::isfinite(days)) std::abort();
  if (size > 2)
    (void)plot::read_time(std::string_view(text).substr(size / 2), std::string_view(text).substr(0, size / 2), days);
  accepted([&] {
    plot::check_number_format(text);
    for (const double value : {0.0, -1.5, 1e300, 1024.0}) (void)plot::format_number(value, text);
  });
  accepted([&] { (void)plot::parse_color(text); });
  return 0;
}
