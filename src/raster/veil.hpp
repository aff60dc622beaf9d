// Many small stamps of one colour: what of the ground still shines through is kept for each pixel, and the colour is laid
// over it once at the end. Light that passes several layers is a product, so its logarithms are sums.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

namespace pytk::raster {

class Veil {
 public:
  /// A stamp as logarithms, rows filled up to whole groups of four pixels.
  struct Stamp {
    std::size_t groups = 0, rows = 0;
    std::vector<float> depth;
    /// `cover` has rows of `width` bytes; 255 times `opacity` 1 lets nothing through.
    Stamp(const std::uint8_t* cover, int width, int height, double opacity)
        : groups(static_cast<std::size_t>(width + 3) / 4), rows(static_cast<std::size_t>(height)), depth(groups * 4 * rows) {
      for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
          depth[static_cast<std::size_t>(y) * groups * 4 + static_cast<std::size_t>(x)] = depth_of(cover[y * width + x] * opacity / 255);
    }
  };

  /// Over the pixels [x0, x1) x [y0, y1); stamps may lie wholly or partly outside by up to `margin` pixels.
  Veil(int x0, int y0, int x1, int y1, int margin)
      : x0_(x0), y0_(y0), x1_(x1), y1_(y1), margin_(margin), width_(static_cast<std::size_t>(x1 - x0 + 2 * margin)),
        depth_(width_ * static_cast<std::size_t>(y1 - y0 + 2 * margin) + 4) {}

  /// The stamp's first pixel lies at x, y.
  void add(const Stamp& stamp, int x, int y) noexcept {
    float* row = depth_.data() + static_cast<std::size_t>(y - y0_ + margin_) * width_ + static_cast<std::size_t>(x - x0_ + margin_);
    const float* from = stamp.depth.data();
    for (std::size_t r = 0; r < stamp.rows; ++r, row += width_)
      for (std::size_t g = 0; g < stamp.groups; ++g, from += 4) {
        Four sum, more;
        std::memcpy(&sum, row + 4 * g, sizeof sum);
        std::memcpy(&more, from, sizeof more);
        sum += more;
        std::memcpy(row + 4 * g, &sum, sizeof sum);
      }
  }

  /// take(x, y, covers, count) for the rows that are covered at all; 255 lets nothing through.
  template <class Take>
  void each_row(const Take& take) const {
    std::vector<std::uint8_t> covers(static_cast<std::size_t>(x1_ - x0_));
    for (int y = y0_; y < y1_; ++y) {
      const float* row = depth_.data() + static_cast<std::size_t>(y - y0_ + margin_) * width_ + static_cast<std::size_t>(margin_);
      bool any = false;
      for (std::size_t x = 0; x < covers.size(); ++x) {
        covers[x] = cover_of(row[x]);
        any |= covers[x] > 0;
      }
      if (any) take(x0_, y, covers.data(), x1_ - x0_);
    }
  }

 private:
  typedef float Four __attribute__((vector_size(16)));  // NOLINT: `using` does not take the attribute here
  // e^-7 is less than half of a 255th.
  static constexpr float opaque = 100, as_good_as_opaque = 7;

  static float depth_of(double part) noexcept { return part >= 1 ? opaque : static_cast<float>(-std::log1p(-part)); }
  static std::uint8_t cover_of(float depth) noexcept {
    if (depth <= 0) return 0;
    return depth > as_good_as_opaque ? std::uint8_t{255} : static_cast<std::uint8_t>(std::lround(-255 * std::expm1(-depth)));
  }

  int x0_, y0_, x1_, y1_, margin_;
  std::size_t width_;
  std::vector<float> depth_;
};

}  // namespace pytk::raster
