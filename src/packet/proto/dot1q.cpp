// VLAN tags: IEEE 802.1Q, and 802.1ad service tags, stacked as often as they come.
#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr auto fields = layout({
    number("prio", 3).alias("vlan.priority"),
    number("id", 1).alias("vlan.dei"),
    number("vlan", 12, 1).alias("vlan.id"),
    hex("type", 16).named(ethertypes).next_in(Space::ethertype).alias("vlan.etype"),
});
constexpr auto service_fields = layout({
    number("prio", 3).alias("ieee8021ad.priority"),
    number("id", 1).alias("ieee8021ad.dei"),
    number("vlan", 12, 1).alias("ieee8021ad.id"),
    hex("type", 16).named(ethertypes).next_in(Space::ethertype),
});
constexpr Bind q_binds[] = {{Space::ethertype, 0x8100}, {Space::ethertype, 0x9100, true}};
constexpr Bind ad_binds[] = {{Space::ethertype, 0x88a8}};
extern const Proto dot1ad;
constexpr const Proto* parts[] = {&dot1ad};

bool step(const Look& look, Step& step) {
  const std::uint16_t type = look.u16(2);
  step.next = type > 1500 ? payload_of(Space::ethertype, type) : &llc;
  return true;
}

constinit const Proto dot1ad{.name = "Dot1AD",
                             .key = "dot1ad",
                             .title = "802_1AD",
                             .fields = service_fields,
                             .binds = ad_binds,
                             .step = step,
                             .same_as = &dot1q,
                             .not_over = "CookedLinux* SNAP GENEVE GRE* CHDLC"};
}  // namespace

constinit const Proto dot1q{.name = "Dot1Q",
                            .key = "dot1q",
                            .title = "802.1Q",
                            .fields = fields,
                            .binds = q_binds,
                            .step = step,
                            .parts = parts,
                            .aliases = "vlan",
                            .not_over = "CHDLC GENEVE"};

}  // namespace pytk::packet::proto
