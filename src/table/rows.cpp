// Cells, rows and the memory behind them.
#include <pytk/table/rows.hpp>

#include <algorithm>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

namespace pytk::table {

std::string_view type_name(Type type) noexcept {
  constexpr std::string_view names[] = {"text", "integer", "real", "boolean", "time", "json"};
  return names[static_cast<std::size_t>(type)];
}

std::ptrdiff_t find_column(const Columns& columns, std::string_view name) noexcept {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].name == name) return static_cast<std::ptrdiff_t>(i);
  return -1;
}

std::size_t column_index(const Columns& columns, std::string_view name) {
  const auto index = find_column(columns, name);
  if (index >= 0) return static_cast<std::size_t>(index);
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  std::string hint = did_you_mean(name, names);
  if (hint.empty() && !names.empty()) {
    if (names.size() > 12) names.resize(12);
    hint = "the columns are " + join(names, ", ");
  }
  throw fail(Fault::usage, "unknown column '{}'", name).hint(hint);
}

std::string_view Arena::keep(std::string_view text) {
  char* at = room(text.size());
  if (!text.empty()) std::memcpy(at, text.data(), text.size());
  return {at, text.size()};
}

char* Arena::room(std::size_t size) {
  if (size > block_bytes / 4) {
    large_.push_back(std::make_unique_for_overwrite<char[]>(size));
    return large_.back().get();
  }
  if (blocks_.empty() || used_ + size > block_bytes) {
    if (!blocks_.empty()) ++block_;
    if (block_ >= blocks_.size()) {
      blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_bytes));
      block_ = blocks_.size() - 1;
    }
    used_ = 0;
  }
  char* at = blocks_[block_].get() + used_;
  used_ += size;
  return at;
}

void Arena::clear() noexcept {
  large_.clear();
  block_ = 0;
  used_ = blocks_.empty() ? block_bytes : 0;
}

void Rows::reset(std::size_t columns) {
  columns_ = columns;
  rows_ = 0;
  first_line = 0;
  bytes = {};
  arena_.clear();
  owners_.clear();
}

std::int64_t count_bytes(std::string_view text, char wanted) noexcept {
  std::int64_t count = 0;
  std::size_t i = 0;
#if defined(__SSE2__)
  // Sixteen at a time: a hit is -1 in its lane, a lane holds 255 of them before it must be summed.
  const __m128i all = _mm_set1_epi8(wanted), zero = _mm_setzero_si128();
  while (text.size() - i >= 16) {
    __m128i lanes = zero;
    for (int n = 0; n < 255 && text.size() - i >= 16; ++n, i += 16)
      lanes =
          _mm_sub_epi8(lanes, _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + i)), all));
    const __m128i sums = _mm_sad_epu8(lanes, zero);
    count += _mm_cvtsi128_si64(sums) + _mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums));
  }
#endif
  for (; i < text.size(); ++i) count += text[i] == wanted;
  return count;
}

std::int64_t Rows::line_of(const char* at) const noexcept {
  const char* begin = bytes.data();
  if (first_line == 0 || begin == nullptr || at < begin || at > begin + bytes.size()) return 0;
  return first_line + count_bytes({begin, static_cast<std::size_t>(at - begin)}, '\n');
}

void Rows::grow() {
  const std::size_t wanted = std::max<std::size_t>(cells_.size() * 2, (rows_ + 64) * columns_);
  cells_.resize(wanted);
}

}  // namespace pytk::table
