// Packets out: whole frames through a packet socket, or IP datagrams through raw sockets.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <pytk/core/address.hpp>
#include <pytk/core/bytes.hpp>

namespace pytk::sniff {

/// Where the kernel's routing table sends packets for an address. Nothing is sent to find out.
struct Route {
  Ip source;
  std::string interface;
  Mac hardware;                 ///< of the interface; zeros for loopback
  std::optional<Mac> next_hop;  ///< where the neighbour table knows it
};
[[nodiscard]] std::optional<Route> route_to(const Ip& target);

class Sender {
 public:
  /// A packet socket on an interface. Throws Fault::permission or Fault::io.
  static Sender frames(const std::string& interface);
  /// Raw IPv4 and IPv6 sockets; the kernel fills in the IPv4 total length and checksum, and id and source where 0.
  static Sender datagrams();
  ~Sender();
  Sender(Sender&&) noexcept;
  Sender& operator=(Sender&&) noexcept;
  /// Throws Fault::network with the kernel's reason (too long, no route, network down).
  void send(ByteView packet);

 private:
  struct State;
  explicit Sender(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Spaces packets evenly: wait() sleeps until the next one is due.
class Pace {
 public:
  explicit Pace(std::int64_t interval_nanoseconds) : interval_(interval_nanoseconds) {}
  void wait();
  /// Sleeps until so long after the first call (replay at the recorded times).
  void wait_until(std::int64_t since_start);

 private:
  std::int64_t interval_, next_ = 0, begun_ = 0;
};

}  // namespace pytk::sniff
