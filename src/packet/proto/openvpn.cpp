// OpenVPN: opcode and key id; over TCP a length stands before each packet.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name opcodes[] = {{1, "P_CONTROL_HARD_RESET_CLIENT_V1"},
                            {2, "P_CONTROL_HARD_RESET_SERVER_V1"},
                            {3, "P_CONTROL_SOFT_RESET_V1"},
                            {4, "P_CONTROL_V1"},
                            {5, "P_ACK_V1"},
                            {6, "P_DATA_V1"},
                            {7, "P_CONTROL_HARD_RESET_CLIENT_V2"},
                            {8, "P_CONTROL_HARD_RESET_SERVER_V2"},
                            {9, "P_DATA_V2"},
                            {10, "P_CONTROL_HARD_RESET_CLIENT_V3"},
                            {11, "P_CONTROL_WKC_V1"}};
constexpr Bind binds[] = {{Space::udp_port, 1194}, {Space::tcp_port, 1194}};
constexpr Overload overloads[] = {{"UDP", "dport", 1194}, {"UDP", "sport", 1194}, {"TCP", "dport", 1194}};
bool over_tcp(const Look& look) { return look.below == &tcp; }
constexpr auto fields =
    layout({number("plen", 16).when(over_tcp).automatic(Automatic::total_length, 1, -2).alias("openvpn.plen"),
            choice("opcode", 5, 7, opcodes).alias("openvpn.opcode"), number("key_id", 3).alias("openvpn.keyid")});
bool step(const Look& look, Step& step) {
  const std::uint32_t at = over_tcp(look) ? 2 : 0;
  const unsigned opcode = look.u8(at) >> 3U;
  if (opcode < 1 || opcode > 11) return false;
  step.header = at + 1;
  return true;
}

}  // namespace

constinit const Proto openvpn{.name = "OpenVPN",
                              .key = "openvpn",
                              .title = "OpenVPN",
                              .fields = fields,
                              .least = 3,
                              .binds = binds,
                              .overloads = overloads,
                              .step = step,
                              .summary_text = "OpenVPN {opcode}"};

}  // namespace pytk::packet::proto
