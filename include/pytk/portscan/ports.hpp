// Which ports: lists as people write them, the names of services, and the ports most often open.
//   Services services;  auto ports = parse_port_list("22,http*,8000-8100,well-known", services);
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pytk/core/error.hpp>

namespace pytk::portscan {

enum class Protocol : std::uint8_t { tcp, udp };
[[nodiscard]] std::string_view protocol_name(Protocol protocol) noexcept;

/// Names of ports: a compiled list of common services, and the system's /etc/services over it where it is readable.
class Services {
 public:
  /// Reads `file` (in the form of services(5)); a missing file leaves the compiled names.
  explicit Services(const std::string& file = "/etc/services");
  /// "" for a port without a name.
  [[nodiscard]] std::string_view name(std::uint16_t port, Protocol protocol = Protocol::tcp) const noexcept;
  /// Ports whose name or alias is `name` ('*' stands for any text).
  [[nodiscard]] std::vector<std::uint16_t> ports(std::string_view name, Protocol protocol) const;
  /// Every name, for suggestions.
  [[nodiscard]] std::vector<std::string> names(Protocol protocol) const;

 private:
  void read_line(std::string_view line);
  std::map<std::pair<Protocol, std::uint16_t>, std::string> by_port_;
  std::vector<std::pair<std::string, std::pair<Protocol, std::uint16_t>>> by_name_;
};

struct PortList {
  std::vector<std::uint16_t> tcp, udp;  ///< sorted, without repeats
};
/// "80", "1-1024", "-100", "60000-", "-" (all but 0), "http", "http*", "well-known" (1-1023), "registered"
/// (1024-49151), "all", with the prefixes T: and U: for what follows (TCP before any). Port 0 only when written out.
[[nodiscard]] Result<PortList> parse_port_list(std::string_view text, const Services& services);

/// The `count` TCP ports most often found open, the most frequent first; at most top_ports_known().
[[nodiscard]] std::vector<std::uint16_t> top_ports(std::size_t count);
[[nodiscard]] std::size_t top_ports_known();

}  // namespace pytk::portscan
