// numpy.fft: transforms along axes, their frequencies and shifts.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <pytk/core/error.hpp>

#include "compose.hpp"
#include "fourier.hpp"

namespace pytk::array {
namespace {

using Complex = std::complex<double>;

// The factor of a transform of n numbers: norm= says which direction divides.
double scale_of(const Args& args, bool inverse, std::int64_t n) {
  const auto norm = args.text("norm", "backward");
  if (norm == "ortho") return 1 / std::sqrt(static_cast<double>(n));
  if (norm != "backward" && norm != "forward")
    throw fail(Fault::usage, "Invalid norm value {}; should be \"backward\", \"ortho\" or \"forward\".", norm);
  return (norm == "backward") == inverse ? 1 / static_cast<double>(n) : 1.0;
}
std::int64_t checked_length(std::int64_t n) {
  if (n < 1) throw fail(Fault::data, "Invalid number of FFT data points ({}) specified.", n);
  return n;
}

// Cut, or filled with zeros at the end.
Array of_length(const Array& a, std::size_t axis, std::int64_t n) {
  if (a.shape()[axis] == n) return a;
  if (a.shape()[axis] > n) return part_of(a, axis, 0, n);
  Shape shape = a.shape();
  shape[axis] = n;
  Array padded = Array::zeros(a.dtype(), shape);
  assign(part_of(padded, axis, 0, a.shape()[axis]), a);
  return padded;
}

Array complex_along(const Array& given, std::int64_t n, std::size_t axis, bool inverse, double scale) {
  const Array a = of_length(given.cast(Kind::complex128), axis, n).contiguous();
  Array result = Array::empty(Kind::complex128, a.shape());
  std::int64_t inner = 1, outer = 1;
  for (std::size_t i = 0; i < a.dimensions(); ++i)
    (i < axis ? outer : i > axis ? inner : n) *= i == axis ? 1 : a.shape()[i];
  if (a.size() == 0) return result;
  const Fourier fourier(n);
  const Complex* in = a.as<Complex>();
  Complex* out = result.as<Complex>();
  if (inner == 1) {
    fourier.run(in, 1, n, out, 1, n, outer, inverse, scale);
    return result;
  }
  for (std::int64_t o = 0; o < outer; ++o)
    fourier.run(in + o * n * inner, inner, 1, out + o * n * inner, inner, 1, inner, inverse, scale);
  return result;
}
Array refuse_complex(const Array& a, std::string_view what) {
  if (is_complex(a.kind())) throw fail(Fault::data, "{} takes real numbers", what).hint("fft takes complex ones");
  return a.cast(Kind::float64);
}
Array real_forward(const Array& given, std::int64_t n, std::size_t axis, double scale) {
  const Array a = with_last(of_length(given, axis, n), {axis}).contiguous();
  Shape shape = a.shape();
  shape.back() = n / 2 + 1;
  const Array result = Array::empty(Kind::complex128, shape);
  if (a.size() > 0) fourier_of_real(a.as<double>(), n, result.as<Complex>(), a.size() / n, scale);
  return move_axis(result, result.dimensions() - 1, axis);
}
Array real_inverse(const Array& given, std::int64_t n, std::size_t axis, double scale) {
  const Array a = with_last(of_length(given.cast(Kind::complex128), axis, n / 2 + 1), {axis}).contiguous();
  Shape shape = a.shape();
  shape.back() = n;
  const Array result = Array::empty(Kind::float64, shape);
  if (a.size() > 0) real_of_fourier(a.as<Complex>(), n, result.as<double>(), a.size() / (n / 2 + 1), scale);
  return move_axis(result, result.dimensions() - 1, axis);
}

struct Along {
  Array a;
  std::size_t axis;
};
Along along_of(const Args& args) {
  const Array a = args.array("a");
  if (!is_number(a.kind())) throw fail(Fault::data, "texts have no Fourier transform");
  return {a, normal_axis(args.integer("axis", -1), a.dimensions())};
}
bool starts_inverse(const Args& args) { return args.function().find(".i") != std::string::npos; }

Value fft(const Args& args) {
  const auto [a, axis] = along_of(args);
  const bool inverse = starts_inverse(args);
  const auto n = checked_length(args.integer("n", a.shape()[axis]));
  return Value::from(complex_along(a, n, axis, inverse, scale_of(args, inverse, n)), false);
}
Value rfft(const Args& args) {
  const auto [a, axis] = along_of(args);
  const auto n = checked_length(args.integer("n", a.shape()[axis]));
  return Value::from(real_forward(refuse_complex(a, "rfft"), n, axis, scale_of(args, false, n)), false);
}
Value irfft(const Args& args) {
  const auto [a, axis] = along_of(args);
  const auto n = checked_length(args.integer("n", 2 * (a.shape()[axis] - 1)));
  return Value::from(real_inverse(a, n, axis, scale_of(args, true, n)), false);
}
// A signal with a real spectrum is the mirror image of a real signal.
Value hfft(const Args& args) {
  const auto [a, axis] = along_of(args);
  const auto n = checked_length(args.integer("n", 2 * (a.shape()[axis] - 1)));
  return Value::from(real_inverse(apply(Unary::conjugate, a.cast(Kind::complex128)), n, axis, scale_of(args, false, n)),
                     false);
}
Value ihfft(const Args& args) {
  const auto [a, axis] = along_of(args);
  const auto n = checked_length(args.integer("n", a.shape()[axis]));
  return Value::from(
      apply(Unary::conjugate, real_forward(refuse_complex(a, "ihfft"), n, axis, scale_of(args, true, n))), false);
}

struct Several {
  Array a;
  std::vector<std::size_t> axes;
  std::vector<std::int64_t> lengths;
};
// s= and axes= of the transforms over several axes. `last_is_half`: without s=, the last axis holds half of a spectrum.
Several several_of(const Args& args, bool last_is_half) {
  Several r;
  r.a = args.array("a");
  if (!is_number(r.a.kind())) throw fail(Fault::data, "texts have no Fourier transform");
  const bool two = args.function().back() == '2';
  std::vector<std::int64_t> s;
  if (args.has("s")) s = to_ints(args.value("s"), "s");
  if (args.has("axes")) {
    for (const auto axis : to_ints(args.value("axes"), "axes")) r.axes.push_back(normal_axis(axis, r.a.dimensions()));
  } else {
    const auto count = two ? std::size_t{2} : args.has("s") ? s.size() : r.a.dimensions();
    if (count > r.a.dimensions())
      throw fail(Fault::data, "axis {} is out of bounds for array of dimension {}", -static_cast<std::int64_t>(count),
                 r.a.dimensions());
    r.axes.resize(count);
    std::iota(r.axes.begin(), r.axes.end(), r.a.dimensions() - count);
  }
  if (args.has("s") && s.size() != r.axes.size()) throw fail(Fault::data, "Shape and axes have different lengths.");
  if (r.axes.empty()) throw fail(Fault::data, "at least one axis is needed");
  for (std::size_t i = 0; i < r.axes.size(); ++i) r.lengths.push_back(args.has("s") ? s[i] : r.a.shape()[r.axes[i]]);
  if (last_is_half && !args.has("s")) r.lengths.back() = 2 * (r.a.shape()[r.axes.back()] - 1);
  for (const auto n : r.lengths) checked_length(n);
  return r;
}
Value fftn(const Args& args) {
  auto r = several_of(args, false);
  const bool inverse = starts_inverse(args);
  for (std::size_t i = r.axes.size(); i-- > 0;)
    r.a = complex_along(r.a, r.lengths[i], r.axes[i], inverse, scale_of(args, inverse, r.lengths[i]));
  return Value::from(r.a, false);
}
Value rfftn(const Args& args) {
  auto r = several_of(args, false);
  r.a = real_forward(refuse_complex(r.a, "rfftn"), r.lengths.back(), r.axes.back(),
                     scale_of(args, false, r.lengths.back()));
  for (std::size_t i = 0; i + 1 < r.axes.size(); ++i)
    r.a = complex_along(r.a, r.lengths[i], r.axes[i], false, scale_of(args, false, r.lengths[i]));
  return Value::from(r.a, false);
}
Value irfftn(const Args& args) {
  auto r = several_of(args, true);
  for (std::size_t i = 0; i + 1 < r.axes.size(); ++i)
    r.a = complex_along(r.a, r.lengths[i], r.axes[i], true, scale_of(args, true, r.lengths[i]));
  return Value::from(real_inverse(r.a, r.lengths.back(), r.axes.back(), scale_of(args, true, r.lengths.back())), false);
}

Value fftfreq(const Args& args) {
  const auto n = args.integer("n");
  if (n < 1) throw fail(Fault::data, "n must be positive, not {}", n);
  const double unit = 1.0 / (static_cast<double>(n) * args.real("d", 1.0));
  const bool half = args.function().find("rfftfreq") != std::string::npos;
  const Array r = Array::empty(Kind::float64, {half ? n / 2 + 1 : n});
  for (std::int64_t i = 0; i < r.size(); ++i) r.set(i, static_cast<double>(half || i < (n + 1) / 2 ? i : i - n) * unit);
  return Value::from(r, false);
}
Value fftshift(const Args& args) {
  const Array x = args.array("x");
  const bool back = args.function().find("ifftshift") != std::string::npos;
  Sequence shifts, axes;
  for (const auto axis : args.axes(x, "axes")) {
    const auto half = x.shape()[axis] / 2;
    shifts.items.push_back(whole(back ? -half : half));
    axes.items.push_back(whole(static_cast<std::int64_t>(axis)));
  }
  if (axes.items.empty()) return Value::from(x, false);
  return call("roll", {boxed(x), shifts}, {{"axis", axes}});
}

constexpr Function table[] = {
    {"fft.fft", "a, n=, axis=, norm=", fft},
    {"fft.ifft", "a, n=, axis=, norm=", fft},
    {"fft.rfft", "a, n=, axis=, norm=", rfft},
    {"fft.irfft", "a, n=, axis=, norm=", irfft},
    {"fft.hfft", "a, n=, axis=, norm=", hfft},
    {"fft.ihfft", "a, n=, axis=, norm=", ihfft},
    {"fft.fft2", "a, s=, axes=, norm=", fftn},
    {"fft.ifft2", "a, s=, axes=, norm=", fftn},
    {"fft.fftn", "a, s=, axes=, norm=", fftn},
    {"fft.ifftn", "a, s=, axes=, norm=", fftn},
    {"fft.rfft2", "a, s=, axes=, norm=", rfftn},
    {"fft.rfftn", "a, s=, axes=, norm=", rfftn},
    {"fft.irfft2", "a, s=, axes=, norm=", irfftn},
    {"fft.irfftn", "a, s=, axes=, norm=", irfftn},
    {"fft.fftfreq", "n, d=", fftfreq},
    {"fft.rfftfreq", "n, d=", fftfreq},
    {"fft.fftshift", "x, axes=", fftshift},
    {"fft.ifftshift", "x, axes=", fftshift},
};

}  // namespace

std::span<const Function> fourier_functions() noexcept { return table; }

}  // namespace pytk::array
