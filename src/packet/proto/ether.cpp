// Ethernet II, and IEEE 802.3 with a length instead of a type (IEEE 802.3 3.2.6).
#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind binds[] = {{Space::link, 1}, {Space::ethertype, 0x6558, false}, {Space::ip_protocol, 143, true}};
constexpr Overload overloads[] = {{"VXLAN", "flags", 12}, {"VXLAN", "NextProtocol", 3}};
constexpr auto fields = layout({
    mac("dst").automatic(Automatic::route_target).alias("eth.dst"),
    mac("src").automatic(Automatic::route_source).alias("eth.src"),
    hex("type", 16, 0x9000).named(ethertypes).next_in(Space::ethertype).alias("eth.type"),
});
constexpr auto short_fields = layout({
    mac("dst").automatic(Automatic::route_target).alias("eth.dst"),
    mac("src").automatic(Automatic::route_source).alias("eth.src"),
    number("len", 16).automatic(Automatic::payload_length).alias("eth.len"),
});

const Proto* variant(const Look& look) { return look.bytes.size() >= 14 && look.u16(12) <= 1500 ? &dot3 : nullptr; }

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
                            .aliases = "eth"};
constinit const Proto dot3{.name = "Dot3",
                           .key = "dot3",
                           .title = "802.3",
                           .fields = short_fields,
                           .step = step_dot3,
                           .summary_text = "802.3 {src} > {dst}",
                           .same_as = &ether};

}  // namespace pytk::packet::proto
