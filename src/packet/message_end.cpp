#include <pytk/packet/message_end.hpp>

#include <algorithm>

#include "packet/proto/text_message.hpp"

namespace pytk::packet {
namespace {

using Kind = MessageEnd::Kind;
using Answer = MessageEnd::Answer;

bool known(MessageEnd& end, std::uint64_t size) {
  end = {Kind::known, size, size};
  return true;
}
bool more(MessageEnd& end) {
  end = {};
  return true;
}
std::uint64_t number(ByteView stream, std::size_t at, std::size_t bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value = value << 8U | stream[at + i];
  return value;
}

bool tls_end(ByteView stream, Answer /*answer*/, MessageEnd& end) {
  // The same that the table claims (RFC 8446 5.1), as far as there are bytes.
  if (stream[0] < 20 || stream[0] > 24 || (stream.size() > 1 && stream[1] != 3)) return false;
  if (stream.size() < 5) return more(end);
  const std::uint64_t length = number(stream, 3, 2);
  return stream[2] <= 4 && length <= 16384 + 2048 && known(end, 5 + length);
}
bool dns_end(ByteView stream, Answer /*answer*/, MessageEnd& end) {
  if (stream.size() < 2) return more(end);
  const std::uint64_t length = number(stream, 0, 2);
  return length >= 12 && known(end, 2 + length);
}
bool bgp_end(ByteView stream, Answer /*answer*/, MessageEnd& end) {
  const auto marked = std::min<std::size_t>(stream.size(), 16);
  if (!std::all_of(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(marked),
                   [](std::uint8_t byte) { return byte == 0xff; }))
    return false;
  if (stream.size() < 19) return more(end);
  const std::uint64_t length = number(stream, 16, 2);
  return length >= 19 && known(end, length);
}
bool session_end(ByteView stream, Answer /*answer*/, MessageEnd& end) {
  if (stream[0] != 0 && (stream[0] < 0x81 || stream[0] > 0x85)) return false;
  if (stream.size() < 4) return more(end);
  return known(end, 4 + (number(stream, 1, 3) & 0x1ffffU));
}
bool kerberos_end(ByteView stream, Answer /*answer*/, MessageEnd& end) {
  if (stream.size() < 5) return more(end);
  const std::uint64_t length = number(stream, 0, 4);
  return (stream[4] & 0xe0U) == 0x60 && length < (1U << 24U) && known(end, 4 + length);
}
bool ldap_end(ByteView stream, Answer /*answer*/, MessageEnd& end) {
  if (stream[0] != 0x30) return false;
  if (stream.size() < 2) return more(end);
  if (stream[1] < 0x80) return known(end, 2U + stream[1]);
  const std::size_t count = stream[1] & 0x7fU;
  if (count == 0 || count > 4) return false;
  return stream.size() < 2 + count ? more(end) : known(end, 2 + count + number(stream, 2, count));
}
bool modbus_end(ByteView stream, Answer /*answer*/, MessageEnd& end) {
  if (stream.size() < 6) return more(end);
  return number(stream, 2, 2) == 0 && known(end, 6 + number(stream, 4, 2));
}
bool mqtt_end(ByteView stream, Answer /*answer*/, MessageEnd& end) {
  if (stream[0] >> 4U == 0) return false;
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) {  // MQTT 3.1.1, 2.2.3
    if (i + 1 >= stream.size()) return more(end);
    length |= static_cast<std::uint64_t>(stream[i + 1] & 0x7fU) << (7 * i);
    if ((stream[i + 1] & 0x80U) == 0) return known(end, i + 2 + length);
  }
  return false;
}
bool ssh_end(ByteView stream, Answer /*answer*/, MessageEnd& end) {
  const std::string_view text = text_of(stream);
  if (text.starts_with("SSH-")) {
    const std::size_t line = text.find('\n');
    return line == std::string_view::npos ? stream.size() < 256 && more(end) : known(end, line + 1);
  }
  if (stream.size() < 6 || !proto::ssh.claims(stream)) return false;
  return known(end, 4 + number(stream, 0, 4));
}

/// A number of HTTP: digits alone.
bool decimal(std::string_view text, std::uint64_t& value) {
  value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || value > (std::uint64_t{1} << 56U)) return false;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return !text.empty();
}
/// RFC 9112 6.3: how long the body is.
bool http_end(ByteView stream, Answer wanted, MessageEnd& end) {
  const std::string_view text = text_of(stream);
  if (!proto::http.claims(stream)) {
    // The first word may be cut: letters alone so far.
    const bool word =
        text.size() < 12 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    return word && more(end);
  }
  const std::uint32_t head = proto::head_size(stream);
  const bool whole = text.substr(0, head).ends_with("\n\n") || text.substr(0, head).ends_with("\n\r\n");
  constexpr std::size_t longest_head = 64U << 10U;
  if (!whole) return stream.size() < longest_head && more(end);
  known(end, head);
  const bool answer = text.starts_with("HTTP/");
  if (text.starts_with("HEAD ")) end.answer = Answer::bare;
  if (text.starts_with("CONNECT ")) end.answer = Answer::tunnel;
  std::uint64_t code = 0, length = 0;
  if (answer) {
    if (!decimal(proto::line_word(stream, 1), code)) return true;
    const bool bare = wanted == Answer::bare || (wanted == Answer::tunnel && code / 100 == 2);
    if (bare || code / 100 == 1 || code == 204 || code == 304) return true;
  }
  std::string value;
  if (proto::header_value(stream, "transfer-encoding", value) && equal_ignoring_case(value, "chunked")) {
    end.kind = Kind::chunks;
  } else if (value.clear(); proto::header_value(stream, "content-length", value)) {
    if (decimal(value, length)) end.size += length;
  } else if (answer) {
    end.kind = Kind::close;
  }
  return true;
}

struct Row {
  const Proto* proto;
  bool (*end)(ByteView stream, Answer wanted, MessageEnd& end);
};
/// Parts of a protocol's file stand for the whole, as in SSHPacket.
const Row* row_of(const Proto& proto) noexcept {
  static const Row rows[] = {{&proto::tls, tls_end},
                             {&proto::http, http_end},
                             {&proto::dns, dns_end},
                             {&proto::bgp, bgp_end},
                             {&proto::ssh, ssh_end},
                             {payload_of(Space::tcp_port, 139), session_end},
                             {payload_of(Space::tcp_port, 88), kerberos_end},
                             {&proto::ldap, ldap_end},
                             {&proto::modbus, modbus_end},
                             {&proto::mqtt, mqtt_end}};
  const Proto* wanted = proto.same_as != nullptr ? proto.same_as : &proto;
  for (const Row& row : rows)
    if (row.proto == wanted) return &row;
  return nullptr;
}

}  // namespace

bool has_messages(const Proto& proto) noexcept { return row_of(proto) != nullptr; }

const Proto* stream_protocol(std::uint16_t a, std::uint16_t b) noexcept {
  for (const std::uint16_t port : {std::min(a, b), std::max(a, b)}) {
    const Proto* proto = payload_of(Space::tcp_port, port);
    if (proto != nullptr && has_messages(*proto)) return proto;
  }
  return nullptr;
}

bool message_end(const Proto& proto, ByteView stream, MessageEnd::Answer answer, MessageEnd& end) noexcept {
  const Row* row = row_of(proto);
  return row != nullptr && !stream.empty() && row->end(stream, answer, end);
}

}  // namespace pytk::packet
