#include "echo/session.hpp"

#include <cerrno>

namespace pytk::echo {
namespace {

Flow of_step(net::TlsStep step, const net::TlsSession& tls, std::string& problem) {
  switch (step) {
    case net::TlsStep::done: return Flow::moved;
    case net::TlsStep::want_read: return Flow::wait_read;
    case net::TlsStep::want_write: return Flow::wait_write;
    case net::TlsStep::closed: return Flow::ended;
    case net::TlsStep::failed: break;
  }
  problem = tls.problem();
  return Flow::broken;
}

Flow of_errno(Flow wait, std::string& problem) {
  if (errno == EAGAIN || errno == EWOULDBLOCK) return wait;
  problem = net::error_words(errno);
  return Flow::broken;
}

}  // namespace

Flow read_from(Session& session, std::span<std::uint8_t> into, std::size_t& moved, std::string& problem) {
  moved = 0;
  if (session.tls) return of_step(session.tls->read(into, moved), *session.tls, problem);
  const auto got = net::receive_some(session.socket.fd(), into);
  if (got < 0) return of_errno(Flow::wait_read, problem);
  moved = static_cast<std::size_t>(got);
  return got == 0 ? Flow::ended : Flow::moved;
}

Flow write_to(Session& session, ByteView bytes, std::size_t& moved, std::string& problem) {
  moved = 0;
  if (session.tls) return of_step(session.tls->write(bytes, moved), *session.tls, problem);
  const auto sent = net::send_some(session.socket.fd(), bytes);
  if (sent < 0) return of_errno(Flow::wait_write, problem);
  moved = static_cast<std::size_t>(sent);
  return Flow::moved;
}

}  // namespace pytk::echo
