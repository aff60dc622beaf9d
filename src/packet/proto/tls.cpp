// TLS records (RFC 8446 5.1) and what the hello messages say in clear (4.1).
#include <algorithm>

#include <pytk/packet/craft.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name types[] = {
    {20, "change_cipher_spec"}, {21, "alert"}, {22, "handshake"}, {23, "application_data"}, {24, "heartbeat"}};
constexpr Name versions[] = {
    {0x0300, "SSLv3"}, {0x0301, "TLS 1.0"}, {0x0302, "TLS 1.1"}, {0x0303, "TLS 1.2"}, {0x0304, "TLS 1.3"}};
constexpr Name handshakes[] = {{0, "hello_request"},      {1, "client_hello"},         {2, "server_hello"},
                               {4, "new_session_ticket"}, {5, "end_of_early_data"},    {8, "encrypted_extensions"},
                               {11, "certificate"},       {12, "server_key_exchange"}, {13, "certificate_request"},
                               {14, "server_hello_done"}, {15, "certificate_verify"},  {16, "client_key_exchange"},
                               {20, "finished"},          {21, "certificate_url"},     {22, "certificate_status"},
                               {23, "supplemental_data"}, {24, "key_update"},          {25, "compressed_certificate"},
                               {67, "next_protocol"}};
constexpr Bind binds[] = {{Space::tcp_port, 443},  {Space::tcp_port, 8443}, {Space::tcp_port, 853},
                          {Space::tcp_port, 993},  {Space::tcp_port, 995},  {Space::tcp_port, 465},
                          {Space::tcp_port, 636},  {Space::tcp_port, 989},  {Space::tcp_port, 990},
                          {Space::tcp_port, 992},  {Space::tcp_port, 5061}, {Space::tcp_port, 8883},
                          {Space::tcp_port, 5986}, {Space::tcp_port, 4433}};
constexpr Overload overloads[] = {{"TCP", "dport", 443}};

/// Encrypted handshake messages look like any bytes: the type must be known and the length fit what stands there.
bool handshake(const Look& look, std::uint64_t& type) {
  if (look.u8(0) != 22 || look.size() < 9) return false;
  type = look.u8(5);
  const std::uint32_t length = look.u32(5) & 0xffffffU;
  const bool known = std::any_of(std::begin(handshakes), std::end(handshakes),
                                 [type](const Name& name) { return name.value == type; });
  if (!known) return false;
  // A message may go on in the next record, but no record holds more than 16 KiB and no hello more than that.
  return length + 4 <= look.u16(3) || (type <= 2 && length < (1U << 16U)) || type == 11;
}
struct Hello {
  std::uint32_t version = 0, ciphers = 0, ciphers_size = 0, extensions = 0, extensions_end = 0;
  bool client = false;
};
bool read_hello(const Look& look, Hello& hello) {
  std::uint64_t type = 0;
  if (!handshake(look, type) || type < 1 || type > 2 || look.size() < 45) return false;
  hello.client = type == 1;
  hello.version = look.u16(9);
  std::uint32_t at = 43 + 1U + look.u8(43);
  if (hello.client) {
    hello.ciphers = at + 2;
    hello.ciphers_size = look.u16(at);
    at += 2 + hello.ciphers_size;
    at += 1U + look.u8(at);
  } else {
    hello.ciphers = at;
    hello.ciphers_size = 2;
    at += 3;
  }
  hello.extensions = at + 2;
  hello.extensions_end = std::min(at + 2U + look.u16(at), look.size());
  return hello.ciphers + hello.ciphers_size <= look.size();
}
/// Where the content of an extension stands.
bool find_extension(const Look& look, unsigned wanted, std::uint32_t& begin, std::uint32_t& size) {
  Hello hello;
  if (!read_hello(look, hello)) return false;
  for (std::uint32_t at = hello.extensions; at + 4 <= hello.extensions_end; at += 4U + look.u16(at + 2)) {
    if (look.u16(at) != wanted) continue;
    begin = at + 4;
    size = look.u16(at + 2);
    return begin + size <= hello.extensions_end;
  }
  return false;
}
bool hello_version(const Look& look, std::uint64_t& number) {
  std::uint64_t type = 0;
  if (!handshake(look, type) || type < 1 || type > 2 || look.size() < 11) return false;
  number = look.u16(9);
  return true;
}
bool server_name(const Look& look, std::string& out) {
  std::uint32_t at = 0, size = 0;
  if (!find_extension(look, 0, at, size) || size < 5 || look.u8(at + 2) != 0 || look.u16(at + 3) > size - 5)
    return false;
  out += text_of(look.bytes.subspan(at + 5, look.u16(at + 3)));
  return true;
}
bool protocol(const Look& look, std::string& out) {
  std::uint32_t at = 0, size = 0;
  if (!find_extension(look, 16, at, size) || size < 3 || look.u8(at + 2) > size - 3) return false;
  out += text_of(look.bytes.subspan(at + 3, look.u8(at + 2)));
  return true;
}
bool is_grease(unsigned value) { return (value & 0x0f0fU) == 0x0a0a && (value >> 8U) == (value & 0xffU); }
bool cipher(const Look& look, std::uint64_t& number) {
  Hello hello;
  if (!read_hello(look, hello)) return false;
  for (std::uint32_t i = 0; i + 2 <= hello.ciphers_size; i += 2) {
    number = look.u16(hello.ciphers + i);
    if (!is_grease(static_cast<unsigned>(number))) return true;
  }
  return false;
}
/// As they stand in the list, reserved values (RFC 8701) too.
bool first_cipher(const Look& look, std::uint64_t& number) {
  Hello hello;
  if (!read_hello(look, hello) || hello.ciphers_size < 2) return false;
  number = look.u16(hello.ciphers);
  return true;
}
bool first_version(const Look& look, std::uint64_t& number) {
  std::uint32_t at = 0, size = 0;
  if (!find_extension(look, 43, at, size) || size < 2) return false;
  number = look.u16(size == 2 ? at : at + 1);
  return true;
}
bool supported_version(const Look& look, std::uint64_t& number) {
  std::uint32_t at = 0, size = 0;
  if (!find_extension(look, 43, at, size)) return false;
  if (size == 2) return number = look.u16(at), true;
  number = 0;
  for (std::uint32_t i = 1; i + 2 <= size; i += 2)
    if (const unsigned one = look.u16(at + i); !is_grease(one) && one > number) number = one;
  return number != 0;
}
bool alert(const Look& look, std::uint64_t& number) {
  if (look.u8(0) != 21 || look.u16(3) != 2 || look.size() < 7) return false;
  number = look.u8(6);
  return true;
}

constexpr auto fields = layout(
    {choice("type", 8, 22, types).alias("tls.record.content_type"),
     choice("version", 16, 0x0303, versions).alias("tls.record.version"), number("len", 16).alias("tls.record.length"),
     bytes("msg").sized_by("len"), derived("handshake_type", handshake).named(handshakes).alias("tls.handshake.type"),
     derived("handshake_version", hello_version).alias("tls.handshake.version"),
     derived("supported_version", supported_version),
     derived("first_version", first_version).alias("tls.handshake.extensions.supported_version"),
     derived("cipher", cipher), derived("first_cipher", first_cipher).alias("tls.handshake.ciphersuite"),
     derived_text("sni", server_name).alias("tls.handshake.extensions_server_name"),
     derived_text("alpn", protocol).alias("tls.handshake.extensions_alpn_str"),
     derived("alert", alert).alias("tls.alert_message.desc")});
/// The type of a record is that of its first message. Text is taken for a handshake; nothing has no type.
void finish(Finish& finish) {
  if (!finish.is_building_header || finish.was_set("type")) return;
  const Value* message = finish.spec->find("msg");
  if (message != nullptr && message->kind == Value::Kind::list && !message->items.empty()) message = &message->items[0];
  std::uint8_t type = 0;
  if (message != nullptr && message->is_text()) type = 22;
  if (message != nullptr && message->kind == Value::Kind::packet) {
    const std::string_view name = message->layers.front().proto->name;
    const bool is_data = name == "TLSApplicationData" || name == "Raw";
    type = name == "TLSAlert" ? 21 : name == "TLSChangeCipherSpec" ? 20 : is_data ? 23 : 22;
  }
  finish.header_bytes->front() = type;
}
bool claims(ByteView payload) {
  return payload.size() >= 5 && payload[0] >= 20 && payload[0] <= 24 && payload[1] == 3 && payload[2] <= 4 &&
         load_be<std::uint16_t>(payload.subspan(3)) <= 16384 + 2048;
}
bool step(const Look& look, Step& step) {
  if (!claims(look.bytes)) return false;
  step.header = 5U + look.u16(3);
  if (step.header < look.size()) step.next = &tls;
  return true;
}
void summary(const SummaryView& view, std::string& out) {
  const Look look = view.look();
  out += "TLS ";
  std::uint64_t type = 0;
  if (handshake(look, type)) {
    for (const Name& name : handshakes)
      if (name.value == type) out += name.name;
  } else {
    put_named(out, look, "type");
  }
  std::string name;
  if (server_name(look, name)) out += " " + name;
}

}  // namespace

constinit const Proto tls{.name = "TLS",
                          .key = "tls",
                          .title = "TLS",
                          .fields = fields,
                          .least = 5,
                          .binds = binds,
                          .overloads = overloads,
                          .step = step,
                          .claims = claims,
                          .summary = summary,
                          .finish = finish,
                          .aliases = "ssl"};

}  // namespace pytk::packet::proto
