// The engine of a connect scan: passes over probes, windows a host, time-outs, and what to do when this machine runs
// short of sockets.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <unordered_map>
#include <vector>

#include <pytk/net/poller.hpp>

#include "portscan/connect_probe.hpp"
#include "portscan/host_timing.hpp"
#include "portscan/pace.hpp"

namespace pytk::portscan {

class ConnectScan {
 public:
  ConnectScan(const Plan& plan, const Observer& observer, Cancel& cancel, Summary& summary);
  /// Which hosts to probe at all; empty: every one.
  void only(std::vector<bool> up) { up_ = std::move(up); }
  /// One answer of a host is enough: its other probes are not waited for.
  void first_answer_only() noexcept { first_answer_only_ = true; }
  /// Starts with what another scan learnt of the hosts' speed.
  void know(const ConnectScan& earlier);
  void run();
  /// Hosts that answered or had all their ports settled, by their number.
  [[nodiscard]] const std::unordered_map<std::uint64_t, HostTiming>& hosts() const noexcept { return hosts_; }

 private:
  struct Flight {
    int fd = -1;
    std::uint32_t generation = 0;
    std::uint64_t probe = 0;  ///< position k within the shard
    std::uint64_t host = 0;
    std::uint16_t port = 0;
    std::int64_t started = 0;
  };
  struct Deadline {
    std::int64_t when;
    std::uint32_t flight, generation;
    bool operator<(const Deadline& other) const noexcept { return when > other.when; }
  };

  void block(std::uint64_t from, std::uint64_t to);
  void pass(const std::function<bool(std::uint64_t&)>& next);
  using Next = std::function<bool(std::uint64_t&)>;  ///< the pass's probes one by one, false at the end
  bool launch_more(const Next& next);
  [[nodiscard]] bool candidate(const Next& next, std::uint64_t& probe);
  void launch(std::uint64_t probe);
  void take_off(const Flight& flight, const HostTiming& timing);
  void abandon();
  void land(std::uint32_t flight);
  void expire();
  void settle(std::uint64_t host, std::uint16_t port, const Verdict& verdict, std::int64_t rtt);
  void freed(std::uint64_t host);
  void local_trouble(std::uint64_t probe);
  [[nodiscard]] std::int64_t wait_time() const;
  void tick();

  const Plan& plan_;
  const Observer& observer_;
  Cancel& cancel_;
  Summary& summary_;
  Order order_;
  net::Poller poller_;
  Connector connector_;
  Pace pace_;
  std::vector<bool> up_;
  std::unordered_map<std::uint64_t, HostTiming> hosts_;
  std::vector<Flight> flights_;
  std::vector<std::uint32_t> free_;
  std::vector<Deadline> deadlines_;      // a heap
  std::vector<std::uint64_t> silent_;    // probes without an answer in this pass
  std::deque<std::uint64_t> again_;      // probes that local trouble threw back
  std::deque<std::uint64_t> ready_;      // hosts that have waiting probes and room
  std::uint64_t held_ = 0;               // probes in hosts' waiting queues
  std::uint64_t in_flight_ = 0, window_ = 0, window_limit_ = 0;
  std::int64_t paused_until_ = 0, ticked_ = 0;
  std::uint64_t found_ = 0, settled_ = 0;  // TCP answers in this pass; settled since the last progress call
  std::uint64_t stuck_ = 0;              // local trouble since the last success
  bool exhausted_ = false;               // nothing more to take from this pass
  bool first_answer_only_ = false;
  bool ended_ = false;                   // cancelled, or the observer has enough
  unsigned pass_ = 0;
};

}  // namespace pytk::portscan
