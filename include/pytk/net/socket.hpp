// Non-blocking sockets: listeners, datagrams, connections in the making. All close on exec and never raise SIGPIPE
// (use send_some). For the event loop:
//   Socket listener = net::listen_stream(Endpoint::of(ip, 7));  poller.watch(listener.fd(), Poller::readable, ...);
//   int error = 0;  Socket peer = net::accept_next(listener.fd(), from, error);
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <pytk/core/bytes.hpp>
#include <pytk/core/cancel.hpp>
#include <pytk/net/endpoint.hpp>

namespace pytk::net {

/// Owns one descriptor.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) noexcept : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() { close(); }
  [[nodiscard]] int fd() const noexcept { return fd_; }
  [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
  void close() noexcept;
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

struct ListenOptions {
  int backlog = 4096;
  bool reuse_port = false;   ///< several sockets share the port, the kernel spreads the work
  bool dual_stack = false;   ///< [::] also takes IPv4
  unsigned mode = 0600;      ///< of a unix socket's file
};
/// A listening stream socket with SO_REUSEADDR. A unix socket left behind by a dead process is replaced, a live one is
/// not. Throws Fault::network (Fault::permission for a port below 1024) naming the address.
[[nodiscard]] Socket listen_stream(const Endpoint& at, const ListenOptions& options = {});
/// A bound datagram socket. Throws as listen_stream.
[[nodiscard]] Socket bind_datagram(const Endpoint& at, const ListenOptions& options = {});

/// The next waiting connection with TCP_NODELAY set, or a closed Socket and errno in `error` (EAGAIN: none waits).
[[nodiscard]] Socket accept_next(int listener, Endpoint& peer, int& error) noexcept;
/// Starts a stream connection; `error` is 0 (done), EINPROGRESS, or why not.
[[nodiscard]] Socket start_connect(const Endpoint& to, int& error) noexcept;
/// Connects within `timeout` nanoseconds, trying each address in turn. Throws Fault::network with the last reason.
[[nodiscard]] Socket connect_within(std::span<const Endpoint> addresses, std::int64_t timeout, Cancel& cancel);
/// A datagram socket that talks to one peer only.
[[nodiscard]] Socket connect_datagram(const Endpoint& to);

/// SO_ERROR of a descriptor: 0 when all is well.
[[nodiscard]] int pending_error(int fd) noexcept;
[[nodiscard]] Endpoint local_endpoint(int fd) noexcept;
/// Makes close() send RST at once and leave no TIME_WAIT behind.
void reset_on_close(int fd) noexcept;
/// Makes a descriptor non-blocking.
void set_nonblocking(int fd) noexcept;

/// recv and send that repeat on EINTR: bytes moved, 0 at the end (receive), -1 with errno.
[[nodiscard]] std::ptrdiff_t receive_some(int fd, std::span<std::uint8_t> into) noexcept;
[[nodiscard]] std::ptrdiff_t send_some(int fd, ByteView bytes) noexcept;

/// Raises the soft limit of open descriptors to the hard one; the limit that holds then.
std::size_t raise_descriptor_limit() noexcept;
/// "connection refused": an errno in lower-case words.
[[nodiscard]] std::string error_words(int error_number);

}  // namespace pytk::net
