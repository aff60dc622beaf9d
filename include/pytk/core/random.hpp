// Two unrelated kinds of randomness on purpose: one can be seeded, the other cannot.
#pragma once

#include <cstdint>
#include <span>

namespace pytk {

/// SplitMix64-seeded xoshiro256**; the same bytes on every machine. Not for secrets.
class SeededRandom {
 public:
  explicit SeededRandom(std::uint64_t seed, std::uint64_t stream = 0) noexcept;
  std::uint64_t next() noexcept;
  /// Uniform in [0, n) without bias (Lemire 2019); 0 for n = 0.
  std::uint64_t below(std::uint64_t n) noexcept;
  double real() noexcept;  ///< [0, 1) with 53 bits

 private:
  std::uint64_t state_[4];
};

/// getrandom(2); throws Fault::internal when the kernel refuses.
void secure_random(std::span<std::uint8_t> out);
[[nodiscard]] std::uint64_t secure_seed();

}  // namespace pytk
