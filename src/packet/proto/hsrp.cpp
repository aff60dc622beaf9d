// HSRP (RFC 2281).
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name operations[] = {{0, "Hello"}, {1, "Coup"}, {2, "Resign"}, {3, "Advertise"}};
constexpr Name states[] = {{0, "Initial"}, {1, "Learn"}, {2, "Listen"}, {4, "Speak"}, {8, "Standby"}, {16, "Active"}};
constexpr Bind binds[] = {{Space::udp_port, 1985}, {Space::udp_port, 2029}};
constexpr Overload overloads[] = {{"UDP", "dport", 2029}, {"UDP", "sport", 2029}};
constexpr auto fields =
    layout({number("version", 8).alias("hsrp.version"), choice("opcode", 8, 0, operations).alias("hsrp.opcode"),
            choice("state", 8, 16, states).alias("hsrp.state"), number("hellotime", 8, 3).alias("hsrp.hellotime"),
            number("holdtime", 8, 10).alias("hsrp.holdtime"), number("priority", 8, 120).alias("hsrp.priority"),
            number("group", 8, 1).alias("hsrp.group"), number("reserved", 8),
            text("auth", 8, "cisco").alias("hsrp.auth_data"), ip4("virtualIP", 0xc0a80101).alias("hsrp.virt_ip")});

// Authentication behind it, as Cisco's routers send it.
constexpr Name algorithms[] = {{1, "MD5"}};
constexpr auto digest_fields = layout(
    {number("type", 8, 4), number("len", 8), choice("algo", 8, 0, algorithms), number("padding", 8), hex("flags", 16),
     ip4("sourceip").automatic(Automatic::route_source), hex("keyid", 32), bytes("authdigest", 16)});
constinit const Proto digest{
    .name = "HSRPmd5", .key = "hsrp.md5", .title = "HSRP MD5 Authentication", .fields = digest_fields};
constexpr const Proto* parts[] = {&digest};

}  // namespace

constinit const Proto hsrp{.name = "HSRP",
                           .key = "hsrp",
                           .title = "HSRP",
                           .fields = fields,
                           .binds = binds,
                           .overloads = overloads,
                           .parts = parts};

}  // namespace pytk::packet::proto
