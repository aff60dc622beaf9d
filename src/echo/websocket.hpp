// WebSocket (RFC 6455): frames of either side, and the server's answer to each.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <pytk/core/bytes.hpp>

#include "echo/protocol.hpp"
#include "echo/utf8_check.hpp"

namespace pytk::echo {

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// RFC 6455 7.4: why a connection is closed.
namespace close_code {
inline constexpr std::uint16_t normal = 1000, going_away = 1001, protocol_error = 1002, none = 1005, bad_data = 1007,
                               too_big = 1009;
}

/// Value of Sec-WebSocket-Accept for a key (section 4.2.2).
[[nodiscard]] std::string websocket_accept(std::string_view key);
/// Appends one whole message as a frame; a client masks with `mask` (section 5.3), a server does not.
void append_frame(Bytes& out, Opcode opcode, ByteView payload, const std::array<std::uint8_t, 4>* mask = nullptr);

/// Takes frames apart, puts messages together, and refuses what the RFC forbids.
class FrameReader {
 public:
  static constexpr std::size_t largest_message = 16U << 20U;
  /// `from_client`: frames must be masked; else they must not be.
  explicit FrameReader(bool from_client) : masked_(from_client) {}
  /// Called with whole messages and with control frames (close with its payload as it came).
  using OnMessage = std::function<void(Opcode opcode, ByteView payload)>;
  /// 0, or the code to close with; after that nothing more is read.
  [[nodiscard]] std::uint16_t feed(ByteView in, const OnMessage& on_message);

 private:
  [[nodiscard]] bool header_whole() const noexcept;
  [[nodiscard]] std::uint16_t begin_frame();
  [[nodiscard]] std::uint16_t read_length();
  [[nodiscard]] std::uint16_t begin_opcode();
  [[nodiscard]] std::uint16_t take_payload(ByteView& in);
  [[nodiscard]] std::uint16_t end_frame(const OnMessage& on_message);
  bool masked_;
  std::array<std::uint8_t, 14> header_{};
  std::size_t header_size_ = 0;
  bool in_payload_ = false, final_ = false;
  Opcode opcode_ = Opcode::continuation;      // of the frame
  Opcode message_opcode_ = Opcode::continuation;  // of the message under way, continuation when none is
  std::array<std::uint8_t, 4> mask_{};
  std::uint64_t left_ = 0, at_ = 0;
  Bytes message_, control_;
  Utf8Check utf8_;
};

/// What a close frame's payload means: the code to answer with (0: answer without one).
[[nodiscard]] std::uint16_t close_answer(ByteView payload) noexcept;

/// The server after the handshake: sends every message back.
class WebSocketEcho final : public Protocol {
 public:
  [[nodiscard]] bool feed(ByteView in, Bytes& out) override;
  void stop(Bytes& out) override;

 private:
  FrameReader reader_{true};
  bool closed_ = false;
};

}  // namespace pytk::echo
