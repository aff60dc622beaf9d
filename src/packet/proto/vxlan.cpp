// VXLAN (RFC 7348) with the group policy and generic protocol extensions.
#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name flag_names[] = {{0, "OAM"}, {1, "R"},  {2, "NextProtocol"}, {3, "Instance"},
                               {4, "V1"},  {5, "V2"}, {6, "R6"},           {7, "G"}};
constexpr Name next_names[] = {{0, "NotDefined"}, {1, "IPv4"}, {2, "IPv6"}, {3, "Ethernet"}, {4, "NSH"}};
constexpr Name policy_names[] = {{3, "A"}, {6, "D"}};
bool generic(const Look& look) { return (look.u8(0) & 4U) != 0; }
bool policy(const Look& look) { return (look.u8(0) & 0x80U) != 0; }
constexpr Bind binds[] = {
    {Space::udp_port, 4789}, {Space::udp_port, 4790}, {Space::udp_port, 6633}, {Space::udp_port, 8472}};
constexpr Overload overloads[] = {{"UDP", "sport", 4789}, {"UDP", "dport", 4789}};
constexpr auto fields = layout({
    flags("flags", 8, 8, flag_names).by_class_only(),
    number("reserved0", 16).when([](const Look& look) { return generic(look); }),
    choice("NextProtocol", 8, 0, next_names).when([](const Look& look) { return generic(look); }),
    number("reserved1", 24).when([](const Look& look) { return !generic(look) && !policy(look); }),
    flags("gpflags", 8, 0, policy_names).when([](const Look& look) { return policy(look); }),
    number("gpid", 16).when([](const Look& look) { return policy(look); }),
    hex("vni", 24).alias("vxlan.vni"),
    hex("reserved2", 8),
    derived("flags",
            [](const Look& look, std::uint64_t& number) {
              number = look.u16(0);
              return look.size() >= 2;
            }),
});

bool step(const Look& look, Step& step) {
  step.header = std::min(extent_of(look), look.size());
  switch (generic(look) ? look.u8(3) : 3U) {
    case 1: step.next = &ip; break;
    case 2: step.next = &ipv6; break;
    case 0:
    case 3: step.next = &ether; break;
    default: break;
  }
  return true;
}

}  // namespace

constinit const Proto vxlan{.name = "VXLAN",
                            .key = "vxlan",
                            .title = "VXLAN",
                            .fields = fields,
                            .least = 8,
                            .binds = binds,
                            .overloads = overloads,
                            .step = step,
                            .summary_text = "VXLAN (vni={vni})"};

}  // namespace pytk::packet::proto
