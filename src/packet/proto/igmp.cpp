// IGMP versions 1 to 3 (RFC 2236, 3376).
#include <pytk/packet/craft.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{0x11, "Group Membership Query"},        {0x12, "Version 1 - Membership Report"},
                          {0x16, "Version 2 - Membership Report"}, {0x17, "Leave Group"},
                          {0x22, "Version 3 - Membership Report"}, {0x11, "Membership Query"},
                          {0x22, "Version 3 Membership Report"},   {0x30, "Multicast Router Advertisement"},
                          {0x31, "Multicast Router Solicitation"}, {0x32, "Multicast Router Termination"}};
// RFC 3376 4.2.12.
constexpr Name record_kinds[] = {{1, "Mode Is Include"},        {2, "Mode Is Exclude"},   {3, "Change To Include Mode"},
                                 {4, "Change To Exclude Mode"}, {5, "Allow New Sources"}, {6, "Block Old Sources"}};
constexpr Bind binds[] = {{Space::ip_protocol, 2}};
constexpr Overload overloads[] = {{"IP", "frag", 0}, {"IP", "ttl", 1}};
constexpr auto fields =
    layout({choice("type", 8, 0x11, types).alias("igmp.type"), number("mrcode", 8, 20),
            hex("chksum", 16).automatic(Automatic::checksum).alias("igmp.checksum"), ip4("gaddr").alias("igmp.maddr"),
            derived("max_resp", [](const Look& look, std::uint64_t& number) {  // version 1 has no such time
              number = look.u8(1);
              return look.size() >= 2 && look.u8(0) != 0x12;
            })});

std::uint32_t words(const Look& look, std::uint32_t) { return look.u8(1) * 4U; }
constexpr auto record_fields =
    layout({choice("rtype", 8, 1, record_kinds).alias("igmp.record_type"), number("auxdlen", 8),
            number("numsrc", 16).alias("igmp.num_src"), ip4("maddr").alias("igmp.maddr"),
            custom("srcaddrs", ip4_list).sized_by("numsrc", 4), bytes("aux").sized(words)});
constinit const Proto record{
    .name = "IGMPv3gr", .key = "igmpv3gr", .title = "IGMPv3gr", .fields = record_fields, .is_item = true};
constexpr auto report_fields = layout({number("res2", 16), number("numgrp", 16).alias("igmp.num_grp_recs"),
                                       items("records", record).counted_by("numgrp")});
constexpr Overload is_report[] = {{"IGMPv3", "type", 0x22}, {"IGMPv3", "mrcode", 0}},
                   is_query[] = {{"IGMPv3", "type", 0x11}};
constinit const Proto report{.name = "IGMPv3mr",
                             .key = "igmp",
                             .title = "IGMPv3 Membership Report",
                             .fields = report_fields,
                             .overloads = is_report,
                             .same_as = &igmp,
                             .label = "IGMP",
                             .not_over = "IP*"};
constexpr auto query_fields =
    layout({ip4("gaddr").alias("igmp.maddr"), number("resv", 4), number("s", 1).alias("igmp.s"),
            number("qrv", 3).alias("igmp.qrv"), number("qqic", 8).alias("igmp.qqic"),
            number("numsrc", 16).alias("igmp.num_src"), custom("srcaddrs", ip4_list).sized_by("numsrc", 4)});
constinit const Proto query{.name = "IGMPv3mq",
                            .key = "igmp",
                            .title = "IGMPv3 Membership Query",
                            .fields = query_fields,
                            .overloads = is_query,
                            .same_as = &igmp,
                            .label = "IGMP",
                            .not_over = "IP*"};
/// Reports have a reserved byte there.
bool query_time(const Look& look, std::uint64_t& number) {
  number = look.u8(1);
  return look.u8(0) == 0x11 && look.size() >= 2;
}
constexpr auto third_fields =
    layout({choice("type", 8, 0x11, types).alias("igmp.type"), number("mrcode", 8, 20),
            hex("chksum", 16).automatic(Automatic::checksum).alias("igmp.checksum"), derived("max_resp", query_time)});
bool step_third(const Look& look, Step& step) {
  step.next = look.u8(0) == 0x22 ? &report : look.u8(0) == 0x11 ? &query : nullptr;
  return true;
}
constexpr Overload third_overloads[] = {{"IP", "frag", 0}, {"IP", "ttl", 1}, {"IP", "tos", 0xc0}};
constinit const Proto third{.name = "IGMPv3",
                            .key = "igmp",
                            .title = "IGMPv3",
                            .fields = third_fields,
                            .overloads = third_overloads,
                            .step = step_third,
                            .summary_text = "IGMPv3 {type}",
                            .same_as = &igmp,
                            .label = "IGMP",
                            .not_over = "IPv6* IPerror6"};
constexpr const Proto* parts[] = {&third, &report, &query, &record};

const Proto* variant(const Look& look) {
  return look.u8(0) == 0x22 || (look.u8(0) == 0x11 && look.size() >= 12) ? &third : nullptr;
}

}  // namespace

constinit const Proto igmp{.name = "IGMP",
                           .key = "igmp",
                           .title = "IGMP",
                           .fields = fields,
                           .binds = binds,
                           .overloads = overloads,
                           .variant = variant,
                           .summary_text = "IGMP {type} {gaddr}",
                           .parts = parts,
                           .not_over = "IPv6* IPerror6"};

}  // namespace pytk::packet::proto
