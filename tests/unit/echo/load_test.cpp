#include <pytk/echo/load.hpp>

#include <gtest/gtest.h>

#include <pytk/echo/server.hpp>

#include "running.hpp"

namespace pytk::echo {
namespace {

using RunningServer = Running<Server, ServerOptions>;

LoadResult load(const Address& to, std::uint64_t connections, std::uint64_t size, double rate = 0) {
  LoadOptions options;
  options.to = to;
  options.connections = connections;
  options.size = size;
  options.rate = rate;
  options.duration = 100'000'000;
  options.tls.verify = false;
  Cancel cancel;
  return run_load(options, cancel);
}

TEST(Load, CountsWhatComesBack) {
  for (const char* url : {"tcp://127.0.0.1:0", "udp://127.0.0.1:0", "tls://127.0.0.1:0"}) {
    const RunningServer server(url);
    const LoadResult result = load(server.address(), 5, 100);
    EXPECT_EQ(result.connected, 5U) << url;
    EXPECT_EQ(result.failed, 0U) << url << ": " << result.problem;
    EXPECT_EQ(result.wrong, 0U) << url;
    EXPECT_GE(result.messages, 5U) << url;
    EXPECT_EQ(result.bytes, result.messages * 100) << url;
    EXPECT_EQ(result.latency.count(), result.messages) << url;
  }
}

TEST(Load, SendsMessagesLargerThanAnyBuffer) {
  const RunningServer server("tcp://127.0.0.1:0");
  const LoadResult result = load(server.address(), 2, 3U << 20U);
  EXPECT_EQ(result.wrong, 0U);
  EXPECT_EQ(result.failed, 0U);
}

TEST(Load, KeepsItsRate) {
  const RunningServer server("tcp://127.0.0.1:0");
  const LoadResult result = load(server.address(), 4, 10, 100);
  EXPECT_LE(result.messages, 14U);  // 0.1 s of 100 a second, and one each at the start
}

TEST(Load, SaysWhenNobodyListens) {
  EXPECT_THROW(load(*parse_address("tcp://127.0.0.1:1"), 3, 10), Error);
}

TEST(Load, RefusesWhatCannotBe) {
  EXPECT_THROW(load(*parse_address("tcp://127.0.0.1:1"), 0, 10), Error);
  EXPECT_THROW(load(*parse_address("tcp://127.0.0.1:1"), 100'000'000, 10), Error);
  EXPECT_THROW(load(*parse_address("tcp://127.0.0.1:1"), 1, 0), Error);
  EXPECT_THROW(load(*parse_address("udp://127.0.0.1:1"), 1, 70'000), Error);
}

}  // namespace
}  // namespace pytk::echo
