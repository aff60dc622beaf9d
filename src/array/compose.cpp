#include "compose.hpp"

#include <algorithm>
#include <cmath>

#include <pytk/core/error.hpp>

namespace pytk::array {

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

double bessel_i0_of(double x) {
  if (!(x < 713)) return x != x ? x : HUGE_VAL;  // larger than any double
  double sum = 1, term = 1;
  for (int k = 1; term > sum * 1e-17; ++k) {
    term *= (x / 2) * (x / 2) / (static_cast<double>(k) * k);
    sum += term;
  }
  return sum;
}

std::int64_t rows_in(const Array& a) {
  if (a.dimensions() == 0) throw fail(Fault::data, "an array with at least one dimension is needed");
  return a.shape()[0];
}

Array as_doubles(const Array& a) { return a.cast(is_complex(a.kind()) ? Kind::complex128 : Kind::float64); }

}  // namespace pytk::array
