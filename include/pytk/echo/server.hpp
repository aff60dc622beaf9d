// The echo service (RFC 862) on any number of listeners in one event loop.
//   Server server(options, [](const Event& event) { ... });
//   server.listen(address);  net::drop_privileges();  server.run(cancel);
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/cancel.hpp>
#include <pytk/echo/address.hpp>
#include <pytk/echo/event.hpp>
#include <pytk/net/tls.hpp>

namespace pytk::echo {

struct ServerOptions {
  std::uint64_t max_connections = 0;   ///< 0: what the descriptors allow
  std::uint64_t per_address = 0;       ///< connections from one address, 0: no limit
  std::int64_t idle = 300'000'000'000;      ///< nanoseconds without a byte; 0: for ever
  std::int64_t drain = 5'000'000'000;       ///< nanoseconds for what is queued after a request to stop
  std::int64_t lifetime = 0;                ///< nanoseconds until it stops by itself, 0: never
  std::int64_t tls_handshake = 10'000'000'000;
  bool dual_stack = false;
  net::TlsIdentity identity;           ///< for tls listeners; empty: made for this process
};

struct ServerTotals {
  std::uint64_t connections = 0, refused = 0, datagrams = 0, dropped = 0, bytes_in = 0, bytes_out = 0;
};

class Server {
 public:
  Server(const ServerOptions& options, OnEvent on_event);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  /// Opens a listener. Throws Fault::network or Fault::permission naming the address.
  void listen(const Address& address);
  /// The bound addresses as URLs, in the order of listen().
  [[nodiscard]] std::vector<std::string> addresses() const;
  /// Another reason to stop: the other end of this socket or pipe closes. Takes the descriptor.
  void stop_when_closed(int fd);
  /// Serves until a stop is asked for; then accepts no more, writes out what is queued and ends.
  void run(Cancel& cancel);
  [[nodiscard]] std::size_t connections() const noexcept;
  [[nodiscard]] const ServerTotals& totals() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pytk::echo
