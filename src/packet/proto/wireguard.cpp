// WireGuard: the message types and their clear fields.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{1, "initiate"}, {2, "respond"}, {3, "cookie reply"}, {4, "transport"}};
constexpr Bind binds[] = {{Space::udp_port, 51820}};
constexpr Overload overloads[] = {{"UDP", "sport", 51820}};
constexpr auto fields = layout({choice("message_type", 8, 1, types).alias("wg.type"), bytes("reserved_zero", 3)});
constexpr auto initiate_fields =
    layout({hex("sender_index", 32).little_endian().alias("wg.sender"), bytes("unencrypted_ephemeral", 32),
            bytes("encrypted_static", 48), bytes("encrypted_timestamp", 28), bytes("mac1", 16), bytes("mac2", 16)});
constexpr auto respond_fields =
    layout({hex("sender_index", 32).little_endian().alias("wg.sender"),
            hex("receiver_index", 32).little_endian().alias("wg.receiver"), bytes("unencrypted_ephemeral", 32),
            bytes("encrypted_nothing", 16), bytes("mac1", 16), bytes("mac2", 16)});
constexpr auto cookie_fields = layout({hex("receiver_index", 32).little_endian().alias("wg.receiver"),
                                       bytes("nonce", 24), bytes("encrypted_cookie", 32)});
constexpr auto transport_fields =
    layout({hex("receiver_index", 32).little_endian().alias("wg.receiver"),
            number("counter", 64).little_endian().alias("wg.counter"), bytes("encrypted_encapsulated_packet")});
#define PYTK_MESSAGE(variable, class_name, type, list)                                                \
  constexpr Overload on_##variable[] = {{"Wireguard", "message_type", type}};                         \
  constinit const Proto variable {                                                                    \
    .name = class_name, .key = "wg", .title = class_name, .fields = list, .overloads = on_##variable, \
    .label = "Wireguard"                                                                              \
  }
PYTK_MESSAGE(initiate, "WireguardInitiation", 1, initiate_fields);
PYTK_MESSAGE(respond, "WireguardResponse", 2, respond_fields);
PYTK_MESSAGE(cookie, "WireguardCookieReply", 3, cookie_fields);
PYTK_MESSAGE(transport, "WireguardTransport", 4, transport_fields);
constexpr const Proto* parts[] = {&initiate, &respond, &cookie, &transport};
bool claims(ByteView payload) {
  return payload.size() >= 32 && payload[0] >= 1 && payload[0] <= 4 && payload[1] == 0 && payload[2] == 0 &&
         payload[3] == 0;
}
bool step(const Look& look, Step& step) {
  if (!claims(look.bytes)) return false;
  step.next = parts[look.u8(0) - 1];
  return true;
}

}  // namespace

constinit const Proto wireguard{.name = "Wireguard",
                                .key = "wireguard",
                                .title = "Wireguard",
                                .fields = fields,
                                .binds = binds,
                                .overloads = overloads,
                                .step = step,
                                .claims = claims,
                                .summary_text = "WireGuard {message_type}",
                                .parts = parts,
                                .aliases = "wg"};

}  // namespace pytk::packet::proto
