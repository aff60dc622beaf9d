#include <pytk/image/resize.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "image/resample.hpp"

namespace pytk::image {

namespace {

bool has_alpha(std::uint8_t channels) noexcept { return channels == 2 || channels == 4; }

/// Pillow's affine transform for scaling: positions are summed up, not multiplied, and so are ours.
std::vector<std::size_t> nearest_positions(std::size_t in, std::size_t out) {
  const double scale = static_cast<double>(in) / static_cast<double>(out);
  std::vector<std::size_t> positions(out);
  double at = scale * 0.5;
  for (std::size_t i = 0; i < out; ++i, at += scale) positions[i] = std::min(static_cast<std::size_t>(at), in - 1);
  return positions;
}

template <class P>
void copy_nearest(const P& in, P& out, std::size_t unit) {
  const auto columns = nearest_positions(in.width, out.width), rows = nearest_positions(in.height, out.height);
  for (std::size_t y = 0; y < out.height; ++y) {
    const auto* from = in.row(rows[y]);
    auto* to = out.row(y);
    for (std::size_t x = 0; x < out.width; ++x, to += unit) std::copy_n(from + columns[x] * unit, unit, to);
  }
}

/// Both passes in double for samples that are no bytes: temp holds rows already brought to the new width.
void convolve(const FloatPicture& in, FloatPicture& out, Filter filter) {
  const std::size_t channels = in.channels;
  FloatPicture middle(out.width, in.height, in.channels);
  if (in.width == out.width) {
    middle.samples = in.samples;
  } else {
    const auto taps = pillow_taps(in.width, out.width, filter);
    for (std::size_t y = 0; y < in.height; ++y)
      for (std::size_t x = 0; x < out.width; ++x)
        for (std::size_t c = 0; c < channels; ++c) {
          double sum = 0;
          for (std::size_t i = 0; i < taps.count[x]; ++i)
            sum += in.row(y)[(taps.begin[x] + i) * channels + c] * taps.of(x)[i];
          middle.row(y)[x * channels + c] = sum;
        }
  }
  if (in.height == out.height) {
    out.samples = std::move(middle.samples);
    return;
  }
  const auto taps = pillow_taps(in.height, out.height, filter);
  const std::size_t samples = out.width * channels;
  for (std::size_t y = 0; y < out.height; ++y) {
    double* to = out.row(y);
    std::fill_n(to, samples, 0.0);
    for (std::size_t i = 0; i < taps.count[y]; ++i) {
      const double* from = middle.row(taps.begin[y] + i);
      const double weight = taps.of(y)[i];
      for (std::size_t x = 0; x < samples; ++x) to[x] += from[x] * weight;
    }
  }
}

Picture resize_16(const Picture& picture, std::uint32_t width, std::uint32_t height, Filter filter) {
  const FloatPicture out = resize(to_float(picture), width, height, filter);
  Picture result(width, height, picture.channels, 16);
  for (std::size_t i = 0; i < out.samples.size(); ++i) {
    const auto value = static_cast<std::uint16_t>(std::clamp(std::nearbyint(out.samples[i] * 65535.0), 0.0, 65535.0));
    std::memcpy(result.samples.data() + 2 * i, &value, 2);
  }
  return result;
}

/// Takes rows one by one and lets finished ones out.
class Stream {
 public:
  Stream(std::uint32_t in_width, std::uint32_t in_height, std::uint8_t channels, Picture& out, Filter filter)
      : out_(out), in_width_(in_width), alpha_(has_alpha(channels)), narrow_(out.row_bytes()) {
    if (in_width != out.width) across_.emplace(integer_taps(pillow_taps(in_width, out.width, filter)), channels);
    if (in_height != out.height)
      down_.emplace(integer_taps(pillow_taps(in_height, out.height, filter)), out.row_bytes());
  }
  /// `row` is overwritten when it has alpha.
  void add(std::uint8_t* row) {
    if (alpha_) multiply_alpha(row, in_width_, out_.channels);
    const std::uint8_t* wide = row;
    if (across_) {
      (*across_)(row, narrow_.data());
      wide = narrow_.data();
    }
    if (!down_) {
      if (y_ < out_.height) finish(wide);
      return;
    }
    down_->add(wide);
    while (down_->ready()) {
      down_->take(out_.row(y_));
      finish(out_.row(y_));
    }
  }

 private:
  void finish(const std::uint8_t* row) {
    if (row != out_.row(y_)) std::memcpy(out_.row(y_), row, out_.row_bytes());
    if (alpha_) divide_alpha(out_.row(y_), out_.width, out_.channels);
    ++y_;
  }
  Picture& out_;
  std::size_t in_width_, y_ = 0;
  bool alpha_;
  std::vector<std::uint8_t> narrow_;
  std::optional<Across> across_;
  std::optional<Down> down_;
};

void check_size(std::uint32_t width, std::uint32_t height) {
  constexpr std::uint64_t most_pixels = 1ULL << 30U;
  if (width == 0 || height == 0) throw fail(Fault::usage, "a picture needs at least one pixel a side");
  if (static_cast<std::uint64_t>(width) * height > most_pixels)
    throw fail(Fault::usage, "{} x {} pixels are too many", width, height).hint("at most 2^30 pixels");
}

}  // namespace

std::optional<Filter> filter_of_name(std::string_view name) noexcept {
  static constexpr std::string_view names[] = {"nearest", "box", "bilinear", "hamming", "bicubic", "lanczos"};
  const auto* found = std::find(std::begin(names), std::end(names), name);
  if (found == std::end(names)) return std::nullopt;
  return static_cast<Filter>(found - std::begin(names));
}

Picture resize(const Picture& picture, std::uint32_t width, std::uint32_t height, Filter filter) {
  check_size(width, height);
  if (width == picture.width && height == picture.height) return picture;
  if (filter == Filter::nearest) {
    Picture out(width, height, picture.channels, picture.depth);
    copy_nearest(picture, out, picture.pixel_bytes());
    return out;
  }
  if (picture.depth == 16) return resize_16(picture, width, height, filter);
  std::size_t y = 0;
  auto out = resize_rows(
      picture.width, picture.height, picture.channels,
      [&](std::uint8_t* row) -> Result<void> {
        std::memcpy(row, picture.row(y++), picture.row_bytes());
        return {};
      },
      width, height, filter);
  return std::move(*out);
}

FloatPicture resize(const FloatPicture& picture, std::uint32_t width, std::uint32_t height, Filter filter) {
  check_size(width, height);
  FloatPicture out(width, height, picture.channels);
  if (filter == Filter::nearest)
    copy_nearest(picture, out, picture.channels);
  else
    convolve(picture, out, filter);
  return out;
}

Result<Picture> resize_rows(std::uint32_t in_width, std::uint32_t in_height, std::uint8_t channels, const Rows& rows,
                            std::uint32_t width, std::uint32_t height, Filter filter) {
  check_size(width, height);
  Picture out(width, height, channels);
  Stream stream(in_width, in_height, channels, out, filter);
  std::vector<std::uint8_t> row(static_cast<std::size_t>(in_width) * channels);
  for (std::uint32_t y = 0; y < in_height; ++y) {
    if (auto read = rows(row.data()); !read) return tl::unexpected<Error>(read.error());
    stream.add(row.data());
  }
  return out;
}

Placement place(std::uint32_t in_width, std::uint32_t in_height, std::uint32_t width, std::uint32_t height, Fit fit,
                double gravity_x, double gravity_y) {
  check_size(width, height);
  Placement out{width, height, 0, 0};
  if (fit == Fit::fill || in_width == 0 || in_height == 0) return out;
  const double across = static_cast<double>(width) / in_width, down = static_cast<double>(height) / in_height;
  const double scale = fit == Fit::cover ? std::max(across, down) : std::min(across, down);
  const auto side = [scale](std::uint32_t in, std::uint32_t exact, bool settles) {
    return settles ? exact : static_cast<std::uint32_t>(std::max(1.0, std::round(in * scale)));
  };
  out.width = side(in_width, width, scale == across);
  out.height = side(in_height, height, scale == down);
  check_size(out.width, out.height);
  const auto offset = [](std::uint32_t a, std::uint32_t b, double gravity) {
    return static_cast<std::uint32_t>(std::floor((a > b ? a - b : b - a) * gravity));
  };
  if (fit == Fit::cover) {
    out.width = std::max(out.width, width);
    out.height = std::max(out.height, height);
  } else {
    out.width = std::min(out.width, width);
    out.height = std::min(out.height, height);
  }
  out.x = offset(out.width, width, gravity_x);
  out.y = offset(out.height, height, gravity_y);
  return out;
}

Picture cut(const Picture& picture, std::uint32_t x, std::uint32_t y, std::uint32_t width, std::uint32_t height) {
  if (width == 0 || height == 0 || x > picture.width || y > picture.height || width > picture.width - x ||
      height > picture.height - y)
    throw fail(Fault::usage, "the box {}x{}+{}+{} does not lie in the picture of {} x {}", width, height, x, y,
               picture.width, picture.height);
  Picture out(width, height, picture.channels, picture.depth);
  for (std::uint32_t row = 0; row < height; ++row) std::memcpy(out.row(row), picture.at(x, y + row), out.row_bytes());
  return out;
}

Picture put_on(const Picture& picture, std::uint32_t width, std::uint32_t height, std::uint32_t x, std::uint32_t y,
               const std::uint8_t (&rgba)[4]) {
  check_size(width, height);
  Picture out(width, height, picture.channels, picture.depth);
  const bool color = picture.channels >= 3;
  const unsigned grey = (19595U * rgba[0] + 38470U * rgba[1] + 7471U * rgba[2] + 0x8000U) >> 16U;
  Picture pixel(1, 1, picture.channels, picture.depth);
  const std::size_t sample = picture.depth / 8U;
  for (std::size_t c = 0; c < picture.channels; ++c) {
    const bool alpha = has_alpha(picture.channels) && c + 1U == picture.channels;
    const unsigned value = alpha ? rgba[3] : color ? rgba[c] : grey;
    for (std::size_t b = 0; b < sample; ++b)
      pixel.samples[c * sample + b] = static_cast<std::uint8_t>(value);  // v * 257 is v twice
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(width) * height; ++i)
    std::memcpy(out.samples.data() + i * out.pixel_bytes(), pixel.samples.data(), out.pixel_bytes());
  const std::uint32_t rows = std::min(picture.height, height > y ? height - y : 0);
  const std::uint32_t columns = std::min(picture.width, width > x ? width - x : 0);
  for (std::uint32_t row = 0; row < rows; ++row)
    std::memcpy(out.at(x, y + row), picture.row(row), columns * picture.pixel_bytes());
  return out;
}

}  // namespace pytk::image
