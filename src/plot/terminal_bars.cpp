#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <pytk/core/text.hpp>

#include "plot/terminal.hpp"
#include "plot/ticks.hpp"

namespace pytk::plot {
namespace {

constexpr std::size_t most_rows = 20;

/// One printed row: a name and its bars' values.
struct Row {
  std::string name;
  std::vector<double> values;
};

bool only_bars(const Axes& axes, const char* type) {
  return std::all_of(axes.marks.begin(), axes.marks.end(), [&](const Mark& mark) {
    return mark.type == type && mark.shapes.size() == 1 && std::holds_alternative<BarsShape>(mark.shapes[0]);
  });
}

/// The values of all marks at each category; stacked bars give their own length.
std::vector<Row> rows_of(const Axes& axes, bool flat) {
  const Axis& names = flat ? axes.y : axes.x;
  std::vector<Row> rows;
  for (const std::string& name : names.categories)
    rows.push_back({name, std::vector<double>(axes.marks.size(), std::nan(""))});
  for (std::size_t m = 0; m < axes.marks.size(); ++m) {
    const auto& bars = std::get<BarsShape>(axes.marks[m].shapes[0]);
    for (std::size_t i = 0; i < bars.x0.size(); ++i) {
      const auto& across = flat ? std::pair{bars.y0[i], bars.y1[i]} : std::pair{bars.x0[i], bars.x1[i]};
      const auto& along = flat ? std::pair{bars.x0[i], bars.x1[i]} : std::pair{bars.y0[i], bars.y1[i]};
      const auto row = static_cast<std::size_t>(std::lround((across.first + across.second) / 2));
      if (row >= rows.size()) continue;
      rows[row].values[m] = along.second <= 0 ? along.first - along.second : along.second - along.first;
    }
  }
  return rows;
}

/// Long lists end in one row for all the rest.
void gather_rest(std::vector<Row>& rows) {
  if (rows.size() <= most_rows) return;
  Row other{fmt::format("other ({})", rows.size() - most_rows + 1),
            std::vector<double>(rows[0].values.size(), std::nan(""))};
  for (std::size_t i = most_rows - 1; i < rows.size(); ++i)
    for (std::size_t m = 0; m < other.values.size(); ++m)
      if (std::isfinite(rows[i].values[m]))
        other.values[m] = (std::isnan(other.values[m]) ? 0 : other.values[m]) + rows[i].values[m];
  rows.resize(most_rows - 1);
  rows.push_back(std::move(other));
}

/// The value at each column: the mean of those that fall into it.
std::string blocks(const std::vector<double>& values, std::size_t columns) {
  static constexpr const char* levels[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  double low = INFINITY, high = -INFINITY;
  for (const double v : values)
    if (std::isfinite(v)) {
      low = std::min(low, v);
      high = std::max(high, v);
    }
  std::string out;
  const std::size_t cells = std::min(columns, values.size());
  for (std::size_t c = 0; c < cells; ++c) {
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t i = c * values.size() / cells;
         i < std::max((c + 1) * values.size() / cells, c * values.size() / cells + 1); ++i)
      if (std::isfinite(values[i])) {
        sum += values[i];
        ++count;
      }
    if (count == 0) {
      out += ' ';
      continue;
    }
    // In halves: the largest doubles are further apart than a double can say.
    const double part = (sum / static_cast<double>(count) / 2 - low / 2) / (high / 2 - low / 2);
    out += levels[high > low && part >= 0 ? static_cast<int>(std::min(7.0, part * 8)) : 3];
  }
  return out;
}

}  // namespace

namespace {

void name_series(raster::Cells& cells, const Axes& axes, std::ptrdiff_t at, std::ptrdiff_t line) {
  for (const Mark& mark : axes.marks) {
    at += static_cast<std::ptrdiff_t>(cells.text(at, line, "■ ", mark.color));
    at += static_cast<std::ptrdiff_t>(cells.text(at, line, mark.label)) + 2;
  }
}

}  // namespace

bool only_sparks(const Axes& axes) {
  return !axes.marks.empty() &&
         std::all_of(axes.marks.begin(), axes.marks.end(), [](const Mark& mark) { return mark.type == "spark"; });
}

std::string spark_rows(const Axes& axes, std::size_t columns, const raster::CellStyle& style) {
  std::size_t name_width = 0;
  for (const Mark& mark : axes.marks) name_width = std::max(name_width, display_width(mark.label));
  name_width = std::min(name_width, columns / 3);
  const std::size_t left = name_width == 0 ? 0 : name_width + 1;
  raster::Cells cells(columns, axes.marks.size());
  for (std::size_t i = 0; i < axes.marks.size(); ++i) {
    cells.text(0, static_cast<std::ptrdiff_t>(i), fit(axes.marks[i].label, name_width));
    const auto* line = std::get_if<LineShape>(&axes.marks[i].shapes[0]);
    if (line != nullptr)
      cells.text(static_cast<std::ptrdiff_t>(left), static_cast<std::ptrdiff_t>(i), blocks(line->y, columns - left),
                 axes.marks[i].color);
  }
  return cells.show(style);
}

bool wants_rows(const Axes& axes, std::size_t columns) {
  if (axes.marks.empty()) return false;
  if (axes.y.scale.kind == ScaleKind::category && only_bars(axes, "barh"))
    return axes.x.scale.kind == ScaleKind::linear;
  if (axes.x.scale.kind != ScaleKind::category || axes.y.scale.kind != ScaleKind::linear || !only_bars(axes, "bar"))
    return false;
  const std::size_t slot =
      (columns - std::min<std::size_t>(columns, 10)) / std::max<std::size_t>(1, axes.x.categories.size());
  return std::any_of(axes.x.categories.begin(), axes.x.categories.end(),
                     [&](const std::string& name) { return display_width(name) + 1 > slot; });
}

namespace {

/// How rows of names, bars and values share the width of a terminal.
struct Sheet {
  std::string format;
  std::size_t columns = 0, name_width = 0, value_width = 0;
  double low = 0, high = 0;   ///< the ends of the shortest and the longest bar
  double unit = 1;            ///< cells for 1
  std::ptrdiff_t zero = 0;    ///< cells left of 0
  [[nodiscard]] std::string shown(double v) const { return format_number(v, format); }
  [[nodiscard]] std::ptrdiff_t left() const { return static_cast<std::ptrdiff_t>(name_width) + 1; }
};

Sheet measured(const std::vector<Row>& rows, const std::string& format, std::size_t columns) {
  Sheet out;
  out.format = format.empty() ? "plain" : format;
  out.columns = columns;
  for (const Row& row : rows) {
    out.name_width = std::max(out.name_width, display_width(row.name));
    for (const double v : row.values) {
      if (!std::isfinite(v)) continue;
      out.low = std::min(out.low, v);
      out.high = std::max(out.high, v);
      out.value_width = std::max(out.value_width, display_width(out.shown(v)));
    }
  }
  out.name_width = std::min(out.name_width, std::max<std::size_t>(4, columns * 2 / 5));
  const std::size_t used = out.name_width + out.value_width + 3, room = columns > used + 4 ? columns - used : 4;
  out.unit = static_cast<double>(room) / (out.high > out.low ? out.high - out.low : 1);
  out.zero = static_cast<std::ptrdiff_t>(std::lround(-out.low * out.unit));
  return out;
}

/// One bar with its value behind it; of what is no number only the line at 0.
void draw_bar(raster::Cells& cells, const Sheet& sheet, std::ptrdiff_t line, double v, Color color) {
  cells.put(sheet.left(), line, 0x2502);
  if (!std::isfinite(v)) return;
  const double length = std::fabs(v) * sheet.unit;
  std::ptrdiff_t end = sheet.left() + 1 + sheet.zero;
  if (v >= 0) {
    cells.bar_right(end, line, v > 0 ? std::max(0.125, length) : 0.0, color);
    end += static_cast<std::ptrdiff_t>(std::ceil(length - 1e-9));
  } else {
    const auto whole = std::max<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(std::lround(length)));
    for (std::ptrdiff_t i = 1; i <= whole; ++i) cells.put(end - i, line, 0x2588, color);
  }
  const std::string value = sheet.shown(v);
  const auto last = static_cast<std::ptrdiff_t>(sheet.columns - display_width(value));
  cells.text(std::min(end + (length > 0 || v == 0 ? 1 : 0), last), line, value);
}

}  // namespace

std::string bar_rows(const Axes& axes, std::size_t columns, const raster::CellStyle& style) {
  const bool flat = axes.y.scale.kind == ScaleKind::category;
  auto rows = rows_of(axes, flat);
  gather_rest(rows);
  const Sheet sheet = measured(rows, (flat ? axes.x : axes.y).format, columns);
  const std::size_t marks = axes.marks.size();
  const bool named = marks > 1;
  raster::Cells cells(columns, rows.size() * marks + (axes.title.empty() ? 0 : 1) + (named ? 1 : 0));
  std::ptrdiff_t line = 0;
  if (!axes.title.empty()) {
    const std::string title = fit(axes.title, columns);
    cells.text(static_cast<std::ptrdiff_t>((columns - display_width(title)) / 2), line++, title);
  }
  if (named) name_series(cells, axes, sheet.left() + 1, line++);
  for (const Row& row : rows) {
    const std::string name = fit(row.name, sheet.name_width);
    cells.text(static_cast<std::ptrdiff_t>(sheet.name_width - display_width(name)), line, name);
    for (std::size_t m = 0; m < marks; ++m) draw_bar(cells, sheet, line++, row.values[m], axes.marks[m].color);
  }
  return cells.show(style);
}

}  // namespace pytk::plot
