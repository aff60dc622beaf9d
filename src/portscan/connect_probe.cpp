#include "portscan/connect_probe.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

#include <pytk/net/socket.hpp>

namespace pytk::portscan {
namespace {

using Kind = Verdict::Kind;

/// A free port of this machine may be the very port that the kernel gave our own socket: it then talks to itself
/// (simultaneous open, RFC 9293 3.5). Nobody listens there.
bool talks_to_itself(int fd, const net::Endpoint& to) noexcept {
  const net::Endpoint local = net::local_endpoint(fd);
  return local.port() == to.port() && local.ip() == to.ip();
}

Verdict accepted(int fd, const net::Endpoint& to) noexcept {
  if (talks_to_itself(fd, to)) return {Kind::state, State::closed, Reason::refused};
  return {Kind::state, State::open, Reason::syn_ack};
}

bool is_loopback(const Ip& ip) noexcept {
  if (!ip.v6) return ip.bytes[0] == 127;
  Ip one;
  one.v6 = true;
  one.bytes[15] = 1;
  return ip == one;
}

struct Meaning {
  int error;
  Verdict verdict;
};
constexpr Verdict pending{Kind::pending, State::filtered, Reason::no_answer};
constexpr Verdict unreachable{Kind::state, State::filtered, Reason::unreachable};
constexpr Verdict prohibited{Kind::state, State::filtered, Reason::prohibited};
constexpr Verdict no_route{Kind::no_route, State::filtered, Reason::unreachable};
/// What connect()'s errors tell about the port; the usual ones first.
constexpr Meaning meanings[] = {{0, {Kind::state, State::open, Reason::syn_ack}},
                                {ECONNREFUSED, {Kind::state, State::closed, Reason::refused}},
                                {EINPROGRESS, pending},
                                {EALREADY, pending},
                                {EINTR, pending},
                                {ETIMEDOUT, {Kind::state, State::filtered, Reason::no_answer}},
                                {ECONNRESET, {Kind::state, State::open, Reason::reset}},
                                {EHOSTUNREACH, unreachable},
                                {EHOSTDOWN, unreachable},
                                {ENOPROTOOPT, unreachable},
                                {EOPNOTSUPP, unreachable},
                                {EPROTO, unreachable},
                                {EACCES, prohibited},
                                {EPERM, prohibited},
                                {ENETUNREACH, no_route},
                                {ENETDOWN, no_route},
                                {EAFNOSUPPORT, no_route},
                                {EINVAL, no_route}};

}  // namespace

Verdict verdict_of(int error) noexcept {
  for (const Meaning& each : meanings)
    if (each.error == error) return each.verdict;
  return {Kind::local_trouble, State::filtered, Reason::no_answer};
}

Connector::~Connector() {
  for (const int fd : spare_)
    if (fd >= 0) ::close(fd);
}

/// This machine, and virtual networks on it, have answered before connect() returns; asking again then costs less than
/// the event loop. Elsewhere a probe in 64 tries whether that is so.
bool Connector::worth_a_second_look(const Ip& ip) noexcept {
  return luck_ > 0 || ++looks_ % 64 == 0 || is_loopback(ip);
}

Verdict Connector::start(const Ip& ip, std::uint16_t port, int& fd) noexcept {
  const net::Endpoint to = net::Endpoint::of(ip, port);
  fd = std::exchange(spare_[ip.v6 ? 1 : 0], -1);
  if (fd < 0) fd = ::socket(to.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return verdict_of(errno == EAFNOSUPPORT ? EAFNOSUPPORT : EMFILE);
  int error = ::connect(fd, to.address(), to.length) == 0 ? 0 : errno;
  // The second call also takes a failure off the socket, so that it can be used again.
  if (error == EINPROGRESS && worth_a_second_look(ip)) {
    error = ::connect(fd, to.address(), to.length) == 0 ? 0 : errno;
    if (error == EISCONN) error = 0;
    luck_ = error == EALREADY ? std::max(luck_ - 1, 0) : std::min(luck_ + 2, 16);
  }
  Verdict verdict = error == 0 ? accepted(fd, to) : verdict_of(error);
  if (verdict.kind == Kind::pending) return verdict;
  if (error == ECONNREFUSED) {
    spare_[ip.v6 ? 1 : 0] = std::exchange(fd, -1);
  } else {
    net::reset_on_close(fd);
    ::close(std::exchange(fd, -1));
  }
  return verdict;
}

Verdict Connector::finish(int fd, const Ip& ip, std::uint16_t port) noexcept {
  const int error = net::pending_error(fd);
  if (error == 0) {
    // RST instead of FIN: no TIME_WAIT is left on either side, whose 28,000 ports a scan would use up.
    net::reset_on_close(fd);
    return accepted(fd, net::Endpoint::of(ip, port));
  }
  return verdict_of(error);
}

}  // namespace pytk::portscan
