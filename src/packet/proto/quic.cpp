// QUIC long headers (RFC 9000 17.2): versions and connection ids; the rest is protected.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{0, "Initial"}, {1, "0-RTT"}, {2, "Handshake"}, {3, "Retry"}};
constexpr Bind binds[] = {{Space::udp_port, 443},
                          {Space::udp_port, 4433},
                          {Space::udp_port, 8443},
                          {Space::udp_port, 784},
                          {Space::udp_port, 853}};
constexpr Overload overloads[] = {{"UDP", "dport", 443}};
bool is_long(const Look& look) { return (look.u8(0) & 0x80U) != 0; }
std::uint32_t one_size(const Look& look, std::uint32_t at) { return look.u8(at - 1); }
constexpr auto fields = layout(
    {number("form", 1, 1).alias("quic.header_form"), number("fixed", 1, 1).alias("quic.fixed_bit"),
     choice("long_type", 2, 0, types).alias("quic.long.packet_type"), number("low", 4),
     hex("version", 32, 1).when(is_long).alias("quic.version"), number("dcil", 8).when(is_long).alias("quic.dcil"),
     bytes("dcid").sized(one_size).when(is_long).alias("quic.dcid"), number("scil", 8).when(is_long).alias("quic.scil"),
     bytes("scid").sized(one_size).when(is_long).alias("quic.scid")});
bool claims(ByteView payload) {
  if (payload.size() < 20) return false;
  if ((payload[0] & 0x80U) == 0) return (payload[0] & 0x40U) != 0;
  const auto version = load_be<std::uint32_t>(payload.subspan(1));
  return payload[5] <= 20 || version == 0;
}
bool step(const Look& look, Step& step) {
  step.header = std::min(extent_of(look), look.size());
  step.stop = true;
  return true;
}
void summary(const SummaryView& view, std::string& out) {
  const Look look = view.look();
  out += "QUIC ";
  if (!is_long(look))
    out += "short header";
  else
    put_named(out, look, "long_type");
}

}  // namespace

constinit const Proto quic{.name = "QUIC",
                           .key = "quic",
                           .title = "QUIC",
                           .fields = fields,
                           .least = 7,
                           .binds = binds,
                           .overloads = overloads,
                           .step = step,
                           .claims = claims,
                           .summary = summary};

}  // namespace pytk::packet::proto
