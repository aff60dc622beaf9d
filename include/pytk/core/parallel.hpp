// One lazily started thread pool. Work is cut into fixed chunks, so results never depend on the thread count.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace pytk {

class Pool {
 public:
  /// `threads` 0: the CPUs this process may use (affinity and cgroup quota). No thread starts before first use.
  explicit Pool(std::size_t threads = 0);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  [[nodiscard]] std::size_t size() const noexcept;
  /// Calls work(i) for i in [0, count), the caller's thread helps; rethrows the first exception when all have ended.
  void for_each(std::size_t count, const std::function<void(std::size_t)>& work);
  /// produce(i) runs on any thread, consume(i) in order on the caller's; at most `window` results wait. Stops at the
  /// first exception.
  void ordered(std::size_t count, const std::function<void(std::size_t)>& produce,
               const std::function<void(std::size_t)>& consume, std::size_t window = 0);

 private:
  struct State;
  std::size_t threads_;
  std::unique_ptr<State> state_;
};

[[nodiscard]] std::size_t usable_cpus() noexcept;
/// Bytes of memory this process may use: the cgroup's limit or the machine's.
[[nodiscard]] std::uint64_t usable_memory() noexcept;

}  // namespace pytk
