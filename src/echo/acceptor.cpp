#include "echo/acceptor.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "echo/datagrams.hpp"

namespace pytk::echo {
namespace {

constexpr int accepts_a_round = 100;
constexpr std::size_t most_listeners = 1024;
constexpr std::int64_t pause_when_short = 100'000'000;

net::Socket open_spare() { return net::Socket(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

}  // namespace

Acceptor::Acceptor(net::Poller& poller) : poller_(poller), spare_(open_spare()) {}

Acceptor::~Acceptor() {
  for (const Listener& listener : listeners_)
    if (listener.scheme == Scheme::unix_stream) ::unlink(listener.local.text().substr(5).c_str());
}

void Acceptor::open(const Address& address, bool dual_stack, const net::TlsIdentity& identity) {
  if (listeners_.size() >= most_listeners) throw fail(Fault::usage, "1,024 listeners are enough");
  if (is_encrypted(address.scheme) && !tls_) {
    const bool named = !address.host.empty() && address.host != "0.0.0.0" && address.host != "::";
    tls_ = net::TlsContext::server(
        identity.certificate.empty() ? net::TlsIdentity::self_signed(named ? address.host : "localhost") : identity);
  }
  const net::Endpoint at = endpoints_of(address, true).front();
  net::ListenOptions how;
  how.dual_stack = dual_stack;
  Listener listener;
  listener.scheme = address.scheme;
  if (address.scheme == Scheme::udp) {
    listener.socket = net::bind_datagram(at, how);
    DatagramEcho::prepare(listener.socket.fd());
  } else {
    listener.socket = net::listen_stream(at, how);
  }
  listener.local = net::local_endpoint(listener.socket.fd());
  listener.url = address_text(address.scheme, listener.local);
  listeners_.push_back(std::move(listener));
}

void Acceptor::start(OnConnection on_connection) {
  on_connection_ = std::move(on_connection);
  for (std::size_t i = 0; i < listeners_.size(); ++i)
    if (listeners_[i].scheme != Scheme::udp)
      poller_.watch(listeners_[i].socket.fd(), net::Poller::readable, [this, i](unsigned) { accept_all(i); });
}

void Acceptor::close_all() {
  closed_ = true;
  for (Listener& listener : listeners_)
    if (listener.socket.is_open()) poller_.close(listener.socket.release());
}

void Acceptor::accept_all(std::size_t listener) {
  for (int i = 0; i < accepts_a_round; ++i) {
    net::Endpoint peer;
    int error = 0;
    const int fd = listeners_[listener].socket.fd();
    net::Socket socket = net::accept_next(fd, peer, error);
    if (!socket.is_open()) {
      if (error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM) out_of_descriptors(fd);
      return;
    }
    on_connection_(std::move(socket), peer, listener);
  }
}

/// The waiting connection would wake us without end: it is taken with the spare descriptor and closed, and for a
/// moment nothing is accepted.
void Acceptor::out_of_descriptors(int fd) {
  spare_.close();
  net::Endpoint peer;
  int error = 0;
  { const net::Socket refused = net::accept_next(fd, peer, error); }
  spare_ = open_spare();
  ++refused_;
  poller_.change(fd, 0);
  poller_.after(pause_when_short, [this, fd] { if (!closed_) poller_.change(fd, net::Poller::readable); });
}

}  // namespace pytk::echo
