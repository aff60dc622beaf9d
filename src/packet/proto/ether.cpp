// Ethernet II, and IEEE 802.3 with a length instead of a type (IEEE 802.3 3.2.6).
#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind binds[] = {{Space::link, 1}, {Space::ethertype, 0x6558, false}, {Space::ip_protocol, 143, true}};
constexpr Overload overloads[] = {{"VXLAN", "flags", 12},      {"VXLAN", "NextProtocol", 3}, {"Ether", "type", 1},
                                  {"Dot1Q", "type", 1},        {"Dot1AD", "type", 1},        {"SNAP", "code", 1},
                                  {"CookedLinux", "proto", 1}, {"CookedLinuxV2", "proto", 1}};
constexpr auto fields = layout({
    mac("dst").automatic(Automatic::route_target).alias("eth.dst"),
    mac("src").automatic(Automatic::route_source).alias("eth.src"),
    hex("type", 16, 0x9000).named(ethertypes).next_in(Space::ethertype).alias("eth.type"),
});
constexpr auto short_fields = layout({
    mac("dst").automatic(Automatic::route_target).alias("eth.dst"),
    mac("src").automatic(Automatic::route_source).alias("eth.src"),
    number("len", 16).automatic(Automatic::payload_length).with_padding().alias("eth.len"),
});

const Proto* variant(const Look& look) {
  if (look.bytes.size() < 14) return nullptr;
  // Cisco's inter-switch link: its own multicast addresses, and a SNAP header where the length ends.
  // No type and no length at all is none of 802.3 either.
  if (look.u16(12) > 1500 || look.u16(12) == 0) return nullptr;
  const std::uint64_t group = look.u32(0);
  if ((group == 0x01000c00 || group == 0x03000c00) && look.u8(4) == 0 && look.u32(14) >> 8U == 0xaaaa03) return &isl;
  return &dot3;
}

bool step(const Look& look, Step& step) {
  step.next = payload_of(Space::ethertype, look.u16(12));
  return true;
}

bool step_dot3(const Look& look, Step& step) {
  const std::uint32_t end = 14U + look.u16(12);
  if (end < look.size()) step.end = end;
  // Novell's raw IPX has no LLC header; it begins with a checksum of all ones.
  if (look.u16(14) != 0xffff) step.next = &llc;
  return true;
}

constexpr const Proto* parts[] = {&dot3};

}  // namespace

constinit const Proto ether{.name = "Ether",
                            .key = "ether",
                            .title = "Ethernet",
                            .fields = fields,
                            .binds = binds,
                            .overloads = overloads,
                            .step = step,
                            .variant = variant,
                            .summary_text = "{src} > {dst} ({type})",
                            .parts = parts,
                            .aliases = "eth",
                            .not_over = "CHDLC"};
constinit const Proto dot3{.name = "Dot3",
                           .key = "dot3",
                           .title = "802.3",
                           .fields = short_fields,
                           .step = step_dot3,
                           .summary_text = "802.3 {src} > {dst}",
                           .same_as = &ether,
                           .not_over = "Ether Dot1Q Dot1AD SNAP CookedLinux* GENEVE GRE*"};

}  // namespace pytk::packet::proto
