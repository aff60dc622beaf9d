#include "compose.hpp"

#include <algorithm>
#include <atomic>

#include <pytk/array/workers.hpp>

namespace pytk::array {
namespace {

std::atomic<Pool*> pool{nullptr};

}  // namespace

void set_workers(Pool* workers) noexcept { pool = workers; }
Pool* workers() noexcept { return pool; }

Array with_last(const Array& a, const std::vector<std::size_t>& last) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < a.dimensions(); ++i)
    if (std::find(last.begin(), last.end(), i) == last.end()) order.push_back(i);
  order.insert(order.end(), last.begin(), last.end());
  return a.transposed(order);
}

Array move_axis(const Array& a, std::size_t from, std::size_t to) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < a.dimensions(); ++i)
    if (i != from) order.push_back(i);
  order.insert(order.begin() + static_cast<std::ptrdiff_t>(to), from);
  return a.transposed(order);
}

Array part_of(const Array& a, std::size_t axis, std::int64_t start, std::int64_t count, std::int64_t step) {
  Shape shape = a.shape(), strides = a.strides();
  shape[axis] = std::max<std::int64_t>(count, 0);
  strides[axis] *= step;
  return a.view(shape, strides, shape[axis] > 0 && a.size() > 0 ? start * a.strides()[axis] : 0);
}

Array at_index(const Array& a, std::size_t axis, std::int64_t index) {
  Shape shape = a.shape(), strides = a.strides();
  shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
  strides.erase(strides.begin() + static_cast<std::ptrdiff_t>(axis));
  return a.view(shape, strides, a.size() > 0 ? index * a.strides()[axis] : 0);
}

Array as_doubles(const Array& a) { return a.cast(is_complex(a.kind()) ? Kind::complex128 : Kind::float64); }

}  // namespace pytk::array
