// Mobile IP for IPv4: registration (RFC 5944 3.3, 3.4) and data through UDP tunnels (RFC 3519 4.2); built only.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{1, "RRQ"}, {3, "RRP"}};
constexpr Overload overloads[] = {{"UDP", "sport", 434}, {"UDP", "dport", 434}};
constexpr Overload is_request[] = {{"MobileIP", "type", 1}}, is_reply[] = {{"MobileIP", "type", 3}},
                   is_data[] = {{"MobileIP", "type", 4}};
constexpr auto request_fields = layout(
    {hex("flags", 8), number("lifetime", 16, 180), ip4("homeaddr"), ip4("haaddr"), ip4("coaddr"), number("id", 64)});
constexpr auto reply_fields =
    layout({number("code", 8), number("lifetime", 16, 180), ip4("homeaddr"), ip4("haaddr"), number("id", 64)});
constexpr auto data_fields = layout({number("nexthdr", 8, 4), number("res", 16)});
constinit const Proto request{.name = "MobileIPRRQ",
                              .key = "mobileip.rrq",
                              .title = "Mobile IP Registration Request (RFC3344)",
                              .fields = request_fields,
                              .overloads = is_request};
constinit const Proto reply{.name = "MobileIPRRP",
                            .key = "mobileip.rrp",
                            .title = "Mobile IP Registration Reply (RFC3344)",
                            .fields = reply_fields,
                            .overloads = is_reply};
constinit const Proto data{.name = "MobileIPTunnelData",
                           .key = "mobileip.data",
                           .title = "Mobile IP Tunnel Data Message (RFC3519)",
                           .fields = data_fields,
                           .overloads = is_data};
constexpr const Proto* parts[] = {&request, &reply, &data};
constexpr auto fields = layout({choice("type", 8, 1, types)});

}  // namespace

constinit const Proto mobile_ip{.name = "MobileIP",
                                .key = "mobileip",
                                .title = "Mobile IP (RFC3344)",
                                .fields = fields,
                                .overloads = overloads,
                                .parts = parts};

}  // namespace pytk::packet::proto
