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

/// Rows whose first blocks are made at once: the lanes of philox_rows().
inline constexpr unsigned row_lanes = 8;
/// words[i] is the block {row + i, column, 0}; `row` is a multiple of row_lanes.
void philox_rows(std::uint64_t seed, std::uint64_t row, std::uint32_t column,
                 std::uint32_t (&words)[row_lanes][4]) noexcept;
/// Four words of the block {row, column, block}.
void philox_block(std::uint64_t seed, std::uint64_t row, std::uint32_t column, std::uint32_t block,
                  std::uint32_t* words) noexcept;
/// Sixteen words of the blocks {row, column, block .. block + 3}.
void philox_blocks(std::uint64_t seed, std::uint64_t row, std::uint32_t column, std::uint32_t block,
                   std::uint32_t* words) noexcept;

/// The stream itself; the words of its blocks lie with the owner, so that a draw is a handful of registers.
class Draw {
 public:
  /// `room` holds 16 words; `first` are the four words of the first block, or null: they are made when they are wanted.
  Draw(std::uint64_t seed, std::uint64_t row, std::uint32_t column, std::uint32_t* room,
       const std::uint32_t* first) noexcept
      : seed_(seed), row_(row), room_(room), column_(column) {
    restart(row, column, first);
  }
  Draw(const Draw&) = delete;
  Draw& operator=(const Draw&) = delete;

  /// The same seed's stream of another row and column, from its beginning.
  void restart(std::uint64_t row, std::uint32_t column, const std::uint32_t* first) noexcept {
    row_ = row;
    column_ = column;
    block_ = first == nullptr ? 0 : 1;
    next_ = first;
    end_ = first == nullptr ? nullptr : first + 4;
  }
  /// A uniform 32-bit word.
  std::uint32_t word() noexcept {
    if (next_ == end_) refill();
    return *next_++;
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
  std::uint64_t seed_, row_;
  const std::uint32_t* next_ = nullptr;
  const std::uint32_t* end_ = nullptr;
  std::uint32_t* room_;
  std::uint32_t column_;
  std::uint32_t block_ = 0;
};

/// A draw by itself, with its words.
class OwnDraw {
 public:
  OwnDraw(std::uint64_t seed, std::uint64_t row, std::uint32_t column) noexcept
      : draw_(seed, row, column, words_.data(), nullptr) {}
  [[nodiscard]] Draw& operator*() noexcept { return draw_; }
  [[nodiscard]] Draw* operator->() noexcept { return &draw_; }

 private:
  std::array<std::uint32_t, 16> words_;
  Draw draw_;
};

}  // namespace pytk::fake
