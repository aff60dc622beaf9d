#include <algorithm>
#include <cmath>

#include "plot/ticks.hpp"

namespace pytk::plot {
namespace {

std::vector<double> visible(const Axis& axis, const std::vector<double>& ticks) {
  std::vector<double> out;
  for (const double t : ticks)
    if (axis.shows(t)) out.push_back(t);
  return out;
}

void set_category_ticks(Axis& axis, int space) {
  // All names where they fit, else every k-th.
  const double low = std::min(axis.low, axis.high), high = std::max(axis.low, axis.high);
  const auto count = static_cast<int>(axis.categories.size());
  const int first = std::max(0, static_cast<int>(std::ceil(low))),
            last = std::min(count - 1, static_cast<int>(std::floor(high)));
  const int seen = std::max(1, last - first + 1), stride = space > 0 ? (seen + space - 1) / space : 1;
  for (int i = first; i <= last; i += std::max(1, stride))
    axis.ticks.push_back({static_cast<double>(i), axis.categories[static_cast<std::size_t>(i)]});
}

void set_log_ticks(Axis& axis, int space) {
  const int most = std::clamp(axis.most_bins > 0 ? axis.most_bins : space, 2, 9);
  const double base = axis.scale.base;
  for (const double t : visible(axis, log_ticks(axis.low, axis.high, base, most)))
    axis.ticks.push_back(
        {t, axis.format.empty() ? log_label(t, base, axis.low, axis.high) : format_number(t, axis.format)});
  const double decades = std::fabs(std::log(axis.high / axis.low) / std::log(base));
  // How many major ticks are wanted does not change the minor ones.
  for (const double t : visible(axis, log_minor_ticks(axis.low, axis.high, base, std::clamp(space, 2, 9)))) {
    // What is a power itself belongs to the major ticks.
    const double e = std::log(t) / std::log(base);
    if (std::fabs(e - std::round(e)) < 1e-10) continue;
    std::string label = log_label(t, base, axis.low, axis.high);
    if (!label.empty() && !axis.format.empty()) label = format_number(t, axis.format);
    axis.minor.push_back({t, decades <= 1 ? label : std::string()});
  }
}

}  // namespace

void set_ticks(Axis& axis, int space) {
  axis.ticks.clear();
  axis.minor.clear();
  axis.offset.clear();
  const int bins = axis.most_bins > 0 ? axis.most_bins : std::clamp(space, 1, 9);
  switch (axis.scale.kind) {
    case ScaleKind::category: set_category_ticks(axis, space); return;
    case ScaleKind::log: set_log_ticks(axis, space); return;
    case ScaleKind::symlog:
      for (const double t : visible(axis, symlog_ticks(axis.low, axis.high, axis.scale)))
        axis.ticks.push_back({t, axis.format.empty()
                                     ? log_label(t, axis.scale.base, std::min(axis.low, axis.high),
                                                 std::max(axis.low, axis.high), axis.scale.linear_threshold)
                                     : format_number(t, axis.format)});
      return;
    case ScaleKind::date: {
      const auto ticks = visible(axis, date_ticks(axis.low, axis.high));
      const PlainLabels labels = date_labels(ticks);
      for (std::size_t i = 0; i < ticks.size(); ++i) axis.ticks.push_back({ticks[i], labels.labels[i]});
      axis.offset = labels.offset;
      return;
    }
    case ScaleKind::linear: break;
  }
  const auto all = linear_ticks(axis.low, axis.high, bins, axis.whole_ticks);
  const PlainLabels labels = plain_labels(all, axis.low, axis.high);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (axis.shows(all[i]))
      axis.ticks.push_back({all[i], axis.format.empty() || axis.format == "mpl" ? labels.labels[i]
                                                                                : format_number(all[i], axis.format)});
  if (axis.format.empty() || axis.format == "mpl") axis.offset = labels.offset;
}

}  // namespace pytk::plot
