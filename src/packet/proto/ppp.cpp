// PPP (RFC 1661) with and without HDLC framing (RFC 1662), its control protocols, and Cisco's HDLC.
#include <pytk/packet/craft.hpp>

#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name protocols[] = {{0x21, "Internet Protocol version 4"},
                              {0x57, "Internet Protocol version 6"},
                              {0xc021, "Link Control Protocol"},
                              {0x8021, "Internet Protocol Control Protocol"},
                              {0x8057, "IPv6 Control Protocol"},
                              {0xc023, "Password Authentication Protocol"},
                              {0xc223, "Challenge Handshake Authentication Protocol"},
                              {0xc227, "Extensible Authentication Protocol"},
                              {0x80fd, "Compression Control Protocol"},
                              {0x0281, "MPLS Unicast"},
                              {0x003d, "Multi-Link"}};
constexpr Name codes[] = {{1, "Configure-Request"}, {2, "Configure-Ack"},     {3, "Configure-Nak"},
                          {4, "Configure-Reject"},  {5, "Terminate-Request"}, {6, "Terminate-Ack"},
                          {7, "Code-Reject"},       {8, "Protocol-Reject"},   {9, "Echo-Request"},
                          {10, "Echo-Reply"},       {11, "Discard-Request"}};

// A protocol number whose first byte is odd was compressed to that byte (RFC 1661 6.5).
bool compressed(const Look& look) { return (look.u8(0) & 1U) != 0; }
bool uncompressed(const Look& look) { return !compressed(look); }
constexpr Bind ppp_binds[] = {{Space::link, 9}, {Space::ethertype, 0x880b}};
constexpr Overload on_pppoe[] = {{"PPPoE", "code", 0}};
constexpr auto ppp_fields = layout({
    choice("proto", 16, 0x21, protocols).when(uncompressed).next_in(Space::ppp).alias("ppp.protocol"),
    choice("proto", 8, 0x21, protocols).when(compressed).next_in(Space::ppp),
});
/// Crafted numbers below 256 are compressed, as Scapy writes them.
void compress(Finish& finish) {
  if (!finish.is_building_header) return;
  Bytes& header = *finish.header_bytes;
  if (header.size() == 2 && header[0] == 0 && (header[1] & 1U) != 0) header.erase(header.begin());
}
bool step_ppp(const Look& look, Step& step) {
  step.header = compressed(look) ? 1 : 2;
  step.next = payload_of(Space::ppp, compressed(look) ? look.u8(0) : look.u16(0));
  return true;
}
extern const Proto hdlc;
const Proto* framed(const Look& look) { return look.below == nullptr && look.u16(0) == 0xff03 ? &hdlc : nullptr; }

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

template <std::uint16_t Default>
constexpr auto control = layout({choice("code", 8, Default, codes).alias("ppp.code"), hex("id", 8), number("len", 16),
                                 bytes("data").sized_by("len", 1, -4)});
constexpr auto lcp_fields = control<5>;
constexpr auto configure_fields = control<1>;
constexpr Bind lcp_binds[] = {{Space::ppp, 0xc021}}, ipcp_binds[] = {{Space::ppp, 0x8021}},
               ipv6cp_binds[] = {{Space::ppp, 0x8057}}, pap_binds[] = {{Space::ppp, 0xc023}},
               chap_binds[] = {{Space::ppp, 0xc223}}, ccp_binds[] = {{Space::ppp, 0x80fd}};
constinit const Proto lcp{.name = "PPP_LCP",
                          .key = "lcp",
                          .title = "PPP Link Control Protocol",
                          .fields = lcp_fields,
                          .binds = lcp_binds,
                          .summary_text = "LCP {code}"};
constinit const Proto ipcp{.name = "PPP_IPCP",
                           .key = "ipcp",
                           .title = "PPP IP Control Protocol",
                           .fields = configure_fields,
                           .binds = ipcp_binds};
constinit const Proto ipv6cp{.name = "PPP_IPV6CP",
                             .key = "ipv6cp",
                             .title = "PPP IPv6 Control Protocol",
                             .fields = configure_fields,
                             .binds = ipv6cp_binds};
constinit const Proto pap{.name = "PPP_PAP",
                          .key = "pap",
                          .title = "PPP Password Authentication Protocol",
                          .fields = configure_fields,
                          .binds = pap_binds};
constinit const Proto chap{.name = "PPP_CHAP",
                           .key = "chap",
                           .title = "PPP Challenge Handshake Authentication Protocol",
                           .fields = configure_fields,
                           .binds = chap_binds};
constinit const Proto ccp{.name = "PPP_CCP",
                          .key = "ccp",
                          .title = "PPP Compression Control Protocol",
                          .fields = configure_fields,
                          .binds = ccp_binds};
constexpr const Proto* parts[] = {&hdlc, &cisco, &lcp, &ipcp, &ipv6cp, &pap, &chap, &ccp};

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
                          .parts = parts};

}  // namespace pytk::packet::proto
