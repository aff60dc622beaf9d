#include <pytk/echo/address.hpp>

#include <pytk/core/address.hpp>
#include <pytk/core/text.hpp>

namespace pytk::echo {
namespace {

constexpr std::string_view schemes[] = {"tcp", "udp", "tls", "unix", "http", "https", "ws", "wss"};

Result<Address> parse_unix(std::string_view rest) {
  // Both unix:/path and unix:///path; a relative path stands after unix: alone.
  if (rest.starts_with("//")) rest.remove_prefix(2);
  if (rest.empty()) return bad("a unix socket needs a path, as in unix:/run/echo.sock");
  Address out;
  out.scheme = Scheme::unix_stream;
  out.path = percent_decode(rest);
  return out;
}

}  // namespace

std::string_view scheme_name(Scheme scheme) noexcept { return schemes[static_cast<std::size_t>(scheme)]; }

Result<Address> parse_address(std::string_view text) {
  if (text.starts_with("unix:")) return parse_unix(text.substr(5));
  Address out;
  std::string_view rest = text;
  if (const std::size_t mark = text.find("://"); mark != std::string_view::npos) {
    const std::string name = lower(text.substr(0, mark));
    rest = text.substr(mark + 3);
    std::size_t at = 0;
    while (at < std::size(schemes) && schemes[at] != name) ++at;
    if (at == std::size(schemes)) {
      auto error = bad("the scheme '{}' is unknown", name);
      const std::string near = did_you_mean(name, std::span<const std::string_view>(schemes));
      error.value().hint(near.empty() ? "tcp, udp, tls, unix, http, https, ws or wss" : near);
      return error;
    }
    out.scheme = static_cast<Scheme>(at);
    if (rest.ends_with('/')) rest.remove_suffix(1);
  } else if (!text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos) {
    auto port = net::parse_host_port(std::string(":").append(text));
    if (!port) return tl::unexpected(port.error());
    out.host = "127.0.0.1";
    out.port = port->port;
    return out;
  }
  if (rest.find_first_of("/?#@") != std::string_view::npos) return bad("'{}' has more than a host and a port", text);
  auto parts = net::parse_host_port(rest);
  if (!parts) return bad("'{}': {}", text, parts.error().what_happened());
  if (!parts->has_port) {
    auto error = bad("'{}' has no port", text);
    error.value().hint("write HOST:PORT; port 0 listens on any free one");
    return error;
  }
  out.host = std::move(parts->host);
  out.port = parts->port;
  return out;
}

bool is_encrypted(Scheme scheme) noexcept {
  return scheme == Scheme::tls || scheme == Scheme::https || scheme == Scheme::wss;
}

std::string address_text(Scheme scheme, const net::Endpoint& endpoint) {
  if (scheme == Scheme::unix_stream) return endpoint.text();
  return std::string(scheme_name(scheme)).append("://").append(endpoint.text());
}

std::vector<net::Endpoint> endpoints_of(const Address& address, bool to_listen) {
  if (address.scheme == Scheme::unix_stream) return {net::Endpoint::unix_path(address.path)};
  const std::string host = !address.host.empty() ? address.host : to_listen ? "0.0.0.0" : "127.0.0.1";
  auto found = net::resolve(host, address.port);
  if (to_listen) found.resize(1);
  return found;
}

}  // namespace pytk::echo
