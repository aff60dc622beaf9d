// The quick way through records that are written like one another.
#include "table/json_records.hpp"

#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace pytk::table {
namespace {

/// The first byte from `at` on that is a quote or needs a closer look: an escape, a control, a byte outside ASCII.
const char* end_of_plain(const char* at, const char* end) noexcept {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"'), escape = _mm_set1_epi8('\\'), low = _mm_set1_epi8(0x20);
  for (; at < end; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i hits = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, escape)),
                                      _mm_cmplt_epi8(bytes, low));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(hits));
    if (mask != 0) return std::min(end, at + std::countr_zero(mask));
  }
  return end;
#else
  while (at < end && *at != '"' && *at != '\\' && static_cast<signed char>(*at) >= 0x20) ++at;
  return at;
#endif
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Behind an integer or decimal without exponent (RFC 8259, 6); nullptr where there is none.
const char* end_of_number(const char* at, const char* end) noexcept {
  if (*at == '-') ++at;
  const char* const digits = at;
  while (at < end && is_digit(*at)) ++at;
  if (at == digits || (at - digits > 1 && *digits == '0')) return nullptr;
  if (at == end || *at != '.') return at;
  const char* const fraction = ++at;
  while (at < end && is_digit(*at)) ++at;
  return at == fraction ? nullptr : at;
}

}  // namespace

FlatRecords::FlatRecords(const Columns& columns) {
  for (const auto& column : columns) {
    const bool plain = std::all_of(column.name.begin(), column.name.end(),
                                   [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
    keys_.push_back(plain ? '"' + column.name + "\":" : std::string());
  }
}

bool FlatRecords::read(std::string_view record, Cell* row) const noexcept {
  const char* at = record.data();
  const char* end = at + record.size();
  if (record.size() < 2 || *at != '{') return false;
  if (end[-1] == '\r') --end;
  ++at;
  for (std::size_t column = 0; column < keys_.size(); ++column) {
    const std::string& key = keys_[column];
    if (key.empty() || static_cast<std::size_t>(end - at) < key.size() + 2 ||
        std::memcmp(at, key.data(), key.size()) != 0)
      return false;
    at += key.size();
    if (*at == ' ') ++at;
    const char* const begin = at;
    if (*at == '"') {
      at = end_of_plain(begin + 1, end);
      if (at == end || *at != '"') return false;
      row[column] = cell({begin + 1, static_cast<std::size_t>(at - begin - 1)}, Kind::text);
      ++at;
    } else if (end - at > 4 && std::memcmp(at, "null", 4) == 0) {
      row[column] = {};
      at += 4;
    } else {
      at = end_of_number(at, end);
      if (at == nullptr) return false;
      row[column] = cell({begin, static_cast<std::size_t>(at - begin)}, Kind::json);
    }
    if (at == end) return false;
    if (*at == '}') {
      std::fill(row + column + 1, row + keys_.size(), Cell{});
      return at + 1 == end;
    }
    if (*at++ != ',') return false;
    if (at < end && *at == ' ') ++at;
  }
  return false;
}

}  // namespace pytk::table
