// Addresses to bind and connect to: "host:port", "[::1]:80", ":8080", "unix:/path".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>

#include <pytk/core/address.hpp>
#include <pytk/core/error.hpp>

namespace pytk::net {

struct HostPort { std::string host; std::uint16_t port = 0; bool has_port = false; };
[[nodiscard]] Result<HostPort> parse_host_port(std::string_view text);

/// A socket address ready for the kernel.
struct Endpoint {
  sockaddr_storage storage{};
  socklen_t length = 0;
  [[nodiscard]] static Endpoint of(const Ip& ip, std::uint16_t port, std::uint32_t scope = 0) noexcept;
  [[nodiscard]] static Endpoint unix_path(std::string_view path);
  [[nodiscard]] static Endpoint from(const sockaddr* address, socklen_t length) noexcept;
  [[nodiscard]] const sockaddr* address() const noexcept { return reinterpret_cast<const sockaddr*>(&storage); }
  [[nodiscard]] Ip ip() const noexcept;
  [[nodiscard]] std::uint16_t port() const noexcept;
  [[nodiscard]] int family() const noexcept { return storage.ss_family; }
  [[nodiscard]] std::string text() const;  ///< "127.0.0.1:80", "[::1]:80", "unix:/path"
};
/// getaddrinfo for one name, IPv4 and IPv6 in the system's order. Throws Fault::network.
[[nodiscard]] std::vector<Endpoint> resolve(std::string_view host, std::uint16_t port, int family = AF_UNSPEC);

}  // namespace pytk::net
