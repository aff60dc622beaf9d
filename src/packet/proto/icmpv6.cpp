// ICMPv6 (RFC 4443), neighbour discovery (RFC 4861) and multicast listener discovery (RFC 2710, 3810): one table a
// type.
#include <pytk/packet/craft.hpp>

#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{1, "Destination unreachable"},
                          {2, "Packet too big"},
                          {3, "Time exceeded"},
                          {4, "Parameter problem"},
                          {201, "Private Experimentation"},
                          {200, "Private Experimentation"},
                          {101, "Private Experimentation"},
                          {100, "Private Experimentation"},
                          {128, "Echo Request"},
                          {129, "Echo Reply"},
                          {130, "MLD Query"},
                          {131, "MLD Report"},
                          {132, "MLD Done"},
                          {133, "Router Solicitation"},
                          {134, "Router Advertisement"},
                          {135, "Neighbor Solicitation"},
                          {136, "Neighbor Advertisement"},
                          {137, "Redirect Message"},
                          {138, "Router Renumbering"},
                          {139, "ICMP Node Information Query"},
                          {140, "ICMP Node Information Response"},
                          {141, "Inverse Neighbor Discovery Solicitation Message"},
                          {142, "Inverse Neighbor Discovery Advertisement Message"},
                          {143, "MLD Report Version 2"},
                          {144, "Home Agent Address Discovery Request Message"},
                          {145, "Home Agent Address Discovery Reply Message"},
                          {146, "Mobile Prefix Solicitation"},
                          {147, "Mobile Prefix Advertisement"},
                          {148, "Certification Path Solicitation"},
                          {149, "Certification Path Advertisement"},
                          {151, "Multicast Router Advertisement"},
                          {152, "Multicast Router Solicitation"},
                          {153, "Multicast Router Termination"},
                          {155, "RPL Control Message"}};
constexpr Name unreachable_codes[] = {{0, "No route to destination"},
                                      {1, "Communication with destination administratively prohibited"},
                                      {2, "Beyond scope of source address"},
                                      {3, "Address unreachable"},
                                      {4, "Port unreachable"}};
constexpr Name exceeded_codes[] = {{0, "hop limit exceeded in transit"}, {1, "fragment reassembly time exceeded"}};
constexpr Name problem_codes[] = {{0, "erroneous header field encountered"},
                                  {1, "unrecognized Next Header type encountered"},
                                  {2, "unrecognized IPv6 option encountered"},
                                  {3, "first fragment has incomplete header chain"}};
// RFC 4191 2.1.
constexpr Name preferences[] = {{0, "Medium (default)"}, {1, "High"}, {2, "Reserved"}, {3, "Low"}, {0, "Medium"}};

#define PYTK_HEAD(of_type)                                                                        \
  choice("type", 8, of_type, types).alias("icmpv6.type"), number("code", 8).alias("icmpv6.code"), \
      hex("cksum", 16).automatic(Automatic::checksum_pseudo).alias("icmpv6.checksum")
#define PYTK_ERROR_HEAD(of_type, code_names)                                                                     \
  choice("type", 8, of_type, types).alias("icmpv6.type"), choice("code", 8, 0, code_names).alias("icmpv6.code"), \
      hex("cksum", 16).automatic(Automatic::checksum_pseudo).alias("icmpv6.checksum")
#define PYTK_TABLE(variable, class_name, heading, list, ...)                                                     \
  constinit const Proto variable {                                                                               \
    .name = class_name, .key = "icmpv6", .title = heading, .fields = list, __VA_ARGS__, .not_over = "IP IPerror" \
  }

std::uint32_t rest(const Look& look, std::uint32_t at) { return look.size() - at; }

// Wireshark shows reserved parts as bytes, and the length of a quoted packet where extensions follow it (RFC 4884).
template <std::uint32_t At, std::uint32_t Size>
bool reserved(const Look& look, std::string& out) {
  if (look.size() < At + Size) return false;
  out += to_hex(look.bytes.subspan(At, Size));
  return true;
}
bool quoted_words(const Look& look, std::uint64_t& number) {
  number = look.u8(4);
  return number != 0 && 8U + number * 8U < look.size();
}
bool error_reserved(const Look& look, std::string& out) {
  std::uint64_t words = 0;
  return quoted_words(look, words) ? reserved<5, 3>(look, out) : reserved<4, 4>(look, out);
}
/// What tshark has no reading for, and what stands reserved in the types that have no table of their own.
bool unread_data(const Look& look, std::string& out) {
  const unsigned type = look.u8(0);
  const bool has_reading =
      type == 138 || type == 139 || type == 140 || type == 141 || type == 142 || (type >= 144 && type <= 161);
  if (has_reading || look.size() <= 4) return false;
  out += to_hex(look.bytes.subspan(4));
  return true;
}
bool other_reserved(const Look& look, std::string& out) {
  switch (look.u8(0)) {
    case 138: return reserved<12, 4>(look, out);
    case 141:
    case 142: return reserved<4, 4>(look, out);
    case 144:
    case 145:
    case 146: return reserved<6, 2>(look, out);
    default: return false;
  }
}

// Errors quote the packet that caused them.
bool step_quote(const Look&, Step& step) { return step.header = 8, step.next = &ipv6_error, true; }
constexpr auto unreachable_fields =
    layout({PYTK_ERROR_HEAD(1, unreachable_codes), number("length", 8).by_class_only(), hex("unused", 24),
            derived("length", quoted_words), derived_text("reserved", error_reserved)});
constexpr auto too_big_fields = layout({PYTK_HEAD(2), number("mtu", 32, 1280).alias("icmpv6.mtu")});
constexpr auto exceeded_fields =
    layout({PYTK_ERROR_HEAD(3, exceeded_codes), number("length", 8).by_class_only(), hex("unused", 24),
            derived("length", quoted_words), derived_text("reserved", error_reserved)});
constexpr auto problem_fields = layout({PYTK_ERROR_HEAD(4, problem_codes), number("ptr", 32, 6)});
PYTK_TABLE(unreachable, "ICMPv6DestUnreach", "ICMPv6 Destination Unreachable", unreachable_fields, .step = step_quote,
           .same_as = &icmpv6, .label = "ICMPv6");
PYTK_TABLE(too_big, "ICMPv6PacketTooBig", "ICMPv6 Packet Too Big", too_big_fields, .step = step_quote,
           .same_as = &icmpv6, .label = "ICMPv6");
PYTK_TABLE(exceeded, "ICMPv6TimeExceeded", "ICMPv6 Time Exceeded", exceeded_fields, .step = step_quote,
           .same_as = &icmpv6, .label = "ICMPv6");
PYTK_TABLE(problem, "ICMPv6ParamProblem", "ICMPv6 Parameter Problem", problem_fields, .step = step_quote,
           .same_as = &icmpv6, .label = "ICMPv6");

template <unsigned Type>
constexpr auto echo_fields = layout({PYTK_HEAD(Type), hex("id", 16).alias("icmpv6.echo.identifier"),
                                     hex("seq", 16).alias("icmpv6.echo.sequence_number"),
                                     bytes("data").sized(rest).by_class_only()});
PYTK_TABLE(echo_request, "ICMPv6EchoRequest", "ICMPv6 Echo Request", echo_fields<128>,
           .summary_text = "ICMPv6 Echo Request (id: {id} seq: {seq})", .same_as = &icmpv6, .label = "ICMPv6");
PYTK_TABLE(echo_reply, "ICMPv6EchoReply", "ICMPv6 Echo Reply", echo_fields<129>,
           .summary_text = "ICMPv6 Echo Reply (id: {id} seq: {seq})", .same_as = &icmpv6, .label = "ICMPv6");

// Multicast listener discovery.
constexpr Overload to_all[] = {{"IPv6", "dst", 0, "ff02::1"}, {"IPv6", "hlim", 1}},
                   hop_limit_1[] = {{"IPv6", "hlim", 1}},
                   to_routers[] = {{"IPv6", "dst", 0, "ff02::2"}, {"IPv6", "hlim", 1}},
                   to_mldv2[] = {{"IPv6", "dst", 0, "ff02::16"}, {"IPv6", "hlim", 1}};
template <unsigned Type, unsigned Delay>
constexpr auto listener_fields = layout({PYTK_HEAD(Type), number("mrd", 16, Delay),
                                         number("reserved", 16).by_class_only(), ip6("mladdr"),
                                         derived_text("reserved", reserved<6, 2>)});
constexpr auto query2_fields =
    layout({PYTK_HEAD(130), number("mrd", 16, 10000), number("reserved", 16).by_class_only(), ip6("mladdr"),
            number("Resv", 4), number("S", 1), number("QRV", 3), number("QQIC", 8), number("sources_number", 16),
            custom("sources", ip6_list).sized_by("sources_number", 16), derived_text("reserved", reserved<6, 2>)});
constexpr auto record_fields =
    layout({number("rtype", 8, 4), number("auxdata_len", 8).automatic(Automatic::field_length),
            number("sources_number", 16), ip6("dst"), custom("sources", ip6_list).sized_by("sources_number", 16),
            bytes("auxdata").sized_by("auxdata_len", 4)});
constinit const Proto record{.name = "ICMPv6MLDMultAddrRec",
                             .key = "icmpv6mldmultaddrrec",
                             .title = "ICMPv6 MLDv2 - Multicast Address Record",
                             .fields = record_fields,
                             .is_item = true};
constexpr auto report2_fields =
    layout({choice("type", 8, 143, types).alias("icmpv6.type"), number("res", 8).alias("icmpv6.code"),
            hex("cksum", 16).automatic(Automatic::checksum_pseudo).alias("icmpv6.checksum"),
            number("reserved", 16).by_class_only(), number("records_number", 16),
            items("records", record).counted_by("records_number"), derived_text("reserved", reserved<4, 2>)});
constexpr auto query_fields = listener_fields<130, 10000>;
constexpr auto report_fields = listener_fields<131, 0>;
constexpr auto done_fields = listener_fields<132, 0>;
PYTK_TABLE(query, "ICMPv6MLQuery", "MLD - Multicast Listener Query", query_fields, .overloads = to_all,
           .same_as = &icmpv6, .label = "ICMPv6");
PYTK_TABLE(query2, "ICMPv6MLQuery2", "MLDv2 - Multicast Listener Query", query2_fields, .overloads = to_all,
           .same_as = &icmpv6, .label = "ICMPv6");
PYTK_TABLE(report, "ICMPv6MLReport", "MLD - Multicast Listener Report", report_fields, .overloads = hop_limit_1,
           .same_as = &icmpv6, .label = "ICMPv6");
PYTK_TABLE(done, "ICMPv6MLDone", "MLD - Multicast Listener Done", done_fields, .overloads = to_routers,
           .same_as = &icmpv6, .label = "ICMPv6");
PYTK_TABLE(report2, "ICMPv6MLReport2", "MLDv2 - Multicast Listener Report", report2_fields, .overloads = to_mldv2,
           .same_as = &icmpv6, .label = "ICMPv6");

// Neighbour discovery; options follow as layers of their own.
const Proto* option_at(const Look& look, std::uint32_t at);
bool step_options(const Look& look, Step& step) {
  step.header = std::min<std::uint32_t>(look.proto->fields.minimum, look.size());
  step.next = option_at(look, step.header);
  return true;
}
constexpr Overload nd_all[] = {{"IPv6", "dst", 0, "ff02::1"}, {"IPv6", "hlim", 255}},
                   nd_routers[] = {{"IPv6", "dst", 0, "ff02::2"}, {"IPv6", "hlim", 255}};
constexpr auto rs_fields = layout({PYTK_HEAD(133), number("res", 32), derived_text("reserved", reserved<4, 4>)});
constexpr auto ra_fields =
    layout({PYTK_HEAD(134), number("chlim", 8), number("M", 1), number("O", 1), number("H", 1),
            choice("prf", 2, 1, preferences), number("P", 1), number("res", 2), number("routerlifetime", 16, 1800),
            number("reachabletime", 32), number("retranstimer", 32)});
constexpr auto ns_fields = layout({PYTK_HEAD(135), number("res", 32), ip6("tgt").alias("icmpv6.nd.ns.target_address"),
                                   derived_text("reserved", reserved<4, 4>)});
constexpr auto na_fields = layout({PYTK_HEAD(136), number("R", 1, 1), number("S", 1), number("O", 1, 1), hex("res", 29),
                                   ip6("tgt").alias("icmpv6.nd.na.target_address")});
constexpr auto redirect_fields =
    layout({PYTK_HEAD(137), hex("res", 32), ip6("tgt"), ip6("dst"), derived_text("reserved", reserved<4, 4>)});
PYTK_TABLE(router_solicitation, "ICMPv6ND_RS", "ICMPv6 Neighbor Discovery - Router Solicitation", rs_fields,
           .overloads = nd_routers, .step = step_options, .same_as = &icmpv6, .label = "ICMPv6");
PYTK_TABLE(router_advertisement, "ICMPv6ND_RA", "ICMPv6 Neighbor Discovery - Router Advertisement", ra_fields,
           .overloads = nd_all, .step = step_options,
           .summary_text =
               "ICMPv6 Neighbor Discovery - Router Advertisement Lifetime {routerlifetime} Hop Limit {chlim} "
               "Preference {prf} Managed {M} Other {O} Home {H}",
           .same_as = &icmpv6, .label = "ICMPv6");
PYTK_TABLE(neighbor_solicitation, "ICMPv6ND_NS", "ICMPv6 Neighbor Discovery - Neighbor Solicitation", ns_fields,
           .overloads = nd_all, .step = step_options,
           .summary_text = "ICMPv6 Neighbor Discovery - Neighbor Solicitation (tgt: {tgt})", .same_as = &icmpv6,
           .label = "ICMPv6");
PYTK_TABLE(neighbor_advertisement, "ICMPv6ND_NA", "ICMPv6 Neighbor Discovery - Neighbor Advertisement", na_fields,
           .overloads = nd_all, .step = step_options,
           .summary_text = "ICMPv6 Neighbor Discovery - Neighbor Advertisement (tgt: {tgt})", .same_as = &icmpv6,
           .label = "ICMPv6");
PYTK_TABLE(redirect, "ICMPv6ND_Redirect", "ICMPv6 Neighbor Discovery - Redirect", redirect_fields, .overloads = nd_all,
           .step = step_options, .same_as = &icmpv6, .label = "ICMPv6");

// Options (RFC 4861 4.6, 6275, 8106): the length counts eight bytes.
bool step_option(const Look& look, Step& step) {
  step.header = look.u8(1) * 8U;
  if (step.header == 0) return false;
  if (step.header <= look.size()) step.next = option_at(look, step.header);
  return true;
}
std::uint32_t option_rest(const Look& look, std::uint32_t at) {
  const std::uint32_t size = look.u8(1) * 8U;
  return size > at ? size - at : 0;
}
template <unsigned Type>
constexpr auto address_fields = layout({number("type", 8, Type), number("len", 8, 1), mac("lladdr")});
constexpr auto source_fields = address_fields<1>;
constexpr auto target_fields = address_fields<2>;
constexpr auto prefix_fields =
    layout({number("type", 8, 3), number("len", 8, 4), number("prefixlen", 8, 64), number("L", 1, 1), number("A", 1, 1),
            number("R", 1), number("res1", 5), hex("validlifetime", 32, 0xffffffff),
            hex("preferredlifetime", 32, 0xffffffff), hex("res2", 32), ip6("prefix")});
constexpr auto mtu_fields =
    layout({number("type", 8, 5), number("len", 8, 1), hex("res", 16), number("mtu", 32, 1280)});
constexpr auto interval_fields =
    layout({number("type", 8, 7), number("len", 8, 1), number("res", 16), number("advint", 32)});
constexpr auto quoted_fields = layout({number("type", 8, 4), number("len", 8).automatic(Automatic::header_length, 8),
                                       bytes("res", 6), bytes("pkt").sized(option_rest).pad_to(8)});
constexpr auto servers_fields =
    layout({number("type", 8, 25), number("len", 8).automatic(Automatic::header_length, 8), number("res", 16),
            number("lifetime", 32, 0xffffffff), custom("dns", ip6_list).sized(option_rest)});
constexpr auto search_fields =
    layout({number("type", 8, 31), number("len", 8).automatic(Automatic::header_length, 8), number("res", 16),
            number("lifetime", 32, 0xffffffff), custom("searchlist", domain_list).sized(option_rest).pad_to(8)});
constexpr auto route_fields =
    layout({number("type", 8, 24), number("len", 8).automatic(Automatic::header_length, 8), number("plen", 8),
            number("res1", 3), choice("prf", 2, 0, preferences), number("res2", 3),
            number("rtlifetime", 32, 0xffffffff), custom("prefix", ip6_list).sized(option_rest).pad_to(8)});
constexpr auto unknown_fields =
    layout({number("type", 8), number("len", 8).automatic(Automatic::header_length), bytes("data").sized(option_rest)});

#define PYTK_OPTION(variable, class_name, heading, list, ...)                                                   \
  constinit const Proto variable {                                                                              \
    .name = class_name, .key = "icmpv6.opt", .title = heading, .fields = list, .least = 2, .step = step_option, \
    __VA_ARGS__, .is_quote = true                                                                               \
  }
PYTK_OPTION(source_option, "ICMPv6NDOptSrcLLAddr", "ICMPv6 Neighbor Discovery Option - Source Link-Layer Address",
            source_fields, .summary_text = "ICMPv6 Neighbor Discovery Option - Source Link-Layer Address {lladdr}");
PYTK_OPTION(target_option, "ICMPv6NDOptDstLLAddr", "ICMPv6 Neighbor Discovery Option - Destination Link-Layer Address",
            target_fields,
            .summary_text = "ICMPv6 Neighbor Discovery Option - Destination Link-Layer Address {lladdr}");
PYTK_OPTION(prefix_option, "ICMPv6NDOptPrefixInfo", "ICMPv6 Neighbor Discovery Option - Prefix Information",
            prefix_fields,
            .summary_text =
                "ICMPv6 Neighbor Discovery Option - Prefix Information {prefix}/{prefixlen} On-link {L} Autonomous "
                "Address {A} Router Address {R}");
PYTK_OPTION(mtu_option, "ICMPv6NDOptMTU", "ICMPv6 Neighbor Discovery Option - MTU", mtu_fields,
            .summary_text = "ICMPv6 Neighbor Discovery Option - MTU {mtu}");
PYTK_OPTION(interval_option, "ICMPv6NDOptAdvInterval", "ICMPv6 Neighbor Discovery - Interval Advertisement",
            interval_fields,
            .summary_text = "ICMPv6 Neighbor Discovery - Interval Advertisement {advint} milliseconds");
PYTK_OPTION(quoted_option, "ICMPv6NDOptRedirectedHdr", "ICMPv6 Neighbor Discovery Option - Redirected Header",
            quoted_fields, .summary_text = {});
PYTK_OPTION(servers_option, "ICMPv6NDOptRDNSS", "ICMPv6 Neighbor Discovery Option - Recursive DNS Server Option",
            servers_fields, .summary_text = "ICMPv6 Neighbor Discovery Option - Recursive DNS Server Option {dns}");
PYTK_OPTION(search_option, "ICMPv6NDOptDNSSL", "ICMPv6 Neighbor Discovery Option - DNS Search List Option",
            search_fields, .summary_text = {});
PYTK_OPTION(route_option, "ICMPv6NDOptRouteInfo", "ICMPv6 Neighbor Discovery Option - Route Information Option",
            route_fields, .summary_text = {});
PYTK_OPTION(unknown_option, "ICMPv6NDOptUnknown", "ICMPv6 Neighbor Discovery Option - Unknown", unknown_fields,
            .summary_text = {});

const Proto* option_at(const Look& look, std::uint32_t at) {
  if (at + 2 > look.size() || look.u8(at + 1) == 0) return nullptr;
  switch (look.u8(at)) {
    case 1: return look.u8(at + 1) == 1 ? &source_option : &unknown_option;
    case 2: return look.u8(at + 1) == 1 ? &target_option : &unknown_option;
    case 3: return &prefix_option;
    case 4: return &quoted_option;
    case 5: return &mtu_option;
    case 7: return &interval_option;
    case 24: return &route_option;
    case 25: return &servers_option;
    case 31: return &search_option;
    default: return &unknown_option;
  }
}

/// Errors from type 1 on, messages from type 128 on.
constexpr const Proto* errors[] = {&unreachable, &too_big, &exceeded, &problem};
constexpr const Proto* messages[] = {&echo_request, &echo_reply, &query, &report, &done, &router_solicitation,
                                     &router_advertisement, &neighbor_solicitation, &neighbor_advertisement, &redirect};

const Proto* variant(const Look& look) {
  const unsigned type = look.u8(0);
  if (type >= 1 && type <= std::size(errors)) return errors[type - 1];
  if (type == 130 && look.size() >= 28) return &query2;
  if (type >= 128 && type < 128 + std::size(messages)) return messages[type - 128];
  return type == 143 ? &report2 : nullptr;
}

constexpr Bind binds[] = {{Space::ip_protocol, 58}};
// Extended echo (RFC 8335).
constexpr auto any_fields = layout({PYTK_HEAD(1), bytes("msgbody").sized(rest), derived_text("data", unread_data),
                                    derived_text("reserved", other_reserved),
                                    derived("echo.identifier", [](const Look& look, std::uint64_t& number) {
                                      number = look.u16(4);
                                      return (look.u8(0) == 160 || look.u8(0) == 161) && look.size() >= 6;
                                    })});
constexpr const Proto* parts[] = {&unreachable,
                                  &too_big,
                                  &exceeded,
                                  &problem,
                                  &echo_request,
                                  &echo_reply,
                                  &query,
                                  &query2,
                                  &report,
                                  &done,
                                  &report2,
                                  &record,
                                  &router_solicitation,
                                  &router_advertisement,
                                  &neighbor_solicitation,
                                  &neighbor_advertisement,
                                  &redirect,
                                  &source_option,
                                  &target_option,
                                  &prefix_option,
                                  &mtu_option,
                                  &interval_option,
                                  &quoted_option,
                                  &servers_option,
                                  &search_option,
                                  &route_option,
                                  &unknown_option};

}  // namespace

constinit const Proto icmpv6{.name = "ICMPv6Unknown",
                             .key = "icmpv6",
                             .title = "ICMPv6",
                             .fields = any_fields,
                             .least = 4,
                             .binds = binds,
                             .variant = variant,
                             .parts = parts,
                             .label = "ICMPv6",
                             .not_over = "IP IPerror"};

}  // namespace pytk::packet::proto
