#include <pytk/portscan/order.hpp>

#include <set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pytk::portscan {
namespace {

TEST(Order, IsABijectionForEverySmallNumber) {
  for (std::uint64_t n = 1; n <= 1200; ++n) {
    const Order order(n, n * 7919);
    std::vector<bool> seen(n, false);
    for (std::uint64_t i = 0; i < n; ++i) {
      const std::uint64_t value = order.at(i);
      ASSERT_LT(value, n);
      ASSERT_FALSE(seen[value]) << n;
      seen[value] = true;
    }
  }
}

TEST(Order, IsABijectionForALargeNumber) {
  constexpr std::uint64_t n = 1'000'003;
  const Order order(n, 42);
  std::vector<bool> seen(n, false);
  for (std::uint64_t i = 0; i < n; ++i) {
    const std::uint64_t value = order.at(i);
    ASSERT_FALSE(seen[value]);
    seen[value] = true;
  }
}

TEST(Order, StaysInRangeForHugeNumbers) {
  for (const std::uint64_t n : {(1ULL << 40U) - 87, (1ULL << 48U) + 1, (1ULL << 62U) + 12345}) {
    const Order order(n, 3);
    std::set<std::uint64_t> seen;
    for (std::uint64_t i = 0; i < 2000; ++i) seen.insert(order.at(i * (n / 2000)));
    EXPECT_EQ(seen.size(), 2000U);
    EXPECT_LT(*seen.rbegin(), n);
  }
}

// The order is a promise to scripts and to shards on other machines: these numbers may never change.
TEST(Order, IsTheSameEverywhere) {
  const Order order(1000, 7);
  std::vector<std::uint64_t> first;
  for (std::uint64_t i = 0; i < 5; ++i) first.push_back(order.at(i));
  EXPECT_THAT(first, testing::ElementsAre(948, 526, 286, 297, 495));
}

TEST(Order, DependsOnTheSeed) {
  const Order one(10'000, 1), other(10'000, 2);
  int same = 0;
  for (std::uint64_t i = 0; i < 10'000; ++i) same += one.at(i) == other.at(i) ? 1 : 0;
  EXPECT_LT(same, 20);
}

TEST(Shard, PartsMakeTheWholeExactly) {
  for (std::uint64_t total : {0ULL, 1ULL, 7ULL, 8ULL, 9ULL, 1000ULL}) {
    std::set<std::uint64_t> all;
    std::uint64_t count = 0, least = total, most = 0;
    for (std::uint64_t part = 1; part <= 8; ++part) {
      const Shard shard{part, 8};
      count += shard.count(total);
      least = std::min(least, shard.count(total));
      most = std::max(most, shard.count(total));
      for (std::uint64_t k = 0; k < shard.count(total); ++k) all.insert(shard.position(k));
    }
    EXPECT_EQ(count, total);
    EXPECT_EQ(all.size(), total);
    EXPECT_TRUE(all.empty() || *all.rbegin() == total - 1);
    EXPECT_LE(most - least, 1U);
  }
}

}  // namespace
}  // namespace pytk::portscan
