// PPP's control protocols: LCP (RFC 1661) and its options, IPCP (RFC 1332, 1877), ECP (RFC 1968), PAP (RFC 1334) and
// CHAP (RFC 1994), IPv6CP and CCP.
#include <pytk/packet/craft.hpp>

#include "packet/proto/ppp_protocols.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name codes[] = {{1, "Configure-Request"}, {2, "Configure-Ack"},     {3, "Configure-Nak"},
                          {4, "Configure-Reject"},  {5, "Terminate-Request"}, {6, "Terminate-Ack"},
                          {7, "Code-Reject"},       {8, "Protocol-Reject"},   {9, "Echo-Request"},
                          {10, "Echo-Reply"},       {11, "Discard-Request"},  {14, "Reset-Request"},
                          {15, "Reset-Ack"}};
constexpr Name pap_codes[] = {{1, "Authenticate-Request"}, {2, "Authenticate-Ack"}, {3, "Authenticate-Nak"}};
constexpr Name chap_codes[] = {{1, "Challenge"}, {2, "Response"}, {3, "Success"}, {4, "Failure"}};

// IANA registries of PPP LCP and IPCP options.
constexpr Name lcp_kinds[] = {{1, "Maximum-Receive-Unit"},
                              {2, "Async-Control-Character-Map"},
                              {3, "Authentication-protocol"},
                              {4, "Quality-protocol"},
                              {5, "Magic-number"},
                              {7, "Protocol-Field-Compression"},
                              {8, "Address-and-Control-Field-Compression"},
                              {13, "Callback"}};
constexpr Name ipcp_kinds[] = {{1, "IP-Addresses (Deprecated)"},
                               {2, "IP-Compression-Protocol"},
                               {3, "IP-Address"},
                               {4, "Mobile-IPv4"},
                               {129, "Primary-DNS-Address"},
                               {130, "Primary-NBNS-Address"},
                               {131, "Secondary-DNS-Address"},
                               {132, "Secondary-NBNS-Address"}};
constexpr Name ecp_kinds[] = {{0, "OUI"}, {1, "DESE"}};
constexpr Name chap_algorithms[] = {{5, "MD5"}, {6, "SHA1"}, {128, "MS-CHAP"}, {129, "MS-CHAP-v2"}};
constexpr Name authentications[] = {{0xc023, "Password authentication protocol"},
                                    {0xc223, "Challenge-response authentication protocol"},
                                    {0xc227, "PPP Extensible authentication protocol"}};
constexpr Name qualities[] = {{0xc025, "Link Quality Report"}};
constexpr Name callbacks[] = {{0, "Location determined by user authentication"},
                              {1, "Dialing string"},
                              {2, "Location identifier"},
                              {3, "E.164 number"},
                              {4, "Distinguished name"}};

#define PYTK_HEAD(code, names)                                                            \
  choice("code", 8, code, names).alias("ppp.code"), hex("id", 8).alias("ppp.identifier"), \
      number("len", 16).alias("ppp.length")
bool step(const Look& look, Step& step) {
  step.header = std::min<std::uint32_t>(std::max<std::uint32_t>(look.u16(2), 4), look.size());
  if (step.header < look.size()) step.end = step.header;
  return true;
}
#define PYTK_TABLE(variable, class_name, key_, title_, list, ...) \
  constinit const Proto variable { .name = class_name, .key = key_, .title = title_, .fields = list, __VA_ARGS__ }
Field constexpr data(std::string_view name, std::int16_t before) {
  return bytes(name).sized_by("len", 1, static_cast<std::int16_t>(-before));
}
// Options: type, length with the head, value.
#define PYTK_OPTION_TABLE(variable, class_name, ...)                                                           \
  constexpr auto variable##_fields = layout({__VA_ARGS__});                                                    \
  constinit const Proto variable {                                                                             \
    .name = class_name, .key = "ppp.option", .title = class_name, .fields = variable##_fields, .is_item = true \
  }
PYTK_OPTION_TABLE(lcp_option, "PPP_LCP_Option", choice("type", 8, 0, lcp_kinds), number("len", 8), data("data", 2));
PYTK_OPTION_TABLE(unit_option, "PPP_LCP_MRU_Option", choice("type", 8, 1, lcp_kinds), number("len", 8, 4),
                  number("max_recv_unit", 16, 1500));
PYTK_OPTION_TABLE(map_option, "PPP_LCP_ACCM_Option", choice("type", 8, 2, lcp_kinds), number("len", 8, 6),
                  hex("accm", 32));
bool is_chap(const Look& look) { return look.u16(2) == 0xc223; }
bool is_other(const Look& look) { return !is_chap(look); }
constexpr auto authentication_fields = layout(
    {choice("type", 8, 3, lcp_kinds), number("len", 8, 4), hex("auth_protocol", 16, 0xc023).named(authentications),
     bytes("data").sized(
                      [](const Look& look, std::uint32_t at) {
  return look.u8(1) > at ? look.u8(1) - at : 0U;
     }).when(is_other),
     choice("algorithm", 8, 5, chap_algorithms).when(is_chap)});
/// The algorithm counts in an automatic length, other data does not.
void finish_authentication(Finish& finish) {
  if (!finish.is_building_header || finish.was_set("len")) return;
  Bytes& option = *finish.header_bytes;
  option[1] = load_be<std::uint16_t>(ByteView(option).subspan(2)) == 0xc223 ? 5 : 4;
}
constinit const Proto authentication_option{.name = "PPP_LCP_Auth_Protocol_Option",
                                            .key = "ppp.option",
                                            .title = "PPP_LCP_Auth_Protocol_Option",
                                            .fields = authentication_fields,
                                            .finish = finish_authentication,
                                            .is_item = true};
PYTK_OPTION_TABLE(quality_option, "PPP_LCP_Quality_Protocol_Option", choice("type", 8, 4, lcp_kinds), number("len", 8),
                  hex("quality_protocol", 16, 0xc025).named(qualities), data("data", 4));
PYTK_OPTION_TABLE(magic_option, "PPP_LCP_Magic_Number_Option", choice("type", 8, 5, lcp_kinds), number("len", 8, 6),
                  hex("magic_number", 32));
PYTK_OPTION_TABLE(callback_option, "PPP_LCP_Callback_Option", choice("type", 8, 13, lcp_kinds), number("len", 8),
                  choice("operation", 8, 0, callbacks), data("message", 3));
PYTK_OPTION_TABLE(ipcp_option, "PPP_IPCP_Option", choice("type", 8, 0, ipcp_kinds), number("len", 8), data("data", 2));
#define PYTK_ADDRESS_OPTION(variable, class_name, kind)                                                          \
  PYTK_OPTION_TABLE(variable, class_name, choice("type", 8, kind, ipcp_kinds), number("len", 8, 6), ip4("data"), \
                    bytes("garbage").sized(                                                                      \
                        [](const Look& look, std::uint32_t at) { return look.u8(1) > at ? look.u8(1) - at : 0U; }))
PYTK_ADDRESS_OPTION(address_option, "PPP_IPCP_Option_IPAddress", 3);
PYTK_ADDRESS_OPTION(first_dns, "PPP_IPCP_Option_DNS1", 129);
PYTK_ADDRESS_OPTION(second_dns, "PPP_IPCP_Option_DNS2", 131);
PYTK_ADDRESS_OPTION(first_wins, "PPP_IPCP_Option_NBNS1", 130);
PYTK_ADDRESS_OPTION(second_wins, "PPP_IPCP_Option_NBNS2", 132);
PYTK_OPTION_TABLE(ecp_option, "PPP_ECP_Option", choice("type", 8, 0, ecp_kinds), number("len", 8), data("data", 2));
PYTK_OPTION_TABLE(ecp_oui, "PPP_ECP_Option_OUI", choice("type", 8, 0, ecp_kinds), number("len", 8), hex("oui", 24),
                  number("subtype", 8), data("data", 6));

const Proto* lcp_option_at(const Look& look, std::uint32_t at) {
  const unsigned size = look.u8(at + 1);
  if (size < 2 || size > look.size() - at) return nullptr;
  switch (look.u8(at)) {
    case 1: return size == 4 ? &unit_option : &lcp_option;
    case 2: return size == 6 ? &map_option : &lcp_option;
    case 3: return size >= (look.u16(at + 2) == 0xc223 ? 5U : 4U) ? &authentication_option : &lcp_option;
    case 4: return size >= 4 ? &quality_option : &lcp_option;
    case 5: return size == 6 ? &magic_option : &lcp_option;
    case 13: return size >= 3 ? &callback_option : &lcp_option;
    default: return &lcp_option;
  }
}
const Proto* ipcp_option_at(const Look& look, std::uint32_t at) {
  const unsigned size = look.u8(at + 1);
  if (size < 2 || size > look.size() - at) return nullptr;
  if (size < 6) return &ipcp_option;
  switch (look.u8(at)) {
    case 3: return &address_option;
    case 129: return &first_dns;
    case 130: return &first_wins;
    case 131: return &second_dns;
    case 132: return &second_wins;
    default: return &ipcp_option;
  }
}
const Proto* ecp_option_at(const Look& look, std::uint32_t at) {
  const unsigned size = look.u8(at + 1);
  if (size < 2 || size > look.size() - at) return nullptr;
  return look.u8(at) == 0 && size >= 6 ? &ecp_oui : &ecp_option;
}

constexpr Bind lcp_binds[] = {{Space::ppp, 0xc021}}, ipcp_binds[] = {{Space::ppp, 0x8021}, {Space::ethertype, 0x8021}},
               ipv6cp_binds[] = {{Space::ppp, 0x8057}}, pap_binds[] = {{Space::ppp, 0xc023}},
               chap_binds[] = {{Space::ppp, 0xc223}}, ccp_binds[] = {{Space::ppp, 0x80fd}},
               ecp_binds[] = {{Space::ppp, 0x8053}, {Space::ethertype, 0x8053}};

// Control protocols are announced by Ethernet's type on Ethernet alone.
constexpr std::string_view no_ethertype = "GRE GRE_PPTP SNAP CookedLinux* CHDLC GENEVE";

constexpr auto lcp_fields = layout({PYTK_HEAD(5, codes), data("data", 4)});
constexpr auto configure_fields = layout({PYTK_HEAD(1, codes), items("options", lcp_option_at).sized_by("len", 1, -4)});
constexpr auto code_reject_fields = layout({PYTK_HEAD(7, codes), data("rejected_packet", 4)});
constexpr auto protocol_reject_fields =
    layout({PYTK_HEAD(8, codes), hex("rejected_protocol", 16).named(ppp_protocols), data("rejected_information", 6)});
constexpr auto discard_fields = layout({PYTK_HEAD(11, codes), hex("magic_number", 32), data("data", 8)});
constexpr auto echo_fields = layout({PYTK_HEAD(9, codes), hex("magic_number", 32), data("data", 8)});
#define PYTK_LCP(variable, class_name, list)                                                              \
  PYTK_TABLE(variable, class_name, "lcp", class_name, list, .least = 4, .binds = lcp_binds, .step = step, \
             .summary_text = "LCP {code}", .same_as = &ppp_control, .label = "LCP")
PYTK_LCP(configure, "PPP_LCP_Configure", configure_fields);
PYTK_LCP(terminate, "PPP_LCP_Terminate", lcp_fields);
PYTK_LCP(code_reject, "PPP_LCP_Code_Reject", code_reject_fields);
PYTK_LCP(protocol_reject, "PPP_LCP_Protocol_Reject", protocol_reject_fields);
PYTK_LCP(discard, "PPP_LCP_Discard_Request", discard_fields);
PYTK_LCP(echo, "PPP_LCP_Echo", echo_fields);
const Proto* lcp_variant(const Look& look) {
  switch (look.u8(0)) {
    case 1:
    case 2:
    case 3:
    case 4: return &configure;
    case 5:
    case 6: return &terminate;
    case 7: return &code_reject;
    case 8: return look.u16(2) >= 6 ? &protocol_reject : nullptr;
    case 9:
    case 10: return look.u16(2) >= 8 ? &echo : nullptr;
    case 11: return look.u16(2) >= 8 ? &discard : nullptr;
    default: return nullptr;
  }
}

constexpr auto ipcp_fields = layout({PYTK_HEAD(1, codes), items("options", ipcp_option_at).sized_by("len", 1, -4)});
constexpr auto ecp_fields = layout({PYTK_HEAD(1, codes), items("options", ecp_option_at).sized_by("len", 1, -4)});
constexpr auto plain_fields = layout({PYTK_HEAD(1, codes), data("data", 4)});
PYTK_TABLE(ipcp, "PPP_IPCP", "ipcp", "PPP IP Control Protocol", ipcp_fields, .least = 4, .binds = ipcp_binds,
           .step = step, .summary_text = "IPCP {code}", .not_over = no_ethertype);
PYTK_TABLE(ecp, "PPP_ECP", "ecp", "PPP Encryption Control Protocol", ecp_fields, .least = 4, .binds = ecp_binds,
           .step = step, .summary_text = "ECP {code}", .not_over = no_ethertype);
PYTK_TABLE(ipv6cp, "PPP_IPV6CP", "ipv6cp", "PPP IPv6 Control Protocol", plain_fields, .least = 4, .binds = ipv6cp_binds,
           .step = step);
PYTK_TABLE(ccp, "PPP_CCP", "ccp", "PPP Compression Control Protocol", plain_fields, .least = 4, .binds = ccp_binds,
           .step = step);

constexpr auto pap_fields = layout({PYTK_HEAD(1, pap_codes), data("data", 4)});
constexpr auto pap_request_fields = layout(
    {choice("code", 8, 1, pap_codes).alias("ppp.code"), hex("id", 8).alias("ppp.identifier"),
     number("len", 16).automatic(Automatic::header_length).alias("ppp.length"), number("username_len", 8),
     text("username").sized_by("username_len"), number("passwd_len", 8), text("password").sized_by("passwd_len")});
constexpr auto pap_response_fields =
    layout({choice("code", 8, 2, pap_codes).alias("ppp.code"), hex("id", 8).alias("ppp.identifier"),
            number("len", 16).automatic(Automatic::header_length).alias("ppp.length"), number("msg_len", 8),
            text("message").sized_by("msg_len")});
constexpr auto chap_fields = layout({PYTK_HEAD(1, chap_codes), data("data", 4)});
constexpr auto chap_value_fields =
    layout({choice("code", 8, 1, chap_codes).alias("ppp.code"), hex("id", 8).alias("ppp.identifier"),
            number("len", 16).automatic(Automatic::header_length).alias("ppp.length"), number("value_size", 8),
            bytes("value", 0, std::string_view("\0\0\0\0\0\0\0\0", 8)).sized_by("value_size").alias("chap.value"),
            text("optional_name")
                .sized([](const Look& look, std::uint32_t at) {
                  return look.u16(2) > at ? look.u16(2) - at : look.u16(2) == 0 ? look.size() - at : 0U;
                })
                .alias("chap.name")});
extern const Proto pap, chap;
PYTK_TABLE(pap_request, "PPP_PAP_Request", "pap", "PPP PAP Request", pap_request_fields, .binds = pap_binds,
           .step = step, .summary_text = "PAP {code}", .same_as = &pap);
PYTK_TABLE(pap_response, "PPP_PAP_Response", "pap", "PPP PAP Response", pap_response_fields, .binds = pap_binds,
           .step = step, .summary_text = "PAP {code}", .same_as = &pap);
const Proto* pap_variant(const Look& look) {
  if (look.size() < 6) return nullptr;
  return look.u8(0) == 1 ? &pap_request : look.u8(0) == 2 || look.u8(0) == 3 ? &pap_response : nullptr;
}
PYTK_TABLE(pap, "PPP_PAP", "pap", "PPP Password Authentication Protocol", pap_fields, .least = 4, .binds = pap_binds,
           .step = step, .variant = pap_variant);
PYTK_TABLE(chap_value, "PPP_CHAP_ChallengeResponse", "chap", "PPP CHAP Challenge/Response", chap_value_fields,
           .binds = chap_binds, .step = step, .summary_text = "CHAP {code}", .same_as = &chap);
const Proto* chap_variant(const Look& look) {
  return (look.u8(0) == 1 || look.u8(0) == 2) && look.size() >= 5 ? &chap_value : nullptr;
}
PYTK_TABLE(chap, "PPP_CHAP", "chap", "PPP Challenge Handshake Authentication Protocol", chap_fields, .least = 4,
           .binds = chap_binds, .step = step, .variant = chap_variant);

constexpr const Proto* parts[] = {&configure,
                                  &terminate,
                                  &code_reject,
                                  &protocol_reject,
                                  &discard,
                                  &echo,
                                  &ipcp,
                                  &ecp,
                                  &ipv6cp,
                                  &ccp,
                                  &pap,
                                  &pap_request,
                                  &pap_response,
                                  &chap,
                                  &chap_value,
                                  &lcp_option,
                                  &unit_option,
                                  &map_option,
                                  &authentication_option,
                                  &quality_option,
                                  &magic_option,
                                  &callback_option,
                                  &ipcp_option,
                                  &address_option,
                                  &first_dns,
                                  &second_dns,
                                  &first_wins,
                                  &second_wins,
                                  &ecp_option,
                                  &ecp_oui};

}  // namespace

constinit const Proto ppp_control{.name = "PPP_LCP",
                                  .key = "lcp",
                                  .title = "PPP Link Control Protocol",
                                  .fields = lcp_fields,
                                  .least = 4,
                                  .binds = lcp_binds,
                                  .step = step,
                                  .variant = lcp_variant,
                                  .summary_text = "LCP {code}",
                                  .parts = parts,
                                  .label = "LCP"};

}  // namespace pytk::packet::proto
