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
// Clear-to-send, acknowledgements and control wrappers name their receiver only (IEEE 802.11 9.3.1); so do the subtypes
// below 4.
bool has_second(const Look& look) {
  const unsigned subtype = subtype_of(look);
  return type_of(look) != 1 || (subtype >= 4 && subtype != 7 && subtype != 12 && subtype != 13);
}
bool has_third(const Look& look) { return type_of(look) == 0 || type_of(look) == 2; }
bool has_sequence(const Look& look) { return type_of(look) != 1; }
bool has_fourth(const Look& look) { return type_of(look) == 2 && (look.u8(1) & 3U) == 3; }
/// The control frame extension has a subtype more, and four flags (IEEE 802.11 9.2.4.1.4).
bool is_extended(const Look& look) { return type_of(look) == 1 && subtype_of(look) == 6; }
bool is_usual(const Look& look) { return !is_extended(look); }
constexpr Name extensions[] = {{2, "Poll"},      {3, "SPR"}, {4, "Grant"},        {5, "DMG CTS"}, {6, "DMG DTS"},
                               {7, "Grant Ack"}, {8, "SSW"}, {9, "SSW-Feedback"}, {10, "SSW-Ack"}};
constexpr Name late_bits[] = {{0, "pw-mgt"}, {1, "MD"}, {2, "protected"}, {3, "order"}};
// IEEE 802.11 table 9-1: what a subtype is called depends on the type.
constexpr Name subtypes[] = {{0, "Association Request"},
                             {1, "Association Response"},
                             {2, "Reassociation Request"},
                             {3, "Reassociation Response"},
                             {4, "Probe Request"},
                             {5, "Probe Response"},
                             {6, "Timing Advertisement"},
                             {8, "Beacon"},
                             {9, "ATIM"},
                             {10, "Disassociation"},
                             {11, "Authentication"},
                             {12, "Deauthentication"},
                             {13, "Action"},
                             {14, "Action No Ack"},
                             {2, "Trigger"},
                             {3, "TACK"},
                             {4, "Beamforming Report Poll"},
                             {5, "VHT/HE NDP Announcement"},
                             {6, "Control Frame Extension"},
                             {7, "Control Wrapper"},
                             {8, "Block Ack Request"},
                             {9, "Block Ack"},
                             {10, "PS-Poll"},
                             {11, "RTS"},
                             {12, "CTS"},
                             {13, "Ack"},
                             {14, "CF-End"},
                             {15, "CF-End+CF-Ack"},
                             {0, "Data"},
                             {1, "Data+CF-Ack"},
                             {2, "Data+CF-Poll"},
                             {3, "Data+CF-Ack+CF-Poll"},
                             {4, "Null (no data)"},
                             {5, "CF-Ack (no data)"},
                             {6, "CF-Poll (no data)"},
                             {7, "CF-Ack+CF-Poll (no data)"},
                             {8, "QoS Data"},
                             {9, "QoS Data+CF-Ack"},
                             {10, "QoS Data+CF-Poll"},
                             {11, "QoS Data+CF-Ack+CF-Poll"},
                             {12, "QoS Null (no data)"},
                             {14, "QoS CF-Poll (no data)"},
                             {15, "QoS CF-Ack+CF-Poll (no data)"},
                             {0, "DMG Beacon"},
                             {1, "S1G Beacon"}};
constexpr auto fields =
    layout({number("subtype", 4).worded(subtypes).alias("wlan.fc.subtype"),
            choice("type", 2, 0, types).alias("wlan.fc.type"), number("proto", 2).alias("wlan.fc.version"),
            choice("cfe", 4, 0, extensions).when(is_extended), flags("FCfield", 4, 0, late_bits).when(is_extended),
            flags("FCfield", 8, 0, bits).when(is_usual).alias("wlan.flags"), number("ID", 16),
            mac("addr1").alias("wlan.ra"), mac("addr2").when(has_second).alias("wlan.ta"), mac("addr3").when(has_third),
            number("SC", 16).little_endian().when(has_sequence), mac("addr4").when(has_fourth),
            derived(
                "duration",
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
// What a bit of the first present word stands for: bytes, and what their place is a multiple of (radiotap.org).
struct RadioField {
  std::uint8_t size, align;
};
constexpr RadioField radio_order[] = {{8, 8}, {1, 1}, {1, 1}, {4, 2}, {2, 1}, {1, 1}, {1, 1}, {2, 2},
                                      {2, 2}, {2, 2}, {1, 1}, {1, 1}, {1, 1}, {1, 1}, {2, 2}, {2, 2},
                                      {1, 1}, {1, 1}, {8, 4}, {3, 1}, {8, 4}, {12, 2}};
enum RadioBit : unsigned {
  radio_time,
  radio_flags,
  radio_rate,
  radio_channel,
  radio_signal = 5,
  radio_noise,
  radio_antenna = 11
};
/// Where the field of a bit begins; false where it is not there.
bool find_radio(const Look& look, unsigned wanted, std::uint32_t& at) {
  const std::uint32_t present = __builtin_bswap32(look.u32(4));
  if ((present >> wanted & 1U) == 0) return false;
  at = 8;
  for (std::uint32_t word = present, n = 0; (word & 0x80000000U) != 0 && n < 16; ++n, at += 4)
    word = __builtin_bswap32(look.u32(at));
  for (unsigned bit = 0; bit <= wanted; ++bit) {
    if ((present >> bit & 1U) == 0) continue;
    const RadioField field = radio_order[bit];
    at = (at + field.align - 1U) / field.align * field.align;
    if (bit < wanted) at += field.size;
  }
  return at + radio_order[wanted].size <= std::min<std::uint32_t>(look.size(), look.u8(2) | look.u8(3) * 256U);
}
/// A number of `Size` bytes, `Skip` bytes behind where the field begins.
template <unsigned Bit, unsigned Size, unsigned Skip = 0>
bool radio_number(const Look& look, std::uint64_t& number) {
  std::uint32_t at = 0;
  if (!find_radio(look, Bit, at)) return false;
  number = 0;
  for (unsigned i = Size; i-- > 0;) number = number << 8U | look.u8(at + Skip + i);
  return true;
}
template <unsigned Bit>
bool radio_decibels(const Look& look, std::string& out) {
  std::uint32_t at = 0;
  if (!find_radio(look, Bit, at)) return false;
  out += std::to_string(static_cast<std::int8_t>(look.u8(at)));
  return true;
}
/// The unit is 500 kbit/s.
bool radio_megabits(const Look& look, std::string& out) {
  std::uint32_t at = 0;
  if (!find_radio(look, radio_rate, at)) return false;
  put(out, look.u8(at) / 2U);
  if (look.u8(at) % 2 != 0) out += ".5";
  return true;
}
constexpr auto radio_fields = layout(
    {number("version", 8).alias("radiotap.version"), number("pad", 8),
     number("len", 16).little_endian().automatic(Automatic::header_length).alias("radiotap.length"),
     hex("present", 32).little_endian().by_class_only(), bytes("notdecoded").sized(radio_rest),
     derived(
         "present",
         [](const Look& look, std::uint64_t& number) {  // Wireshark says only that there is such a word
  number = 1;
  return look.size() >= 8;
         }),
     derived("mactime", radio_number<radio_time, 8>), derived("flags", radio_number<radio_flags, 1>),
     derived_text("datarate", radio_megabits), derived("channel.freq", radio_number<radio_channel, 2>),
     derived("channel.flags", radio_number<radio_channel, 2, 2>),
     derived_text("dbm_antsignal", radio_decibels<radio_signal>),
     derived_text("dbm_antnoise", radio_decibels<radio_noise>), derived("antenna", radio_number<radio_antenna, 1>)});
/// The flags byte tells of a frame check sequence.
bool has_check_sequence(const Look& look) {
  std::uint64_t flags = 0;
  return radio_number<radio_flags, 1>(look, flags) && (flags & 0x10U) != 0;
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
