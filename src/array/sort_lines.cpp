// Sorting of lines of elements, and the indices that sort them.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>

#include <pytk/array/order.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "elements.hpp"
#include "introsort.hpp"
#include "text_elements.hpp"
#include "vqsort.hpp"

namespace pytk::array {
namespace {

constexpr std::int64_t worth_vectors = 256;

// Floats as integers of the same order: what follows the sign is turned over in negative numbers. Its own inverse.
template <class I, class T>
void to_ordered(T* values, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    I bits;
    std::memcpy(&bits, values + i, sizeof bits);
    bits = static_cast<I>(bits ^ ((bits >> (sizeof(I) * 8 - 1)) & std::numeric_limits<I>::max()));
    std::memcpy(static_cast<void*>(values + i), &bits, sizeof bits);
  }
}

template <class T>
bool sort_by_vectors(T* values, std::int64_t n) {
  if (n < worth_vectors) return false;
  const auto count = static_cast<std::size_t>(n);
  if constexpr (std::is_same_v<T, double> || std::is_same_v<T, float> || std::is_same_v<T, Half>) {
    using I = std::conditional_t<sizeof(T) == 8, std::int64_t,
                                 std::conditional_t<sizeof(T) == 4, std::int32_t, std::int16_t>>;
    if (!__builtin_cpu_supports("avx2")) return false;
    to_ordered<I>(values, n);
    if (!vector_sort(reinterpret_cast<I*>(values), count))
      std::sort(reinterpret_cast<I*>(values), reinterpret_cast<I*>(values) + n);
    to_ordered<I>(values, n);
    return true;
  } else if constexpr (std::is_integral_v<T> && sizeof(T) > 1) {
    return vector_sort(values, count);
  } else {
    return false;
  }
}

template <class T>
void count_bytes(T* values, std::int64_t n) {
  std::array<std::int64_t, 256> counts{};
  for (std::int64_t i = 0; i < n; ++i)
    ++counts[static_cast<std::size_t>(static_cast<int>(values[i]) - std::numeric_limits<T>::min())];
  for (std::size_t v = 0; v < counts.size(); ++v)
    values = std::fill_n(values, counts[v], static_cast<T>(static_cast<int>(v) + std::numeric_limits<T>::min()));
}

// 0.0 and -0.0 are equal and yet differ: only where both are there does it matter how the sort goes about it.
template <class T>
bool has_both_zeros(const T* values, std::int64_t n) {
  bool plus = false, minus = false;
  for (std::int64_t i = 0; i < n; ++i) {
    const auto v = static_cast<computed_t<T>>(values[i]);
    if (v != 0) continue;
    (std::signbit(v) ? minus : plus) = true;
    if (plus && minus) return true;
  }
  return false;
}

template <class T, class Less>
void sort_as(SortKind kind, T* values, std::int64_t n, Less&& less) {
  if (kind == SortKind::stable) std::stable_sort(values, values + n, less);
  else if (kind == SortKind::heap) numpy_heapsort(values, n, less);
  else numpy_quicksort(values, n, less);
}

template <class T>
void sort_numbers(SortKind kind, T* values, std::int64_t n) {
  if constexpr (std::is_integral_v<T>) {
    if constexpr (sizeof(T) == 1) count_bytes(values, n);
    else if (!sort_by_vectors(values, n)) std::sort(values, values + n);
  } else if constexpr (is_complex_type<T>) {
    sort_as(kind, values, n, less_nan_last<T>);
  } else {
    if (n < worth_vectors || has_both_zeros(values, n)) return sort_as(kind, values, n, less_nan_last<T>);
    T* end = std::partition(values, values + n, [](const T& v) { return !element_is_nan(v); });
    if (!sort_by_vectors(values, end - values)) std::sort(values, end, less_plain<T>);
  }
}

std::vector<std::string> texts_of(const Array& line) {
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < line.size(); ++i)
    texts.push_back(text_at(line.dtype(), line.data() + i * static_cast<std::int64_t>(line.dtype().size)));
  return texts;
}

}  // namespace

SortKind find_sort_kind(std::string_view name) {
  if (name == "quicksort") return SortKind::quick;
  if (name == "stable" || name == "mergesort") return SortKind::stable;
  if (name == "heapsort") return SortKind::heap;
  static constexpr std::array<std::string_view, 4> names{"quicksort", "mergesort", "heapsort", "stable"};
  throw fail(Fault::usage, "there is no kind of sort '{}'", name)
      .hint(did_you_mean(name, std::span<const std::string_view>(names)));
}

void sort_line(const Array& line, SortKind kind) {
  if (is_number(line.kind())) {
    visit_kind(line.kind(), [&]<class T>(TypeTag<T>) { sort_numbers(kind, line.as<T>(), line.size()); });
    return;
  }
  auto texts = texts_of(line);
  std::sort(texts.begin(), texts.end());
  for (std::size_t i = 0; i < texts.size(); ++i) put_text(line.dtype(), line.data() + i * line.dtype().size, texts[i]);
}

std::vector<std::int64_t> sorted_order(const Array& line, SortKind kind) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(line.size()));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  if (!is_number(line.kind())) {
    const auto texts = texts_of(line);
    sort_as(kind, order.data(), line.size(), [&](std::int64_t a, std::int64_t b) {
      return texts[static_cast<std::size_t>(a)] < texts[static_cast<std::size_t>(b)];
    });
    return order;
  }
  visit_kind(line.kind(), [&]<class T>(TypeTag<T>) {
    const T* values = line.as<T>();
    sort_as(kind, order.data(), line.size(),
            [values](std::int64_t a, std::int64_t b) { return less_nan_last(values[a], values[b]); });
  });
  return order;
}

}  // namespace pytk::array
