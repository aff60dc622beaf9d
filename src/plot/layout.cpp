#include "plot/layout.hpp"

#include <algorithm>
#include <cmath>

#include "plot/legend.hpp"
#include "plot/ticks.hpp"
#include "plot/words.hpp"

namespace pytk::plot {
namespace {

/// Room that an axes needs around its data area.
struct Margins {
  double left = 0, right = 0, top = 0, bottom = 0;
};

double text_width(const std::string& text, double size) { return set_text(text, size).width; }
double text_height(const std::string& text, double size) {
  const TextBlock block = set_text(text, size);
  return block.ascent + block.descent;
}

/// Keeps every k-th text so that neighbours stay apart; `extent(i)` is the room of a label along the axis.
template <class Extent>
void thin(std::vector<std::string>& texts, const std::vector<double>& at, double gap, const Extent& extent) {
  for (std::size_t stride = 1; stride <= texts.size(); ++stride) {
    bool clear = true;
    for (std::size_t i = stride; i < texts.size() && clear; i += stride)
      clear = std::fabs(at[i] - at[i - stride]) >= (extent(i) + extent(i - stride)) / 2 + gap;
    if (!clear) continue;
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (i % stride != 0) texts[i].clear();
    return;
  }
}

/// Labels of minor ticks only where they touch nothing.
void add_minor(Labels& labels, const Axis& axis, double length, double gap, double size, bool along_x) {
  std::vector<std::pair<double, double>> taken;  // centre and room
  const auto room = [&](const std::string& text) { return along_x ? text_width(text, size) : size; };
  for (std::size_t i = 0; i < axis.ticks.size(); ++i)
    if (!labels.texts[i].empty()) taken.emplace_back(axis.fraction(axis.ticks[i].at) * length, room(labels.texts[i]));
  for (const Tick& tick : axis.minor) {
    std::string text = tick.label;
    const double at = axis.fraction(tick.at) * length;
    for (const auto& [centre, wide] : taken)
      if (std::fabs(centre - at) < (wide + room(text)) / 2 + gap) text.clear();
    if (!text.empty()) taken.emplace_back(at, room(text));
    labels.minor.push_back(text);
  }
}

Labels label_x(const Figure& figure, const Axis& axis, double length, Point cell) {
  Labels out;
  const double size = px(figure, font_size), gap = 0.4 * size, most = 0.3 * cell.y;
  std::vector<double> at;
  for (const Tick& tick : axis.ticks) {
    out.texts.push_back(tick.label);
    at.push_back(axis.fraction(tick.at) * length);
  }
  const auto wide = [&](std::size_t i) { return text_width(out.texts[i], size); };
  bool level = true;
  double nearest = length;
  for (std::size_t i = 1; i < at.size(); ++i) {
    const double distance = std::fabs(at[i] - at[i - 1]);
    nearest = std::min(nearest, distance);
    level &= distance >= (wide(i) + wide(i - 1)) / 2 + gap;
  }
  // A single wide name must not leave the figure.
  if (at.size() == 1) level = wide(0) <= cell.x * 0.9;
  if (axis.scale.kind != ScaleKind::category || level) {
    if (!level) thin(out.texts, at, gap, wide);
    add_minor(out, axis, length, gap, size, true);
    out.reach = 0.97 * size;
    return out;
  }
  out.degrees = nearest >= 1.5 * size ? 45 : 90;
  double longest = 0;
  for (std::string& text : out.texts) {
    text = shortened(text, size, most);
    longest = std::max(longest, text_width(text, size));
  }
  if (out.degrees == 90) thin(out.texts, at, 0.1 * size, [&](std::size_t) { return size; });
  out.reach = out.degrees == 90 ? longest : (longest + size) * std::sin(M_PI / 4);
  return out;
}

Labels label_y(const Figure& figure, const Axis& axis, double length, Point cell) {
  Labels out;
  const double size = px(figure, font_size), most = 0.35 * cell.x;
  std::vector<double> at;
  for (const Tick& tick : axis.ticks) {
    out.texts.push_back(shortened(tick.label, size, most));
    at.push_back(axis.fraction(tick.at) * length);
  }
  thin(out.texts, at, 0.1 * size, [&](std::size_t) { return size; });
  add_minor(out, axis, length, 0.1 * size, size, false);
  for (const auto* list : {&out.texts, &out.minor})
    for (const std::string& text : *list) out.reach = std::max(out.reach, text_width(text, size));
  return out;
}

int x_space(const Figure& figure, double length) {
  return static_cast<int>(std::floor(length * 72 / figure.dpi / (font_size * 3)));
}
int y_space(const Figure& figure, double length) {
  return static_cast<int>(std::floor(length * 72 / figure.dpi / (font_size * 2)));
}

/// How many names have room: turned ones stand beside each other.
int category_space(const Figure& figure, double length) {
  return std::max(1, static_cast<int>(length / (1.1 * px(figure, font_size))));
}

/// Names, exponents and labels that are shown; in a crowded grid the less important ones give way.
void name_what_has_room(const Axes& axes, Place& place) {
  const bool names = place.shed < 2;
  place.x_label = names && (place.shed < 1 || place.lowest) ? axes.x.label : "";
  place.y_label = names && (place.shed < 1 || place.leftmost) ? axes.y.label : "";
  place.y2_label = names && axes.y2 ? axes.y2->label : "";
  place.bar_label = names && axes.color_bar ? axes.color_bar->axis.label : "";
  place.title = place.shed < 4 ? axes.title : "";
  if (place.shed < 3) return;
  for (Labels* labels : {&place.x, &place.y, &place.y2, &place.bar}) {
    labels->reach = 0;
    for (auto* texts : {&labels->texts, &labels->minor})
      for (std::string& text : *texts) text.clear();
  }
}

void choose_ticks(const Figure& figure, Axes& axes, Place& place) {
  const double width = place.box.width(), height = place.box.height();
  set_ticks(axes.x, axes.x.scale.kind == ScaleKind::category ? category_space(figure, width) : x_space(figure, width));
  set_ticks(axes.y,
            axes.y.scale.kind == ScaleKind::category ? category_space(figure, height) : y_space(figure, height));
  const Point cell{place.cell.width(), place.cell.height()};
  place.x = label_x(figure, axes.x, width, cell);
  place.y = label_y(figure, axes.y, height, cell);
  if (axes.y2) {
    set_ticks(*axes.y2, y_space(figure, height));
    place.y2 = label_y(figure, *axes.y2, height, cell);
  }
  if (axes.color_bar) {
    set_ticks(axes.color_bar->axis, y_space(figure, height));
    place.bar = label_y(figure, axes.color_bar->axis, height, cell);
  }
  name_what_has_room(axes, place);
}

/// Whether the centred title would touch an exponent that stands over an end of the axes.
bool title_meets_offset(const Figure& figure, const Axes& axes, const Place& place, double bar_width) {
  if (place.title.empty() || !place.offsets()) return false;
  const Box& box = place.box;
  const double size = px(figure, font_size), gap = 0.5 * size, centre = (box.x0 + box.x1) / 2;
  const double half = text_width(place.title, px(figure, title_size)) / 2;
  const auto wide = [&](const Axis& axis) { return text_width(axis.offset, size) + gap; };
  if (!axes.y.offset.empty() && centre - half < box.x0 + wide(axes.y)) return true;
  if (axes.y2 && !axes.y2->offset.empty() && centre + half > box.x1 - wide(*axes.y2)) return true;
  return axes.color_bar && !axes.color_bar->axis.offset.empty() &&
         centre + half > box.x1 + 2 * bar_width - wide(axes.color_bar->axis);
}

/// The legend beside the axes may take this part of its cell.
Point outside_room(const Place& place) { return {0.4 * place.cell.width(), 0.9 * place.cell.height()}; }

/// Half a label that stands at the end of the x axis reaches over the corner.
void room_for_ends(const Figure& figure, const Axes& axes, const Place& place, Margins& m) {
  if (place.x.texts.empty()) return;
  const double size = px(figure, font_size), length = place.box.width();
  const double first = axes.x.fraction(axes.x.ticks.front().at) * length,
               last = (1 - axes.x.fraction(axes.x.ticks.back().at)) * length;
  const double left = text_width(place.x.texts.front(), size), right = text_width(place.x.texts.back(), size);
  if (place.x.degrees == 0) {
    m.left = std::max(m.left, left / 2 - std::min(first, last) + 2);
    m.right = std::max(m.right, right / 2 - std::min(first, last) + 2);
  } else if (place.x.degrees == 45) {
    m.left = std::max(m.left, left * std::cos(M_PI / 4) - first + px(figure, 3));
  }
}

/// An exponent stands over the axis at the left, the second one or the colour bar.
bool offset_above(const Axes& axes, const Place& place) {
  if (!place.offsets()) return false;
  return !axes.y.offset.empty() || (axes.y2 && !axes.y2->offset.empty()) ||
         (axes.color_bar && !axes.color_bar->axis.offset.empty());
}

/// Ticks, their labels and the names of the axes at the left and the bottom, inside the margins there are already.
void add_frame(const Figure& figure, const Axes& axes, Place& place, Margins& m) {
  const double size = px(figure, font_size), line = px(figure, 3) + size, pad = px(figure, label_pad);
  const double ticks = px(figure, tick_length + tick_pad);
  m.left += ticks + place.y.reach;
  m.bottom += ticks + place.x.reach;
  if (!place.y_label.empty()) m.left += pad + text_height(place.y_label, size);
  if (!place.x_label.empty()) m.bottom += pad + text_height(place.x_label, size);
  // The date or exponent that labels leave out stands at the end, under the labels.
  if (!axes.x.offset.empty() && place.offsets()) {
    const bool meets =
        text_width(place.x_label, size) / 2 + text_width(axes.x.offset, size) + 0.5 * size > place.box.width() / 2;
    place.x_label_drop = !place.x_label.empty() && meets ? line : 0;
    m.bottom += place.x_label.empty() ? line : place.x_label_drop;
  }
  if (place.title.empty() && offset_above(axes, place)) m.top += line;
  room_for_ends(figure, axes, place, m);
}

Margins margins_of(const Figure& figure, const Axes& axes, Place& place, double bar_width) {
  const double size = px(figure, font_size), outer = px(figure, 3), line = px(figure, 3) + size;
  const double ticks = px(figure, tick_length + tick_pad);
  Margins m{outer, outer, outer, outer};
  place.title_lift = axes.frame && title_meets_offset(figure, axes, place, bar_width) ? line : 0;
  place.x_label_drop = 0;
  if (!place.title.empty())
    m.top += px(figure, title_pad) + text_height(place.title, px(figure, title_size)) + place.title_lift;
  if (axes.frame) add_frame(figure, axes, place, m);
  if (axes.y2) {
    m.right = outer + ticks + place.y2.reach;
    if (!place.y2_label.empty()) m.right += px(figure, label_pad) + text_height(place.y2_label, size);
  }
  if (axes.color_bar) {
    m.right += bar_width * 2.2 + ticks + place.bar.reach;
    if (!place.bar_label.empty()) m.right += px(figure, label_pad) + size;
  }
  if (axes.legend == LegendPlace::outside) {
    const double wide = lay_out_legend(figure, axes, outside_room(place)).width;
    m.right += wide > 0 ? wide + px(figure, 5) : 0;
  }
  return m;
}

/// Shrinks a box so that a unit is as long upward as across, around its centre.
Box with_aspect(const Axes& axes, Box box) {
  if (!axes.equal_aspect) return box;
  const double wide = std::fabs(axes.x.scale.forward(axes.x.high) - axes.x.scale.forward(axes.x.low));
  const double high = std::fabs(axes.y.scale.forward(axes.y.high) - axes.y.scale.forward(axes.y.low));
  if (!(wide > 0 && high > 0)) return box;
  const double unit = std::min(box.width() / wide, box.height() / high);
  const double cx = (box.x0 + box.x1) / 2, cy = (box.y0 + box.y1) / 2;
  return {cx - unit * wide / 2, cy - unit * high / 2, cx + unit * wide / 2, cy + unit * high / 2};
}

Box positive(Box box) {
  box.x1 = std::max(box.x1, box.x0 + 10);
  box.y1 = std::max(box.y1, box.y0 + 10);
  return box;
}

/// Texts cut to the room that is theirs: twice the shorter way from their middle to the edge of the cell. An upright
/// name keeps clear of the title and of the name under the axes.
void fit_texts(const Figure& figure, Place& place) {
  const double size = px(figure, font_size), pad = px(figure, 2);
  const Box &box = place.box, &cell = place.cell;
  const double across = (box.x0 + box.x1) / 2, up = (box.y0 + box.y1) / 2;
  const double top = place.title.empty() ? cell.y0 : box.y0, bottom = place.x_label.empty() ? cell.y1 : box.y1;
  const double wide = 2 * std::min(across - cell.x0, cell.x1 - across) - 2 * pad,
               high = 2 * std::min(up - top, bottom - up) - 2 * pad;
  place.title = shortened(place.title, px(figure, title_size), wide);
  place.x_label = shortened(place.x_label, size, wide);
  for (std::string* label : {&place.y_label, &place.y2_label, &place.bar_label}) *label = shortened(*label, size, high);
}

void lay_out_one(Figure& figure, Place& place, double top) {
  Axes& axes = figure.axes[0];
  const double width = figure.width, height = figure.height, bar = 0.035 * width;
  place.cell = {0, top, width, height};
  place.box = {0.125 * width, 0.12 * height, 0.9 * width, 0.89 * height};
  for (int round = 0; round < 3; ++round) {
    choose_ticks(figure, axes, place);
    const Margins need = margins_of(figure, axes, place, bar);
    Box box{std::max(0.125 * width, need.left), std::max(0.12 * height, need.top + top),
            width - std::max(0.1 * width, need.right), height - std::max(0.11 * height, need.bottom)};
    if (!axes.frame)
      box = {need.left, std::max(need.top + top, 0.03 * height), width - need.right,
             height - std::max(need.bottom, 0.03 * height)};
    place.box = with_aspect(axes, positive(box));
  }
  choose_ticks(figure, axes, place);
  if (axes.color_bar) place.color_bar = {place.box.x1 + bar, place.box.y0, place.box.x1 + 2 * bar, place.box.y1};
}

/// The cells of a grid, as equal as their labels allow.
class Grid {
 public:
  Grid(Figure& figure, Arrangement& out, double top)
      : figure_(figure), out_(out), top_(top), columns_(std::max<std::size_t>(1, figure.columns)),
        rows_((figure.axes.size() + columns_ - 1) / columns_), gap_(px(figure, 6)),
        bar_(0.035 * figure.width / static_cast<double>(columns_)) {}

  /// False if there is hardly room for data between the labels.
  [[nodiscard]] bool arrange(int shed) {
    const std::size_t count = figure_.axes.size();
    const double across = figure_.width / static_cast<double>(columns_),
                 down = (figure_.height - top_) / static_cast<double>(rows_);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t row = i / columns_;
      const double x = across * static_cast<double>(i % columns_), y = top_ + down * static_cast<double>(row);
      Place& place = out_.places[i];
      place.box = {x, y, x + 0.75 * across, y + 0.75 * down};
      place.cell = {x, y, x + across, y + down};
      place.shed = shed;
      place.leftmost = i % columns_ == 0;
      place.lowest = i + columns_ >= count;
    }
    for (int round = 0; round < 3; ++round) place_cells();
    for (std::size_t i = 0; i < count; ++i) {
      Place& place = out_.places[i];
      choose_ticks(figure_, figure_.axes[i], place);
      if (figure_.axes[i].color_bar)
        place.color_bar = {place.box.x1 + bar_, place.box.y0, place.box.x1 + 2 * bar_, place.box.y1};
    }
    return width_ >= px(figure_, 40) && height_ >= px(figure_, 30);
  }

 private:
  void place_cells() {
    std::vector<Margins> of_column(columns_), of_row(rows_);
    for (std::size_t i = 0; i < figure_.axes.size(); ++i) {
      choose_ticks(figure_, figure_.axes[i], out_.places[i]);
      const Margins m = margins_of(figure_, figure_.axes[i], out_.places[i], bar_);
      Margins &column = of_column[i % columns_], &row = of_row[i / columns_];
      column.left = std::max(column.left, m.left);
      column.right = std::max(column.right, m.right);
      row.top = std::max(row.top, m.top);
      row.bottom = std::max(row.bottom, m.bottom);
    }
    double across = gap_ * static_cast<double>(columns_ - 1), down = top_ + gap_ * static_cast<double>(rows_ - 1);
    for (const Margins& m : of_column) across += m.left + m.right;
    for (const Margins& m : of_row) down += m.top + m.bottom;
    width_ = std::max(10.0, (figure_.width - across) / static_cast<double>(columns_));
    height_ = std::max(10.0, (figure_.height - down) / static_cast<double>(rows_));
    double y = top_;
    for (std::size_t r = 0; r < rows_; ++r) {
      double x = 0;
      for (std::size_t c = 0; c < columns_; ++c) {
        const Box cell{x + of_column[c].left, y + of_row[r].top, x + of_column[c].left + width_,
                       y + of_row[r].top + height_};
        if (const std::size_t i = r * columns_ + c; i < figure_.axes.size()) {
          out_.places[i].box = with_aspect(figure_.axes[i], cell);
          out_.places[i].cell = {x, y, cell.x1 + of_column[c].right, cell.y1 + of_row[r].bottom};
        }
        x = cell.x1 + of_column[c].right + gap_;
      }
      y += of_row[r].top + height_ + of_row[r].bottom + gap_;
    }
  }

  Figure& figure_;
  Arrangement& out_;
  double top_;
  std::size_t columns_, rows_;
  double gap_, bar_, width_ = 0, height_ = 0;
};

}  // namespace

Arrangement lay_out(Figure& figure) {
  Arrangement out;
  out.places.resize(figure.axes.size());
  double top = 0;
  if (!figure.title.empty()) {
    const double size = px(figure, title_size);
    top = px(figure, 4) + text_height(figure.title, size);
    out.title_y = px(figure, 4);
  }
  if (figure.axes.size() == 1) lay_out_one(figure, out.places[0], top);
  else {
    // Facets share their axes: one name for all of a column is enough.
    Grid grid(figure, out, top);
    for (int shed = figure.share_x || figure.share_y ? 1 : 0; !grid.arrange(shed) && shed < most_shed; ++shed) {}
  }
  out.title = shortened(figure.title, px(figure, title_size), figure.width - px(figure, 6));
  for (std::size_t i = 0; i < figure.axes.size(); ++i) fit_texts(figure, out.places[i]);
  return out;
}

}  // namespace pytk::plot
