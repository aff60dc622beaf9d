// SNMP version 1, 2c (RFC 1157, 3416) and 3 (RFC 3412): the message's head, and crafting of the PDUs of versions 1 and
// 2c.
#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>
#include <pytk/packet/craft.hpp>

#include "packet/proto/ber.hpp"
#include "packet/proto/snmp_encoding.hpp"

namespace pytk::packet::proto {
namespace {

// RFC 1157 4.1.1 and RFC 3416 3, by their words.
constexpr Name errors[] = {{0, "no_error"},
                           {1, "too_big"},
                           {2, "no_such_name"},
                           {3, "bad_value"},
                           {4, "read_only"},
                           {5, "generic_error"},
                           {6, "no_access"},
                           {7, "wrong_type"},
                           {8, "wrong_length"},
                           {9, "wrong_encoding"},
                           {10, "wrong_value"},
                           {11, "no_creation"},
                           {12, "inconsistent_value"},
                           {13, "resource_unavailable"},
                           {14, "commit_failed"},
                           {15, "undo_failed"},
                           {16, "authorization_error"},
                           {17, "not_writable"},
                           {18, "inconsistent_name"}};
constexpr Name generic_traps[] = {{0, "cold_start"},   {1, "warm_start"},     {2, "link_down"},          {3, "link_up"},
                                  {4, "auth_failure"}, {5, "egp_neigh_loss"}, {6, "enterprise_specific"}};
constexpr Name versions[] = {{0, "v1"}, {1, "v2c"}, {2, "v2"}, {3, "v3"}};
constexpr Bind binds[] = {{Space::udp_port, 161}, {Space::udp_port, 162}};
constexpr Overload overloads[] = {{"UDP", "sport", 161}, {"UDP", "dport", 161}};

/// version, then community and PDU, or version 3's header.
struct Head {
  std::uint64_t version = 0;
  Element community, pdu;
  bool has_pdu = false;
};
bool read_head(const Look& look, Head& head) {
  Element sequence, version;
  if (!read_element(look.bytes, 0, sequence) || sequence.tag != 0x30 ||
      !read_element(look.bytes, sequence.begin, version))
    return false;
  if (version.tag != 2 || !read_integer(look.bytes, version, head.version)) return false;
  if (!read_element(look.bytes, version.end, head.community)) return false;
  if (head.version != 3 && head.community.tag == 4)
    head.has_pdu = read_element(look.bytes, head.community.end, head.pdu);
  return true;
}
bool version(const Look& look, std::uint64_t& number) {
  Head head;
  if (!read_head(look, head)) return false;
  number = head.version;
  return true;
}
bool community(const Look& look, std::string& out) {
  Head head;
  if (!read_head(look, head) || head.version == 3 || head.community.tag != 4) return false;
  out += text_of(look.bytes.subspan(head.community.begin, head.community.end - head.community.begin));
  return true;
}
constexpr std::string_view pdus[] = {"get-request",      "get-next-request", "get-response", "set-request", "trap",
                                     "get-bulk-request", "inform-request",   "snmpV2-trap",  "report"};
bool pdu(const Look& look, std::string& out) {
  Head head;
  if (!read_head(look, head) || !head.has_pdu || (head.pdu.tag & 0xe0U) != 0xa0 || (head.pdu.tag & 0x1fU) > 8)
    return false;
  out += pdus[head.pdu.tag & 0x1fU];
  return true;
}
bool pdu_integer(const Look& look, unsigned index, std::uint64_t& number) {
  Head head;
  if (!read_head(look, head) || !head.has_pdu || head.pdu.tag == 0xa4) return false;
  std::size_t at = head.pdu.begin;
  Element element;
  for (unsigned i = 0; i <= index; ++i, at = element.end)
    if (!read_element(look.bytes, at, element) || element.tag != 2) return false;
  return read_integer(look.bytes, element, number);
}
bool request_id(const Look& look, std::uint64_t& number) { return pdu_integer(look, 0, number); }
/// Of bulk requests the second number is how many variables are not repeated (RFC 3416 4.2.3).
bool error_status(const Look& look, std::uint64_t& number) {
  Head head;
  return read_head(look, head) && head.has_pdu && head.pdu.tag != 0xa5 && pdu_integer(look, 1, number);
}

// The table follows the elements: the sequence around all, version, community, PDU.
std::uint32_t sequence_head(const Look& look, std::uint32_t) {
  Element sequence;
  return read_element(look.bytes, 0, sequence) ? static_cast<std::uint32_t>(sequence.begin) : look.size();
}
std::uint32_t element_size(const Look& look, std::uint32_t at) {
  Element element;
  return read_element(look.bytes, at, element) ? static_cast<std::uint32_t>(element.end) - at : look.size() - at;
}
void show_integer(std::string& out, const Look& /*look*/, ByteView value, Form /*form*/) {
  Element element;
  std::uint64_t number = 0;
  if (read_element(value, 0, element)) (void)read_integer(value, element, number);
  put(out, number);
}
void show_string(std::string& out, const Look& /*look*/, ByteView value, Form form) {
  Element element;
  const bool read = read_element(value, 0, element);
  const std::string_view text = read ? text_of(value.subspan(element.begin, element.end - element.begin)) : "";
  if (form == Form::json && !is_utf8(text)) {
    out += "{\"hex\":\"" + to_hex(bytes_of(text)) + "\"}";
    return;
  }
  if (form == Form::json) return json::append_string(out, text);
  out += form == Form::show ? '"' + escape_controls(text) + '"' : std::string(text);
}
void show_pdu(std::string& out, const Look& /*look*/, ByteView value, Form form) {
  if (form == Form::json) {
    out += "{\"hex\":\"" + to_hex(value) + "\"}";
    return;
  }
  out += "hex:" + to_hex(value);
}
/// The message is encoded as a whole at the end, when every part is known.
std::string build_later(const Value& /*value*/, const Look& /*so_far*/, Bytes& /*out*/) { return {}; }
constexpr Codec integer{show_integer, build_later}, string{show_string, build_later}, pdu_bytes{show_pdu, build_later},
    any_object{show_pdu, build_later};
bool has_community(const Look& look) {
  Head head;
  return look.bytes.empty() || !read_head(look, head) || head.version != 3;
}

/// Wireshark's name of the version in messages of version 3 only.
bool third_version(const Look& look, std::uint64_t& number) { return version(look, number) && number == 3; }

constexpr auto fields =
    layout({bytes("sequence").sized(sequence_head), custom("version", integer).sized(element_size).named(versions),
            custom("community", string).sized(element_size).when(has_community), custom("PDU", pdu_bytes),
            derived("msgVersion", third_version), derived_text("pdu", pdu),
            derived("request_id", request_id).alias("snmp.request_id"),
            derived("error_status", error_status).alias("snmp.error_status")});

// What a PDU holds; the tables give names to the parts, snmp_encoding.cpp the bytes.
#define PYTK_PDU(variable, class_name, ...)                                                                        \
  constexpr auto variable##_fields = layout({__VA_ARGS__});                                                        \
  constinit const Proto variable {                                                                                 \
    .name = class_name, .key = "snmp.pdu", .title = class_name, .fields = variable##_fields, .finish = finish_pdu, \
    .is_item = true                                                                                                \
  }
void finish_pdu(Finish& finish) {
  if (finish.is_building_header) *finish.header_bytes = snmp_pdu(*finish.spec);
}
PYTK_PDU(binding, "SNMPvarbind", text("oid", 0, "1.3"), custom("value", any_object));
#define PYTK_REQUEST(variable, class_name)                                                     \
  PYTK_PDU(variable, class_name, number("id", 32).with_sign(), choice("error", 32, 0, errors), \
           number("error_index", 32), items("varbindlist", binding))
PYTK_REQUEST(get, "SNMPget");
PYTK_REQUEST(next, "SNMPnext");
PYTK_REQUEST(response, "SNMPresponse");
PYTK_REQUEST(set, "SNMPset");
PYTK_REQUEST(inform, "SNMPinform");
PYTK_REQUEST(trap, "SNMPtrapv2");
PYTK_PDU(trap1, "SNMPtrapv1", text("enterprise", 0, "1.3"), ip4("agent_addr"),
         choice("generic_trap", 32, 0, generic_traps), number("specific_trap", 32), number("time_stamp", 32),
         items("varbindlist", binding));
PYTK_PDU(bulk, "SNMPbulk", number("id", 32), number("non_repeaters", 32), number("max_repetitions", 32),
         items("varbindlist", binding));
constexpr const Proto* parts[] = {&get, &next, &response, &set, &inform, &trap, &trap1, &bulk, &binding};
void finish(Finish& finish) {
  if (finish.is_building_header) *finish.header_bytes = snmp_message(*finish.spec);
}
void summary(const SummaryView& view, std::string& out) {
  out += "SNMP";
  const Look look = view.look();
  std::string what;
  if (pdu(look, what)) out += ' ' + what;
  what.clear();
  if (community(look, what)) out += " community=" + what;
}
bool claims(ByteView payload) { return !payload.empty() && payload[0] == 0x30; }

}  // namespace

constinit const Proto snmp{.name = "SNMP",
                           .key = "snmp",
                           .title = "SNMP",
                           .fields = fields,
                           .binds = binds,
                           .overloads = overloads,
                           .claims = claims,
                           .summary = summary,
                           .finish = finish,
                           .parts = parts};

}  // namespace pytk::packet::proto
