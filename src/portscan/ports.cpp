#include <pytk/portscan/ports.hpp>

#include <algorithm>
#include <bitset>

#include <pytk/core/address.hpp>
#include <pytk/core/text.hpp>

namespace pytk::portscan {
namespace {

using PortSet = std::bitset<65536>;

struct NamedRange { std::string_view name; std::uint16_t first, last; };
constexpr NamedRange named_ranges[] = {{"well-known", 1, 1023},
                                       {"system", 1, 1023},
                                       {"registered", 1024, 49151},
                                       {"dynamic", 49152, 65535},
                                       {"all", 1, 65535}};

std::vector<std::uint16_t> list_of(const PortSet& set) {
  std::vector<std::uint16_t> ports;
  ports.reserve(set.count());
  // libstdc++'s own search: a set is nearly always sparse.
  for (std::size_t port = set._Find_first(); port < set.size(); port = set._Find_next(port))
    ports.push_back(static_cast<std::uint16_t>(port));
  return ports;
}

bool is_letter(char byte) noexcept { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }

Result<void> add_named(std::string_view word, Protocol protocol, const Services& services, PortSet& set) {
  for (const auto& range : named_ranges) {
    if (!equal_ignoring_case(range.name, word)) continue;
    for (std::size_t port = range.first; port <= range.last; ++port) set.set(port);
    return {};
  }
  const auto ports = services.ports(word, protocol);
  for (const std::uint16_t port : ports) set.set(port);
  if (!ports.empty()) return {};
  auto names = services.names(protocol);
  for (const auto& range : named_ranges) names.emplace_back(range.name);
  auto error = bad("no service is called '{}'", word);
  error.value().hint(did_you_mean(word, names));
  return error;
}

}  // namespace

std::string_view protocol_name(Protocol protocol) noexcept { return protocol == Protocol::tcp ? "tcp" : "udp"; }

Result<PortList> parse_port_list(std::string_view text, const Services& services) {
  PortSet sets[2];
  Protocol protocol = Protocol::tcp;
  for (const auto part : split(text, ',')) {
    std::string_view word = trim(part);
    if (word.size() >= 2 && word[1] == ':') {
      if (word[0] == 'T' || word[0] == 't') protocol = Protocol::tcp;
      else if (word[0] == 'U' || word[0] == 'u') protocol = Protocol::udp;
      else return bad("'{}' is neither T: (TCP) nor U: (UDP)", word.substr(0, 2));
      word = trim(word.substr(2));
    }
    if (word.empty()) return bad("'{}' has an empty place between commas", text);
    PortSet& set = sets[static_cast<std::size_t>(protocol)];
    if (is_letter(word[0]) || word[0] == '*') {
      if (auto added = add_named(word, protocol, services, set); !added) return tl::unexpected(added.error());
      continue;
    }
    const auto numbers = parse_ports(word);
    if (!numbers) return tl::unexpected(numbers.error());
    for (const std::uint16_t port : *numbers) set.set(port);
  }
  return PortList{list_of(sets[0]), list_of(sets[1])};
}

}  // namespace pytk::portscan
