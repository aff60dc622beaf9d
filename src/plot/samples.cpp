// Value columns for statistics, whole or in groups.
#include <cmath>
#include <cstdint>

#include <pytk/core/error.hpp>

#include "plot/prepare.hpp"

namespace pytk::plot {

Sampled sampled_columns(const Request& request, Data& data) {
  Sampled out;
  if (!request.by.empty()) out.groups = find_column(data, request.by);
  for (const std::string& name : request.y) out.values.push_back(find_column(data, name));
  if (!request.x.empty()) {
    Series* x = find_column(data, request.x);
    if (out.values.empty()) out.values.push_back(x);
    else if (out.groups == nullptr) out.groups = x;
  }
  if (out.values.empty())
    for (Series& series : data.columns)
      if (series.kind != Values::words && &series != out.groups) out.values.push_back(&series);
  for (const Series* series : out.values)
    if (series->kind == Values::words) throw fail(Fault::data, "column '{}' holds words, not numbers", series->name);
  return out;
}

std::vector<Track> samples(const Request& request, Data& data, std::string& axis_name, Notes&) {
  std::vector<Track> out;
  const auto [values, groups] = sampled_columns(request, data);
  if (values.empty() || data.rows == 0) throw fail(Fault::data, "there is nothing to plot: no column holds numbers");
  if (values.size() == 1 && data.named) axis_name = values[0]->name;
  for (Series* series : values) {
    if (groups == nullptr) {
      out.push_back({values.size() > 1 ? series->name : std::string(), {}, {}, {}, {}, {}, 0});
      // Nothing else needs a lone column: it is not copied.
      std::vector<double>& y = out.back().y;
      if (values.size() == 1) y = std::move(series->numbers);
      else y = series->numbers;
      std::erase_if(y, [](double v) { return !std::isfinite(v); });
      continue;
    }
    std::vector<std::string> names;
    const auto codes = group_codes(*groups, names);
    const std::size_t base = out.size();
    for (const std::string& name : names)
      out.push_back({values.size() > 1 ? series->name + " " + name : name, {}, {}, {}, {}, {}, 0});
    for (std::size_t i = 0; i < codes.size(); ++i)
      if (codes[i] != UINT32_MAX && std::isfinite(series->numbers[i]))
        out[base + codes[i]].y.push_back(series->numbers[i]);
  }
  std::erase_if(out, [](const Track& t) { return t.y.empty(); });
  if (out.empty()) throw fail(Fault::data, "there is nothing to plot: no value is a finite number");
  return out;
}

}  // namespace pytk::plot
