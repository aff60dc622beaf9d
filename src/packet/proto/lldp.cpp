// Link layer discovery (IEEE 802.1AB): a list of type-length-value elements, each a layer.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{0, "end of LLDPDU"},
                          {1, "chassis id"},
                          {2, "port id"},
                          {3, "time to live"},
                          {4, "port description"},
                          {5, "system name"},
                          {6, "system description"},
                          {7, "system capabilities"},
                          {8, "management address"},
                          {127, "organisation specific TLV"}};
// IEEE 802.1AB 8.5.2.2 and 8.5.3.2.
constexpr Name chassis_kinds[] = {{0, "reserved"},       {1, "chassis component"}, {2, "interface alias"},
                                  {3, "port component"}, {4, "MAC address"},       {5, "network address"},
                                  {6, "interface name"}, {7, "locally assigned"}};
constexpr Name port_kinds[] = {{0, "reserved"},         {1, "interface alias"}, {2, "port component"},
                               {3, "MAC address"},      {4, "network address"}, {5, "interface name"},
                               {6, "agent circuit ID"}, {7, "locally assigned"}};
constexpr Bind binds[] = {{Space::ethertype, 0x88cc}};
std::uint32_t value_size(const Look& look, std::uint32_t at) {
  const std::uint32_t size = (look.u16(0) & 0x1ffU) + 2U;
  return size > at ? size - at : 0;
}
constexpr auto any_fields =
    layout({choice("_type", 7, 127, types).alias("lldp.tlv.type"),
            number("_length", 9).automatic(Automatic::header_length, 1, -2).alias("lldp.tlv.len"),
            bytes("value").sized(value_size)});
constexpr auto chassis_fields =
    layout({choice("_type", 7, 1, types).alias("lldp.tlv.type"),
            number("_length", 9).automatic(Automatic::header_length, 1, -2).alias("lldp.tlv.len"),
            choice("subtype", 8, 0, chassis_kinds).alias("lldp.chassis.subtype"), bytes("id").sized(value_size)});
constexpr auto port_fields =
    layout({choice("_type", 7, 2, types).alias("lldp.tlv.type"),
            number("_length", 9).automatic(Automatic::header_length, 1, -2).alias("lldp.tlv.len"),
            choice("subtype", 8, 0, port_kinds).alias("lldp.port.subtype"), bytes("id").sized(value_size)});
constexpr auto live_fields =
    layout({choice("_type", 7, 3, types).alias("lldp.tlv.type"), number("_length", 9, 2).alias("lldp.tlv.len"),
            number("ttl", 16, 20).alias("lldp.time_to_live")});
template <unsigned Type>
constexpr auto text_fields =
    layout({choice("_type", 7, Type, types).alias("lldp.tlv.type"),
            number("_length", 9).automatic(Automatic::header_length, 1, -2).alias("lldp.tlv.len"),
            text("description").sized(value_size)});
constexpr auto name_fields =
    layout({choice("_type", 7, 5, types).alias("lldp.tlv.type"),
            number("_length", 9).automatic(Automatic::header_length, 1, -2).alias("lldp.tlv.len"),
            text("system_name").sized(value_size).alias("lldp.tlv.system.name")});
constexpr auto port_text_fields = text_fields<4>;
constexpr auto system_text_fields = text_fields<6>;
constexpr auto end_fields =
    layout({choice("_type", 7, 0, types).alias("lldp.tlv.type"), number("_length", 9).alias("lldp.tlv.len")});
bool step(const Look& look, Step& step);
#define PYTK_ELEMENT(variable, class_name, list)                                                      \
  constinit const Proto variable {                                                                    \
    .name = class_name, .key = "lldp", .title = class_name, .fields = list, .least = 2, .step = step, \
    .same_as = &lldp, .label = "LLDP"                                                                 \
  }
PYTK_ELEMENT(chassis, "LLDPDUChassisID", chassis_fields);
PYTK_ELEMENT(port, "LLDPDUPortID", port_fields);
PYTK_ELEMENT(live, "LLDPDUTimeToLive", live_fields);
PYTK_ELEMENT(port_text, "LLDPDUPortDescription", port_text_fields);
PYTK_ELEMENT(system_name, "LLDPDUSystemName", name_fields);
PYTK_ELEMENT(system_text, "LLDPDUSystemDescription", system_text_fields);
PYTK_ELEMENT(end, "LLDPDUEndOfLLDPDU", end_fields);

bool step(const Look& look, Step& step) {
  step.header = (look.u16(0) & 0x1ffU) + 2U;
  if (look.u16(0) >> 9U == 0) return step.end = 2, true;
  if (step.header < look.size()) step.next = &lldp;
  return true;
}
const Proto* variant(const Look& look) {
  switch (look.u16(0) >> 9U) {
    case 0: return &end;
    case 1: return &chassis;
    case 2: return &port;
    case 3: return &live;
    case 4: return &port_text;
    case 5: return &system_name;
    case 6: return &system_text;
    default: return nullptr;
  }
}
constexpr const Proto* parts[] = {&chassis, &port, &live, &port_text, &system_name, &system_text, &end};

}  // namespace

constinit const Proto lldp{.name = "LLDPDU",
                           .key = "lldp",
                           .title = "LLDPDU",
                           .fields = any_fields,
                           .least = 2,
                           .binds = binds,
                           .step = step,
                           .variant = variant,
                           .parts = parts,
                           .label = "LLDP"};

}  // namespace pytk::packet::proto
