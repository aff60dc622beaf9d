// Philox4x32-10, one block at a time or several in the lanes of vector registers: the words are the same.
#include "draw.hpp"

#ifdef __SSE2__
#include <immintrin.h>
#endif

namespace pytk::fake {
namespace {

constexpr std::uint32_t multiplier_0 = 0xD2511F53U, multiplier_1 = 0xCD9E8D57U;
constexpr std::uint32_t increment_0 = 0x9E3779B9U, increment_1 = 0xBB67AE85U;
constexpr int rounds = 10;

struct Counter {
  std::uint32_t row_low, row_high, column, block;
};

void scalar_block(std::uint64_t seed, const Counter& counter, std::uint32_t* words) noexcept {
  std::uint32_t c0 = counter.row_low;
  std::uint32_t c1 = counter.row_high;
  std::uint32_t c2 = counter.column;
  std::uint32_t c3 = counter.block;
  auto k0 = static_cast<std::uint32_t>(seed);
  auto k1 = static_cast<std::uint32_t>(seed >> 32U);
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t p0 = std::uint64_t{multiplier_0} * c0;
    const std::uint64_t p1 = std::uint64_t{multiplier_1} * c2;
    c0 = static_cast<std::uint32_t>(p1 >> 32U) ^ c1 ^ k0;
    c1 = static_cast<std::uint32_t>(p1);
    c2 = static_cast<std::uint32_t>(p0 >> 32U) ^ c3 ^ k1;
    c3 = static_cast<std::uint32_t>(p0);
    k0 += increment_0;
    k1 += increment_1;
  }
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

#ifdef __SSE2__

// Two blocks: each lane of 64 bits holds a word in its lower half; what stands above it is never looked at, since the
// multiplication takes lower halves only.
struct Pair {
  __m128i c0, c1, c2, c3;
};

__m128i spread(std::uint32_t low, std::uint32_t high) noexcept {
  return _mm_set_epi64x(static_cast<std::int64_t>(high), static_cast<std::int64_t>(low));
}

void turn(Pair& pair, __m128i k0, __m128i k1) noexcept {
  const __m128i p0 = _mm_mul_epu32(pair.c0, _mm_set1_epi64x(static_cast<std::int64_t>(multiplier_0)));
  const __m128i p1 = _mm_mul_epu32(pair.c2, _mm_set1_epi64x(static_cast<std::int64_t>(multiplier_1)));
  pair.c0 = _mm_xor_si128(_mm_xor_si128(_mm_srli_epi64(p1, 32), pair.c1), k0);
  pair.c1 = p1;
  pair.c2 = _mm_xor_si128(_mm_xor_si128(_mm_srli_epi64(p0, 32), pair.c3), k1);
  pair.c3 = p0;
}

void store(const Pair& pair, std::uint32_t* first, std::uint32_t* second) noexcept {
  const __m128i low = _mm_unpacklo_epi64(_mm_unpacklo_epi32(pair.c0, pair.c1), _mm_unpacklo_epi32(pair.c2, pair.c3));
  const __m128i high = _mm_unpacklo_epi64(_mm_unpackhi_epi32(pair.c0, pair.c1), _mm_unpackhi_epi32(pair.c2, pair.c3));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(first), low);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(second), high);
}

void turn_all(std::uint64_t seed, Pair (&pairs)[2]) noexcept {
  auto key_0 = static_cast<std::uint32_t>(seed);
  auto key_1 = static_cast<std::uint32_t>(seed >> 32U);
  for (int round = 0; round < rounds; ++round) {
    const __m128i k0 = _mm_set1_epi64x(static_cast<std::int64_t>(key_0));
    const __m128i k1 = _mm_set1_epi64x(static_cast<std::int64_t>(key_1));
    for (auto& pair : pairs) turn(pair, k0, k1);
    key_0 += increment_0;
    key_1 += increment_1;
  }
}

#endif

}  // namespace

void philox_block(std::uint64_t seed, std::uint64_t row, std::uint32_t column, std::uint32_t block,
                  std::uint32_t* words) noexcept {
  scalar_block(seed, {static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(row >> 32U), column, block}, words);
}

void philox_blocks(std::uint64_t seed, std::uint64_t row, std::uint32_t column, std::uint32_t block,
                   std::uint32_t* words) noexcept {
#ifdef __SSE2__
  const auto low = static_cast<std::uint32_t>(row);
  const auto high = static_cast<std::uint32_t>(row >> 32U);
  Pair pairs[2];
  for (std::uint32_t i = 0; i < 2; ++i)
    pairs[i] = {spread(low, low), spread(high, high), spread(column, column), spread(block + 2 * i, block + 2 * i + 1)};
  turn_all(seed, pairs);
  for (std::uint32_t i = 0; i < 2; ++i) store(pairs[i], words + std::size_t{8} * i, words + std::size_t{8} * i + 4);
#else
  for (std::uint32_t i = 0; i < 4; ++i) philox_block(seed, row, column, block + i, words + std::size_t{4} * i);
#endif
}

#if defined(__SSE2__) && defined(__GNUC__)
namespace {

// The same with four blocks in a register, where the processor has such.
struct Quad {
  __m256i c0, c1, c2, c3;
};

[[gnu::target("avx2")]] void turn(Quad& quad, __m256i k0, __m256i k1) noexcept {
  const __m256i p0 = _mm256_mul_epu32(quad.c0, _mm256_set1_epi64x(static_cast<std::int64_t>(multiplier_0)));
  const __m256i p1 = _mm256_mul_epu32(quad.c2, _mm256_set1_epi64x(static_cast<std::int64_t>(multiplier_1)));
  quad.c0 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(p1, 32), quad.c1), k0);
  quad.c1 = p1;
  quad.c2 = _mm256_xor_si256(_mm256_xor_si256(_mm256_srli_epi64(p0, 32), quad.c3), k1);
  quad.c3 = p0;
}

[[gnu::target("avx2")]] void store(const Quad& quad, std::uint32_t (*rows)[4]) noexcept {
  // Rows 0 and 2, and 1 and 3, come out of the two halves of the registers.
  const __m256i even =
      _mm256_unpacklo_epi64(_mm256_unpacklo_epi32(quad.c0, quad.c1), _mm256_unpacklo_epi32(quad.c2, quad.c3));
  const __m256i odd =
      _mm256_unpacklo_epi64(_mm256_unpackhi_epi32(quad.c0, quad.c1), _mm256_unpackhi_epi32(quad.c2, quad.c3));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(rows[0]), _mm256_castsi256_si128(even));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(rows[1]), _mm256_castsi256_si128(odd));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(rows[2]), _mm256_extracti128_si256(even, 1));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(rows[3]), _mm256_extracti128_si256(odd, 1));
}

[[gnu::target("avx2")]] void rows_of_quads(std::uint64_t seed, std::uint64_t row, std::uint32_t column,
                                           std::uint32_t (&words)[row_lanes][4]) noexcept {
  const auto low = static_cast<std::int64_t>(row & 0xFFFF'FFFFU);
  const __m256i high = _mm256_set1_epi64x(static_cast<std::int64_t>(row >> 32U));
  const __m256i name = _mm256_set1_epi64x(static_cast<std::int64_t>(column));
  Quad first{_mm256_setr_epi64x(low, low + 1, low + 2, low + 3), high, name, _mm256_setzero_si256()};
  Quad second{_mm256_setr_epi64x(low + 4, low + 5, low + 6, low + 7), high, name, _mm256_setzero_si256()};
  auto key_0 = static_cast<std::uint32_t>(seed);
  auto key_1 = static_cast<std::uint32_t>(seed >> 32U);
  for (int round = 0; round < rounds; ++round) {
    const __m256i k0 = _mm256_set1_epi64x(static_cast<std::int64_t>(key_0));
    const __m256i k1 = _mm256_set1_epi64x(static_cast<std::int64_t>(key_1));
    turn(first, k0, k1);
    turn(second, k0, k1);
    key_0 += increment_0;
    key_1 += increment_1;
  }
  store(first, words);
  store(second, words + 4);
}

}  // namespace
#endif

// A group of rows never crosses 2^32: it begins at a multiple of its size.
void philox_rows(std::uint64_t seed, std::uint64_t row, std::uint32_t column,
                 std::uint32_t (&words)[row_lanes][4]) noexcept {
#ifdef __SSE2__
#ifdef __GNUC__
  if (__builtin_cpu_supports("avx2")) {
    rows_of_quads(seed, row, column, words);
    return;
  }
#endif
  const auto low = static_cast<std::uint32_t>(row);
  const auto high = static_cast<std::uint32_t>(row >> 32U);
  for (std::uint32_t half = 0; half < row_lanes; half += 4) {
    Pair pairs[2];
    for (std::uint32_t i = 0; i < 2; ++i)
      pairs[i] = {spread(low + half + 2 * i, low + half + 2 * i + 1), spread(high, high), spread(column, column),
                  _mm_setzero_si128()};
    turn_all(seed, pairs);
    for (std::uint32_t i = 0; i < 2; ++i) store(pairs[i], words[half + 2 * i], words[half + 2 * i + 1]);
  }
#else
  for (std::uint32_t i = 0; i < row_lanes; ++i) philox_block(seed, row + i, column, 0, words[i]);
#endif
}

// A stream that goes beyond its first block is likely to want many words: four blocks cost little more than one.
void Draw::refill() noexcept {
  if (block_ == 0) {
    philox_block(seed_, row_, column_, 0, room_);
    end_ = room_ + 4;
    block_ = 1;
  } else {
    philox_blocks(seed_, row_, column_, block_, room_);
    end_ = room_ + 16;
    block_ += 4;
  }
  next_ = room_;
}

}  // namespace pytk::fake
