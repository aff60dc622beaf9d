// Messages inside TLS records (RFC 5246 7, RFC 8446 4) and extensions of the hellos (RFC 6066, 7301, 8422, 8446): for
// TLS(msg=[...]); built only. What is not set is plain: a hello's random bytes are zeros and it has no extensions.
#include <pytk/packet/craft.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name handshakes[] = {{0, "hello_request"},        {1, "client_hello"},       {2, "server_hello"},
                               {4, "session_ticket"},       {11, "certificate"},       {12, "server_key_exchange"},
                               {13, "certificate_request"}, {14, "server_hello_done"}, {15, "certificate_verify"},
                               {16, "client_key_exchange"}, {20, "finished"}};
constexpr Name versions[] = {{0x0300, "SSLv3"},   {0x0301, "TLS 1.0"}, {0x0302, "TLS 1.1"},
                             {0x0303, "TLS 1.2"}, {0x0304, "TLS 1.3"}, {0x0200, "SSLv2"}};
constexpr Name levels[] = {{1, "warning"}, {2, "fatal"}};
// IANA registry of TLS alerts.
constexpr Name alerts[] = {{0, "close_notify"},
                           {10, "unexpected_message"},
                           {20, "bad_record_mac"},
                           {21, "decryption_failed"},
                           {22, "record_overflow"},
                           {30, "decompression_failure"},
                           {40, "handshake_failure"},
                           {41, "no_certificate_RESERVED"},
                           {42, "bad_certificate"},
                           {43, "unsupported_certificate"},
                           {44, "certificate_revoked"},
                           {45, "certificate_expired"},
                           {46, "certificate_unknown"},
                           {47, "illegal_parameter"},
                           {48, "unknown_ca"},
                           {49, "access_denied"},
                           {50, "decode_error"},
                           {51, "decrypt_error"},
                           {70, "protocol_version"},
                           {71, "insufficient_security"},
                           {80, "internal_error"},
                           {86, "inappropriate_fallback"},
                           {90, "user_canceled"},
                           {100, "no_renegotiation"},
                           {109, "missing_extension"},
                           {110, "unsupported_extension"},
                           {112, "unrecognized_name"},
                           {116, "certificate_required"},
                           {120, "no_application_protocol"}};

#define PYTK_PART(variable, class_name, ...)                                                                 \
  constexpr auto variable##_fields = layout({__VA_ARGS__});                                                  \
  constinit const Proto variable {                                                                           \
    .name = class_name, .key = "tls.part", .title = class_name, .fields = variable##_fields, .is_item = true \
  }
#define PYTK_EXTENSION(variable, class_name, kind, ...)     \
  PYTK_PART(variable, class_name, number("type", 16, kind), \
            number("len", 16).automatic(Automatic::header_length, 1, -4), __VA_ARGS__)
#define PYTK_EMPTY(variable, class_name, kind) \
  PYTK_PART(variable, class_name, number("type", 16, kind), number("len", 16))

PYTK_PART(host, "ServerName", number("nametype", 8), number("namelen", 16), text("servername").sized_by("namelen"));
PYTK_PART(protocol, "ProtocolName", number("len", 8), text("protocol").sized_by("len"));
PYTK_PART(share, "KeyShareEntry", number("group", 16, 29), number("kxlen", 16),
          bytes("key_exchange").sized_by("kxlen"));
PYTK_EXTENSION(fragment, "TLS_Ext_MaxFragLen", 1, number("maxfraglen", 8, 4));
PYTK_EXTENSION(groups, "TLS_Ext_SupportedGroups", 10, number("groupslen", 16),
               custom("groups", list_of_16).sized_by("groupslen"));
PYTK_EXTENSION(points, "TLS_Ext_SupportedPointFormat", 11, number("ecpllen", 8),
               custom("ecpl", list_of_8).sized_by("ecpllen").text_default(std::string_view("\0", 1)));
PYTK_EXTENSION(signatures, "TLS_Ext_SignatureAlgorithms", 13, number("sig_algs_len", 16),
               custom("sig_algs", list_of_16).sized_by("sig_algs_len"));
PYTK_EXTENSION(heartbeat, "TLS_Ext_Heartbeat", 15, number("heartbeat_mode", 8, 2));
PYTK_EXTENSION(protocols_offered, "TLS_Ext_ALPN", 16, number("protocolslen", 16),
               items("protocols", protocol).sized_by("protocolslen"));
PYTK_EXTENSION(padding_extension, "TLS_Ext_Padding", 21, bytes("padding"));
PYTK_EMPTY(encrypt_then_mac, "TLS_Ext_EncryptThenMAC", 22);
PYTK_EMPTY(master_secret, "TLS_Ext_ExtendedMasterSecret", 23);
PYTK_EXTENSION(ticket, "TLS_Ext_SessionTicket", 35, bytes("ticket"));
PYTK_EXTENSION(offered_versions, "TLS_Ext_SupportedVersion_CH", 43, number("versionslen", 8),
               custom("versions", list_of_16).sized_by("versionslen"));
PYTK_EXTENSION(chosen_version, "TLS_Ext_SupportedVersion_SH", 43, choice("version", 16, 0, versions));
PYTK_EXTENSION(modes, "TLS_Ext_PSKKeyExchangeModes", 45, number("kxmodeslen", 8),
               custom("kxmodes", list_of_8).sized_by("kxmodeslen"));
PYTK_EXTENSION(shares, "TLS_Ext_KeyShare_CH", 51, number("client_shares_len", 16),
               items("client_shares", share).sized_by("client_shares_len"));
PYTK_EXTENSION(renegotiation, "TLS_Ext_RenegotiationInfo", 0xff01, number("reneg_conn_len", 8),
               bytes("renegotiated_connection").sized_by("reneg_conn_len"));
PYTK_EXTENSION(unknown, "TLS_Ext_Unknown", 0, bytes("val"));
/// Without names the length of the list is not there either.
constexpr auto name_fields =
    layout({number("type", 16), number("len", 16).automatic(Automatic::by_finish),
            number("servernameslen", 16).automatic(Automatic::by_finish), items("servernames", host)});
void finish_name(Finish& finish) {
  if (!finish.is_building_header) return;
  Bytes& header = *finish.header_bytes;
  if (header.size() == 6 && !finish.was_set("servernameslen")) header.resize(4);
  if (header.size() > 6 && !finish.was_set("servernameslen"))
    store_be<std::uint16_t>(header.data() + 4, static_cast<std::uint16_t>(header.size() - 6));
  if (!finish.was_set("len")) store_be<std::uint16_t>(header.data() + 2, static_cast<std::uint16_t>(header.size() - 4));
}
constinit const Proto name{.name = "TLS_Ext_ServerName",
                           .key = "tls.part",
                           .title = "TLS Extension - Server Name",
                           .fields = name_fields,
                           .finish = finish_name,
                           .is_item = true};
const Proto* any_extension(const Look&, std::uint32_t) { return &unknown; }

// Handshake messages: type, three bytes of length, body.
void finish_length(Finish& finish) {
  if (!finish.is_building_header || finish.was_set("msglen")) return;
  Bytes& header = *finish.header_bytes;
  const std::size_t size = header.size() - 4;
  for (unsigned i = 0; i < 3; ++i) header[1 + i] = static_cast<std::uint8_t>(size >> (8U * (2 - i)));
}
bool has_extensions(const Finish& finish) {
  const Value* value = finish.spec->find("ext");
  if (value == nullptr || value->kind == Value::Kind::automatic) return false;
  return value->kind == Value::Kind::packet || !value->items.empty() || !value->text.empty();
}
/// The length of the extensions stands before them, and nowhere if there are none. `at` finds it when the lengths
/// before it are in place, that is in the second call.
void finish_hello(Finish& finish, std::uint32_t (*at)(const Look&)) {
  const bool by_itself = !finish.was_set("extlen");
  if (finish.is_building_header && by_itself && !has_extensions(finish))
    finish.header_bytes->resize(finish.header_bytes->size() - 2);
  if (!finish.is_building_header && by_itself && has_extensions(finish)) {
    const std::uint32_t place = at(Look{finish.layer});
    if (place + 2 <= finish.header)
      store_be<std::uint16_t>(finish.layer.data() + place, static_cast<std::uint16_t>(finish.header - place - 2));
  }
  finish_length(finish);
}
void finish_client(Finish& finish) {
  finish_hello(finish, [](const Look& look) {
    std::uint32_t at = 39U + look.u8(38);  // behind the session
    at += 2U + look.u16(at);               // behind the ciphers
    return at + 1U + look.u8(at);          // behind the compressions
  });
}
void finish_server(Finish& finish) {
  finish_hello(finish, [](const Look& look) { return 42U + look.u8(38); });
}
#define PYTK_HEAD(kind) choice("msgtype", 8, kind, handshakes), number("msglen", 24).automatic(Automatic::by_finish)
#define PYTK_HELLO(kind)                                                                                               \
  PYTK_HEAD(kind), hex("version", 16, 0x0303).named(versions), number("gmt_unix_time", 32), bytes("random_bytes", 28), \
      number("sidlen", 8), bytes("sid").sized_by("sidlen")
#define PYTK_MESSAGE(variable, class_name, heading, closing, ...)                                                \
  constexpr auto variable##_fields = layout({__VA_ARGS__});                                                      \
  constinit const Proto variable {                                                                               \
    .name = class_name, .key = "tls.handshake", .title = heading, .fields = variable##_fields, .finish = closing \
  }
PYTK_MESSAGE(server_hello, "TLSServerHello", "TLS Handshake - Server Hello", finish_server, PYTK_HELLO(2),
             hex("cipher", 16),
             custom("comp", list_of_8).text_default(std::string_view("\0", 1)).sized([](const Look&, std::uint32_t) {
               return 1U;
             }),
             number("extlen", 16).automatic(Automatic::by_finish), items("ext", any_extension));
PYTK_MESSAGE(hello_request, "TLSHelloRequest", "TLS Handshake - Hello Request", finish_length, PYTK_HEAD(0));
PYTK_MESSAGE(hello_done, "TLSServerHelloDone", "TLS Handshake - Server Hello Done", finish_length, PYTK_HEAD(14));
PYTK_MESSAGE(alert, "TLSAlert", "TLS Alert", nullptr, choice("level", 8, 0, levels), choice("descr", 8, 0, alerts));
PYTK_MESSAGE(change, "TLSChangeCipherSpec", "TLS ChangeCipherSpec", nullptr, number("msgtype", 8, 1));
PYTK_MESSAGE(application, "TLSApplicationData", "TLS Application Data", nullptr, bytes("data"));
constexpr const Proto* parts[] = {&server_hello,
                                  &hello_request,
                                  &hello_done,
                                  &alert,
                                  &change,
                                  &application,
                                  &host,
                                  &protocol,
                                  &share,
                                  &fragment,
                                  &groups,
                                  &points,
                                  &signatures,
                                  &heartbeat,
                                  &protocols_offered,
                                  &padding_extension,
                                  &encrypt_then_mac,
                                  &master_secret,
                                  &ticket,
                                  &offered_versions,
                                  &chosen_version,
                                  &modes,
                                  &shares,
                                  &renegotiation,
                                  &unknown,
                                  &name};
constexpr auto fields =
    layout({PYTK_HELLO(1), number("cipherslen", 16),
            custom("ciphers", list_of_16).sized_by("cipherslen").text_default("\xc0\x2b\xc0\x2f\xc0\x2c\xc0\x30"),
            number("complen", 8), custom("comp", list_of_8).sized_by("complen").text_default(std::string_view("\0", 1)),
            number("extlen", 16).automatic(Automatic::by_finish), items("ext", any_extension)});

}  // namespace

constinit const Proto tls_messages{.name = "TLSClientHello",
                                   .key = "tls.handshake",
                                   .title = "TLS Handshake - Client Hello",
                                   .fields = fields,
                                   .finish = finish_client,
                                   .parts = parts};

}  // namespace pytk::packet::proto
