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

/// The gateway of the default route of an interface, where the target is not on its own network (IPv4 only).
std::optional<Ip> gateway_for(const Ip& target, const std::string& interface) try {
  const auto source = io::Source::open("/proc/net/route");
  io::LineReader lines(*source);
  std::string_view line;
  std::uint32_t best_mask = 0;
  std::optional<Ip> gateway;
  bool any = false;
  while (lines.next(line)) {
    std::vector<std::string_view> words;
    for (const std::string_view word : split(line, '\t')) words.push_back(trim(word));
    if (words.size() < 8 || words[0] != interface) continue;
    const auto number = [&](std::size_t at) {
      return __builtin_bswap32(static_cast<std::uint32_t>(parse_uint("0x" + std::string(words[at])).value_or(0)));
    };
    const std::uint32_t network = number(1), hop = number(2), mask = number(7);
    if ((target.v4_number() & mask) != network || (any && mask < best_mask)) continue;
    any = true;
    best_mask = mask;
    gateway = hop != 0 ? std::optional<Ip>(Ip::v4(hop)) : std::nullopt;
  }
  return gateway;
} catch (const Error&) {
  return std::nullopt;
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

}  // namespace

std::optional<Route> route_to(const Ip& target) {
  const auto source = source_for(target);
  if (!source) return std::nullopt;
  Route route{*source, interface_of(*source), {}, std::nullopt};
  if (route.interface.empty()) return route;
  route.hardware = hardware_of(route.interface);
  if (!target.v6) route.next_hop = neighbour(gateway_for(target, route.interface).value_or(target), route.interface);
  return route;
}

}  // namespace pytk::sniff
