// DNS (RFC 1035) over UDP and TCP, multicast DNS (RFC 6762) and LLMNR (RFC 4795): header and question.
#include <pytk/packet/craft.hpp>

#include "packet/proto/dns_records.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name opcodes[] = {{0, "QUERY"}, {1, "IQUERY"}, {2, "STATUS"}, {4, "NOTIFY"}, {5, "UPDATE"}};
constexpr Name codes[] = {{0, "ok"},         {1, "format-error"},    {2, "server-failure"},
                          {3, "name-error"}, {4, "not-implemented"}, {5, "refused"}};
constexpr Bind binds[] = {
    {Space::udp_port, 53}, {Space::tcp_port, 53}, {Space::udp_port, 5353}, {Space::tcp_port, 5353}};
constexpr Overload overloads[] = {{"UDP", "sport", 53}, {"TCP", "sport", 53}};

bool over_tcp(const Look& look) { return look.below != nullptr && (look.below == &tcp || look.below->same_as == &tcp); }

constexpr auto question_fields = layout({
    domain("qname", "www.example.com", domain_extent),
    choice("qtype", 16, 1, dns_types).alias("dns.qry.type"),
    choice("qclass", 16, 1, dns_classes).alias("dns.qry.class"),
    derived_text("name", wireshark_name).alias("dns.qry.name"),
});

template <unsigned Shift, unsigned Mask>
bool answer_bits(const Look& look, std::uint64_t& number) {
  const std::uint32_t at = over_tcp(look) ? 4 : 2;
  if (look.size() < at + 2 || (look.u8(at) & 0x80U) == 0) return false;
  number = look.u16(at) >> Shift & Mask;
  return true;
}

/// Queries say it only when they ask for it (RFC 6840 5.7).
bool authentic(const Look& look, std::uint64_t& number) {
  if (answer_bits<5, 1>(look, number)) return true;
  const std::uint32_t at = over_tcp(look) ? 4 : 2;
  number = 1;
  return look.size() >= at + 2 && (look.u8(at + 1) & 0x20U) != 0;
}

/// Updates (RFC 2136 2.2) count zones, prerequisites and updates there.
template <unsigned At, bool Update>
bool count(const Look& look, std::uint64_t& number) {
  const std::uint32_t start = over_tcp(look) ? 2 : 0;
  number = look.u16(start + At);
  return look.size() >= start + At + 2 && ((look.u8(start + 2) >> 3U & 15U) == 5) == Update;
}

#define PYTK_SECTIONS                                                                                              \
  number("qdcount", 16), number("ancount", 16), number("nscount", 16),                                             \
      number("arcount", 16).alias("dns.count.add_rr"), items("qd", dns_question, "DNSQR()").counted_by("qdcount"), \
      items("an", choose_record).counted_by("ancount"), items("ns", choose_record).counted_by("nscount"),          \
      items("ar", choose_record).counted_by("arcount"), derived("count.queries", count<4, false>),                 \
      derived("count.answers", count<6, false>), derived("count.auth_rr", count<8, false>),                        \
      derived("count.zones", count<4, true>), derived("count.prerequisites", count<6, true>),                      \
      derived("count.updates", count<8, true>)

constexpr auto fields = layout({
    number("length", 16).when(over_tcp).automatic(Automatic::header_length, 1, -2).alias("dns.length"),
    number("id", 16).alias("dns.id"),
    number("qr", 1).alias("dns.flags.response"),
    choice("opcode", 4, 0, opcodes).alias("dns.flags.opcode"),
    number("aa", 1),
    number("tc", 1).alias("dns.flags.truncated"),
    number("rd", 1, 1).alias("dns.flags.recdesired"),
    number("ra", 1),
    number("z", 1).alias("dns.flags.z"),
    number("ad", 1),
    number("cd", 1).alias("dns.flags.checkdisable"),
    choice("rcode", 4, 0, codes),
    PYTK_SECTIONS,
    // What only answers say.
    derived("flags.authoritative", answer_bits<10, 1>),
    derived("flags.recavail", answer_bits<7, 1>),
    derived("flags.authenticated", authentic),
    derived("flags.rcode", answer_bits<0, 15>),
});

/// LLMNR (RFC 4795 2.1.1) is DNS with other flags.
constexpr Bind link_local_binds[] = {{Space::udp_port, 5355}, {Space::tcp_port, 5355}};
constexpr Overload link_local_overloads[] = {{"UDP", "sport", 5355}, {"UDP", "dport", 5355}};
constexpr auto link_local_fields = layout({
    number("length", 16).when(over_tcp).automatic(Automatic::header_length, 1, -2).alias("dns.length"),
    number("id", 16).alias("dns.id"),
    number("qr", 1).alias("dns.flags.response"),
    choice("opcode", 4, 0, opcodes).alias("dns.flags.opcode"),
    number("c", 1).alias("dns.flags.conflict"),
    number("tc", 1).alias("dns.flags.truncated"),
    number("t", 1).alias("dns.flags.tentative"),
    number("z", 4),
    choice("rcode", 4, 0, codes),
    PYTK_SECTIONS,
    derived("flags.rcode", answer_bits<0, 15>),
});

bool step(const Look& look, Step& step) {
  const std::uint32_t start = over_tcp(look) ? 2 : 0;
  if (look.size() < start + 2) return false;
  // The sections are found when they are asked for; the layer reaches to its end.
  step.header = look.size();
  if (start == 2) {
    const std::uint32_t end = 2U + look.u16(0);
    if (end < 14) return false;
    if (end < look.size()) {  // several messages may follow each other in a segment
      step.header = end;
      step.next = look.proto;
    }
  }
  return true;
}

void summary(const SummaryView& view, std::string& out) {
  const Look look = view.look();
  const std::uint32_t start = over_tcp(look) ? 2 : 0;
  const bool answer = (look.u8(start + 2) & 0x80U) != 0;
  out += answer ? "DNS Ans" : "DNS Qry";
  const Field* list = look.proto->find(answer ? "an" : "qd");
  bool first = true;
  if (!answer && look.u16(start + 4) > 0) {  // the common case needs no walk over the table
    std::string name;
    if (read_domain(look, start + 12, name)) {
      out += " \"";
      out += name;
      out += name == "." ? "\"" : ".\"";
    }
    return;
  }
  if (!answer || look.u16(start + 6) == 0) return;
  for_each_item(look, *list, [&](const Look& item) {
    if (!first) return false;
    first = false;
    const Field* data = item.proto->find("rdata");
    Place place;
    if (data == nullptr || !locate(item, *data, place)) return false;
    out += " \"";
    append_value(out, item, *data, place, Form::plain);
    out += '"';
    return false;
  });
}

std::uint32_t message_start(const Look& look) { return over_tcp(look) ? 2 : 0; }

constinit const Proto link_local{.name = "LLMNR",
                                 .key = "dns",
                                 .title = "LLMNR",
                                 .fields = link_local_fields,
                                 .least = 2,
                                 .binds = link_local_binds,
                                 .overloads = link_local_overloads,
                                 .step = step,
                                 .summary = summary,
                                 .message_start = message_start,
                                 .same_as = &dns,
                                 .aliases = "mdns"};
constexpr const Proto* parts[] = {&dns_question, &link_local};

}  // namespace

constinit const Proto dns_question{
    .name = "DNSQR", .key = "dnsqr", .title = "DNS Question Record", .fields = question_fields, .is_item = true};
constinit const Proto dns{.name = "DNS",
                          .key = "dns",
                          .title = "DNS",
                          .fields = fields,
                          .least = 2,
                          .binds = binds,
                          .overloads = overloads,
                          .step = step,
                          .summary = summary,
                          .message_start = message_start,
                          .parts = parts,
                          .aliases = "mdns"};

}  // namespace pytk::packet::proto
