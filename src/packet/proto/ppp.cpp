// PPP (RFC 1661) with and without HDLC framing (RFC 1662), and Cisco's HDLC.
#include <pytk/packet/craft.hpp>

#include "packet/proto/names.hpp"
#include "packet/proto/ppp_protocols.hpp"

namespace pytk::packet::proto {
namespace {

// A protocol number whose first byte is odd was compressed to that byte (RFC 1661 6.5).
bool compressed(const Look& look) { return (look.u8(0) & 1U) != 0; }
constexpr Bind ppp_binds[] = {{Space::link, 9}, {Space::ethertype, 0x880b}};
constexpr Overload on_pppoe[] = {{"PPPoE", "code", 0}, {"GTP_U_Header", "gtp_type", 255}};
constexpr auto ppp_fields = layout({
    choice("proto", 16, 0x21, ppp_protocols).next_in(Space::ppp).alias("ppp.protocol"),
});
constexpr auto short_fields = layout({
    choice("proto", 8, 0x21, ppp_protocols).next_in(Space::ppp).alias("ppp.protocol"),
});
/// Crafted numbers below 256 are compressed, as Scapy writes them.
void compress(Finish& finish) {
  if (!finish.is_building_header) return;
  Bytes& header = *finish.header_bytes;
  if (header.size() == 2 && header[0] == 0) header.erase(header.begin());
}
bool step_ppp(const Look& look, Step& step) {
  step.next = payload_of(Space::ppp, look.u16(0));
  return true;
}
bool step_short(const Look& look, Step& step) {
  step.next = payload_of(Space::ppp, look.u8(0));
  return true;
}
constinit const Proto short_ppp{.name = "PPPCompressed",
                                .key = "ppp",
                                .title = "PPP Link Layer",
                                .fields = short_fields,
                                .step = step_short,
                                .same_as = &ppp};
extern const Proto hdlc;
const Proto* framed(const Look& look) {
  if ((look.below == nullptr || look.below == &l2tp) && look.u16(0) == 0xff03) return &hdlc;
  return compressed(look) ? &short_ppp : nullptr;
}

constexpr Bind hdlc_binds[] = {{Space::link, 50}};
constexpr auto hdlc_fields = layout({hex("address", 8, 0xff), hex("control", 8, 3)});
bool step_hdlc(const Look&, Step& step) { return step.next = &ppp, true; }
extern const Proto cisco;
const Proto* framed_otherwise(const Look& look) {
  return look.u8(0) == 0x0f || look.u8(0) == 0x8f ? &cisco : look.u8(0) != 0xff ? &ppp : nullptr;
}
constinit const Proto hdlc{.name = "HDLC",
                           .key = "hdlc",
                           .title = "HDLC",
                           .fields = hdlc_fields,
                           .binds = hdlc_binds,
                           .step = step_hdlc,
                           .variant = framed_otherwise};

constexpr Bind cisco_binds[] = {{Space::link, 104}};
constexpr auto cisco_fields =
    layout({hex("address", 8, 0x0f).alias("chdlc.address"), hex("control", 8),
            hex("proto", 16, 0x0800).named(ethertypes).next_in(Space::ethertype).alias("chdlc.protocol")});
constinit const Proto cisco{
    .name = "CHDLC", .key = "chdlc", .title = "Cisco HDLC", .fields = cisco_fields, .binds = cisco_binds};

constexpr const Proto* parts[] = {&hdlc, &cisco, &short_ppp};

}  // namespace

constinit const Proto ppp{.name = "PPP",
                          .key = "ppp",
                          .title = "PPP Link Layer",
                          .fields = ppp_fields,
                          .least = 1,
                          .binds = ppp_binds,
                          .overloads = on_pppoe,
                          .step = step_ppp,
                          .variant = framed,
                          .finish = compress,
                          .parts = parts,
                          .not_over = "CookedLinux* Dot1Q Dot1AD Ether GENEVE GRE SNAP CHDLC"};

}  // namespace pytk::packet::proto
