// How much of each pixel a path covers, summed up in a plane with one sum a pixel. AGG lists the pieces of edges and
// sorts them by place, which is quick for few; where ten thousand edges cross each row the sorting is all the time
// there is. The sums are the same, so is the picture.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

namespace pytk::raster {

/// Rounded down, and what is left: a / b as 0 <= rest < b.
struct Divided {
  std::int64_t whole, rest;
  Divided(std::int64_t a, std::int64_t b) : whole(a / b), rest(a % b) {
    if (rest < 0) --whole, rest += b;
  }
};

/// Floors of (begin + k * step) / by for k = 0, 1, 2 ..., with two divisions in all; next() is the way to the next one.
class Floors {
 public:
  Floors(std::int64_t begin, std::int64_t step, std::int64_t by) : first_(begin, by), step_(step, by), by_(by) {}
  [[nodiscard]] std::int64_t first() const noexcept { return first_.whole; }
  [[nodiscard]] std::int64_t next() noexcept {
    first_.rest += step_.rest;
    if (first_.rest < by_) return step_.whole;
    first_.rest -= by_;
    return step_.whole + 1;
  }

 private:
  Divided first_, step_;
  std::int64_t by_;
};

class Coverage {
 public:
  /// The pixels [x0, x1) x [y0, y1).
  Coverage(int x0, int y0, int x1, int y1)
      : x0_(x0), y0_(y0), width_(x1 - x0), height_(y1 - y0),
        cells_(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_)) {}

  /// An edge of the path, in 256ths of a pixel. The end of one edge is the begin of another, until the path is closed.
  void line(int x0, int y0, int x1, int y1) {
    const auto x = [&](int v) { return std::clamp(v - x0_ * unit, 0, width_ * unit - 1); };
    const auto y = [&](int v) { return std::clamp(v - y0_ * unit, 0, height_ * unit - 1); };
    edge(x(x0), y(y0), x(x1), y(y1));
  }

  /// take(x, y, covers, count) for each run of pixels that are covered at all; 255 is wholly.
  template <class Take>
  void each_run(const Take& take) const {
    std::vector<std::uint8_t> covers(static_cast<std::size_t>(width_));
    for (int y = 0; y < height_; ++y) {
      const Cell* row = cells_.data() + static_cast<std::ptrdiff_t>(y) * width_;
      std::int64_t height = 0;
      int begin = 0;
      const auto end_run = [&](int end) {
        if (end > begin) take(x0_ + begin, y0_ + y, covers.data() + begin, end - begin);
        begin = end + 1;
      };
      for (int x = 0; x < width_; ++x) {
        height += row[x].height;
        // Twice the covered area in 256ths both ways, to a byte.
        const std::int64_t part = std::abs((height * 2 * unit - row[x].area) >> 9);
        covers[static_cast<std::size_t>(x)] = static_cast<std::uint8_t>(std::min<std::int64_t>(part, 255));
        if (part == 0) end_run(x);
      }
      end_run(width_);
    }
  }

 private:
  static constexpr int unit = 256;
  /// Of all edges through a pixel: how far they go down in it, and twice the area at their left.
  struct Cell {
    std::int64_t area = 0;
    std::int32_t height = 0;
    void add(int down, int twice_left) noexcept {
      height += down;
      area += static_cast<std::int64_t>(twice_left) * down;
    }
  };

  /// Through the rows from one end to the other; where a row is left is rounded down.
  void edge(int x0, int y0, int x1, int y1) {
    int row = y0 / unit;
    const int last = y1 / unit;
    if (row == last) return in_row(row, x0, y0 % unit, x1, y1 % unit);
    const int way = y1 > y0 ? 1 : -1, enter = way > 0 ? 0 : unit, leave = unit - enter;
    if (x0 == x1) {
      Cell* cell = at(row, x0 / unit);
      const int twice = 2 * (x0 % unit);
      cell->add(leave - y0 % unit, twice);
      for (row += way; row != last; row += way) (cell += way * width_)->add(leave - enter, twice);
      (cell + way * width_)->add(y1 % unit - enter, twice);
      return;
    }
    const std::int64_t across = x1 - x0;
    Floors steps(across * std::abs(leave - y0 % unit), across * unit, std::abs(y1 - y0));
    int x = x0 + static_cast<int>(steps.first());
    in_row(row, x0, y0 % unit, x, leave);
    for (row += way; row != last; row += way) {
      const int from = x;
      x += static_cast<int>(steps.next());
      in_row(row, from, enter, x, leave);
    }
    in_row(last, x, enter, x1, y1 % unit);
  }

  /// Through the pixels of one row; y0 and y1 are places in it, 0 to 256.
  void in_row(int row, int x0, int y0, int x1, int y1) {
    if (y0 == y1) return;
    int column = x0 / unit;
    const int last = x1 / unit;
    if (column == last) return at(row, column)->add(y1 - y0, x0 % unit + x1 % unit);
    const int way = x1 > x0 ? 1 : -1, enter = way > 0 ? 0 : unit, leave = unit - enter;
    const std::int64_t down = y1 - y0;
    Floors steps(down * std::abs(leave - x0 % unit), down * unit, std::abs(x1 - x0));
    Cell* cell = at(row, column);
    int step = static_cast<int>(steps.first()), y = y0 + step;
    cell->add(step, x0 % unit + leave);
    for (column += way; column != last; column += way) {
      step = static_cast<int>(steps.next());
      y += step;
      (cell += way)->add(step, unit);
    }
    (cell + way)->add(y1 - y, x1 % unit + enter);
  }

  [[nodiscard]] Cell* at(int row, int column) noexcept {
    return cells_.data() + static_cast<std::ptrdiff_t>(row) * width_ + column;
  }

  int x0_, y0_, width_, height_;
  std::vector<Cell> cells_;
};

}  // namespace pytk::raster
