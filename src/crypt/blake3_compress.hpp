// BLAKE3's compression function, one block or many chunks at a time.
#pragma once

#include <array>
#include <cstdint>
#include <cstddef>

namespace pytk::crypt::blake3 {

inline constexpr std::size_t block_size = 64;
inline constexpr std::size_t chunk_size = 1024;
inline constexpr std::uint32_t chunk_start = 1, chunk_end = 2, parent = 4, root = 8, keyed = 16, derive_context = 32,
                               derive_material = 64;
/// SHA-256's initial values, which BLAKE3 shares.
inline constexpr std::array<std::uint32_t, 8> initial = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
/// Which message word each round takes at each place: the permutation of the specification applied 0 to 6 times.
inline constexpr auto schedule = [] {
  constexpr std::uint8_t step[16] = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
  std::array<std::array<std::uint8_t, 16>, 7> rounds{};
  for (std::uint8_t i = 0; i < 16; ++i) rounds[0][i] = i;
  for (std::size_t r = 1; r < 7; ++r)
    for (std::size_t i = 0; i < 16; ++i) rounds[r][i] = rounds[r - 1][step[i]];
  return rounds;
}();

/// The full 16-word output of one block.
std::array<std::uint32_t, 16> compress(const std::array<std::uint32_t, 8>& chaining, const std::uint8_t* block,
                                       std::size_t size, std::uint64_t counter, std::uint32_t flags) noexcept;

/// Inputs of the same shape: `blocks` whole blocks each, `stride` bytes apart. Counters go up from `counter` if
/// `count_up`. First and last blocks get their flags in addition.
struct Inputs {
  const std::uint8_t* bytes;
  std::size_t stride, blocks;
  const std::array<std::uint32_t, 8>& key;
  std::uint64_t counter;
  bool count_up;
  std::uint32_t flags, first, last;
};
/// The chaining values of `count` inputs; sixteen or eight at a time as the CPU can.
void hash_many(const Inputs& in, std::size_t count, std::array<std::uint32_t, 8>* out) noexcept;
#if defined(__x86_64__)
/// Sixteen inputs from number `from` on; needs AVX-512 F and BW.
void hash16_avx512(const Inputs& in, std::size_t from, std::array<std::uint32_t, 8>* out) noexcept;
#endif

}  // namespace pytk::crypt::blake3
