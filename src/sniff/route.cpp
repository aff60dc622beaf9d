// What the kernel knows about the way to an address: source, interface, hardware addresses.
#include <cstdio>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/source.hpp>
#include <pytk/net/endpoint.hpp>
#include <pytk/sniff/send.hpp>

namespace pytk::sniff {
namespace {

/// Connecting a UDP socket asks the routing table and sends nothing.
std::optional<Ip> source_for(const Ip& target) {
  const net::Endpoint endpoint = net::Endpoint::of(target, 9);
  const int fd = ::socket(endpoint.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return std::nullopt;
  const int on = 1;
  (void)::setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  net::Endpoint own;
  own.length = sizeof own.storage;
  std::optional<Ip> found;
  if (::connect(fd, endpoint.address(), endpoint.length) == 0 &&
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&own.storage), &own.length) == 0)
    found = own.ip();
  ::close(fd);
  return found;
}

/// The address of an interface that counts on its link only (RFC 4291 2.5.6).
std::optional<Ip> link_local_of(const std::string& interface) {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return std::nullopt;
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(list, ::freeifaddrs);
  for (const ifaddrs* one = list; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET6 || interface != one->ifa_name) continue;
    const Ip own = net::Endpoint::from(one->ifa_addr, sizeof(sockaddr_in6)).ip();
    if (own.bytes[0] == 0xfe && (own.bytes[1] & 0xc0U) == 0x80) return own;
  }
  return std::nullopt;
}

std::string interface_of(const Ip& own) {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return {};
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(list, ::freeifaddrs);
  for (const ifaddrs* one = list; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || (one->ifa_addr->sa_family != AF_INET && one->ifa_addr->sa_family != AF_INET6))
      continue;
    const socklen_t size = one->ifa_addr->sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    if (net::Endpoint::from(one->ifa_addr, size).ip() == own) return one->ifa_name;
  }
  return {};
}

Mac hardware_of(const std::string& interface) {
  Mac mac;
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return mac;
  ifreq request{};
  interface.copy(request.ifr_name, IFNAMSIZ - 1);
  if (::ioctl(fd, SIOCGIFHWADDR, &request) == 0) std::memcpy(mac.bytes.data(), request.ifr_hwaddr.sa_data, 6);
  ::close(fd);
  return mac;
}

/// A line of the kernel's IPv4 routing table.
struct TableRoute {
  std::string interface;
  std::uint32_t network = 0, hop = 0, mask = 0;
  std::uint64_t metric = 0;
};
std::vector<TableRoute> routing_table() try {
  const auto source = io::Source::open("/proc/net/route");
  io::LineReader lines(*source);
  std::string_view line;
  std::vector<TableRoute> table;
  while (lines.next(line)) {
    std::vector<std::string_view> words;
    for (const std::string_view word : split(line, '\t')) words.push_back(trim(word));
    if (words.size() < 8 || words[0] == "Iface") continue;
    const auto number = [&](std::size_t at) {
      return __builtin_bswap32(static_cast<std::uint32_t>(parse_uint("0x" + std::string(words[at])).value_or(0)));
    };
    table.push_back({std::string(words[0]), number(1), number(2), number(7), parse_uint(words[6]).value_or(0)});
  }
  return table;
} catch (const Error&) {
  return {};
}

/// The gateway to a target that is not on the interface's own network (IPv4 only).
std::optional<Ip> gateway_for(const Ip& target, const std::string& interface) {
  const TableRoute* best = nullptr;
  const std::vector<TableRoute> table = routing_table();
  for (const TableRoute& one : table)
    if (one.interface == interface && (target.v4_number() & one.mask) == one.network &&
        (best == nullptr || one.mask >= best->mask))
      best = &one;
  return best != nullptr && best->hop != 0 ? std::optional<Ip>(Ip::v4(best->hop)) : std::nullopt;
}

/// Something behind the default route, which is what 0.0.0.0 asks for: the kernel would take it for this machine.
std::optional<Ip> default_gateway() {
  const TableRoute* best = nullptr;
  const std::vector<TableRoute> table = routing_table();
  for (const TableRoute& one : table)
    if (one.mask == 0 && one.network == 0 && one.hop != 0 && (best == nullptr || one.metric < best->metric))
      best = &one;
  return best != nullptr ? std::optional<Ip>(Ip::v4(best->hop)) : std::nullopt;
}

std::optional<Mac> neighbour(const Ip& hop, const std::string& interface) try {
  const auto source = io::Source::open("/proc/net/arp");
  io::LineReader lines(*source);
  std::string_view line;
  const std::string wanted = show_ip(hop);
  while (lines.next(line)) {
    std::vector<std::string_view> words;
    for (const std::string_view word : split(line, ' '))
      if (!word.empty()) words.push_back(word);
    if (words.size() < 6 || words[0] != wanted || words[5] != interface || words[2] == "0x0") continue;
    if (const auto mac = parse_mac(words[3])) return *mac;
  }
  return std::nullopt;
} catch (const Error&) {
  return std::nullopt;
}

enum class Scope : std::uint8_t { wide, link, none };
/// none: addresses that no route leads to, "::" and what must not leave the machine.
Scope scope_of(const Ip& target) {
  if (!target.v6) return Scope::wide;
  const auto& b = target.bytes;
  if ((b[0] == 0xfe && (b[1] & 0xc0U) == 0x80) || (b[0] == 0xff && (b[1] & 15U) == 2)) return Scope::link;
  if ((b[0] == 0xff && (b[1] & 15U) == 1) || target == Ip::from(std::array<std::uint8_t, 16>{})) return Scope::none;
  return Scope::wide;
}

}  // namespace

std::optional<Route> route_to(const Ip& asked) {
  Ip target = asked;
  if (!asked.v6 && asked.v4_number() == 0) {
    const auto gateway = default_gateway();
    if (!gateway) return std::nullopt;
    target = *gateway;
  }
  // Without a scope the kernel does not know where link-local addresses are: behind the default route, as any other.
  const Scope scope = scope_of(asked);
  if (scope != Scope::wide) target = *parse_ip("2000::1");
  auto source = source_for(target);
  if (!source && scope == Scope::link)
    if (const auto gateway = default_gateway()) source = source_for(*gateway);
  if (!source) return std::nullopt;
  Route route{*source, interface_of(*source), {}, std::nullopt};
  if (scope == Scope::link) {
    const auto own = link_local_of(route.interface);
    if (!own) return std::nullopt;
    route.source = *own;
  }
  if (route.interface.empty()) return route;
  route.hardware = hardware_of(route.interface);
  if (!target.v6) route.next_hop = neighbour(gateway_for(target, route.interface).value_or(target), route.interface);
  return route;
}

}  // namespace pytk::sniff
