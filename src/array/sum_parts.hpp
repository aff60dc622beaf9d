// Sums of what lies in a row, in NumPy's order and by several threads.
#pragma once

#include <algorithm>
#include <vector>

#include "pairwise.hpp"
#include "parallel_parts.hpp"
#include "passed_by.hpp"
#include "reduce.hpp"

namespace pytk::array {

/// Reduced as a whole, and its elements lie in a row.
inline bool whole_row(const Array& a, const Axes& axes) {
  return axes.size() == a.dimensions() && (a.c_contiguous() || a.f_contiguous());
}

// The sum of `count` values in NumPy's order: work(begin, n) gives the pairwise sum of one part of 8,192; threads take
// runs of parts, and what the parts gave is added one after the other.
template <class C, class Work>
C sum_of_parts(std::int64_t count, const PassedBy& passed, Work&& work) {
  constexpr std::int64_t together = 32;  // 2 MiB of doubles
  const auto parts = (count + part_size - 1) / part_size;
  std::vector<C> sums(static_cast<std::size_t>(parts));
  in_parts(parts, together, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = begin; i < end; ++i)
      sums[static_cast<std::size_t>(i)] = work(i * part_size, std::min(part_size, count - i * part_size));
    passed.read(begin * part_size, std::min(end * part_size, count));
  });
  C total = 0;
  for (const auto& sum : sums) total += sum;
  return total;
}

template <class T>
T sum_in_a_row(const T* values, std::int64_t count, const PassedBy& passed = {}) {
  return sum_of_parts<T>(count, passed,
                         [&](std::int64_t begin, std::int64_t n) { return pairwise(values + begin, n); });
}

// The same of whole numbers and truths as doubles, part by part: NumPy converts as much at a time.
template <class T>
double converted_sum(const T* values, std::int64_t count, const PassedBy& passed) {
  return sum_of_parts<double>(count, passed, [&](std::int64_t begin, std::int64_t n) {
    double buffer[part_size];
    for (std::int64_t i = 0; i < n; ++i) buffer[i] = static_cast<double>(values[begin + i]);
    return pairwise(buffer, n);
  });
}

}  // namespace pytk::array
