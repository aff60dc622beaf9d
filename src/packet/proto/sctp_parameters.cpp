// Parameters of SCTP chunks (RFC 9260 3.2.1, RFC 5061, RFC 4895): type, length with the head, value, padding to four.
#include <pytk/core/address.hpp>
#include <pytk/packet/craft.hpp>

#include "packet/proto/sctp_parameters.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name kinds[] = {
    {1, "heartbeat-info"},
    {5, "IPv4"},
    {6, "IPv6"},
    {7, "state-cookie"},
    {8, "unrecognized-param"},
    {9, "cookie-preservative"},
    {11, "hostname"},
    {12, "addrtypes"},
    {0x8000, "ecn-capable"},
    {0x8002, "random"},
    {0x8003, "chunk-list"},
    {0x8004, "requested-HMAC-functions"},
    {0x8005, "padding"},
    {0x8008, "supported-extensions"},
    {0xc000, "fwd-tsn-supported"},
    {0xc001, "add-IP"},
    {0xc002, "del-IP"},
    {0xc003, "error-indication"},
    {0xc004, "set-primary-addr"},
    {0xc005, "success-indication"},
    {0xc006, "adaptation-layer"},
};
std::uint32_t padding_size(const Look& look, std::uint32_t at) {
  const std::uint32_t end = (look.u16(2) + 3U) & ~3U;
  return end > at ? end - at : 0;
}
#define PYTK_PARAMETER(variable, class_name, ...)                                                                  \
  constexpr auto variable##_fields = layout({__VA_ARGS__});                                                        \
  constinit const Proto variable {                                                                                 \
    .name = class_name, .key = "sctp.parameter", .title = class_name, .fields = variable##_fields, .is_item = true \
  }
#define PYTK_HEAD(kind) \
  hex("type", 16, kind).named(kinds).alias("sctp.parameter_type"), number("len", 16).alias("sctp.parameter_length")
#define PYTK_FIXED(kind, size)                                     \
  hex("type", 16, kind).named(kinds).alias("sctp.parameter_type"), \
      number("len", 16, size).alias("sctp.parameter_length")
/// Padding is no part of the length, but of the parameter.
Field constexpr value(Field field) { return field.sized_by("len", 1, -4).pad_to(4); }
#define PYTK_REST bytes("padding").sized(padding_size)

PYTK_PARAMETER(heartbeat, "SCTPChunkParamHeartbeatInfo", PYTK_HEAD(1), value(bytes("data")), PYTK_REST);
PYTK_PARAMETER(ipv4, "SCTPChunkParamIPv4Addr", PYTK_FIXED(5, 8),
               ip4("addr", 0x7f000001).alias("sctp.parameter_ipv4_address"));
PYTK_PARAMETER(ipv6_address, "SCTPChunkParamIPv6Addr", PYTK_FIXED(6, 20),
               ip6("addr", "::1").alias("sctp.parameter_ipv6_address"));
PYTK_PARAMETER(cookie, "SCTPChunkParamStateCookie", PYTK_HEAD(7), value(bytes("cookie")), PYTK_REST);
PYTK_PARAMETER(unrecognized, "SCTPChunkParamUnrocognizedParam", PYTK_HEAD(8), value(bytes("param")), PYTK_REST);
PYTK_PARAMETER(preservative, "SCTPChunkParamCookiePreservative", PYTK_FIXED(9, 8), hex("sug_cookie_inc", 32));
PYTK_PARAMETER(host, "SCTPChunkParamHostname", PYTK_HEAD(11), value(text("hostname")), PYTK_REST);
PYTK_PARAMETER(supported, "SCTPChunkParamSupportedAddrTypes", PYTK_HEAD(12),
               value(custom("addr_type_list", list_of_16).text_default(std::string_view("\0\5", 2))), PYTK_REST);
PYTK_PARAMETER(ecn, "SCTPChunkParamECNCapable", PYTK_FIXED(0x8000, 4));
PYTK_PARAMETER(chunk_list, "SCTPChunkParamChunkList", PYTK_HEAD(0x8003), value(custom("chunk_list", list_of_8)),
               PYTK_REST);
PYTK_PARAMETER(functions, "SCTPChunkParamRequestedHMACFunctions", PYTK_HEAD(0x8004),
               value(custom("HMAC_functions_list", list_of_16).text_default(std::string_view("\0\1", 2))), PYTK_REST);
PYTK_PARAMETER(extensions, "SCTPChunkParamSupportedExtensions", PYTK_HEAD(0x8008),
               value(custom("supported_extensions", list_of_8).text_default("\x0f\xc1\x80")), PYTK_REST);
PYTK_PARAMETER(forward, "SCTPChunkParamFwdTSN", PYTK_FIXED(0xc000, 4));
PYTK_PARAMETER(indication, "SCTPChunkParamErrorIndication", PYTK_HEAD(0xc003), hex("correlation_id", 32),
               bytes("error_causes").sized_by("len", 1, -8).pad_to(4), PYTK_REST);
PYTK_PARAMETER(success, "SCTPChunkParamSuccessIndication", PYTK_FIXED(0xc005, 8), hex("correlation_id", 32));
PYTK_PARAMETER(adaptation, "SCTPChunkParamAdaptationLayer", PYTK_FIXED(0xc006, 8), hex("indication", 32));
// RFC 5061 4.2: an address parameter inside. Which kind of address it is, is said before it.
void show_address(std::string& out, const Look& /*look*/, ByteView value, Form form) {
  if (form == Form::json) out += '"';
  if (value.size() == 4 || value.size() == 16)
    append_ip(out, Ip::from(value));
  else
    out += "hex:" + to_hex(value);
  if (form == Form::json) out += '"';
}
std::string build_address(const Value& value, const Look& so_far, Bytes& out) {
  const unsigned kind = so_far.u16(8);
  const bool is_ip = kind == 5 || kind == 6;
  std::string text = value.text;
  if (value.kind == Value::Kind::automatic && is_ip) text = kind == 5 ? "127.0.0.1" : "::1";
  if (!is_ip) {
    out.assign(text.begin(), text.end());
    return {};
  }
  const auto ip = parse_ip(text);
  if (!ip || ip->v6 != (kind == 6)) return "'" + text + "' is no " + (kind == 6 ? "IPv6" : "IPv4") + " address";
  out.assign(ip->view().begin(), ip->view().end());
  return {};
}
constexpr Codec address{show_address, build_address};
#define PYTK_INNER(variable, class_name, kind)                                                          \
  PYTK_PARAMETER(variable, class_name, hex("type", 16, kind).named(kinds).alias("sctp.parameter_type"), \
                 number("len", 16).automatic(Automatic::header_length).alias("sctp.parameter_length"),  \
                 hex("correlation_id", 32), choice("addr_type", 16, 5, kinds), number("addr_len", 16),  \
                 custom("addr", address).sized_by("addr_len", 1, -4))
PYTK_INNER(add_address, "SCTPChunkParamAddIPAddr", 0xc001);
PYTK_INNER(delete_address, "SCTPChunkParamDelIPAddr", 0xc002);
PYTK_INNER(primary, "SCTPChunkParamSetPrimaryAddr", 0xc004);
constexpr const Proto* parts[] = {&heartbeat,    &ipv4,        &ipv6_address,   &cookie,     &unrecognized,
                                  &preservative, &host,        &supported,      &ecn,        &chunk_list,
                                  &functions,    &extensions,  &forward,        &indication, &success,
                                  &adaptation,   &add_address, &delete_address, &primary};

}  // namespace

const Proto* sctp_parameter_at(const Look& look, std::uint32_t at) {
  const unsigned kind = look.u16(at), size = look.u16(at + 2);
  if (size < 4 || size > look.size() - at) return nullptr;
  for (const Proto* one : parts) {
    if (one->fields.first[0].initial != kind) continue;
    const bool fits = one->fields.fixed ? size == one->fields.minimum : size >= one->fields.minimum;
    return fits ? one : &sctp_parameters;
  }
  return &sctp_parameters;
}

constexpr auto any_fields = layout({PYTK_HEAD(0), value(bytes("value")), PYTK_REST});
constinit const Proto sctp_parameters{.name = "SCTPChunkParamUnknown",
                                      .key = "sctp.parameter",
                                      .title = "SCTP parameter",
                                      .fields = any_fields,
                                      .parts = parts,
                                      .is_item = true};

}  // namespace pytk::packet::proto
