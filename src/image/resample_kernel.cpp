#include "image/resample_kernel.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace pytk::image::kernel {

namespace {

template <std::uint8_t Channels>
void spread_plain(const std::uint8_t* in, std::size_t from, std::size_t pixels, std::int16_t* planes,
                  std::size_t plane) {
  for (std::size_t x = from; x < pixels; ++x)
    for (std::size_t c = 0; c < Channels; ++c) planes[c * plane + x] = in[x * Channels + c];
}

}  // namespace

#if defined(__x86_64__)

bool is_fast() noexcept { return __builtin_cpu_supports("avx2") != 0; }

namespace {

/// 16 RGB pixels (48 bytes) to three planes: each plane gathers its bytes from three registers.
__attribute__((target("avx2"))) void spread_rgb(const std::uint8_t* in, std::size_t pixels, std::int16_t* planes,
                                                std::size_t plane) {
  alignas(16) static constexpr std::int8_t pick[3][3][16] = {
      {{0, 3, 6, 9, 12, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
       {-1, -1, -1, -1, -1, -1, 2, 5, 8, 11, 14, -1, -1, -1, -1, -1},
       {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 4, 7, 10, 13}},
      {{1, 4, 7, 10, 13, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
       {-1, -1, -1, -1, -1, 0, 3, 6, 9, 12, 15, -1, -1, -1, -1, -1},
       {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 2, 5, 8, 11, 14}},
      {{2, 5, 8, 11, 14, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1},
       {-1, -1, -1, -1, -1, 1, 4, 7, 10, 13, -1, -1, -1, -1, -1, -1},
       {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 3, 6, 9, 12, 15}}};
  std::size_t x = 0;
  for (; x + 16 <= pixels; x += 16) {
    const auto* at = reinterpret_cast<const __m128i*>(in + x * 3);
    const __m128i a = _mm_loadu_si128(at), b = _mm_loadu_si128(at + 1), d = _mm_loadu_si128(at + 2);
    for (std::size_t c = 0; c < 3; ++c) {
      const auto mask = [c](std::size_t part) {
        return _mm_load_si128(reinterpret_cast<const __m128i*>(pick[c][part]));
      };
      const __m128i bytes = _mm_or_si128(_mm_or_si128(_mm_shuffle_epi8(a, mask(0)), _mm_shuffle_epi8(b, mask(1))),
                                         _mm_shuffle_epi8(d, mask(2)));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(planes + c * plane + x), _mm256_cvtepu8_epi16(bytes));
    }
  }
  spread_plain<3>(in, x, pixels, planes, plane);
}

__attribute__((target("avx2"))) std::int32_t sum_of(__m256i v) {
  __m128i s = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0x4e));
  s = _mm_add_epi32(s, _mm_shuffle_epi32(s, 0xb1));
  return _mm_cvtsi128_si32(s);
}

/// One output pixel: `Channels` dot products share the loads of the weights. Wrapping sums are exact modulo 2^32, and
/// the true sum fits, so splitting a weight into high * 2^11 + low loses nothing.
template <std::uint8_t Channels>
__attribute__((target("avx2"))) void across_channels(const std::int16_t* planes, std::size_t plane,
                                                     const Window& window, std::uint8_t* out) {
  for (std::size_t x = 0; x < window.out; ++x) {
    const std::int16_t* from = planes + window.begin[x];
    const std::int16_t* high = window.high + x * window.stride;
    const std::int16_t* low = window.low + x * window.stride;
    __m256i high_sum[Channels], low_sum[Channels];
    for (auto& sum : high_sum) sum = _mm256_setzero_si256();
    for (auto& sum : low_sum) sum = _mm256_setzero_si256();
    for (std::size_t i = 0; i < window.count[x]; i += 16) {
      const __m256i h = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(high + i));
      const __m256i l = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(low + i));
      for (std::size_t c = 0; c < Channels; ++c) {
        const __m256i samples = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + c * plane + i));
        high_sum[c] = _mm256_add_epi32(high_sum[c], _mm256_madd_epi16(samples, h));
        low_sum[c] = _mm256_add_epi32(low_sum[c], _mm256_madd_epi16(samples, l));
      }
    }
    for (std::size_t c = 0; c < Channels; ++c) {
      const __m256i whole = _mm256_add_epi32(_mm256_slli_epi32(high_sum[c], 11), low_sum[c]);
      *out++ = clip(sum_of(whole) + (1 << 21));
    }
  }
}

__attribute__((target("avx2"))) void add_row_avx2(std::int32_t* sums, const std::uint8_t* row, std::int32_t weight,
                                                  std::size_t samples) {
  const __m256i w = _mm256_set1_epi32(weight);
  std::size_t i = 0;
  for (; i + 8 <= samples; i += 8) {
    const __m256i values = _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(row + i)));
    auto* to = reinterpret_cast<__m256i*>(sums + i);
    _mm256_storeu_si256(to, _mm256_add_epi32(_mm256_loadu_si256(to), _mm256_mullo_epi32(values, w)));
  }
  for (; i < samples; ++i) sums[i] += row[i] * weight;
}

}  // namespace

void spread(const std::uint8_t* in, std::size_t pixels, std::uint8_t channels, std::int16_t* planes,
            std::size_t plane) {
  switch (channels) {
    case 1: return spread_plain<1>(in, 0, pixels, planes, plane);
    case 2: return spread_plain<2>(in, 0, pixels, planes, plane);
    case 3: return spread_rgb(in, pixels, planes, plane);
    default: return spread_plain<4>(in, 0, pixels, planes, plane);
  }
}

void across(const std::int16_t* planes, std::size_t plane, std::uint8_t channels, const Window& window,
            std::uint8_t* out) {
  switch (channels) {
    case 1: return across_channels<1>(planes, plane, window, out);
    case 2: return across_channels<2>(planes, plane, window, out);
    case 3: return across_channels<3>(planes, plane, window, out);
    default: return across_channels<4>(planes, plane, window, out);
  }
}

void add_row(std::int32_t* sums, const std::uint8_t* row, std::int32_t weight, std::size_t samples) noexcept {
  static const bool fast = is_fast();
  if (fast) return add_row_avx2(sums, row, weight, samples);
  for (std::size_t i = 0; i < samples; ++i) sums[i] += row[i] * weight;
}

#else

bool is_fast() noexcept { return false; }
void spread(const std::uint8_t*, std::size_t, std::uint8_t, std::int16_t*, std::size_t) {}
void across(const std::int16_t*, std::size_t, std::uint8_t, const Window&, std::uint8_t*) {}
void add_row(std::int32_t* sums, const std::uint8_t* row, std::int32_t weight, std::size_t samples) noexcept {
  for (std::size_t i = 0; i < samples; ++i) sums[i] += row[i] * weight;
}

#endif

}  // namespace pytk::image::kernel
