// The one event loop (level-triggered epoll with timers) that echo and portscan share.
//   Poller poller;  poller.watch(fd, Poller::readable, [&](unsigned events) { ... });  poller.run(cancel);
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include <pytk/core/cancel.hpp>

namespace pytk::net {

class Poller {
 public:
  static constexpr unsigned readable = 1, writable = 2, hung_up = 4, failed = 8;
  using OnEvent = std::function<void(unsigned events)>;
  using TimerId = std::uint64_t;
  Poller();
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;
  /// The callback may watch, change and forget any descriptor, its own too.
  void watch(int fd, unsigned interest, OnEvent on_event);
  void change(int fd, unsigned interest);
  void forget(int fd);
  /// Forgets and closes in one system call less than doing both.
  void close(int fd);
  /// Calls back once after `delay` nanoseconds.
  TimerId after(std::int64_t delay, std::function<void()> on_time);
  void cancel_timer(TimerId id);
  /// Runs until stop(), or until nothing is watched and no timer is left. When `cancel` is requested: throws
  /// Fault::interrupted if `on_cancel` is empty, else calls it once and goes on.
  void run(Cancel& cancel, const std::function<void()>& on_cancel = {});
  /// One round, waiting at most `wait` nanoseconds; true if anything happened.
  bool step(std::int64_t wait);
  /// Ends run() after the current callback's round. From the loop's own thread only.
  void stop() noexcept;
  [[nodiscard]] std::size_t watched() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pytk::net
