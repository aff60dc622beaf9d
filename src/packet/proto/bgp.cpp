// BGP-4 (RFC 4271): headers and the fixed parts of messages; several messages may follow each other.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{0, "NONE"},         {1, "OPEN"},      {2, "UPDATE"},
                          {3, "NOTIFICATION"}, {4, "KEEPALIVE"}, {5, "ROUTE-REFRESH"}};
constexpr Name codes[] = {{1, "Message Header Error"},       {2, "OPEN Message Error"},
                          {3, "UPDATE Message Error"},       {4, "Hold Timer Expired"},
                          {5, "Finite State Machine Error"}, {6, "Cease"},
                          {7, "ROUTE-REFRESH Message Error"}};
// RFC 4271 4.5, RFC 4486, RFC 7313; which of them a number means depends on the code.
constexpr Name subcodes[] = {{0, "Unspecific"},
                             {1, "Connection Not Synchronized"},
                             {2, "Bad Message Length"},
                             {3, "Bad Message Type"},
                             {1, "Unsupported Version Number"},
                             {2, "Bad Peer AS"},
                             {3, "Bad BGP Identifier"},
                             {4, "Unsupported Optional Parameter"},
                             {5, "Authentication Failure - Deprecated (RFC 4271)"},
                             {6, "Unacceptable Hold Time"},
                             {7, "Unsupported Capability"},
                             {1, "Malformed Attribute List"},
                             {2, "Unrecognized Well-known Attribute"},
                             {3, "Missing Well-known Attribute"},
                             {4, "Attribute Flags Error"},
                             {5, "Attribute Length Error"},
                             {6, "Invalid ORIGIN Attribute"},
                             {7, "AS Routing Loop - Deprecated (RFC 4271)"},
                             {8, "Invalid NEXT_HOP Attribute"},
                             {9, "Optional Attribute Error"},
                             {10, "Invalid Network Field"},
                             {11, "Malformed AS_PATH"},
                             {0, "Unspecified Error"},
                             {1, "Receive Unexpected Message in OpenSent State"},
                             {2, "Receive Unexpected Message in OpenConfirm State"},
                             {3, "Receive Unexpected Message in Established State"},
                             {1, "Maximum Number of Prefixes Reached"},
                             {2, "Administrative Shutdown"},
                             {3, "Peer De-configured"},
                             {4, "Administrative Reset"},
                             {5, "Connection Rejected"},
                             {6, "Other Configuration Change"},
                             {7, "Connection Collision Resolution"},
                             {8, "Out of Resources"},
                             {1, "Invalid Message Length"},
                             {0, "Reserved"}};
constexpr Bind binds[] = {{Space::tcp_port, 179}};
constexpr std::string_view ones("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 16);
constexpr auto fields = layout({bytes("marker", 16, ones).alias("bgp.marker"),
                                number("len", 16).automatic(Automatic::total_length).alias("bgp.length"),
                                choice("type", 8, 4, types).alias("bgp.type")});
constexpr auto open_fields =
    layout({number("version", 8, 4).alias("bgp.open.version"), number("my_as", 16).alias("bgp.open.myas"),
            number("hold_time", 16).alias("bgp.open.holdtime"), ip4("bgp_id").alias("bgp.open.identifier"),
            number("opt_param_len", 8).alias("bgp.open.opt.len"), bytes("opt_params").sized_by("opt_param_len")});
constexpr auto update_fields = layout({number("withdrawn_routes_len", 16).alias("bgp.update.withdrawn_routes.length"),
                                       bytes("withdrawn_routes").sized_by("withdrawn_routes_len").by_class_only(),
                                       number("path_attr_len", 16).alias("bgp.update.path_attributes.length"),
                                       bytes("path_attr").sized_by("path_attr_len"), bytes("nlri").by_class_only()});
/// Wireshark has names of their own for the second number of the errors that it knows.
bool other_minor(const Look& look, std::uint64_t& number) {
  number = look.u8(1);
  return look.size() >= 2 && (look.u8(0) == 0 || look.u8(0) > 7);
}
constexpr auto notification_fields = layout({choice("error_code", 8, 0, codes).alias("bgp.notify.major_error"),
                                             number("error_subcode", 8).worded(subcodes), bytes("data"),
                                             derived("minor", other_minor).alias("bgp.notify.minor_error")});
constexpr Overload is_open[] = {{"BGPHeader", "type", 1}, {"TCP", "sport", 179}},
                   is_update[] = {{"BGPHeader", "type", 2}, {"TCP", "sport", 179}},
                   is_notification[] = {{"BGPHeader", "type", 3}, {"TCP", "sport", 179}};

bool is_marker(ByteView bytes) { return bytes.size() >= 19 && text_of(bytes.first(16)) == ones; }
/// The message's end within what the layer below left; the next header, if one follows.
bool whole(const Look& look, Step& step) {
  step.header = look.size();
  return true;
}
constinit const Proto open{.name = "BGPOpen",
                           .key = "bgp.open",
                           .title = "OPEN",
                           .fields = open_fields,
                           .overloads = is_open,
                           .step = whole,
                           .label = "BGP"};
constinit const Proto update{.name = "BGPUpdate",
                             .key = "bgp.update",
                             .title = "UPDATE",
                             .fields = update_fields,
                             .overloads = is_update,
                             .step = whole,
                             .label = "BGP"};
constinit const Proto notification{.name = "BGPNotification",
                                   .key = "bgp.notification",
                                   .title = "NOTIFICATION",
                                   .fields = notification_fields,
                                   .overloads = is_notification,
                                   .step = whole,
                                   .label = "BGP"};
constexpr const Proto* parts[] = {&open, &update, &notification};

bool claims(ByteView payload) { return is_marker(payload); }
bool step(const Look& look, Step& step) {
  if (!is_marker(look.bytes)) return false;
  step.header = 19;
  const std::uint32_t length = look.u16(16);
  if (length < 19) return step.stop = true, true;
  if (length < look.size()) step.end = length;
  if (length > 19 && look.u8(18) >= 1 && look.u8(18) <= 3) step.next = parts[look.u8(18) - 1];
  return true;
}

}  // namespace

constinit const Proto bgp{.name = "BGPHeader",
                          .key = "bgp",
                          .title = "HEADER",
                          .fields = fields,
                          .binds = binds,
                          .step = step,
                          .claims = claims,
                          .summary_text = "BGP {type}",
                          .parts = parts,
                          .label = "BGP"};

}  // namespace pytk::packet::proto
