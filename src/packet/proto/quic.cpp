// QUIC long headers (RFC 9000 17.2): versions and connection ids, and what a client's hello says. The rest is
// protected.
#include "packet/proto/table.hpp"
#include "packet/quic_initial.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {{0, "Initial"}, {1, "0-RTT"}, {2, "Handshake"}, {3, "Retry"}};
constexpr Bind binds[] = {{Space::udp_port, 443},
                          {Space::udp_port, 4433},
                          {Space::udp_port, 8443},
                          {Space::udp_port, 784},
                          {Space::udp_port, 853}};
constexpr Overload overloads[] = {{"UDP", "dport", 443}};
bool is_long(const Look& look) { return (look.u8(0) & 0x80U) != 0; }
std::uint32_t one_size(const Look& look, std::uint32_t at) { return look.u8(at - 1); }
/// The hello is opened once, not for each of its fields: the end of a packet, its tag, tells packets apart.
bool hello_of(const Look& look, Bytes& record) {
  thread_local Bytes tail, kept;
  thread_local bool found = false;
  if (!is_long(look) || look.size() < 64) return false;
  const ByteView end = look.bytes.last(32);
  if (!std::equal(end.begin(), end.end(), tail.begin(), tail.end())) {
    found = quic_client_hello(look.bytes, kept);
    tail.assign(end.begin(), end.end());
  }
  if (found) record = kept;
  return found;
}
/// A field of TLS, read from the hello.
template <std::size_t Size>
struct Text {
  char text[Size];
  constexpr Text(const char (&from)[Size]) { std::copy_n(from, Size, text); }  // NOLINT(google-explicit-constructor)
  [[nodiscard]] constexpr std::string_view view() const { return {text, Size - 1}; }
};
template <Text Name>
bool hello_number(const Look& look, std::uint64_t& number) {
  Bytes record;
  const Field* field = tls.find(Name.view());
  return field != nullptr && hello_of(look, record) && field->compute(Look{record, &tls, nullptr}, number);
}
template <Text Name>
bool hello_text(const Look& look, std::string& out) {
  Bytes record;
  const Field* field = tls.find(Name.view());
  return field != nullptr && hello_of(look, record) && field->compute_text(Look{record, &tls, nullptr}, out);
}
constexpr auto fields = layout(
    {number("form", 1, 1).alias("quic.header_form"), number("fixed", 1, 1).alias("quic.fixed_bit"),
     choice("long_type", 2, 0, types).alias("quic.long.packet_type"), number("low", 4),
     hex("version", 32, 1).when(is_long).alias("quic.version"), number("dcil", 8).when(is_long).alias("quic.dcil"),
     bytes("dcid").sized(one_size).when(is_long).alias("quic.dcid"), number("scil", 8).when(is_long).alias("quic.scil"),
     bytes("scid").sized(one_size).when(is_long).alias("quic.scid"),
     derived("handshake_type", hello_number<"handshake_type">).alias("tls.handshake.type"),
     derived("handshake_version", hello_number<"handshake_version">).alias("tls.handshake.version"),
     derived("first_version", hello_number<"first_version">).alias("tls.handshake.extensions.supported_version"),
     derived("first_cipher", hello_number<"first_cipher">).alias("tls.handshake.ciphersuite"),
     derived_text("sni", hello_text<"sni">).alias("tls.handshake.extensions_server_name tls.sni"),
     derived_text("alpn", hello_text<"alpn">).alias("tls.handshake.extensions_alpn_str tls.alpn")});
/// A hello that was put together from several packets, or that a server sent.
template <Text Name>
bool record_number(const Look& look, std::uint64_t& number) {
  return tls.find(Name.view())->compute(Look{look.bytes, &tls, nullptr}, number);
}
template <Text Name>
bool record_text(const Look& look, std::string& out) {
  return tls.find(Name.view())->compute_text(Look{look.bytes, &tls, nullptr}, out);
}
constexpr auto hello_fields = layout(
    {bytes("record"), derived("handshake_type", record_number<"handshake_type">).alias("tls.handshake.type"),
     derived("handshake_version", record_number<"handshake_version">).alias("tls.handshake.version"),
     derived("first_version", record_number<"first_version">).alias("tls.handshake.extensions.supported_version"),
     derived("first_cipher", record_number<"first_cipher">).alias("tls.handshake.ciphersuite"),
     derived_text("sni", record_text<"sni">).alias("tls.handshake.extensions_server_name tls.sni"),
     derived_text("alpn", record_text<"alpn">).alias("tls.handshake.extensions_alpn_str tls.alpn")});
constinit const Proto hello{.name = "QUICHello",
                            .key = "quic.hello",
                            .title = "QUIC hello",
                            .fields = hello_fields,
                            .least = 5,
                            .label = "QUIC"};
constexpr const Proto* parts[] = {&hello};
bool claims(ByteView payload) {
  if (payload.size() < 20) return false;
  if ((payload[0] & 0x80U) == 0) return (payload[0] & 0x40U) != 0;
  const auto version = load_be<std::uint32_t>(payload.subspan(1));
  return payload[5] <= 20 || version == 0;
}
bool step(const Look& look, Step& step) {
  step.header = std::min(extent_of(look), look.size());
  step.stop = true;
  return true;
}
void summary(const SummaryView& view, std::string& out) {
  const Look look = view.look();
  out += "QUIC ";
  if (!is_long(look))
    out += "short header";
  else
    put_named(out, look, "long_type");
}

}  // namespace

constinit const Proto quic{.name = "QUIC",
                           .key = "quic",
                           .title = "QUIC",
                           .fields = fields,
                           .least = 7,
                           .binds = binds,
                           .overloads = overloads,
                           .step = step,
                           .claims = claims,
                           .summary = summary,
                           .parts = parts};

}  // namespace pytk::packet::proto
