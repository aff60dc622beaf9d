// What happens to a server's connections, for its log.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <pytk/echo/address.hpp>

namespace pytk::echo {

enum class EventKind : std::uint8_t { connect, tls, data, close, limit, error, summary };
[[nodiscard]] std::string_view event_name(EventKind kind) noexcept;

/// What happened, in the order it happened.
struct Event {
  EventKind kind = EventKind::connect;
  Scheme scheme = Scheme::tcp;
  std::int64_t time = 0;
  std::uint64_t session = 0;           ///< 0: of no session
  net::Endpoint peer, local;
  std::uint64_t bytes_in = 0, bytes_out = 0;
  std::int64_t duration = 0;           ///< nanoseconds, at close
  std::string reason;                  ///< why it was closed or refused
  bool to_target = false;              ///< of data that is forwarded: towards the target, or back
  std::string data;                    ///< the bytes of a data event
  std::string tls_version, tls_cipher, tls_name;
};

using OnEvent = std::function<void(const Event&)>;

}  // namespace pytk::echo
