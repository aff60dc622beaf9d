#include <pytk/echo/server.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "echo/datagrams.hpp"
#include "running.hpp"

namespace pytk::echo {
namespace {

using RunningServer = Running<Server, ServerOptions>;

TEST(EchoServer, ReturnsWhatComes) {
  const RunningServer server("tcp://127.0.0.1:0");
  EXPECT_EQ(talk(server.address(), {"hello\r\n", std::string("\0\xff", 2)}), std::string("hello\r\n\0\xff", 9));
}

TEST(EchoServer, LosesNothingWhenThePeerClosesItsHalf) {
  const RunningServer server("tcp://127.0.0.1:0");
  const std::string megabytes = noise(5U << 20U);
  EXPECT_TRUE(talk(server.address(), {megabytes}) == megabytes);
}

TEST(EchoServer, ReturnsWhatComesOverTls) {
  const RunningServer server("tls://127.0.0.1:0");
  const std::string megabytes = noise(3U << 20U);
  EXPECT_TRUE(talk(server.address(), {megabytes}) == megabytes);
}

TEST(EchoServer, ReturnsDatagrams) {
  const RunningServer server("udp://127.0.0.1:0");
  EXPECT_EQ(talk(server.address(), {"one", "two", "", "three"}), "onetwothree");
  const std::string largest = noise(60'000);
  EXPECT_TRUE(talk(server.address(), {largest}) == largest);
}

TEST(EchoServer, ReturnsWhatComesOverUnixSocketsAndRemovesTheFile) {
  char folder[] = "/tmp/pytk-echo-XXXXXX";
  ASSERT_NE(::mkdtemp(folder), nullptr);
  const std::string path = std::string(folder) + "/s";
  {
    const RunningServer server("unix:" + path);
    EXPECT_EQ(talk(server.address(), {"hello"}), "hello");
  }
  EXPECT_NE(::access(path.c_str(), F_OK), 0);
  ::rmdir(folder);
}

TEST(EchoServer, ReportsEachSession) {
  RunningServer server("tcp://127.0.0.1:0");
  talk(server.address(), {"12345"});
  server.wait_for_close();
  const auto events = server.events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, EventKind::connect);
  EXPECT_EQ(events[1].kind, EventKind::close);
  EXPECT_EQ(events[1].session, events[0].session);
  EXPECT_EQ(events[1].bytes_in, 5U);
  EXPECT_EQ(events[1].bytes_out, 5U);
  EXPECT_EQ(events[1].reason, "closed by the peer");
}

TEST(EchoServer, RefusesMoreThanItsLimit) {
  ServerOptions options;
  options.max_connections = 1;
  const RunningServer server("tcp://127.0.0.1:0", options);
  Cancel cancel;
  const auto to = endpoints_of(server.address(), false);
  const net::Socket first = net::connect_within(to, 5'000'000'000, cancel);
  EXPECT_EQ(net::send_some(first.fd(), bytes_of("x")), 1);
  std::uint8_t byte;
  pollfd waiting{first.fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&waiting, 1, 10'000), 1);
  const net::Socket second = net::connect_within(to, 5'000'000'000, cancel);
  waiting.fd = second.fd();
  ASSERT_EQ(::poll(&waiting, 1, 10'000), 1);
  EXPECT_EQ(net::receive_some(second.fd(), {&byte, 1}), 0);
  EXPECT_EQ(net::receive_some(first.fd(), {&byte, 1}), 1);
}

// A peer that sends and never reads must not make the server hold what it sends.
TEST(EchoServer, ReadsNothingFromAPeerThatDoesNotRead) {
  const RunningServer server("tcp://127.0.0.1:0");
  Cancel cancel;
  const net::Socket peer = net::connect_within(endpoints_of(server.address(), false), 5'000'000'000, cancel);
  const std::string block = noise(256U << 10U);
  std::size_t sent = 0;
  // Ends only because the server stops reading; kernel buffers hold some megabytes at most.
  for (;;) {
    const auto some = net::send_some(peer.fd(), bytes_of(block));
    if (some > 0) {
      sent += static_cast<std::size_t>(some);
      ASSERT_LT(sent, std::size_t{256} << 20U);
      continue;
    }
    pollfd waiting{peer.fd(), POLLOUT, 0};
    if (::poll(&waiting, 1, 300) == 0) break;
  }
  // And everything still comes when it reads at last.
  ::shutdown(peer.fd(), SHUT_WR);
  std::size_t received = 0;
  Bytes buffer(64U << 10U);
  for (;;) {
    pollfd waiting{peer.fd(), POLLIN, 0};
    ASSERT_EQ(::poll(&waiting, 1, 10'000), 1);
    const auto some = net::receive_some(peer.fd(), buffer);
    if (some <= 0) break;
    received += static_cast<std::size_t>(some);
  }
  EXPECT_EQ(received, sent);
}

TEST(EchoServer, EndsASilentConnection) {
  ServerOptions options;
  options.idle = 50'000'000;
  RunningServer server("tcp://127.0.0.1:0", options);
  Cancel cancel;
  const net::Socket peer = net::connect_within(endpoints_of(server.address(), false), 5'000'000'000, cancel);
  server.wait_for_close();
  EXPECT_EQ(server.events().back().reason, "idle");
}

TEST(EchoServer, TellsOfAFailedHandshake) {
  RunningServer server("tls://127.0.0.1:0");
  Address plain = server.address();
  plain.scheme = Scheme::tcp;
  try {
    talk(plain, {"GET / HTTP/1.0\r\n\r\n"});
  } catch (const Error&) {
    // a reset is as good an end as any
  }
  server.wait_for_close();
  const auto events = server.events();
  ASSERT_GE(events.size(), 3U);
  EXPECT_EQ(events[1].kind, EventKind::error);
  EXPECT_EQ(events[1].reason, "tls: http request");
}

TEST(Datagrams, AreNotAnsweredWhereAnAnswerWouldBeAnswered) {
  for (const int port : {0, 7, 13, 17, 19, 53, 123}) EXPECT_TRUE(may_loop(static_cast<std::uint16_t>(port))) << port;
  for (const int port : {1, 1024, 2007, 60'000}) EXPECT_FALSE(may_loop(static_cast<std::uint16_t>(port))) << port;
}

TEST(EchoClient, SaysWhyItCannotConnect) {
  Address nobody = *parse_address("tcp://127.0.0.1:1");
  try {
    talk(nobody, {"x"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::network);
    EXPECT_EQ(error.what_happened(), "cannot connect to 127.0.0.1:1: connection refused");
  }
}

TEST(EchoClient, RefusesACertificateNobodyVouchesFor) {
  const RunningServer server("tls://127.0.0.1:0");
  ClientOptions options;
  options.to = server.address();
  Cancel cancel;
  try {
    run_client(options, {}, cancel);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what_happened(), testing::HasSubstr("the certificate is not trusted"));
    EXPECT_FALSE(error.hint().empty());
  }
}

}  // namespace
}  // namespace pytk::echo
