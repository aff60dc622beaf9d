// WireGuard: the message types and their clear fields.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{1, "initiate"}, {2, "respond"}, {3, "cookie reply"}, {4, "transport"}};
constexpr Bind binds[] = {{Space::udp_port, 51820}};
constexpr Overload overloads[] = {{"UDP", "dport", 51820}, {"UDP", "sport", 51820}};
constexpr auto fields = layout({choice("message_type", 8, 1, types).alias("wg.type"), bytes("reserved_zero", 3),
                                hex("sender_index", 32).little_endian().alias("wg.sender")});
bool claims(ByteView payload) {
  return payload.size() >= 32 && payload[0] >= 1 && payload[0] <= 4 && payload[1] == 0 && payload[2] == 0 &&
         payload[3] == 0;
}
bool step(const Look& look, Step& step) { return claims(look.bytes) && (step.header = 8, true); }

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
                                .aliases = "wg"};

}  // namespace pytk::packet::proto
