#include <pytk/echo/forward.hpp>

#include <algorithm>
#include <cerrno>
#include <unordered_map>

#include <sys/socket.h>

#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>

#include "echo/acceptor.hpp"
#include "echo/session.hpp"

namespace pytk::echo {
namespace {

using net::Poller;

constexpr std::size_t buffer_size = 256U << 10U;
constexpr std::int64_t millisecond = 1'000'000;

enum class Ready : std::uint8_t { connecting, handshake, open };

/// One end of a forwarded connection. `io.backlog` holds what it has not taken yet.
struct End {
  Session io;
  Ready ready = Ready::open;
  bool read_ended = false;   // it will say no more
  bool half_closed = false;  // it was told that nothing more comes
  bool wants_write = false;  // TLS must write before it can go on
};

struct Pair {
  std::uint64_t id = 0;
  std::size_t listener = 0;
  net::Endpoint peer;
  End client, target;
  std::size_t next_address = 0;  // of the target's, when the first does not answer
  std::int64_t started = 0, active = 0;
  std::uint64_t recorded = 0;
};

}  // namespace

struct Forwarder::State {
  ForwardOptions options;
  OnEvent on_event;
  Poller poller;
  Acceptor acceptor{poller};
  std::vector<net::Endpoint> target_addresses;
  net::TlsContext target_tls;
  std::unordered_map<std::uint64_t, std::unique_ptr<Pair>> pairs;
  Bytes buffer = Bytes(buffer_size);
  net::Socket lifeline;
  std::uint64_t next_id = secure_seed();
  bool stopping = false;

  State(const ForwardOptions& given, OnEvent callback);
  void admit(net::Socket socket, const net::Endpoint& peer, std::size_t listener);
  void report(EventKind kind, const Pair& pair, std::string reason, const End* end = nullptr);
  void record(Pair& pair, bool to_target, ByteView bytes);
  bool connect_next(Pair& pair);
  void watch(Pair& pair, End& end);
  void happened(std::uint64_t id, bool at_target, unsigned events);

  // All give false when the pair is gone.
  void work(std::uint64_t id);
  bool get_ready(Pair& pair, End& end);
  bool shake_hands(Pair& pair, End& end);
  bool carry(Pair& pair, End& from, End& to);
  bool write_backlog(Pair& pair, End& to);
  void set_interest(End& end, const End& other);
  bool finish(Pair& pair, std::string reason);

  void sweep();
  void stop();
};

Forwarder::State::State(const ForwardOptions& given, OnEvent callback) : options(given), on_event(std::move(callback)) {
  const std::size_t limit = net::raise_descriptor_limit();
  const std::uint64_t room = (limit > 128 ? limit - 64 : limit / 2) / 2;
  options.max_connections =
      options.max_connections == 0 ? room : std::min<std::uint64_t>(options.max_connections, room);
  target_addresses = endpoints_of(options.target, false);
  if (options.target.scheme == Scheme::tls) target_tls = net::TlsContext::client(options.tls);
}

void Forwarder::State::report(EventKind kind, const Pair& pair, std::string reason, const End* end) {
  if (!on_event) return;
  Event event;
  event.kind = kind;
  event.scheme = acceptor.listeners()[pair.listener].scheme;
  event.time = now_nanoseconds();
  event.session = pair.id;
  event.peer = pair.peer;
  event.local = acceptor.listeners()[pair.listener].local;
  event.bytes_in = pair.client.io.bytes_in;
  event.bytes_out = pair.client.io.bytes_out;
  event.duration = steady_nanoseconds() - pair.started;
  event.reason = std::move(reason);
  if (end != nullptr && end->io.tls) {
    event.to_target = end == &pair.target;
    event.tls_version = end->io.tls->version();
    event.tls_cipher = end->io.tls->cipher();
    event.tls_name = end->io.tls->server_name();
  }
  on_event(event);
}

void Forwarder::State::record(Pair& pair, bool to_target, ByteView bytes) {
  if (!options.record_data || !on_event || pair.recorded >= options.most_recorded) return;
  bytes = bytes.first(std::min<std::size_t>(bytes.size(), options.most_recorded - pair.recorded));
  pair.recorded += bytes.size();
  Event event;
  event.kind = EventKind::data;
  event.scheme = acceptor.listeners()[pair.listener].scheme;
  event.time = now_nanoseconds();
  event.session = pair.id;
  event.peer = pair.peer;
  event.local = acceptor.listeners()[pair.listener].local;
  event.to_target = to_target;
  event.data = text_of(bytes);
  on_event(event);
}

void Forwarder::State::admit(net::Socket socket, const net::Endpoint& peer, std::size_t listener) {
  auto made = std::make_unique<Pair>();
  Pair& pair = *made;
  pair.id = next_id++;
  pair.listener = listener;
  pair.peer = peer;
  pair.started = pair.active = steady_nanoseconds();
  if (pairs.size() >= options.max_connections) {
    report(EventKind::limit, pair, "too many connections");
    return;
  }
  pair.client.io.socket = std::move(socket);
  if (acceptor.listeners()[listener].scheme == Scheme::tls) {
    pair.client.io.tls = std::make_unique<net::TlsSession>(acceptor.tls(), pair.client.io.socket.fd());
    pair.client.ready = Ready::handshake;
  }
  pairs.emplace(pair.id, std::move(made));
  report(EventKind::connect, pair, {});
  watch(pair, pair.client);
  if (connect_next(pair)) work(pair.id);
}

void Forwarder::State::watch(Pair& pair, End& end) {
  end.io.interest = Poller::readable | Poller::writable;
  const bool at_target = &end == &pair.target;
  poller.watch(end.io.socket.fd(), end.io.interest,
               [this, id = pair.id, at_target](unsigned events) { happened(id, at_target, events); });
}

void Forwarder::State::happened(std::uint64_t id, bool at_target, unsigned events) {
  const auto found = pairs.find(id);
  if (found == pairs.end()) return;
  End& end = at_target ? found->second->target : found->second->client;
  // A reset is told even where nothing is read or written any more; unheard it would be told for ever.
  if ((events & Poller::failed) != 0 && end.ready != Ready::connecting)
    if (const int error = net::pending_error(end.io.socket.fd()); error != 0) {
      finish(*found->second, net::error_words(error));
      return;
    }
  work(id);
}

/// Starts a connection to the next address of the target; the pair ends when there is none left.
bool Forwarder::State::connect_next(Pair& pair) {
  std::string reason = "the target has no address";
  while (pair.next_address < target_addresses.size()) {
    const net::Endpoint& to = target_addresses[pair.next_address++];
    int error = 0;
    net::Socket socket = net::start_connect(to, error);
    if (error == 0 || error == EINPROGRESS) {
      if (pair.target.io.socket.is_open()) poller.close(pair.target.io.socket.release());
      pair.target.io.socket = std::move(socket);
      pair.target.ready = Ready::connecting;
      watch(pair, pair.target);
      return true;
    }
    reason = net::error_words(error);
  }
  report(EventKind::error, pair, "cannot connect to the target: " + reason);
  return finish(pair, "no target");
}

void Forwarder::State::work(std::uint64_t id) {
  const auto found = pairs.find(id);
  if (found == pairs.end()) return;
  Pair& pair = *found->second;
  if (!get_ready(pair, pair.client) || !get_ready(pair, pair.target)) return;
  // Both directions, until a round moves nothing or one side has had a fair share.
  if (!carry(pair, pair.client, pair.target) || !carry(pair, pair.target, pair.client)) return;
  if (pair.client.half_closed && pair.target.half_closed) {
    finish(pair, "closed");
    return;
  }
  set_interest(pair.client, pair.target);
  set_interest(pair.target, pair.client);
}

/// Goes on with connecting and shaking hands.
bool Forwarder::State::get_ready(Pair& pair, End& end) {
  if (end.ready == Ready::connecting) {
    sockaddr_storage unused{};
    socklen_t length = sizeof unused;
    const int error = net::pending_error(end.io.socket.fd());
    if (error == 0 && ::getpeername(end.io.socket.fd(), reinterpret_cast<sockaddr*>(&unused), &length) != 0)
      return true;
    if (error != 0) {
      if (pair.next_address < target_addresses.size()) return connect_next(pair);
      report(EventKind::error, pair, "cannot connect to the target: " + net::error_words(error));
      return finish(pair, "no target");
    }
    end.ready = Ready::open;
    if (options.target.scheme == Scheme::tls) {
      const std::string& name = options.server_name.empty() ? options.target.host : options.server_name;
      end.io.tls = std::make_unique<net::TlsSession>(target_tls, end.io.socket.fd(), name);
      end.ready = Ready::handshake;
    }
  }
  return end.ready != Ready::handshake || shake_hands(pair, end);
}

bool Forwarder::State::shake_hands(Pair& pair, End& end) {
  const net::TlsStep step = end.io.tls->handshake();
  end.wants_write = step == net::TlsStep::want_write;
  if (step == net::TlsStep::want_read || step == net::TlsStep::want_write) return true;
  if (step == net::TlsStep::done) {
    end.ready = Ready::open;
    report(EventKind::tls, pair, {}, &end);
    return true;
  }
  report(EventKind::error, pair,
         std::string(&end == &pair.target ? "tls to the target: " : "tls: ") + end.io.tls->problem());
  return finish(pair, "the handshake failed");
}

bool Forwarder::State::write_backlog(Pair& pair, End& to) {
  while (!to.io.backlog.empty()) {
    std::size_t moved = 0;
    std::string problem;
    const Flow flow = write_to(to.io, to.io.backlog.view(), moved, problem);
    if (flow == Flow::wait_write || flow == Flow::wait_read) return true;
    if (flow != Flow::moved) return finish(pair, problem.empty() ? "closed" : problem);
    to.io.backlog.take(moved);
    to.io.bytes_out += moved;
    pair.active = steady_nanoseconds();
  }
  return true;
}

/// One buffer from one end to the other. Nothing is read while the other end has not taken what was read before.
bool Forwarder::State::carry(Pair& pair, End& from, End& to) {
  if (to.ready != Ready::open) return true;
  if (!write_backlog(pair, to)) return false;
  if (from.ready == Ready::open && !from.read_ended && to.io.backlog.empty()) {
    std::size_t moved = 0;
    std::string problem;
    const Flow flow = read_from(from.io, buffer, moved, problem);
    from.wants_write = flow == Flow::wait_write;
    if (flow == Flow::broken) return finish(pair, problem);
    if (flow == Flow::ended) from.read_ended = true;
    if (flow == Flow::moved) {
      from.io.bytes_in += moved;
      pair.active = steady_nanoseconds();
      const ByteView bytes = ByteView(buffer).first(moved);
      record(pair, &to == &pair.target, bytes);
      to.io.backlog.add(bytes);
      if (!write_backlog(pair, to)) return false;
    }
  }
  if (from.read_ended && to.io.backlog.empty() && !to.half_closed) {
    to.half_closed = true;
    if (to.io.tls) (void)to.io.tls->shut_down();
    else ::shutdown(to.io.socket.fd(), SHUT_WR);
  }
  return true;
}

void Forwarder::State::set_interest(End& end, const End& other) {
  if (end.read_ended && end.half_closed) {
    poller.forget(end.io.socket.fd());  // closed both ways, it would hang up without end
    return;
  }
  unsigned interest = 0;
  if (end.ready == Ready::connecting || end.wants_write || !end.io.backlog.empty()) interest |= Poller::writable;
  const bool may_read = end.ready == Ready::handshake || (end.ready == Ready::open && !end.read_ended &&
                                                          other.ready == Ready::open && other.io.backlog.empty());
  if (may_read) interest |= Poller::readable;
  // What TLS has decrypted already brings no event: being writable does.
  if (may_read && end.ready == Ready::open && end.io.tls && end.io.tls->has_pending()) interest |= Poller::writable;
  if (end.io.interest == interest) return;
  end.io.interest = static_cast<std::uint8_t>(interest);
  poller.change(end.io.socket.fd(), interest);
}

bool Forwarder::State::finish(Pair& pair, std::string reason) {
  for (End* end : {&pair.client, &pair.target}) {
    if (end->io.tls && end->ready == Ready::open && !end->half_closed) (void)end->io.tls->shut_down();
    end->io.tls.reset();
    if (end->io.socket.is_open()) poller.close(end->io.socket.release());
  }
  report(EventKind::close, pair, std::move(reason));
  pairs.erase(pair.id);
  if (stopping && pairs.empty()) poller.stop();
  return false;
}

void Forwarder::State::sweep() {
  const std::int64_t now = steady_nanoseconds();
  std::vector<std::pair<Pair*, const char*>> late;
  for (const auto& [id, pair] : pairs) {
    const bool ready = pair->client.ready == Ready::open && pair->target.ready == Ready::open;
    if (!ready && now - pair->started > options.connect_timeout)
      late.emplace_back(pair.get(), "the target did not answer in time");
    else if (options.idle > 0 && now - pair->active > options.idle) late.emplace_back(pair.get(), "idle");
  }
  for (const auto& [pair, reason] : late) finish(*pair, reason);
  const std::int64_t shortest =
      options.idle > 0 ? std::min(options.idle, options.connect_timeout) : options.connect_timeout;
  poller.after(std::clamp<std::int64_t>(shortest / 8, 10 * millisecond, 1000 * millisecond), [this] { sweep(); });
}

void Forwarder::State::stop() {
  stopping = true;
  acceptor.close_all();
  if (pairs.empty()) poller.stop();
  poller.after(options.drain, [this] { poller.stop(); });
}

Forwarder::Forwarder(const ForwardOptions& options, OnEvent on_event)
    : state_(std::make_unique<State>(options, std::move(on_event))) {
  if (options.target.scheme == Scheme::udp)
    throw fail(Fault::usage, "only streams can be forwarded").hint("tcp, tls or unix");
}

Forwarder::~Forwarder() = default;

void Forwarder::listen(const Address& address) {
  if (address.scheme == Scheme::udp) throw fail(Fault::usage, "only streams can be forwarded").hint("tcp, tls or unix");
  state_->acceptor.open(address, state_->options.dual_stack, state_->options.identity);
}

std::vector<std::string> Forwarder::addresses() const {
  std::vector<std::string> out;
  for (const Listener& listener : state_->acceptor.listeners()) out.push_back(listener.url);
  return out;
}

void Forwarder::stop_when_closed(int fd) { state_->lifeline = net::Socket(fd); }

void Forwarder::run(Cancel& cancel) {
  State& s = *state_;
  s.acceptor.start([&s](net::Socket socket, const net::Endpoint& peer, std::size_t listener) {
    s.admit(std::move(socket), peer, listener);
  });
  if (s.lifeline.is_open())
    s.poller.watch(s.lifeline.fd(), Poller::readable, [&s](unsigned) {
      s.poller.forget(s.lifeline.fd());
      if (!s.stopping) s.stop();
    });
  s.sweep();
  if (s.options.lifetime > 0) s.poller.after(s.options.lifetime, [&s] { if (!s.stopping) s.stop(); });
  s.poller.run(cancel, [&s] { if (!s.stopping) s.stop(); });
  while (!s.pairs.empty()) s.finish(*s.pairs.begin()->second, "the forwarder stops");
}

}  // namespace pytk::echo
