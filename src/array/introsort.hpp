// NumPy's unstable sorts, step by step: which of two equal elements (0.0 and -0.0, or indices of equal values) comes
// first is part of a result that is compared bit by bit.
#pragma once

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

namespace pytk::array {

/// Heapsort (Williams 1964).
template <class T, class Less>
void numpy_heapsort(T* start, std::int64_t n, Less&& less) {
  T* a = start - 1;  // counted from 1
  const auto sink = [&](std::int64_t hole, T value, std::int64_t size) {
    for (auto child = hole << 1; child <= size;) {
      if (child < size && less(a[child], a[child + 1])) ++child;
      if (!less(value, a[child])) break;
      a[hole] = a[child];
      hole = child;
      child += child;
    }
    a[hole] = value;
  };
  for (auto l = n >> 1; l > 0; --l) sink(l, a[l], n);
  while (n > 1) {
    const T last = a[n];
    a[n] = a[1];
    --n;
    sink(1, last, n);
  }
}

/// Insertion sort from low up to high inclusive.
template <class T, class Less>
void numpy_insertion_sort(T* low, T* high, Less&& less) {
  for (T* i = low + 1; i <= high; ++i) {
    const T value = *i;
    T* j = i;
    for (; j > low && less(value, *(j - 1)); --j) *j = *(j - 1);
    *j = value;
  }
}

/// Parts low .. high by the median of the first, the middle and the last element; returns that one's place.
template <class T, class Less>
T* numpy_partition(T* low, T* high, Less&& less) {
  T* middle = low + ((high - low) >> 1);
  if (less(*middle, *low)) std::swap(*middle, *low);
  if (less(*high, *middle)) std::swap(*high, *middle);
  if (less(*middle, *low)) std::swap(*middle, *low);
  const T pivot = *middle;
  T *i = low, *j = high - 1;
  std::swap(*middle, *j);
  for (;;) {
    do ++i;
    while (less(*i, pivot));
    do --j;
    while (less(pivot, *j));
    if (i >= j) break;
    std::swap(*i, *j);
  }
  std::swap(*i, *(high - 1));
  return i;
}

/// Quicksort with the median of three, insertion sort up to 16 elements, heapsort where it goes too deep (Musser 1997).
template <class T, class Less>
void numpy_quicksort(T* start, std::int64_t n, Less&& less) {
  struct Range {
    T *low, *high;
    int depth;
  };
  if (n < 2) return;
  std::vector<Range> later;
  Range now{start, start + n - 1, 2 * (static_cast<int>(std::bit_width(static_cast<std::uint64_t>(n))) - 1)};
  for (;;) {
    if (now.depth < 0) {
      numpy_heapsort(now.low, now.high - now.low + 1, less);
    } else {
      while (now.high - now.low > 15) {
        T* pivot = numpy_partition(now.low, now.high, less);
        --now.depth;
        if (pivot - now.low < now.high - pivot) {  // the smaller side first
          later.push_back({pivot + 1, now.high, now.depth});
          now.high = pivot - 1;
        } else {
          later.push_back({now.low, pivot - 1, now.depth});
          now.low = pivot + 1;
        }
      }
      numpy_insertion_sort(now.low, now.high, less);
    }
    if (later.empty()) return;
    now = later.back();
    later.pop_back();
  }
}

}  // namespace pytk::array
