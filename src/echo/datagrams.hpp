// The datagram half of the service: batches in, the same batches out, and the refusals of RFC 862's known abuses.
#pragma once

#include <cstdint>
#include <memory>

#include <pytk/echo/server.hpp>
#include <pytk/net/endpoint.hpp>

namespace pytk::echo {

/// True for a source that would answer the answer for ever (another echo, daytime, chargen ...), or that amplifies.
[[nodiscard]] bool may_loop(std::uint16_t source_port) noexcept;

class DatagramEcho {
 public:
  DatagramEcho();
  ~DatagramEcho();
  DatagramEcho(const DatagramEcho&) = delete;
  DatagramEcho& operator=(const DatagramEcho&) = delete;
  /// Asks the kernel to tell which address a datagram was sent to.
  static void prepare(int fd) noexcept;
  /// Answers what waits, some dozens at most; the loop comes back for more.
  void serve(int fd, const net::Endpoint& local, ServerTotals& totals);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pytk::echo
