// Spanning tree bridge protocol data units (IEEE 802.1D 9). Times are in 1/256 of a second.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind binds[] = {{Space::sap, 0x42}, {Space::snap_code, 0x010b}};
constexpr Overload overloads[] = {{"LLC", "dsap", 0x42},
                                  {"LLC", "ssap", 0x42},
                                  {"LLC", "ctrl", 3},
                                  {"SNAP", "code", 0x010b},
                                  {"CHDLC", "proto", 0x4242}};
/// A bridge's number is its priority and, in the lower bits, the VLAN (IEEE 802.1Q 14.2.5). They stand behind proto,
/// version, type, flags; root 5, cost 13, bridge 17.
template <std::uint32_t At, unsigned Mask>
bool id_part(const Look& look, std::uint64_t& number) {
  if (look.size() < At + 8) return false;
  number = look.u16(At) & Mask;
  return true;
}
constexpr auto fields =
    layout({number("proto", 16).alias("stp.protocol"), number("version", 8).alias("stp.version"),
            number("bpdutype", 8).alias("stp.type"), number("bpduflags", 8).alias("stp.flags"),
            number("rootid", 16), mac("rootmac").alias("stp.root.hw"),
            number("pathcost", 32).alias("stp.root.cost"), number("bridgeid", 16),
            mac("bridgemac").alias("stp.bridge.hw"), number("portid", 16).alias("stp.port"),
            number("age", 16, 256).scaled(256).alias("stp.msg_age"),
            number("maxage", 16, 5120).scaled(256).alias("stp.max_age"),
            number("hellotime", 16, 512).scaled(256).alias("stp.hello"),
            number("fwddelay", 16, 3840).scaled(256).alias("stp.forward"), derived("root.prio", id_part<5, 0xf000>),
            derived("root.ext", id_part<5, 0x0fff>), derived("bridge.prio", id_part<17, 0xf000>),
            derived("bridge.ext", id_part<17, 0x0fff>)});
bool step(const Look& look, Step& step) { return step.header = std::min<std::uint32_t>(35, look.size()), true; }

}  // namespace

constinit const Proto stp{.name = "STP",
                          .key = "stp",
                          .title = "Spanning Tree Protocol",
                          .fields = fields,
                          .least = 4,
                          .binds = binds,
                          .overloads = overloads,
                          .step = step};

}  // namespace pytk::packet::proto
