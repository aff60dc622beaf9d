// Means and variances.
#include <algorithm>

#include <pytk/core/error.hpp>

#include "sum_parts.hpp"
#include "ufunc.hpp"

namespace pytk::array {

template float pairwise<float>(const float* a, std::int64_t n);
template double pairwise<double>(const double* a, std::int64_t n);

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

// Sums of squared deviations from the mean: of floats and doubles in their own type, of whole numbers as doubles, of
// anything else by one operation after the other.
Array squares_in_a_row(const Array& a, double n) {
  const PassedBy passed(a);
  if (a.kind() == Kind::float64) {
    const double center = sum_in_a_row(a.as<double>(), a.size(), passed) / n;
    return Array::scalar(squared_deviations(a.as<double>(), a.size(), center, passed));
  }
  const float center = sum_in_a_row(a.as<float>(), a.size(), passed) / static_cast<float>(n);
  return Array::scalar(squared_deviations(a.as<float>(), a.size(), center, passed));
}
Array squares_of_whole_numbers(const Array& a, const Axes& axes) {
  const double center = mean(a, axes, false, Kind::float64).get<double>(0);
  return visit_kind(a.kind(),
                    [&]<class T>(TypeTag<T>) { return Array::scalar(deviations_of_whole_numbers<T>(a, center)); });
}
Array squares_step_by_step(const Array& a, const Axes& axes, bool keep, DType in, std::optional<DType> dtype) {
  // Real numbers summed as complex ones, or the other way round, keep their type until the sum.
  const bool mixed = is_complex(in.kind) != is_complex(a.kind()) || is_integer(in.kind);
  const auto sum_in = mixed ? dtype : std::nullopt;
  const Array x = mixed ? a : a.cast(in);
  const Array off = apply(Binary::subtract, x, mean(x, axes, true, sum_in));
  if (!is_complex(off.kind()) || !(is_complex(a.kind()) || is_bool(a.kind())))
    return reduce(Reduction::sum, apply(Binary::multiply, off, off), axes, keep, sum_in);
  const Array re = apply(Unary::square, apply(Unary::real, off)), im = apply(Unary::square, apply(Unary::imag, off));
  return reduce(Reduction::sum, apply(Binary::add, re, im), axes, keep, sum_in);
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
  const bool same = in.kind == a.kind() && (in.kind == Kind::float64 || in.kind == Kind::float32);
  const bool converted = whole && in.kind == Kind::float64 && a.size() > 0;
  const bool in_a_row = (same || converted) && whole_row(a, axes);
  Array total = !in_a_row ? squares_step_by_step(a, axes, keep, in, dtype)
                : same    ? squares_in_a_row(a, n)
                          : squares_of_whole_numbers(a, axes);
  if (in_a_row && keep) total = total.reshaped(Shape(a.dimensions(), 1));
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
