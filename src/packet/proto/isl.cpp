// Cisco's inter-switch link: 26 bytes before a whole Ethernet frame, a check sequence behind it.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr auto fields = layout({hex("group", 40, 0x01000c0000), number("type", 4).alias("isl.type"),
                                number("priority", 4), mac("src").alias("isl.src"), number("len", 16).alias("isl.len"),
                                hex("snap", 24, 0xaaaa03), hex("hsa", 24, 0x00000c).alias("isl.hsa"),
                                number("vlan", 15).alias("isl.vlan_id"), number("bpdu", 1).alias("isl.bpdu"),
                                number("index", 16).alias("isl.index"), hex("reserved", 16).alias("isl.crap")});
bool step(const Look& look, Step& step) {
  if (look.size() < 40) return true;
  step.next = &ether;
  if (look.size() > 30) step.end = look.size() - 4;
  return true;
}

}  // namespace

constinit const Proto isl{.name = "ISL", .key = "isl", .title = "Inter-Switch Link", .fields = fields, .step = step};

}  // namespace pytk::packet::proto
