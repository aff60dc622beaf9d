// NTP (RFC 5905): the header; authentication follows as bytes. Timestamps are 32.32 seconds since 1900.
#include <pytk/packet/craft.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name leaps[] = {{0, "no warning"},
                          {1, "last minute of the day has 61 seconds"},
                          {2, "last minute of the day has 59 seconds"},
                          {3, "unknown (clock unsynchronized)"}};
constexpr Name modes[] = {{0, "reserved"},
                          {1, "symmetric active"},
                          {2, "symmetric passive"},
                          {3, "client"},
                          {4, "server"},
                          {5, "broadcast"},
                          {6, "NTP control message"},
                          {7, "private"},
                          {7, "reserved for private use"}};
constexpr Bind binds[] = {{Space::udp_port, 123}};
constexpr Overload overloads[] = {{"UDP", "sport", 123}, {"UDP", "dport", 123}};
bool is_address(const Look& look) { return look.u8(1) > 1; }
bool is_name(const Look& look) { return look.u8(1) <= 1; }
constexpr auto fields = layout(
    {choice("leap", 2, 0, leaps).alias("ntp.flags.li"), number("version", 3, 4).alias("ntp.flags.vn"),
     choice("mode", 3, 3, modes).alias("ntp.flags.mode"), number("stratum", 8, 2).alias("ntp.stratum"),
     number("poll", 8, 10).alias("ntp.ppoll"), number("precision", 8).with_sign().by_class_only(),
     number("delay", 32).scaled(65536), number("dispersion", 32).scaled(65536), ip4("id", 0x7f000001).when(is_address),
     text("ref_id", 4).when(is_name), number("ref", 64), number("orig", 64), number("recv", 64), number("sent", 64),
     derived("precision", [](const Look& look, std::uint64_t& number) {  // Wireshark has it without a sign
       number = look.u8(3);
       return look.size() > 3;
     })});
/// Timestamps are written in seconds; what does not fit 32 bits is seconds and fraction already.
void finish(Finish& finish) {
  if (!finish.is_building_header || finish.header_bytes->size() < 48) return;
  for (std::uint32_t at = 16; at < 48; at += 8) {
    std::uint8_t* field = finish.header_bytes->data() + at;
    const auto value = load_be<std::uint64_t>(ByteView{field, 8});
    if (value >> 32U == 0) store_be<std::uint64_t>(field, value << 32U);
  }
}
bool step(const Look& look, Step& step) {
  return (look.u8(0) & 7U) < 6 ? (step.header = 48, true) : (step.header = look.size(), true);
}

}  // namespace

constinit const Proto ntp{.name = "NTPHeader",
                          .key = "ntp",
                          .title = "NTPHeader",
                          .fields = fields,
                          .least = 48,
                          .binds = binds,
                          .overloads = overloads,
                          .step = step,
                          .summary_text = "NTP v{version}, {mode}",
                          .finish = finish,
                          .label = "NTP"};

}  // namespace pytk::packet::proto
