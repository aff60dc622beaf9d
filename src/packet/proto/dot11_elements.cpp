// Information elements of IEEE 802.11 (9.4.2) that have fields of their own; built only, read ones are Dot11Elt.
#include <pytk/packet/craft.hpp>

#include "packet/proto/dot11_names.hpp"
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

// IEEE 802.11 tables 9-149 and 9-151.
constexpr Name ciphers[] = {{0, "Use group cipher suite"},
                            {1, "WEP-40"},
                            {2, "TKIP"},
                            {3, "OCB"},
                            {4, "CCMP-128"},
                            {5, "WEP-104"},
                            {6, "BIP-CMAC-128"},
                            {7, "Group addressed traffic not allowed"},
                            {8, "GCMP-128"},
                            {9, "GCMP-256"},
                            {10, "CCMP-256"},
                            {11, "BIP-GMAC-128"},
                            {12, "BIP-GMAC-256"},
                            {13, "BIP-CMAC-256"}};
constexpr Name suites[] = {{0, "Reserved"},
                           {1, "802.1X"},
                           {2, "PSK"},
                           {3, "FT-802.1X"},
                           {4, "FT-PSK"},
                           {5, "WPA-SHA256"},
                           {6, "PSK-SHA256"},
                           {7, "TDLS"},
                           {8, "SAE"},
                           {9, "FT-SAE"},
                           {10, "AP-PEER-KEY"},
                           {11, "WPA-SHA256-SUITE-B"},
                           {12, "WPA-SHA384-SUITE-B"},
                           {13, "FT-802.1X-SHA384"},
                           {14, "FILS-SHA256"},
                           {15, "FILS-SHA384"},
                           {16, "FT-FILS-SHA256"},
                           {17, "FT-FILS-SHA384"},
                           {18, "OWE"}};

/// Identifiers of keys: 16 bytes each.
void show_ids(std::string& out, const Look& /*look*/, ByteView value, Form form) {
  out += (form == Form::json ? "\"hex:" : "hex:") + to_hex(value) + (form == Form::json ? "\"" : "");
}
std::string build_ids(const Value& value, const Look& /*so_far*/, Bytes& out) {
  std::size_t count = 0;
  for (const Value& item : value.items) {
    if (!item.is_text()) return "a list of strings is wanted here";
    out.insert(out.end(), item.text.begin(), item.text.end());
    out.resize(++count * 16);
  }
  return {};
}
constexpr Codec key_ids{show_ids, build_ids};

#define PYTK_PART(variable, class_name, ...)                                                                 \
  constexpr auto variable##_fields = layout({__VA_ARGS__});                                                  \
  constinit const Proto variable {                                                                           \
    .name = class_name, .key = "dot11elt", .title = class_name, .fields = variable##_fields, .is_item = true \
  }
constexpr std::uint64_t ieee = 0x000fac, microsoft = 0x0050f2;
PYTK_PART(cipher, "RSNCipherSuite", hex("oui", 24, ieee), choice("cipher", 8, 4, ciphers));
PYTK_PART(suite, "AKMSuite", hex("oui", 24, ieee), choice("suite", 8, 1, suites));
PYTK_PART(known_keys, "PMKIDListPacket", number("nb_pmkids", 16).little_endian(),
          custom("pmkid_list", key_ids).sized_by("nb_pmkids", 16));
PYTK_PART(triplet, "Dot11EltCountryConstraintTriplet", number("first_channel_number", 8, 1),
          number("num_channels", 8, 24), number("mtp", 8));

/// The length counts what stands behind it.
void finish(Finish& finish) {
  if (!finish.is_building_header || finish.was_set("len")) return;
  (*finish.header_bytes)[1] = static_cast<std::uint8_t>(finish.header_bytes->size() - 2);
}
/// Countries are filled up to an even length.
void finish_country(Finish& finish_) {
  if (finish_.is_building_header && finish_.header_bytes->size() % 2 != 0) finish_.header_bytes->push_back(0);
  finish(finish_);
}
#define PYTK_ELEMENT(variable, class_name, heading, kind, closing, ...)                                            \
  constexpr auto variable##_fields =                                                                               \
      layout({choice("ID", 8, kind, element_ids), number("len", 8).automatic(Automatic::by_finish), __VA_ARGS__}); \
  constinit const Proto variable {                                                                                 \
    .name = class_name, .key = "dot11elt", .title = heading, .fields = variable##_fields, .finish = closing,       \
    .label = "Dot11"                                                                                               \
  }
#define PYTK_SUITES                                                                                                 \
  items("group_cipher_suite", cipher, "RSNCipherSuite()"), number("nb_pairwise_cipher_suites", 16).little_endian(), \
      items("pairwise_cipher_suites", cipher, "RSNCipherSuite()").counted_by("nb_pairwise_cipher_suites"),          \
      number("nb_akm_suites", 16).little_endian(),                                                                  \
      items("akm_suites", suite, "AKMSuite()").counted_by("nb_akm_suites")
PYTK_ELEMENT(channel, "Dot11EltDSSSet", "802.11 DSSS Parameter Set", 3, finish, number("channel", 8));
PYTK_ELEMENT(protection, "Dot11EltERP", "802.11 ERP", 42, finish, number("NonERP_Present", 1),
             number("Use_Protection", 1), number("Barker_Preamble_Mode", 1), number("res", 5));
PYTK_ELEMENT(country, "Dot11EltCountry", "802.11 Country", 7, finish_country, text("country_string", 3),
             items("descriptors", triplet));
PYTK_ELEMENT(security, "Dot11EltRSN", "802.11 RSN information", 48, finish, number("version", 16, 1).little_endian(),
             PYTK_SUITES, number("mfp_capable", 1, 1), number("mfp_required", 1, 1), number("gtksa_replay_counter", 2),
             number("ptksa_replay_counter", 2), number("no_pairwise", 1), number("pre_auth", 1), number("reserved", 1),
             number("ocvc", 1), number("extended_key_id", 1), number("pbac", 1), number("spp_a_msdu_required", 1),
             number("spp_a_msdu_capable", 1), number("peer_key_enabled", 1), number("joint_multiband_rsna", 1),
             items("pmkids", known_keys, "PMKIDListPacket()"),
             items("group_management_cipher_suite", cipher, "RSNCipherSuite(cipher=6)"));
PYTK_ELEMENT(vendor, "Dot11EltVendorSpecific", "802.11 Vendor Specific", 221, finish, hex("oui", 24), bytes("info"));
PYTK_ELEMENT(wpa, "Dot11EltMicrosoftWPA", "802.11 Microsoft WPA", 221, finish, hex("oui", 24, microsoft),
             hex("type", 8, 1), number("version", 16, 1).little_endian(), PYTK_SUITES);
constexpr const Proto* parts[] = {&channel, &protection, &country, &security,   &vendor,
                                  &wpa,     &cipher,     &suite,   &known_keys, &triplet};
constexpr auto fields = layout({choice("ID", 8, 1, element_ids), number("len", 8).automatic(Automatic::by_finish),
                                custom("rates", list_of_8).text_default("\x82")});

}  // namespace

constinit const Proto dot11_elements{.name = "Dot11EltRates",
                                     .key = "dot11elt",
                                     .title = "802.11 Rates",
                                     .fields = fields,
                                     .finish = finish,
                                     .parts = parts,
                                     .label = "Dot11"};

}  // namespace pytk::packet::proto
