#include <pytk/image/filters.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace pytk::image {

namespace {

/// Half of a symmetric kernel: index 0 is the middle.
template <class T>
std::vector<T> half_gaussian(double sigma) {
  const auto radius = static_cast<std::size_t>(4.0 * sigma + 0.5);
  std::vector<double> weights;
  weights.reserve(radius + 1);
  double sum = 0;
  for (std::size_t x = 0; x <= radius; ++x) {
    weights.push_back(std::exp(-0.5 / (sigma * sigma) * static_cast<double>(x * x)));
    sum += x == 0 ? weights.back() : 2 * weights.back();
  }
  std::vector<T> out;
  out.reserve(weights.size());
  for (const double weight : weights) out.push_back(static_cast<T>(weight / sum));
  return out;
}

/// What lies beyond the border: its pixel again and again, or the picture mirrored with the edge repeated.
enum class Border : std::uint8_t { nearest, reflect };

/// Index by SciPy's 'reflect': the border pixel is repeated.
std::size_t reflected(std::int64_t index, std::int64_t n) noexcept {
  const std::int64_t period = 2 * n;
  index = ((index % period) + period) % period;
  return static_cast<std::size_t>(index < n ? index : period - 1 - index);
}
std::size_t inside(std::int64_t index, std::size_t n, Border border) noexcept {
  const auto size = static_cast<std::int64_t>(n);
  return border == Border::reflect ? reflected(index, size)
                                   : static_cast<std::size_t>(std::clamp<std::int64_t>(index, 0, size - 1));
}

/// The row with `radius` pixels more on both sides.
template <class From, class T>
void widen(const From* row, std::size_t pixels, std::size_t channels, std::size_t radius, Border border,
           std::vector<T>& out) {
  out.resize((pixels + 2 * radius) * channels);
  const auto far = static_cast<std::int64_t>(radius);
  for (std::int64_t i = 0; i < far; ++i)
    for (std::size_t c = 0; c < channels; ++c) {
      const auto at = static_cast<std::size_t>(i);
      out[at * channels + c] = static_cast<T>(row[inside(i - far, pixels, border) * channels + c]);
      out[(pixels + radius + at) * channels + c] =
          static_cast<T>(row[inside(static_cast<std::int64_t>(pixels) + i, pixels, border) * channels + c]);
    }
  for (std::size_t i = 0; i < pixels * channels; ++i) out[radius * channels + i] = static_cast<T>(row[i]);
}

/// Both passes over a picture whose rows come from `in` and go to `out`; T is float for 8-bit samples, double for real
/// numbers. Rows that were blurred across are kept in a ring as long as a window needs them.
template <class T, class RowIn>
class Blur {
 public:
  Blur(std::size_t width, std::size_t height, std::size_t channels, double sigma, Border border, const RowIn& in)
      : width_(width),
        height_(height),
        channels_(channels),
        border_(border),
        in_(in),
        kernel_(half_gaussian<T>(sigma)),
        ring_(std::min(height, 2 * (kernel_.size() - 1) + 1), std::vector<T>(width * channels)),
        sum_(width * channels) {}

  const T* row(std::size_t y) {
    const auto at = static_cast<std::int64_t>(y), radius = static_cast<std::int64_t>(kernel_.size() - 1);
    // Reads ahead, so that the ring holds the whole window.
    for (const std::size_t end = std::min(y + kernel_.size() - 1, height_ - 1); read_ <= end; ++read_) across(read_);
    const T* middle = blurred(at);
    for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] = middle[i] * kernel_[0];
    for (std::int64_t k = 1; k <= radius; ++k) {
      const T* above = blurred(at - k);
      const T* below = blurred(at + k);
      const T weight = kernel_[static_cast<std::size_t>(k)];
      for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] += (above[i] + below[i]) * weight;
    }
    return sum_.data();
  }

 private:
  const T* blurred(std::int64_t y) const { return ring_[inside(y, height_, border_) % ring_.size()].data(); }
  void across(std::size_t y) {
    const std::size_t radius = kernel_.size() - 1;
    widen(in_(y), width_, channels_, radius, border_, wide_);
    auto& to = ring_[y % ring_.size()];
    const T* middle = wide_.data() + radius * channels_;
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = middle[i] * kernel_[0];
    for (std::size_t k = 1; k <= radius; ++k) {
      const T* left = middle - k * channels_;
      const T* right = middle + k * channels_;
      const T weight = kernel_[k];
      for (std::size_t i = 0; i < to.size(); ++i) to[i] += (left[i] + right[i]) * weight;
    }
  }
  std::size_t width_, height_, channels_, read_ = 0;
  Border border_;
  const RowIn& in_;
  std::vector<T> kernel_;
  std::vector<std::vector<T>> ring_;
  std::vector<T> sum_, wide_;
};

FloatPicture blurred(const FloatPicture& picture, double sigma, Border border) {
  FloatPicture out(picture.width, picture.height, picture.channels);
  const auto rows = [&picture](std::size_t y) { return picture.row(y); };
  Blur<double, decltype(rows)> blur(picture.width, picture.height, picture.channels, sigma, border, rows);
  for (std::size_t y = 0; y < out.height; ++y) std::copy_n(blur.row(y), out.width * out.channels, out.row(y));
  return out;
}

void check_sigma(double sigma) {
  if (!(sigma > 0) || sigma > 1000) throw fail(Fault::usage, "sigma is above 0 and at most 1000, not {}", sigma);
}

using Block = std::array<std::uint8_t, 64>;
void order(Block& a, Block& b) noexcept {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::uint8_t low = std::min(a[i], b[i]), high = std::max(a[i], b[i]);
    a[i] = low;
    b[i] = high;
  }
}

/// The median of `count` blocks (odd), element by element: smallest and largest are dropped until one is left, which
/// needs comparisons only and so runs over 64 pixels at once.
Block median_of(std::vector<Block>& all, std::size_t count) {
  std::size_t held = count / 2 + 2;
  std::size_t next = held;
  while (true) {
    // The smallest to the front, the largest to the back of those held.
    const std::size_t half = held / 2;
    for (std::size_t i = 0; i < half; ++i) order(all[i], all[held - 1 - i]);
    for (std::size_t i = 1; i < held - half; ++i) order(all[0], all[i]);
    for (std::size_t i = half; i + 1 < held; ++i) order(all[i], all[held - 1]);
    // Both are dropped: a new one takes the front's place, the back is forgotten.
    if (next < count) {
      all[0] = all[next++];
      --held;
    } else {
      return all[1];
    }
  }
}

void median_small(const Picture& in, Picture& out, unsigned size) {
  const auto radius = static_cast<std::int64_t>(size / 2);
  const std::size_t channels = in.channels, samples = in.row_bytes();
  std::vector<std::vector<std::uint8_t>> rows(size);
  std::vector<Block> blocks(static_cast<std::size_t>(size) * size);
  for (std::size_t y = 0; y < in.height; ++y) {
    for (unsigned k = 0; k < size; ++k) {
      const std::uint8_t* row = in.row(reflected(static_cast<std::int64_t>(y) + k - radius, in.height));
      auto& wide = rows[k];
      wide.resize(samples + 2 * static_cast<std::size_t>(radius) * channels + 64);
      for (std::int64_t x = -radius; x < 0; ++x) {
        std::memcpy(&wide[static_cast<std::size_t>(x + radius) * channels], row + reflected(x, in.width) * channels,
                    channels);
        const std::int64_t behind = in.width - 1 - x;
        std::memcpy(&wide[static_cast<std::size_t>(behind + radius) * channels],
                    row + reflected(behind, in.width) * channels, channels);
      }
      std::memcpy(&wide[static_cast<std::size_t>(radius) * channels], row, samples);
    }
    for (std::size_t x = 0; x < samples; x += 64) {
      std::size_t i = 0;
      for (unsigned k = 0; k < size; ++k)
        for (unsigned j = 0; j < size; ++j) std::memcpy(blocks[i++].data(), rows[k].data() + x + j * channels, 64);
      const Block result = median_of(blocks, blocks.size());
      std::memcpy(out.row(y) + x, result.data(), std::min<std::size_t>(64, samples - x));
    }
  }
}

/// Huang 1979: a histogram that loses a column and gains one as the window moves.
void median_large(const Picture& in, Picture& out, unsigned size) {
  const auto radius = static_cast<std::int64_t>(size / 2);
  const auto wide = static_cast<std::int64_t>(in.width), high = static_cast<std::int64_t>(in.height);
  const unsigned wanted = size * size / 2;
  for (std::size_t c = 0; c < in.channels; ++c)
    for (std::int64_t y = 0; y < high; ++y) {
      std::array<unsigned, 256> counts{};
      unsigned value = 0, below = 0;  // how many samples of the window are smaller than `value`
      const auto add = [&](std::int64_t x, unsigned amount) {
        for (std::int64_t k = -radius; k <= radius; ++k) {
          const unsigned v = in.at(reflected(x, wide), reflected(y + k, high))[c];
          counts[v] += amount;
          if (v < value) below += amount;  // unsigned: adding -1 takes away
        }
      };
      for (std::int64_t x = -radius; x <= radius; ++x) add(x, 1);
      for (std::int64_t x = 0; x < wide; ++x) {
        while (below > wanted) below -= counts[--value];
        while (below + counts[value] <= wanted) below += counts[value++];
        out.at(static_cast<std::size_t>(x), static_cast<std::size_t>(y))[c] = static_cast<std::uint8_t>(value);
        add(x - radius, ~0U);
        add(x + radius + 1, 1);
      }
    }
}

}  // namespace

Picture gaussian(const Picture& picture, double sigma) {
  check_sigma(sigma);
  Picture out(picture.width, picture.height, picture.channels, picture.depth);
  if (picture.depth == 8) {
    const auto rows = [&picture](std::size_t y) { return picture.row(y); };
    Blur<float, decltype(rows)> blur(picture.width, picture.height, picture.channels, sigma, Border::nearest, rows);
    for (std::size_t y = 0; y < out.height; ++y) {
      const float* from = blur.row(y);
      std::uint8_t* to = out.row(y);
      for (std::size_t i = 0; i < out.row_bytes(); ++i)
        to[i] = static_cast<std::uint8_t>(std::min(255.0F, from[i] + 0.5F));
    }
    return out;
  }
  const FloatPicture smooth = gaussian(to_float(picture), sigma);
  for (std::size_t i = 0; i < smooth.samples.size(); ++i) {
    const auto value = static_cast<std::uint16_t>(std::nearbyint(smooth.samples[i] * 65535.0));
    std::memcpy(out.samples.data() + 2 * i, &value, 2);
  }
  return out;
}

FloatPicture gaussian(const FloatPicture& picture, double sigma) {
  check_sigma(sigma);
  return blurred(picture, sigma, Border::nearest);
}

Picture median(const Picture& picture, unsigned size) {
  if (size % 2 == 0 || size < 1 || size > 101)
    throw fail(Fault::usage, "the size of a median is odd and 1 to 101, not {}", size);
  if (picture.depth != 8)
    throw fail(Fault::data, "the median is for 8-bit samples").hint("pytk image convert --depth 8");
  if (size == 1) return picture;
  Picture out(picture.width, picture.height, picture.channels);
  if (size <= 7)
    median_small(picture, out, size);
  else
    median_large(picture, out, size);
  return out;
}

FloatPicture sobel(const FloatPicture& grey) {
  if (grey.channels != 1) throw fail(Fault::data, "edges need a grey picture");
  FloatPicture out(grey.width, grey.height, 1);
  const auto wide = static_cast<std::int64_t>(grey.width), high = static_cast<std::int64_t>(grey.height);
  for (std::int64_t y = 0; y < high; ++y) {
    const double* rows[3];
    for (std::int64_t k = 0; k < 3; ++k) rows[k] = grey.row(reflected(y + k - 1, high));
    double* to = out.row(static_cast<std::size_t>(y));
    for (std::int64_t x = 0; x < wide; ++x) {
      const std::size_t left = reflected(x - 1, wide), middle = static_cast<std::size_t>(x),
                        right = reflected(x + 1, wide);
      const auto down = [&](std::size_t at) { return 0.25 * rows[0][at] + 0.5 * rows[1][at] + 0.25 * rows[2][at]; };
      const auto across = [&](const double* row) { return 0.25 * row[left] + 0.5 * row[middle] + 0.25 * row[right]; };
      const double horizontal = down(left) - down(right), vertical = across(rows[0]) - across(rows[2]);
      to[x] = std::sqrt((horizontal * horizontal + vertical * vertical) / 2);
    }
  }
  return out;
}

FloatPicture unsharp(const FloatPicture& picture, double radius, double amount) {
  check_sigma(radius);
  FloatPicture out = blurred(picture, radius, Border::reflect);
  for (std::size_t i = 0; i < out.samples.size(); ++i)
    out.samples[i] = std::clamp(picture.samples[i] + (picture.samples[i] - out.samples[i]) * amount, 0.0, 1.0);
  return out;
}

Picture turn(Picture picture, Turn how) {
  static constexpr unsigned orientations[] = {6, 3, 8, 2, 4, 5, 7};
  return orient(std::move(picture), orientations[static_cast<std::size_t>(how)]);
}

}  // namespace pytk::image
