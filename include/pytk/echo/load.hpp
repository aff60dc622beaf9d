// Load for an echo server: many connections, each sends a message and waits until it is back, and how long that took.
//   LoadResult result = run_load(options, cancel);   result.latency.quantile(0.99)
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <pytk/core/cancel.hpp>
#include <pytk/echo/address.hpp>
#include <pytk/net/tls.hpp>

namespace pytk::echo {

/// Counts of times in buckets whose width is at most 1/64 of their value (1 ns to 18 minutes).
class Histogram {
 public:
  void add(std::int64_t nanoseconds) noexcept;
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// The least time that at least the share `q` of all is not over (the bucket's upper end, at most the greatest seen).
  [[nodiscard]] std::int64_t quantile(double q) const noexcept;
  [[nodiscard]] std::int64_t greatest() const noexcept { return greatest_; }
  [[nodiscard]] double mean() const noexcept { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }

 private:
  static constexpr unsigned sub_bits = 6, powers = 35;
  std::array<std::uint64_t, (powers + 1) << sub_bits> buckets_{};
  std::uint64_t count_ = 0;
  std::int64_t greatest_ = 0;
  double sum_ = 0;
};

struct LoadOptions {
  Address to;
  std::uint64_t connections = 10;
  std::uint64_t size = 64;                  ///< bytes a message
  std::int64_t duration = 10'000'000'000;   ///< nanoseconds of sending
  double rate = 0;  ///< messages a second over all connections; 0: each as fast as it is answered
  bool idle = false;                        ///< one message each at first, then silence for the duration
  std::int64_t timeout = 10'000'000'000;    ///< for connecting and for an answer
  net::TlsClientOptions tls;
  std::string server_name;
};

struct LoadResult {
  std::uint64_t connected = 0, failed = 0;     ///< connections made, and not made or broken
  std::uint64_t messages = 0, bytes = 0;       ///< that came back whole
  std::uint64_t lost = 0, wrong = 0;           ///< datagrams without an answer; answers that differ from what was sent
  std::int64_t elapsed = 0;                    ///< nanoseconds of sending
  std::int64_t connecting = 0;                 ///< nanoseconds until all were connected
  /// From when a message was to be sent (with a rate: by the schedule, late or not) until it was back.
  Histogram latency;
  std::string problem;                         ///< the first failure, in words
  bool interrupted = false;
};

/// Throws Fault::network when no connection can be made at all.
[[nodiscard]] LoadResult run_load(const LoadOptions& options, Cancel& cancel);

}  // namespace pytk::echo
