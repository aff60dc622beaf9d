// NetBIOS over TCP/IP (RFC 1002): name service and session service.
#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>
#include <pytk/packet/craft.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name flag_names[] = {{1, "res1"}, {2, "res0"}, {3, "RA"}, {4, "RD"}, {5, "TC"}, {6, "AA"}, {0, "B"}};
constexpr Name session_types[] = {{0x00, "Session Message"},           {0x81, "Session Request"},
                                  {0x82, "Positive Session Response"}, {0x83, "Negative Session Response"},
                                  {0x84, "Retarget Session Response"}, {0x85, "Session Keepalive"}};
// RFC 1002 4.2.1.3, and Microsoft's kinds of names (MS-BRWS 2.1.1) in their encoding.
constexpr Name suffixes[] = {{0x4141, "workstation"},         {0x4144, "messenger service"},
                             {0x4341, "file server service"}, {0x424c, "domain master browser"},
                             {0x424d, "domain controller"},   {0x424f, "browser election service"}};
constexpr Name record_types[] = {{0x20, "NB"}, {0x21, "NBSTAT"}};
constexpr Name record_classes[] = {{1, "INTERNET"}};
constexpr Name node_types[] = {{0, "B node"}, {1, "P node"}, {2, "M node"}, {3, "H node"}};
constexpr Name group_bits[] = {{0, "Unique name"}, {1, "Group name"}};
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
/// As Wireshark writes it: with the kind.
bool name_and_kind(const Look& look, std::string& out) {
  if (!first_name(look, out)) return false;
  const auto kind = static_cast<std::uint8_t>((look.u8(43) - 'A') << 4U | (look.u8(44) - 'A'));
  out += '<' + to_hex(ByteView(&kind, 1)) + '>';
  return true;
}
/// In responses only.
bool response_code(const Look& look, std::uint64_t& number) {
  number = look.u8(3) & 15U;
  return look.size() >= 4 && (look.u8(2) & 0x80U) != 0;
}
constexpr auto fields =
    layout({number("NAME_TRN_ID", 16).alias("nbns.id"), number("RESPONSE", 1).alias("nbns.flags.response"),
            number("OPCODE", 4).alias("nbns.flags.opcode"), flags("NM_FLAGS", 7, 0, flag_names), number("RCODE", 4),
            number("QDCOUNT", 16).alias("nbns.count.queries"), number("ANCOUNT", 16).alias("nbns.count.answers"),
            number("NSCOUNT", 16).alias("nbns.count.auth_rr"), number("ARCOUNT", 16).alias("nbns.count.add_rr"),
            derived_text("name", name_and_kind), derived("flags.rcode", response_code)});
void summary(const SummaryView& view, std::string& out) {
  const Look look = view.look();
  out += (look.u8(2) & 0x80U) != 0 ? "NBNS response" : "NBNS query";
  std::string name;
  if (first_name(view.layers.look(view.index), name)) out += " " + name;
}

/// A name in its first-level encoding: a length, then each of 15 bytes as two letters (RFC 1001 14.1).
void show_name(std::string& out, const Look& /*look*/, ByteView value, Form form) {
  std::string name;
  for (std::size_t at = 1; at + 2 <= value.size(); at += 2) {
    const unsigned high = value[at] - unsigned{'A'}, low = value[at + 1] - unsigned{'A'};
    name += static_cast<char>((high << 4U | (low & 15U)) & 0xffU);
  }
  while (!name.empty() && name.back() == ' ') name.pop_back();
  if (form == Form::json) return json::append_string(out, name);
  out += escape_controls(name);
}
std::string build_name(const Value& value, const Look& /*so_far*/, Bytes& out) {
  if (!value.is_text()) return "a name is wanted here";
  std::string name = value.text.substr(0, 15);
  name.resize(15, ' ');
  out.push_back(32);
  for (const char c : name) {
    out.push_back(static_cast<std::uint8_t>('A' + (static_cast<unsigned char>(c) >> 4U)));
    out.push_back(static_cast<std::uint8_t>('A' + (static_cast<unsigned char>(c) & 15U)));
  }
  return {};
}
constexpr Codec encoded_name{show_name, build_name};
Field constexpr name_field(std::string_view name, std::string_view initial) {
  return custom(name, encoded_name).sized([](const Look&, std::uint32_t) { return 31U; }).text_default(initial);
}
#define PYTK_QUESTION(initial, kind)                                                                  \
  name_field("QUESTION_NAME", initial), hex("SUFFIX", 16, 0x4141).named(suffixes), number("NULL", 8), \
      hex("QUESTION_TYPE", 16, kind).named(record_types), choice("QUESTION_CLASS", 16, 1, record_classes)
constexpr auto query_fields = layout({PYTK_QUESTION("windows", 0x20)});
constexpr auto status_fields = layout({PYTK_QUESTION(std::string_view("*\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 15), 0x21)});
constexpr auto entry_fields = layout({choice("G", 1, 0, group_bits), choice("OWNER_NODE_TYPE", 2, 0, node_types),
                                      number("UNUSED", 13), ip4("NB_ADDRESS", 0x7f000001).alias("nbns.addr")});
constinit const Proto entry{.name = "NBNS_ADD_ENTRY",
                            .key = "nbns.entry",
                            .title = "NBNS address entry",
                            .fields = entry_fields,
                            .is_item = true};
constexpr auto answer_fields =
    layout({name_field("RR_NAME", "windows"), hex("SUFFIX", 16, 0x4141).named(suffixes), number("NULL", 8),
            hex("QUESTION_TYPE", 16, 0x20).named(record_types), choice("QUESTION_CLASS", 16, 1, record_classes),
            number("TTL", 32, 300000).alias("nbns.ttl"), number("RDLENGTH", 16),
            items("ADDR_ENTRY", entry, "NBNS_ADD_ENTRY()").sized_by("RDLENGTH")});
constexpr auto wait_fields =
    layout({name_field("RR_NAME", "windows"), hex("SUFFIX", 16, 0x4141).named(suffixes), number("NULL", 8),
            hex("RR_TYPE", 16, 0x20).named(record_types), choice("RR_CLASS", 16, 1, record_classes),
            number("TTL", 32, 2), number("RDLENGTH", 16, 2), number("RDATA", 16, 10512)});
constexpr auto registration_fields =
    layout({PYTK_QUESTION("Windows", 0x20), hex("RR_NAME", 16, 0xc00c), hex("RR_TYPE", 16, 0x20).named(record_types),
            choice("RR_CLASS", 16, 1, record_classes), number("TTL", 32), number("RDLENGTH", 16, 6),
            choice("G", 1, 0, group_bits), choice("OWNER_NODE_TYPE", 2, 0, node_types), number("UNUSED", 13),
            ip4("NB_ADDRESS", 0x7f000001)});
#define PYTK_ON_HEADER(variable, ...) constexpr Overload variable[] = {__VA_ARGS__}
PYTK_ON_HEADER(as_query, {"NBNSHeader", "OPCODE", 0}, {"NBNSHeader", "NM_FLAGS", 17}, {"NBNSHeader", "QDCOUNT", 1});
PYTK_ON_HEADER(as_answer, {"NBNSHeader", "OPCODE", 0}, {"NBNSHeader", "NM_FLAGS", 80}, {"NBNSHeader", "RESPONSE", 1},
               {"NBNSHeader", "ANCOUNT", 1});
PYTK_ON_HEADER(as_status, {"NBNSHeader", "OPCODE", 0}, {"NBNSHeader", "NM_FLAGS", 1}, {"NBNSHeader", "QDCOUNT", 1});
PYTK_ON_HEADER(as_registration, {"NBNSHeader", "OPCODE", 5}, {"NBNSHeader", "NM_FLAGS", 17},
               {"NBNSHeader", "QDCOUNT", 1}, {"NBNSHeader", "ARCOUNT", 1});
PYTK_ON_HEADER(as_wait, {"NBNSHeader", "OPCODE", 7}, {"NBNSHeader", "NM_FLAGS", 64}, {"NBNSHeader", "RESPONSE", 1},
               {"NBNSHeader", "ANCOUNT", 1});
#define PYTK_MESSAGE(variable, class_name, list, over)                                                    \
  constinit const Proto variable {                                                                        \
    .name = class_name, .key = "nbns." #variable, .title = class_name, .fields = list, .overloads = over, \
    .label = "NBNS"                                                                                       \
  }
PYTK_MESSAGE(query, "NBNSQueryRequest", query_fields, as_query);
PYTK_MESSAGE(answer, "NBNSQueryResponse", answer_fields, as_answer);
PYTK_MESSAGE(status, "NBNSNodeStatusRequest", status_fields, as_status);
PYTK_MESSAGE(registration, "NBNSRegistrationRequest", registration_fields, as_registration);
PYTK_MESSAGE(wait, "NBNSWackResponse", wait_fields, as_wait);
bool step_names(const Look& look, Step& step) {
  step.header = 12;
  if (look.u8(12) != 32) return true;  // a compressed name, or another kind of message
  const unsigned opcode = look.u16(2) >> 11U & 15U;
  const bool response = (look.u8(2) & 0x80U) != 0;
  if (!response && opcode == 0 && look.u16(4) == 1) step.next = look.u16(12 + 34) == 0x21 ? &status : &query;
  if (!response && opcode == 5 && look.size() >= 80) step.next = &registration;
  if (response && opcode == 0 && look.u16(6) == 1 && look.u16(12 + 34) == 0x20) step.next = &answer;
  return true;
}

constexpr auto session_fields = layout({choice("TYPE", 8, 0, session_types).alias("nbss.type"), number("RESERVED", 7),
                                        number("LENGTH", 17).automatic(Automatic::by_finish).alias("nbss.length")});
bool step_session(const Look& look, Step& step) {
  step.header = 4;
  const std::uint32_t end = 4U + (look.u32(0) & 0x1ffffU);
  if (look.u8(0) == 0) step.next = &smb;
  if (end < look.size()) step.end = end;
  return true;
}
/// An automatic length takes the reserved bits with it.
void finish_session(Finish& finish) {
  if (finish.is_building_header || finish.was_set("LENGTH") || finish.layer.size() < 4) return;
  const auto length = static_cast<std::uint32_t>(finish.layer.size() - 4) & 0x3ffffU;
  for (unsigned i = 0; i < 3; ++i) finish.layer[1 + i] = static_cast<std::uint8_t>(length >> (8 * (2 - i)));
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
                              .claims = claims,
                              .finish = finish_session};
constexpr const Proto* parts[] = {&session, &query, &answer, &status, &registration, &wait, &entry};

}  // namespace

constinit const Proto netbios{.name = "NBNSHeader",
                              .key = "nbns",
                              .title = "NBNS Header",
                              .fields = fields,
                              .binds = name_binds,
                              .overloads = name_overloads,
                              .step = step_names,
                              .summary = summary,
                              .parts = parts,
                              .label = "NBNS"};

}  // namespace pytk::packet::proto
