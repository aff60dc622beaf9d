// ARCNET as Linux and BSD capture it (RFC 1201, RFC 1051).
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{196, "IPv6"}, {212, "IP"}, {213, "ARP"}, {240, "IP (RFC 1051)"}, {241, "ARP (RFC 1051)"}};
constexpr Bind linux_binds[] = {{Space::link, 129}}, bsd_binds[] = {{Space::link, 7}};

const Proto* carried(std::uint8_t type) {
  switch (type) {
    case 212:
    case 240: return &ip;
    case 213:
    case 241: return &arp;
    case 196: return &ipv6;
    default: return nullptr;
  }
}
/// RFC 1051 has no fragments; RFC 1201 has a flag and a sequence number, behind four bytes more when the flag says so.
std::uint32_t split_size(const Look& look, std::uint32_t at) {
  const std::uint8_t type = look.u8(at - 1);
  if (type == 240 || type == 241) return 0;
  return look.u8(at) == 0xff ? 7 : 3;
}
constexpr std::string_view whole("\0\0\0", 3);
constexpr auto linux_fields = layout({
    number("src", 8).alias("arcnet.src"),
    number("dst", 8).alias("arcnet.dst"),
    bytes("offset", 2, std::string_view("\0\0", 2)).alias("arcnet.offset"),
    choice("type", 8, 212, types).alias("arcnet.protID"),
    bytes("split", 0, whole).sized(split_size),
});
constexpr auto bsd_fields = layout({
    number("src", 8).alias("arcnet.src"),
    number("dst", 8).alias("arcnet.dst"),
    choice("type", 8, 212, types).alias("arcnet.protID"),
    bytes("split", 0, whole).sized(split_size),
});
/// Only the first piece of a split packet has the upper header.
bool first_piece(const Look& look, std::uint32_t flag) { return look.u8(flag) == 0 || (look.u8(flag) & 1U) != 0; }
bool step_linux(const Look& look, Step& step) {
  step.header = std::min(extent_of(look), look.size());
  if (split_size(look, 5) == 0 || first_piece(look, 5)) step.next = carried(look.u8(4));
  return true;
}
bool step_bsd(const Look& look, Step& step) {
  step.header = std::min(extent_of(look), look.size());
  if (split_size(look, 3) == 0 || first_piece(look, 3)) step.next = carried(look.u8(2));
  return true;
}
constinit const Proto bsd{.name = "ARCNETBSD",
                          .key = "arcnet",
                          .title = "ARCNET (BSD)",
                          .fields = bsd_fields,
                          .binds = bsd_binds,
                          .step = step_bsd,
                          .label = "ARCNET"};
constexpr const Proto* parts[] = {&bsd};

}  // namespace

constinit const Proto arcnet{.name = "ARCNET",
                             .key = "arcnet",
                             .title = "ARCNET",
                             .fields = linux_fields,
                             .binds = linux_binds,
                             .step = step_linux,
                             .parts = parts};

}  // namespace pytk::packet::proto
