// The stream of random words behind one value: Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011) in counter mode.
// key = seed, counter = {row, column, block}: no state is carried from value to value.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace pytk::fake {

[[nodiscard]] constexpr std::uint32_t hash_name(std::string_view name) noexcept {
  std::uint32_t hash = 2166136261U;  // FNV-1a, 32 bit
  for (const char c : name) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16777619U;
  return hash;
}

class Draw {
 public:
  Draw(std::uint64_t seed, std::uint64_t row, std::uint32_t column) noexcept
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)},
        row_(row), column_(column) {}
  /// The same seed's stream of another row and column, from its beginning.
  void restart(std::uint64_t row, std::uint32_t column) noexcept {
    row_ = row;
    column_ = column;
    block_ = 0;
    left_ = 0;
  }
  /// A uniform 32-bit word.
  std::uint32_t word() noexcept {
    if (left_ == 0) refill();
    return words_[--left_];
  }
  std::uint64_t word64() noexcept {
    const std::uint64_t high = word();
    return (high << 32U) | word();
  }
  /// Uniform in [0, n): multiply-shift below 2^24 (bias under 2^-8 of a draw's resolution), Lemire above.
  std::uint64_t below(std::uint64_t n) noexcept {
    if (n < (1U << 24U)) return (std::uint64_t{word()} * n) >> 32U;
    auto product = static_cast<unsigned __int128>(word64()) * n;
    if (static_cast<std::uint64_t>(product) < n) {
      const std::uint64_t threshold = (0U - n) % n;
      while (static_cast<std::uint64_t>(product) < threshold) product = static_cast<unsigned __int128>(word64()) * n;
    }
    return static_cast<std::uint64_t>(product >> 64U);
  }
  /// Uniform in [low, high], both included.
  std::int64_t between(std::int64_t low, std::int64_t high) noexcept {
    const auto span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
    const std::uint64_t offset = span == 0 ? word64() : below(span);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
  }
  /// [0, 1) with 53 bits.
  double real() noexcept { return static_cast<double>(word64() >> 11U) * 0x1.0p-53; }
  bool chance(unsigned percent) noexcept { return below(100) < percent; }
  char digit() noexcept { return static_cast<char>('0' + below(10)); }
  char letter() noexcept { return static_cast<char>('a' + below(26)); }

 private:
  void refill() noexcept;
  std::array<std::uint32_t, 2> key_;
  std::uint64_t row_;
  std::uint32_t column_;
  std::uint32_t block_ = 0;
  std::array<std::uint32_t, 4> words_{};
  unsigned left_ = 0;
};

inline void Draw::refill() noexcept {
  std::array<std::uint32_t, 4> c{static_cast<std::uint32_t>(row_), static_cast<std::uint32_t>(row_ >> 32U), column_, block_++};
  std::uint32_t k0 = key_[0];
  std::uint32_t k1 = key_[1];
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xD2511F53U} * c[0];
    const std::uint64_t p1 = std::uint64_t{0xCD9E8D57U} * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32U) ^ c[1] ^ k0, static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32U) ^ c[3] ^ k1, static_cast<std::uint32_t>(p0)};
    k0 += 0x9E3779B9U;
    k1 += 0xBB67AE85U;
  }
  // Handed out from the back, so the first word of the block is words_[3].
  words_ = {c[3], c[2], c[1], c[0]};
  left_ = 4;
}

}  // namespace pytk::fake
