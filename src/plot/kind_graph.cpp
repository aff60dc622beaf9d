#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <pytk/core/error.hpp>
#include <pytk/core/random.hpp>

#include "plot/grid.hpp"

namespace pytk::plot {
namespace {

constexpr std::size_t most_nodes = 1500;

struct Edge {
  std::size_t from, to;
  double weight;
};

/// Springs and repulsion (Fruchterman and Reingold 1991), cooling down; the same places for the same edges.
std::vector<raster::Point> arrange_nodes(std::size_t count, const std::vector<Edge>& edges) {
  SeededRandom random(42);
  std::vector<raster::Point> at(count), force(count);
  for (auto& p : at) p = {random.real() - 0.5, random.real() - 0.5};
  const double ideal = 1.0 / std::sqrt(static_cast<double>(count));
  const int rounds = count > 400 ? 60 : 200;
  for (int round = 0; round < rounds; ++round) {
    std::fill(force.begin(), force.end(), raster::Point{});
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t j = i + 1; j < count; ++j) {
        const double dx = at[i].x - at[j].x, dy = at[i].y - at[j].y, square = std::max(1e-9, dx * dx + dy * dy),
                     push = ideal * ideal / square;
        force[i].x += dx * push;
        force[i].y += dy * push;
        force[j].x -= dx * push;
        force[j].y -= dy * push;
      }
    for (const Edge& edge : edges) {
      const double dx = at[edge.from].x - at[edge.to].x, dy = at[edge.from].y - at[edge.to].y,
                   pull = std::hypot(dx, dy) / ideal;
      force[edge.from].x -= dx * pull;
      force[edge.from].y -= dy * pull;
      force[edge.to].x += dx * pull;
      force[edge.to].y += dy * pull;
    }
    const double heat = 0.1 * (1 - static_cast<double>(round) / rounds);
    for (std::size_t i = 0; i < count; ++i) {
      // A weak pull to the middle keeps parts without a connection in sight.
      force[i].x -= at[i].x * ideal;
      force[i].y -= at[i].y * ideal;
      const double size = std::max(1e-12, std::hypot(force[i].x, force[i].y)), step = std::min(size, heat);
      at[i].x += force[i].x / size * step;
      at[i].y += force[i].y / size * step;
    }
  }
  return at;
}

/// Where edges begin, where they end, and how heavy they are: null where all weigh the same.
struct EdgeColumns { const Series *from, *to, *weight; };

EdgeColumns edge_columns(const Drawing& d) {
  EdgeColumns out{};
  out.from = d.request.x.empty() ? &d.data.columns[0] : &column_of(d.data, d.request.x);
  out.to = d.request.y.empty() ? nullptr : &column_of(d.data, d.request.y[0]);
  if (out.to == nullptr)
    for (const Series& series : d.data.columns)
      if (&series != out.from && out.to == nullptr) out.to = &series;
  if (out.to == nullptr) throw fail(Fault::data, "a graph needs two columns: where an edge begins and where it ends");
  out.weight = d.request.size_by.empty() ? nullptr : &column_of(d.data, d.request.size_by);
  if (out.weight != nullptr && out.weight->kind == Values::words)
    throw fail(Fault::data, "column '{}' holds words, not numbers", out.weight->name);
  return out;
}

/// Parallel edges become one with their common weight.
std::vector<Edge> merged(std::vector<Edge> edges) {
  std::sort(edges.begin(), edges.end(),
            [](const Edge& p, const Edge& q) { return std::pair(p.from, p.to) < std::pair(q.from, q.to); });
  std::vector<Edge> out;
  for (const Edge& edge : edges) {
    if (!out.empty() && out.back().from == edge.from && out.back().to == edge.to) out.back().weight += edge.weight;
    else out.push_back(edge);
  }
  return out;
}

std::vector<Edge> read_edges(const Drawing& d, std::vector<std::string>& names) {
  const auto [from, to, weight] = edge_columns(d);
  const auto a = group_codes(*from, names), b = group_codes(*to, names);
  if (names.size() > most_nodes)
    throw fail(Fault::data, "the graph has {} nodes, more than the {} that can be told apart", names.size(),
               most_nodes);
  std::vector<Edge> edges;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == UINT32_MAX || b[i] == UINT32_MAX) continue;
    const double w = weight == nullptr ? 1 : weight->numbers[i];
    edges.push_back({a[i], b[i], std::isfinite(w) && w > 0 ? w : 0});
  }
  return merged(std::move(edges));
}

}  // namespace

void draw_graph(Drawing& d) {
  if (d.data.columns.empty() || d.data.rows == 0)
    throw fail(Fault::data, "there is nothing to plot: the input has no rows");
  std::vector<std::string> names;
  const std::vector<Edge> edges = read_edges(d, names);
  if (names.empty()) throw fail(Fault::data, "there is nothing to plot: no row names two nodes");
  const std::vector<raster::Point> at = arrange_nodes(names.size(), edges);
  const Theme& theme = theme_of(d.request.theme);
  double heaviest = 0;
  for (const Edge& edge : edges) heaviest = std::max(heaviest, edge.weight);
  Mark mark = make_mark("graph", "", Swatch::none, d.color(0));
  mark.detail = fmt::format(",\"nodes\":{},\"edges\":{}", names.size(), edges.size());
  std::vector<double> degree(names.size(), 0.0);
  PolygonShape heads;
  heads.colors = {theme.grid};
  for (const Edge& edge : edges) {
    degree[edge.from] += 1;
    degree[edge.to] += 1;
    const raster::Point a = at[edge.from], b = at[edge.to];
    mark.shapes.emplace_back(SegmentsShape{
        {a.x}, {a.y}, {b.x}, {b.y}, {theme.grid, heaviest > 0 ? 0.5 + 2.5 * edge.weight / heaviest : 0.8}});
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    if (!d.request.directed || !(length > 0)) continue;
    // An arrow head two thirds along, clear of both nodes.
    const double ux = (b.x - a.x) / length, uy = (b.y - a.y) / length, size = 0.025, mx = a.x + ux * length * 0.67,
                 my = a.y + uy * length * 0.67;
    heads.rings.push_back({{mx + ux * size, my + uy * size},
                           {mx - uy * size * 0.5, my + ux * size * 0.5},
                           {mx + uy * size * 0.5, my - ux * size * 0.5}});
  }
  mark.shapes.emplace_back(std::move(heads));
  DotsShape nodes{{}, {}, {mark.color}, {}};
  WordsShape words{{}, {}, names, {theme.text}, Across::center, Upward::bottom, 8, 0, 5};
  const double most = *std::max_element(degree.begin(), degree.end());
  for (std::size_t i = 0; i < names.size(); ++i) {
    nodes.x.push_back(at[i].x);
    nodes.y.push_back(at[i].y);
    nodes.sizes.push_back(5 + 7 * std::sqrt(degree[i] / std::max(1.0, most)));
  }
  words.x = nodes.x;
  words.y = nodes.y;
  mark.shapes.emplace_back(std::move(nodes));
  mark.shapes.emplace_back(std::move(words));
  d.axes.marks.push_back(std::move(mark));
  d.axes.frame = false;
  d.axes.equal_aspect = true;
}

}  // namespace pytk::plot
