// Means and variances.
#include <algorithm>

#include <pytk/core/error.hpp>

#include "sum_parts.hpp"
#include "ufunc.hpp"

namespace pytk::array {
namespace {

std::int64_t reduced_count(const Array& a, const Axes& axes) {
  std::int64_t n = 1;
  for (const auto axis : axes) n *= a.shape()[axis];
  return n;
}

// The whole of an array whose elements lie in a row: deviations are squared in a small buffer, not in a temporary
// array.
template <class C, class T>
C squared_deviations(const T* values, std::int64_t count, C center, const PassedBy& passed) {
  return sum_of_parts<C>(count, passed, [&](std::int64_t begin, std::int64_t n) {
    C buffer[part_size];
    for (std::int64_t i = 0; i < n; ++i) {
      const C off = static_cast<C>(values[begin + i]) - center;
      buffer[i] = off * off;
    }
    return pairwise(buffer, n);
  });
}

template <class T>
double deviations_of_whole_numbers(const Array& a, double center) {
  if constexpr (std::is_integral_v<T>) return squared_deviations(a.as<T>(), a.size(), center, PassedBy(a));
  else throw fail(Fault::internal, "only whole numbers and truths are converted part by part");
}

}  // namespace

Array mean(const Array& a, const Axes& axes, bool keep, std::optional<DType> dtype) {
  const bool whole = is_integer(a.kind()) || is_bool(a.kind());
  const bool half = !dtype && a.kind() == Kind::float16;
  const DType in = dtype.value_or(whole ? DType(Kind::float64) : half ? DType(Kind::float32) : a.dtype());
  const Array sum = reduce(Reduction::sum, a, axes, keep, in);
  const Array count = Array::scalar<double>(static_cast<double>(reduced_count(a, axes)));
  if (in.kind == Kind::complex64 && sum.dimensions() == 0)  // a scalar is divided in double precision, as NumPy's are
    return apply(Binary::true_divide, sum.cast(Kind::complex128), count.cast(Kind::complex128)).cast(in);
  const Array result = apply(Binary::true_divide, sum, is_integer(in.kind) ? count : count.cast(real_part_of(in.kind)));
  return half ? result.cast(Kind::float16) : result.cast(in);
}

Array variance(const Array& a, const Axes& axes, bool keep, double ddof, std::optional<DType> dtype) {
  const bool half = !dtype && a.kind() == Kind::float16;
  const bool whole = is_integer(a.kind()) || is_bool(a.kind());
  const DType in = dtype.value_or(whole ? DType(Kind::float64) : half ? DType(Kind::float32) : a.dtype());
  const auto n = static_cast<double>(reduced_count(a, axes));
  const double divisor = std::max(n - ddof, 0.0);
  Array total;
  if (in.kind == a.kind() && (in.kind == Kind::float64 || in.kind == Kind::float32) && whole_row(a, axes)) {
    const PassedBy passed(a);
    if (in.kind == Kind::float64) {
      total = Array::scalar(
          squared_deviations(a.as<double>(), a.size(), sum_in_a_row(a.as<double>(), a.size(), passed) / n, passed));
    } else {
      const float center = sum_in_a_row(a.as<float>(), a.size(), passed) / static_cast<float>(n);
      total = Array::scalar(squared_deviations(a.as<float>(), a.size(), center, passed));
    }
    if (keep) total = total.reshaped(Shape(a.dimensions(), 1));
  } else if (whole && in.kind == Kind::float64 && whole_row(a, axes) && a.size() > 0) {
    const double center = mean(a, axes, false, in).get<double>(0);
    visit_kind(a.kind(),
               [&]<class T>(TypeTag<T>) { total = Array::scalar(deviations_of_whole_numbers<T>(a, center)); });
    if (keep) total = total.reshaped(Shape(a.dimensions(), 1));
  } else {
    // Real numbers summed as complex ones, or the other way round, keep their type until the sum.
    const bool mixed = is_complex(in.kind) != is_complex(a.kind()) || is_integer(in.kind);
    const Array x = mixed ? a : a.cast(in);
    const Array center = mean(x, axes, true, mixed ? dtype : std::nullopt);
    const Array off = apply(Binary::subtract, x, center);
    if (is_complex(off.kind()) && (is_complex(a.kind()) || is_bool(a.kind()))) {
      const Array re = apply(Unary::real, off);
      const Array im = apply(Unary::imag, off);
      total = reduce(Reduction::sum, apply(Binary::add, apply(Unary::square, re), apply(Unary::square, im)), axes, keep,
                     mixed ? dtype : std::nullopt);
    } else {
      total = reduce(Reduction::sum, apply(Binary::multiply, off, off), axes, keep, mixed ? dtype : std::nullopt);
    }
  }
  const bool counted = is_integer(total.kind());
  const Array result =
      apply(Binary::true_divide, total, counted ? Array::scalar(divisor) : Array::scalar(divisor).cast(total.dtype()));
  return half ? result.cast(Kind::float16) : counted ? result.cast(in) : result;
}

std::int64_t count_nonzero(const Array& a) {
  const Array truth = a.cast(Kind::boolean);
  const Array count = reduce(Reduction::sum, truth, all_axes(truth), false);
  return count.get<std::int64_t>(0);
}

}  // namespace pytk::array
