// TCP (RFC 9293) with its options.
#include <pytk/packet/craft.hpp>

#include "packet/proto/tcp_options.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name flag_names[] = {{0, "F"}, {1, "S"}, {2, "R"}, {3, "P"}, {4, "A"},
                               {5, "U"}, {6, "E"}, {7, "C"}, {8, "N"}};
constexpr Bind binds[] = {{Space::ip_protocol, 6}};
constexpr Overload overloads[] = {{"IP", "frag", 0}};

std::uint32_t options_size(const Look& look, std::uint32_t) {
  const std::uint32_t header = (look.u8(12) >> 4U) * 4U;
  return header > 20 ? header - 20 : 0;
}

template <unsigned Bit>
bool flag_bit(const Look& look, std::uint64_t& number) {
  if (look.size() < 14 || look.u8(12) < 0x50) return false;  // a header that is shorter than it can be
  number = (look.u16(12) >> Bit) & 1U;
  return true;
}
bool any_reserved(const Look& look, std::uint64_t& number) {
  number = (look.u8(12) & 14U) != 0 ? 1 : 0;
  return look.size() > 12 && look.u8(12) >= 0x50;
}
bool header_bytes(const Look& look, std::uint64_t& number) {
  number = std::uint64_t{4} * (look.u8(12) >> 4U);
  return look.size() > 12;
}
bool payload_bytes(const Look& look, std::uint64_t& number) {
  const std::uint32_t header = (look.u8(12) >> 4U) * 4U;
  if (look.proto == &tcp_error || look.size() < 13 || header > look.reach) return false;
  number = look.reach - header;
  return true;
}
/// Wireshark has no raw number for a segment that is quoted in an error of IPv4.
bool raw_sequence(const Look& look, std::uint64_t& number) {
  number = look.u32(4);
  return (look.proto != &tcp_error || look.below != &ip_error) && look.size() >= 8;
}
bool maximum_segment(const Look& look, std::uint64_t& number) { return tcp_option_number(look, 2, 2, number); }
bool window_scale(const Look& look, std::uint64_t& number) { return tcp_option_number(look, 3, 1, number); }

constexpr auto fields = layout({
    number("sport", 16, 20).alias("tcp.srcport"),
    number("dport", 16, 80).alias("tcp.dstport"),
    number("seq", 32),
    number("ack", 32).alias("tcp.ack_raw"),
    number("dataofs", 4).automatic(Automatic::header_length, 4),
    number("reserved", 3),
    flags("flags", 9, 2, flag_names),
    number("window", 16, 8192).alias("tcp.window_size_value"),
    hex("chksum", 16).automatic(Automatic::checksum_pseudo).alias("tcp.checksum"),
    number("urgptr", 16).alias("tcp.urgent_pointer"),
    custom("options", tcp_options).sized(options_size).pad_to(4),
    derived("flags.res", any_reserved),
    derived("flags.fin", flag_bit<0>),
    derived("flags.syn", flag_bit<1>),
    derived("flags.reset", flag_bit<2>),
    derived("flags.push", flag_bit<3>),
    derived("flags.ack", flag_bit<4>),
    derived("flags.urg", flag_bit<5>),
    derived("flags.ece", flag_bit<6>),
    derived("flags.cwr", flag_bit<7>),
    derived("flags.ns", flag_bit<8>),
    derived("hdr_len", header_bytes),
    derived("seq_raw", raw_sequence),
    derived("len", payload_bytes),
    derived("options.mss_val", maximum_segment),
    derived("options.wscale.shift", window_scale),
});

bool step(const Look& look, Step& step) {
  step.header = (look.u8(12) >> 4U) * 4U;
  if (step.header < 20 || look.size() < 20) {
    step.header = std::min(20U, look.size());
    step.stop = true;
    return true;
  }
  // The data of a reset says why in words (RFC 9293 3.5.3); no protocol stands there.
  if ((look.u8(13) & 4U) == 0 && step.header < look.size())
    step.next = by_ports(Space::tcp_port, look.u16(0), look.u16(2), look.bytes.subspan(step.header));
  return true;
}

bool step_error(const Look& look, Step& step) {
  step.header = std::min(std::max(20U, (look.u8(12) >> 4U) * 4U), look.size());
  return true;
}

void summary(const SummaryView& view, std::string& out) {
  out += "TCP ";
  const Look look = view.look();
  put_endpoints(view, out, look.u16(0), look.u16(2), false);
  out += ' ';
  const unsigned bits = look.u16(12) & 0x1ffU;
  for (const Name& name : flag_names)
    if ((bits >> name.value & 1U) != 0) out += name.name;
}

constexpr const Proto* parts[] = {&tcp_error};

}  // namespace

constinit const Proto tcp{.name = "TCP",
                          .key = "tcp",
                          .title = "TCP",
                          .fields = fields,
                          .least = 4,
                          .binds = binds,
                          .overloads = overloads,
                          .step = step,
                          .summary = summary,
                          .parts = parts};
constinit const Proto tcp_error{.name = "TCPerror",
                                .key = "tcperror",
                                .title = "TCP in ICMP",
                                .fields = fields,
                                .least = 4,
                                .step = step_error,
                                .same_as = &tcp,
                                .is_quote = true,
                                .not_over = "IP IPv6"};

}  // namespace pytk::packet::proto
