// IPv6 extension headers (RFC 8200 4, RFC 8754) and their options.
#include <pytk/packet/craft.hpp>

#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

#define PYTK_NEXT number("nh", 8, 59).named(ip_protocols).next_in(Space::ip_protocol)

// IANA registries of IPv6 options and of router alert values.
constexpr Name option_kinds[] = {
    {0x00, "Pad1"},        {0x01, "PadN"},          {0x04, "Tunnel Encapsulation Limit"}, {0x05, "Router Alert"},
    {0x06, "Quick-Start"}, {0xc2, "Jumbo Payload"}, {0xc9, "Home Address Option"}};
constexpr Name alerts[] = {{0, "Datagram contains a MLD message"},
                           {1, "Datagram contains RSVP message"},
                           {2, "Datagram contains an Active Network message"},
                           {68, "NSIS NATFW NSLP"},
                           {69, "MPLS OAM"},
                           {65535, "Reserved"}};
// Options: type, length, data; type 0 is a single byte of padding.
constexpr auto pad1_fields = layout({hex("otype", 8).named(option_kinds)});
constexpr auto padn_fields =
    layout({hex("otype", 8, 1).named(option_kinds), number("optlen", 8), bytes("optdata").sized_by("optlen")});
constexpr auto alert_fields =
    layout({hex("otype", 8, 5).named(option_kinds), number("optlen", 8, 2), choice("value", 16, 0, alerts)});
constexpr auto jumbo_fields =
    layout({hex("otype", 8, 0xc2).named(option_kinds), number("optlen", 8, 4), number("jumboplen", 32)});
constexpr auto home_fields = layout({hex("otype", 8, 0xc9).named(option_kinds), number("optlen", 8, 16), ip6("hoa")});
constinit const Proto pad1{.name = "Pad1", .key = "pad1", .title = "Pad1", .fields = pad1_fields, .is_item = true};
constinit const Proto padn{.name = "PadN", .key = "padn", .title = "PadN", .fields = padn_fields, .is_item = true};
constinit const Proto alert{
    .name = "RouterAlert", .key = "routeralert", .title = "Router Alert", .fields = alert_fields, .is_item = true};
constinit const Proto jumbo{
    .name = "Jumbo", .key = "jumbo", .title = "Jumbo Payload", .fields = jumbo_fields, .is_item = true};
constinit const Proto home{
    .name = "HAO", .key = "hao", .title = "Home Address Option", .fields = home_fields, .is_item = true};
constinit const Proto unknown{.name = "HBHOptUnknown",
                              .key = "hbhoptunknown",
                              .title = "Unknown IPv6 option",
                              .fields = padn_fields,
                              .is_item = true};

const Proto* choose_option(const Look& look, std::uint32_t at) {
  const unsigned length = look.u8(at + 1);
  switch (look.u8(at)) {
    case 0: return &pad1;
    case 1: return &padn;
    case 5: return length == 2 ? &alert : &unknown;
    case 0xc2: return length == 4 ? &jumbo : &unknown;
    case 0xc9: return length == 16 ? &home : &unknown;
    default: return &unknown;
  }
}

std::uint32_t rest(const Look& look, std::uint32_t at) {
  const std::uint32_t size = (look.u8(1) + 1U) * 8U;
  return size > at ? size - at : 0;
}
bool step(const Look& look, Step& step) {
  step.header = (look.u8(1) + 1U) * 8U;
  step.next = payload_of(Space::ip_protocol, look.u8(0));
  return true;
}

/// Appends padding: one zero, or an option of the given type.
void fill(Bytes& header, std::uint8_t type, std::size_t missing) {
  if (missing == 1) header.push_back(0);
  if (missing < 2) return;
  header.push_back(type);
  header.push_back(static_cast<std::uint8_t>(missing - 2));
  header.resize(header.size() + missing - 2);
}

/// Options are filled up to a multiple of eight bytes with Pad1 or PadN (RFC 8200 4.2).
void pad_options(Finish& finish) {
  if (!finish.is_building_header) return;
  Bytes& header = *finish.header_bytes;
  const Value* autopad = finish.spec->find("autopad");
  const bool pads = autopad == nullptr || autopad->kind != Value::Kind::number || autopad->number != 0;
  if (pads) fill(header, 1, (8 - header.size() % 8) % 8);
  if (!finish.was_set("len")) header[1] = static_cast<std::uint8_t>((header.size() + 7) / 8 - 1);
}

/// Where options must begin (RFC 8200 appendix A): jumbograms at 4n+2, home addresses at 8n+6, router alerts at 2n.
std::uint32_t option_gap(const Proto& option, std::uint32_t at) {
  if (&option == &jumbo) return (6U - at % 4U) % 4U;
  if (&option == &home) return (14U - at % 8U) % 8U;
  if (&option == &alert) return at % 2U;
  return 0;
}

bool nowhere(const Look&, std::uint64_t&) { return false; }

constexpr Bind hop_binds[] = {{Space::ip_protocol, 0}}, destination_binds[] = {{Space::ip_protocol, 60}};
constexpr auto option_fields = layout({PYTK_NEXT, number("len", 8).automatic(Automatic::by_finish),
                                       items("options", choose_option).sized(rest).aligned(option_gap),
                                       // A switch of crafting: 0 leaves options where they come to stand.
                                       derived("autopad", nowhere).automatic(Automatic::manual)});

constexpr Bind routing_binds[] = {{Space::ip_protocol, 43}};
constexpr auto routing_fields = layout({PYTK_NEXT, number("len", 8).automatic(Automatic::header_length, 8, -1),
                                        number("type", 8), number("segleft", 8).automatic(Automatic::by_finish),
                                        number("reserved", 32), custom("addresses", ip6_list).sized(rest)});
void finish_routing(Finish& finish) {
  if (finish.is_building_header && !finish.was_set("segleft"))
    (*finish.header_bytes)[3] = static_cast<std::uint8_t>((finish.header_bytes->size() - 8) / 16);
}

// What may stand behind the segments (RFC 8754 2.1).
constexpr Name segment_kinds[] = {
    {0, "Pad1 TLV"}, {1, "Ingress Node TLV"}, {2, "Egress Node TLV"}, {4, "PadN TLV"}, {5, "HMAC TLV"}};
constexpr auto any_tlv_fields = layout({choice("type", 8, 0, segment_kinds),
                                        number("len", 8).automatic(Automatic::manual), bytes("value").sized_by("len")});
constexpr auto padn_tlv_fields = layout({choice("type", 8, 4, segment_kinds), number("len", 8),
                                         bytes("padding").sized_by("len").text_default(std::string_view("\0", 1))});
constexpr auto ingress_fields = layout({choice("type", 8, 1, segment_kinds), number("len", 8, 18),
                                        number("reserved", 8), number("flags", 8), ip6("ingress_node", "::1")});
constexpr auto egress_fields = layout({choice("type", 8, 2, segment_kinds), number("len", 8, 18), number("reserved", 8),
                                       number("flags", 8), ip6("egress_node", "::1")});
#define PYTK_TLV(variable, class_name, list)                                                   \
  constinit const Proto variable {                                                             \
    .name = class_name, .key = "srh.tlv", .title = class_name, .fields = list, .is_item = true \
  }
PYTK_TLV(any_tlv, "IPv6ExtHdrSegmentRoutingTLV", any_tlv_fields);
PYTK_TLV(ingress_tlv, "IPv6ExtHdrSegmentRoutingTLVIngressNode", ingress_fields);
PYTK_TLV(egress_tlv, "IPv6ExtHdrSegmentRoutingTLVEgressNode", egress_fields);
PYTK_TLV(padn_tlv, "IPv6ExtHdrSegmentRoutingTLVPadN", padn_tlv_fields);
const Proto* choose_tlv(const Look& look, std::uint32_t at) {
  switch (look.u8(at)) {
    case 1: return look.u8(at + 1) == 18 ? &ingress_tlv : &any_tlv;
    case 2: return look.u8(at + 1) == 18 ? &egress_tlv : &any_tlv;
    case 4: return &padn_tlv;
    default: return &any_tlv;
  }
}

constexpr auto segment_fields = layout(
    {PYTK_NEXT, number("len", 8).automatic(Automatic::header_length, 8, -1), number("type", 8, 4),
     number("segleft", 8).automatic(Automatic::by_finish), number("lastentry", 8).automatic(Automatic::by_finish),
     number("unused1", 1), number("protected", 1), number("oam", 1), number("alert", 1), number("hmac", 1),
     number("unused2", 3), number("tag", 16),
     custom("addresses", ip6_list)
         .sized([](const Look& look, std::uint32_t at) { return std::min(rest(look, at), (look.u8(4) + 1U) * 16U); })
         .text_default("::1"),
     items("tlv_objects", choose_tlv).sized(rest)});
void finish_segments(Finish& finish) {
  if (!finish.is_building_header) return;
  Bytes& header = *finish.header_bytes;
  const Value* addresses = finish.spec->find("addresses");
  const std::size_t count = addresses != nullptr && addresses->kind == Value::Kind::list ? addresses->items.size() : 1;
  const auto last = static_cast<std::uint8_t>(count > 0 ? count - 1 : 0);
  fill(header, 4, (8 - header.size() % 8) % 8);
  if (!finish.was_set("segleft")) header[3] = last;
  if (!finish.was_set("lastentry")) header[4] = last;
}
const Proto* routing_variant(const Look& look);

constexpr Bind fragment_binds[] = {{Space::ip_protocol, 44}};
constexpr auto fragment_fields =
    layout({PYTK_NEXT, number("res1", 8), number("offset", 13).alias("ipv6.fraghdr.offset"), number("res2", 2),
            number("m", 1).alias("ipv6.fraghdr.more"), number("id", 32).alias("ipv6.fraghdr.ident")});
bool step_fragment(const Look& look, Step& step) {
  step.header = 8;
  if ((look.u16(2) & 0xfff8U) == 0) step.next = payload_of(Space::ip_protocol, look.u8(0));
  return true;
}

constexpr auto mobility_fields =
    layout({PYTK_NEXT, number("len", 8).automatic(Automatic::header_length, 8, -1), number("mhtype", 8),
            number("res", 8), hex("cksum", 16).automatic(Automatic::checksum_pseudo), bytes("data").sized(rest)});
constexpr Bind mobility_binds[] = {{Space::ip_protocol, 135}};
constexpr auto shim_fields =
    layout({PYTK_NEXT, number("len", 8).automatic(Automatic::header_length, 8, -1), bytes("data").sized(rest)});
constexpr Bind shim_binds[] = {{Space::ip_protocol, 139}, {Space::ip_protocol, 140}};

constinit const Proto destination{.name = "IPv6ExtHdrDestOpt",
                                  .key = "ipv6exthdrdestopt",
                                  .title = "IPv6 Extension Header - Destination Options Header",
                                  .fields = option_fields,
                                  .binds = destination_binds,
                                  .step = step,
                                  .finish = pad_options,
                                  .aliases = "ipv6.dstopts",
                                  .not_over = "IP IPerror"};
constinit const Proto routing{.name = "IPv6ExtHdrRouting",
                              .key = "ipv6exthdrrouting",
                              .title = "IPv6 Option Header Routing",
                              .fields = routing_fields,
                              .binds = routing_binds,
                              .step = step,
                              .variant = routing_variant,
                              .finish = finish_routing,
                              .aliases = "ipv6.routing",
                              .not_over = "IP IPerror"};
constinit const Proto segments{.name = "IPv6ExtHdrSegmentRouting",
                               .key = "ipv6exthdrsegmentrouting",
                               .title = "IPv6 Option Header Segment Routing",
                               .fields = segment_fields,
                               .step = step,
                               .finish = finish_segments,
                               .same_as = &routing,
                               .not_over = "IP IPerror"};
constinit const Proto fragment{.name = "IPv6ExtHdrFragment",
                               .key = "ipv6exthdrfragment",
                               .title = "IPv6 Extension Header - Fragmentation header",
                               .fields = fragment_fields,
                               .binds = fragment_binds,
                               .step = step_fragment,
                               .aliases = "ipv6.fraghdr",
                               .not_over = "IP IPerror"};
constinit const Proto any_mobility{.name = "IPv6MobilityHeader",
                                   .key = "mipv6",
                                   .title = "IPv6 Mobility Header",
                                   .fields = mobility_fields,
                                   .binds = mobility_binds,
                                   .step = step,
                                   .not_over = "IP IPerror"};
constinit const Proto shim{.name = "IPv6ExtHdrShim",
                           .key = "ipv6exthdrshim",
                           .title = "IPv6 Extension Header - HIP or Shim6",
                           .fields = shim_fields,
                           .binds = shim_binds,
                           .step = step,
                           .not_over = "IP IPerror"};

const Proto* routing_variant(const Look& look) { return look.u8(2) == 4 ? &segments : nullptr; }

constexpr const Proto* parts[] = {&destination, &routing,     &segments,   &fragment, &any_mobility, &shim,
                                  &pad1,        &padn,        &alert,      &jumbo,    &home,         &unknown,
                                  &any_tlv,     &ingress_tlv, &egress_tlv, &padn_tlv};

}  // namespace

constinit const Proto* const ipv6_fragment = &fragment;
constinit const Proto ipv6_ext{.name = "IPv6ExtHdrHopByHop",
                               .key = "ipv6exthdrhopbyhop",
                               .title = "IPv6 Extension Header - Hop-by-Hop Options Header",
                               .fields = option_fields,
                               .binds = hop_binds,
                               .step = step,
                               .finish = pad_options,
                               .parts = parts,
                               .aliases = "ipv6.hopopts",
                               .not_over = "IP IPerror"};

}  // namespace pytk::packet::proto
