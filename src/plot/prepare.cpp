#include "plot/prepare.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <unordered_map>

#include <fmt/core.h>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "plot/stats.hpp"

namespace pytk::plot {
namespace {

constexpr std::uint32_t no_word = UINT32_MAX;

std::string number_text(double value) {
  std::string out;
  append_real(out, value);
  if (out.ends_with(".0")) out.resize(out.size() - 2);
  return out;
}

std::vector<Series*> value_columns(Data& data, const Series* x, const Request& request) {
  std::vector<Series*> out;
  for (Series& series : data.columns) {
    if (&series == x || series.kind == Values::words) continue;
    if (series.name == request.by || series.name == request.facet || series.name == request.y2) continue;
    if (series.name == request.size_by || series.name == request.color_by || series.name == request.error_by) continue;
    out.push_back(&series);
  }
  return out;
}

/// Number of each row's place: the value itself, days, or the code of its word.
std::vector<double> places(const Series& series, bool as_category, std::vector<std::string>& categories) {
  if (series.kind != Values::words && !as_category) return series.numbers;
  const auto codes = group_codes(series, categories);
  std::vector<double> out(codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i)
    out[i] = codes[i] == no_word ? std::nan("") : static_cast<double>(codes[i]);
  return out;
}

std::string label_of(const Series* y, std::size_t y_count, const std::string& group, bool grouped) {
  if (!grouped) return y_count > 1 && y != nullptr ? y->name : std::string();
  return y_count > 1 && y != nullptr ? y->name + " " + group : group;
}

/// Adds up what stands at the same place; categories keep their order, other places are sorted.
void reduce_track(Track& track, Reduce how, double percent) {
  std::map<double, std::vector<double>> groups;
  for (std::size_t i = 0; i < track.y.size(); ++i) {
    const double at = track.x_at(i);
    if (std::isnan(at)) continue;
    if (std::isnan(track.y[i]) && how != Reduce::count) continue;
    groups[at].push_back(track.y[i]);
  }
  track.x.clear();
  track.y.clear();
  track.error.clear();
  track.size.clear();
  track.words.clear();
  for (auto& [at, values] : groups) {
    track.x.push_back(at);
    track.y.push_back(reduce_values(how, percent, values));
  }
}

bool has_repeats(const Track& track) {
  std::vector<double> x = track.x;
  std::sort(x.begin(), x.end());
  return std::adjacent_find(x.begin(), x.end()) != x.end();
}

const char* reduce_name(Reduce how) {
  switch (how) {
    case Reduce::count: return "count";
    case Reduce::sum: return "sum of ";
    case Reduce::mean: return "mean of ";
    case Reduce::median: return "median of ";
    case Reduce::least: return "min of ";
    case Reduce::most: return "max of ";
    case Reduce::first: return "first ";
    case Reduce::last: return "last ";
    case Reduce::percentile: return "percentile of ";
    case Reduce::none: break;
  }
  return "";
}

/// Everything that make_tracks reads row by row.
struct Rows {
  std::vector<double> x;
  std::vector<std::uint32_t> groups;
  std::vector<std::string> group_names;
  const Series *error = nullptr, *size = nullptr, *word = nullptr;
  /// Rows go to tracks one by one, be it for their groups or for what stands beside each of them.
  [[nodiscard]] bool split() const noexcept {
    return !group_names.empty() || error != nullptr || size != nullptr || word != nullptr;
  }
};

void fill_extras(Track& track, const Rows& rows, std::size_t i) {
  if (rows.error != nullptr) track.error.push_back(rows.error->numbers[i]);
  if (rows.size != nullptr) track.size.push_back(rows.size->numbers[i]);
  if (rows.word != nullptr) {
    const bool word = rows.word->kind == Values::words;
    track.words.push_back(!word ? number_text(rows.word->numbers[i])
                          : rows.word->codes[i] == no_word ? std::string() : rows.word->words[rows.word->codes[i]]);
  }
}

/// A track for each group of a column, or one for all rows.
void add_empty_tracks(std::vector<Track>& out, const Series* y, std::size_t y_count, const Rows& rows, double first) {
  const bool grouped = !rows.group_names.empty();
  const std::size_t groups = grouped ? rows.group_names.size() : 1;
  for (std::size_t g = 0; g < groups; ++g) {
    const std::string label = label_of(y, y_count, grouped ? rows.group_names[g] : std::string(), grouped);
    out.push_back({label, {}, {}, {}, {}, {}, first});
  }
}

/// Deals the rows of a column out to the tracks of their groups.
void deal_rows(std::span<Track> tracks, const Rows& rows, const std::vector<double>& values) {
  const bool grouped = !rows.group_names.empty();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (grouped && rows.groups[i] == no_word) continue;
    Track& track = tracks[grouped ? rows.groups[i] : 0];
    track.x.push_back(rows.x.empty() ? track.first + static_cast<double>(i) : rows.x[i]);
    track.y.push_back(values[i]);
    fill_extras(track, rows, i);
  }
}

std::vector<Track> make_tracks(const Request& request, const Chosen& chosen, Rows& rows, std::uint64_t row_count,
                               std::vector<std::string>& y_categories) {
  std::vector<Track> out;
  std::vector<Series*> values = chosen.y;
  if (values.empty()) values.push_back(nullptr);
  for (Series* y : values) {
    const std::size_t base = out.size();
    add_empty_tracks(out, y, values.size(), rows, request.index_from_one ? 1 : 0);
    std::vector<double> own;
    if (y == nullptr) own.assign(row_count, 1.0);
    else if (y->kind == Values::words) own = places(*y, true, y_categories);
    const bool has_own = y == nullptr || !own.empty();
    if (rows.split()) {
      deal_rows(std::span(out).subspan(base), rows, has_own ? own : y->numbers);
      continue;
    }
    // A million values are not copied where nothing else reads their column.
    Track& track = out.back();
    const bool alone = values.size() == 1 && y != chosen.x;
    if (has_own) track.y = std::move(own);
    else if (alone) track.y = std::move(y->numbers);
    else track.y = y->numbers;
    track.x = y == values.back() ? std::move(rows.x) : rows.x;
  }
  return out;
}

}  // namespace

Chosen columns_for(const Request& request, Data& data, const Wishes& wishes) {
  Chosen out;
  if (!request.x.empty()) out.x = find_column(data, request.x);
  for (const std::string& name : request.y) out.y.push_back(find_column(data, name));
  if (!request.y.empty() || (request.reduce == Reduce::count && out.x != nullptr)) return out;
  if (out.x == nullptr) {
    if (wishes.words_first)
      for (Series& series : data.columns)
        if (out.x == nullptr && series.kind == Values::words && series.name != request.by) out.x = &series;
    if (out.x == nullptr && data.columns.size() > 1) out.x = &data.columns.front();
  }
  out.y = value_columns(data, out.x, request);
  if (wishes.one_series && out.y.size() > 1) out.y.resize(1);
  return out;
}

Series* find_column(Data& data, const std::string& name) { return const_cast<Series*>(&column_of(data, name)); }

const Series& column_of(const Data& data, const std::string& name) {
  if (const Series* found = data.find(name); found != nullptr) return *found;
  std::vector<std::string> names;
  for (const Series& series : data.columns) {
    if (fmt::format("{}", series.position) == name) return series;
    names.push_back(series.name);
  }
  const std::string near = did_you_mean(name, names);
  throw fail(Fault::usage, "no column '{}'", name).hint(near.empty() ? "columns: " + join(names, ", ") : near);
}

std::vector<std::uint32_t> group_codes(const Series& series, std::vector<std::string>& names) {
  std::unordered_map<std::string, std::uint32_t> seen;
  for (std::size_t i = 0; i < names.size(); ++i) seen.emplace(names[i], static_cast<std::uint32_t>(i));
  const auto code = [&](const std::string& text) {
    const auto [entry, fresh] = seen.try_emplace(text, static_cast<std::uint32_t>(names.size()));
    if (fresh) names.push_back(text);
    return entry->second;
  };
  std::vector<std::uint32_t> out(series.size());
  if (series.kind == Values::words) {
    std::vector<std::uint32_t> mapped(series.words.size(), no_word);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::uint32_t word = series.codes[i];
      if (word == no_word) {
        out[i] = no_word;
        continue;
      }
      if (mapped[word] == no_word) mapped[word] = code(series.words[word]);
      out[i] = mapped[word];
    }
    return out;
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double v = series.numbers[i];
    if (std::isnan(v)) out[i] = no_word;
    else
      out[i] = code(
          series.kind == Values::times
              ? show_time(static_cast<std::int64_t>(v * 86400) * 1'000'000'000).substr(0, v == std::floor(v) ? 10 : 20)
              : number_text(v));
  }
  return out;
}

double bin_width(const std::string& text, ScaleKind kind) {
  double value = 0;
  if (kind == ScaleKind::date) {
    const auto nanoseconds = parse_duration(text);
    if (nanoseconds && *nanoseconds > 0) return static_cast<double>(*nanoseconds) / 86400e9;
    throw fail(Fault::usage, "'{}' is no width of time", text).hint("write 10s, 5m, 1h or 1d");
  }
  // On an axis of plain numbers a duration means seconds.
  if (read_real(text, value) && value > 0 && std::isfinite(value)) return value;
  if (const auto nanoseconds = parse_duration(text); nanoseconds && *nanoseconds > 0)
    return static_cast<double>(*nanoseconds) * 1e-9;
  throw fail(Fault::usage, "'{}' is no width of a bin", text)
      .hint("write a positive number, or a duration such as 10s on a time axis");
}

double reduce_values(Reduce how, double percent, std::vector<double>& values) {
  switch (how) {
    case Reduce::count: return static_cast<double>(values.size());
    case Reduce::mean: return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    case Reduce::median: return quantile(values, 0.5);
    case Reduce::percentile: return quantile(values, percent / 100);
    case Reduce::least: return *std::min_element(values.begin(), values.end());
    case Reduce::most: return *std::max_element(values.begin(), values.end());
    case Reduce::first: return values.front();
    case Reduce::last: return values.back();
    default: return std::accumulate(values.begin(), values.end(), 0.0);
  }
}

namespace {

/// The column of the axis at the right.
void add_second(Prepared& out, const Request& request, const Data& data, const Chosen& chosen,
                std::vector<double> second_x) {
  const Series& y2 = column_of(data, request.y2);
  if (y2.kind == Values::words) throw fail(Fault::data, "column '{}' holds words, not numbers", y2.name);
  out.second.push_back({y2.name, std::move(second_x), y2.numbers, {}, {}, {}, request.index_from_one ? 1.0 : 0.0});
  out.second_name = y2.name;
  if (out.tracks.size() == 1 && out.tracks[0].label.empty() && !chosen.y.empty())
    out.tracks[0].label = chosen.y[0]->name;
}

/// Places moved down to the begin of their bin; what shares a bin is added up unless told otherwise.
void bin_places(Prepared& out, const Request& request, Reduce& reduce) {
  const double width = bin_width(request.bin, out.x_kind);
  if (out.x_kind == ScaleKind::category) throw fail(Fault::usage, "--bin needs numbers or times along x, not words");
  for (auto* list : {&out.tracks, &out.second})
    for (Track& track : *list) {
      if (track.x.empty())
        for (std::size_t i = 0; i < track.y.size(); ++i) track.x.push_back(track.first + static_cast<double>(i));
      for (double& x : track.x) x = std::floor(x / width + 1e-9) * width;
    }
  if (reduce == Reduce::none) reduce = Reduce::sum;
}

/// No column is asked for twice: not for an axis and for groups, sizes or words as well.
bool read_once(const Request& request) {
  for (const std::string* name :
       {&request.y2, &request.by, &request.error_by, &request.size_by, &request.color_by, &request.label_by})
    if (!name->empty()) return false;
  return true;
}

std::string names_of(const Data& data) {
  std::vector<std::string> names;
  for (const Series& s : data.columns) names.push_back(s.name);
  return join(names, ", ");
}

/// Without values rows are counted, if the kind shows words at all.
Reduce reduction_of(const Request& request, const Data& data, const Chosen& chosen, const Wishes& wishes) {
  if (!chosen.y.empty() || request.reduce != Reduce::none) return request.reduce;
  if (!wishes.words_first)
    throw fail(Fault::data, "there is nothing to plot: no column holds numbers").hint("columns: " + names_of(data));
  return Reduce::count;
}

/// Places along x of a column that was chosen; also tells what kind of axis they stand on.
std::vector<double> column_places(Prepared& out, const Request& request, const Data& data, const Chosen& chosen,
                                  bool category) {
  Series& x = *chosen.x;
  if (data.named) out.x_name = x.name;
  if (x.kind == Values::words || category) {
    out.x_kind = ScaleKind::category;
    return places(x, true, out.categories);
  }
  out.x_kind = x.kind == Values::times ? ScaleKind::date : ScaleKind::linear;
  // A million places are not copied where nothing else reads their column.
  const bool alone = std::find(chosen.y.begin(), chosen.y.end(), chosen.x) == chosen.y.end();
  return alone && read_once(request) ? std::move(x.numbers) : x.numbers;
}

std::vector<double> places_along_x(Prepared& out, const Request& request, const Data& data, const Chosen& chosen,
                                   const Wishes& wishes) {
  const bool wished = wishes.x_as_category && request.x_type.empty() &&
                      (chosen.x == nullptr || chosen.x->kind == Values::numbers);
  const bool category = request.x_type == "category" || wished;
  if (chosen.x != nullptr) return column_places(out, request, data, chosen, category);
  std::vector<double> numbered;
  if (!category) return numbered;
  out.x_kind = ScaleKind::category;
  for (std::uint64_t i = 0; i < data.rows; ++i) {
    numbered.push_back(static_cast<double>(i));
    out.categories.push_back(fmt::format("{}", i + (request.index_from_one ? 1U : 0U)));
  }
  return numbered;
}

/// Columns of groups, errors, sizes and words.
void read_extras(Rows& rows, const Request& request, const Data& data) {
  if (!request.by.empty()) rows.groups = group_codes(column_of(data, request.by), rows.group_names);
  if (!request.error_by.empty()) rows.error = &column_of(data, request.error_by);
  if (!request.size_by.empty()) rows.size = &column_of(data, request.size_by);
  if (!request.label_by.empty()) rows.word = &column_of(data, request.label_by);
  for (const Series* extra : {rows.error, rows.size})
    if (extra != nullptr && extra->kind == Values::words)
      throw fail(Fault::data, "column '{}' holds words, not numbers", extra->name);
}

std::string values_name(const Data& data, const Chosen& chosen, Reduce reduce) {
  if (reduce == Reduce::count) return "count";
  return data.named && chosen.y.size() == 1 ? reduce_name(reduce) + chosen.y[0]->name : std::string();
}

ScaleKind values_kind(const Prepared& prepared, const Chosen& chosen) {
  if (!prepared.y_categories.empty()) return ScaleKind::category;
  const auto is_time = [](const Series* s) { return s->kind == Values::times; };
  const bool times = !chosen.y.empty() && std::all_of(chosen.y.begin(), chosen.y.end(), is_time);
  return times ? ScaleKind::date : ScaleKind::linear;
}

/// Brings the values of each place together as was asked, or adds them up where the kind shows one for each.
void reduce_tracks(Prepared& out, Reduce reduce, const Request& request, const Wishes& wishes, Notes& notes) {
  if (reduce == Reduce::none) {
    if (!wishes.sums_repeats || std::none_of(out.tracks.begin(), out.tracks.end(), has_repeats)) return;
    notes.warnings.emplace_back("labels that occur more than once are added up; --agg chooses otherwise");
    reduce = Reduce::sum;
  }
  for (auto* list : {&out.tracks, &out.second})
    for (Track& track : *list) reduce_track(track, reduce, request.percent);
}

}  // namespace

Prepared prepare(const Request& request, Data& data, const Wishes& wishes, Notes& notes) {
  if (data.columns.empty() || data.rows == 0)
    throw fail(Fault::data, "there is nothing to plot: the input has no rows");
  Prepared out;
  const Chosen chosen = columns_for(request, data, wishes);
  Reduce reduce = reduction_of(request, data, chosen, wishes);
  Rows rows;
  rows.x = places_along_x(out, request, data, chosen, wishes);
  read_extras(rows, request, data);
  out.y_name = values_name(data, chosen, reduce);
  std::vector<double> second_x = request.y2.empty() ? std::vector<double>() : rows.x;
  out.tracks = make_tracks(request, chosen, rows, data.rows, out.y_categories);
  out.y_kind = values_kind(out, chosen);
  if (!request.y2.empty()) add_second(out, request, data, chosen, std::move(second_x));
  if (!request.bin.empty()) bin_places(out, request, reduce);
  reduce_tracks(out, reduce, request, wishes, notes);
  if (out.x_kind == ScaleKind::category && (request.order != Order::automatic || request.top > 0))
    order_categories(out, request, notes);
  return out;
}

}  // namespace pytk::plot
