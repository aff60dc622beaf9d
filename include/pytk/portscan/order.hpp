// The order of probes: a seeded permutation of 0..n-1 with random access, so that shards and resuming need one number.
#pragma once

#include <cstdint>

namespace pytk::portscan {

/// A generalised Feistel network with cycle walking (Black and Rogaway 2002): a bijection on [0, n) for any n < 2^63,
/// the same on every machine.
class Order {
 public:
  Order(std::uint64_t n, std::uint64_t seed) noexcept;
  [[nodiscard]] std::uint64_t size() const noexcept { return n_; }
  /// Precondition: index < size().
  [[nodiscard]] std::uint64_t at(std::uint64_t index) const noexcept;

 private:
  static constexpr unsigned rounds = 6;
  [[nodiscard]] std::uint64_t once(std::uint64_t m) const noexcept;
  std::uint64_t n_, a_, b_, seed_;
};

/// Part i of n (1-based): the positions i-1, i-1+n, i-1+2n, ...
struct Shard {
  std::uint64_t part = 1, parts = 1;
  [[nodiscard]] std::uint64_t count(std::uint64_t total) const noexcept {
    return total < part ? 0 : (total - part) / parts + 1;
  }
  [[nodiscard]] std::uint64_t position(std::uint64_t k) const noexcept { return part - 1 + k * parts; }
};

}  // namespace pytk::portscan
