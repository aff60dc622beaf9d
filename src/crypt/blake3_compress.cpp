#include "blake3_compress.hpp"

#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace pytk::crypt::blake3 {
namespace {

using Words = std::array<std::uint32_t, 8>;

inline void mix(std::array<std::uint32_t, 16>& v, std::size_t a, std::size_t b, std::size_t c, std::size_t d,
                std::uint32_t x, std::uint32_t y) noexcept {
  v[a] += v[b] + x;
  v[d] = std::rotr(v[d] ^ v[a], 16);
  v[c] += v[d];
  v[b] = std::rotr(v[b] ^ v[c], 12);
  v[a] += v[b] + y;
  v[d] = std::rotr(v[d] ^ v[a], 8);
  v[c] += v[d];
  v[b] = std::rotr(v[b] ^ v[c], 7);
}

#if defined(__x86_64__)
#define PYTK_AVX2 __attribute__((target("avx2"), always_inline)) inline

template <int N>
PYTK_AVX2 __m256i rotated(__m256i x) noexcept {
  return _mm256_or_si256(_mm256_srli_epi32(x, N), _mm256_slli_epi32(x, 32 - N));
}
PYTK_AVX2 __m256i rotated16(__m256i x) noexcept {
  const __m256i order = _mm256_setr_epi8(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13,
                                         2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
  return _mm256_shuffle_epi8(x, order);
}
PYTK_AVX2 __m256i rotated8(__m256i x) noexcept {
  const __m256i order = _mm256_setr_epi8(1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12,
                                         1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
  return _mm256_shuffle_epi8(x, order);
}
PYTK_AVX2 void mix8(__m256i& a, __m256i& b, __m256i& c, __m256i& d, __m256i x, __m256i y) noexcept {
  a = _mm256_add_epi32(_mm256_add_epi32(a, b), x);
  d = rotated16(_mm256_xor_si256(d, a));
  c = _mm256_add_epi32(c, d);
  b = rotated<12>(_mm256_xor_si256(b, c));
  a = _mm256_add_epi32(_mm256_add_epi32(a, b), y);
  d = rotated8(_mm256_xor_si256(d, a));
  c = _mm256_add_epi32(c, d);
  b = rotated<7>(_mm256_xor_si256(b, c));
}

/// Rows become columns: word i of each of eight inputs comes together in row i.
PYTK_AVX2 void transpose(__m256i (&r)[8]) noexcept {
  const __m256i a0 = _mm256_unpacklo_epi32(r[0], r[1]), a1 = _mm256_unpackhi_epi32(r[0], r[1]);
  const __m256i a2 = _mm256_unpacklo_epi32(r[2], r[3]), a3 = _mm256_unpackhi_epi32(r[2], r[3]);
  const __m256i a4 = _mm256_unpacklo_epi32(r[4], r[5]), a5 = _mm256_unpackhi_epi32(r[4], r[5]);
  const __m256i a6 = _mm256_unpacklo_epi32(r[6], r[7]), a7 = _mm256_unpackhi_epi32(r[6], r[7]);
  const __m256i b0 = _mm256_unpacklo_epi64(a0, a2), b1 = _mm256_unpackhi_epi64(a0, a2);
  const __m256i b2 = _mm256_unpacklo_epi64(a1, a3), b3 = _mm256_unpackhi_epi64(a1, a3);
  const __m256i b4 = _mm256_unpacklo_epi64(a4, a6), b5 = _mm256_unpackhi_epi64(a4, a6);
  const __m256i b6 = _mm256_unpacklo_epi64(a5, a7), b7 = _mm256_unpackhi_epi64(a5, a7);
  r[0] = _mm256_permute2x128_si256(b0, b4, 0x20);
  r[1] = _mm256_permute2x128_si256(b1, b5, 0x20);
  r[2] = _mm256_permute2x128_si256(b2, b6, 0x20);
  r[3] = _mm256_permute2x128_si256(b3, b7, 0x20);
  r[4] = _mm256_permute2x128_si256(b0, b4, 0x31);
  r[5] = _mm256_permute2x128_si256(b1, b5, 0x31);
  r[6] = _mm256_permute2x128_si256(b2, b6, 0x31);
  r[7] = _mm256_permute2x128_si256(b3, b7, 0x31);
}

PYTK_AVX2 void load_block(const std::uint8_t* in, std::size_t stride, __m256i (&m)[16]) noexcept {
  __m256i half[8];
  for (std::size_t part = 0; part < 2; ++part) {
    for (std::size_t i = 0; i < 8; ++i)
      half[i] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(in + i * stride + part * 32));
    transpose(half);
    for (std::size_t i = 0; i < 8; ++i) m[part * 8 + i] = half[i];
  }
}

/// One round; the schedule is a constant of the instance, so that every word's place is known when it is compiled.
template <std::size_t Round>
PYTK_AVX2 void round8(__m256i (&v)[16], const __m256i (&m)[16]) noexcept {
  constexpr auto s = schedule[Round];
  mix8(v[0], v[4], v[8], v[12], m[s[0]], m[s[1]]);
  mix8(v[1], v[5], v[9], v[13], m[s[2]], m[s[3]]);
  mix8(v[2], v[6], v[10], v[14], m[s[4]], m[s[5]]);
  mix8(v[3], v[7], v[11], v[15], m[s[6]], m[s[7]]);
  mix8(v[0], v[5], v[10], v[15], m[s[8]], m[s[9]]);
  mix8(v[1], v[6], v[11], v[12], m[s[10]], m[s[11]]);
  mix8(v[2], v[7], v[8], v[13], m[s[12]], m[s[13]]);
  mix8(v[3], v[4], v[9], v[14], m[s[14]], m[s[15]]);
}

__attribute__((target("avx2"))) void hash8_avx2(const Inputs& in, std::size_t from, Words* out) noexcept {
  __m256i h[8];
  for (std::size_t i = 0; i < 8; ++i) h[i] = _mm256_set1_epi32(static_cast<int>(in.key[i]));
  alignas(32) std::uint32_t low[8], high[8];
  for (std::size_t i = 0; i < 8; ++i) {
    const std::uint64_t count = in.counter + (in.count_up ? from + i : 0);
    low[i] = static_cast<std::uint32_t>(count);
    high[i] = static_cast<std::uint32_t>(count >> 32U);
  }
  const std::uint8_t* const bytes = in.bytes + from * in.stride;
  const __m256i counter_low = _mm256_load_si256(reinterpret_cast<const __m256i*>(low));
  const __m256i counter_high = _mm256_load_si256(reinterpret_cast<const __m256i*>(high));
  for (std::size_t block = 0; block < in.blocks; ++block) {
    __m256i m[16];
    load_block(bytes + block * block_size, in.stride, m);
    const std::uint32_t now = in.flags | (block == 0 ? in.first : 0U) | (block + 1 == in.blocks ? in.last : 0U);
    __m256i v[16];
    for (std::size_t i = 0; i < 8; ++i) v[i] = h[i];
    for (std::size_t i = 0; i < 4; ++i) v[8 + i] = _mm256_set1_epi32(static_cast<int>(initial[i]));
    v[12] = counter_low;
    v[13] = counter_high;
    v[14] = _mm256_set1_epi32(static_cast<int>(block_size));
    v[15] = _mm256_set1_epi32(static_cast<int>(now));
    round8<0>(v, m);
    round8<1>(v, m);
    round8<2>(v, m);
    round8<3>(v, m);
    round8<4>(v, m);
    round8<5>(v, m);
    round8<6>(v, m);
    for (std::size_t i = 0; i < 8; ++i) h[i] = _mm256_xor_si256(v[i], v[i + 8]);
  }
  transpose(h);
  for (std::size_t i = 0; i < 8; ++i) _mm256_storeu_si256(reinterpret_cast<__m256i*>(out[i].data()), h[i]);
}
#undef PYTK_AVX2
#endif

}  // namespace

std::array<std::uint32_t, 16> compress(const Words& chaining, const std::uint8_t* block, std::size_t size,
                                       std::uint64_t counter, std::uint32_t flags) noexcept {
  std::uint32_t m[16];
  std::memcpy(m, block, sizeof m);  // little-endian machines only, as load_le
  std::array<std::uint32_t, 16> v;
  for (std::size_t i = 0; i < 8; ++i) v[i] = chaining[i];
  for (std::size_t i = 0; i < 4; ++i) v[8 + i] = initial[i];
  v[12] = static_cast<std::uint32_t>(counter);
  v[13] = static_cast<std::uint32_t>(counter >> 32U);
  v[14] = static_cast<std::uint32_t>(size);
  v[15] = flags;
  for (const auto& s : schedule) {
    for (std::size_t i = 0; i < 4; ++i) mix(v, i, 4 + i, 8 + i, 12 + i, m[s[2 * i]], m[s[2 * i + 1]]);
    for (std::size_t i = 0; i < 4; ++i)
      mix(v, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[s[8 + 2 * i]], m[s[9 + 2 * i]]);
  }
  for (std::size_t i = 0; i < 8; ++i) {
    v[i] ^= v[i + 8];
    v[i + 8] ^= chaining[i];
  }
  return v;
}

namespace {

void hash_portable(const Inputs& in, std::size_t i, Words& out) noexcept {
  Words value = in.key;
  for (std::size_t block = 0; block < in.blocks; ++block) {
    const std::uint32_t now = in.flags | (block == 0 ? in.first : 0U) | (block + 1 == in.blocks ? in.last : 0U);
    const auto full = compress(value, in.bytes + i * in.stride + block * block_size, block_size,
                               in.counter + (in.count_up ? i : 0), now);
    for (std::size_t j = 0; j < 8; ++j) value[j] = full[j];
  }
  out = value;
}

}  // namespace

void hash_many(const Inputs& in, std::size_t count, Words* out) noexcept {
  std::size_t done = 0;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw"))
    for (; count - done >= 16; done += 16) hash16_avx512(in, done, out + done);
  if (__builtin_cpu_supports("avx2"))
    for (; count - done >= 8; done += 8) hash8_avx2(in, done, out + done);
#endif
  for (; done < count; ++done) hash_portable(in, done, out[done]);
}

}  // namespace pytk::crypt::blake3
