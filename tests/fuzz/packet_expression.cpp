// Any text as a packet expression: it is refused with a usage error, or its packets can be built.
#include <cstdint>
#include <cstdlib>

#include <pytk/core/error.hpp>
#include <pytk/packet/craft.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk;
  if (size > 2048) return 0;
  try {
    packet::CraftOptions options;
    options.most_bytes = 1U << 16U;
    packet::PacketSet set = packet::parse_expression(text_of({data, size}), options);
    Bytes bytes;
    for (int i = 0; i < 3 && set.next(bytes); ++i)
      if (bytes.size() > (1U << 17U)) std::abort();
  } catch (const Error& error) {
    if (error.fault() != Fault::usage) std::abort();
  }
  return 0;
}
