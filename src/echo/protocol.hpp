// What a stream's bytes mean to the echo service: nothing (they go back as they are), HTTP requests, or WebSocket
// frames.
#pragma once

#include <memory>

#include <pytk/core/bytes.hpp>

namespace pytk::echo {

class Protocol {
 public:
  virtual ~Protocol() = default;
  /// Takes what came, appends what to send. False: send that, then close; nothing more is understood.
  [[nodiscard]] virtual bool feed(ByteView in, Bytes& out) = 0;
  /// What to send when the server stops (a WebSocket's close frame).
  virtual void stop(Bytes& out) { (void)out; }
};

/// HTTP/1.1 that answers each request with its body (or with the request itself), and takes WebSocket upgrades.
[[nodiscard]] std::unique_ptr<Protocol> make_http_echo();
/// WebSocket only: any other request is answered 426.
[[nodiscard]] std::unique_ptr<Protocol> make_websocket_echo();

inline void append(Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

}  // namespace pytk::echo
