// A hard cap on probes a second: a slot of time for each. What a busy machine could not use is made up for, but at
// most 40 milliseconds' worth at once, so that no second holds a tenth more than the cap.
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
    next_ = next_ == 0 ? time : std::max(next_, time - most_saved);
    if (next_ > time) return false;
    next_ += gap_;
    return true;
  }
  /// Nanoseconds until the next slot; 0 when it has come.
  [[nodiscard]] std::int64_t wait(std::int64_t now) const noexcept {
    return gap_ <= 0 ? 0 : std::max<std::int64_t>(0, static_cast<std::int64_t>(next_ - static_cast<double>(now)));
  }

 private:
  static constexpr double most_saved = 40e6;
  double gap_, next_ = 0;
};

}  // namespace pytk::portscan
