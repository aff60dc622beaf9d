// A forwarder: takes connections, makes one to the target for each, and carries bytes both ways while a log looks on.
//   Forwarder forwarder(options, on_event);  forwarder.listen(address);  forwarder.run(cancel);
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <pytk/core/cancel.hpp>
#include <pytk/echo/event.hpp>
#include <pytk/net/tls.hpp>

namespace pytk::echo {

struct ForwardOptions {
  Address target;
  std::uint64_t max_connections = 0;        ///< 0: what the descriptors allow (two a connection)
  std::int64_t idle = 300'000'000'000;      ///< nanoseconds without a byte in either direction; 0: for ever
  std::int64_t connect_timeout = 10'000'000'000;  ///< to reach the target, handshakes included
  std::int64_t drain = 5'000'000'000;
  std::int64_t lifetime = 0;                ///< nanoseconds until it stops by itself, 0: never
  bool dual_stack = false;
  bool record_data = false;                 ///< data events, with the bytes
  std::uint64_t most_recorded = 1U << 20U;  ///< bytes of data events a connection
  net::TlsIdentity identity;                ///< for tls listeners; empty: made for this process
  net::TlsClientOptions tls;                ///< towards a tls target
  std::string server_name;                  ///< to ask a tls target for; empty: its host
};

class Forwarder {
 public:
  /// Resolves the target. Throws Fault::network when it has no address.
  Forwarder(const ForwardOptions& options, OnEvent on_event);
  ~Forwarder();
  Forwarder(const Forwarder&) = delete;
  Forwarder& operator=(const Forwarder&) = delete;
  void listen(const Address& address);
  [[nodiscard]] std::vector<std::string> addresses() const;
  void stop_when_closed(int fd);
  /// Runs until a stop is asked for; connections then have `drain` to end by themselves.
  void run(Cancel& cancel);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pytk::echo
