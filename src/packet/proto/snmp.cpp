// SNMP version 1, 2c (RFC 1157, 3416) and 3 (RFC 3412): the message's head; the whole is kept as BER.
#include "packet/proto/ber.hpp"

namespace pytk::packet::proto {
namespace {

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
bool error_status(const Look& look, std::uint64_t& number) { return pdu_integer(look, 1, number); }

constexpr auto fields = layout({bytes("message"), derived("version", version).alias("snmp.msgVersion"),
                                derived_text("community", community), derived_text("pdu", pdu),
                                derived("request_id", request_id), derived("error_status", error_status)});
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
                           .summary = summary};

}  // namespace pytk::packet::proto
