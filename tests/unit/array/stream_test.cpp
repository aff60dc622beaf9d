// Reductions of blocks against those of the whole.
#include <gtest/gtest.h>

#include <cmath>

#include <pytk/array/stream.hpp>
#include <pytk/core/error.hpp>

namespace pytk::array {
namespace {

Array numbers(std::int64_t rows) {
  Evaluator evaluator;
  return evaluator.run("default_rng(5).standard_normal((" + std::to_string(rows) + ", 3))").arrays().at(0).second;
}
std::string streamed(const std::string& expression, const Array& x, std::int64_t rows_at_a_time,
                     bool approximate = false) {
  StreamReduction reduction(expression, "x", {approximate});
  if (!reduction.possible()) return "not possible";
  for (std::int64_t at = 0; at < x.shape()[0]; at += rows_at_a_time) {
    Shape shape = x.shape();
    shape[0] = std::min(rows_at_a_time, shape[0] - at);
    reduction.add(x.view(shape, x.strides(), at * x.strides()[0]));
  }
  return reduction.finish().repr();
}
std::string whole(const std::string& expression, const Array& x) {
  Evaluator evaluator;
  evaluator.set("x", x);
  return evaluator.run(expression).repr();
}

TEST(Stream, IsTheWholeToTheLastBit) {
  const Array x = numbers(20'011);
  for (const char* expression :
       {"x.sum()", "x.mean()", "x[:, 1].sum()", "sum(x[:, 0] * 2 + 1)", "x.sum(axis=0)", "x.mean(axis=0)",
        "x.min(), x.max()", "ptp(x)", "(x > 0).any()", "np.all(x < 9)", "count_nonzero(x > 1)",
        "(x[:, 0] > 0.5).mean()", "x.max(axis=0) - x.min(axis=0)", "median(x)", "percentile(x, [5, 50, 99])",
        "quantile(x, 0.3, method='weibull')", "histogram(x, [-3, -1, 0, 2])", "histogram(x, bins=20, range=(-2, 2))",
        "x.sum() / 2 + x.max() ** 2"})
    for (const std::int64_t rows : {7, 1000, 4096})
      EXPECT_EQ(streamed(expression, x, rows), whole(expression, x)) << expression << " by " << rows;
}
TEST(Stream, VarianceIsNearAndDoesNotDependOnBlocks) {
  const Array x = numbers(30'000);
  for (const char* expression : {"x.var()", "x.std(ddof=1)", "x[:, 2].std()"}) {
    const auto a = streamed(expression, x, 100);
    EXPECT_EQ(a, streamed(expression, x, 8192)) << expression;
    EXPECT_NEAR(std::stod(a), std::stod(whole(expression, x)), 1e-14) << expression;
  }
}
TEST(Stream, OneBlockIsEvaluatedAsItStands) {
  const Array x = numbers(10);
  EXPECT_EQ(streamed("x.std()", x, 100), whole("x.std()", x));
  EXPECT_EQ(streamed("x.sum()", x, 100), whole("x.sum()", x));
}
TEST(Stream, ASketchIsWithinItsBound) {
  const Array x = numbers(100'000);
  for (const double q : {0.01, 0.5, 0.9, 0.999}) {
    const double value = std::stod(streamed("quantile(x, " + std::to_string(q) + ")", x, 5000, true));
    const double rank = std::stod(whole("(x <= " + std::to_string(value) + ").mean()", x));
    EXPECT_NEAR(rank, q, 0.002);
  }
}
TEST(Stream, WhatNeedsAllElementsIsNotPossible) {
  for (const char* expression :
       {"x", "x.sort()", "(x - x.mean()).sum()", "x.sum(axis=1)", "histogram(x, 10)", "x[::2].sum()",
        "x.sum() + x[0, 0]", "cumsum(x)", "x = 1", "1 + 1", "unique(x)", "(x @ x.T).sum()", "x.mean(keepdims=True)",
        "x.sum(axis=0, keepdims=True)", "x.max(initial=3)", "sum(x, where=x > 0)", "median(x, keepdims=True)",
        "percentile(x, 5, keepdims=True)", "histogram(x, [0, 1], density=True)"})
    EXPECT_FALSE(StreamReduction(expression, "x", {}).possible()) << expression;
}

}  // namespace
}  // namespace pytk::array
