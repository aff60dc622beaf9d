// IPv6 (RFC 8200).
#include <pytk/core/address.hpp>

#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind binds[] = {{Space::ethertype, 0x86dd}, {Space::link, 229},      {Space::ip_protocol, 41},
                          {Space::ppp, 0x57},         {Space::bsd_family, 10}, {Space::chdlc, 0x86dd},
                          {Space::nlpid, 0x8e}};
constexpr Overload overloads[] = {{"VXLAN", "flags", 12},
                                  {"VXLAN", "NextProtocol", 2},
                                  {"MPLS", "label", 2},
                                  {"GTP_U_Header", "gtp_type", 255},
                                  {"AH", "nh", 41}};
constexpr auto fields = layout({
    number("version", 4, 6).alias("ipv6.version ip.version"),
    number("tc", 8).alias("ipv6.tclass"),
    number("fl", 20).alias("ipv6.flow"),
    number("plen", 16).automatic(Automatic::payload_length).alias("ipv6.plen"),
    number("nh", 8, 59).named(ip_protocols).next_in(Space::ip_protocol).alias("ipv6.nxt"),
    number("hlim", 8, 64).alias("ipv6.hlim"),
    ip6("src", "::1").automatic(Automatic::route_source),
    ip6("dst", "::1"),
});

const Proto* variant(const Look& look) { return (look.u8(0) >> 4U) == 4 && look.size() >= 20 ? &ip : nullptr; }

bool read(const Look& look, Step& step) {
  if ((look.u8(0) >> 4U) != 6) return false;
  step.header = 40;
  // 0: a jumbogram (RFC 2675) or segmentation offload; everything that was captured belongs to it.
  const std::uint32_t end = 40U + look.u16(4);
  if (end > 40 && end < look.size()) step.end = end;
  if (end > 40) step.promised = end;
  step.next = payload_of(Space::ip_protocol, look.u8(6));
  return true;
}
bool step_error(const Look& look, Step& step) {
  if (!read(look, step)) return false;
  switch (look.u8(6)) {
    case 6: step.next = &tcp_error; break;
    case 17: step.next = &udp_error; break;
    default: break;
  }
  return true;
}

void summary(const SummaryView& view, std::string& out) {
  const Look look = view.look();
  if (look.size() < 40) return;
  append_ip(out, Ip::from(look.bytes.subspan(8, 16)));
  out += " > ";
  append_ip(out, Ip::from(look.bytes.subspan(24, 16)));
  out += " (";
  put(out, look.u8(6));
  out += ')';
}

constexpr const Proto* parts[] = {&ipv6_error};

}  // namespace

constinit const Proto ipv6{.name = "IPv6",
                           .key = "ipv6",
                           .title = "IPv6",
                           .fields = fields,
                           .binds = binds,
                           .overloads = overloads,
                           .step = read,
                           .variant = variant,
                           .summary = summary,
                           .parts = parts,
                           .is_address_layer = true};
constinit const Proto ipv6_error{.name = "IPerror6",
                                 .key = "iperror6",
                                 .title = "IPv6 in ICMPv6",
                                 .fields = fields,
                                 .overloads = overloads,
                                 .step = step_error,
                                 .same_as = &ipv6,
                                 .is_quote = true,
                                 .is_address_layer = true};

}  // namespace pytk::packet::proto
