// Listening streams of a server: opens them, takes connections, and survives running out of descriptors.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <pytk/echo/address.hpp>
#include <pytk/net/poller.hpp>
#include <pytk/net/socket.hpp>
#include <pytk/net/tls.hpp>

namespace pytk::echo {

struct Listener {
  Scheme scheme = Scheme::tcp;
  net::Socket socket;
  net::Endpoint local;
  std::string url;
};

class Acceptor {
 public:
  using OnConnection = std::function<void(net::Socket socket, const net::Endpoint& peer, std::size_t listener)>;
  explicit Acceptor(net::Poller& poller);
  /// Removes the files of unix listeners.
  ~Acceptor();
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;
  /// Throws as net::listen_stream. For tls:// an identity without a certificate is made for this process.
  void open(const Address& address, bool dual_stack, const net::TlsIdentity& identity);
  void start(OnConnection on_connection);
  void close_all();
  [[nodiscard]] const std::vector<Listener>& listeners() const noexcept { return listeners_; }
  [[nodiscard]] const net::TlsContext& tls() const { return *tls_; }
  /// Connections that were closed because no descriptor was left.
  [[nodiscard]] std::uint64_t refused() const noexcept { return refused_; }

 private:
  void accept_all(std::size_t listener);
  void out_of_descriptors(int listener);
  net::Poller& poller_;
  OnConnection on_connection_;
  std::vector<Listener> listeners_;
  std::optional<net::TlsContext> tls_;
  net::Socket spare_;  // given up to refuse a connection when no descriptor is left
  std::uint64_t refused_ = 0;
  bool closed_ = false;
};

}  // namespace pytk::echo
