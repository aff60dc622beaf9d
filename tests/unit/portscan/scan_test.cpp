#include <pytk/portscan/scan.hpp>

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <pytk/net/socket.hpp>

#include "portscan/connect_probe.hpp"

namespace pytk::portscan {
namespace {

struct Found {
  std::set<std::uint16_t> open, closed, filtered;
  std::vector<HostResult> hosts;
  Summary summary;
};

Found run(Plan plan) {
  Found found;
  Observer observer;
  observer.port = [&](const PortResult& result) {
    auto& set = result.state == State::open     ? found.open
                : result.state == State::closed ? found.closed
                                                : found.filtered;
    EXPECT_TRUE(set.insert(result.port).second) << "port " << result.port << " came twice";
    return true;
  };
  observer.host = [&](const HostResult& host) { found.hosts.push_back(host); };
  Cancel cancel;
  found.summary = scan(plan, observer, cancel);
  return found;
}

Plan plan_of(const char* target, std::vector<std::uint16_t> ports) {
  Plan plan;
  plan.targets.add(target);
  plan.targets.settle();
  plan.ports = std::move(ports);
  plan.seed = 1;
  return plan;
}

/// Listeners on an address that nobody else uses, so that the truth is known.
std::vector<net::Socket> listen_on(const char* address, std::size_t count, std::set<std::uint16_t>& ports) {
  std::vector<net::Socket> listeners;
  for (std::size_t i = 0; i < count; ++i) {
    listeners.push_back(net::listen_stream(net::Endpoint::of(*parse_ip(address), 0)));
    ports.insert(net::local_endpoint(listeners.back().fd()).port());
  }
  return listeners;
}

TEST(Scan, FindsEveryOpenPortAndNoOther) {
  std::set<std::uint16_t> truth;
  const auto listeners = listen_on("127.7.7.7", 50, truth);
  std::vector<std::uint16_t> ports;
  for (std::uint32_t port = 1; port <= 65'535; ++port) ports.push_back(static_cast<std::uint16_t>(port));
  const Found found = run(plan_of("127.7.7.7", ports));
  // Programs that listen on every address answer here too.
  EXPECT_TRUE(std::includes(found.open.begin(), found.open.end(), truth.begin(), truth.end()));
  EXPECT_EQ(found.open.size() + found.closed.size(), 65'535U);
  EXPECT_EQ(found.summary.replies, 65'535U);
  EXPECT_EQ(found.summary.open, found.open.size());
  ASSERT_EQ(found.hosts.size(), 1U);
  EXPECT_EQ(found.hosts[0].open, found.open.size());
}

TEST(Scan, WorksOverIpv6) {
  std::set<std::uint16_t> truth;
  std::vector<net::Socket> listeners;
  try {
    listeners = listen_on("::1", 3, truth);
  } catch (const Error&) {
    GTEST_SKIP() << "needs IPv6 on loopback";
  }
  const Found found = run(plan_of("::1", {truth.begin(), truth.end()}));
  EXPECT_EQ(found.open, truth);
}

TEST(Scan, ShardsFindTogetherWhatTheWholeFinds) {
  std::set<std::uint16_t> truth;
  const auto listeners = listen_on("127.7.7.8", 20, truth);
  std::set<std::uint16_t> united;
  std::uint64_t probes = 0;
  for (std::uint64_t part = 1; part <= 3; ++part) {
    Plan plan = plan_of("127.7.7.8", {truth.begin(), truth.end()});
    plan.shard = {part, 3};
    const Found found = run(plan);
    for (const std::uint16_t port : found.open) EXPECT_TRUE(united.insert(port).second);
    probes += found.summary.probes;
  }
  EXPECT_EQ(united, truth);
  EXPECT_EQ(probes, 20U);
}

TEST(Scan, EndsWhenTheObserverHasEnough) {
  std::set<std::uint16_t> truth;
  const auto listeners = listen_on("127.7.7.9", 20, truth);
  const Plan plan = plan_of("127.7.7.9", {truth.begin(), truth.end()});
  int calls = 0;
  Observer observer;
  observer.port = [&](const PortResult&) { return ++calls < 5; };
  Cancel cancel;
  const Summary summary = scan(plan, observer, cancel);
  EXPECT_EQ(calls, 5);
  EXPECT_FALSE(summary.interrupted);
}

TEST(Scan, ProbesFewAtOnceWhenTold) {
  std::set<std::uint16_t> truth;
  const auto listeners = listen_on("127.7.7.10", 30, truth);
  Plan plan = plan_of("127.7.7.10", {truth.begin(), truth.end()});
  plan.timing.parallel = 1;
  EXPECT_EQ(run(plan).open, truth);
}

TEST(ScanDeathTest, AnInterruptEndsItWithItsResults) {
  EXPECT_EXIT(
      {
        Plan plan = plan_of("127.7.7.11", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        plan.timing.rate = 2;
        Observer observer;
        int calls = 0;
        Cancel cancel;
        observer.port = [&](const PortResult&) {
          if (++calls == 2) cancel.request();
          return true;
        };
        const Summary summary = scan(plan, observer, cancel);
        _exit(summary.interrupted && calls < 10 ? 7 : 1);
      },
      testing::ExitedWithCode(7), "");
}

TEST(Probe, KnowsWhatErrorsMean) {
  EXPECT_EQ(verdict_of(0).state, State::open);
  EXPECT_EQ(verdict_of(ECONNREFUSED).state, State::closed);
  EXPECT_EQ(verdict_of(EHOSTUNREACH).reason, Reason::unreachable);
  EXPECT_EQ(verdict_of(EACCES).reason, Reason::prohibited);
  // This machine's own shortage says nothing of the port.
  for (const int error : {EADDRNOTAVAIL, EMFILE, ENFILE, ENOBUFS, EAGAIN, ENOMEM})
    EXPECT_EQ(verdict_of(error).kind, Verdict::Kind::local_trouble) << error;
  EXPECT_EQ(verdict_of(ENETUNREACH).kind, Verdict::Kind::no_route);
}

// A socket bound to the very port it connects to talks to itself; nobody listens there.
TEST(Probe, IsNotFooledByItsOwnSocket) {
  const net::Endpoint any = net::Endpoint::of(*parse_ip("127.7.7.12"), 0);
  const net::Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::bind(socket.fd(), any.address(), any.length), 0);
  const net::Endpoint self = net::local_endpoint(socket.fd());
  ASSERT_EQ(::connect(socket.fd(), self.address(), self.length), 0);
  EXPECT_EQ(Connector::finish(socket.fd(), self.ip(), self.port()).state, State::closed);
}

TEST(Probe, UsesARefusedSocketAgain) {
  Connector connector;
  int fd = -1;
  const Ip address = *parse_ip("127.7.7.13");
  for (std::uint16_t port = 1; port < 200; ++port) {
    const Verdict verdict = connector.start(address, port, fd);
    ASSERT_TRUE(verdict.kind == Verdict::Kind::pending || verdict.state == State::closed) << port;
    if (fd >= 0) ::close(fd);
  }
}

}  // namespace
}  // namespace pytk::portscan
