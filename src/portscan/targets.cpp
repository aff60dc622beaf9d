#include <pytk/portscan/targets.hpp>

#include <algorithm>
#include <memory>

#include <ifaddrs.h>
#include <net/if.h>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/net/endpoint.hpp>

namespace pytk::portscan {
namespace {

void merge(std::vector<Range>& ranges) {
  std::sort(ranges.begin(), ranges.end());
  std::vector<Range> merged;
  for (const Range& range : ranges) {
    // last + 1 may wrap at the very top; then nothing can follow it anyway.
    if (!merged.empty() && merged.back().v6 == range.v6 &&
        (range.first <= merged.back().last || range.first == merged.back().last + 1))
      merged.back().last = std::max(merged.back().last, range.last);
    else
      merged.push_back(range);
  }
  ranges = std::move(merged);
}

/// What of `ranges` lies in none of `holes`; both merged.
std::vector<Range> without(const std::vector<Range>& ranges, const std::vector<Range>& holes) {
  std::vector<Range> out;
  std::size_t at = 0;
  for (Range range : ranges) {
    const auto before = [](const Range& hole, const Range& other) {
      return hole.v6 != other.v6 ? !hole.v6 : hole.last < other.first;
    };
    while (at < holes.size() && before(holes[at], range)) ++at;
    bool gone = false;
    for (std::size_t i = at; i < holes.size() && holes[i].v6 == range.v6 && holes[i].first <= range.last; ++i) {
      if (holes[i].first > range.first) out.push_back({range.v6, range.first, holes[i].first - 1});
      gone = holes[i].last >= range.last;
      if (gone) break;
      range.first = holes[i].last + 1;
    }
    if (!gone) out.push_back(range);
  }
  return out;
}

Range block(std::string_view text) {
  bool is_name = false;
  return parse_target(text, is_name)->front();
}

/// 0/8 and 240/4 are never hosts; a connection to a group of receivers cannot be.
std::vector<Range> never_hosts() {
  return {block("0.0.0.0/8"), block("224.0.0.0/3"), block("ff00::/8"), block("::/128")};
}

/// Broadcast and network addresses of this machine's own IPv4 networks.
std::vector<Range> local_broadcasts() {
  std::vector<Range> out;
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return out;
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owned(list, &::freeifaddrs);
  for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || entry->ifa_netmask == nullptr || entry->ifa_addr->sa_family != AF_INET ||
        (entry->ifa_flags & IFF_BROADCAST) == 0)
      continue;
    const auto number = [](const sockaddr* address) {
      return net::Endpoint::from(address, sizeof(sockaddr)).ip().v4_number();
    };
    const std::uint32_t address = number(entry->ifa_addr), mask = number(entry->ifa_netmask);
    if (mask >= 0xfffffffeU) continue;  // RFC 3021: a /31 has no broadcast
    for (const std::uint32_t special : {address & mask, address | ~mask}) out.push_back({false, special, special});
  }
  return out;
}

}  // namespace

void Targets::add(std::string_view text, bool all_addresses) {
  bool is_name = false;
  auto parsed = parse_target(text, is_name);
  if (parsed) {
    if (parsed->size() == 1 && parsed->front().first == parsed->front().last) singles_.push_back(parsed->front());
    ranges_.insert(ranges_.end(), parsed->begin(), parsed->end());
    return;
  }
  if (!is_name) throw fail(Fault::usage, "bad target: {}", parsed.error().what_happened());
  // "host/24" is the block around a host.
  const std::size_t slash = text.find('/');
  auto found = net::resolve(text.substr(0, slash), 0);
  if (!all_addresses) found.resize(1);
  for (const net::Endpoint& endpoint : found) {
    const Ip ip = endpoint.ip();
    names_.emplace(ip, std::string(text.substr(0, slash)));
    if (slash != std::string_view::npos) {
      add(show_ip(ip).append(text.substr(slash)));
    } else {
      ranges_.push_back({ip.v6, number_of(ip), number_of(ip)});
      singles_.push_back(ranges_.back());
    }
  }
}

void Targets::exclude(std::string_view text) {
  bool is_name = false;
  const auto parsed = parse_target(text, is_name);
  if (parsed) {
    excluded_.insert(excluded_.end(), parsed->begin(), parsed->end());
    return;
  }
  if (!is_name) throw fail(Fault::usage, "bad target to exclude: {}", parsed.error().what_happened());
  for (const net::Endpoint& endpoint : net::resolve(text, 0)) {
    const Ip ip = endpoint.ip();
    excluded_.push_back({ip.v6, number_of(ip), number_of(ip)});
  }
}

void Targets::settle() {
  const bool any = !ranges_.empty();
  merge(ranges_);
  std::vector<Range> broadcasts = local_broadcasts();
  merge(broadcasts);
  merge(singles_);
  std::vector<Range> holes = without(broadcasts, singles_);
  holes.insert(holes.end(), excluded_.begin(), excluded_.end());
  for (const Range& range : never_hosts()) holes.push_back(range);
  merge(holes);
  ranges_ = without(ranges_, holes);
  ends_.clear();
  Number total = 0;
  for (const Range& range : ranges_) {
    total += range.last - range.first + 1;
    if (total == 0 || total > most)
      throw fail(Fault::usage, "the targets hold more than 2^48 addresses")
          .hint("scan smaller blocks, or list the hosts");
    ends_.push_back(static_cast<std::uint64_t>(total));
  }
  if (!ends_.empty()) return;
  if (any)
    throw fail(Fault::usage, "no address is left to scan").hint("all of them are excluded, multicast, or reserved");
  throw fail(Fault::usage, "there is no target").hint("give an address, a block such as 10.0.0.0/24, or a name");
}

Ip Targets::at(std::uint64_t index) const noexcept {
  const auto found = std::upper_bound(ends_.begin(), ends_.end(), index);
  const auto at = static_cast<std::size_t>(found - ends_.begin());
  const std::uint64_t before = at == 0 ? 0 : ends_[at - 1];
  return ip_of(ranges_[at].first + (index - before), ranges_[at].v6);
}

std::string_view Targets::name_of(const Ip& ip) const noexcept {
  const auto found = names_.find(ip);
  return found == names_.end() ? std::string_view() : found->second;
}

std::uint64_t Targets::public_addresses() const noexcept {
  // Not globally reachable (IANA special-purpose registries): the same blocks that is_private() knows.
  static constexpr std::string_view special[] = {
      "10.0.0.0/8",      "100.64.0.0/10",   "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
      "192.0.2.0/24",    "192.168.0.0/16",  "198.18.0.0/15",  "198.51.100.0/24", "203.0.113.0/24",
      "::1/128",         "fc00::/7",        "fe80::/10",      "2001:db8::/32",  "100::/64"};
  std::vector<Range> holes;
  for (const std::string_view text : special) holes.push_back(block(text));
  merge(holes);
  Number total = 0;
  for (const Range& range : without(ranges_, holes)) total += range.last - range.first + 1;
  return static_cast<std::uint64_t>(total);
}

std::uint64_t Targets::fingerprint() const noexcept {
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a over the ranges
  const auto mix = [&hash](Number number) {
    for (int i = 0; i < 16; ++i, number >>= 8U) hash = (hash ^ static_cast<std::uint8_t>(number)) * 0x100000001b3ULL;
  };
  for (const Range& range : ranges_) mix(range.v6 ? 1 : 0), mix(range.first), mix(range.last);
  return hash;
}

}  // namespace pytk::portscan
