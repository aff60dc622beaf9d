// A hard cap on probes a second: a slot of time for each, and at most ten milliseconds' worth at once.
#pragma once

#include <algorithm>
#include <cstdint>

namespace pytk::portscan {

class Pace {
 public:
  /// `rate` probes a second, 0 for no cap.
  explicit Pace(double rate) noexcept : gap_(rate > 0 ? 1e9 / rate : 0) {}
  /// Takes one slot if its time has come.
  [[nodiscard]] bool take(std::int64_t now) noexcept {
    if (gap_ <= 0) return true;
    const auto time = static_cast<double>(now);
    // What was not used is not saved up beyond a burst that no receiver notices.
    next_ = std::max(next_, time - 10e6);
    if (next_ > time) return false;
    next_ += gap_;
    return true;
  }
  /// Nanoseconds until the next slot; 0 when it has come.
  [[nodiscard]] std::int64_t wait(std::int64_t now) const noexcept {
    return gap_ <= 0 ? 0 : std::max<std::int64_t>(0, static_cast<std::int64_t>(next_ - static_cast<double>(now)));
  }

 private:
  double gap_, next_ = 0;
};

}  // namespace pytk::portscan
