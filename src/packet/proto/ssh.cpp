// SSH (RFC 4253): the version line, and the clear packets of key exchange.
#include "packet/proto/text_message.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name messages[] = {
    {1, "Disconnect"},         {2, "Ignore"},           {3, "Unimplemented"},    {4, "Debug"},
    {20, "Key Exchange Init"}, {21, "New Keys"},        {30, "Key Exchange 30"}, {31, "Key Exchange 31"},
    {32, "Key Exchange 32"},   {33, "Key Exchange 33"}, {34, "Key Exchange 34"}};
constexpr Bind binds[] = {{Space::tcp_port, 22}};
constexpr Overload overloads[] = {{"TCP", "dport", 22}};
bool is_banner(ByteView bytes) { return text_of(bytes).starts_with("SSH-"); }
std::uint32_t line(const Look& look, std::uint32_t) {
  const std::size_t end = text_of(look.bytes).find('\n');
  return static_cast<std::uint32_t>(end == std::string_view::npos ? look.bytes.size() : end + 1);
}
bool version_line(const Look& look, std::string& out) { return append_word(first_line(look.bytes), out); }
constexpr auto fields = layout(
    {text("banner", 0, "SSH-2.0-pytk\r\n").sized(line), derived_text("protocol", version_line).alias("ssh.protocol")});

bool name_list(const Look& look, unsigned index, std::string& out) {
  if (look.u8(5) != 20) return false;
  std::uint32_t at = 22;  // 16 bytes of cookie
  for (unsigned i = 0; i < index; ++i) {
    if (at + 4 > look.size() || look.u32(at) > look.size()) return false;
    at += 4 + look.u32(at);
  }
  const std::uint32_t size = look.u32(at);
  if (at + 4 > look.size() || size > look.size() - at - 4) return false;
  out += text_of(look.bytes.subspan(at + 4, size));
  return true;
}
template <unsigned Index>
bool names(const Look& look, std::string& out) {
  return name_list(look, Index, out);
}
constexpr auto exchange_fields = layout(
    {number("packet_length", 32).alias("ssh.packet_length"), number("padding_length", 8, 4).alias("ssh.padding_length"),
     choice("message_code", 8, 20, messages).alias("ssh.message_code"), derived_text("kex_algorithms", names<0>),
     derived_text("server_host_key_algorithms", names<1>),
     derived_text("encryption_algorithms_client_to_server", names<2>),
     derived_text("encryption_algorithms_server_to_client", names<3>),
     derived_text("mac_algorithms_client_to_server", names<4>),
     derived_text("mac_algorithms_server_to_client", names<5>)});
bool is_clear(ByteView bytes) {
  if (bytes.size() < 6) return false;
  const auto length = load_be<std::uint32_t>(bytes);
  if (length < 8 || length > 35000 || bytes[4] < 4 || bytes[4] >= length) return false;
  return (bytes[5] >= 1 && bytes[5] <= 4) || (bytes[5] >= 20 && bytes[5] <= 49);
}
bool step_packet(const Look& look, Step& step) {
  if (!is_clear(look.bytes)) return false;
  step.header = 6;
  if (const std::uint64_t end = 4ULL + look.u32(0); end < look.size()) step.end = static_cast<std::uint32_t>(end);
  return true;
}
constinit const Proto exchange{.name = "SSHPacket",
                               .key = "ssh",
                               .title = "SSH packet",
                               .fields = exchange_fields,
                               .step = step_packet,
                               .summary_text = "SSH {message_code}",
                               .same_as = &ssh,
                               .label = "SSH"};
constexpr const Proto* parts[] = {&exchange};
bool claims(ByteView payload) { return is_banner(payload) || is_clear(payload); }
const Proto* variant(const Look& look) { return is_banner(look.bytes) ? nullptr : &exchange; }
bool step(const Look& look, Step& step) {
  step.header = line(look, 0);
  return true;
}

}  // namespace

constinit const Proto ssh{.name = "SSH",
                          .key = "ssh",
                          .title = "SSH",
                          .fields = fields,
                          .least = 4,
                          .binds = binds,
                          .overloads = overloads,
                          .step = step,
                          .variant = variant,
                          .claims = claims,
                          .summary_text = "SSH {banner}",
                          .parts = parts};

}  // namespace pytk::packet::proto
