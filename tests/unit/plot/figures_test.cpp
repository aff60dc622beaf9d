// Whole figures against Matplotlib: limits with margins and sticky edges, ticks, labels, levels. Stored cases always,
// fresh ones where python3-matplotlib is installed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <pytk/plot/render.hpp>
#include <pytk/plot/request.hpp>

#include "expected.hpp"

namespace pytk::plot {
namespace {

Kind kind_of(std::string_view name) {
  static constexpr std::pair<std::string_view, Kind> known[] = {
      {"line", Kind::line},      {"scatter", Kind::scatter},   {"step", Kind::step},     {"stem", Kind::stem},
      {"area", Kind::area},      {"errorbar", Kind::errorbar}, {"bar", Kind::bar},       {"barh", Kind::barh},
      {"hist", Kind::hist},      {"box", Kind::box},           {"violin", Kind::violin}, {"hist2d", Kind::hist2d},
      {"hexbin", Kind::hexbin},  {"quiver", Kind::quiver},     {"stack", Kind::stack},   {"heatmap", Kind::heatmap},
      {"contour", Kind::contour}};
  for (const auto& [word, kind] : known)
    if (word == name) return kind;
  ADD_FAILURE() << name;
  return Kind::line;
}

Request request_of(std::string_view kind, std::string_view option) {
  Request r;
  r.kind = kind_of(kind);
  if (r.kind == Kind::errorbar) {
    r.x = "a";
    r.y = {"v"};
    r.error_by = "e";
  }
  const std::size_t sign = option.find('=');
  const std::string name(option.substr(0, sign)), value(sign == std::string_view::npos ? "" : option.substr(sign + 1));
  if (name == "margin") r.margin = numbers(value)[0];
  if (name == "stacked") r.stacked = true;
  if (name == "filled") r.filled = true;
  if (name == "bins") r.bins = value;
  if (name == "whis") r.whiskers = {-1, numbers(value)[0]};
  if (name == "gridsize") r.grid_size = static_cast<std::size_t>(numbers(value)[0]);
  if (name == "baseline") r.baseline = value;
  r.color_bar = false;
  return r;
}

void expect_near(const std::vector<double>& got, const std::vector<double>& wanted, double span, std::string_view what,
                 std::string_view line) {
  ASSERT_EQ(got.size(), wanted.size()) << what << ' ' << line;
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], wanted[i], 1e-9 * std::max(span, std::fabs(wanted[i]) * 1e-3)) << what << ' ' << line;
}

std::vector<double> levels_of(const Mark& mark) {
  const std::string key = "\"levels\":[";
  const std::size_t begin = mark.detail.find(key);
  if (begin == std::string::npos) return {};
  const std::size_t from = begin + key.size();
  return numbers(std::string_view(mark.detail).substr(from, mark.detail.find(']', from) - from));
}

void check_figure(std::string_view line) {
  const auto field = split(line, '\t');
  ASSERT_EQ(field.size(), 8U) << line;
  std::string text(field[2]);
  std::replace(text.begin(), text.end(), ';', '\n');
  const Request request = request_of(field[0], field[1]);
  Notes notes;
  const auto source = io::Source::of(bytes_of(text), "input");
  Figure figure = build(request, load(*source, load_options(request)), notes);
  resolve(figure);
  const Axes& axes = figure.axes[0];
  if (!field[3].empty())
    expect_near({axes.x.low, axes.x.high}, numbers(field[3]), std::fabs(axes.x.high - axes.x.low), "x limits", line);
  const double span = std::fabs(axes.y.high - axes.y.low);
  if (!field[4].empty()) {
    expect_near({axes.y.low, axes.y.high}, numbers(field[4]), span, "y limits", line);
    std::vector<double> at;
    std::string labels;
    for (const Tick& tick : axes.y.ticks) {
      at.push_back(tick.at);
      labels += (labels.empty() ? "" : "|") + tick.label;
    }
    expect_near(at, numbers(field[5]), span, "ticks", line);
    EXPECT_EQ(labels, field[6]) << line;
  }
  if (!field[7].empty())
    expect_near(levels_of(axes.marks[0]), numbers(field[7]), std::fabs(numbers(field[7])[0]), "levels", line);
}

TEST(Figures, StoredFiguresOfMatplotlibAgree) { EXPECT_GT(check_stored("figures.tsv", check_figure), 100U); }

TEST(Figures, FreshFiguresAgreeWhereMatplotlibIsInstalled) {
  if (check_fresh("figures.py 77 2", check_figure) == 0) GTEST_SKIP() << "python3-matplotlib is not installed";
}

}  // namespace
}  // namespace pytk::plot
