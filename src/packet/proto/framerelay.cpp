// Frame relay (Q.922 addresses; RFC 2427 encapsulation, or Cisco's with an Ethernet type).
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind binds[] = {{Space::link, 107}};
/// The address ends with the byte whose last bit is set; four bytes at most.
std::uint32_t address_size(const Look& look, std::uint32_t) {
  std::uint32_t size = 2;
  while (size < 4 && (look.u8(size - 1) & 1U) == 0) ++size;
  return size;
}
/// Six bits, four bits, in long addresses seven more, and six of the last byte unless its D/C bit says otherwise
/// (Q.922 3.2).
bool circuit(const Look& look, std::uint64_t& number) {
  const std::uint32_t size = address_size(look, 0);
  if (look.size() < size) return false;
  number = look.u8(0) >> 2U;
  number = number << 4U | look.u8(1) >> 4U;
  if (size == 4) number = number << 7U | look.u8(2) >> 1U;
  if (size > 2 && (look.u8(size - 1) & 2U) == 0) number = number << 6U | look.u8(size - 1) >> 2U;
  return true;
}
constexpr std::string_view first_circuit("\x18\x41", 2);
constexpr auto fields = layout({
    bytes("address", 0, first_circuit).sized(address_size),
    hex("control", 8, 3).alias("fr.control"),
    derived("dlci", circuit),
});

bool step(const Look& look, Step& step) {
  const std::uint32_t at = address_size(look, 0);
  if (look.u8(at) != 3) {  // Cisco's encapsulation: a type follows the address
    step.header = std::min(at + 2, look.size());
    step.next = payload_of(Space::ethertype, look.u16(at));
    return true;
  }
  std::uint32_t identifier = at + 1;
  if (look.u8(identifier) == 0) ++identifier;  // a byte of padding
  step.header = std::min(identifier + 1, look.size());
  const std::uint8_t protocol = look.u8(identifier);
  step.next = protocol == 0x80 ? &snap : payload_of(Space::nlpid, protocol);
  return true;
}

}  // namespace

constinit const Proto framerelay{.name = "FrameRelay",
                                 .key = "fr",
                                 .title = "Frame Relay",
                                 .fields = fields,
                                 .least = 4,
                                 .binds = binds,
                                 .step = step};

}  // namespace pytk::packet::proto
