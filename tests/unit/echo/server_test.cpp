#include <pytk/echo/server.hpp>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <pytk/echo/client.hpp>
#include <pytk/net/socket.hpp>

#include "echo/datagrams.hpp"

namespace pytk::echo {
namespace {

/// A server in a thread of its own; its life ends by its own clock or when it is gone.
class Running {
 public:
  explicit Running(const std::string& url, ServerOptions options = {}) {
    ::signal(SIGPIPE, SIG_IGN);
    options.lifetime = options.lifetime == 0 ? 60'000'000'000 : options.lifetime;
    server_ = std::make_unique<Server>(options, [this](const Event& event) {
      const std::lock_guard guard(lock_);
      events_.push_back(event);
      if (event.kind == EventKind::close && ::write(closed_[1], "x", 1) < 0) std::abort();
    });
    EXPECT_EQ(::pipe(closed_), 0);
    server_->listen(*parse_address(url));
    url_ = server_->addresses().front();
    stopper_ = start_stopper();
    thread_ = std::thread([this] { server_->run(cancel_); });
  }
  ~Running() {
    stop();
    ::close(closed_[0]);
    ::close(closed_[1]);
  }
  void stop() {
    if (!thread_.joinable()) return;
    // A connection to the listener below is the signal to stop: the flag of Cancel belongs to the whole process.
    stopper_.close();
    thread_.join();
  }
  void wait_for_close() const {
    pollfd waiting{closed_[0], POLLIN, 0};
    ASSERT_EQ(::poll(&waiting, 1, 20'000), 1);
    char byte;
    ASSERT_EQ(::read(closed_[0], &byte, 1), 1);
  }
  [[nodiscard]] Address address() const { return *parse_address(url_); }
  [[nodiscard]] std::vector<Event> events() {
    const std::lock_guard guard(lock_);
    return events_;
  }

 private:
  net::Socket start_stopper() {
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), 0);
    server_->stop_when_closed(ends[0]);
    return net::Socket(ends[1]);
  }
  std::unique_ptr<Server> server_;
  std::mutex lock_;
  std::vector<Event> events_;
  std::string url_;
  int closed_[2] = {-1, -1};
  net::Socket stopper_;
  Cancel cancel_;
  std::thread thread_;
};

std::string talk(const Address& to, const std::vector<std::string>& sends) {
  ClientOptions options;
  options.to = to;
  options.tls.verify = false;
  for (const std::string& text : sends) options.sends.push_back(Bytes(text.begin(), text.end()));
  std::string back;
  ClientObserver observer;
  observer.received = [&](ByteView bytes) { back += text_of(bytes); };
  Cancel cancel;
  run_client(options, observer, cancel);
  return back;
}

std::string noise(std::size_t size) {
  std::string out(size, '\0');
  std::uint32_t x = 1;
  for (char& byte : out) byte = static_cast<char>((x = x * 1664525 + 1013904223) >> 24U);
  return out;
}

TEST(EchoServer, ReturnsWhatComes) {
  const Running server("tcp://127.0.0.1:0");
  EXPECT_EQ(talk(server.address(), {"hello\r\n", std::string("\0\xff", 2)}), std::string("hello\r\n\0\xff", 9));
}

TEST(EchoServer, LosesNothingWhenThePeerClosesItsHalf) {
  const Running server("tcp://127.0.0.1:0");
  const std::string megabytes = noise(5U << 20U);
  EXPECT_TRUE(talk(server.address(), {megabytes}) == megabytes);
}

TEST(EchoServer, ReturnsWhatComesOverTls) {
  const Running server("tls://127.0.0.1:0");
  const std::string megabytes = noise(3U << 20U);
  EXPECT_TRUE(talk(server.address(), {megabytes}) == megabytes);
}

TEST(EchoServer, ReturnsDatagrams) {
  const Running server("udp://127.0.0.1:0");
  EXPECT_EQ(talk(server.address(), {"one", "two", "", "three"}), "onetwothree");
  const std::string largest = noise(60'000);
  EXPECT_TRUE(talk(server.address(), {largest}) == largest);
}

TEST(EchoServer, ReturnsWhatComesOverUnixSocketsAndRemovesTheFile) {
  char folder[] = "/tmp/pytk-echo-XXXXXX";
  ASSERT_NE(::mkdtemp(folder), nullptr);
  const std::string path = std::string(folder) + "/s";
  {
    const Running server("unix:" + path);
    EXPECT_EQ(talk(server.address(), {"hello"}), "hello");
  }
  EXPECT_NE(::access(path.c_str(), F_OK), 0);
  ::rmdir(folder);
}

TEST(EchoServer, ReportsEachSession) {
  Running server("tcp://127.0.0.1:0");
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
  const Running server("tcp://127.0.0.1:0", options);
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
  const Running server("tcp://127.0.0.1:0");
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
  Running server("tcp://127.0.0.1:0", options);
  Cancel cancel;
  const net::Socket peer = net::connect_within(endpoints_of(server.address(), false), 5'000'000'000, cancel);
  server.wait_for_close();
  EXPECT_EQ(server.events().back().reason, "idle");
}

TEST(EchoServer, TellsOfAFailedHandshake) {
  Running server("tls://127.0.0.1:0");
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
  const Running server("tls://127.0.0.1:0");
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
