// IPsec headers: AH (RFC 4302) and ESP (RFC 4303); what ESP carries is encrypted.
#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind ah_binds[] = {{Space::ip_protocol, 51}},
               esp_binds[] = {{Space::ip_protocol, 50}, {Space::udp_port, 4500}};
std::uint32_t value_size(const Look& look, std::uint32_t at) {
  const std::uint32_t size = (look.u8(1) + 2U) * 4U;
  return size > at ? size - at : 0;
}
bool reserved_bytes(const Look& look, std::string& out) {
  if (look.size() < 4) return false;
  out += to_hex(look.bytes.subspan(2, 2));
  return true;
}
constexpr auto ah_fields = layout(
    {number("nh", 8).named(ip_protocols).alias("ah.next_header"), number("payloadlen", 8).alias("ah.length"),
     number("reserved", 16).by_class_only(), hex("spi", 32, 1).alias("ah.spi"), number("seq", 32).alias("ah.sequence"),
     bytes("icv").sized(value_size), bytes("padding").sized([](const Look&, std::uint32_t) { return 0U; }),
     derived_text("reserved", reserved_bytes)});
bool step_ah(const Look& look, Step& step) {
  step.header = (look.u8(1) + 2U) * 4U;
  if (step.header < 12) return false;
  step.next = payload_of(Space::ip_protocol, look.u8(0));
  return true;
}
constexpr auto esp_fields =
    layout({hex("spi", 32, 1).alias("esp.spi"), number("seq", 32).alias("esp.sequence"), bytes("data")});
bool step_esp(const Look& look, Step& step) { return step.header = look.size(), true; }
// On UDP 4500 a zero SPI marks IKE, a single 0xff keeps a translation alive (RFC 3948).
bool claims(ByteView payload) { return payload.size() >= 8 && load_be<std::uint32_t>(payload) != 0; }
constexpr Overload on_udp[] = {{"UDP", "sport", 4500}};

constinit const Proto esp{.name = "ESP",
                          .key = "esp",
                          .title = "ESP",
                          .fields = esp_fields,
                          .binds = esp_binds,
                          .overloads = on_udp,
                          .step = step_esp,
                          .claims = claims};
constexpr const Proto* parts[] = {&esp};

}  // namespace

constinit const Proto ipsec{
    .name = "AH", .key = "ah", .title = "AH", .fields = ah_fields, .binds = ah_binds, .step = step_ah, .parts = parts};

}  // namespace pytk::packet::proto
