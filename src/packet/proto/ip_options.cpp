// Options of the IPv4 header (RFC 791 3.1), each a table of its own.
#include <pytk/packet/craft.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name classes[] = {{0, "control"}, {2, "debug"}};
constexpr Name kinds[] = {{0, "end_of_list"},
                          {1, "nop"},
                          {2, "security"},
                          {3, "loose_source_route"},
                          {4, "timestamp"},
                          {5, "extended_security"},
                          {6, "commercial_security"},
                          {7, "record_route"},
                          {8, "stream_id"},
                          {9, "strict_source_route"},
                          {11, "mtu_probe"},
                          {12, "mtu_reply"},
                          {18, "traceroute"},
                          {19, "address_extension"},
                          {20, "router_alert"},
                          {21, "selective_directed_broadcast_mode"},
                          {10, "experimental_measurement"},
                          {13, "flow_control"},
                          {14, "access_control"},
                          {15, "encode"},
                          {16, "imi_traffic_descriptor"},
                          {17, "extended_IP"},
                          {23, "dynamic_packet_state"},
                          {24, "upstream_multicast_packet"},
                          {25, "quick_start"},
                          {30, "rfc4727_experiment"}};
constexpr Name stamp_flags[] = {{0, "timestamp_only"}, {1, "timestamp_and_ip_addr"}, {3, "prespecified_ip_addr"}};
constexpr Name alerts[] = {{0, "router_shall_examine_packet"}};

#define PYTK_OPTION_HEAD(copied, of_class, kind) \
  number("copy_flag", 1, copied), choice("optclass", 2, of_class, classes), choice("option", 5, kind, kinds)

constexpr auto any = layout({PYTK_OPTION_HEAD(0, 0, 0), number("length", 8), bytes("value").sized_by("length", 1, -2)});
constexpr auto bare_end = layout({PYTK_OPTION_HEAD(0, 0, 0)});
constexpr auto bare_nop = layout({PYTK_OPTION_HEAD(0, 0, 1)});
template <unsigned Copied, unsigned Kind>
constexpr auto route = layout({PYTK_OPTION_HEAD(Copied, 0, Kind), number("length", 8), number("pointer", 8, 4),
                               custom("routers", ip4_list).sized_by("length", 1, -3)});
constexpr auto stamp = layout({PYTK_OPTION_HEAD(0, 2, 4), number("length", 8).automatic(Automatic::header_length),
                               number("pointer", 8, 9), number("oflw", 4), choice("flg", 4, 1, stamp_flags),
                               ip4("internet_address").when([](const Look& look) { return (look.u8(3) & 15U) != 0; }),
                               number("timestamp", 32)});
constexpr auto alert = layout({PYTK_OPTION_HEAD(1, 0, 20), number("length", 8, 4), choice("alert", 16, 0, alerts)});
constexpr auto security =
    layout({PYTK_OPTION_HEAD(1, 0, 2), number("length", 8, 11), number("security", 16), number("compartment", 16),
            number("handling_restrictions", 16), bytes("transmission_control_code", 3, "xxx")});
constexpr auto stream = layout({PYTK_OPTION_HEAD(1, 0, 8), number("length", 8, 4), number("security", 16)});
template <unsigned Kind>
constexpr auto mtu = layout({PYTK_OPTION_HEAD(0, 0, Kind), number("length", 8, 4), number("mtu", 16)});
constexpr auto trace = layout({PYTK_OPTION_HEAD(0, 0, 18), number("length", 8, 12), number("id", 16),
                               number("outbound_hops", 16), number("return_hops", 16), ip4("originator_ip")});
constexpr auto extension =
    layout({PYTK_OPTION_HEAD(1, 0, 19), number("length", 8, 10), ip4("src_ext"), ip4("dst_ext")});
constexpr auto broadcast =
    layout({PYTK_OPTION_HEAD(1, 0, 21), number("length", 8), custom("addresses", ip4_list).sized_by("length", 1, -2)});

#undef PYTK_OPTION_HEAD

constinit const Proto end_option{.name = "IPOption_EOL",
                                 .key = "ipoption_eol",
                                 .title = "IP Option End of Options List",
                                 .fields = bare_end,
                                 .is_item = true};
constinit const Proto nop_option{.name = "IPOption_NOP",
                                 .key = "ipoption_nop",
                                 .title = "IP Option No Operation",
                                 .fields = bare_nop,
                                 .is_item = true};
constinit const Proto record_route{.name = "IPOption_RR",
                                   .key = "ipoption_rr",
                                   .title = "IP Option Record Route",
                                   .fields = route<0, 7>,
                                   .is_item = true};
constinit const Proto loose_route{.name = "IPOption_LSRR",
                                  .key = "ipoption_lsrr",
                                  .title = "IP Option Loose Source and Record Route",
                                  .fields = route<1, 3>,
                                  .is_item = true};
constinit const Proto strict_route{.name = "IPOption_SSRR",
                                   .key = "ipoption_ssrr",
                                   .title = "IP Option Strict Source and Record Route",
                                   .fields = route<1, 9>,
                                   .is_item = true};
constinit const Proto timestamp{.name = "IPOption_Timestamp",
                                .key = "ipoption_timestamp",
                                .title = "IP Option Timestamp",
                                .fields = stamp,
                                .is_item = true};
constinit const Proto router_alert{.name = "IPOption_Router_Alert",
                                   .key = "ipoption_router_alert",
                                   .title = "IP Option Router Alert",
                                   .fields = alert,
                                   .is_item = true};
constinit const Proto security_option{.name = "IPOption_Security",
                                      .key = "ipoption_security",
                                      .title = "IP Option Security",
                                      .fields = security,
                                      .is_item = true};
constinit const Proto stream_id{.name = "IPOption_Stream_Id",
                                .key = "ipoption_stream_id",
                                .title = "IP Option Stream ID",
                                .fields = stream,
                                .is_item = true};
constinit const Proto mtu_probe{.name = "IPOption_MTU_Probe",
                                .key = "ipoption_mtu_probe",
                                .title = "IP Option MTU Probe",
                                .fields = mtu<11>,
                                .is_item = true};
constinit const Proto mtu_reply{.name = "IPOption_MTU_Reply",
                                .key = "ipoption_mtu_reply",
                                .title = "IP Option MTU Reply",
                                .fields = mtu<12>,
                                .is_item = true};
constinit const Proto traceroute{.name = "IPOption_Traceroute",
                                 .key = "ipoption_traceroute",
                                 .title = "IP Option Traceroute",
                                 .fields = trace,
                                 .is_item = true};
constinit const Proto address_extension{.name = "IPOption_Address_Extension",
                                        .key = "ipoption_address_extension",
                                        .title = "IP Option Address Extension",
                                        .fields = extension,
                                        .is_item = true};
constinit const Proto directed{.name = "IPOption_SDBM",
                               .key = "ipoption_sdbm",
                               .title = "IP Option Selective Directed Broadcast Mode",
                               .fields = broadcast,
                               .is_item = true};

constexpr const Proto* parts[] = {&end_option, &nop_option,   &record_route,      &loose_route, &strict_route,
                                  &timestamp,  &router_alert, &security_option,   &stream_id,   &mtu_probe,
                                  &mtu_reply,  &traceroute,   &address_extension, &directed};

}  // namespace

constinit const Proto ip_options{
    .name = "IPOption", .key = "ipoption", .title = "IP Option", .fields = any, .parts = parts, .is_item = true};

namespace {

/// Options whose length tells whether they are what their type says.
struct Sized {
  std::uint8_t type, least, most;
  const Proto* table;
};
constexpr Sized sized[] = {{7, 3, 255, &record_route},        {0x83, 3, 255, &loose_route},
                           {0x89, 3, 255, &strict_route},     {0x94, 4, 4, &router_alert},
                           {0x82, 11, 11, &security_option},  {0x88, 4, 4, &stream_id},
                           {11, 4, 4, &mtu_probe},            {12, 4, 4, &mtu_reply},
                           {18, 12, 12, &traceroute},         {0x52, 12, 12, &traceroute},
                           {0x93, 10, 10, &address_extension}, {0x95, 0, 255, &directed}};

}  // namespace

const Proto* choose_ip_option(const Look& look, std::uint32_t at) {
  const unsigned type = look.u8(at);
  switch (type & 31U) {
    case 0: return type == 0 ? &end_option : &ip_options;
    case 1: return &nop_option;
    default: break;
  }
  // An option whose length cannot be right ends the list.
  const unsigned length = look.u8(at + 1);
  if (length < 2 || length > look.size() - at) return nullptr;
  for (const Sized& one : sized)
    if (one.type == type) return length >= one.least && length <= one.most ? one.table : &ip_options;
  if (type == 0x44 && length == ((look.u8(at + 3) & 15U) != 0 ? 12U : 8U)) return &timestamp;
  return &ip_options;
}

}  // namespace pytk::packet::proto
