#include <pytk/echo/client.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <pytk/core/number.hpp>
#include <pytk/net/socket.hpp>

#include "echo/session.hpp"

namespace pytk::echo {
namespace {

constexpr std::size_t buffer_size = 64U << 10U, most_queued = 256U << 10U, most_datagram = 65'507;

/// Two descriptors and one queue: poll(2) takes regular files, which epoll refuses, and needs no set-up.
class Client {
 public:
  Client(const ClientOptions& options, const ClientObserver& observer, Cancel& cancel)
      : options_(options), observer_(observer), cancel_(cancel), input_(options.input) {
    session_.socket = connect();
    end_.peer = address_text(options.to.scheme, peer_);
    end_.local = address_text(options.to.scheme, net::local_endpoint(session_.socket.fd()));
  }
  ClientEnd run() {
    if (options_.to.scheme == Scheme::tls) shake_hands();
    if (observer_.connected) observer_.connected(end_);
    for (const Bytes& bytes : options_.sends) send(bytes);
    last_ = steady_nanoseconds();
    while (!ended_ && !given_up()) turn();
    return end_;
  }

 private:
  [[nodiscard]] bool datagrams() const noexcept { return options_.to.scheme == Scheme::udp; }
  [[nodiscard]] bool all_sent() const noexcept { return input_ < 0 && session_.backlog.empty(); }
  net::Socket connect();
  net::Socket connect_stream(const std::vector<net::Endpoint>& endpoints);
  void shake_hands();
  void send(ByteView bytes);
  void send_datagram(ByteView bytes);
  void send_lines();
  void flush();
  void close_our_half();
  void read_input();
  void read_socket();
  void turn();
  bool given_up();
  [[noreturn]] void broke(const std::string& problem) const {
    throw fail(Fault::network, "the connection to {} broke: {}", end_.peer, problem);
  }
  int wait(int fd, short events, std::int64_t deadline);

  const ClientOptions& options_;
  const ClientObserver& observer_;
  Cancel& cancel_;
  Session session_;
  net::Endpoint peer_;
  int input_;
  short socket_wants_ = 0;      // what TLS needs besides reading
  bool ended_ = false, half_closed_ = false;
  std::int64_t last_ = 0;       // when something last moved
  Bytes buffer_ = Bytes(buffer_size), pending_line_;
  ClientEnd end_;
};

net::Socket Client::connect() {
  const auto endpoints = endpoints_of(options_.to, false);
  peer_ = endpoints.front();
  if (datagrams()) return net::connect_datagram(peer_);
  net::Socket socket = connect_stream(endpoints);
  peer_.length = sizeof peer_.storage;
  if (options_.to.scheme == Scheme::unix_stream ||
      ::getpeername(socket.fd(), reinterpret_cast<sockaddr*>(&peer_.storage), &peer_.length) != 0)
    peer_ = endpoints.front();
  return socket;
}

/// Tries again while nobody listens yet, when told so.
net::Socket Client::connect_stream(const std::vector<net::Endpoint>& endpoints) {
  constexpr std::int64_t between = 20'000'000;
  const std::int64_t deadline = steady_nanoseconds() + options_.retry;
  for (;;) {
    try {
      return net::connect_within(endpoints, options_.timeout, cancel_);
    } catch (const Error& error) {
      if (error.fault() != Fault::network || steady_nanoseconds() >= deadline) throw;
    }
    const std::int64_t next = steady_nanoseconds() + between;
    while (steady_nanoseconds() < next) wait(-1, 0, next);
  }
}

/// Waits for one descriptor or a request to stop; 0 when the deadline has passed.
int Client::wait(int fd, short events, std::int64_t deadline) {
  const std::int64_t left = (deadline - steady_nanoseconds()) / 1'000'000 + 1;
  pollfd both[2] = {{fd, events, 0}, {cancel_.fd(), POLLIN, 0}};
  const int ready = ::poll(both, 2, static_cast<int>(std::clamp<std::int64_t>(left, 0, 1000)));
  cancel_.check();
  return ready;
}

void Client::shake_hands() {
  const net::TlsContext context = net::TlsContext::client(options_.tls);
  const std::string& name = options_.server_name.empty() ? options_.to.host : options_.server_name;
  session_.tls = std::make_unique<net::TlsSession>(context, session_.socket.fd(), name);
  const std::int64_t deadline = steady_nanoseconds() + options_.timeout;
  for (;;) {
    const net::TlsStep step = session_.tls->handshake();
    if (step == net::TlsStep::done) break;
    if (step == net::TlsStep::failed) {
      const std::string& problem = session_.tls->problem();
      Error error = fail(Fault::network, "cannot connect to {}: {}", end_.peer, problem);
      if (problem.starts_with("the certificate")) error.hint("--ca FILE trusts a certificate, --insecure trusts any");
      throw error;
    }
    wait(session_.socket.fd(), step == net::TlsStep::want_read ? POLLIN : POLLOUT, deadline);
    if (steady_nanoseconds() > deadline)
      throw fail(Fault::network, "cannot connect to {}: no TLS answer within {}", end_.peer,
                 show_duration(options_.timeout));
  }
  end_.tls_version = session_.tls->version();
  end_.tls_cipher = session_.tls->cipher();
}

void Client::send(ByteView bytes) {
  if (datagrams()) {
    send_datagram(bytes);
    return;
  }
  ++end_.messages_out;
  session_.backlog.add(bytes);
  flush();
}

void Client::send_datagram(ByteView bytes) {
  if (bytes.size() > most_datagram)
    throw fail(Fault::data, "a message of {} bytes does not fit into a datagram (at most {})", bytes.size(),
               most_datagram);
  while (net::send_some(session_.socket.fd(), bytes) < 0) {
    if (errno == ECONNREFUSED) continue;  // of an earlier one; this one has not been sent yet
    if (errno != EAGAIN && errno != ENOBUFS) broke(net::error_words(errno));
    wait(session_.socket.fd(), POLLOUT, steady_nanoseconds() + 100'000'000);
  }
  ++end_.messages_out;
  end_.bytes_out += bytes.size();
  last_ = steady_nanoseconds();
}

/// Whole lines of the input as datagrams, and at its end what is left.
void Client::send_lines() {
  std::size_t from = 0;
  for (;;) {
    const ByteView rest = ByteView(pending_line_).subspan(from);
    const void* end = rest.empty() ? nullptr : std::memchr(rest.data(), '\n', rest.size());
    if (end == nullptr && (input_ >= 0 || rest.empty()) && rest.size() <= most_datagram) break;
    std::size_t size =
        end == nullptr ? rest.size() : static_cast<std::size_t>(static_cast<const std::uint8_t*>(end) - rest.data());
    from += end == nullptr ? size : size + 1;
    if (end != nullptr && size > 0 && rest[size - 1] == '\r') --size;
    send_datagram(rest.first(size));
  }
  pending_line_.erase(pending_line_.begin(), pending_line_.begin() + static_cast<std::ptrdiff_t>(from));
}

void Client::flush() {
  socket_wants_ = 0;
  while (!session_.backlog.empty()) {
    std::size_t moved = 0;
    std::string problem;
    switch (write_to(session_, session_.backlog.view(), moved, problem)) {
      case Flow::moved:
        session_.backlog.take(moved);
        end_.bytes_out += moved;
        last_ = steady_nanoseconds();
        break;
      case Flow::wait_write: socket_wants_ = POLLOUT; return;
      case Flow::wait_read: return;
      case Flow::ended: broke("the peer closed it");
      case Flow::broken: broke(problem);
    }
  }
}

/// All is sent: the peer is told, and may still answer.
void Client::close_our_half() {
  half_closed_ = true;
  last_ = steady_nanoseconds();
  if (datagrams()) return;
  if (session_.tls) (void)session_.tls->shut_down();
  else ::shutdown(session_.socket.fd(), SHUT_WR);
}

void Client::read_input() {
  const auto got = ::read(input_, buffer_.data(), buffer_.size());
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (got < 0) throw fail_errno(errno, "cannot read standard input");
  if (got == 0) input_ = -1;
  const ByteView bytes = ByteView(buffer_).first(static_cast<std::size_t>(got));
  if (datagrams()) {
    pending_line_.insert(pending_line_.end(), bytes.begin(), bytes.end());
    send_lines();
    return;
  }
  if (options_.crlf) {
    Bytes wide;
    wide.reserve(bytes.size() + 16);
    for (const std::uint8_t byte : bytes) {
      if (byte == '\n') wide.push_back('\r');
      wide.push_back(byte);
    }
    session_.backlog.add(wide);
  } else {
    session_.backlog.add(bytes);
  }
  flush();
}

void Client::read_socket() {
  std::size_t moved = 0;
  std::string problem;
  switch (read_from(session_, buffer_, moved, problem)) {
    case Flow::moved:
      end_.bytes_in += moved;
      ++end_.messages_in;
      last_ = steady_nanoseconds();
      if (observer_.received) observer_.received(ByteView(buffer_).first(moved));
      break;
    case Flow::wait_read: break;
    case Flow::wait_write: socket_wants_ = POLLOUT; break;
    case Flow::ended:
      ended_ = !datagrams();  // an empty datagram is no end
      if (ended_) break;
      ++end_.messages_in;
      if (observer_.received) observer_.received({});
      break;
    case Flow::broken: broke(problem);
  }
}

void Client::turn() {
  if (all_sent() && !half_closed_) close_our_half();
  const bool read_more = input_ >= 0 && session_.backlog.size() < most_queued;
  pollfd three[3] = {{session_.socket.fd(), static_cast<short>(POLLIN | socket_wants_), 0},
                     {read_more ? input_ : -1, POLLIN, 0},
                     {cancel_.fd(), POLLIN, 0}};
  // A socket that TLS has read ahead of is ready without the kernel's word.
  const bool ahead = session_.tls && session_.tls->has_pending();
  const int ready = ::poll(three, 3, ahead ? 0 : 200);
  cancel_.check();
  if (ready < 0 && errno != EINTR) throw fail_errno(errno, "cannot wait for the connection");
  if ((three[0].revents & POLLOUT) != 0 || (!session_.backlog.empty() && three[0].revents != 0)) flush();
  if (ahead || (three[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) read_socket();
  if (!ended_ && three[1].revents != 0) read_input();
}

/// After everything was sent silence means the end; a datagram peer also has said enough with as many answers.
bool Client::given_up() {
  if (!half_closed_) return false;
  if (datagrams() && end_.messages_in >= end_.messages_out) return true;
  end_.timed_out = steady_nanoseconds() - last_ > options_.timeout;
  return end_.timed_out;
}

}  // namespace

ClientEnd run_client(const ClientOptions& options, const ClientObserver& observer, Cancel& cancel) {
  return Client(options, observer, cancel).run();
}

}  // namespace pytk::echo
