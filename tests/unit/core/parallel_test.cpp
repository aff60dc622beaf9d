#include <atomic>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <pytk/core/parallel.hpp>
#include <pytk/core/random.hpp>

using namespace pytk;

TEST(Pool, EveryIndexOnce) {
  for (const std::size_t threads : {1U, 2U, 7U}) {
    Pool pool(threads);
    std::vector<std::atomic<int>> hits(1000);
    pool.for_each(hits.size(), [&](std::size_t i) { ++hits[i]; });
    for (const auto& hit : hits) EXPECT_EQ(hit, 1);
  }
}

TEST(Pool, ConsumesInOrderWithinTheWindow) {
  Pool pool(4);
  std::atomic<int> waiting{0};
  std::atomic<int> most{0};
  std::vector<std::size_t> order;
  pool.ordered(
      500,
      [&](std::size_t) {
        const int now = ++waiting;
        int old = most;
        while (now > old && !most.compare_exchange_weak(old, now)) {}
      },
      [&](std::size_t i) { order.push_back(i); --waiting; }, 8);
  ASSERT_EQ(order.size(), 500U);
  for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], i);
  EXPECT_LE(most, 9);
}

TEST(Pool, PassesTheFirstExceptionOn) {
  Pool pool(3);
  EXPECT_THROW(pool.for_each(
                   100,
                   [](std::size_t i) {
    if (i == 50) throw std::runtime_error("x");
                   }),
               std::runtime_error);
  EXPECT_THROW(pool.ordered(
                   100, [](std::size_t) {},
                   [](std::size_t i) {
    if (i == 7) throw std::runtime_error("y");
                   }),
               std::runtime_error);
  int count = 0;
  pool.ordered(10, [](std::size_t) {}, [&](std::size_t) { ++count; });
  EXPECT_EQ(count, 10);
}

TEST(Random, SameSeedSameStream) {
  SeededRandom a(42), b(42), other(42, 1);
  bool differs = false;
  for (int i = 0; i < 100; ++i) {
    const auto x = a.next();
    EXPECT_EQ(x, b.next());
    differs = differs || x != other.next();
  }
  EXPECT_TRUE(differs);
  SeededRandom small(7);
  int counts[6] = {};
  for (int i = 0; i < 60000; ++i) ++counts[small.below(6)];
  for (const int count : counts) EXPECT_NEAR(count, 10000, 500);
}
