// How far a message reaches in a TCP stream, told by its first bytes: what reassembly has to know of the protocols.
//   packet::MessageEnd end;  if (packet::message_end(proto, stream, {}, end) && end.kind == ...)
#pragma once

#include <pytk/packet/proto.hpp>

namespace pytk::packet {

struct MessageEnd {
  enum class Kind : std::uint8_t {
    more,    ///< too few bytes to tell
    known,   ///< after `size` bytes
    chunks,  ///< after `size` bytes of head and HTTP chunks (RFC 9112 7.1)
    close    ///< after `size` bytes of head with the stream itself
  };
  Kind kind = Kind::more;
  std::uint64_t size = 0;
  /// Bytes that hold fields; what stands behind them needs no memory.
  std::uint64_t kept = 0;
  /// What the answer to this message has besides its head: HEAD wants none, CONNECT none if it is granted.
  enum class Answer : std::uint8_t { whole, bare, tunnel };
  Answer answer = Answer::whole;
};

/// True for protocols whose messages may go over several segments.
[[nodiscard]] bool has_messages(const Proto& proto) noexcept;
/// The protocol of a stream between two ports that has messages, or nullptr.
[[nodiscard]] const Proto* stream_protocol(std::uint16_t a, std::uint16_t b) noexcept;
/// False when no message of the protocol begins here. `answer`: as the last message of the
/// other side wants it.
[[nodiscard]] bool message_end(const Proto& proto, ByteView stream, MessageEnd::Answer answer,
                               MessageEnd& end) noexcept;

}  // namespace pytk::packet
