#include "base64url.hpp"

#include <array>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace pytk::crypt {
namespace {

constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  for (auto& value : values) value = 255;
  for (std::uint8_t i = 0; i < 64; ++i) values[static_cast<std::uint8_t>(digits[i])] = i;
  return values;
}
constexpr std::array<std::uint8_t, 256> values = make_values();

#if defined(__x86_64__)
// 24 bytes become 32 characters at a time. The multiplications move the four 6-bit fields of each 3 bytes into four
// bytes at once (Mula and Lemire, "Faster Base64 Encoding and Decoding Using AVX2 Instructions", 2018).
__attribute__((target("avx2"))) std::size_t encode_avx2(const std::uint8_t* in, std::size_t size, char* out) noexcept {
  const __m256i spread = _mm256_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10,
                                          1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
  // What to add to a 6-bit value for its character, by class: 0 lower case, 1..10 digits, 11 '-', 12 '_', 13 upper
  // case.
  const __m256i offsets = _mm256_setr_epi8(71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -17, 32, 65, 0, 0,
                                           71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -17, 32, 65, 0, 0);
  std::size_t done = 0;
  for (; done + 28 <= size; done += 24, out += 32) {
    const __m128i low = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + done));
    const __m128i high = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + done + 12));
    const __m256i triples = _mm256_shuffle_epi8(_mm256_set_m128i(high, low), spread);
    const __m256i odd = _mm256_mulhi_epu16(_mm256_and_si256(triples, _mm256_set1_epi32(0x0fc0fc00)),
                                           _mm256_set1_epi32(0x04000040));
    const __m256i even = _mm256_mullo_epi16(_mm256_and_si256(triples, _mm256_set1_epi32(0x003f03f0)),
                                            _mm256_set1_epi32(0x01000010));
    const __m256i fields = _mm256_or_si256(odd, even);
    const __m256i upper = _mm256_and_si256(_mm256_cmpgt_epi8(_mm256_set1_epi8(26), fields), _mm256_set1_epi8(13));
    const __m256i classes = _mm256_or_si256(_mm256_subs_epu8(fields, _mm256_set1_epi8(51)), upper);
    const __m256i text = _mm256_add_epi8(fields, _mm256_shuffle_epi8(offsets, classes));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), text);
  }
  return done;
}

// 32 characters become 24 bytes at a time. A character is known by its two halves: each upper half (row of the ASCII
// table) owns a bit, and the lower half's entry has the bits of all rows in which that column is not of the alphabet.
// Only '_' is moved otherwise than the rest of its row; it borrows the unused row 15.
__attribute__((target("avx2"))) std::size_t decode_avx2(const char* in, std::size_t size, std::uint8_t* out) noexcept {
  // Rows 2, 3, 4 and 6, 5, 7, others.
  constexpr char dash = 1, digit = 2, upper_a = 4, upper_p = 8, lower_p = 16, none = 32;
  constexpr char all = dash | digit | upper_a | upper_p | lower_p | none;
  const __m256i rows = _mm256_setr_epi8(none, none, dash, digit, upper_a, upper_p, upper_a, lower_p, none, none, none,
                                        none, none, none, none, none, none, none, dash, digit, upper_a, upper_p,
                                        upper_a, lower_p, none, none, none, none, none, none, none, none);
  constexpr char zero = all & ~(digit | upper_p | lower_p), one = all & ~(digit | upper_a | upper_p | lower_p);
  constexpr char ten = all & ~(upper_a | upper_p | lower_p), later = all & ~upper_a;
  constexpr char thirteen = all & ~(upper_a | dash), fifteen = all & ~(upper_a | upper_p);
  const __m256i columns =
      _mm256_setr_epi8(zero, one, one, one, one, one, one, one, one, one, ten, later, later, thirteen, later, fifteen,
                       zero, one, one, one, one, one, one, one, one, one, ten, later, later, thirteen, later, fifteen);
  const __m256i shifts = _mm256_setr_epi8(0, 0, 17, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, -32,
                                          0, 0, 17, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, -32);
  const __m256i gather = _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1,
                                          2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
  const __m256i pack = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 7, 7);
  const __m256i half = _mm256_set1_epi8(0x0f);
  std::size_t done = 0;
  for (; done + 32 <= size; done += 32, out += 24) {
    const __m256i text = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(in + done));
    const __m256i row = _mm256_and_si256(_mm256_srli_epi32(text, 4), half);
    const __m256i column = _mm256_and_si256(text, half);
    if (_mm256_testz_si256(_mm256_shuffle_epi8(rows, row), _mm256_shuffle_epi8(columns, column)) == 0) break;
    const __m256i under = _mm256_and_si256(_mm256_cmpeq_epi8(text, _mm256_set1_epi8('_')), _mm256_set1_epi8(5 ^ 15));
    const __m256i fields = _mm256_add_epi8(text, _mm256_shuffle_epi8(shifts, _mm256_xor_si256(row, under)));
    const __m256i pairs = _mm256_maddubs_epi16(fields, _mm256_set1_epi32(0x01400140));
    const __m256i quads = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
    const __m256i bytes = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(quads, gather), pack);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), bytes);
  }
  return done;
}

// Asked at each call: the answer is a load from a table that the C runtime fills, no static constructor is needed.
bool have_avx2() noexcept { return __builtin_cpu_supports("avx2") != 0; }
#endif

}  // namespace

std::uint8_t base64url_value(char character) noexcept { return values[static_cast<std::uint8_t>(character)]; }
char base64url_digit(std::uint8_t value) noexcept { return digits[value & 63U]; }

std::size_t encode_base64url_portable(const std::uint8_t* in, std::size_t size, char* out) noexcept {
  char* const begin = out;
  for (std::size_t i = 0; i + 3 <= size; i += 3) {
    const std::uint32_t bits =
        static_cast<std::uint32_t>(in[i]) << 16U | static_cast<std::uint32_t>(in[i + 1]) << 8U | in[i + 2];
    *out++ = digits[bits >> 18U];
    *out++ = digits[bits >> 12U & 63U];
    *out++ = digits[bits >> 6U & 63U];
    *out++ = digits[bits & 63U];
  }
  return static_cast<std::size_t>(out - begin);
}

std::size_t decode_base64url_portable(const char* in, std::size_t size, std::uint8_t* out) noexcept {
  std::size_t done = 0;
  for (; done + 4 <= size; done += 4) {
    const std::uint32_t a = base64url_value(in[done]), b = base64url_value(in[done + 1]);
    const std::uint32_t c = base64url_value(in[done + 2]), d = base64url_value(in[done + 3]);
    if (((a | b | c | d) & 0x80U) != 0) break;
    const std::uint32_t bits = a << 18U | b << 12U | c << 6U | d;
    *out++ = static_cast<std::uint8_t>(bits >> 16U);
    *out++ = static_cast<std::uint8_t>(bits >> 8U);
    *out++ = static_cast<std::uint8_t>(bits);
  }
  return done;
}

std::size_t encode_base64url(const std::uint8_t* in, std::size_t size, char* out) noexcept {
  std::size_t done = 0;
#if defined(__x86_64__)
  if (have_avx2()) done = encode_avx2(in, size, out);
#endif
  return done / 3 * 4 + encode_base64url_portable(in + done, size - done, out + done / 3 * 4);
}

std::size_t decode_base64url(const char* in, std::size_t size, std::uint8_t* out) noexcept {
  std::size_t done = 0;
#if defined(__x86_64__)
  if (have_avx2()) done = decode_avx2(in, size, out);
#endif
  return done + decode_base64url_portable(in + done, size - done, out + done / 4 * 3);
}

}  // namespace pytk::crypt
