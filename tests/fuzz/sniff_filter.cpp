// Any text as a display filter: it is refused with a usage error, or it decides about a packet and its negation says
// the opposite.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <pytk/core/error.hpp>
#include <pytk/packet/craft.hpp>
#include <pytk/sniff/filter.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk;
  if (size > 512) return 0;
  const std::string text(text_of({data, size}));
  try {
    const sniff::DisplayFilter filter(text);
    packet::PacketSet set = packet::parse_expression("Ether()/IP()/UDP()/DNS()");
    Bytes bytes;
    if (!set.next(bytes)) return 0;
    packet::Layers layers;
    packet::dissect(1, bytes, layers);
    packet::Frame frame;
    frame.bytes = bytes;
    const sniff::PacketView view{frame, layers, 0, 0};
    if (sniff::DisplayFilter("!(" + text + ")").matches(view) == filter.matches(view)) std::abort();
  } catch (const Error& error) {
    if (error.fault() != Fault::usage) std::abort();
  }
  return 0;
}
