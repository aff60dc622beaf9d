// Sixteen BLAKE3 inputs at a time: a word of each in one 512-bit register, rotations in one instruction.
#include "blake3_compress.hpp"

#if defined(__x86_64__)
#include <immintrin.h>

#ifndef __clang__
#pragma GCC diagnostic ignored "-Wuninitialized"        // g++ 12 says both of its own intrinsics
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace pytk::crypt::blake3 {
namespace {

#define PYTK_AVX512 __attribute__((target("avx512f,avx512bw"), always_inline)) inline
using Words = std::array<std::uint32_t, 8>;

PYTK_AVX512 void mix16(__m512i& a, __m512i& b, __m512i& c, __m512i& d, __m512i x, __m512i y) noexcept {
  a = _mm512_add_epi32(_mm512_add_epi32(a, b), x);
  d = _mm512_ror_epi32(_mm512_xor_si512(d, a), 16);
  c = _mm512_add_epi32(c, d);
  b = _mm512_ror_epi32(_mm512_xor_si512(b, c), 12);
  a = _mm512_add_epi32(_mm512_add_epi32(a, b), y);
  d = _mm512_ror_epi32(_mm512_xor_si512(d, a), 8);
  c = _mm512_add_epi32(c, d);
  b = _mm512_ror_epi32(_mm512_xor_si512(b, c), 7);
}

template <std::size_t Round>
PYTK_AVX512 void round16(__m512i (&v)[16], const __m512i (&m)[16]) noexcept {
  constexpr auto s = schedule[Round];
  mix16(v[0], v[4], v[8], v[12], m[s[0]], m[s[1]]);
  mix16(v[1], v[5], v[9], v[13], m[s[2]], m[s[3]]);
  mix16(v[2], v[6], v[10], v[14], m[s[4]], m[s[5]]);
  mix16(v[3], v[7], v[11], v[15], m[s[6]], m[s[7]]);
  mix16(v[0], v[5], v[10], v[15], m[s[8]], m[s[9]]);
  mix16(v[1], v[6], v[11], v[12], m[s[10]], m[s[11]]);
  mix16(v[2], v[7], v[8], v[13], m[s[12]], m[s[13]]);
  mix16(v[3], v[4], v[9], v[14], m[s[14]], m[s[15]]);
}

/// Rows become columns: word i of each of sixteen inputs comes together in row i. First the 32-bit and 64-bit words of
/// four rows change places inside each quarter of a register, then the quarters of four registers.
PYTK_AVX512 void transpose(__m512i (&r)[16]) noexcept {
  __m512i quarter[16];
  for (std::size_t i = 0; i < 16; i += 4) {
    const __m512i a = _mm512_unpacklo_epi32(r[i], r[i + 1]), b = _mm512_unpackhi_epi32(r[i], r[i + 1]);
    const __m512i c = _mm512_unpacklo_epi32(r[i + 2], r[i + 3]), d = _mm512_unpackhi_epi32(r[i + 2], r[i + 3]);
    quarter[i] = _mm512_unpacklo_epi64(a, c);
    quarter[i + 1] = _mm512_unpackhi_epi64(a, c);
    quarter[i + 2] = _mm512_unpacklo_epi64(b, d);
    quarter[i + 3] = _mm512_unpackhi_epi64(b, d);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    const __m512i low = _mm512_shuffle_i32x4(quarter[i], quarter[4 + i], 0x88),
                  high = _mm512_shuffle_i32x4(quarter[i], quarter[4 + i], 0xdd);
    const __m512i low2 = _mm512_shuffle_i32x4(quarter[8 + i], quarter[12 + i], 0x88),
                  high2 = _mm512_shuffle_i32x4(quarter[8 + i], quarter[12 + i], 0xdd);
    r[i] = _mm512_shuffle_i32x4(low, low2, 0x88);
    r[4 + i] = _mm512_shuffle_i32x4(high, high2, 0x88);
    r[8 + i] = _mm512_shuffle_i32x4(low, low2, 0xdd);
    r[12 + i] = _mm512_shuffle_i32x4(high, high2, 0xdd);
  }
}

}  // namespace

__attribute__((target("avx512f,avx512bw"))) void hash16_avx512(const Inputs& in, std::size_t from,
                                                               Words* out) noexcept {
  __m512i h[8];
  for (std::size_t i = 0; i < 8; ++i) h[i] = _mm512_set1_epi32(static_cast<int>(in.key[i]));
  alignas(64) std::uint32_t low[16], high[16];
  for (std::size_t i = 0; i < 16; ++i) {
    const std::uint64_t count = in.counter + (in.count_up ? from + i : 0);
    low[i] = static_cast<std::uint32_t>(count);
    high[i] = static_cast<std::uint32_t>(count >> 32U);
  }
  const __m512i counter_low = _mm512_load_si512(low), counter_high = _mm512_load_si512(high);
  const std::uint8_t* const bytes = in.bytes + from * in.stride;
  for (std::size_t block = 0; block < in.blocks; ++block) {
    __m512i m[16];
    for (std::size_t i = 0; i < 16; ++i) m[i] = _mm512_loadu_si512(bytes + i * in.stride + block * block_size);
    transpose(m);
    const std::uint32_t now = in.flags | (block == 0 ? in.first : 0U) | (block + 1 == in.blocks ? in.last : 0U);
    __m512i v[16];
    for (std::size_t i = 0; i < 8; ++i) v[i] = h[i];
    for (std::size_t i = 0; i < 4; ++i) v[8 + i] = _mm512_set1_epi32(static_cast<int>(initial[i]));
    v[12] = counter_low;
    v[13] = counter_high;
    v[14] = _mm512_set1_epi32(static_cast<int>(block_size));
    v[15] = _mm512_set1_epi32(static_cast<int>(now));
    round16<0>(v, m);
    round16<1>(v, m);
    round16<2>(v, m);
    round16<3>(v, m);
    round16<4>(v, m);
    round16<5>(v, m);
    round16<6>(v, m);
    for (std::size_t i = 0; i < 8; ++i) h[i] = _mm512_xor_si512(v[i], v[i + 8]);
  }
  // Back to one input after the other: eight words of sixteen inputs, the upper eight rows empty.
  __m512i rows[16] = {h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7]};
  transpose(rows);
  for (std::size_t i = 0; i < 16; ++i)
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out[i].data()), _mm512_castsi512_si256(rows[i]));
}
#undef PYTK_AVX512

}  // namespace pytk::crypt::blake3
#endif
