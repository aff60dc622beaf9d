// Generic routing encapsulation (RFC 2784, 2890, 1701), and its version 1 for PPTP (RFC 2637).
#include <pytk/packet/craft.hpp>

#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

bool has_checksum(const Look& look) { return (look.u8(0) & 0xc0U) != 0; }
bool has_key(const Look& look) { return (look.u8(0) & 0x20U) != 0; }
bool has_sequence(const Look& look) { return (look.u8(0) & 0x10U) != 0; }
bool has_acknowledgement(const Look& look) { return (look.u8(1) & 0x80U) != 0; }
constexpr std::uint16_t erspan = 0x88be, redirect = 0x883e;
constexpr Bind binds[] = {{Space::ip_protocol, 47}};
constexpr Overload overloads[] = {{"IP", "frag", 0}};

constexpr auto fields = layout({
    number("chksum_present", 1).alias("gre.flags.checksum"),
    number("routing_present", 1),
    number("key_present", 1).alias("gre.flags.key"),
    number("seqnum_present", 1),
    number("strict_route_source", 1),
    number("recursion_control", 3),
    number("flags", 5),
    number("version", 3),
    hex("proto", 16).named(ethertypes).next_in(Space::ethertype).alias("gre.proto"),
    hex("chksum", 16).when(has_checksum).automatic(Automatic::by_finish),
    hex("offset", 16).when(has_checksum),
    hex("key", 32).when(has_key).alias("gre.key"),
    number("sequence_number", 32).when(has_sequence).alias("gre.sequence_number"),
});
constexpr auto pptp_fields = layout({
    number("chksum_present", 1).alias("gre.flags.checksum"),
    number("routing_present", 1),
    number("key_present", 1, 1).alias("gre.flags.key"),
    number("seqnum_present", 1),
    number("strict_route_source", 1),
    number("recursion_control", 3),
    number("acknum_present", 1),
    number("flags", 4),
    number("version", 3, 1),
    hex("proto", 16, 0x880b).named(ethertypes).next_in(Space::ethertype),
    number("payload_len", 16).automatic(Automatic::payload_length),
    number("call_id", 16),
    number("sequence_number", 32).when(has_sequence),
    number("ack_number", 32).when(has_acknowledgement),
});

extern const Proto pptp;
const Proto* variant(const Look& look) { return (look.u8(1) & 7U) == 1 ? &pptp : nullptr; }
bool step(const Look& look, Step& step) {
  step.header = std::min(extent_of(look), look.size());
  step.next = payload_of(Space::ethertype, look.u16(2));
  if (look.u16(2) == redirect) {  // WCCP: four bytes of its own may stand before the packet
    if ((look.u8(step.header) >> 4U) != 4) step.header = std::min(step.header + 4, look.size());
    step.next = &ip;
  }
  if (look.u16(2) == erspan) {  // type I has no header of its own, type II one of eight bytes
    if (has_sequence(look)) step.header = std::min(step.header + 8, look.size());
    step.next = &ether;
  }
  return true;
}
/// The routing bit alone brings the field along, but no checksum (RFC 1701).
void finish(Finish& finish) {
  if (finish.is_building_header || finish.was_set("chksum") || finish.layer.size() < 6) return;
  if ((finish.layer[0] & 0x80U) == 0) return;
  store_be<std::uint16_t>(finish.layer.data() + 4, 0);
  store_be<std::uint16_t>(finish.layer.data() + 4, internet_checksum(finish.layer));
}
bool step_pptp(const Look& look, Step& step) {
  step.header = std::min(extent_of(look), look.size());
  if (const std::uint32_t end = step.header + look.u16(4); end < look.size()) step.end = end;
  step.next = &ppp;
  return true;
}
constinit const Proto pptp{.name = "GRE_PPTP",
                           .key = "gre_pptp",
                           .title = "GRE PPTP",
                           .fields = pptp_fields,
                           .step = step_pptp,
                           .same_as = &gre};
constexpr auto routing_fields = layout({number("address_family", 16), number("SRE_offset", 8), number("SRE_len", 8),
                                        bytes("routing_info").sized_by("SRE_len")});
constexpr Overload on_gre[] = {{"GRE", "routing_present", 1}};
constinit const Proto routing{.name = "GRErouting",
                              .key = "grerouting",
                              .title = "GRE routing information",
                              .fields = routing_fields,
                              .overloads = on_gre};
constexpr const Proto* parts[] = {&pptp, &routing};

}  // namespace

constinit const Proto gre{.name = "GRE",
                          .key = "gre",
                          .title = "GRE",
                          .fields = fields,
                          .binds = binds,
                          .overloads = overloads,
                          .step = step,
                          .variant = variant,
                          .finish = finish,
                          .parts = parts};

}  // namespace pytk::packet::proto
