#include "products.hpp"

#include <algorithm>
#include <cstring>

#include <pytk/core/error.hpp>

#include "linear_kernels.hpp"
#include "loops.hpp"
#include "parallel_parts.hpp"

namespace pytk::array {
namespace {

constexpr std::int64_t worth_threads = 4'000'000;  ///< multiplications

// Integers wrap around; booleans mean "any of both".
template <class T>
void multiply_plain(const T* a, const T* b, T* c, std::int64_t m, std::int64_t k, std::int64_t n) {
  std::memset(static_cast<void*>(c), 0, static_cast<std::size_t>(m * n) * sizeof(T));
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t l = 0; l < k; ++l) {
      const T factor = a[i * k + l];
      const T* row = b + l * n;
      T* out = c + i * n;
      if constexpr (std::is_same_v<T, bool>) {
        if (!factor) continue;
        for (std::int64_t j = 0; j < n; ++j) out[j] = out[j] || row[j];
      } else {
        for (std::int64_t j = 0; j < n; ++j)
          out[j] = static_cast<T>(static_cast<std::uint64_t>(out[j]) +
                                  static_cast<std::uint64_t>(factor) * static_cast<std::uint64_t>(row[j]));
      }
    }
}

template <class T>
void multiply_floats(Multiply<T> kernel, const T* a, const T* b, T* c, std::int64_t m, std::int64_t k, std::int64_t n) {
  const double work = static_cast<double>(m) * static_cast<double>(k) * static_cast<double>(n);
  const auto parts = worker_count();
  if (parts < 2 || work < static_cast<double>(worth_threads) || m < 64) return kernel(a, b, c, m, k, n);
  // A few rows for each thread, in whole panels of the kernel.
  in_parts(m, (m / parts + 15) / 16 * 16,
           [&](std::int64_t first, std::int64_t end) { kernel(a + first * k, b, c + first * n, end - first, k, n); });
}

void multiply_one(Kind kind, const std::byte* a, const std::byte* b, std::byte* c, std::int64_t m, std::int64_t k,
                  std::int64_t n) {
  const auto& kernels = linear_kernels();
  visit_kind(kind, [&]<class T>(TypeTag<T>) {
    const auto* x = reinterpret_cast<const T*>(a);
    const auto* y = reinterpret_cast<const T*>(b);
    auto* z = reinterpret_cast<T*>(c);
    if constexpr (std::is_same_v<T, float>) multiply_floats(kernels.multiply_f32, x, y, z, m, k, n);
    else if constexpr (std::is_same_v<T, double>) multiply_floats(kernels.multiply_f64, x, y, z, m, k, n);
    else if constexpr (std::is_same_v<T, std::complex<float>>) multiply_floats(kernels.multiply_c64, x, y, z, m, k, n);
    else if constexpr (std::is_same_v<T, std::complex<double>>)
      multiply_floats(kernels.multiply_c128, x, y, z, m, k, n);
    else if constexpr (std::is_integral_v<T>) multiply_plain(x, y, z, m, k, n);
  });
}

Array as_matrix_kind(const Array& a, Kind kind) {
  return a.cast(kind == Kind::float16 ? Kind::float32 : kind).contiguous();
}

Kind product_kind(const Array& a, const Array& b) {
  if (!is_number(a.kind()) || !is_number(b.kind())) throw fail(Fault::data, "texts cannot be multiplied");
  return promote(a.kind(), b.kind());
}

Shape without(const Shape& shape, const std::vector<std::size_t>& axes) {
  Shape rest;
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (std::find(axes.begin(), axes.end(), i) == axes.end()) rest.push_back(shape[i]);
  return rest;
}

std::vector<std::size_t> others(const Array& a, const std::vector<std::size_t>& axes) {
  std::vector<std::size_t> rest;
  for (std::size_t i = 0; i < a.dimensions(); ++i)
    if (std::find(axes.begin(), axes.end(), i) == axes.end()) rest.push_back(i);
  return rest;
}

}  // namespace

Array multiply_stacked(const Array& a, const Array& b) {
  const auto dimensions = a.dimensions();
  const auto m = a.shape()[dimensions - 2], k = a.shape()[dimensions - 1], n = b.shape()[dimensions - 1];
  Shape shape(a.shape().begin(), a.shape().end() - 1);
  shape.push_back(n);
  Array c = Array::empty(a.dtype(), shape);
  if (c.size() == 0) return c;
  if (k == 0) return Array::zeros(a.dtype(), shape);
  const auto item = static_cast<std::int64_t>(a.dtype().size);
  for (std::int64_t i = 0; i < c.size() / (m * n); ++i)
    multiply_one(a.kind(), a.data() + i * m * k * item, b.data() + i * k * n * item, c.data() + i * m * n * item, m, k,
                 n);
  return c;
}

Array matmul(const Array& a, const Array& b) {
  for (const auto* operand : {&a, &b})
    if (operand->dimensions() == 0)
      throw fail(
          Fault::data,
          "matmul: Input operand {} does not have enough dimensions (has 0, gufunc core with signature (n?,k),(k,m?)->(n?,m?) requires 1)",
          operand == &b ? 1 : 0)
          .hint("multiply by a number with *");
  const Kind kind = product_kind(a, b);
  const bool row = a.dimensions() == 1, column = b.dimensions() == 1;
  const Array left = row ? a.reshaped({1, a.size()}) : a, right = column ? b.reshaped({b.size(), 1}) : b;
  const auto k = left.shape().back(), k2 = right.shape()[right.dimensions() - 2];
  if (k != k2)
    throw fail(
        Fault::data,
        "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size {} is different from {})",
        k2, k)
        .hint("the shapes are " + show_shape(a.shape()) + " and " + show_shape(b.shape()));
  Shape batch = broadcast_shapes(Shape(left.shape().begin(), left.shape().end() - 2),
                                 Shape(right.shape().begin(), right.shape().end() - 2));
  const auto spread = [&](const Array& x) {
    Shape shape = batch;
    shape.insert(shape.end(), x.shape().end() - 2, x.shape().end());
    return as_matrix_kind(x.broadcast_to(shape), kind);
  };
  const Array product = multiply_stacked(spread(left), spread(right)).cast(kind);
  Shape shape = batch;
  if (!row) shape.push_back(left.shape()[left.dimensions() - 2]);
  if (!column) shape.push_back(right.shape().back());
  return product.reshaped(shape);
}

Array tensordot(const Array& a, const Array& b, const std::vector<std::size_t>& axes_a,
                const std::vector<std::size_t>& axes_b) {
  const Kind kind = product_kind(a, b);
  if (axes_a.size() != axes_b.size())
    throw fail(Fault::data, "shape-mismatch for sum: {} axes of the first and {} of the second array", axes_a.size(),
               axes_b.size());
  std::int64_t k = 1;
  for (std::size_t i = 0; i < axes_a.size(); ++i) {
    if (a.shape()[axes_a[i]] != b.shape()[axes_b[i]])
      throw fail(Fault::data, "shape-mismatch for sum: axis {} has {} elements and axis {} has {}", axes_a[i],
                 a.shape()[axes_a[i]], axes_b[i], b.shape()[axes_b[i]]);
    k *= a.shape()[axes_a[i]];
  }
  auto order_a = others(a, axes_a);
  order_a.insert(order_a.end(), axes_a.begin(), axes_a.end());
  auto order_b = axes_b;
  const auto rest_b = others(b, axes_b);
  order_b.insert(order_b.end(), rest_b.begin(), rest_b.end());
  Shape shape = without(a.shape(), axes_a);
  const Shape shape_b = without(b.shape(), axes_b);
  const auto m = element_count(shape), n = element_count(shape_b);
  shape.insert(shape.end(), shape_b.begin(), shape_b.end());
  const Array left = as_matrix_kind(a.transposed(order_a), kind).reshaped({m, k}),
              right = as_matrix_kind(b.transposed(order_b), kind).reshaped({k, n});
  return multiply_stacked(left, right).cast(kind).reshaped(shape);
}

Array dot(const Array& a, const Array& b) {
  if (a.dimensions() == 0 || b.dimensions() == 0) return apply(Binary::multiply, a, b);
  const std::size_t axis_a = a.dimensions() - 1, axis_b = b.dimensions() == 1 ? 0 : b.dimensions() - 2;
  if (a.shape()[axis_a] != b.shape()[axis_b])
    throw fail(Fault::data, "shapes {} and {} not aligned: {} (dim {}) != {} (dim {})", show_shape(a.shape()),
               show_shape(b.shape()), a.shape()[axis_a], axis_a, b.shape()[axis_b], axis_b);
  return tensordot(a, b, {axis_a}, {axis_b});
}

}  // namespace pytk::array
