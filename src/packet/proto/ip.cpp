// IPv4 (RFC 791) with its options.
#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name flag_names[] = {{0, "MF"}, {1, "DF"}, {2, "evil"}};
constexpr Bind binds[] = {{Space::ethertype, 0x0800}, {Space::link, 12},      {Space::link, 14},
                          {Space::link, 101},         {Space::link, 228},     {Space::ip_protocol, 4},
                          {Space::ppp, 0x21},         {Space::bsd_family, 2}, {Space::chdlc, 0x0800},
                          {Space::nlpid, 0xcc}};
constexpr Overload overloads[] = {
    {"IP", "frag", 0},           {"VXLAN", "flags", 12}, {"VXLAN", "NextProtocol", 1},     {"AH", "nh", 0},
    {"GENEVE", "proto", 0x0800}, {"MPLS", "label", 0},   {"GTP_U_Header", "gtp_type", 255}};

std::uint32_t options_size(const Look& look, std::uint32_t) {
  const std::uint32_t header = (look.u8(0) & 15U) * 4U;
  return header > 20 ? header - 20 : 0;
}
template <unsigned Bit>
bool flag_bit(const Look& look, std::uint64_t& number) {
  number = (look.u8(6) >> Bit) & 1U;
  return look.size() > 6;
}
bool header_bytes(const Look& look, std::uint64_t& number) {
  number = std::uint64_t{look.u8(0) & 15U} * 4;
  return !look.bytes.empty();
}
bool dscp(const Look& look, std::uint64_t& number) {
  number = look.u8(1) >> 2U;
  return look.size() > 1;
}

constexpr auto fields = layout({
    number("version", 4, 4).alias("ip.version"),
    number("ihl", 4).automatic(Automatic::header_length, 4),
    hex("tos", 8).alias("ip.dsfield"),
    number("len", 16).automatic(Automatic::total_length).alias("ip.len"),
    number("id", 16, 1).alias("ip.id"),
    flags("flags", 3, 0, flag_names),
    number("frag", 13).alias("ip.frag_offset"),
    number("ttl", 8, 64).alias("ip.ttl"),
    number("proto", 8).named(ip_protocols).next_in(Space::ip_protocol).alias("ip.proto"),
    hex("chksum", 16).automatic(Automatic::checksum_header).alias("ip.checksum"),
    ip4("src", 0x7f000001).automatic(Automatic::route_source),
    ip4("dst", 0x7f000001),
    items("options", choose_ip_option).sized(options_size).pad_to(4),
    derived("flags.mf", flag_bit<5>),
    derived("flags.df", flag_bit<6>),
    derived("flags.rb", flag_bit<7>),
    derived("hdr_len", header_bytes),
    derived("dsfield.dscp", dscp),
});

const Proto* variant(const Look& look) { return (look.u8(0) >> 4U) == 6 ? &ipv6 : nullptr; }

bool read(const Look& look, Step& step) {
  const std::uint32_t header = (look.u8(0) & 15U) * 4U, length = look.u16(2);
  if (header < 20 || (look.u8(0) >> 4U) != 4) return false;
  step.header = header;
  // 0 is what segmentation offload leaves there: take all that was captured.
  if (length >= header && length < look.size()) step.end = length;
  if (length >= header) step.promised = length;
  if ((look.u16(6) & 0x1fffU) == 0) step.next = payload_of(Space::ip_protocol, look.u8(9));
  return true;
}

bool step(const Look& look, Step& step) { return read(look, step); }

bool step_error(const Look& look, Step& step) {
  if (!read(look, step)) return false;
  if ((look.u16(6) & 0x1fffU) != 0) return true;
  switch (look.u8(9)) {
    case 1: step.next = &icmp_error; break;
    case 6: step.next = &tcp_error; break;
    case 17: step.next = &udp_error; break;
    default: step.next = nullptr; break;
  }
  return true;
}

void summary(const SummaryView& view, std::string& out) {
  const Look look = view.look();
  if (look.size() < 20) return;
  put_ip4(out, look.bytes.data() + 12);
  out += " > ";
  put_ip4(out, look.bytes.data() + 16);
  out += ' ';
  put_named(out, look, "proto");
  if (const unsigned offset = look.u16(6) & 0x1fffU; offset != 0) {
    out += " frag:";
    put(out, offset);
  }
}

constexpr const Proto* parts[] = {&ip_error};

}  // namespace

constinit const Proto ip{.name = "IP",
                         .key = "ip",
                         .title = "IP",
                         .fields = fields,
                         .binds = binds,
                         .overloads = overloads,
                         .step = step,
                         .variant = variant,
                         .summary = summary,
                         .parts = parts,
                         .is_address_layer = true};
constinit const Proto ip_error{.name = "IPerror",
                               .key = "iperror",
                               .title = "IP in ICMP",
                               .fields = fields,
                               .step = step_error,
                               .same_as = &ip,
                               .is_quote = true,
                               .is_address_layer = true,
                               .not_over = "GENEVE IP IPv6* IPerror6"};

}  // namespace pytk::packet::proto
