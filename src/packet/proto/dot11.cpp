// IEEE 802.11 headers, alone and behind radiotap (radiotap.org).
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{0, "Management"}, {1, "Control"}, {2, "Data"}, {3, "Extension"}};
constexpr Name bits[] = {{0, "to-DS"},  {1, "from-DS"}, {2, "MF"},        {3, "retry"},
                         {4, "pw-mgt"}, {5, "MD"},      {6, "protected"}, {7, "order"}};
constexpr Bind binds[] = {{Space::link, 105}}, radio_binds[] = {{Space::link, 127}};

unsigned type_of(const Look& look) { return (look.u8(0) >> 2U) & 3U; }
unsigned subtype_of(const Look& look) { return look.u8(0) >> 4U; }
// Clear-to-send and acknowledgements name their receiver only (IEEE 802.11 9.3.1).
bool has_second(const Look& look) {
  return type_of(look) != 1 || (subtype_of(look) >= 8 && subtype_of(look) != 12 && subtype_of(look) != 13);
}
bool has_third(const Look& look) { return type_of(look) == 0 || type_of(look) == 2; }
bool has_fourth(const Look& look) { return type_of(look) == 2 && (look.u8(1) & 3U) == 3; }
constexpr auto fields = layout(
    {number("subtype", 4).alias("wlan.fc.subtype"), choice("type", 2, 0, types).alias("wlan.fc.type"),
     number("proto", 2).alias("wlan.fc.version"), flags("FCfield", 8, 0, bits).alias("wlan.flags"), number("ID", 16),
     mac("addr1").alias("wlan.ra"), mac("addr2").when(has_second).alias("wlan.ta"), mac("addr3").when(has_third),
     number("SC", 16).little_endian().when(has_third), mac("addr4").when(has_fourth),
     derived("duration",
             [](const Look& look, std::uint64_t& number) {
               number = look.u8(2) | look.u8(3) * 256U;
               return look.size() >= 4;
             })
         .alias("wlan.duration"),
     derived("seq", [](const Look& look, std::uint64_t& number) {
       number = (look.u8(22) | look.u8(23) * 256U) >> 4U;
       return has_third(look) && look.size() >= 24;
     }).alias("wlan.seq")});

constexpr auto qos_fields = layout({number("A_MSDU_Present", 1), number("Ack_Policy", 2), number("EOSP", 1),
                                    number("TID", 4).alias("wlan.qos.tid"), number("TXOP", 8)});
constexpr Overload on_data[] = {{"Dot11", "type", 2}, {"Dot11", "subtype", 12}};
bool step_qos(const Look& look, Step& step) {
  step.header = 2;
  if ((look.u8(0) & 0x80U) == 0) step.next = &llc;
  return true;
}
constinit const Proto qos{.name = "Dot11QoS",
                          .key = "dot11qos",
                          .title = "802.11 QoS",
                          .fields = qos_fields,
                          .overloads = on_data,
                          .step = step_qos,
                          .label = "Dot11"};
bool step(const Look& look, Step& step) {
  step.header = std::min(extent_of(look), look.size());
  if ((look.u8(1) & 0x40U) != 0 && type_of(look) != 1) return step.stop = true, true;  // protected: encrypted
  if (type_of(look) == 0) step.next = dot11_frame(subtype_of(look));
  if (type_of(look) == 2 && (subtype_of(look) & 4U) == 0) step.next = (subtype_of(look) & 8U) != 0 ? &qos : &llc;
  return true;
}

std::uint32_t radio_rest(const Look& look, std::uint32_t at) {
  const std::uint32_t length = look.u8(2) | look.u8(3) * 256U;
  return length > at ? length - at : 0;
}
constexpr auto radio_fields =
    layout({number("version", 8).alias("radiotap.version"), number("pad", 8),
            number("len", 16).little_endian().automatic(Automatic::header_length).alias("radiotap.length"),
            hex("present", 32).little_endian().alias("radiotap.present"), bytes("notdecoded").sized(radio_rest)});
/// The flags byte tells of a frame check sequence; it stands behind the present words and an aligned timestamp.
bool has_check_sequence(const Look& look) {
  const std::uint32_t present = __builtin_bswap32(look.u32(4));
  if ((present & 2U) == 0) return false;
  std::uint32_t at = 8;
  for (std::uint32_t word = present, n = 0; (word & 0x80000000U) != 0 && n < 16; ++n, at += 4)
    word = __builtin_bswap32(look.u32(at));
  if ((present & 1U) != 0) at = ((at + 7U) & ~7U) + 8U;
  return (look.u8(at) & 0x10U) != 0;
}
bool step_radio(const Look& look, Step& step) {
  step.header = look.u8(2) | look.u8(3) * 256U;
  if (step.header < 8) return false;
  if (has_check_sequence(look) && look.size() >= step.header + 4) step.end = look.size() - 4;
  step.next = &dot11;
  return true;
}
constinit const Proto radiotap{.name = "RadioTap",
                               .key = "radiotap",
                               .title = "RadioTap",
                               .fields = radio_fields,
                               .binds = radio_binds,
                               .step = step_radio};
constexpr const Proto* parts[] = {&radiotap, &qos};
void summary(const SummaryView& view, std::string& out) {
  const Look look = view.look();
  out += "802.11 ";
  put_named(out, look, "type");
  out += ' ';
  put(out, subtype_of(look));
  if (look.size() >= 16 && has_second(look)) {
    out += ' ';
    put_named(out, look, "addr2");
  }
  out += " > ";
  put_named(out, look, "addr1");
}

}  // namespace

constinit const Proto dot11{.name = "Dot11",
                            .key = "dot11",
                            .title = "802.11",
                            .fields = fields,
                            .least = 10,
                            .binds = binds,
                            .step = step,
                            .summary = summary,
                            .parts = parts,
                            .aliases = "wlan"};

}  // namespace pytk::packet::proto
