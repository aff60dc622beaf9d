// PPTP's control messages (RFC 2637 2); built only.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name kinds[] = {{1, "Control Message"}, {2, "Managemenent Message"}};
constexpr Name messages[] = {{1, "Start-Control-Connection-Request"},
                             {2, "Start-Control-Connection-Reply"},
                             {3, "Stop-Control-Connection-Request"},
                             {4, "Stop-Control-Connection-Reply"},
                             {5, "Echo-Request"},
                             {6, "Echo-Reply"},
                             {7, "Outgoing-Call-Request"},
                             {8, "Outgoing-Call-Reply"},
                             {9, "Incoming-Call-Request"},
                             {10, "Incoming-Call-Reply"},
                             {11, "Incoming-Call-Connected"},
                             {12, "Call-Clear-Request"},
                             {13, "Call-Disconnect-Notify"},
                             {14, "WAN-Error-Notify"},
                             {15, "Set-Link-Info"}};
constexpr Name framings[] = {{0, "Asynchronous Framing supported"}, {1, "Synchronous Framing supported"}};
constexpr Name bearers[] = {{0, "Analog access supported"}, {1, "Digital access supported"}};
constexpr Name errors[] = {{0, "None"},        {1, "Not-Connected"}, {2, "Bad-Format"}, {3, "Bad-Value"},
                           {4, "No-Resource"}, {5, "Bad-Call ID"},   {6, "PAC-Error"}};
constexpr Name start_results[] = {{1, "OK"},
                                  {2, "General error"},
                                  {3, "Command channel already exists"},
                                  {4, "Not authorized"},
                                  {5, "Unsupported protocol version"}};
constexpr Name results[] = {{1, "OK"}, {2, "General error"}};
constexpr Name reasons[] = {{1, "None"}, {2, "Stop-Protocol"}, {3, "Stop-Local-Shutdown"}};
constexpr Name call_results[] = {{1, "Connected"},    {2, "General error"}, {3, "No Carrier"},   {4, "Busy"},
                                 {5, "No dial tone"}, {6, "Time-out"},      {7, "Do not accept"}};
constexpr Name disconnect_results[] = {
    {1, "Lost Carrier"}, {2, "General error"}, {3, "Admin Shutdown"}, {4, "Request"}};
constexpr Name bearer_types[] = {{1, "Analog channel"}, {2, "Digital channel"}, {3, "Any type of channel"}};
constexpr Name framing_types[] = {{1, "Asynchronous framing"}, {2, "Synchronous framing"}, {3, "Any type of framing"}};

#define PYTK_HEAD(message, size)                                                              \
  number("len", 16, size), choice("type", 16, 1, kinds), hex("magic_cookie", 32, 0x1a2b3c4d), \
      choice("ctrl_msg_type", 16, message, messages), hex("reserved_0", 16)
#define PYTK_RESULT(names) choice("result_code", 8, 1, names), choice("error_code", 8, 0, errors)
#define PYTK_ABILITIES                                                                                             \
  flags("framing_capabilities", 32, 0, framings), flags("bearer_capabilities", 32, 0, bearers),                    \
      number("maximum_channels", 16, 65535), number("firmware_revision", 16, 256), text("host_name", 64, "linux"), \
      text("vendor_string", 64)
#define PYTK_MESSAGE(variable, class_name, heading, ...)                                                     \
  constexpr auto variable##_fields = layout({__VA_ARGS__});                                                  \
  constinit const Proto variable {                                                                           \
    .name = class_name, .key = "pptp", .title = heading, .fields = variable##_fields, .overloads = to_server \
  }
constexpr Overload to_server[] = {{"TCP", "dport", 1723}};
PYTK_MESSAGE(start_reply, "PPTPStartControlConnectionReply", "PPTP Start Control Connection Reply", PYTK_HEAD(2, 156),
             hex("protocol_version", 16, 0x100), PYTK_RESULT(start_results), PYTK_ABILITIES);
PYTK_MESSAGE(stop, "PPTPStopControlConnectionRequest", "PPTP Stop Control Connection Request", PYTK_HEAD(3, 16),
             choice("reason", 8, 1, reasons), hex("reserved_1", 8), hex("reserved_2", 16));
PYTK_MESSAGE(stop_reply, "PPTPStopControlConnectionReply", "PPTP Stop Control Connection Reply", PYTK_HEAD(4, 16),
             PYTK_RESULT(results), hex("reserved_2", 16));
PYTK_MESSAGE(echo, "PPTPEchoRequest", "PPTP Echo Request", PYTK_HEAD(5, 16), number("identifier", 32));
PYTK_MESSAGE(echo_reply, "PPTPEchoReply", "PPTP Echo Reply", PYTK_HEAD(6, 20), number("identifier", 32),
             PYTK_RESULT(results), hex("reserved_1", 16));
PYTK_MESSAGE(call, "PPTPOutgoingCallRequest", "PPTP Outgoing Call Request", PYTK_HEAD(7, 168), number("call_id", 16, 1),
             number("call_serial_number", 16), number("minimum_bps", 32, 32768), number("maximum_bps", 32, 2147483648),
             choice("bearer_type", 32, 3, bearer_types), choice("framing_type", 32, 3, framing_types),
             number("pkt_window_size", 16, 16), number("pkt_proc_delay", 16), number("phone_number_len", 16),
             hex("reserved_1", 16), text("phone_number", 64), text("subaddress", 64));
PYTK_MESSAGE(call_reply, "PPTPOutgoingCallReply", "PPTP Outgoing Call Reply", PYTK_HEAD(8, 32),
             number("call_id", 16, 1), number("peer_call_id", 16, 1), PYTK_RESULT(call_results),
             number("cause_code", 16), number("connect_speed", 32, 100000000), number("pkt_window_size", 16, 16),
             number("pkt_proc_delay", 16), number("channel_id", 32));
PYTK_MESSAGE(incoming, "PPTPIncomingCallRequest", "PPTP Incoming Call Request", PYTK_HEAD(9, 220),
             number("call_id", 16, 1), number("call_serial_number", 16, 1), choice("bearer_type", 32, 3, bearer_types),
             number("channel_id", 32), number("dialed_number_len", 16), number("dialing_number_len", 16),
             text("dialed_number", 64), text("dialing_number", 64), text("subaddress", 64));
PYTK_MESSAGE(incoming_reply, "PPTPIncomingCallReply", "PPTP Incoming Call Reply", PYTK_HEAD(10, 148),
             number("call_id", 16, 1), number("peer_call_id", 16, 1), PYTK_RESULT(call_results),
             number("pkt_window_size", 16, 64), number("pkt_transmit_delay", 16), hex("reserved_1", 16));
PYTK_MESSAGE(connected, "PPTPIncomingCallConnected", "PPTP Incoming Call Connected", PYTK_HEAD(11, 28),
             number("peer_call_id", 16, 1), hex("reserved_1", 16), number("connect_speed", 32, 100000000),
             number("pkt_window_size", 16, 64), number("pkt_transmit_delay", 16),
             choice("framing_type", 32, 1, framing_types));
PYTK_MESSAGE(clear, "PPTPCallClearRequest", "PPTP Call Clear Request", PYTK_HEAD(12, 16), number("call_id", 16, 1),
             hex("reserved_1", 16));
PYTK_MESSAGE(disconnect, "PPTPCallDisconnectNotify", "PPTP Call Disconnect Notify", PYTK_HEAD(13, 148),
             number("call_id", 16, 1), PYTK_RESULT(disconnect_results), number("cause_code", 16), hex("reserved_1", 16),
             text("call_statistic", 128));
PYTK_MESSAGE(line_error, "PPTPWANErrorNotify", "PPTP WAN Error Notify", PYTK_HEAD(14, 40),
             number("peer_call_id", 16, 1), hex("reserved_1", 16), number("crc_errors", 32),
             number("framing_errors", 32), number("hardware_overruns", 32), number("buffer_overruns", 32),
             number("time_out_errors", 32), number("alignment_errors", 32));
PYTK_MESSAGE(link_info, "PPTPSetLinkInfo", "PPTP Set Link Info", PYTK_HEAD(15, 24), number("peer_call_id", 16, 1),
             hex("reserved_1", 16), hex("send_accm", 32), hex("receive_accm", 32));
constexpr const Proto* parts[] = {&start_reply, &stop,       &stop_reply, &echo,           &echo_reply,
                                  &call,        &call_reply, &incoming,   &incoming_reply, &connected,
                                  &clear,       &disconnect, &line_error, &link_info};
constexpr auto fields =
    layout({PYTK_HEAD(1, 156), hex("protocol_version", 16, 0x100), hex("reserved_1", 16), PYTK_ABILITIES});

}  // namespace

constinit const Proto pptp{.name = "PPTPStartControlConnectionRequest",
                           .key = "pptp",
                           .title = "PPTP Start Control Connection Request",
                           .fields = fields,
                           .overloads = to_server,
                           .parts = parts};

}  // namespace pytk::packet::proto
