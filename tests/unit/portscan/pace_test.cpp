#include "portscan/pace.hpp"

#include <gtest/gtest.h>

namespace pytk::portscan {
namespace {

constexpr std::int64_t second = 1'000'000'000;

/// Probes let through in `seconds` when asked every `step` nanoseconds.
int taken(double rate, std::int64_t step, int seconds) {
  Pace pace(rate);
  int count = 0;
  for (std::int64_t now = 5 * second; now < (5 + seconds) * second; now += step)
    while (pace.take(now)) ++count;
  return count;
}

TEST(Pace, HoldsTheRate) {
  for (const double rate : {10.0, 100.0, 1000.0, 20'000.0})
    for (const std::int64_t step : {100'000, 1'000'000, 30'000'000}) {
      const int count = taken(rate, step, 10);
      EXPECT_NEAR(count, rate * 10, rate * 10 * 0.03 + 2) << rate << " every " << step;
    }
}

TEST(Pace, SavesUpNoMoreThanABurst) {
  Pace pace(1000);
  EXPECT_TRUE(pace.take(second));
  int burst = 0;
  while (pace.take(100 * second)) ++burst;  // idle for 99 seconds
  EXPECT_LE(burst, 42);
}

TEST(Pace, WithoutARateNeverWaits) {
  Pace pace(0);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(pace.take(second));
  EXPECT_EQ(pace.wait(second), 0);
}

TEST(Pace, TellsHowLongToWait) {
  Pace pace(10);
  while (pace.take(second)) {}
  EXPECT_GT(pace.wait(second), 0);
  EXPECT_LE(pace.wait(second), second / 10);
  EXPECT_EQ(pace.wait(2 * second), 0);
}

}  // namespace
}  // namespace pytk::portscan
