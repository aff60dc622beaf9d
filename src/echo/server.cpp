// Level-triggered and single-threaded: one large buffer serves every connection, because a read is written back before
// the next one begins; only what a peer does not take is kept, and then nothing more is read from it.
#include <pytk/echo/server.hpp>

#include <algorithm>
#include <cerrno>
#include <map>

#include <sys/socket.h>

#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>

#include "echo/acceptor.hpp"
#include "echo/datagrams.hpp"
#include "echo/session.hpp"
#include "echo/websocket.hpp"

namespace pytk::echo {
namespace {

using net::Poller;

constexpr std::size_t buffer_size = 256U << 10U;
constexpr int tls_reads_a_round = 16;
constexpr std::int64_t millisecond = 1'000'000;

}  // namespace

struct Server::State {
  ServerOptions options;
  OnEvent on_event;
  Poller poller;
  Acceptor acceptor{poller};
  std::vector<std::unique_ptr<Session>> sessions;  // by descriptor
  std::map<Ip, std::uint64_t> by_address;          // only when per_address limits
  std::unique_ptr<DatagramEcho> datagrams;
  Bytes buffer = Bytes(buffer_size), reply;
  ServerTotals totals;
  net::Socket lifeline;                            // its end is a request to stop
  std::uint64_t count = 0, next_id = secure_seed();
  bool stopping = false;

  State(const ServerOptions& given, OnEvent callback)
      : options(given), on_event(std::move(callback)) {
    const std::size_t limit = net::raise_descriptor_limit();
    const std::uint64_t room = limit > 128 ? limit - 64 : limit / 2;
    options.max_connections =
        options.max_connections == 0 ? room : std::min<std::uint64_t>(options.max_connections, room);
  }

  // Accepting.
  void admit(net::Socket socket, const net::Endpoint& peer, std::size_t listener);
  [[nodiscard]] const char* refusal(const Ip& peer) const;

  // One connection.
  void work(int fd);
  [[nodiscard]] bool shake_hands(Session& session);
  [[nodiscard]] bool write_backlog(Session& session);
  void read_and_answer(Session& session);
  [[nodiscard]] bool answer(Session& session, ByteView bytes);
  void want(Session& session, unsigned interest);
  [[nodiscard]] ByteView understood(Session& session, ByteView bytes);
  void close_our_half(Session& session);
  void wait_for_the_end(Session& session);
  void finish(Session& session, std::string reason);

  // All of them.
  void sweep();
  void stop();
  void report(EventKind kind, const Session& session, std::string reason);
};

void Server::State::report(EventKind kind, const Session& session, std::string reason) {
  if (!on_event) return;
  const Listener& listener = acceptor.listeners()[session.listener];
  Event event;
  event.kind = kind;
  event.scheme = listener.scheme;
  event.time = now_nanoseconds();
  event.session = session.id;
  if (listener.scheme != Scheme::unix_stream) event.peer = net::Endpoint::of(session.peer, session.peer_port);
  event.local = listener.local;
  event.bytes_in = session.bytes_in;
  event.bytes_out = session.bytes_out;
  event.duration = steady_nanoseconds() - session.started;
  event.reason = std::move(reason);
  if (kind == EventKind::tls && session.tls) {
    event.tls_version = session.tls->version();
    event.tls_cipher = session.tls->cipher();
    event.tls_name = session.tls->server_name();
  }
  on_event(event);
}

const char* Server::State::refusal(const Ip& peer) const {
  if (count >= options.max_connections) return "too many connections";
  if (options.per_address == 0) return nullptr;
  const auto found = by_address.find(peer);
  return found != by_address.end() && found->second >= options.per_address ? "too many connections from this address"
                                                                           : nullptr;
}

void Server::State::admit(net::Socket socket, const net::Endpoint& peer, std::size_t listener) {
  auto session = std::make_unique<Session>();
  session->id = next_id++;
  session->listener = static_cast<std::uint16_t>(listener);
  session->peer = peer.ip();
  session->peer_port = peer.port();
  session->started = session->active = steady_nanoseconds();
  if (const char* reason = refusal(session->peer)) {
    ++totals.refused;
    report(EventKind::limit, *session, reason);
    return;
  }
  const int fd = socket.fd();
  session->socket = std::move(socket);
  const Scheme scheme = acceptor.listeners()[listener].scheme;
  if (scheme == Scheme::http || scheme == Scheme::https) session->protocol = make_http_echo();
  if (scheme == Scheme::ws || scheme == Scheme::wss) session->protocol = make_websocket_echo();
  if (is_encrypted(scheme)) {
    session->tls = std::make_unique<net::TlsSession>(acceptor.tls(), fd);
    session->phase = Phase::handshake;
  }
  session->interest = Poller::readable;
  const auto at = static_cast<std::size_t>(fd);
  if (at >= sessions.size()) sessions.resize(std::max(at + 1, sessions.size() * 2));
  ++count;
  ++totals.connections;
  if (options.per_address > 0) ++by_address[session->peer];
  sessions[at] = std::move(session);
  poller.watch(fd, Poller::readable, [this, fd](unsigned) { work(fd); });
  report(EventKind::connect, *sessions[at], {});
}

void Server::State::work(int fd) {
  Session& session = *sessions[static_cast<std::size_t>(fd)];
  if (session.phase == Phase::handshake && !shake_hands(session)) return;
  if (session.phase == Phase::lingering) {
    wait_for_the_end(session);
    return;
  }
  if (!write_backlog(session)) return;
  if (session.phase == Phase::closing) close_our_half(session);
  else if (stopping) finish(session, "the server stops");
  else read_and_answer(session);
}

bool Server::State::shake_hands(Session& session) {
  switch (session.tls->handshake()) {
    case net::TlsStep::done:
      session.phase = Phase::open;
      report(EventKind::tls, session, {});
      return true;
    case net::TlsStep::want_read: want(session, Poller::readable); return false;
    case net::TlsStep::want_write: want(session, Poller::writable); return false;
    default: break;
  }
  report(EventKind::error, session, "tls: " + session.tls->problem());
  finish(session, "the handshake failed");
  return false;
}

/// True when nothing is left to write (and the session still lives).
bool Server::State::write_backlog(Session& session) {
  while (!session.backlog.empty()) {
    std::size_t moved = 0;
    std::string problem;
    switch (write_to(session, session.backlog.view(), moved, problem)) {
      case Flow::moved:
        session.backlog.take(moved);
        session.bytes_out += moved;
        totals.bytes_out += moved;
        session.active = steady_nanoseconds();
        break;
      case Flow::wait_write: want(session, Poller::writable); return false;
      case Flow::wait_read: want(session, Poller::readable); return false;
      default: finish(session, problem.empty() ? "closed by the peer" : problem); return false;
    }
  }
  return true;
}

void Server::State::read_and_answer(Session& session) {
  // A plain socket tells again when more waits; TLS may hold decrypted bytes that no descriptor tells of.
  const int rounds = session.tls ? tls_reads_a_round : 1;
  for (int i = 0; i < rounds; ++i) {
    std::size_t moved = 0;
    std::string problem;
    switch (read_from(session, buffer, moved, problem)) {
      case Flow::moved:
        session.bytes_in += moved;
        totals.bytes_in += moved;
        session.active = steady_nanoseconds();
        if (!answer(session, understood(session, ByteView(buffer).first(moved)))) return;
        if (session.phase == Phase::closing) {
          close_our_half(session);
          return;
        }
        break;
      case Flow::wait_read: want(session, Poller::readable); return;
      case Flow::wait_write: want(session, Poller::writable); return;
      case Flow::ended: finish(session, "closed by the peer"); return;
      case Flow::broken: finish(session, problem); return;
    }
  }
  // Writable is always true here: it brings us back at once for what TLS still holds.
  want(session, session.tls && session.tls->has_pending() ? Poller::readable | Poller::writable : Poller::readable);
}

/// Writes back; what the peer does not take now is kept, and reading stops until it has.
bool Server::State::answer(Session& session, ByteView bytes) {
  while (!bytes.empty()) {
    std::size_t moved = 0;
    std::string problem;
    const Flow flow = write_to(session, bytes, moved, problem);
    if (flow == Flow::moved) {
      session.bytes_out += moved;
      totals.bytes_out += moved;
      bytes = bytes.subspan(moved);
      continue;
    }
    if (flow == Flow::wait_write || flow == Flow::wait_read) {
      session.backlog.add(bytes);
      want(session, flow == Flow::wait_write ? Poller::writable : Poller::readable);
      return false;
    }
    finish(session, problem.empty() ? "closed by the peer" : problem);
    return false;
  }
  return true;
}

/// What to send back: the bytes themselves, or what their protocol makes of them.
ByteView Server::State::understood(Session& session, ByteView bytes) {
  if (!session.protocol) return bytes;
  if (reply.capacity() > 4 * buffer_size) reply = Bytes();
  reply.clear();
  if (!session.protocol->feed(bytes, reply)) session.phase = Phase::closing;
  return reply;
}

void Server::State::close_our_half(Session& session) {
  if (session.tls) (void)session.tls->shut_down();
  ::shutdown(session.socket.fd(), SHUT_WR);
  session.phase = Phase::lingering;
  session.active = steady_nanoseconds();
  want(session, Poller::readable);
}

void Server::State::wait_for_the_end(Session& session) {
  constexpr std::uint64_t most_ignored = 64U << 10U;
  const auto got = net::receive_some(session.socket.fd(), buffer);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
  session.ignored += got > 0 ? static_cast<std::uint32_t>(got) : 0;
  if (got <= 0 || session.ignored > most_ignored) finish(session, "closed by the protocol");
}

void Server::State::want(Session& session, unsigned interest) {
  if (session.interest == interest) return;
  session.interest = static_cast<std::uint8_t>(interest);
  poller.change(session.socket.fd(), interest);
}

void Server::State::finish(Session& session, std::string reason) {
  if (session.tls) (void)session.tls->shut_down();
  report(EventKind::close, session, std::move(reason));
  if (options.per_address > 0)
    if (const auto found = by_address.find(session.peer); --found->second == 0) by_address.erase(found);
  session.tls.reset();
  const int fd = session.socket.release();
  sessions[static_cast<std::size_t>(fd)].reset();
  poller.close(fd);
  --count;
  if (stopping && count == 0) poller.stop();
}

/// Ends what has been idle, or shaking hands, for too long.
void Server::State::sweep() {
  const std::int64_t now = steady_nanoseconds();
  for (std::size_t at = 0; at < sessions.size(); ++at) {
    if (!sessions[at]) continue;
    Session& session = *sessions[at];
    if (session.phase == Phase::handshake && now - session.started > options.tls_handshake)
      finish(session, "the handshake took too long");
    else if (session.phase == Phase::lingering && now - session.active > 1000 * millisecond)
      finish(session, "closed by the protocol");
    else if (options.idle > 0 && now - session.active > options.idle)
      finish(session, "idle");
  }
  const std::int64_t shortest =
      options.idle > 0 ? std::min(options.idle, options.tls_handshake) : options.tls_handshake;
  poller.after(std::clamp<std::int64_t>(shortest / 8, 10 * millisecond, 1000 * millisecond), [this] { sweep(); });
}

void Server::State::stop() {
  stopping = true;
  acceptor.close_all();
  for (std::size_t at = 0; at < sessions.size(); ++at) {
    if (!sessions[at]) continue;
    // What has arrived by now is still answered.
    if (sessions[at]->phase == Phase::open && sessions[at]->backlog.empty()) read_and_answer(*sessions[at]);
    if (sessions[at] && sessions[at]->protocol && sessions[at]->phase == Phase::open && sessions[at]->backlog.empty()) {
      reply.clear();
      sessions[at]->protocol->stop(reply);
      (void)answer(*sessions[at], reply);
    }
    if (sessions[at] && sessions[at]->backlog.empty()) finish(*sessions[at], "the server stops");
  }
  if (count == 0) poller.stop();
  poller.after(options.drain, [this] { poller.stop(); });
}

std::string_view event_name(EventKind kind) noexcept {
  constexpr std::string_view names[] = {"connect", "tls", "data", "close", "limit", "error", "summary"};
  return names[static_cast<std::size_t>(kind)];
}

Server::Server(const ServerOptions& options, OnEvent on_event)
    : state_(std::make_unique<State>(options, std::move(on_event))) {}

Server::~Server() = default;

void Server::listen(const Address& address) {
  State& s = *state_;
  // libcrypto's SHA-1, which the handshake needs, is found while files can still be opened.
  if (address.scheme >= Scheme::http) (void)websocket_accept("");
  s.acceptor.open(address, s.options.dual_stack, s.options.identity);
  if (address.scheme == Scheme::udp && !s.datagrams) s.datagrams = std::make_unique<DatagramEcho>();
}

void Server::stop_when_closed(int fd) { state_->lifeline = net::Socket(fd); }

std::vector<std::string> Server::addresses() const {
  std::vector<std::string> out;
  for (const Listener& listener : state_->acceptor.listeners()) out.push_back(listener.url);
  return out;
}

void Server::run(Cancel& cancel) {
  State& s = *state_;
  s.acceptor.start([&s](net::Socket socket, const net::Endpoint& peer, std::size_t listener) {
    s.admit(std::move(socket), peer, listener);
  });
  for (const Listener& listener : s.acceptor.listeners()) {
    if (listener.scheme != Scheme::udp) continue;
    const Listener* one = &listener;  // opened once, before anything runs: it stays where it is
    s.poller.watch(listener.socket.fd(), Poller::readable,
                   [&s, one](unsigned) { s.datagrams->serve(one->socket.fd(), one->local, s.totals); });
  }
  if (s.lifeline.is_open())
    s.poller.watch(s.lifeline.fd(), Poller::readable, [&s](unsigned) {
      s.poller.forget(s.lifeline.fd());
      if (!s.stopping) s.stop();
    });
  s.sweep();
  if (s.options.lifetime > 0) s.poller.after(s.options.lifetime, [&s] { if (!s.stopping) s.stop(); });
  s.poller.run(cancel, [&s] { if (!s.stopping) s.stop(); });
  for (auto& session : s.sessions)
    if (session) s.finish(*session, "the server stops");
  s.totals.refused += s.acceptor.refused();
}

std::size_t Server::connections() const noexcept { return state_->count; }
const ServerTotals& Server::totals() const noexcept { return state_->totals; }

}  // namespace pytk::echo
