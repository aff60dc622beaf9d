// Many small stamps of one colour: what of the ground still shines through is kept for each pixel, and the colour is
// laid over it once at the end. Light that passes several layers is a product, so its logarithms are sums.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace pytk::raster {

class Veil {
 public:
  /// A stamp as logarithms, without empty rows and columns at its begin; rows filled up to whole groups of four pixels.
  struct Stamp {
    int x = 0, y = 0;                        ///< of its first pixel, from its place
    std::size_t groups = 0, rows = 0;
    std::vector<float> depth;
    /// `cover` has rows of `width` bytes, the first pixel at x0, y0; 255 times `opacity` 1 lets nothing through.
    Stamp(std::span<const std::uint8_t> cover, int x0, int y0, int width, double opacity) {
      int left = width, right = 0, top = -1, bottom = 0;
      for (int i = 0; i < static_cast<int>(cover.size()); ++i) {
        if (cover[static_cast<std::size_t>(i)] == 0) continue;
        left = std::min(left, i % width);
        right = std::max(right, i % width + 1);
        if (top < 0) top = i / width;
        bottom = i / width + 1;
      }
      if (top < 0) return;
      x = x0 + left;
      y = y0 + top;
      groups = static_cast<std::size_t>(right - left + 3) / 4;
      rows = static_cast<std::size_t>(bottom - top);
      depth.resize(groups * 4 * rows);
      for (int v = top; v < bottom; ++v) {
        const auto row = cover.subspan(static_cast<std::size_t>(v) * static_cast<std::size_t>(width));
        for (int u = left; u < right; ++u)
          depth[static_cast<std::size_t>(v - top) * groups * 4 + static_cast<std::size_t>(u - left)] =
              depth_of(row[static_cast<std::size_t>(u)] * opacity / 255);
      }
    }
  };

  /// Over the pixels [x0, x1) x [y0, y1); stamps may lie wholly or partly outside by up to `margin` pixels.
  Veil(int x0, int y0, int x1, int y1, int margin)
      : x0_(x0), y0_(y0), x1_(x1), y1_(y1), margin_(margin), width_(static_cast<std::size_t>(x1 - x0 + 2 * margin)),
        depth_(width_ * static_cast<std::size_t>(y1 - y0 + 2 * margin) + 4) {}

  void add(const Stamp& stamp, int x, int y) noexcept {
    float* row = depth_.data() +
                 static_cast<std::ptrdiff_t>(y + stamp.y - y0_ + margin_) * static_cast<std::ptrdiff_t>(width_) +
                 (x + stamp.x - x0_ + margin_);
    const float* from = stamp.depth.data();
    // Nearly always a stamp is less than five pixels wide and two to four high.
    if (stamp.groups == 1) {
      for (std::size_t r = 0; r < stamp.rows; ++r, row += width_, from += 4) add_four(row, from);
      return;
    }
    for (std::size_t r = 0; r < stamp.rows; ++r, row += width_)
      for (std::size_t g = 0; g < stamp.groups; ++g, from += 4) add_four(row + 4 * g, from);
  }

  /// take(x, y, covers, count) for the rows that are covered at all; 255 lets nothing through.
  template <class Take>
  void each_row(const Take& take) const {
    std::vector<std::uint8_t> covers(static_cast<std::size_t>(x1_ - x0_));
    for (int y = y0_; y < y1_; ++y) {
      const float* row =
          depth_.data() + static_cast<std::size_t>(y - y0_ + margin_) * width_ + static_cast<std::size_t>(margin_);
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
  static void add_four(float* to, const float* from) noexcept {
    Four sum, more;
    std::memcpy(&sum, to, sizeof sum);
    std::memcpy(&more, from, sizeof more);
    sum += more;
    std::memcpy(to, &sum, sizeof sum);
  }

  // e^-7 is less than half of a 255th.
  static constexpr float opaque = 100, as_good_as_opaque = 7;

  static float depth_of(double part) noexcept { return part >= 1 ? opaque : static_cast<float>(-std::log1p(-part)); }
  static std::uint8_t cover_of(float depth) noexcept {
    if (depth <= 0) return 0;
    return depth > as_good_as_opaque ? std::uint8_t{255}
                                     : static_cast<std::uint8_t>(std::lround(-255 * std::expm1(-depth)));
  }

  int x0_, y0_, x1_, y1_, margin_;
  std::size_t width_;
  std::vector<float> depth_;
};

}  // namespace pytk::raster
