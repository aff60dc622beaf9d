// Ticks, labels, bins and statistics against what Matplotlib and NumPy gave: stored cases always, fresh ones where
// python3-matplotlib is installed.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "../../../src/plot/stats.hpp"
#include "../../../src/plot/ticks.hpp"
#include "expected.hpp"

namespace pytk::plot {
namespace {

void expect_near(const std::vector<double>& got, const std::vector<double>& wanted, double relative,
                 std::string_view line) {
  ASSERT_EQ(got.size(), wanted.size()) << line;
  double scale = 0;
  for (const double w : wanted) scale = std::max(scale, std::fabs(w));
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_NEAR(got[i], wanted[i], relative * std::max(std::fabs(wanted[i]), scale * 1e-3)) << line;
}

void check_axis(const std::vector<std::string_view>& field, std::string_view line) {
  Axis axis;
  axis.scale.kind = field[0] == "log"      ? ScaleKind::log
                    : field[0] == "symlog" ? ScaleKind::symlog
                    : field[0] == "date"   ? ScaleKind::date
                                           : ScaleKind::linear;
  axis.low = numbers(field[1])[0];
  axis.high = numbers(field[2])[0];
  set_ticks(axis, 13);
  std::vector<double> at, minor;
  std::string labels;
  for (const Tick& tick : axis.ticks) {
    at.push_back(tick.at);
    labels += (labels.empty() ? "" : "|") + tick.label;
  }
  for (const Tick& tick : axis.minor) minor.push_back(tick.at);
  // A date may differ by the microsecond that days as doubles cannot hold.
  expect_near(at, numbers(field[3]), field[0] == "date" ? 1e-9 : 1e-9, line);
  if (axis.scale.kind == ScaleKind::linear || axis.scale.kind == ScaleKind::date) {
    EXPECT_EQ(labels, field[4]) << line;
    EXPECT_EQ(axis.offset, field[5]) << line;
  }
  if (axis.scale.kind == ScaleKind::log) expect_near(minor, numbers(field[6]), 1e-9, line);
}

void check_box(const std::vector<std::string_view>& field, std::string_view line) {
  const BoxStatistics s = box_statistics(numbers(field[1]));
  expect_near(
      {s.q1, s.median, s.q3, s.low, s.high, s.mean, s.notch_low, s.notch_high, static_cast<double>(s.outliers.size())},
      numbers(field[2]), 1e-9, line);
}

void check_case(const std::string& line) {
  const auto field = split(line, '\t');
  if (field[0] == "hist") {
    const auto values = numbers(field[2]);
    const Histogram h = histogram(values, std::string(field[1]), {});
    expect_near(h.edges, numbers(field[3]), 1e-12, line);
    EXPECT_EQ(h.counts, numbers(field[4])) << line;
  } else if (field[0] == "box") {
    check_box(field, line);
  } else if (field[0] == "kde") {
    const Density density(numbers(field[2]), std::string(field[1]));
    std::vector<double> got;
    for (const double x : numbers(field[3])) got.push_back(density.at(x));
    expect_near(got, numbers(field[4]), 1e-9, line);
  } else {
    check_axis(field, line);
  }
}

TEST(Expectations, StoredCasesOfMatplotlibAndNumPyAgree) {
  EXPECT_GT(check_stored("expectations.tsv", check_case), 400U);
}

TEST(Expectations, FreshCasesAgreeWhereMatplotlibIsInstalled) {
  if (check_fresh("expectations.py 2026 0.08", check_case) == 0) GTEST_SKIP() << "python3-matplotlib is not installed";
}

TEST(DateTicks, AreFewAlsoBeyondTheYearsOfNanoseconds) {
  const std::pair<double, double> spans[] = {
      {-349'800.5, -349'799.5}, {-400'000, -300'000}, {200'000, 200'001}, {3e9, 3e9 + 1}};
  for (const auto& [low, high] : spans) EXPECT_LT(date_ticks(low, high).size(), 50U) << low;
}

TEST(Bins, OfARangeWhoseWidthIsNoDoubleAreToldByTheirEdges) {
  EXPECT_EQ(count_into(std::vector<double>{-1e308, 1e308, 1.7e308}, {-1.7e308, 0, 1.7e308}),
            (std::vector<double>{1, 2}));
  EXPECT_EQ(count_into(std::vector<double>{0, 5e-324}, {0, 5e-324}), (std::vector<double>{2}));
}

}  // namespace
}  // namespace pytk::plot
