// From columns to tracks: what is drawn against what, in which groups, after counting and summing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <pytk/plot/request.hpp>

namespace pytk::plot {

/// One series: places and values of equal length. An empty `x` stands for 0, 1, 2 ... from `first`.
struct Track {
  std::string label;
  std::vector<double> x, y;
  std::vector<double> error, size;             ///< empty unless asked for
  std::vector<std::string> words;              ///< label of each point, empty unless asked for
  double first = 0;
  [[nodiscard]] double x_at(std::size_t i) const noexcept { return x.empty() ? first + static_cast<double>(i) : x[i]; }
};

struct Prepared {
  ScaleKind x_kind = ScaleKind::linear, y_kind = ScaleKind::linear;
  std::vector<std::string> categories, y_categories;
  std::vector<Track> tracks;
  std::vector<Track> second;                    ///< against the axis at the right
  std::string x_name, y_name, second_name;      ///< names for the axes; empty where the input has none
};

/// How a kind reads columns that were not named.
struct Wishes {
  bool words_first = false;                     ///< bar and pie: words are the labels
  bool x_as_category = false;
  bool one_series = false;                      ///< scatter: only the first value column
  bool sums_repeats = false;                    ///< repeated labels are added up
};

/// The column of that name or position; throws Fault::usage with the nearest names.
[[nodiscard]] const Series& column_of(const Data& data, const std::string& name);
[[nodiscard]] Series* find_column(Data& data, const std::string& name);
/// Rows as text, for grouping: numbers in their shortest form.
[[nodiscard]] std::vector<std::uint32_t> group_codes(const Series& series, std::vector<std::string>& names);
/// Columns that the request names or that its kind would take.
struct Chosen {
  Series* x = nullptr;
  std::vector<Series*> y;
};
[[nodiscard]] Chosen columns_for(const Request& request, Data& data, const Wishes& wishes);
/// Sorts categories by value or name, and keeps the first `top` of them.
void order_categories(Prepared& prepared, const Request& request, Notes& notes);
[[nodiscard]] Prepared prepare(const Request& request, Data& data, const Wishes& wishes, Notes& notes);
/// The columns that samples() reads.
struct Sampled {
  std::vector<Series*> values;
  Series* groups = nullptr;
};
[[nodiscard]] Sampled sampled_columns(const Request& request, Data& data);
/// Value columns for statistics: those of -y (or -x), else every numeric one; split by --by, or by -x where it has
/// words.
[[nodiscard]] std::vector<Track> samples(const Request& request, Data& data, std::string& axis_name, Notes& notes);

/// "1s", "5m", "0.5": width of bins along x, in the axis' units. Throws Fault::usage.
[[nodiscard]] double bin_width(const std::string& text, ScaleKind kind);
[[nodiscard]] double reduce_values(Reduce how, double percent, std::vector<double>& values);

}  // namespace pytk::plot
