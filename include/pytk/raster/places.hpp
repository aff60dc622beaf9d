// Many places, known or worked out a few hundred at a time while they are used, so that millions of them need no
// memory.
//   Places places(x.size(), [&](std::size_t begin, std::span<Point> out) { ... });
//   places.each([&](std::size_t i, Point at) { ... });
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <utility>

#include <pytk/raster/path.hpp>

namespace pytk::raster {

class Places {
 public:
  using Fill = std::function<void(std::size_t begin, std::span<Point> out)>;
  /// The points must outlive this.
  Places(std::span<const Point> points)
      : size_(points.size()), points_(points) {}  // NOLINT: as a string_view takes a string
  /// fill(begin, out) gives out.size() places from the one with the number `begin` on.
  Places(std::size_t size, Fill fill) : size_(size), fill_(std::move(fill)) {}

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// take(number, place) for all of them in order.
  template <class Take>
  void each(const Take& take) const {
    std::array<Point, 256> room;
    for (std::size_t begin = 0; begin < size_; begin += room.size()) {
      const std::size_t count = std::min(room.size(), size_ - begin);
      std::span<const Point> some(room.data(), count);
      if (fill_) fill_(begin, std::span(room.data(), count));
      else some = points_.subspan(begin, count);
      for (std::size_t i = 0; i < count; ++i) take(begin + i, some[i]);
    }
  }

 private:
  std::size_t size_;
  std::span<const Point> points_;
  Fill fill_;
};

}  // namespace pytk::raster
