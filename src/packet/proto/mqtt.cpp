// MQTT (3.1.1 and 5): the fixed header, and the names in CONNECT and PUBLISH.
#include <pytk/packet/craft.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{1, "CONNECT"},   {2, "CONNACK"},  {3, "PUBLISH"},   {4, "PUBACK"},      {5, "PUBREC"},
                          {6, "PUBREL"},    {7, "PUBCOMP"},  {8, "SUBSCRIBE"}, {9, "SUBACK"},      {10, "UNSUBSCRIBE"},
                          {11, "UNSUBACK"}, {12, "PINGREQ"}, {13, "PINGRESP"}, {14, "DISCONNECT"}, {15, "AUTH"}};
constexpr Name qualities[] = {
    {0, "At most once delivery"}, {1, "At least once delivery"}, {2, "Exactly once delivery"}};
constexpr Name switches[] = {{0, "Disabled"}, {1, "Enabled"}};
constexpr Bind binds[] = {{Space::tcp_port, 1883}};
constexpr Overload overloads[] = {{"TCP", "dport", 1883}};

/// The remaining length: seven bits a byte, least significant first, at most four bytes.
std::uint32_t length_size(const Look& look, std::uint32_t at) {
  std::uint32_t size = 1;
  while (size < 4 && (look.u8(at + size - 1) & 0x80U) != 0) ++size;
  return size;
}
bool remaining(const Look& look, std::uint64_t& number) {
  number = 0;
  for (std::uint32_t i = 0; i < length_size(look, 1); ++i)
    number |= static_cast<std::uint64_t>(look.u8(1 + i) & 0x7fU) << (7 * i);
  return look.size() >= 2;
}
bool text_at(const Look& look, std::uint32_t at, std::string& out) {
  const std::uint32_t size = look.u16(at);
  if (at + 2 + size > look.size()) return false;
  out += text_of(look.bytes.subspan(at + 2, size));
  return true;
}
bool topic(const Look& look, std::string& out) {
  return (look.u8(0) >> 4U) == 3 && text_at(look, 1 + length_size(look, 1), out);
}
bool client_id(const Look& look, std::string& out) {
  if ((look.u8(0) >> 4U) != 1) return false;
  const std::uint32_t name = 1 + length_size(look, 1);
  std::uint32_t at = name + 2 + look.u16(name) + 4;
  if (look.u8(at - 4) == 5) at += 1U + look.u8(at);  // version 5 has properties before
  return text_at(look, at, out);
}
/// The flags mean something in PUBLISH only.
template <unsigned Shift, unsigned Mask>
bool publish_bits(const Look& look, std::uint64_t& number) {
  number = look.u8(0) >> Shift & Mask;
  return (look.u8(0) >> 4U) == 3;
}
void show_length(std::string& out, const Look& /*look*/, ByteView value, Form /*form*/) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < value.size() && i < 4; ++i) number |= std::uint64_t{value[i] & 0x7fU} << (7 * i);
  put(out, number);
}
std::string build_length(const Value& value, const Look& /*so_far*/, Bytes& out) {
  std::uint64_t number = value.kind == Value::Kind::number ? value.number : 0;
  do {
    const auto digit = static_cast<std::uint8_t>(number & 0x7fU);
    number >>= 7U;
    out.push_back(number != 0 ? static_cast<std::uint8_t>(digit | 0x80U) : digit);
  } while (number != 0);
  return {};
}
constexpr Codec variable_length{show_length, build_length};
constexpr auto fields = layout(
    {choice("type", 4, 1, types).alias("mqtt.msgtype"), choice("DUP", 1, 0, switches),
     choice("QOS", 2, 0, qualities).by_class_only(), choice("RETAIN", 1, 0, switches).by_class_only(),
     custom("len", variable_length).sized(length_size), bytes("body").sized([](const Look& look, std::uint32_t) {
       std::uint64_t n = 0;
       return remaining(look, n) ? static_cast<std::uint32_t>(std::min<std::uint64_t>(n, look.size())) : 0U;
     }),
     derived("length", remaining).alias("mqtt.len"), derived("dup_flag", publish_bits<3, 1>).alias("mqtt.dupflag"),
     derived("publish_qos", publish_bits<1, 3>).alias("mqtt.qos"),
     derived("publish_retain", publish_bits<0, 1>).alias("mqtt.retain"), derived_text("topic", topic),
     derived_text("client_id", client_id).alias("mqtt.clientid")});
bool claims(ByteView payload) { return payload.size() >= 2 && (payload[0] >> 4U) != 0; }
bool step(const Look& look, Step& step) {
  std::uint64_t size = 0;
  remaining(look, size);
  const std::uint64_t end = 1 + length_size(look, 1) + size;
  step.header = static_cast<std::uint32_t>(std::min<std::uint64_t>(end, look.size()));
  if (end < look.size()) step.next = &mqtt;
  return true;
}

}  // namespace

constinit const Proto mqtt{.name = "MQTT",
                           .key = "mqtt",
                           .title = "MQTT fixed header",
                           .fields = fields,
                           .least = 2,
                           .binds = binds,
                           .overloads = overloads,
                           .step = step,
                           .claims = claims,
                           .summary_text = "MQTT {type}"};

}  // namespace pytk::packet::proto
