// DHCPv6 (RFC 8415): one table a message type; options follow as layers.
#include <pytk/core/address.hpp>

#include "packet/proto/table.hpp"

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
constexpr Name options[] = {{1, "CLIENTID"},
                            {2, "SERVERID"},
                            {3, "IA_NA"},
                            {4, "IA_TA"},
                            {5, "IAADDR"},
                            {6, "ORO"},
                            {7, "PREFERENCE"},
                            {8, "ELAPSED_TIME"},
                            {9, "RELAY_MSG"},
                            {11, "AUTH"},
                            {13, "STATUS_CODE"},
                            {14, "RAPID_COMMIT"},
                            {15, "USER_CLASS"},
                            {16, "VENDOR_CLASS"},
                            {17, "VENDOR_OPTS"},
                            {18, "INTERFACE_ID"},
                            {23, "OPT_DNS_SERVERS"},
                            {24, "OPT_DNS_DOMAIN"},
                            {25, "OPTION_IA_PD"},
                            {26, "OPTION_IAPREFIX"},
                            {31, "OPT_SNTP_SERVERS"},
                            {37, "REMOTE_ID"},
                            {39, "OPTION_CLIENT_FQDN"}};
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
    .name = class_name, .key = "dhcp6", .title = class_name, .fields = variable##_fields, .overloads = ports, \
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

constexpr auto option_fields = layout({choice("optcode", 16, 0, options).alias("dhcpv6.option.type"),
                                       number("optlen", 16).alias("dhcpv6.option.length"),
                                       bytes("data").sized_by("optlen").alias("dhcpv6.option.value")});
template <unsigned Code>
constexpr auto identity = layout({choice("optcode", 16, Code, options).alias("dhcpv6.option.type"),
                                  number("optlen", 16), bytes("duid").sized_by("optlen").alias("dhcpv6.duid.bytes")});
constexpr auto client_fields = identity<1>;
constexpr auto server_fields = identity<2>;
constexpr auto requested_fields =
    layout({choice("optcode", 16, 6, options).alias("dhcpv6.option.type"), number("optlen", 16),
            bytes("reqopts", 0, std::string_view("\0\x17\0\x18", 4)).sized_by("optlen")});
constexpr auto elapsed_fields = layout({choice("optcode", 16, 8, options).alias("dhcpv6.option.type"),
                                        number("optlen", 16, 2), number("elapsedtime", 16)});
bool step_option(const Look& look, Step& step);
#define PYTK_OPTION(variable, class_name, list)                                                                      \
  constinit const Proto variable {                                                                                   \
    .name = class_name, .key = "dhcp6.option", .title = class_name, .fields = list, .least = 4, .step = step_option, \
    .is_quote = true, .label = "DHCPv6"                                                                              \
  }
PYTK_OPTION(option, "DHCP6OptUnknown", option_fields);
PYTK_OPTION(client_id, "DHCP6OptClientId", client_fields);
PYTK_OPTION(server_id, "DHCP6OptServerId", server_fields);
PYTK_OPTION(requested, "DHCP6OptOptReq", requested_fields);
PYTK_OPTION(elapsed, "DHCP6OptElapsedTime", elapsed_fields);
const Proto* option_at(const Look& look, std::uint32_t at) {
  if (at + 4 > look.size()) return nullptr;
  switch (look.u16(at)) {
    case 1: return &client_id;
    case 2: return &server_id;
    case 6: return &requested;
    case 8: return look.u16(at + 2) == 2 ? &elapsed : &option;
    default: return &option;
  }
}
bool step_option(const Look& look, Step& step) {
  step.header = 4U + look.u16(2);
  if (step.header <= look.size()) step.next = option_at(look, step.header);
  return true;
}
bool step(const Look& look, Step& step) {
  step.header = look.proto->fields.minimum;
  step.next = option_at(look, step.header);
  return true;
}
constexpr const Proto* parts[] = {&solicit, &advertise, &request,   &confirm,     &renew,       &rebind,
                                  &reply,   &release,   &decline,   &reconfigure, &information, &forward,
                                  &relayed, &option,    &client_id, &server_id,   &requested,   &elapsed};
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
