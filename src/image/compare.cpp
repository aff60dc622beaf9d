#include <algorithm>
#include <cmath>
#include <cstring>

#include <pytk/image/analysis.hpp>

namespace pytk::image {

namespace {

constexpr double k1 = 0.01, k2 = 0.03;

/// One term of SSIM from the means of x, y, xx, yy, xy over a window.
struct Formula {
  double c1, c2, covariance;
  [[nodiscard]] double operator()(double x, double y, double xx, double yy, double xy) const noexcept {
    const double vx = covariance * (xx - x * x), vy = covariance * (yy - y * y), vxy = covariance * (xy - x * y);
    return ((2 * x * y + c1) * (2 * vxy + c2)) / ((x * x + y * y + c1) * (vx + vy + c2));
  }
};

/// The samples of a picture as numbers.
struct Samples {
  explicit Samples(const AnyPicture& picture) {
    if (const auto* floats = std::get_if<FloatPicture>(&picture)) {
      reals_ = floats->samples.data();
    } else {
      bytes_ = std::get<Picture>(picture).samples.data();
      depth_ = std::get<Picture>(picture).depth;
    }
  }
  [[nodiscard]] double at(std::size_t index) const noexcept {
    if (depth_ == 8) return bytes_[index];
    if (depth_ == 0) return reals_[index];
    std::uint16_t value = 0;
    std::memcpy(&value, bytes_ + 2 * index, 2);
    return value;
  }

 private:
  const std::uint8_t* bytes_ = nullptr;
  const double* reals_ = nullptr;
  unsigned depth_ = 0;
};

struct Shape {
  std::size_t width = 0, height = 0, channels = 0;
  unsigned depth = 0;  ///< 0: real numbers
  bool operator==(const Shape&) const = default;
};
Shape shape_of(const AnyPicture& picture) {
  if (const auto* samples = std::get_if<Picture>(&picture))
    return {samples->width, samples->height, samples->channels, samples->depth};
  const auto& floats = std::get<FloatPicture>(picture);
  return {floats.width, floats.height, floats.channels, 0};
}

/// Five moments of one channel, row by row.
struct Moments {
  std::vector<double> x, y, xx, yy, xy;
  explicit Moments(std::size_t size) : x(size), y(size), xx(size), yy(size), xy(size) {}
  void add(std::size_t i, double a, double b, double weight) noexcept {
    x[i] += weight * a;
    y[i] += weight * b;
    xx[i] += weight * (a * a);
    yy[i] += weight * (b * b);
    xy[i] += weight * (a * b);
  }
};

/// SSIM of the windows of one row, from column sums: a flat window slides by one column in and one out.
double flat_row(const Moments& column, std::size_t columns, std::size_t size, double area, const Formula& formula) {
  const std::vector<double>* all[] = {&column.x, &column.y, &column.xx, &column.yy, &column.xy};
  double m[5] = {}, sum = 0;
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t k = 0; k + 1 < size; ++k) m[i] += (*all[i])[k];
  for (std::size_t x = 0; x < columns; ++x) {
    for (std::size_t i = 0; i < 5; ++i) m[i] += (*all[i])[x + size - 1];
    sum += formula(m[0] / area, m[1] / area, m[2] / area, m[3] / area, m[4] / area);
    for (std::size_t i = 0; i < 5; ++i) m[i] -= (*all[i])[x];
  }
  return sum;
}

double weighted_row(const Moments& column, std::size_t columns, const std::vector<double>& weights,
                    const Formula& formula) {
  double sum = 0;
  for (std::size_t x = 0; x < columns; ++x) {
    double m[5] = {};
    for (std::size_t k = 0; k < weights.size(); ++k) {
      m[0] += weights[k] * column.x[x + k];
      m[1] += weights[k] * column.y[x + k];
      m[2] += weights[k] * column.xx[x + k];
      m[3] += weights[k] * column.yy[x + k];
      m[4] += weights[k] * column.xy[x + k];
    }
    sum += formula(m[0], m[1], m[2], m[3], m[4]);
  }
  return sum;
}

/// Mean SSIM of one channel. `weights` is the window's profile, whose sum is 1. Windows that would cross the border are
/// left out (scikit-image crops them away), so no border rule matters.
double ssim_channel(const Samples& a, const Samples& b, const Shape& shape, std::size_t channel,
                    const std::vector<double>& weights, const Formula& formula) {
  const std::size_t size = weights.size(), columns = shape.width - size + 1, rows = shape.height - size + 1;
  // Sums of integers are exact in double, so the running sums of the flat window never drift.
  const bool flat = std::all_of(weights.begin(), weights.end(), [&](double w) { return w == weights.front(); });
  const double unit = flat ? 1.0 : 0.0, area = flat ? static_cast<double>(size * size) : 1.0;
  Moments column(shape.width);
  const auto row_of = [&](std::size_t y, double weight) {
    for (std::size_t x = 0; x < shape.width; ++x) {
      const std::size_t i = (y * shape.width + x) * shape.channels + channel;
      column.add(x, a.at(i), b.at(i), weight);
    }
  };
  double sum = 0;
  for (std::size_t y = 0; y < rows; ++y) {
    if (!flat || y == 0) {
      column = Moments(shape.width);
      for (std::size_t k = 0; k < size; ++k) row_of(y + k, flat ? unit : weights[k]);
    } else {
      row_of(y - 1, -unit);
      row_of(y + size - 1, unit);
    }
    sum += flat ? flat_row(column, columns, size, area, formula) : weighted_row(column, columns, weights, formula);
  }
  return sum / static_cast<double>(rows * columns);
}

std::vector<double> window(bool gaussian) {
  if (!gaussian) return std::vector<double>(7, 1.0 / 7);
  std::vector<double> weights;
  double sum = 0;
  for (int x = -5; x <= 5; ++x) {
    weights.push_back(std::exp(-0.5 / (1.5 * 1.5) * x * x));
    sum += weights.back();
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

double ssim(const Samples& a, const Samples& b, const Shape& shape, double range, bool gaussian) {
  const auto weights = window(gaussian);
  if (shape.width < weights.size() || shape.height < weights.size())
    throw fail(Fault::data, "SSIM needs at least {0} x {0} pixels", weights.size()).hint("leave ssim out of --metric");
  const double area = static_cast<double>(weights.size() * weights.size());
  const Formula formula{k1 * range * (k1 * range), k2 * range * (k2 * range), gaussian ? 1.0 : area / (area - 1)};
  double sum = 0;
  for (std::size_t c = 0; c < shape.channels; ++c) sum += ssim_channel(a, b, shape, c, weights, formula);
  return sum / static_cast<double>(shape.channels);
}

}  // namespace

Difference compare(const AnyPicture& a, const AnyPicture& b, const CompareOptions& options) {
  const Shape shape = shape_of(a), other = shape_of(b);
  if (!(shape == other))
    throw fail(Fault::data, "the pictures have different shapes: {} x {} x {} and {} x {} x {}", shape.width,
               shape.height, shape.channels, other.width, other.height, other.channels)
        .hint("bring them to one size and mode first: pytk image resize, pytk image convert");
  const Samples left(a), right(b);
  Difference out;
  double squares = 0;
  const std::size_t count = shape.width * shape.height * shape.channels;
  for (std::size_t i = 0; i < count; ++i) {
    const double d = std::abs(left.at(i) - right.at(i));
    squares += d * d;
    out.max_abs = std::max(out.max_abs, d);
  }
  out.mse = squares / static_cast<double>(count);
  const double range = options.range.value_or(shape.depth == 8 ? 255.0 : shape.depth == 16 ? 65535.0 : 1.0);
  out.psnr = 10 * std::log10(range * range / out.mse);
  out.identical = squares == 0;
  if (options.with_ssim) out.ssim = ssim(left, right, shape, range, options.gaussian);
  return out;
}

Picture absolute_difference(const Picture& a, const Picture& b) {
  if (a.width != b.width || a.height != b.height || a.channels != b.channels || a.depth != 8 || b.depth != 8)
    throw fail(Fault::data, "a difference needs two 8-bit pictures of one shape");
  Picture out(a.width, a.height, a.channels);
  for (std::size_t i = 0; i < out.samples.size(); ++i)
    out.samples[i] =
        static_cast<std::uint8_t>(std::abs(static_cast<int>(a.samples[i]) - static_cast<int>(b.samples[i])));
  return out;
}

}  // namespace pytk::image
