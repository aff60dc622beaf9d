// skimage.transform.resize (0.19) on scipy.ndimage.zoom with grid_mode: both steps are linear and separable, so the
// blur and the spline of an axis become one list of weights where no prefilter stands between them.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>

#include <pytk/image/resize.hpp>

#include "image/resample.hpp"

namespace pytk::image {

namespace {

/// Index outside [0, n) by SciPy's 'mirror' (numpy's 'reflect'): the border pixel is not repeated.
std::size_t mirrored(std::int64_t index, std::int64_t n) noexcept {
  if (n == 1) return 0;
  const std::int64_t period = 2 * n - 2;
  index = ((index % period) + period) % period;
  return static_cast<std::size_t>(index < n ? index : period - index);
}
double mirrored_position(double at, double n) noexcept {
  if (n <= 1) return 0;
  const double period = 2 * n - 2;
  if (at < 0) at = -at;
  if (at > n - 1) {
    at = std::fmod(at, period);
    if (at > n - 1) at = period - at;
  }
  return at;
}

/// NumPy adds eight partial sums, pairwise at the end (up to 128 numbers; kernels beyond are as good as exact).
double sum_as_numpy(const std::vector<double>& values) noexcept {
  const std::size_t n = values.size();
  if (n < 8 || n > 128) return std::accumulate(values.begin(), values.end(), 0.0);
  std::array<double, 8> part{};
  std::copy_n(values.begin(), 8, part.begin());
  std::size_t i = 8;
  for (; i + 8 <= n; i += 8)
    for (std::size_t k = 0; k < 8; ++k) part[k] += values[i + k];
  double sum = ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
  for (; i < n; ++i) sum += values[i];
  return sum;
}

/// Weights of scipy.ndimage.gaussian_filter1d, truncate 4: index 0 is -radius. Empty when sigma is 0.
std::vector<double> gaussian(double sigma) {
  if (sigma <= 1e-15) return {};
  const auto radius = static_cast<std::int64_t>(4.0 * sigma + 0.5);
  std::vector<double> weights;
  for (std::int64_t x = -radius; x <= radius; ++x)
    weights.push_back(std::exp(-0.5 / (sigma * sigma) * static_cast<double>(x * x)));
  const double sum = sum_as_numpy(weights);
  for (double& weight : weights) weight /= sum;
  return weights;
}

/// B-spline weights of `order` around position `at`; `first` becomes the index of the first one.
std::array<double, 6> spline_weights(double at, int order, std::int64_t& first) {
  std::array<double, 6> w{};
  const double base = (order & 1) != 0 ? std::floor(at) : std::floor(at + 0.5);
  first = static_cast<std::int64_t>(base) - order / 2;
  const double x = at - base;
  const auto n = static_cast<std::size_t>(order);
  // The general B-spline by its truncated powers, summed for each neighbour; order 5 at most, so nothing is lost.
  static constexpr double factorials[] = {1, 1, 2, 6, 24, 120};
  static constexpr int binomials[6][7] = {
      {1, 1}, {1, 2, 1}, {1, 3, 3, 1}, {1, 4, 6, 4, 1}, {1, 5, 10, 10, 5, 1}, {1, 6, 15, 20, 15, 6, 1}};
  if (order == 0) {
    w[0] = 1;
    return w;
  }
  const int before = order / 2;  // whole: what stands in front of the middle
  for (std::size_t i = 0; i <= n; ++i) {
    const double distance = std::abs(x + before - static_cast<double>(i));
    double value = 0;
    for (std::size_t k = 0; k <= n + 1; ++k) {
      const double part = (order + 1) / 2.0 - static_cast<double>(k) - distance;
      if (part > 0) value += (k % 2 == 0 ? 1 : -1) * binomials[n][k] * std::pow(part, order);
    }
    w[i] = value / factorials[n];
  }
  return w;
}

/// Where output pixel x of an axis lies among the input pixels (grid_mode: centres of pixels).
double position(std::size_t x, std::size_t in, std::size_t out) noexcept {
  const double at = (static_cast<double>(x) + 0.5) * (static_cast<double>(in) / static_cast<double>(out)) - 0.5;
  return mirrored_position(at, static_cast<double>(in));
}

double blur_sigma(std::size_t in, std::size_t out) noexcept {
  return std::max(0.0, (static_cast<double>(in) / static_cast<double>(out) - 1.0) / 2.0);
}

/// Spline and blur of one axis as weights over input pixels.
Taps<double> axis_taps(std::size_t in, std::size_t out, int order, bool blur) {
  const std::vector<double> kernel = blur ? gaussian(blur_sigma(in, out)) : std::vector<double>();
  const auto radius = static_cast<std::int64_t>(kernel.size() / 2);
  Taps<double> taps;
  taps.in = in;
  taps.out = out;
  taps.stride = std::min<std::size_t>(in, static_cast<std::size_t>(order + 1 + 2 * radius));
  taps.begin.resize(out);
  taps.count.resize(out);
  taps.weight.assign(out * taps.stride, 0.0);
  const auto n = static_cast<std::int64_t>(in);
  std::vector<double> dense(in, 0.0);
  for (std::size_t x = 0; x < out; ++x) {
    std::int64_t first = 0;
    const auto weights = spline_weights(position(x, in, out), order, first);
    std::size_t low = in, high = 0;
    const auto add = [&](std::size_t at, double weight) {
      dense[at] += weight;
      low = std::min(low, at);
      high = std::max(high, at);
    };
    for (int i = 0; i <= order; ++i) {
      // The spline reads the blurred row mirrored, the blur reads the picture mirrored.
      const auto at = static_cast<std::int64_t>(mirrored(first + i, n));
      if (kernel.empty()) add(static_cast<std::size_t>(at), weights[static_cast<std::size_t>(i)]);
      for (std::int64_t k = -radius; k <= radius && !kernel.empty(); ++k)
        add(mirrored(at + k, n), weights[static_cast<std::size_t>(i)] * kernel[static_cast<std::size_t>(k + radius)]);
    }
    taps.begin[x] = static_cast<std::uint32_t>(low);
    taps.count[x] = static_cast<std::uint32_t>(high - low + 1);
    for (std::size_t i = low; i <= high; ++i) taps.of(x)[i - low] = std::exchange(dense[i], 0.0);
  }
  return taps;
}

std::vector<double> poles_of(int order) {
  if (order == 2) return {std::sqrt(8.0) - 3.0};
  if (order == 3) return {std::sqrt(3.0) - 2.0};
  if (order == 4)
    return {std::sqrt(664.0 - std::sqrt(438976.0)) + std::sqrt(304.0) - 19.0,
            std::sqrt(664.0 + std::sqrt(438976.0)) - std::sqrt(304.0) - 19.0};
  if (order == 5)
    return {std::sqrt(67.5 - std::sqrt(4436.25)) + std::sqrt(26.25) - 6.5,
            std::sqrt(67.5 + std::sqrt(4436.25)) - std::sqrt(26.25) - 6.5};
  return {};
}

/// scipy.ndimage.spline_filter1d with mode 'mirror', in place over `n` numbers `step` apart.
void prefilter(double* line, std::size_t n, std::size_t step, int order) {
  if (n < 2) return;
  const std::vector<double> poles = poles_of(order);
  double gain = 1.0;
  for (const double z : poles) gain *= (1.0 - z) * (1.0 - 1.0 / z);
  const auto at = [line, step](std::size_t i) -> double& { return line[i * step]; };
  for (std::size_t i = 0; i < n; ++i) at(i) *= gain;
  for (const double z : poles) {
    const double last = std::pow(z, static_cast<double>(n - 1));
    double power = z;
    double sum = at(0) + last * at(n - 1);
    for (std::size_t i = 1; i + 1 < n; ++i, power *= z) sum += power * (at(i) + last * at(n - 1 - i));
    at(0) = sum / (1.0 - last * last);
    for (std::size_t i = 1; i < n; ++i) at(i) += z * at(i - 1);
    at(n - 1) = (z * at(n - 2) + at(n - 1)) * z / (z * z - 1.0);
    for (std::size_t i = n - 1; i-- > 0;) at(i) = z * (at(i + 1) - at(i));
  }
}

FloatPicture apply(const FloatPicture& in, const Taps<double>& across, const Taps<double>& down) {
  const std::size_t channels = in.channels, samples = across.out * channels;
  FloatPicture out(static_cast<std::uint32_t>(across.out), static_cast<std::uint32_t>(down.out), in.channels);
  std::vector<double> narrow(samples);
  std::size_t first = 0;
  for (std::size_t y = 0; y < in.height; ++y) {
    const double* row = in.row(y);
    for (std::size_t x = 0; x < across.out; ++x) {
      const double* weights = across.of(x);
      const double* from = row + across.begin[x] * channels;
      for (std::size_t c = 0; c < channels; ++c) {
        double sum = 0;
        for (std::size_t i = 0; i < across.count[x]; ++i) sum += from[i * channels + c] * weights[i];
        narrow[x * channels + c] = sum;
      }
    }
    // Mirroring at the ends makes windows overlap in any order near the borders, so all rows from the first open one
    // are looked at.
    while (first < down.out && down.begin[first] + down.count[first] <= y) ++first;
    for (std::size_t target = first; target < down.out; ++target) {
      if (y < down.begin[target] || y >= down.begin[target] + down.count[target]) {
        if (down.begin[target] > y + down.stride) break;
        continue;
      }
      const double weight = down.of(target)[y - down.begin[target]];
      double* to = out.row(target);
      for (std::size_t i = 0; i < samples; ++i) to[i] += narrow[i] * weight;
    }
  }
  return out;
}

/// Blur of both axes, down first as SciPy goes, with its own rounding where the samples are integers.
template <class Round>
void blur(FloatPicture& picture, std::uint32_t width, std::uint32_t height, const Round& round) {
  const auto pass = [&](std::size_t lines, std::size_t n, std::size_t line_step, std::size_t step, double sigma) {
    const auto kernel = gaussian(sigma);
    if (kernel.empty()) return;
    const auto radius = static_cast<std::int64_t>(kernel.size() / 2);
    std::vector<double> copy(n);
    for (std::size_t l = 0; l < lines; ++l)
      for (std::size_t c = 0; c < picture.channels; ++c) {
        double* line = picture.samples.data() + l * line_step + c;
        for (std::size_t i = 0; i < n; ++i) copy[i] = line[i * step];
        for (std::size_t i = 0; i < n; ++i) {
          // In the order of SciPy's loop for symmetric kernels: rounding to integers shows every last bit.
          const auto value = [&](std::int64_t k) {
            return copy[mirrored(static_cast<std::int64_t>(i) + k, static_cast<std::int64_t>(n))];
          };
          double sum = value(0) * kernel[static_cast<std::size_t>(radius)];
          for (std::int64_t k = -radius; k < 0; ++k)
            sum += (value(k) + value(-k)) * kernel[static_cast<std::size_t>(k + radius)];
          line[i * step] = round(sum);
        }
      }
  };
  const std::size_t pixel = picture.channels, row = pixel * picture.width;
  pass(picture.width, picture.height, pixel, row, blur_sigma(picture.height, height));
  pass(picture.height, picture.width, row, pixel, blur_sigma(picture.width, width));
}

bool shrinks(std::uint32_t in_width, std::uint32_t in_height, std::uint32_t width, std::uint32_t height) noexcept {
  return width < in_width || height < in_height;
}

}  // namespace

FloatPicture resize_spline(const FloatPicture& picture, std::uint32_t width, std::uint32_t height,
                           const SplineOptions& options) {
  if (width == 0 || height == 0) throw fail(Fault::usage, "a picture needs at least one pixel a side");
  if (options.order < 0 || options.order > 5) throw fail(Fault::usage, "a spline has the order 0 to 5");
  const bool blurred = options.anti_aliasing.value_or(shrinks(picture.width, picture.height, width, height));
  const auto bounds = std::minmax_element(picture.samples.begin(), picture.samples.end());
  const double low = *bounds.first, high = *bounds.second;
  FloatPicture out;
  if (options.order < 2) {
    out = apply(picture, axis_taps(picture.width, width, options.order, blurred),
                axis_taps(picture.height, height, options.order, blurred));
  } else {
    FloatPicture copy = picture;
    if (blurred) blur(copy, width, height, [](double value) { return value; });
    const std::size_t pixel = copy.channels, row = pixel * copy.width;
    for (std::size_t i = 0; i < row; ++i) prefilter(copy.samples.data() + i, copy.height, row, options.order);
    for (std::size_t y = 0; y < copy.height; ++y)
      for (std::size_t c = 0; c < pixel; ++c) prefilter(copy.row(y) + c, copy.width, pixel, options.order);
    out = apply(copy, axis_taps(copy.width, width, options.order, false),
                axis_taps(copy.height, height, options.order, false));
  }
  for (double& value : out.samples) value = std::clamp(value, low, high);
  return out;
}

Picture resize_spline_nearest(const Picture& picture, std::uint32_t width, std::uint32_t height,
                              std::optional<bool> anti_aliasing) {
  FloatPicture values(picture.width, picture.height, picture.channels);
  const double scale = picture.depth == 16 ? 65535.0 : 255.0;
  values = to_float(picture);
  for (double& value : values.samples) value = std::nearbyint(value * scale);
  if (anti_aliasing.value_or(shrinks(picture.width, picture.height, width, height)))
    blur(values, width, height, [](double value) { return std::trunc(value); });
  const FloatPicture out = resize_spline(values, width, height, {.order = 0, .anti_aliasing = false});
  Picture result(width, height, picture.channels, picture.depth);
  for (std::size_t i = 0; i < out.samples.size(); ++i) {
    if (picture.depth == 8) {
      result.samples[i] = static_cast<std::uint8_t>(out.samples[i]);
    } else {
      const auto value = static_cast<std::uint16_t>(out.samples[i]);
      std::memcpy(result.samples.data() + 2 * i, &value, 2);
    }
  }
  return result;
}

}  // namespace pytk::image
