#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include <fmt/core.h>

#include <pytk/core/error.hpp>

#include "plot/blocks.hpp"
#include "plot/kinds.hpp"
#include "plot/stats.hpp"

namespace pytk::plot {
namespace {

struct Counted {
  std::vector<double> edges;
  std::vector<std::vector<double>> counts;   ///< of each sample
  std::vector<std::string> labels;
};

/// A lone column in blocks: once through for its extent, unless that is given, and once to count.
std::optional<Counted> count_blocks(Drawing& d, std::string& name) {
  const auto [values, groups] = sampled_columns(d.request, d.data);
  if (!d.data.blocks || values.size() != 1 || groups != nullptr || is_bin_rule(d.request.bins)) return std::nullopt;
  const auto at = static_cast<std::size_t>(values[0] - d.data.columns.data());
  double low = INFINITY, high = -INFINITY;
  const auto look = [&](Blocks::Columns part) { widen_finite(part[at], low, high); };
  if (d.request.range || d.request.bins.find(',') != std::string::npos) {
    low = high = 0;
    d.data.blocks->only_once();
  } else {
    d.data.blocks->each(look);
    if (!(low <= high)) throw fail(Fault::data, "there is nothing to plot: no value is a finite number");
  }
  Counted out;
  out.edges = spanned_edges(low, high, d.request.bins, d.request.range);
  BinCounter counter(out.edges);
  d.data.blocks->each([&](Blocks::Columns part) { counter.add(part[at]); });
  d.data.blocks->tell(d.data);
  out.counts.push_back(counter.take());
  out.labels.emplace_back();
  if (d.data.named) name = values[0]->name;
  return out;
}

/// Several samples share the edges, so that their bars can be compared.
Counted count_samples(Drawing& d, std::string& name) {
  hold(d.data);
  std::vector<Track> tracks = samples(d.request, d.data, name, d.notes);
  std::vector<double> all;                   // in any order
  if (tracks.size() == 1) all = std::move(tracks[0].y);
  else
    for (const Track& track : tracks) all.insert(all.end(), track.y.begin(), track.y.end());
  Counted out;
  bool capped = false;
  out.edges = histogram_edges(all, d.request.bins, d.request.range, capped);
  if (capped)
    d.notes.warnings.push_back(fmt::format("the rule '{}' wants more than 10000 bins; 10000 are used", d.request.bins));
  for (const Track& track : tracks) {
    out.counts.push_back(count_into(tracks.size() == 1 ? all : track.y, out.edges));
    out.labels.push_back(track.label);
  }
  return out;
}

/// Counts as they are drawn: parts of a whole, or sums of all before.
void scale_counts(const Request& request, const std::vector<double>& edges, std::vector<double>& counts) {
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  if (request.density && total > 0)
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] /= total * (edges[i + 1] - edges[i]);
  if (!request.cumulative) return;
  double sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    sum += request.density ? counts[i] * (edges[i + 1] - edges[i]) : counts[i];
    counts[i] = sum;
  }
}

Shape histogram_outline(const std::vector<double>& edges, const std::vector<double>& counts, const Pen& pen) {
  LineShape line{{edges[0]}, {0}, pen};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    line.x.insert(line.x.end(), {edges[i], edges[i + 1]});
    line.y.insert(line.y.end(), {counts[i], counts[i]});
  }
  line.x.push_back(edges.back());
  line.y.push_back(0);
  return line;
}

}  // namespace

void draw_histogram(Drawing& d) {
  std::string name;
  std::optional<Counted> streamed = count_blocks(d, name);
  const Counted counted = streamed ? std::move(*streamed) : count_samples(d, name);
  const std::vector<double>& edges = counted.edges;
  std::vector<double> base(edges.size() - 1, 0.0);
  for (std::size_t t = 0; t < counted.counts.size(); ++t) {
    std::vector<double> counts = counted.counts[t];
    scale_counts(d.request, edges, counts);
    Color color = d.color(t);
    if (counted.counts.size() > 1 && !d.request.stacked && !d.request.outline && !d.request.alpha)
      color = color.with_alpha(0.6);
    Mark mark{"hist", counted.labels[t], Swatch::box, color, Marker::circle, {}, {}, {}};
    append_numbers(mark.detail, "edges", edges);
    append_numbers(mark.detail, "counts", counts);
    if (d.request.outline) {
      mark.shapes.push_back(histogram_outline(edges, counts, d.pen(t)));
    } else {
      BarsShape bars;
      bars.colors = {color};
      if (d.request.theme == ThemeName::bw) bars.edge = Color{0, 0, 0, 255};
      for (std::size_t i = 0; i < counts.size(); ++i) {
        push_bar(bars, false, edges[i], edges[i + 1], base[i], base[i] + counts[i]);
        if (d.request.stacked) base[i] += counts[i];
      }
      mark.shapes.emplace_back(std::move(bars));
    }
    d.axes.marks.push_back(std::move(mark));
  }
  d.axes.x.label = name;
  d.axes.y.label = d.request.density ? "density" : "";
  const Series* first = d.request.y.empty() && d.request.x.empty()
                            ? (d.data.columns.empty() ? nullptr : &d.data.columns[0])
                            : &column_of(d.data, d.request.y.empty() ? d.request.x : d.request.y[0]);
  if (first != nullptr && first->kind == Values::times) d.axes.x.scale.kind = ScaleKind::date;
}

}  // namespace pytk::plot
