// Walking over several arrays of one shape at once: axes that lie in a row in memory are joined, the innermost is a
// plain loop with a step for each array.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include <pytk/array/array.hpp>

namespace pytk::array {

/// count elements; pointers[i] moves by steps[i] bytes.
template <std::size_t N>
using Pointers = std::array<std::byte*, N>;
template <std::size_t N>
using Steps = std::array<std::int64_t, N>;

/// A shape with strides for N arrays, axes joined where possible. In the order given: C order unless sort_for() was
/// called.
template <std::size_t N>
struct Walk {
  Shape shape;
  std::array<Shape, N> strides;
  Pointers<N> data;

  explicit Walk(const std::array<const Array*, N>& arrays) {
    shape = arrays[0]->shape();
    for (std::size_t i = 0; i < N; ++i) {
      strides[i] = arrays[i]->strides();
      data[i] = arrays[i]->data();
    }
  }
  /// Puts the axes in the order of array `which`'s memory: largest stride first, stable.
  void sort_for(std::size_t which) {
    const auto magnitude = [&](std::size_t axis) {
      return strides[which][axis] < 0 ? -strides[which][axis] : strides[which][axis];
    };
    for (std::size_t i = 1; i < shape.size(); ++i)
      for (std::size_t j = i; j > 0; --j) {
        // Axes of length 1 or stride 0 tell nothing about memory.
        if (shape[j] == 1 || strides[which][j] == 0 || magnitude(j - 1) >= magnitude(j)) break;
        std::swap(shape[j], shape[j - 1]);
        for (auto& s : strides) std::swap(s[j], s[j - 1]);
      }
  }
  void join() {
    std::size_t kept = 0;
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      if (shape[axis] == 1) continue;
      bool joins = kept > 0;
      for (std::size_t i = 0; i < N && joins; ++i) joins = strides[i][kept - 1] == strides[i][axis] * shape[axis];
      if (joins) {
        shape[kept - 1] *= shape[axis];
        for (auto& s : strides) s[kept - 1] = s[axis];
      } else {
        shape[kept] = shape[axis];
        for (auto& s : strides) s[kept] = s[axis];
        ++kept;
      }
    }
    if (kept == 0) {
      shape.assign(1, 1);
      for (auto& s : strides) s.assign(1, 0);
      return;
    }
    shape.resize(kept);
    for (auto& s : strides) s.resize(kept);
  }
  /// Calls inner(pointers, steps, count) for every innermost run; join() first.
  template <class Inner>
  void run(Inner&& inner) const {
    for (const auto length : shape)
      if (length == 0) return;
    const std::size_t last = shape.size() - 1;
    Steps<N> steps;
    for (std::size_t i = 0; i < N; ++i) steps[i] = strides[i][last];
    std::vector<std::int64_t> index(last, 0);
    Pointers<N> at = data;
    for (;;) {
      inner(at, steps, shape[last]);
      std::size_t axis = last;
      while (axis > 0) {
        --axis;
        if (++index[axis] < shape[axis]) {
          for (std::size_t i = 0; i < N; ++i) at[i] += strides[i][axis];
          break;
        }
        for (std::size_t i = 0; i < N; ++i) at[i] -= strides[i][axis] * (shape[axis] - 1);
        index[axis] = 0;
        if (axis == 0) return;
      }
      if (last == 0) return;
    }
  }
};

/// An array for what is computed from `operands` (of its shape, by broadcasting): its axes lie in memory in the order
/// of theirs, which is what NumPy calls order 'K'.
[[nodiscard]] Array empty_in_order_of(DType dtype, const Shape& shape, std::initializer_list<const Array*> operands);

/// Elementwise work over arrays of one shape.
template <std::size_t N, class Inner>
void for_each_run(const std::array<const Array*, N>& arrays, Inner&& inner) {
  Walk<N> walk(arrays);
  walk.sort_for(0);
  walk.join();
  walk.run(inner);
}

}  // namespace pytk::array
