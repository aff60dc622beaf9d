// What is known of one host: how fast it answers and how many probes it takes at once.
#pragma once

#include <cstdint>
#include <deque>

#include <pytk/portscan/scan.hpp>

namespace pytk::portscan {

/// RFC 6298's estimator; a loss is inferred only from a repeated probe that gets an answer.
struct HostTiming {
  static constexpr double first_window = 64, most_window = 4096, most_silent_window = 1024, least_window = 16;
  std::int64_t smoothed = -1, variance = 0;  ///< nanoseconds
  double window = first_window;
  std::uint32_t in_flight = 0;
  std::uint32_t open = 0, closed = 0, filtered = 0;
  bool up = false;                 ///< accepted or refused a connection itself
  bool ready = false;              ///< stands in the queue of hosts whose waiting probes may go
  std::deque<std::uint64_t> waiting;  ///< probes held back by the window

  /// Its speed is known, be it only from a firewall's word on the way.
  [[nodiscard]] bool answered() const noexcept { return smoothed >= 0; }
  [[nodiscard]] bool has_room() const noexcept { return in_flight < static_cast<std::uint32_t>(window); }

  void sample(std::int64_t rtt) noexcept {
    if (!answered()) {
      smoothed = rtt;
      variance = rtt / 2;
      return;
    }
    const std::int64_t error = rtt - smoothed;
    smoothed += error / 8;
    variance += ((error < 0 ? -error : error) - variance) / 4;
  }
  void replied() noexcept {
    if (window < most_window) window += 1;
  }
  void silent() noexcept {
    // Silence is a filter's way more often than a full queue; the next pass finds out.
    if (window < most_silent_window) window += 1;
  }
  void lost() noexcept { window = window / 2 < least_window ? least_window : window / 2; }

  /// How long a probe of pass number `pass` may wait.
  [[nodiscard]] std::int64_t timeout(unsigned pass, const Timing& timing) const noexcept {
    std::int64_t wait = timing.first_timeout;
    if (answered()) {
      wait = 4 * (smoothed + 4 * variance);
      if (wait < timing.least_timeout) wait = timing.least_timeout;
    }
    for (unsigned i = 0; i < pass && wait < timing.most_timeout; ++i) wait *= 2;
    return wait < timing.most_timeout ? wait : timing.most_timeout;
  }
};

}  // namespace pytk::portscan
