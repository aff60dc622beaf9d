// UDP (RFC 768).
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind binds[] = {{Space::ip_protocol, 17}, {Space::ip_protocol, 136, true}};
constexpr Overload overloads[] = {{"IP", "frag", 0}};
constexpr auto fields = layout({
    number("sport", 16, 53).alias("udp.srcport"),
    number("dport", 16, 53).alias("udp.dstport"),
    number("len", 16).automatic(Automatic::total_length).alias("udp.length"),
    hex("chksum", 16).automatic(Automatic::checksum_pseudo).alias("udp.checksum"),
});

bool step(const Look& look, Step& step) {
  step.header = 8;
  if (look.size() < 8) return true;
  const std::uint32_t length = look.u16(4);
  if (length >= 8 && length < look.size()) step.end = length;  // 0: a jumbogram (RFC 2675), all that is there
  if (step.end > 8)
    step.next = by_ports(Space::udp_port, look.u16(0), look.u16(2), look.bytes.subspan(8, step.end - 8));
  return true;
}

/// What is quoted may be cut anywhere; the length is that of the whole.
bool step_error(const Look& look, Step& step) {
  step.header = std::min(8U, look.size());
  if (look.size() > 8) step.next = by_ports(Space::udp_port, look.u16(0), look.u16(2), look.bytes.subspan(8));
  return true;
}

void summary(const SummaryView& view, std::string& out) {
  out += "UDP ";
  const Look look = view.look();
  put_endpoints(view, out, look.u16(0), look.u16(2), true);
}

constexpr const Proto* parts[] = {&udp_error};

}  // namespace

constinit const Proto udp{.name = "UDP",
                          .key = "udp",
                          .title = "UDP",
                          .fields = fields,
                          .least = 4,
                          .binds = binds,
                          .overloads = overloads,
                          .step = step,
                          .summary = summary,
                          .parts = parts};
constinit const Proto udp_error{.name = "UDPerror",
                                .key = "udperror",
                                .title = "UDP in ICMP",
                                .fields = fields,
                                .least = 4,
                                .step = step_error,
                                .same_as = &udp,
                                .is_quote = true,
                                .not_over = "IP IPv6"};

}  // namespace pytk::packet::proto
