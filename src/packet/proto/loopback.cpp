// BSD loopback: the address family in the byte order of the machine that captured (link type 0), or in network order
// (108). Scapy writes it in host order.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name families[] = {{2, "IPv4"},  {30, "IPv6"}, {28, "IPv6"},      {24, "IPv6"},
                             {10, "IPv6"}, {7, "OSI"},   {16, "Appletalk"}, {23, "Netware IPX/SPX"}};
constexpr Bind null_binds[] = {{Space::link, 0}}, loop_binds[] = {{Space::link, 108}};
constexpr auto null_fields =
    layout({choice("type", 32, 2, families).little_endian().next_in(Space::bsd_family).alias("null.family")});
constexpr auto loop_fields = layout({choice("type", 32, 2, families).next_in(Space::bsd_family).alias("null.family loop.family")});

bool step(const Look& look, Step& step) {
  // The family is small, so the end that is not zero tells the byte order.
  std::uint32_t family = look.u32(0);
  if (family > 0xffff) family = __builtin_bswap32(family);
  switch (family) {
    case 2: step.next = &ip; break;
    case 10:
    case 24:
    case 28:
    case 30: step.next = &ipv6; break;
    default: break;
  }
  return true;
}

extern const Proto open_bsd;
constexpr const Proto* parts[] = {&open_bsd};
constinit const Proto open_bsd{.name = "LoopbackOpenBSD",
                               .key = "loop",
                               .title = "OpenBSD Loopback",
                               .fields = loop_fields,
                               .binds = loop_binds,
                               .step = step};
}  // namespace

constinit const Proto loopback{.name = "Loopback",
                               .key = "loopback",
                               .title = "Loopback",
                               .fields = null_fields,
                               .binds = null_binds,
                               .step = step,
                               .parts = parts,
                               .aliases = "null"};

}  // namespace pytk::packet::proto
