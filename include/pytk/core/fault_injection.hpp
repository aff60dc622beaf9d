// Makes the n-th fallible call fail, so that tests can walk through every error path: PYTK_FAIL_AT=n in the
// environment of a build with PYTK_FAULT_INJECTION (builds with tests have it, packages without tests do not).
//   if (fault_injection::strikes()) { errno = ENOSPC; return -1; }
#pragma once

#ifdef PYTK_FAULT_INJECTION
#include <atomic>
#include <cstdlib>
#endif

namespace pytk::fault_injection {

#ifdef PYTK_FAULT_INJECTION
/// Number of the call that fails, counted from 1; 0: none. Tests in the same process set it with arm().
inline std::atomic<long>& countdown() noexcept {
  static std::atomic<long> left{[] {
    const char* text = std::getenv("PYTK_FAIL_AT");
    return text == nullptr ? 0L : std::strtol(text, nullptr, 10);
  }()};
  return left;
}
inline void arm(long nth) noexcept { countdown().store(nth); }
/// True for exactly one call: the one that was chosen.
inline bool strikes() noexcept {
  auto& left = countdown();
  if (left.load(std::memory_order_relaxed) <= 0) return false;
  return left.fetch_sub(1) == 1;
}
#else
inline void arm(long) noexcept {}
constexpr bool strikes() noexcept { return false; }
#endif

}  // namespace pytk::fault_injection
