// IEEE 802.11 management frames (9.3.3) behind the common header, and their information elements, each a layer.
#include "packet/proto/dot11_names.hpp"
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name capabilities[] = {
    {8, "ESS"},   {9, "IBSS"},     {10, "CFP"},       {11, "CFP-req"},  {12, "privacy"}, {13, "short-preamble"},
    {14, "PBCC"}, {15, "agility"}, {2, "short-slot"}, {5, "DSSS-OFDM"}, {0, "res8"},     {1, "res9"},
    {3, "res11"}, {4, "res12"},    {6, "res14"},      {7, "res15"}};
constexpr Name algorithms[] = {{0, "open"}, {1, "sharedkey"}};

// IEEE 802.11 9.4.1.7 and 9.4.1.9, in few words.
constexpr Name reasons[] = {
    {0, "reserved"},         {1, "unspec"},     {2, "auth-expired"},        {3, "deauth-ST-leaving"},
    {4, "inactivity"},       {5, "AP-full"},    {6, "class2-from-nonauth"}, {7, "class3-from-nonass"},
    {8, "disas-ST-leaving"}, {9, "ST-not-auth"}};
constexpr Name statuses[] = {{0, "success"},
                             {1, "failure"},
                             {10, "cannot-support-all-cap"},
                             {11, "inexist-asso"},
                             {12, "asso-denied"},
                             {13, "algo-unsupported"},
                             {14, "bad-seq-num"},
                             {15, "challenge-failure"},
                             {16, "timeout"},
                             {17, "AP-full"},
                             {18, "rate-unsupported"}};

bool step(const Look& look, Step& step) {
  step.header = look.proto->fields.minimum;
  if (step.header < look.size()) step.next = &dot11_management;
  return true;
}
#define PYTK_CAPABILITIES flags("cap", 16, 0, capabilities)
#define PYTK_FRAME(variable, class_name, of_type, of_subtype, list)                                                 \
  constexpr Overload on_##variable[] = {{"Dot11", "type", of_type}, {"Dot11", "subtype", of_subtype}};              \
  constinit const Proto variable {                                                                                  \
    .name = class_name, .key = "dot11." #variable, .title = class_name, .fields = list, .overloads = on_##variable, \
    .step = step, .label = "Dot11"                                                                                  \
  }
constexpr auto request_fields =
    layout({PYTK_CAPABILITIES, number("listen_interval", 16, 200).little_endian().alias("wlan.fixed.listen_ival")});
constexpr auto response_fields =
    layout({PYTK_CAPABILITIES, choice("status", 16, 0, statuses).little_endian().alias("wlan.fixed.status_code"),
            number("AID", 16).little_endian()});
constexpr auto again_fields =
    layout({PYTK_CAPABILITIES, number("listen_interval", 16, 200).little_endian().alias("wlan.fixed.listen_ival"),
            mac("current_AP").alias("wlan.fixed.current_ap")});
constexpr auto beacon_fields = layout({number("timestamp", 64).little_endian().alias("wlan.fixed.timestamp"),
                                       number("beacon_interval", 16, 100).little_endian(), PYTK_CAPABILITIES});
constexpr auto reason_fields =
    layout({choice("reason", 16, 1, reasons).little_endian().alias("wlan.fixed.reason_code")});
constexpr auto authentication_fields =
    layout({choice("algo", 16, 0, algorithms).little_endian().alias("wlan.fixed.auth.alg"),
            number("seqnum", 16).little_endian().alias("wlan.fixed.auth_seq"),
            choice("status", 16, 0, statuses).little_endian().alias("wlan.fixed.status_code")});
constexpr FieldList nothing;
PYTK_FRAME(assoreq, "Dot11AssoReq", 0, 0, request_fields);
PYTK_FRAME(assoresp, "Dot11AssoResp", 0, 1, response_fields);
PYTK_FRAME(reassoreq, "Dot11ReassoReq", 0, 2, again_fields);
PYTK_FRAME(reassoresp, "Dot11ReassoResp", 0, 3, response_fields);
PYTK_FRAME(probereq, "Dot11ProbeReq", 0, 4, nothing);
PYTK_FRAME(proberesp, "Dot11ProbeResp", 0, 5, beacon_fields);
PYTK_FRAME(beacon, "Dot11Beacon", 0, 8, beacon_fields);
PYTK_FRAME(atim, "Dot11ATIM", 0, 9, nothing);
PYTK_FRAME(disas, "Dot11Disas", 0, 10, reason_fields);
PYTK_FRAME(auth, "Dot11Auth", 0, 11, authentication_fields);
PYTK_FRAME(deauth, "Dot11Deauth", 0, 12, reason_fields);
PYTK_FRAME(ack, "Dot11Ack", 1, 13, nothing);
constexpr const Proto* parts[] = {&assoreq, &assoresp, &reassoreq, &reassoresp, &probereq, &proberesp,
                                  &beacon,  &atim,     &disas,     &auth,       &deauth,   &ack};

bool ssid(const Look& look, std::string& out) {
  if (look.size() < 2 || look.u8(0) != 0 || look.u8(1) > look.size() - 2) return false;
  out += text_of(look.bytes.subspan(2, look.u8(1)));
  return true;
}
constexpr auto fields =
    layout({choice("ID", 8, 0, element_ids).alias("wlan.tag.number"), number("len", 8).alias("wlan.tag.length"),
            bytes("info").sized_by("len"), derived_text("ssid", ssid).alias("wlan.ssid")});
bool step_element(const Look& look, Step& step) {
  step.header = 2U + look.u8(1);
  if (step.header + 2 <= look.size()) step.next = &dot11_management;
  return true;
}

}  // namespace

const Proto* dot11_frame(unsigned subtype) {
  switch (subtype) {
    case 0: return &assoreq;
    case 1: return &assoresp;
    case 2: return &reassoreq;
    case 3: return &reassoresp;
    case 4: return &probereq;
    case 5: return &proberesp;
    case 8: return &beacon;
    case 9: return &atim;
    case 10: return &disas;
    case 11: return &auth;
    case 12: return &deauth;
    default: return nullptr;
  }
}

constinit const Proto dot11_management{.name = "Dot11Elt",
                                       .key = "dot11elt",
                                       .title = "802.11 Information Element",
                                       .fields = fields,
                                       .least = 2,
                                       .step = step_element,
                                       .parts = parts,
                                       .is_quote = true,
                                       .label = "Dot11"};

}  // namespace pytk::packet::proto
