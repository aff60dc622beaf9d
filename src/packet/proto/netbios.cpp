// NetBIOS over TCP/IP (RFC 1002): name service and session service.
#include <pytk/packet/craft.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name flag_names[] = {{1, "res1"}, {2, "res0"}, {3, "RA"}, {4, "RD"}, {5, "TC"}, {6, "AA"}, {0, "B"}};
constexpr Name session_types[] = {{0x00, "Session Message"},           {0x81, "Session Request"},
                                  {0x82, "Positive Session Response"}, {0x83, "Negative Session Response"},
                                  {0x84, "Retarget Session Response"}, {0x85, "Session Keepalive"}};
constexpr Bind name_binds[] = {{Space::udp_port, 137}},
               session_binds[] = {{Space::tcp_port, 139}, {Space::tcp_port, 445}};
constexpr Overload name_overloads[] = {{"UDP", "sport", 137}, {"UDP", "dport", 137}},
                   session_overloads[] = {{"TCP", "sport", 139}, {"TCP", "dport", 139}};

/// The first name: 32 letters, two a byte (RFC 1001 14.1), the 16th byte being its kind.
bool first_name(const Look& look, std::string& out) {
  if (look.u8(12) != 32 || look.size() < 45) return false;
  const std::size_t before = out.size();
  for (std::uint32_t i = 0; i < 15; ++i) {
    const unsigned high = look.u8(13 + 2 * i) - 'A', low = look.u8(14 + 2 * i) - 'A';
    if (high > 15 || low > 15) return false;
    out += static_cast<char>(high << 4U | low);
  }
  while (out.size() > before && out.back() == ' ') out.pop_back();
  return true;
}
constexpr auto fields =
    layout({number("NAME_TRN_ID", 16).alias("nbns.id"), number("RESPONSE", 1).alias("nbns.flags.response"),
            number("OPCODE", 4).alias("nbns.flags.opcode"), flags("NM_FLAGS", 7, 0, flag_names),
            number("RCODE", 4).alias("nbns.flags.rcode"), number("QDCOUNT", 16).alias("nbns.count.queries"),
            number("ANCOUNT", 16).alias("nbns.count.answers"), number("NSCOUNT", 16).alias("nbns.count.auth_rr"),
            number("ARCOUNT", 16).alias("nbns.count.add_rr"), derived_text("name", first_name)});
void summary(const SummaryView& view, std::string& out) {
  const Look look = view.look();
  out += (look.u8(2) & 0x80U) != 0 ? "NBNS response" : "NBNS query";
  std::string name;
  if (first_name(view.layers.look(view.index), name)) out += " " + name;
}

constexpr auto session_fields =
    layout({choice("TYPE", 8, 0, session_types).alias("nbss.type"), number("RESERVED", 7),
            number("LENGTH", 17).automatic(Automatic::payload_length).alias("nbss.length")});
bool step_session(const Look& look, Step& step) {
  step.header = 4;
  const std::uint32_t end = 4U + (look.u32(0) & 0x1ffffU);
  if (look.u8(0) == 0) step.next = &smb;
  if (end < look.size()) step.end = end;
  return true;
}
bool claims(ByteView payload) {
  return payload.size() >= 4 && (payload[0] == 0 || (payload[0] >= 0x81 && payload[0] <= 0x85));
}
constinit const Proto session{.name = "NBTSession",
                              .key = "nbss",
                              .title = "NBT Session Packet",
                              .fields = session_fields,
                              .binds = session_binds,
                              .overloads = session_overloads,
                              .step = step_session,
                              .claims = claims};
constexpr const Proto* parts[] = {&session};

}  // namespace

constinit const Proto netbios{.name = "NBNSHeader",
                              .key = "nbns",
                              .title = "NBNS Header",
                              .fields = fields,
                              .binds = name_binds,
                              .overloads = name_overloads,
                              .summary = summary,
                              .parts = parts,
                              .label = "NBNS"};

}  // namespace pytk::packet::proto
