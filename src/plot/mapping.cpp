#include "plot/mapping.hpp"

#include <algorithm>
#include <cmath>

namespace pytk::plot {

Along::Along(const Axis& axis, double from, double to)
    : axis_(&axis), from_(from), to_(to),
      straight_(axis.scale.kind != ScaleKind::log && axis.scale.kind != ScaleKind::symlog) {
  if (!straight_) return;
  factor_ = (to - from) / (axis.high - axis.low);
  offset_ = from - axis.low * factor_;
}

double Along::clamped(double value) const noexcept {
  const double place = (*this)(value);
  return std::isnan(place) ? from_ + (axis_->low > axis_->high ? to_ - from_ : 0) : place;
}

namespace {

constexpr double columns_per_pixel = 4;
constexpr std::size_t few = 10'000;

bool rises(const std::vector<double>& x) {
  for (std::size_t i = 1; i < x.size(); ++i)
    if (!(x[i] >= x[i - 1])) return false;
  return true;
}

/// First, lowest, highest and last point of one pixel column.
struct Column {
  Point first, low, high, last;
  std::size_t low_at = 0, high_at = 0;

  void start(Point p, std::size_t i) {
    first = low = high = last = p;
    low_at = high_at = i;
  }
  void add(Point p, std::size_t i) {
    if (p.y < low.y) low = p, low_at = i;
    if (p.y > high.y) high = p, high_at = i;
    last = p;
  }
  void flush(std::vector<Point>& out) const {
    const auto push = [&](Point p) {
      if (out.empty() || out.back().x != p.x || out.back().y != p.y) out.push_back(p);
    };
    push(first);
    push(low_at < high_at ? low : high);
    push(low_at < high_at ? high : low);
    push(last);
  }
};

std::vector<std::vector<Point>> reduced(const LineShape& line, const Along& x, const Along& y) {
  std::vector<std::vector<Point>> out(1);
  Column column;
  bool open = false;
  double bin = 0;
  for (std::size_t i = 0; i < line.y.size(); ++i) {
    const Point p{x(line.x.empty() ? static_cast<double>(i) : line.x[i]), y(line.y[i])};
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) {
      if (open) column.flush(out.back());
      open = false;
      if (!out.back().empty()) out.emplace_back();
      continue;
    }
    const double here = std::floor(p.x * columns_per_pixel);
    if (open && here == bin) {
      column.add(p, i);
      continue;
    }
    if (open) column.flush(out.back());
    column.start(p, i);
    bin = here;
    open = true;
  }
  if (open) column.flush(out.back());
  return out;
}

}  // namespace

std::vector<std::vector<Point>> map_line(const LineShape& line, const Along& x, const Along& y, double left,
                                         double right) {
  const auto most = static_cast<std::size_t>(std::max(1.0, right - left) * columns_per_pixel * 4);
  if (line.y.size() > std::max(few, most) && !line.closed && (line.x.empty() || rises(line.x)))
    return reduced(line, x, y);
  std::vector<std::vector<Point>> out(1);
  for (std::size_t i = 0; i < line.y.size(); ++i) {
    const Point p{x(line.x.empty() ? static_cast<double>(i) : line.x[i]), y(line.y[i])};
    if (std::isfinite(p.x) && std::isfinite(p.y)) out.back().push_back(p);
    else if (!out.back().empty()) out.emplace_back();
  }
  return out;
}

}  // namespace pytk::plot
