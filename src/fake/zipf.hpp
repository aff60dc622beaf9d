// Ranks whose frequency falls as a power of the rank.
#pragma once

#include <cstdint>
#include <vector>

#include "draw.hpp"

namespace pytk::fake {

/// Rank k of 1..n with a probability in proportion to k^-s. Memory does not grow with n: up to 65,536 ranks stand in a
/// table, beyond it Hoermann and Derflinger's rejection-inversion ("Rejection-inversion to generate variates from
/// monotone discrete distributions", 1996) takes one or two tries a rank.
class Zipf {
 public:
  /// n >= 1, 0 <= s <= 20.
  Zipf(std::uint64_t n, double s);
  [[nodiscard]] std::uint64_t pick(Draw& draw) const noexcept;

 private:
  [[nodiscard]] double area(double x) const noexcept;
  [[nodiscard]] double area_inverse(double x) const noexcept;
  std::uint64_t n_;
  double s_;
  std::vector<std::uint64_t> ends_;
  double area_of_first_ = 0, area_of_last_ = 0, shortcut_ = 0;
};

}  // namespace pytk::fake
