// Addresses: IPv4 and IPv6, prefixes, MAC, port lists, URLs.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>

namespace pytk {

/// An IPv4 or IPv6 address in network order; IPv4 uses the first 4 bytes.
struct Ip {
  std::array<std::uint8_t, 16> bytes{};
  bool v6 = false;
  [[nodiscard]] ByteView view() const noexcept { return {bytes.data(), v6 ? 16U : 4U}; }
  auto operator<=>(const Ip&) const = default;
  [[nodiscard]] static Ip v4(std::uint32_t host_order) noexcept;
  [[nodiscard]] static Ip from(ByteView four_or_sixteen) noexcept;
  [[nodiscard]] std::uint32_t v4_number() const noexcept;  ///< host order; only for IPv4
};
/// Dotted quad (four decimal parts, no leading zeros) or RFC 4291 text, without zone.
[[nodiscard]] Result<Ip> parse_ip(std::string_view text);
[[nodiscard]] std::string show_ip(const Ip& ip);  ///< RFC 5952
void append_ip(std::string& out, const Ip& ip);
/// Room that write_ip() needs; more than the longest text has.
inline constexpr std::size_t most_ip_text = 48;
/// Writes the address at `at` and gives the end of its text.
char* write_ip(char* at, const Ip& ip) noexcept;
[[nodiscard]] bool is_private(const Ip& ip) noexcept;  ///< RFC 1918, 4193, loopback, link-local, 100.64/10 and the like
                                                       ///< (IANA: not globally reachable)

/// An address block such as 10.0.0.0/8; host bits are cleared.
struct Prefix {
  Ip ip;
  std::uint8_t length = 0;
  [[nodiscard]] bool contains(const Ip& other) const noexcept;
};
[[nodiscard]] Result<Prefix> parse_prefix(std::string_view text);

struct Mac {
  std::array<std::uint8_t, 6> bytes{};
  auto operator<=>(const Mac&) const = default;
};
[[nodiscard]] Result<Mac> parse_mac(std::string_view text);  ///< aa:bb:.., aa-bb-.., aabb.ccdd.eeff
[[nodiscard]] std::string show_mac(const Mac& mac);
void append_mac(std::string& out, ByteView six);

/// "22,80,8000-8100,-1024,60000-" to a sorted list without repeats. 0 only if written out.
[[nodiscard]] Result<std::vector<std::uint16_t>> parse_ports(std::string_view text);

/// The parts of an absolute or relative reference (RFC 3986); nothing is decoded.
struct Url {
  std::string scheme, user, password, host, path, query, fragment;
  std::uint16_t port = 0;  ///< 0: none given
  bool has_authority = false, has_query = false, has_fragment = false;
  [[nodiscard]] std::string text() const;
};
[[nodiscard]] Result<Url> parse_url(std::string_view text);
/// RFC 3986 section 5.2: `reference` seen from `base`.
[[nodiscard]] Result<Url> resolve_url(const Url& base, std::string_view reference);
[[nodiscard]] std::string percent_decode(std::string_view text);
[[nodiscard]] std::string percent_encode(std::string_view text, std::string_view keep = "-._~");

}  // namespace pytk
