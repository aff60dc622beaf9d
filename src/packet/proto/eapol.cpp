// EAPOL (IEEE 802.1X 11) and EAP (RFC 3748).
#include <pytk/core/address.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{0, "EAP-Packet"},
                          {1, "EAPOL-Start"},
                          {2, "EAPOL-Logoff"},
                          {3, "EAPOL-Key"},
                          {4, "EAPOL-Encapsulated-ASF-Alert"},
                          {5, "EAPOL-MKA"},
                          {6, "EAPOL-Announcement (Generic)"},
                          {7, "EAPOL-Announcement (Specific)"},
                          {8, "EAPOL-Announcement-Req"}};
constexpr Name codes[] = {{1, "Request"}, {2, "Response"}, {3, "Success"},
                          {4, "Failure"}, {5, "Initiate"}, {6, "Finish"}};
// IANA registry of EAP method types.
constexpr Name methods[] = {
    {1, "Identity"},
    {2, "Notification"},
    {3, "Legacy Nak"},
    {4, "MD5-Challenge"},
    {5, "One-Time Password (OTP)"},
    {6, "Generic Token Card (GTC)"},
    {9, "RSA Public Key Authentication"},
    {10, "DSS Unilateral"},
    {11, "KEA"},
    {12, "KEA-VALIDATE"},
    {13, "EAP-TLS"},
    {14, "Defender Token (AXENT)"},
    {15, "RSA Security SecurID EAP"},
    {16, "Arcot Systems EAP"},
    {17, "EAP-Cisco Wireless"},
    {18, "GSM Subscriber Identity Modules (EAP-SIM)"},
    {19, "SRP-SHA1"},
    {21, "EAP-TTLS"},
    {22, "Remote Access Service"},
    {23, "EAP-AKA Authentication"},
    {24, "EAP-3Com Wireless"},
    {25, "PEAP"},
    {26, "MS-EAP-Authentication"},
    {27, "Mutual Authentication w/Key Exchange (MAKE)"},
    {28, "CRYPTOCard"},
    {29, "EAP-MSCHAP-V2"},
    {30, "DynamID"},
    {31, "Rob EAP"},
    {32, "Protected One-Time Password"},
    {33, "MS-Authentication-TLV"},
    {34, "SentriNET"},
    {35, "EAP-Actiontec Wireless"},
    {36, "Cogent Systems Biometrics Authentication EAP"},
    {37, "AirFortress EAP"},
    {38, "EAP-HTTP Digest"},
    {39, "SecureSuite EAP"},
    {40, "DeviceConnect EAP"},
    {41, "EAP-SPEKE"},
    {42, "EAP-MOBAC"},
    {43, "EAP-FAST"},
    {44, "ZoneLabs EAP (ZLXEAP)"},
    {45, "EAP-Link"},
    {46, "EAP-PAX"},
    {47, "EAP-PSK"},
    {48, "EAP-SAKE"},
    {49, "EAP-IKEv2"},
    {50, "EAP-AKA"},
    {51, "EAP-GPSK"},
    {52, "EAP-pwd"},
    {53, "EAP-EKE Version 1"},
    {54, "EAP Method Type for PT-EAP"},
    {55, "TEAP"},
    {254, "Reserved for the Expanded Type"},
    {255, "Experimental"},
    {5, "One-Time Password"},
    {17, "LEAP"},
};
constexpr Name versions[] = {{1, "802.1X-2001"}, {2, "802.1X-2004"}, {3, "802.1X-2010"}};
constexpr Bind binds[] = {{Space::ethertype, 0x888e}}, eap_binds[] = {{Space::ppp, 0xc227}};
constexpr Overload overloads[] = {{"Ether", "dst", 0x0180c2000003}, {"Dot3", "dst", 0x0180c2000003}},
                   on_eapol[] = {{"EAPOL", "type", 0}};
constexpr auto fields =
    layout({choice("version", 8, 1, versions).alias("eapol.version"), choice("type", 8, 0, types).alias("eapol.type"),
            number("len", 16).automatic(Automatic::payload_length).with_padding().alias("eapol.len")});

bool has_type(const Look& look) {  // neither success nor failure, and not cut short; 0: being crafted
  return look.u8(0) != 3 && look.u8(0) != 4 && (look.u16(2) > 4 || look.u16(2) == 0);
}
std::uint32_t rest(const Look& look, std::uint32_t at) {
  const std::uint32_t end = std::max<std::uint32_t>(look.u16(2), 4);
  return end > at ? end - at : look.u16(2) == 0 ? look.size() - at : 0;
}
bool is_nak(const Look& look) { return look.u8(0) == 2 && has_type(look) && look.u8(4) == 3; }
bool is_identity(const Look& look) { return look.u8(0) == 2 && has_type(look) && look.u8(4) == 1; }
bool is_question(const Look& look) { return look.u8(0) == 1 && has_type(look) && look.u8(4) == 1; }
constexpr auto eap_fields = layout({choice("code", 8, 4, codes).alias("eap.code"), number("id", 8).alias("eap.id"),
                                    number("len", 16).automatic(Automatic::total_length).alias("eap.len"),
                                    choice("type", 8, 0, methods).when(has_type).alias("eap.type"),
                                    custom("desired_auth_types", list_of_8).sized(rest).when(is_nak),
                                    text("identity").sized(rest).when(is_identity).alias("eap.identity"),
                                    text("message").sized(rest).when(is_question)});
bool step_eap(const Look& look, Step& step) {
  step.end = std::min<std::uint32_t>(std::max<std::uint32_t>(look.u16(2), 4), look.size());
  step.header = std::min(extent_of(look), step.end);
  return true;
}
constinit const Proto eap{.name = "EAP",
                          .key = "eap",
                          .title = "EAP",
                          .fields = eap_fields,
                          .least = 4,
                          .binds = eap_binds,
                          .overloads = on_eapol,
                          .step = step_eap,
                          .summary_text = "EAP {code}"};

constexpr auto key_fields =
    layout({number("key_descriptor_type", 8, 1).alias("eapol.keydes.type"),
            hex("key_information", 16).alias("wlan_rsna_eapol.keydes.key_info"), number("key_length", 16),
            number("key_replay_counter", 64), bytes("key_nonce", 32), bytes("key_iv", 16), number("key_rsc", 64),
            number("key_id", 64), bytes("key_mic", 16), number("wpa_key_length", 16),
            bytes("key_data").sized_by("wpa_key_length")});
constexpr Overload key_overloads[] = {{"EAPOL", "type", 3}};
constinit const Proto key{
    .name = "EAPOL_KEY", .key = "eapol_key", .title = "EAPOL_KEY", .fields = key_fields, .overloads = key_overloads};

bool step(const Look& look, Step& step) {
  if (const std::uint32_t end = 4U + look.u16(2); end < look.size()) step.end = end;
  if (look.u8(1) == 0)
    step.next = &eap;
  else if (look.u8(1) == 3)
    step.next = &key;
  return true;
}
constexpr const Proto* parts[] = {&eap, &key};

}  // namespace

constinit const Proto eapol{.name = "EAPOL",
                            .key = "eapol",
                            .title = "EAPOL",
                            .fields = fields,
                            .binds = binds,
                            .overloads = overloads,
                            .step = step,
                            .summary_text = "EAPOL {type}",
                            .parts = parts,
                            .not_over = "CHDLC GENEVE"};

}  // namespace pytk::packet::proto
