// Targets of any text: what is accepted is a list of well-formed ranges, and each address in them reads back as itself.
#include <cstdlib>

#include <pytk/portscan/targets.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 200) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  bool is_name = false;
  const auto ranges = pytk::portscan::parse_target(text, is_name);
  if (!ranges) return 0;
  if (ranges->empty() || is_name) std::abort();
  std::size_t left = 16;
  for (const auto& range : *ranges) {
    if (range.first > range.last) std::abort();
    if (left-- == 0) break;
    for (const auto number : {range.first, range.last}) {
      bool unused = false;
      const auto again = pytk::portscan::parse_target(pytk::show_ip(pytk::portscan::ip_of(number, range.v6)), unused);
      if (!again || again->size() != 1 || again->front().first != number || again->front().v6 != range.v6) std::abort();
    }
  }
  return 0;
}
