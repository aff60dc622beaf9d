// L2TP version 2 (RFC 2661).
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name bits[] = {{0, "res00"}, {1, "res01"},    {2, "res02"}, {3, "res03"}, {4, "priority"}, {5, "offset"},
                         {6, "res06"}, {7, "sequence"}, {8, "res08"}, {9, "res09"}, {10, "length"},  {11, "control"}};
// Control messages have lengths and sequence numbers whatever their bits say (RFC 2661 3.1).
bool has_length(const Look& look) { return (look.u8(0) & 0xc0U) != 0; }
bool has_sequence(const Look& look) { return (look.u8(0) & 0x88U) != 0; }
bool has_offset(const Look& look) { return (look.u8(0) & 0x82U) == 0x02; }
constexpr Name versions[] = {{2, "L2TPv2"}};
constexpr Bind binds[] = {{Space::udp_port, 1701}};
constexpr Overload overloads[] = {{"UDP", "sport", 1701}, {"UDP", "dport", 1701}};
constexpr auto fields =
    layout({flags("hdr", 12, 0, bits), choice("version", 4, 2, versions).alias("l2tp.version"),
            number("len", 16).when(has_length).automatic(Automatic::total_length).alias("l2tp.length"),
            number("tunnel_id", 16).alias("l2tp.tunnel"), number("session_id", 16).alias("l2tp.session"),
            number("ns", 16).when(has_sequence).alias("l2tp.Ns"), number("nr", 16).when(has_sequence).alias("l2tp.Nr"),
            number("offset", 16).when(has_offset), number("offset_pad", 16).when(has_offset)});
bool step(const Look& look, Step& step) {
  if ((look.u8(1) & 15U) != 2) return false;
  step.header = std::min(extent_of(look), look.size());
  if (has_length(look) && look.u16(2) >= step.header && look.u16(2) < look.size()) step.end = look.u16(2);
  if ((look.u8(0) & 0x80U) == 0) step.next = &ppp;
  return true;
}

}  // namespace

constinit const Proto l2tp{.name = "L2TP",
                           .key = "l2tp",
                           .title = "L2TP",
                           .fields = fields,
                           .least = 6,
                           .binds = binds,
                           .overloads = overloads,
                           .step = step};

}  // namespace pytk::packet::proto
