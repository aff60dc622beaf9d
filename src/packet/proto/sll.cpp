// Linux "cooked" captures, versions 1 and 2 (tcpdump.org/linktypes: LINUX_SLL, LINUX_SLL2).
#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name directions[] = {
    {0, "unicast"}, {1, "broadcast"}, {2, "multicast"}, {3, "unicast-to-another-host"}, {4, "sent-by-us"}};
constexpr Bind one[] = {{Space::link, 113}}, two[] = {{Space::link, 276}};
constexpr auto fields = layout({
    choice("pkttype", 16, 0, directions).alias("sll.pkttype"),
    hex("lladdrtype", 16, 0x200).alias("sll.hatype"),
    number("lladdrlen", 16).alias("sll.halen"),
    bytes("src", 8),
    hex("proto", 16, 0x800).named(ethertypes).next_in(Space::ethertype).alias("sll.etype"),
});
constexpr auto fields2 = layout({
    hex("proto", 16, 0x800).named(ethertypes).next_in(Space::ethertype).alias("sll.etype"),
    number("reserved", 16),
    number("ifindex", 32).alias("sll.ifindex"),
    hex("lladdrtype", 16, 0x200).alias("sll.hatype"),
    choice("pkttype", 8, 0, directions).alias("sll.pkttype"),
    number("lladdrlen", 8).alias("sll.halen"),
    bytes("src", 8),
});

/// Below 1,536 the word is no Ethernet type: 1 raw 802.3, 4 LLC; ARPHRD 824 (netlink) and others have no protocol at
/// all.
const Proto* carried(std::uint16_t type) {
  if (type == 4) return &llc;
  return type > 1500 ? payload_of(Space::ethertype, type) : nullptr;
}
bool step(const Look& look, Step& step) { return step.next = carried(look.u16(14)), true; }
bool step2(const Look& look, Step& step) { return step.next = carried(look.u16(0)), true; }

extern const Proto sll2;
constexpr const Proto* parts[] = {&sll2};
constinit const Proto sll2{
    .name = "CookedLinuxV2", .key = "sll2", .title = "cooked linux v2", .fields = fields2, .binds = two, .step = step2};
}  // namespace

constinit const Proto sll{.name = "CookedLinux",
                          .key = "sll",
                          .title = "cooked linux",
                          .fields = fields,
                          .binds = one,
                          .step = step,
                          .parts = parts};

}  // namespace pytk::packet::proto
