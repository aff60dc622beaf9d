// DHCPv6 (RFC 8415): one table a message type; options follow as layers.
#include "packet/proto/dhcp6_options.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name messages[] = {{1, "SOLICIT"},
                             {2, "ADVERTISE"},
                             {3, "REQUEST"},
                             {4, "CONFIRM"},
                             {5, "RENEW"},
                             {6, "REBIND"},
                             {7, "REPLY"},
                             {8, "RELEASE"},
                             {9, "DECLINE"},
                             {10, "RECONFIGURE"},
                             {11, "INFORMATION-REQUEST"},
                             {12, "RELAY-FORW"},
                             {13, "RELAY-REPL"}};
constexpr Bind binds[] = {{Space::udp_port, 546}, {Space::udp_port, 547}};
constexpr Overload client[] = {{"UDP", "sport", 546}, {"UDP", "dport", 547}},
                   server[] = {{"UDP", "sport", 547}, {"UDP", "dport", 546}};

template <unsigned Type>
constexpr auto message = layout({choice("msgtype", 8, Type, messages).alias("dhcpv6.msgtype"),
                                 hex("trid", 24).alias("dhcpv6.xid")});
constexpr auto fields = message<0>;
bool step(const Look& look, Step& step);
#define PYTK_MESSAGE(variable, number_, class_name, ports)                                                    \
  constexpr auto variable##_fields = message<number_>;                                                        \
  constinit const Proto variable {                                                                            \
    .name = (class_name), .key = "dhcp6", .title = (class_name), .fields = variable##_fields,                 \
    .overloads = (ports),                                                                                     \
    .step = step, .same_as = &dhcp6, .label = "DHCPv6"                                                        \
  }
PYTK_MESSAGE(solicit, 1, "DHCP6_Solicit", client);
PYTK_MESSAGE(advertise, 2, "DHCP6_Advertise", server);
PYTK_MESSAGE(request, 3, "DHCP6_Request", client);
PYTK_MESSAGE(confirm, 4, "DHCP6_Confirm", client);
PYTK_MESSAGE(renew, 5, "DHCP6_Renew", client);
PYTK_MESSAGE(rebind, 6, "DHCP6_Rebind", client);
PYTK_MESSAGE(reply, 7, "DHCP6_Reply", server);
PYTK_MESSAGE(release, 8, "DHCP6_Release", client);
PYTK_MESSAGE(decline, 9, "DHCP6_Decline", client);
PYTK_MESSAGE(reconfigure, 10, "DHCP6_Reconf", server);
PYTK_MESSAGE(information, 11, "DHCP6_InfoRequest", client);
template <unsigned Type>
constexpr auto relay = layout({choice("msgtype", 8, Type, messages).alias("dhcpv6.msgtype"),
                               number("hopcount", 8).alias("dhcpv6.hopcount"), ip6("linkaddr").alias("dhcpv6.linkaddr"),
                               ip6("peeraddr").alias("dhcpv6.peeraddr")});
constexpr auto forward_fields = relay<12>;
constexpr auto relayed_fields = relay<13>;
constexpr Overload between[] = {{"UDP", "sport", 547}, {"UDP", "dport", 547}};
constinit const Proto forward{.name = "DHCP6_RelayForward",
                              .key = "dhcp6",
                              .title = "DHCPv6 Relay Forward",
                              .fields = forward_fields,
                              .overloads = between,
                              .step = step,
                              .same_as = &dhcp6,
                              .label = "DHCPv6"};
constinit const Proto relayed{.name = "DHCP6_RelayReply",
                              .key = "dhcp6",
                              .title = "DHCPv6 Relay Reply",
                              .fields = relayed_fields,
                              .overloads = between,
                              .step = step,
                              .same_as = &dhcp6,
                              .label = "DHCPv6"};

bool step(const Look& look, Step& step) {
  step.header = look.proto->fields.minimum;
  step.next = dhcp6_option_at(look, step.header);
  return true;
}
constexpr const Proto* parts[] = {&solicit, &advertise, &request,     &confirm,     &renew,   &rebind, &reply,
                                  &release, &decline,   &reconfigure, &information, &forward, &relayed};
const Proto* variant(const Look& look) {
  const unsigned type = look.u8(0);
  return type >= 1 && type <= 13 ? parts[type - 1] : nullptr;
}

}  // namespace

constinit const Proto dhcp6{.name = "DHCP6",
                            .key = "dhcp6",
                            .title = "DHCPv6 Generic Message",
                            .fields = fields,
                            .binds = binds,
                            .overloads = client,
                            .step = step,
                            .variant = variant,
                            .parts = parts,
                            .label = "DHCPv6",
                            .aliases = "dhcpv6"};

}  // namespace pytk::packet::proto
