// The order in which categories stand along their axis, and how many of them are shown.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/core.h>

#include <pytk/core/number.hpp>

#include "plot/prepare.hpp"

namespace pytk::plot {
namespace {

constexpr std::size_t nowhere = SIZE_MAX;

/// The category of a track's point, of so many.
std::size_t category_at(const Track& track, std::size_t i, std::size_t count) {
  const double at = track.x_at(i);
  return at >= 0 && at < static_cast<double>(count) ? static_cast<std::size_t>(at) : nowhere;
}

std::vector<double> totals_of(const Prepared& prepared) {
  const std::size_t count = prepared.categories.size();
  std::vector<double> total(count, 0.0);
  for (const Track& track : prepared.tracks)
    for (std::size_t i = 0; i < track.y.size(); ++i)
      if (const std::size_t at = category_at(track, i, count); at != nowhere && std::isfinite(track.y[i]))
        total[at] += track.y[i];
  return total;
}

/// Numbers by their value, other names by their letters.
bool comes_before(const std::string& s, const std::string& t) {
  double u = 0, v = 0;
  return read_real(s, u) && read_real(t, v) ? u < v : s < t;
}

/// The categories from the first to the last.
std::vector<std::size_t> ranked(const Prepared& prepared, Order order) {
  std::vector<std::size_t> rank(prepared.categories.size());
  std::iota(rank.begin(), rank.end(), 0U);
  if (order == Order::value) {
    const std::vector<double> total = totals_of(prepared);
    std::stable_sort(rank.begin(), rank.end(), [&](std::size_t a, std::size_t b) { return total[a] > total[b]; });
  }
  if (order == Order::label)
    std::stable_sort(rank.begin(), rank.end(), [&](std::size_t a, std::size_t b) {
      return comes_before(prepared.categories[a], prepared.categories[b]);
    });
  return rank;
}

/// A track with its points at their categories' new places; those of categories that are not shown are left out.
Track moved(const Track& track, const std::vector<double>& place, bool sorted) {
  std::vector<std::size_t> index;
  for (std::size_t i = 0; i < track.y.size(); ++i)
    if (const std::size_t at = category_at(track, i, place.size()); at != nowhere && !std::isnan(place[at]))
      index.push_back(i);
  const auto at = [&](std::size_t i) { return place[static_cast<std::size_t>(track.x_at(i))]; };
  if (sorted) std::stable_sort(index.begin(), index.end(), [&](std::size_t a, std::size_t b) { return at(a) < at(b); });
  Track kept;
  kept.label = track.label;
  for (const std::size_t i : index) {
    kept.x.push_back(at(i));
    kept.y.push_back(track.y[i]);
    if (!track.error.empty()) kept.error.push_back(track.error[i]);
    if (!track.size.empty()) kept.size.push_back(track.size[i]);
    if (!track.words.empty()) kept.words.push_back(track.words[i]);
  }
  return kept;
}

}  // namespace

void order_categories(Prepared& prepared, const Request& request, Notes& notes) {
  const std::size_t count = prepared.categories.size();
  Order order = request.order;
  if (order == Order::automatic) order = request.top > 0 ? Order::value : Order::none;
  std::vector<std::size_t> rank = ranked(prepared, order);
  if (request.top > 0 && count > request.top) {
    notes.warnings.push_back(fmt::format("the first {} of {} labels are shown", request.top, count));
    rank.resize(request.top);
  }
  std::vector<double> place(count, std::nan(""));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < rank.size(); ++i) {
    place[rank[i]] = static_cast<double>(i);
    names.push_back(prepared.categories[rank[i]]);
  }
  prepared.categories = std::move(names);
  for (Track& track : prepared.tracks) track = moved(track, place, order != Order::none);
}

}  // namespace pytk::plot
