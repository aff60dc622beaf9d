// NetFlow versions 1 and 5 (Cisco's export format): header, header of the version, records as layers; built only.
#include <pytk/packet/craft.hpp>

#include "packet/proto/names.hpp"

namespace pytk::packet::proto {
namespace {

constexpr std::size_t record_size = 48;
constexpr Name tcp_bits[] = {{0, "F"}, {1, "S"}, {2, "R"}, {3, "P"}, {4, "A"}, {5, "U"}, {6, "E"}, {7, "C"}};

/// The count is that of the records that follow.
void count_records(Finish& finish) {
  if (finish.is_building_header || finish.was_set("count")) return;
  store_be<std::uint16_t>(finish.layer.data(),
                          static_cast<std::uint16_t>((finish.layer.size() - finish.header) / record_size));
}

constexpr Overload version_1[] = {{"NetflowHeader", "version", 1}}, version_5[] = {{"NetflowHeader", "version", 5}};
constexpr auto head_1 = layout({number("count", 16).automatic(Automatic::by_finish), number("sysUptime", 32),
                                number("unixSecs", 32), number("unixNanoSeconds", 32)});
constexpr auto head_5 = layout({number("count", 16).automatic(Automatic::by_finish), number("sysUptime", 32),
                                number("unixSecs", 32), number("unixNanoSeconds", 32), number("flowSequence", 32),
                                number("engineType", 8), number("engineID", 8), number("samplingInterval", 16)});
constexpr auto record_1 =
    layout({ip4("ipsrc"), ip4("ipdst"), ip4("nexthop"), number("inputIfIndex", 16), number("outpuIfIndex", 16),
            number("dpkts", 32), number("dbytes", 32), number("starttime", 32), number("endtime", 32),
            number("srcport", 16), number("dstport", 16), number("padding", 16), number("proto", 8), number("tos", 8),
            number("padding1", 32), number("padding2", 32)});
constexpr auto record_5 = layout({ip4("src", 0x7f000001),
                                  ip4("dst", 0x7f000001),
                                  ip4("nexthop"),
                                  number("input", 16),
                                  number("output", 16),
                                  number("dpkts", 32, 1),
                                  number("dOctets", 32, 60),
                                  number("first", 32),
                                  number("last", 32),
                                  number("srcport", 16),
                                  number("dstport", 16),
                                  number("pad1", 8),
                                  flags("tcpFlags", 8, 2, tcp_bits),
                                  choice("prot", 8, 6, ip_protocols),
                                  number("tos", 8),
                                  number("src_as", 16),
                                  number("dst_as", 16),
                                  number("src_mask", 8),
                                  number("dst_mask", 8),
                                  number("pad2", 16)});
constinit const Proto v1{.name = "NetflowHeaderV1",
                         .key = "netflow.v1",
                         .title = "Netflow Header v1",
                         .fields = head_1,
                         .overloads = version_1,
                         .finish = count_records};
constinit const Proto v5{.name = "NetflowHeaderV5",
                         .key = "netflow.v5",
                         .title = "Netflow Header v5",
                         .fields = head_5,
                         .overloads = version_5,
                         .finish = count_records};
constinit const Proto row_1{
    .name = "NetflowRecordV1", .key = "netflow.record", .title = "Netflow Record v1", .fields = record_1};
constinit const Proto row_5{
    .name = "NetflowRecordV5", .key = "netflow.record", .title = "Netflow Record v5", .fields = record_5};
constexpr const Proto* parts[] = {&v1, &v5, &row_1, &row_5};

constexpr Overload overloads[] = {{"UDP", "sport", 2055}, {"UDP", "dport", 2055}};
constexpr auto fields = layout({number("version", 16, 1)});

}  // namespace

constinit const Proto netflow{.name = "NetflowHeader",
                              .key = "netflow",
                              .title = "Netflow Header",
                              .fields = fields,
                              .overloads = overloads,
                              .parts = parts};

}  // namespace pytk::packet::proto
