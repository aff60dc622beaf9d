// One stream connection of the server: reads, writes back, and holds only what the peer has not taken yet.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include <pytk/core/address.hpp>
#include <pytk/echo/server.hpp>
#include <pytk/net/socket.hpp>

#include "echo/protocol.hpp"

namespace pytk::echo {

/// Bytes that wait for a peer to read. Its memory goes when it is empty: most connections never need any.
class Backlog {
 public:
  [[nodiscard]] bool empty() const noexcept { return bytes_ == nullptr; }
  [[nodiscard]] std::size_t size() const noexcept { return empty() ? 0 : bytes_->size() - at_; }
  [[nodiscard]] ByteView view() const noexcept { return ByteView(*bytes_).subspan(at_); }
  void add(ByteView bytes) {
    if (bytes.empty()) return;
    if (bytes_ == nullptr) bytes_ = std::make_unique<Bytes>();
    bytes_->insert(bytes_->end(), bytes.begin(), bytes.end());
  }
  void take(std::size_t count) {
    at_ += static_cast<std::uint32_t>(count);
    if (at_ < bytes_->size()) return;
    bytes_.reset();
    at_ = 0;
  }

 private:
  std::unique_ptr<Bytes> bytes_;
  std::uint32_t at_ = 0;
};

/// closing: what is queued is written, then our half is closed; lingering: the peer's last bytes are waited for,
/// because closing with unread input resets the connection and may destroy what the peer has not read yet.
enum class Phase : std::uint8_t { handshake, open, closing, lingering };

struct Session {
  net::Socket socket;
  std::uint64_t id = 0;
  std::uint64_t bytes_in = 0, bytes_out = 0;
  std::int64_t started = 0, active = 0;  ///< steady clock
  std::unique_ptr<net::TlsSession> tls;
  std::unique_ptr<Protocol> protocol;    ///< none: bytes go back as they are
  Backlog backlog;
  Ip peer;
  std::uint16_t peer_port = 0;
  std::uint32_t ignored = 0;             ///< bytes that came after we closed
  std::uint16_t listener = 0;
  Phase phase = Phase::open;
  std::uint8_t interest = 0;
};

/// How a transfer ended: bytes moved, or why it cannot go on now.
enum class Flow : std::uint8_t { moved, wait_read, wait_write, ended, broken };

/// The two kinds of stream behind one pair of calls. `problem` is set when it broke.
[[nodiscard]] Flow read_from(Session& session, std::span<std::uint8_t> into, std::size_t& moved, std::string& problem);
[[nodiscard]] Flow write_to(Session& session, ByteView bytes, std::size_t& moved, std::string& problem);

}  // namespace pytk::echo
