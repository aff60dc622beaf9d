#include "portscan/host_timing.hpp"

#include <gtest/gtest.h>

namespace pytk::portscan {
namespace {

constexpr std::int64_t ms = 1'000'000;

TEST(HostTiming, WaitsLongForAHostItDoesNotKnow) {
  const HostTiming host;
  EXPECT_EQ(host.timeout(0, Timing{}), 1000 * ms);
  EXPECT_EQ(host.timeout(1, Timing{}), 2000 * ms);
  EXPECT_EQ(host.timeout(9, Timing{}), 10'000 * ms);
}

TEST(HostTiming, AdaptsToAFastHost) {
  HostTiming host;
  for (int i = 0; i < 20; ++i) host.sample(ms / 10);
  EXPECT_EQ(host.timeout(0, Timing{}), 100 * ms);  // never less than the floor
}

TEST(HostTiming, AdaptsToASlowHost) {
  HostTiming host;
  for (int i = 0; i < 50; ++i) host.sample(400 * ms);
  EXPECT_NEAR(static_cast<double>(host.smoothed), 400.0 * ms, 1.0 * ms);
  EXPECT_GT(host.timeout(0, Timing{}), 1500 * ms);
}

TEST(HostTiming, TakesFewerAtOnceAfterALoss) {
  HostTiming host;
  host.lost();
  EXPECT_EQ(host.window, 32);
  for (int i = 0; i < 10; ++i) host.lost();
  EXPECT_EQ(host.window, 16);
}

TEST(HostTiming, TakesManyAtOnceWhenEveryProbeIsAnswered) {
  HostTiming host;
  for (int i = 0; i < 10'000; ++i) host.replied();
  EXPECT_EQ(host.window, 4096);
}

TEST(Timing, KnowsTheLevels) {
  for (unsigned level = 0; level <= 5; ++level) EXPECT_NO_THROW((void)Timing::level(level));
  EXPECT_THROW((void)Timing::level(6), Error);
  EXPECT_LT(Timing::level(5).first_timeout, Timing::level(3).first_timeout);
}

}  // namespace
}  // namespace pytk::portscan
