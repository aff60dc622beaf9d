#include <pytk/echo/forward.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/echo/server.hpp>

#include "running.hpp"

namespace pytk::echo {
namespace {

using RunningServer = Running<Server, ServerOptions>;
using RunningForwarder = Running<Forwarder, ForwardOptions>;

ForwardOptions towards(const Address& target) {
  ForwardOptions options;
  options.target = target;
  options.tls.verify = false;
  return options;
}

struct Way { const char *listen, *serve; };

TEST(Forwarder, LosesNothingOnAnyWay) {
  const std::string megabytes = noise(3U << 20U);
  for (const auto& [listen, serve] :
       {Way{"tcp://127.0.0.1:0", "tcp://127.0.0.1:0"}, Way{"tls://127.0.0.1:0", "tcp://127.0.0.1:0"},
        Way{"tcp://127.0.0.1:0", "tls://127.0.0.1:0"}, Way{"tls://127.0.0.1:0", "tls://127.0.0.1:0"}}) {
    const RunningServer server(serve);
    const RunningForwarder forwarder(listen, towards(server.address()));
    EXPECT_TRUE(talk(forwarder.address(), {megabytes}) == megabytes) << listen << " to " << serve;
  }
}

TEST(Forwarder, RecordsBothDirections) {
  const RunningServer server("tcp://127.0.0.1:0");
  ForwardOptions options = towards(server.address());
  options.record_data = true;
  RunningForwarder forwarder("tcp://127.0.0.1:0", options);
  EXPECT_EQ(talk(forwarder.address(), {"hello"}), "hello");
  forwarder.wait_for_close();
  const auto events = forwarder.events();
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(events[0].kind, EventKind::connect);
  EXPECT_EQ(events[1].data, "hello");
  EXPECT_TRUE(events[1].to_target);
  EXPECT_EQ(events[2].data, "hello");
  EXPECT_FALSE(events[2].to_target);
  EXPECT_EQ(events[3].kind, EventKind::close);
  EXPECT_EQ(events[3].bytes_in, 5U);
  EXPECT_EQ(events[3].bytes_out, 5U);
}

TEST(Forwarder, RecordsNoMoreThanItsLimit) {
  const RunningServer server("tcp://127.0.0.1:0");
  ForwardOptions options = towards(server.address());
  options.record_data = true;
  options.most_recorded = 1000;
  RunningForwarder forwarder("tcp://127.0.0.1:0", options);
  talk(forwarder.address(), {noise(100'000)});
  forwarder.wait_for_close();
  std::size_t recorded = 0;
  for (const Event& event : forwarder.events()) recorded += event.data.size();
  EXPECT_EQ(recorded, 1000U);
}

TEST(Forwarder, ClosesWhenTheTargetCannotBeReached) {
  RunningForwarder forwarder("tcp://127.0.0.1:0", towards(*parse_address("tcp://127.0.0.1:1")));
  try {
    EXPECT_EQ(talk(forwarder.address(), {"x"}), "");
  } catch (const Error&) {
    // a reset is as good an end as any
  }
  forwarder.wait_for_close();
  const auto events = forwarder.events();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[1].reason, "cannot connect to the target: connection refused");
}

TEST(Forwarder, RefusesDatagrams) {
  EXPECT_THROW(Forwarder(towards(*parse_address("udp://127.0.0.1:7")), {}), Error);
  Forwarder forwarder(towards(*parse_address("tcp://127.0.0.1:7")), {});
  EXPECT_THROW(forwarder.listen(*parse_address("udp://127.0.0.1:0")), Error);
}

}  // namespace
}  // namespace pytk::echo
