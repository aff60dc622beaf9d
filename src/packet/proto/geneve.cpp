// GENEVE (RFC 8926).
#include <pytk/packet/craft.hpp>

#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

// IANA registry of Geneve option classes.
constexpr Name option_classes[] = {{0x0100, "Linux"},
                                   {0x0101, "Open vSwitch"},
                                   {0x0102, "Open Virtual Networking (OVN)"},
                                   {0x0103, "In-band Network Telemetry (INT)"},
                                   {0x0104, "VMware"},
                                   {0x0105, "Amazon.com, Inc."},
                                   {0x0106, "Cisco Systems, Inc."},
                                   {0x0107, "Oracle Corporation"},
                                   {0x0110, "Amazon.com, Inc."},
                                   {0x0118, "IBM"},
                                   {0x0128, "Ericsson"},
                                   {0xfeff, "Unassigned"},
                                   {0xffff, "Experimental"}};
constexpr Bind binds[] = {{Space::udp_port, 6081}};
constexpr Overload overloads[] = {{"UDP", "dport", 6081}};
constexpr auto option_fields = layout({hex("classid", 16).named(option_classes), hex("type", 8), number("reserved", 3),
                                       number("length", 5).by_class_only(), bytes("data").sized_by("length", 4)});
constinit const Proto option{.name = "GeneveOptions",
                             .key = "geneve.option",
                             .title = "Geneve Option",
                             .fields = option_fields,
                             .finish =
                                 [](Finish& finish) {
                                   // An automatic length takes the reserved bits with it.
                                   if (finish.is_building_header && !finish.was_set("length"))
                                     (*finish.header_bytes)[3] = 0;
                                 },
                             .is_item = true};
constexpr auto fields = layout({
    number("version", 2).alias("geneve.version"),
    number("optionlen", 6),
    number("oam", 1),
    number("critical", 1),
    number("reserved", 6),
    hex("proto", 16).named(ethertypes).next_in(Space::ethertype).alias("geneve.proto_type"),
    hex("vni", 24).alias("geneve.vni"),
    hex("reserved2", 8),
    items("options", option).sized_by("optionlen", 4).by_class_only(),
    derived_text("options",
                 [](const Look& look, std::string& out) {
                   const std::size_t size = std::size_t{4} * (look.u8(0) & 0x3fU);
                   if (size == 0 || 8 + size > look.size()) return false;
                   out += to_hex(look.bytes.subspan(8, size));
                   return true;
                 }),
    derived("option.length",
            [](const Look& look, std::uint64_t& number) {
              number = std::uint64_t{4} * (look.u8(0) & 0x3fU);
              return !look.bytes.empty();
            }),
});
constexpr const Proto* parts[] = {&option};

}  // namespace

constinit const Proto geneve{.name = "GENEVE",
                             .key = "geneve",
                             .title = "GENEVE",
                             .fields = fields,
                             .binds = binds,
                             .overloads = overloads,
                             .summary_text = "GENEVE (vni={vni})",
                             .parts = parts};

}  // namespace pytk::packet::proto
