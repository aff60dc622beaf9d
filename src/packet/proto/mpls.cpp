// MPLS label stacks (RFC 3032); what follows the last label is told by its first nibble (RFC 4385, 4928).
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind binds[] = {
    {Space::ethertype, 0x8847}, {Space::ethertype, 0x8848, true}, {Space::ip_protocol, 137}, {Space::udp_port, 6635},
    {Space::ppp, 0x0281},       {Space::chdlc, 0x8847},           {Space::link, 219}};
constexpr Overload overloads[] = {{"UDP", "dport", 6635}, {"MPLS", "s", 0}};
constexpr auto fields = layout({number("label", 20, 3).alias("mpls.label"), number("cos", 3).alias("mpls.exp"),
                                number("s", 1, 1).alias("mpls.bottom"), number("ttl", 8).alias("mpls.ttl")});

bool step(const Look& look, Step& step) {
  step.header = 4;
  if ((look.u8(2) & 1U) == 0) {
    step.next = &mpls;
    return true;
  }
  switch (look.u8(4) >> 4U) {
    case 4: step.next = &ip; break;
    case 6: step.next = &ipv6; break;
    case 0: step.next = nullptr; break;  // a control word: what follows is not told
    default: step.next = &ether; break;
  }
  return true;
}

}  // namespace

constinit const Proto mpls{.name = "MPLS",
                           .key = "mpls",
                           .title = "MPLS",
                           .fields = fields,
                           .binds = binds,
                           .overloads = overloads,
                           .step = step,
                           .not_over = "CookedLinux* SNAP GENEVE CHDLC PPP"};

}  // namespace pytk::packet::proto
