#include "image/resample.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "image/resample_kernel.hpp"

namespace pytk::image {

namespace {

constexpr double pi = 3.14159265358979323846;

double sinc(double x) noexcept {
  if (x == 0.0) return 1.0;
  x *= pi;
  return std::sin(x) / x;
}

double box(double x) noexcept { return x > -0.5 && x <= 0.5 ? 1.0 : 0.0; }
double bilinear(double x) noexcept { return std::max(0.0, 1.0 - std::abs(x)); }
double hamming(double x) noexcept {
  x = std::abs(x);
  if (x == 0.0) return 1.0;
  if (x >= 1.0) return 0.0;
  x *= pi;
  // Single-precision constants, as in Pillow: the difference shows in the last bit of a weight.
  return std::sin(x) / x * (static_cast<double>(0.54F) + static_cast<double>(0.46F) * std::cos(x));
}
double bicubic(double x) noexcept {
  constexpr double a = -0.5;
  x = std::abs(x);
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
  if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * a;
  return 0.0;
}
double lanczos(double x) noexcept { return -3.0 <= x && x < 3.0 ? sinc(x) * sinc(x / 3) : 0.0; }

struct Kernel {
  double (*value)(double);
  double support;
};
Kernel kernel_of(Filter filter) noexcept {
  switch (filter) {
    case Filter::box: return {box, 0.5};
    case Filter::bilinear: return {bilinear, 1.0};
    case Filter::hamming: return {hamming, 1.0};
    case Filter::bicubic: return {bicubic, 2.0};
    default: return {lanczos, 3.0};
  }
}

std::size_t rounded_up(std::size_t count, std::size_t unit) noexcept { return (count + unit - 1) / unit * unit; }

}  // namespace

Taps<double> pillow_taps(std::size_t in, std::size_t out, Filter filter) {
  const Kernel kernel = kernel_of(filter);
  const double scale = static_cast<double>(in) / static_cast<double>(out);
  const double filter_scale = std::max(scale, 1.0);
  const double support = kernel.support * filter_scale;
  const double inverse = 1.0 / filter_scale;
  Taps<double> taps;
  taps.in = in;
  taps.out = out;
  taps.stride = rounded_up(std::min(in, static_cast<std::size_t>(std::ceil(support)) * 2 + 1), 16);
  taps.begin.resize(out);
  taps.count.resize(out);
  taps.weight.assign(out * taps.stride, 0.0);
  for (std::size_t x = 0; x < out; ++x) {
    const double center = (static_cast<double>(x) + 0.5) * scale;
    const auto first = std::max<std::int64_t>(static_cast<std::int64_t>(center - support + 0.5), 0);
    const auto last =
        std::min<std::int64_t>(static_cast<std::int64_t>(center + support + 0.5), static_cast<std::int64_t>(in));
    double* weights = taps.of(x);
    double sum = 0.0;
    const auto count = static_cast<std::size_t>(last - first);
    for (std::size_t i = 0; i < count; ++i) {
      weights[i] = kernel.value((static_cast<double>(i) + static_cast<double>(first) - center + 0.5) * inverse);
      sum += weights[i];
    }
    for (std::size_t i = 0; i < count; ++i)
      if (sum != 0.0) weights[i] /= sum;
    taps.begin[x] = static_cast<std::uint32_t>(first);
    taps.count[x] = static_cast<std::uint32_t>(count);
  }
  return taps;
}

Taps<std::int32_t> integer_taps(const Taps<double>& taps) {
  Taps<std::int32_t> out;
  out.in = taps.in;
  out.out = taps.out;
  out.stride = taps.stride;
  out.begin = taps.begin;
  out.count = taps.count;
  out.weight.resize(taps.weight.size());
  std::transform(taps.weight.begin(), taps.weight.end(), out.weight.begin(), [](double weight) {
    return static_cast<std::int32_t>((weight < 0 ? -0.5 : 0.5) + weight * (1 << precision));
  });
  return out;
}

Across::Across(Taps<std::int32_t> taps, std::uint8_t channels)
    : taps_(std::move(taps)), channels_(channels), fast_(kernel::is_fast()) {
  plane_ = rounded_up(taps_.in, 16) + taps_.stride;
  if (!fast_) return;
  planes_.assign(plane_ * channels_, 0);
  high_.resize(taps_.weight.size());
  low_.resize(taps_.weight.size());
  for (std::size_t i = 0; i < taps_.weight.size(); ++i) {
    high_[i] = static_cast<std::int16_t>(taps_.weight[i] >> 11);
    low_[i] = static_cast<std::int16_t>(taps_.weight[i] & 2047);
  }
}

void Across::operator()(const std::uint8_t* in, std::uint8_t* out) {
  if (fast_) {
    kernel::spread(in, taps_.in, channels_, planes_.data(), plane_);
    kernel::Window window{taps_.begin.data(), taps_.count.data(), high_.data(), low_.data(), taps_.stride, taps_.out};
    kernel::across(planes_.data(), plane_, channels_, window, out);
    return;
  }
  for (std::size_t x = 0; x < taps_.out; ++x) {
    const std::int32_t* weights = taps_.of(x);
    const std::uint8_t* from = in + static_cast<std::size_t>(taps_.begin[x]) * channels_;
    for (std::size_t c = 0; c < channels_; ++c) {
      std::int32_t sum = 1 << (precision - 1);
      for (std::size_t i = 0; i < taps_.count[x]; ++i) sum += from[i * channels_ + c] * weights[i];
      *out++ = kernel::clip(sum);
    }
  }
}

Down::Down(Taps<std::int32_t> taps, std::size_t samples) : taps_(std::move(taps)), samples_(samples), window_(1) {
  // How many output rows are open at once: those whose first row is not behind the last row of an earlier one.
  std::size_t oldest = 0;
  for (std::size_t y = 0; y < taps_.out; ++y) {
    while (taps_.begin[oldest] + taps_.count[oldest] <= taps_.begin[y]) ++oldest;
    window_ = std::max(window_, y - oldest + 1);
  }
  sums_.resize(window_ * samples_);
}

void Down::add(const std::uint8_t* row) {
  for (; opened_ < taps_.out && taps_.begin[opened_] <= next_in_; ++opened_)
    std::fill_n(sum_of(opened_), samples_, 1 << (precision - 1));
  for (std::size_t y = next_out_; y < opened_; ++y)
    if (next_in_ < taps_.begin[y] + taps_.count[y])
      kernel::add_row(sum_of(y), row, taps_.of(y)[next_in_ - taps_.begin[y]], samples_);
  ++next_in_;
}

bool Down::ready() const noexcept {
  return next_out_ < opened_ && next_in_ >= taps_.begin[next_out_] + taps_.count[next_out_];
}

void Down::take(std::uint8_t* out) {
  const std::int32_t* sums = sum_of(next_out_++);
  for (std::size_t i = 0; i < samples_; ++i) out[i] = kernel::clip(sums[i]);
}

void multiply_alpha(std::uint8_t* row, std::size_t pixels, std::uint8_t channels) noexcept {
  for (std::size_t i = 0; i < pixels; ++i, row += channels) {
    const unsigned alpha = row[channels - 1];
    for (int c = 0; c + 1 < channels; ++c) {
      const unsigned product = row[c] * alpha + 128;
      row[c] = static_cast<std::uint8_t>((product + (product >> 8U)) >> 8U);
    }
  }
}

void divide_alpha(std::uint8_t* row, std::size_t pixels, std::uint8_t channels) noexcept {
  for (std::size_t i = 0; i < pixels; ++i, row += channels) {
    const unsigned alpha = row[channels - 1];
    if (alpha == 0 || alpha == 255) continue;
    for (int c = 0; c + 1 < channels; ++c) row[c] = static_cast<std::uint8_t>(std::min(255U, 255U * row[c] / alpha));
  }
}

}  // namespace pytk::image
