// Rarer ICMPv6 messages (RFC 3122, 4286, 6275 6.5-6.8, 6550) and options of neighbour discovery (RFC 3122, 5568, 5380,
// 5269); built only.
#include <pytk/packet/craft.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

// RFC 5568 6.2.1, 6.4.4.
constexpr Name care_of[] = {{1, "Old Care-Of Address"}, {2, "New Care-Of Address"}, {3, "NAR's IP address"}};
constexpr Name link_layer[] = {{0, "Wildcard requesting resolution for all nearby AP"},
                               {1, "LLA for the new AP"},
                               {2, "LLA of the MN"},
                               {3, "LLA of the NAR"},
                               {4, "LLA of the src of TrSolPr or PrRtAdv msg"}};
constexpr Name messages[] = {{141, "Inverse Neighbor Discovery Solicitation Message"},
                             {142, "Inverse Neighbor Discovery Advertisement Message"},
                             {144, "Home Agent Address Discovery Request Message"},
                             {145, "Home Agent Address Discovery Reply Message"},
                             {146, "Mobile Prefix Solicitation"},
                             {147, "Mobile Prefix Advertisement"},
                             {151, "Multicast Router Advertisement"},
                             {152, "Multicast Router Solicitation"},
                             {153, "Multicast Router Termination"},
                             {155, "RPL Control Message"}};
constexpr Name mobile_router[] = {{1, "MR"}}, managed[] = {{2, "M"}, {1, "O"}};
constexpr Name rpl_codes[] = {{0, "DIS"}, {1, "DIO"}, {2, "DAO"}, {3, "DAO-ACK"}, {7, "DCO"}, {8, "DCO-ACK"}};
constexpr Overload to_routers[] = {{"IPv6", "hlim", 1}, {"IPv6", "dst", 0, "ff02::2"}},
                   to_snoopers[] = {{"IPv6", "hlim", 1}, {"IPv6", "dst", 0, "ff02::6a"}};
constexpr Overload nd_nodes[] = {{"IPv6", "hlim", 255}, {"IPv6", "dst", 0, "ff02::1"}};

#define PYTK_HEAD(of_type, code) \
  choice("type", 8, of_type, messages), code, hex("cksum", 16).automatic(Automatic::checksum_pseudo)
#define PYTK_MESSAGE(variable, class_name, heading, ...)                                             \
  constinit const Proto variable {                                                                   \
    .name = class_name, .key = "icmpv6", .title = heading, .fields = variable##_fields, __VA_ARGS__, \
    .same_as = &icmpv6, .label = "ICMPv6", .not_over = "IP IPerror"                                  \
  }
constexpr auto advertise_fields =
    layout({PYTK_HEAD(151, number("advinter", 8, 20)), number("queryint", 16), number("robustness", 16)});
constexpr auto solicit_fields = layout({PYTK_HEAD(152, number("res", 8))});
constexpr auto terminate_fields = layout({PYTK_HEAD(153, number("res", 8))});
template <unsigned Type>
constexpr auto inverse_fields = layout({PYTK_HEAD(Type, number("code", 8)), hex("reserved", 32)});
constexpr auto inverse_question_fields = inverse_fields<141>, inverse_answer_fields = inverse_fields<142>;
constexpr auto agent_question_fields =
    layout({PYTK_HEAD(144, number("code", 8)), hex("id", 16), choice("R", 1, 1, mobile_router), hex("res", 15)});
constexpr auto agent_answer_fields =
    layout({PYTK_HEAD(145, number("code", 8)), hex("id", 16), choice("R", 1, 1, mobile_router), hex("res", 15),
            custom("addresses", ip6_list)});
constexpr auto prefix_question_fields = layout({PYTK_HEAD(146, number("code", 8)), hex("id", 16), hex("res", 16)});
constexpr auto prefix_answer_fields =
    layout({PYTK_HEAD(147, number("code", 8)), hex("id", 16), choice("flags", 2, 2, managed), hex("res", 14)});
constexpr auto routing_fields = layout({PYTK_HEAD(155, choice("code", 8, 0, rpl_codes))});
PYTK_MESSAGE(solicit, "ICMPv6MRD_Solicitation", "ICMPv6 Multicast Router Discovery Solicitation",
             .overloads = to_routers);
PYTK_MESSAGE(terminate, "ICMPv6MRD_Termination", "ICMPv6 Multicast Router Discovery Termination",
             .overloads = to_snoopers);
PYTK_MESSAGE(inverse_question, "ICMPv6ND_INDSol", "ICMPv6 Inverse Neighbor Discovery Solicitation",
             .overloads = nd_nodes);
PYTK_MESSAGE(inverse_answer, "ICMPv6ND_INDAdv", "ICMPv6 Inverse Neighbor Discovery Advertisement",
             .overloads = nd_nodes);
PYTK_MESSAGE(agent_question, "ICMPv6HAADRequest", "ICMPv6 Home Agent Address Discovery Request", .overloads = {});
PYTK_MESSAGE(agent_answer, "ICMPv6HAADReply", "ICMPv6 Home Agent Address Discovery Reply", .overloads = {});
PYTK_MESSAGE(prefix_question, "ICMPv6MPSol", "ICMPv6 Mobile Prefix Solicitation", .overloads = {});
PYTK_MESSAGE(prefix_answer, "ICMPv6MPAdv", "ICMPv6 Mobile Prefix Advertisement", .overloads = {});
PYTK_MESSAGE(routing, "ICMPv6RPL", "RPL", .overloads = {});

#define PYTK_OPTION(variable, class_name, kind, size, ...)                                                      \
  constexpr auto variable##_fields = layout({number("type", 8, kind), number("len", 8, size), __VA_ARGS__});    \
  constinit const Proto variable {                                                                              \
    .name = class_name, .key = "icmpv6.opt", .title = class_name, .fields = variable##_fields, .is_quote = true \
  }
PYTK_OPTION(shortcut, "ICMPv6NDOptShortcutLimit", 6, 1, number("shortcutlim", 8, 40), number("res1", 8),
            number("res2", 32));
PYTK_OPTION(agent, "ICMPv6NDOptHAInfo", 8, 1, number("res", 16), number("pref", 16), number("lifetime", 16, 1));
PYTK_OPTION(address, "ICMPv6NDOptIPAddr", 17, 3, choice("optcode", 8, 1, care_of), number("plen", 8, 64),
            number("res", 32), ip6("addr"));
PYTK_OPTION(new_prefix, "ICMPv6NDOptNewRtrPrefix", 18, 3, number("optcode", 8), number("plen", 8, 64),
            number("res", 32), ip6("prefix"));
PYTK_OPTION(link_address, "ICMPv6NDOptLLA", 19, 1, choice("optcode", 8, 0, link_layer), mac("lla"));
PYTK_OPTION(anchor, "ICMPv6NDOptMAP", 23, 3, number("dist", 4, 1), number("pref", 4, 15), number("R", 1, 1),
            number("res", 7), number("validlifetime", 32, 0xffffffff), ip6("addr"));
PYTK_OPTION(flags_extension, "ICMPv6NDOptEFA", 26, 1, number("res", 48));
template <unsigned Type>
constexpr auto list_fields = layout({number("type", 8, Type), number("len", 8).automatic(Automatic::header_length, 8),
                                     bytes("res", 6), custom("addrlist", ip6_list)});
constexpr auto source_list_fields = list_fields<9>, target_list_fields = list_fields<10>;
constinit const Proto source_list{.name = "ICMPv6NDOptSrcAddrList",
                                  .key = "icmpv6.opt",
                                  .title = "ICMPv6 Inverse Neighbor Discovery Option - Source Address List",
                                  .fields = source_list_fields,
                                  .is_quote = true};
constinit const Proto target_list{.name = "ICMPv6NDOptTgtAddrList",
                                  .key = "icmpv6.opt",
                                  .title = "ICMPv6 Inverse Neighbor Discovery Option - Target Address List",
                                  .fields = target_list_fields,
                                  .is_quote = true};

constexpr const Proto* parts[] = {
    &solicit,         &terminate,     &inverse_question, &inverse_answer,  &agent_question, &agent_answer,
    &prefix_question, &prefix_answer, &routing,          &shortcut,        &agent,          &address,
    &new_prefix,      &link_address,  &anchor,           &flags_extension, &source_list,    &target_list};

}  // namespace

constinit const Proto icmpv6_rare{.name = "ICMPv6MRD_Advertisement",
                                  .key = "icmpv6",
                                  .title = "ICMPv6 Multicast Router Discovery Advertisement",
                                  .fields = advertise_fields,
                                  .overloads = to_snoopers,
                                  .parts = parts,
                                  .same_as = &icmpv6,
                                  .label = "ICMPv6",
                                  .not_over = "IP IPerror"};

}  // namespace pytk::packet::proto
