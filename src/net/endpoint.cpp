#include <pytk/net/endpoint.hpp>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <pytk/core/number.hpp>

namespace pytk::net {
namespace {

Result<std::uint16_t> port_number(std::string_view text) {
  // Digits only: "0x50" or "1e3" as a port is a typing error, not a number.
  if (text.empty() || text.size() > 5 || text.find_first_not_of("0123456789") != std::string_view::npos)
    return bad("'{}' is no port number (0 to 65535)", text);
  std::uint32_t value = 0;
  for (const char digit : text) value = value * 10 + static_cast<std::uint32_t>(digit - '0');
  if (value > 65535) return bad("port {} is over 65535", value);
  return static_cast<std::uint16_t>(value);
}

}  // namespace

Result<HostPort> parse_host_port(std::string_view text) {
  HostPort out;
  std::string_view port;
  if (!text.empty() && text.front() == '[') {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return bad("'{}' has '[' without ']'", text);
    out.host = text.substr(1, close - 1);
    if (out.host.find(':') == std::string::npos) return bad("'{}' has no IPv6 address in its brackets", text);
    const auto rest = text.substr(close + 1);
    if (rest.empty()) return out;
    if (rest.front() != ':') return bad("'{}' has something other than :PORT after ']'", text);
    port = rest.substr(1);
  } else {
    const auto colon = text.find(':');
    if (colon != std::string_view::npos && text.find(':', colon + 1) != std::string_view::npos) {
      // Two colons or more and no brackets: a bare IPv6 address.
      out.host = text;
      return out;
    }
    out.host = text.substr(0, colon);
    if (colon == std::string_view::npos) {
      if (out.host.empty()) return bad("an address is missing");
      return out;
    }
    port = text.substr(colon + 1);
  }
  auto number = port_number(port);
  if (!number) return tl::unexpected(number.error());
  out.port = *number;
  out.has_port = true;
  return out;
}

Endpoint Endpoint::of(const Ip& ip, std::uint16_t port, std::uint32_t scope) noexcept {
  Endpoint out;
  if (ip.v6) {
    sockaddr_in6 in6{};
    in6.sin6_family = AF_INET6;
    in6.sin6_port = htons(port);
    in6.sin6_scope_id = scope;
    std::memcpy(&in6.sin6_addr, ip.bytes.data(), 16);
    std::memcpy(&out.storage, &in6, sizeof in6);
    out.length = sizeof in6;
  } else {
    sockaddr_in in4{};
    in4.sin_family = AF_INET;
    in4.sin_port = htons(port);
    std::memcpy(&in4.sin_addr, ip.bytes.data(), 4);
    std::memcpy(&out.storage, &in4, sizeof in4);
    out.length = sizeof in4;
  }
  return out;
}

Endpoint Endpoint::unix_path(std::string_view path) {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  if (path.empty()) throw fail(Fault::usage, "a unix socket needs a path").hint("unix:/run/name.sock");
  if (path.size() >= sizeof local.sun_path)
    throw fail(Fault::usage, "the socket path '{}' is too long ({} bytes, at most {})", path, path.size(),
               sizeof local.sun_path - 1);
  if (path.find('\0') != std::string_view::npos) throw fail(Fault::usage, "a socket path may not hold a NUL byte");
  std::memcpy(local.sun_path, path.data(), path.size());
  Endpoint out;
  std::memcpy(&out.storage, &local, sizeof local);
  out.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1);
  return out;
}

Endpoint Endpoint::from(const sockaddr* address, socklen_t length) noexcept {
  Endpoint out;
  out.length = length < sizeof out.storage ? length : static_cast<socklen_t>(sizeof out.storage);
  if (address != nullptr) std::memcpy(&out.storage, address, out.length);
  return out;
}

Ip Endpoint::ip() const noexcept {
  const auto* raw = reinterpret_cast<const std::uint8_t*>(&storage);
  if (family() == AF_INET6) {
    const ByteView address{raw + offsetof(sockaddr_in6, sin6_addr), 16};
    // ::ffff:a.b.c.d is an IPv4 peer of a dual-stack socket; people know it as IPv4.
    static constexpr std::uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::memcmp(address.data(), mapped, sizeof mapped) == 0) return Ip::from(address.subspan(12));
    return Ip::from(address);
  }
  if (family() == AF_INET) return Ip::from({raw + offsetof(sockaddr_in, sin_addr), 4});
  return {};
}

std::uint16_t Endpoint::port() const noexcept {
  const auto* raw = reinterpret_cast<const std::uint8_t*>(&storage);
  // sin_port and sin6_port stand at the same place.
  static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
  if (family() != AF_INET && family() != AF_INET6) return 0;
  return load_be<std::uint16_t>(ByteView{raw + offsetof(sockaddr_in, sin_port), 2});
}

std::string Endpoint::text() const {
  if (family() == AF_UNIX) {
    sockaddr_un local{};
    std::memcpy(&local, &storage, sizeof local);
    const std::size_t used = length > offsetof(sockaddr_un, sun_path) ? length - offsetof(sockaddr_un, sun_path) : 0;
    return "unix:" + std::string(local.sun_path, ::strnlen(local.sun_path, used));
  }
  const Ip address = ip();
  std::string out = address.v6 ? "[" : "";
  append_ip(out, address);
  if (address.v6) {
    sockaddr_in6 in6{};
    std::memcpy(&in6, &storage, sizeof in6);
    char name[IF_NAMESIZE];
    if (in6.sin6_scope_id != 0 && ::if_indextoname(in6.sin6_scope_id, name) != nullptr) out.append("%").append(name);
    out += ']';
  }
  out += ':';
  append_uint(out, port());
  return out;
}

std::vector<Endpoint> resolve(std::string_view host, std::uint16_t port, int family) {
  if (auto ip = parse_ip(host); ip && (family == AF_UNSPEC || (family == AF_INET6) == ip->v6))
    return {Endpoint::of(*ip, port)};
  if (host.empty() || host.size() > 253 || host.find('\0') != std::string_view::npos)
    throw fail(Fault::usage, "'{}' is no host name", host);
  addrinfo wanted{};
  wanted.ai_family = family;
  wanted.ai_socktype = SOCK_STREAM;  // one entry an address instead of one a socket type
  addrinfo* list = nullptr;
  const int status = ::getaddrinfo(std::string(host).c_str(), nullptr, &wanted, &list);
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(list, &::freeaddrinfo);
  if (status != 0) {
    const bool unknown = status == EAI_NONAME || status == EAI_NODATA || status == EAI_ADDRFAMILY;
    throw fail(Fault::network, "cannot resolve '{}': {}", host,
               unknown               ? "no such host"
               : status == EAI_AGAIN ? "the name server did not answer"
                                     : ::gai_strerror(status));
  }
  std::vector<Endpoint> out;
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    if (entry->ai_family != AF_INET && entry->ai_family != AF_INET6) continue;
    Endpoint found = Endpoint::from(entry->ai_addr, static_cast<socklen_t>(entry->ai_addrlen));
    std::uint8_t wire[2];
    store_be(wire, port);
    std::memcpy(reinterpret_cast<std::uint8_t*>(&found.storage) + offsetof(sockaddr_in, sin_port), wire, 2);
    out.push_back(found);
  }
  if (out.empty()) throw fail(Fault::network, "cannot resolve '{}': it has no address", host);
  return out;
}

}  // namespace pytk::net
