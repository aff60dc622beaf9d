// The connect scan: every probe is an ordinary TCP connection, so it needs no rights and never lies about open ports.
//   Plan plan;  plan.targets.add("127.0.0.1");  plan.targets.settle();  plan.ports = top_ports(1000);
//   Summary end = scan(plan, observer, cancel);
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include <pytk/core/cancel.hpp>
#include <pytk/portscan/order.hpp>
#include <pytk/portscan/ports.hpp>
#include <pytk/portscan/targets.hpp>

namespace pytk::portscan {

enum class State : std::uint8_t { open, closed, filtered };
/// Why a port has its state: syn_ack (accepted), refused (RST), no_answer, unreachable (ICMP), prohibited (a firewall
/// here or on the way), reset (accepted and reset at once).
enum class Reason : std::uint8_t { syn_ack, refused, no_answer, unreachable, prohibited, reset };
[[nodiscard]] std::string_view state_name(State state) noexcept;
[[nodiscard]] std::string_view reason_name(Reason reason) noexcept;

struct PortResult {
  Ip ip;
  std::uint16_t port = 0;
  State state = State::filtered;
  Reason reason = Reason::no_answer;
  std::int64_t rtt = -1;   ///< nanoseconds, -1 without an answer
  std::int64_t time = 0;   ///< wall clock, nanoseconds
};

struct HostResult {
  Ip ip;
  bool up = false;              ///< something answered
  std::uint64_t open = 0, closed = 0, filtered = 0;
  std::int64_t rtt = -1;        ///< smoothed, nanoseconds
};

struct Summary {
  std::uint64_t probes = 0;     ///< ports to find out about
  std::uint64_t sent = 0;       ///< connections tried, with repetitions
  std::uint64_t replies = 0;
  std::uint64_t open = 0, closed = 0, filtered = 0, skipped = 0;  ///< skipped: of hosts that are down
  std::uint64_t retries = 0;
  std::uint64_t hosts = 0, hosts_up = 0;
  std::uint64_t no_route = 0;   ///< probes this machine could not even send
  std::int64_t elapsed = 0;     ///< nanoseconds
  bool interrupted = false;
};

/// What timing may do; nmap's templates are a choice of these.
struct Timing {
  std::int64_t first_timeout = 1'000'000'000;  ///< for a host that has not answered yet
  std::int64_t least_timeout = 100'000'000;
  std::int64_t most_timeout = 10'000'000'000;
  unsigned retries = 6;        ///< passes over silent ports: the second always, more only while they find something
  std::uint64_t parallel = 0;  ///< probes in flight; 0: what the descriptors allow
  double rate = 0;             ///< probes a second; 0: no limit
  /// nmap's -T0 to -T5; throws Fault::usage for another number.
  [[nodiscard]] static Timing level(unsigned level);
};

struct Plan {
  Targets targets;
  std::vector<std::uint16_t> ports;
  Timing timing;
  std::uint64_t seed = 0;
  Shard shard;
  bool discover = true;  ///< ask three common ports first and leave hosts alone that answer none
  [[nodiscard]] std::uint64_t total() const noexcept { return targets.size() * ports.size(); }
  /// Probe number k of the shard: which address and port.
  [[nodiscard]] std::pair<std::uint64_t, std::uint16_t> probe(const Order& order, std::uint64_t k) const noexcept {
    const std::uint64_t m = order.at(shard.position(k));
    return {m % targets.size(), ports[m / targets.size()]};
  }
};

/// Results as they come; the scan waits while a call runs.
struct Observer {
  std::function<bool(const PortResult&)> port;        ///< filtered ones when their block ends; false: that is enough
  std::function<void(const HostResult&)> host;        ///< at the end, in ascending order, hosts that answered
  std::function<void(std::uint64_t done)> progress;   ///< probes settled since the last call
  std::function<void()> idle;                         ///< about ten times a second
};

/// Scans. A request to cancel ends it early with `interrupted` set. Throws Fault::network when no probe can leave this
/// machine, Fault::io when no socket can be had at all.
[[nodiscard]] Summary scan(const Plan& plan, const Observer& observer, Cancel& cancel);

}  // namespace pytk::portscan
