#include "plot/terminal.hpp"

#include <algorithm>
#include <cmath>

#include <pytk/core/text.hpp>
#include <pytk/plot/render.hpp>

#include "plot/legend.hpp"
#include "plot/ticks.hpp"

namespace pytk::plot {
namespace {

/// Rows of one label each are dense enough; a label across needs its width and a gap.
int y_space(std::ptrdiff_t height) { return static_cast<int>(std::clamp<std::ptrdiff_t>(height / 2 - 1, 1, 9)); }
int x_space(std::ptrdiff_t width) { return static_cast<int>(std::clamp<std::ptrdiff_t>(width / 9, 1, 9)); }

class CellAxes {
 public:
  CellAxes(raster::Cells& cells, Axes& axes, const raster::CellStyle& style)
      : cells_(cells), axes_(axes), style_(style) {}

  void draw(std::ptrdiff_t column, std::ptrdiff_t row, std::ptrdiff_t width, std::ptrdiff_t height) {
    std::ptrdiff_t top = row, bottom = row + height;
    if (!axes_.title.empty()) centered(column, width, top++, axes_.title);
    if (const auto entries = legend_entries(axes_); !entries.empty()) legend(entries, column, width, top++);
    CellArea area{column, top, width, bottom - top, &axes_.x, &axes_.y};
    const bool picture = axes_.equal_aspect;
    if (axes_.frame && !picture) shrink_for_axes(area, column, width, top, bottom);
    else if (picture) keep_aspect(area);
    // An axis at the right shares the area and its places along x.
    for (const bool second : {false, true})
      for (const Mark& mark : axes_.marks) {
        if (mark.on_second_y != second) continue;
        CellArea own = area;
        if (second && axes_.y2) own.y = &*axes_.y2;
        draw_cells(cells_, own, mark, style_);
      }
  }

 private:
  void centered(std::ptrdiff_t column, std::ptrdiff_t width, std::ptrdiff_t row, const std::string& text) {
    const std::string shown = fit(text, static_cast<std::size_t>(width));
    cells_.text(column + (width - static_cast<std::ptrdiff_t>(display_width(shown))) / 2, row, shown);
  }

  void legend(const std::vector<const Mark*>& entries, std::ptrdiff_t column, std::ptrdiff_t width,
              std::ptrdiff_t row) {
    std::ptrdiff_t at = column;
    for (const Mark* mark : entries) {
      const auto wide = static_cast<std::ptrdiff_t>(display_width(mark->label)) + 4;
      if (at + wide > column + width) {
        cells_.text(at, row, fit("...", static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, column + width - at))));
        return;
      }
      cells_.text(at, row, "■", mark->color);
      cells_.text(at + 2, row, mark->label);
      at += wide;
    }
  }

  void shrink_for_axes(CellArea& area, std::ptrdiff_t column, std::ptrdiff_t width, std::ptrdiff_t top,
                       std::ptrdiff_t bottom) {
    // The name and exponent of the y axis stand above it, those of the x axis below.
    const std::string y_head = axes_.y.label;
    bottom -= 2;
    const bool x_foot = !axes_.x.label.empty() || axes_.x.scale.kind == ScaleKind::date;
    if (x_foot) --bottom;
    std::ptrdiff_t label_width = 0, right_width = 0;
    const auto measure = [&](Axis& axis, std::ptrdiff_t height) {
      set_ticks(axis, axis.scale.kind == ScaleKind::category ? static_cast<int>(height) : y_space(height));
      std::ptrdiff_t most = 0;
      for (Tick& tick : axis.ticks) {
        tick.label = fit(tick.label, static_cast<std::size_t>(std::max<std::ptrdiff_t>(4, width * 2 / 5)));
        most = std::max(most, static_cast<std::ptrdiff_t>(display_width(tick.label)));
      }
      return most;
    };
    label_width = measure(axes_.y, bottom - top);
    const std::string head = y_head + (axes_.y.offset.empty() ? "" : (y_head.empty() ? "" : " ") + axes_.y.offset);
    if (!head.empty()) {
      cells_.text(column, top++, fit(head, static_cast<std::size_t>(width)));
      label_width = measure(axes_.y, bottom - top);
    }
    if (axes_.y2) right_width = measure(*axes_.y2, bottom - top) + 1;
    area = {column + label_width + 1,
            top,
            std::max<std::ptrdiff_t>(1, width - label_width - 1 - right_width),
            std::max<std::ptrdiff_t>(1, bottom - top),
            &axes_.x,
            &axes_.y};
    y_axis(area, axes_.y, column, label_width, false);
    if (axes_.y2) y_axis(area, *axes_.y2, area.column + area.width, right_width, true);
    x_axis(area, column, width, x_foot);
  }

  void y_axis(const CellArea& area, const Axis& axis, std::ptrdiff_t column, std::ptrdiff_t label_width, bool right) {
    const std::ptrdiff_t line = right ? area.column + area.width : area.column - 1;
    for (std::ptrdiff_t r = 0; r < area.height; ++r) cells_.put(line, area.row + r, 0x2502);
    std::ptrdiff_t last = -1;
    for (auto tick = axis.ticks.rbegin(); tick != axis.ticks.rend(); ++tick) {
      const auto row = static_cast<std::ptrdiff_t>(
          std::floor((1 - axis.fraction(tick->at)) * (static_cast<double>(area.height) * 4 - 1) / 4));
      if (row < 0 || row >= area.height || row == last) continue;
      last = row;
      cells_.put(line, area.row + row, right ? 0x251c : 0x2524);
      const auto wide = static_cast<std::ptrdiff_t>(display_width(tick->label));
      cells_.text(right ? line + 1 : column + label_width - wide, area.row + row, tick->label);
    }
  }

  void x_axis(const CellArea& area, std::ptrdiff_t column, std::ptrdiff_t width, bool foot) {
    set_ticks(axes_.x, axes_.x.scale.kind == ScaleKind::category ? static_cast<int>(area.width) : x_space(area.width));
    const std::ptrdiff_t line = area.row + area.height;
    cells_.put(area.column - 1, line, 0x2514);
    for (std::ptrdiff_t c = 0; c < area.width; ++c) cells_.put(area.column + c, line, 0x2500);
    if (axes_.y2) cells_.put(area.column + area.width, line, 0x2518);
    std::ptrdiff_t free = column;
    for (const Tick& tick : axes_.x.ticks) {
      const auto at = area.column + static_cast<std::ptrdiff_t>(std::floor(
                                        axes_.x.fraction(tick.at) * (static_cast<double>(area.width) * 2 - 1) / 2));
      const auto wide = static_cast<std::ptrdiff_t>(display_width(tick.label));
      // Kept inside the width; what would touch its neighbour is left out.
      const std::ptrdiff_t begin = std::clamp(at - wide / 2, column, std::max(column, column + width - wide));
      if (begin < free || begin + wide > column + width) continue;
      cells_.put(at, line, 0x252c);
      cells_.text(begin, line + 1, tick.label);
      free = begin + wide + 1;
    }
    if (!foot) {
      if (!axes_.x.offset.empty() && free + static_cast<std::ptrdiff_t>(axes_.x.offset.size()) <= column + width)
        cells_.text(column + width - static_cast<std::ptrdiff_t>(display_width(axes_.x.offset)), line + 1,
                    axes_.x.offset);
      return;
    }
    centered(area.column, area.width, line + 2, axes_.x.label);
    const auto wide = static_cast<std::ptrdiff_t>(display_width(axes_.x.offset));
    if (!axes_.x.offset.empty() &&
        static_cast<std::ptrdiff_t>(display_width(axes_.x.label)) + 2 * wide + 2 < area.width)
      cells_.text(column + width - wide, line + 2, axes_.x.offset);
  }

  /// A cell is twice as high as wide.
  void keep_aspect(CellArea& area) const {
    const double wide = std::fabs(axes_.x.high - axes_.x.low), high = std::fabs(axes_.y.high - axes_.y.low);
    if (!(wide > 0 && high > 0)) return;
    const double unit = std::min(static_cast<double>(area.width) / wide, 2 * static_cast<double>(area.height) / high);
    const auto columns = std::clamp<std::ptrdiff_t>(std::lround(wide * unit), 1, area.width);
    const auto rows = std::clamp<std::ptrdiff_t>(std::lround(high * unit / 2), 1, area.height);
    area.column += (area.width - columns) / 2;
    area.width = columns;
    area.height = rows;
  }

  raster::Cells& cells_;
  Axes& axes_;
  const raster::CellStyle& style_;
};


}  // namespace

std::string to_terminal(Figure figure, TerminalSize size, const raster::CellStyle& style) {
  if (figure.axes.size() == 1 && wants_rows(figure.axes[0], size.columns))
    return bar_rows(figure.axes[0], size.columns, style);
  if (figure.axes.size() == 1 && only_sparks(figure.axes[0])) return spark_rows(figure.axes[0], size.columns, style);
  const std::size_t columns = std::max<std::size_t>(1, figure.columns),
                    rows = (figure.axes.size() + columns - 1) / columns;
  const auto wide = static_cast<std::ptrdiff_t>(size.columns / columns);
  // Many small plots make the text longer instead of unreadable.
  const auto high =
      static_cast<std::ptrdiff_t>(std::max<std::size_t>(size.rows / rows, figure.axes.size() > 1 ? 10 : 5));
  const std::size_t head = figure.title.empty() ? 0 : 1;
  raster::Cells cells(size.columns, static_cast<std::size_t>(high) * rows + head);
  if (head > 0) {
    const std::string title = fit(figure.title, size.columns);
    cells.text(static_cast<std::ptrdiff_t>((size.columns - display_width(title)) / 2), 0, title);
  }
  for (std::size_t i = 0; i < figure.axes.size(); ++i) {
    const auto column = static_cast<std::ptrdiff_t>(i % columns) * wide,
               row = static_cast<std::ptrdiff_t>(i / columns) * high + static_cast<std::ptrdiff_t>(head);
    CellAxes(cells, figure.axes[i], style).draw(column, row, wide - (columns > 1 ? 1 : 0), high);
  }
  std::string out = cells.show(style);
  // A picture that needs fewer rows leaves no empty lines.
  while (out.size() >= 2 && out[out.size() - 1] == '\n' && out[out.size() - 2] == '\n') out.pop_back();
  return out;
}

}  // namespace pytk::plot
