// Slow protocols (IEEE 802.3 57): link aggregation control.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name subtypes[] = {{0, "Unused"},          {1, "LACP"}, {2, "Marker"},
                             {2, "Marker Protocol"}, {3, "OAM"},  {10, "OSSP"}};
constexpr Bind binds[] = {{Space::ethertype, 0x8809}};
constexpr Overload on_ether[] = {{"Ether", "type", 0x8809}}, on_slow[] = {{"SlowProtocol", "subtype", 1}};
constexpr auto slow_fields = layout({choice("subtype", 8, 0, subtypes).alias("slow.subtype")});
constexpr auto fields = layout({number("version", 8, 1).alias("lacp.version"),
                                number("actor_type", 8, 1),
                                number("actor_length", 8, 20),
                                number("actor_system_priority", 16),
                                mac("actor_system").alias("lacp.actor.sysid"),
                                number("actor_key", 16).alias("lacp.actor.key"),
                                number("actor_port_priority", 16),
                                number("actor_port_number", 16).alias("lacp.actor.port"),
                                hex("actor_state", 8).alias("lacp.flags.a"),
                                bytes("actor_reserved", 3),
                                number("partner_type", 8, 2),
                                number("partner_length", 8, 20),
                                number("partner_system_priority", 16),
                                mac("partner_system").alias("lacp.partner.sysid"),
                                number("partner_key", 16).alias("lacp.partner.key"),
                                number("partner_port_priority", 16),
                                number("partner_port_number", 16).alias("lacp.partner.port"),
                                hex("partner_state", 8).alias("lacp.flags.p"),
                                bytes("partner_reserved", 3),
                                number("collector_type", 8, 3),
                                number("collector_length", 8, 16),
                                number("collector_max_delay", 16),
                                bytes("collector_reserved", 12),
                                number("terminator_type", 8),
                                number("terminator_length", 8),
                                bytes("reserved", 50)});
bool step(const Look& look, Step& step);
constinit const Proto body{.name = "LACP", .key = "lacp", .title = "LACP", .fields = fields, .overloads = on_slow};
bool step(const Look& look, Step& step) {
  if (look.u8(0) == 1) step.next = &body;
  return true;
}
constexpr const Proto* parts[] = {&body};

}  // namespace

constinit const Proto lacp{.name = "SlowProtocol",
                           .key = "slow",
                           .title = "SlowProtocol",
                           .fields = slow_fields,
                           .binds = binds,
                           .overloads = on_ether,
                           .step = step,
                           .parts = parts,
                           .not_over = "CookedLinux* SNAP GENEVE GRE GRE_PPTP CHDLC"};

}  // namespace pytk::packet::proto
