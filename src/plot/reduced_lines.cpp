// Lines over millions of rows: of every narrow column of the picture only the first, lowest, highest and last point are
// kept (M4: Jugel et al. 2014), so that rows need not be held.
#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

#include <fmt/core.h>

#include <pytk/core/error.hpp>

#include "plot/blocks.hpp"
#include "plot/kinds.hpp"
#include "plot/stats.hpp"

namespace pytk::plot {
namespace {

// Narrower than a pixel, so that what is drawn is what all points would draw.
constexpr double columns_per_pixel = 8;

/// One line while it is reduced.
class Reduced {
 public:
  Reduced(double low, double high, double columns) : low_(low), factor_(high > low ? columns / (high - low) : 0) {}

  void add(double x, double y) {
    if (!std::isfinite(x) || !std::isfinite(y)) {
      flush();
      // One gap is as good as many.
      if (!line.y.empty() && std::isfinite(line.y.back())) push({x, std::nan("")});
      return;
    }
    const double column = std::floor((x - low_) * factor_);
    if (open_ && column != column_) flush();
    const raster::Point p{x, y};
    ++index_;
    if (!open_) {
      open_ = true;
      column_ = column;
      first_ = least_ = most_ = last_ = p;
      least_at_ = most_at_ = index_;
      return;
    }
    if (y < least_.y) least_ = p, least_at_ = index_;
    if (y > most_.y) most_ = p, most_at_ = index_;
    last_ = p;
  }

  /// Values at x, x + 1, x + 2 ...: as long as they surely belong to the open column only their height is looked at.
  void add_rows(double x, std::span<const double> values) {
    for (std::size_t i = 0; i < values.size();) {
      add(x + static_cast<double>(i), values[i]);
      ++i;
      if (!open_ || !(factor_ > 0)) continue;
      const double left = (column_ + 1) / factor_ + low_ - (x + static_cast<double>(i)) - 2;
      const std::size_t stop = left > 0 ? std::min(values.size(), i + static_cast<std::size_t>(left)) : i;
      if (i == stop) continue;
      add_inside(x + static_cast<double>(i), values.subspan(i, stop - i));
      i = stop;
    }
  }

  void flush() {
    if (!open_) return;
    open_ = false;
    push(first_);
    push(least_at_ < most_at_ ? least_ : most_);
    push(least_at_ < most_at_ ? most_ : least_);
    push(last_);
  }

  LineShape line;

 private:
  /// add_rows() where all values surely belong to the open column, unless one is no number.
  void add_inside(double x, std::span<const double> values) {
    double low = INFINITY, high = -INFINITY;
    if (!extremes(values, low, high)) {
      for (std::size_t i = 0; i < values.size(); ++i) add(x + static_cast<double>(i), values[i]);
      return;
    }
    const auto place = [&](double y) {
      return static_cast<std::size_t>(std::find(values.begin(), values.end(), y) - values.begin());
    };
    if (low < least_.y) {
      const std::size_t i = place(low);
      least_ = {x + static_cast<double>(i), low}, least_at_ = index_ + i + 1;
    }
    if (high > most_.y) {
      const std::size_t i = place(high);
      most_ = {x + static_cast<double>(i), high}, most_at_ = index_ + i + 1;
    }
    index_ += values.size();
    last_ = {x + static_cast<double>(values.size() - 1), values.back()};
  }

  void push(raster::Point p) {
    if (!line.x.empty() && line.x.back() == p.x && line.y.back() == p.y) return;
    line.x.push_back(p.x);
    line.y.push_back(p.y);
  }

  double low_, factor_, column_ = 0;
  bool open_ = false;
  std::uint64_t index_ = 0, least_at_ = 0, most_at_ = 0;
  raster::Point first_, least_, most_, last_;
};

/// Where x begins and ends, if it never goes back.
struct Places {
  double low = INFINITY, high = -INFINITY;
  bool rises = true;
};

Places look_at_places(Blocks& blocks, std::optional<std::size_t> x) {
  Places out;
  double before = -INFINITY;
  std::uint64_t rows = x ? 0 : blocks.rows_known().value_or(0);
  if (x || rows == 0) blocks.each([&](Blocks::Columns part) {
    if (!x) {
      rows += part[0].size();
      return;
    }
    for (const double v : part[*x]) {
      out.rises &= v >= before;
      before = v;
    }
    if (!part[*x].empty() && out.low == INFINITY) out.low = part[*x][0];
  });
  out.high = before;
  out.rises &= !x || (std::isfinite(out.low) && std::isfinite(out.high));
  if (!x && rows > 0) out.low = 0, out.high = static_cast<double>(rows - 1);
  return out;
}

std::size_t index_of(const Data& data, const Series* series) {
  return static_cast<std::size_t>(series - data.columns.data());
}

/// Reads all rows into the lines, at the places of column `x` or counted from `first`.
void reduce_rows(std::vector<Reduced>& lines, const Data& data, const Chosen& chosen, std::optional<std::size_t> x,
                 double first) {
  double row = first;
  data.blocks->each([&](Blocks::Columns part) {
    const std::size_t count = part[0].size();
    for (std::size_t t = 0; t < lines.size(); ++t) {
      const std::span<const double> y = part[index_of(data, chosen.y[t])];
      if (x)
        for (std::size_t i = 0; i < count; ++i) lines[t].add(part[*x][i], y[i]);
      else
        lines[t].add_rows(row, y);
    }
    row += static_cast<double>(count);
  });
}

/// What prepare() would tell about the axes.
Prepared axes_of(const Data& data, const Chosen& chosen) {
  Prepared out;
  if (data.named && chosen.x != nullptr) out.x_name = chosen.x->name;
  if (data.named && chosen.y.size() == 1) out.y_name = chosen.y[0]->name;
  const auto is_time = [](const Series* s) { return s->kind == Values::times; };
  if (chosen.x != nullptr && is_time(chosen.x)) out.x_kind = ScaleKind::date;
  if (std::all_of(chosen.y.begin(), chosen.y.end(), is_time)) out.y_kind = ScaleKind::date;
  return out;
}

}  // namespace

bool draw_reduced_lines(Drawing& d) {
  const Request& r = d.request;
  const Chosen chosen = columns_for(r, d.data, {});
  if (chosen.y.empty()) return false;
  const std::optional<std::size_t> x =
      chosen.x == nullptr ? std::nullopt : std::optional(index_of(d.data, chosen.x));
  const Places places = look_at_places(*d.data.blocks, x);
  if (!places.rises) return false;
  const double first = r.index_from_one ? 1 : 0, shift = x ? 0 : first;
  std::vector<Reduced> lines(chosen.y.size(),
                             Reduced(places.low + shift, places.high + shift, r.width * columns_per_pixel));
  reduce_rows(lines, d.data, chosen, x, first);
  d.data.blocks->tell(d.data);
  d.name_axes(axes_of(d.data, chosen));
  for (std::size_t t = 0; t < lines.size(); ++t) {
    lines[t].flush();
    Mark mark = make_mark("line", lines.size() > 1 ? chosen.y[t]->name : "", Swatch::line, d.pen(t).color);
    mark.dash = d.pen(t).dash;
    mark.detail = fmt::format(",\"points\":{},\"reduced_to\":{}", d.data.rows, lines[t].line.y.size());
    d.notes.reduced_to += lines[t].line.y.size();
    lines[t].line.pen = d.pen(t);
    mark.shapes.emplace_back(std::move(lines[t].line));
    d.axes.marks.push_back(std::move(mark));
  }
  return true;
}

}  // namespace pytk::plot
