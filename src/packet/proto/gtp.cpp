// GTP version 1 user and control plane (3GPP TS 29.060, 29.281).
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{1, "echo_request"},
                          {2, "echo_response"},
                          {16, "create_pdp_context_req"},
                          {17, "create_pdp_context_res"},
                          {18, "update_pdp_context_req"},
                          {19, "update_pdp_context_res"},
                          {20, "delete_pdp_context_req"},
                          {21, "delete_pdp_context_res"},
                          {26, "error_indication"},
                          {27, "pdu_notification_req"},
                          {31, "supported_extension_headers_notification"},
                          {254, "end_marker"},
                          {255, "g_pdu"},
                          {19, "update_pdp_context_resp"}};
constexpr Name extensions[] = {{0x00, "No more extension headers"},
                               {0x40, "UDP Port"},
                               {0x85, "PDU Session Container"},
                               {0xc0, "PDCP PDU Number"}};
bool has_options(const Look& look) { return (look.u8(0) & 7U) != 0; }
constexpr Bind binds[] = {{Space::udp_port, 2152}, {Space::udp_port, 2123}};
constexpr Overload overloads[] = {{"UDP", "sport", 2152}, {"UDP", "dport", 2152}};
constexpr auto fields = layout(
    {number("version", 3, 1).alias("gtp.flags.version"), number("PT", 1, 1), number("reserved", 1), number("E", 1),
     number("S", 1), number("PN", 1), choice("gtp_type", 8, 0, types).alias("gtp.message"),
     number("length", 16).automatic(Automatic::total_length, 1, -8).alias("gtp.length"),
     number("teid", 32).alias("gtp.teid"), number("seq", 16).when(has_options).alias("gtp.seq_number"),
     number("npdu", 8).when(has_options), choice("next_ex", 8, 0, extensions).when(has_options).alias("gtp.next")});
bool step(const Look& look, Step& step) {
  if ((look.u8(0) >> 5U) != 1) return false;
  step.header = has_options(look) ? 12 : 8;
  if (const std::uint32_t end = 8U + look.u16(2); end < look.size()) step.end = end;
  // Extension headers: a length in words, content, the next type.
  std::uint8_t next = has_options(look) ? look.u8(11) : std::uint8_t{0};
  while (next != 0 && look.u8(step.header) != 0) {
    const std::uint32_t size = look.u8(step.header) * 4U;
    next = look.u8(step.header + size - 1);
    step.header += size;
  }
  if (look.u8(1) != 255) return true;
  step.next = (look.u8(step.header) >> 4U) == 6 ? &ipv6 : &ip;
  return true;
}

}  // namespace

constinit const Proto gtp{.name = "GTP_U_Header",
                          .key = "gtp",
                          .title = "GTP Header",
                          .fields = fields,
                          .least = 8,
                          .binds = binds,
                          .overloads = overloads,
                          .step = step,
                          .aliases = "gtp_u"};

}  // namespace pytk::packet::proto
