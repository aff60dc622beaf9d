// GENEVE (RFC 8926).
#include <pytk/packet/craft.hpp>

#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Bind binds[] = {{Space::udp_port, 6081}};
constexpr Overload overloads[] = {{"UDP", "dport", 6081}};
constexpr auto option_fields = layout({hex("classid", 16), hex("type", 8), number("reserved", 3), number("length", 5).by_class_only(),
                                       bytes("data").sized_by("length", 4)});
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
    items("options", option).sized_by("optionlen", 4),
    derived("option.length",
            [](const Look& look, std::uint64_t& number) {
              number = (look.u8(0) & 0x3fU) * 4U;
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
