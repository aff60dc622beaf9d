// Where echo listens and connects: tcp://127.0.0.1:2007, udp://[::1]:0, tls://localhost:4433, unix:/run/x.sock; without
// a scheme tcp is meant, and a number alone is a port of this machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <pytk/core/error.hpp>
#include <pytk/net/endpoint.hpp>

namespace pytk::echo {

enum class Scheme : std::uint8_t { tcp, udp, tls, unix_stream, http, https, ws, wss };
[[nodiscard]] std::string_view scheme_name(Scheme scheme) noexcept;  ///< "tcp", "unix", "wss" ...
[[nodiscard]] bool is_encrypted(Scheme scheme) noexcept;

struct Address {
  Scheme scheme = Scheme::tcp;
  std::string host;          ///< empty: every address of this machine (to listen), this machine (to connect)
  std::uint16_t port = 0;
  std::string path;          ///< of a unix socket
};
/// An error names what is wrong and, for an unknown scheme, the nearest one.
[[nodiscard]] Result<Address> parse_address(std::string_view text);
/// "tcp://127.0.0.1:2007" of a bound or connected socket.
[[nodiscard]] std::string address_text(Scheme scheme, const net::Endpoint& endpoint);
/// Resolves the host. Throws Fault::network.
[[nodiscard]] std::vector<net::Endpoint> endpoints_of(const Address& address, bool to_listen);

}  // namespace pytk::echo
