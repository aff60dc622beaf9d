// RADIUS (RFC 2865, 2866).
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name codes[] = {{1, "Access-Request"},
                          {2, "Access-Accept"},
                          {3, "Access-Reject"},
                          {4, "Accounting-Request"},
                          {5, "Accounting-Response"},
                          {11, "Access-Challenge"},
                          {12, "Status-Server"},
                          {13, "Status-Client"},
                          {40, "Disconnect-Request"},
                          {41, "Disconnect-ACK"},
                          {42, "Disconnect-NAK"},
                          {43, "CoA-Request"},
                          {44, "CoA-ACK"},
                          {45, "CoA-NAK"}};
constexpr Name attributes[] = {{1, "User-Name"},
                               {2, "User-Password"},
                               {3, "CHAP-Password"},
                               {4, "NAS-IP-Address"},
                               {5, "NAS-Port"},
                               {6, "Service-Type"},
                               {7, "Framed-Protocol"},
                               {8, "Framed-IP-Address"},
                               {9, "Framed-IP-Netmask"},
                               {11, "Filter-Id"},
                               {12, "Framed-MTU"},
                               {18, "Reply-Message"},
                               {24, "State"},
                               {25, "Class"},
                               {26, "Vendor-Specific"},
                               {27, "Session-Timeout"},
                               {28, "Idle-Timeout"},
                               {30, "Called-Station-Id"},
                               {31, "Calling-Station-Id"},
                               {32, "NAS-Identifier"},
                               {40, "Acct-Status-Type"},
                               {41, "Acct-Delay-Time"},
                               {44, "Acct-Session-Id"},
                               {55, "Event-Timestamp"},
                               {60, "CHAP-Challenge"},
                               {61, "NAS-Port-Type"},
                               {64, "Tunnel-Type"},
                               {79, "EAP-Message"},
                               {80, "Message-Authenticator"},
                               {87, "NAS-Port-Id"}};
constexpr Bind binds[] = {{Space::udp_port, 1812},
                          {Space::udp_port, 1813},
                          {Space::udp_port, 1645},
                          {Space::udp_port, 1646},
                          {Space::udp_port, 3799}};
constexpr Overload overloads[] = {{"UDP", "sport", 1812}, {"UDP", "dport", 1812}};
constexpr auto attribute_fields = layout({choice("type", 8, 1, attributes).alias("radius.avp.type"), number("len", 8),
                                          bytes("value").sized_by("len", 1, -2)});
constinit const Proto attribute{.name = "RadiusAttribute",
                                .key = "radius.attribute",
                                .title = "Radius Attribute",
                                .fields = attribute_fields,
                                .is_item = true};
bool user_name(const Look& look, std::string& out) {
  for (std::uint32_t at = 20; at + 2 <= look.size() && look.u8(at + 1) >= 2; at += look.u8(at + 1)) {
    if (look.u8(at) != 1 || at + look.u8(at + 1) > look.size()) continue;
    out += text_of(look.bytes.subspan(at + 2, look.u8(at + 1) - 2U));
    return true;
  }
  return false;
}
constexpr auto fields = layout({choice("code", 8, 1, codes).alias("radius.code"), number("id", 8).alias("radius.id"),
                                number("len", 16).automatic(Automatic::total_length).alias("radius.length"),
                                bytes("authenticator", 16).alias("radius.authenticator"),
                                items("attributes", attribute).sized_by("len", 1, -20),
                                derived_text("user_name", user_name).alias("radius.User_Name")});
constexpr const Proto* parts[] = {&attribute};

}  // namespace

constinit const Proto radius{.name = "Radius",
                             .key = "radius",
                             .title = "RADIUS",
                             .fields = fields,
                             .binds = binds,
                             .overloads = overloads,
                             .summary_text = "RADIUS {code}",
                             .parts = parts};

}  // namespace pytk::packet::proto
