// What is to be scanned: addresses, blocks, ranges and names, as a sorted set of ranges that is never expanded.
//   Targets targets;  targets.add("10.0.0.0/24");  targets.exclude("10.0.0.1");  targets.settle();
//   for (std::uint64_t i = 0; i < targets.size(); ++i) use(targets.at(i));
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/address.hpp>
#include <pytk/core/error.hpp>

namespace pytk::portscan {

__extension__ using Number = unsigned __int128;

/// First and last address of a run, as numbers; IPv4 sorts before IPv6.
struct Range {
  bool v6 = false;
  Number first = 0, last = 0;
  auto operator<=>(const Range&) const = default;
};

/// Reads one target that is no name: 10.0.0.1, 10.0.0.0/24 (host bits are ignored), 10.0.0-3.1,5,7-9, 10.0.*.1,
/// 10.0.0.1-10.0.3.7, 2001:db8::/64, [::1]. An error for anything else; `is_name` tells whether it looks like a name.
[[nodiscard]] Result<std::vector<Range>> parse_target(std::string_view text, bool& is_name);

class Targets {
 public:
  static constexpr std::uint64_t most = std::uint64_t{1} << 48U;
  /// Adds a target; a name is resolved (its first address, or all of them). Throws Fault::usage for a bad expression,
  /// Fault::network for a name without an address.
  void add(std::string_view text, bool all_addresses = false);
  /// Takes addresses out again, whatever is added later.
  void exclude(std::string_view text);
  /// Sorts and merges, takes out what was excluded and what no scan may reach: 0.0.0.0/8, multicast, 240.0.0.0/4, and
  /// the broadcast addresses of this machine's networks unless they were named singly. Throws Fault::usage when
  /// nothing is left or more than 2^48 addresses are.
  void settle();

  [[nodiscard]] std::uint64_t size() const noexcept { return ends_.empty() ? 0 : ends_.back(); }
  /// Address number `index` in ascending order. Precondition: settled, index < size().
  [[nodiscard]] Ip at(std::uint64_t index) const noexcept;
  /// The name that was given for an address, or "".
  [[nodiscard]] std::string_view name_of(const Ip& ip) const noexcept;
  /// Addresses that are reachable from the whole Internet.
  [[nodiscard]] std::uint64_t public_addresses() const noexcept;
  /// A number that differs for different sets, for checking that a state belongs to a scan.
  [[nodiscard]] std::uint64_t fingerprint() const noexcept;

 private:
  std::vector<Range> ranges_, excluded_, singles_;
  std::vector<std::uint64_t> ends_;  // addresses up to and with range i
  std::map<Ip, std::string> names_;
};

[[nodiscard]] Number number_of(const Ip& ip) noexcept;
[[nodiscard]] Ip ip_of(Number number, bool v6) noexcept;

}  // namespace pytk::portscan
