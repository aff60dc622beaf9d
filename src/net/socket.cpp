#include <pytk/net/socket.hpp>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::net {
namespace {

constexpr int quiet = SOCK_NONBLOCK | SOCK_CLOEXEC;

void enable(int fd, int level, int option, int value = 1) noexcept {
  ::setsockopt(fd, level, option, &value, sizeof value);
}

/// The user's words for a socket that cannot be had, with what to do about the two common reasons.
Error cannot_listen(const Endpoint& at, int error) {
  const bool denied = error == EACCES || error == EPERM;
  Error out =
      fail(denied ? Fault::permission : Fault::network, "cannot listen on {}: {}", at.text(), error_words(error));
  if (denied && at.family() != AF_UNIX && at.port() != 0 && at.port() < 1024)
    out.hint("ports below 1024 need root or CAP_NET_BIND_SERVICE; a port such as 2007 needs neither");
  else if (error == EADDRINUSE && at.family() == AF_UNIX)
    out.hint("a program listens there, or a file that is no socket is in the way");
  else if (error == EADDRINUSE)
    out.hint("another program has it; choose another port, or port 0 for any free one");
  return out;
}

/// True when `at` is a socket file that nobody listens on any more.
bool is_stale_unix_socket(const Endpoint& at, const char* path) noexcept {
  struct stat status{};
  if (::lstat(path, &status) != 0 || !S_ISSOCK(status.st_mode)) return false;
  for (const int type : {SOCK_STREAM, SOCK_DGRAM}) {
    const Socket probe(::socket(AF_UNIX, type | quiet, 0));
    if (!probe.is_open() || ::connect(probe.fd(), at.address(), at.length) == 0) return false;
    if (errno != ECONNREFUSED && errno != EPROTOTYPE) return false;
  }
  return true;
}

void bind_to(const Socket& socket, const Endpoint& at, const ListenOptions& options) {
  if (at.family() == AF_UNIX) {
    sockaddr_un local{};
    std::memcpy(&local, &at.storage, sizeof local);
    if (is_stale_unix_socket(at, local.sun_path)) ::unlink(local.sun_path);
    // The file must never be open to others, not even before a chmod.
    const mode_t before = ::umask(~options.mode & 0777U);
    const int status = ::bind(socket.fd(), at.address(), at.length);
    const int error = errno;
    ::umask(before);
    if (status != 0) throw cannot_listen(at, error);
    return;
  }
  enable(socket.fd(), SOL_SOCKET, SO_REUSEADDR);
  if (options.reuse_port) enable(socket.fd(), SOL_SOCKET, SO_REUSEPORT);
  if (at.family() == AF_INET6) enable(socket.fd(), IPPROTO_IPV6, IPV6_V6ONLY, options.dual_stack ? 0 : 1);
  if (::bind(socket.fd(), at.address(), at.length) != 0) throw cannot_listen(at, errno);
}

Socket bound(const Endpoint& at, int type, const ListenOptions& options) {
  Socket socket(::socket(at.family(), type | quiet, 0));
  if (!socket.is_open()) throw cannot_listen(at, errno);
  bind_to(socket, at, options);
  return socket;
}

/// Waits until a connection is made: 0, errno, or ETIMEDOUT.
int finish_connect(int fd, std::int64_t deadline, Cancel& cancel) {
  for (;;) {
    const std::int64_t left = deadline - steady_nanoseconds();
    if (left <= 0) return ETIMEDOUT;
    pollfd waiting[2] = {{fd, POLLOUT, 0}, {cancel.fd(), POLLIN, 0}};
    const int ready = ::poll(waiting, 2, static_cast<int>(left / 1'000'000 + 1 < 1000 ? left / 1'000'000 + 1 : 1000));
    cancel.check();
    if (ready > 0 && waiting[0].revents != 0) return pending_error(fd);
  }
}

}  // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this != &other) {
    close();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void Socket::close() noexcept {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

Socket listen_stream(const Endpoint& at, const ListenOptions& options) {
  Socket socket = bound(at, SOCK_STREAM, options);
  if (::listen(socket.fd(), options.backlog) != 0) throw cannot_listen(at, errno);
  return socket;
}

Socket bind_datagram(const Endpoint& at, const ListenOptions& options) { return bound(at, SOCK_DGRAM, options); }

Socket accept_next(int listener, Endpoint& peer, int& error) noexcept {
  for (;;) {
    peer.length = sizeof peer.storage;
    Socket socket(::accept4(listener, reinterpret_cast<sockaddr*>(&peer.storage), &peer.length, quiet));
    if (!socket.is_open()) {
      error = errno;
      // Errors of the connection that waited, not of the listener (accept(2)): take the next one.
      if (error == EINTR || error == ECONNABORTED || error == EPROTO) continue;
      return socket;
    }
    error = 0;
    if (peer.family() != AF_UNIX) enable(socket.fd(), IPPROTO_TCP, TCP_NODELAY);
    return socket;
  }
}

Socket start_connect(const Endpoint& to, int& error) noexcept {
  Socket socket(::socket(to.family(), SOCK_STREAM | quiet, 0));
  if (!socket.is_open()) {
    error = errno;
    return socket;
  }
  if (to.family() != AF_UNIX) enable(socket.fd(), IPPROTO_TCP, TCP_NODELAY);
  error = ::connect(socket.fd(), to.address(), to.length) == 0 ? 0 : errno;
  if (error == EINTR) error = EINPROGRESS;
  return socket;
}

Socket connect_within(std::span<const Endpoint> addresses, std::int64_t timeout, Cancel& cancel) {
  const std::int64_t deadline = steady_nanoseconds() + timeout;
  int error = EHOSTUNREACH;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    Socket socket = start_connect(addresses[i], error);
    // A silent first address must leave time for the others.
    const auto share = (deadline - steady_nanoseconds()) / static_cast<std::int64_t>(addresses.size() - i);
    if (error == EINPROGRESS) error = finish_connect(socket.fd(), steady_nanoseconds() + share, cancel);
    if (error == 0) return socket;
  }
  const std::string where = addresses.empty() ? "nowhere" : addresses.back().text();
  if (error == ETIMEDOUT)
    throw fail(Fault::network, "cannot connect to {}: no answer within {}", where, show_duration(timeout));
  throw fail(error == EACCES || error == EPERM ? Fault::permission : Fault::network, "cannot connect to {}: {}", where,
             error_words(error));
}

Socket connect_datagram(const Endpoint& to) {
  Socket socket(::socket(to.family(), SOCK_DGRAM | quiet, 0));
  if (!socket.is_open() || ::connect(socket.fd(), to.address(), to.length) != 0)
    throw fail(Fault::network, "cannot reach {}: {}", to.text(), error_words(errno));
  return socket;
}

int pending_error(int fd) noexcept {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

Endpoint local_endpoint(int fd) noexcept {
  Endpoint out;
  out.length = sizeof out.storage;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&out.storage), &out.length) != 0) out.length = 0;
  return out;
}

void reset_on_close(int fd) noexcept {
  const linger at_once{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void set_nonblocking(int fd) noexcept {
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags >= 0) ::fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

std::ptrdiff_t receive_some(int fd, std::span<std::uint8_t> into) noexcept {
  for (;;) {
    const auto got = ::recv(fd, into.data(), into.size(), 0);
    if (got >= 0 || errno != EINTR) return got;
  }
}

std::ptrdiff_t send_some(int fd, ByteView bytes) noexcept {
  for (;;) {
    const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent >= 0 || errno != EINTR) return sent;
  }
}

std::size_t raise_descriptor_limit() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  if (limit.rlim_cur < limit.rlim_max) {
    const rlimit wanted{limit.rlim_max, limit.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &wanted) == 0) limit = wanted;
  }
  return static_cast<std::size_t>(limit.rlim_cur);
}

std::string error_words(int error_number) {
  char buffer[128];
  // The GNU form returns the text, which need not be in the buffer.
  std::string words = ::strerror_r(error_number, buffer, sizeof buffer);
  if (words.size() > 1 && words[1] >= 'a' && words[1] <= 'z') words[0] = lower(words.substr(0, 1))[0];
  return words;
}

}  // namespace pytk::net
