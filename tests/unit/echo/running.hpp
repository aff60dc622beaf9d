// A server or forwarder in a thread of its own, for the tests of both ends.
#pragma once

#include <csignal>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <pytk/echo/client.hpp>
#include <pytk/echo/event.hpp>
#include <pytk/net/socket.hpp>

namespace pytk::echo {

/// `Service` is Server or Forwarder; its life ends with this object.
template <class Service, class Options>
class Running {
 public:
  explicit Running(const std::string& url, Options options = {}) {
    ::signal(SIGPIPE, SIG_IGN);
    options.lifetime = 60'000'000'000;
    service_ = std::make_unique<Service>(options, [this](const Event& event) {
      const std::lock_guard guard(lock_);
      events_.push_back(event);
      if (event.kind == EventKind::close && ::write(closed_[1], "x", 1) < 0) std::abort();
    });
    EXPECT_EQ(::pipe(closed_), 0);
    service_->listen(*parse_address(url));
    url_ = service_->addresses().front();
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), 0);
    service_->stop_when_closed(ends[0]);
    stopper_ = net::Socket(ends[1]);
    thread_ = std::thread([this] { service_->run(cancel_); });
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    stopper_.close();  // the flag of Cancel belongs to the whole process; this end belongs to one service
    thread_.join();
    ::close(closed_[0]);
    ::close(closed_[1]);
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
  std::unique_ptr<Service> service_;
  std::mutex lock_;
  std::vector<Event> events_;
  std::string url_;
  int closed_[2] = {-1, -1};
  net::Socket stopper_;
  Cancel cancel_;
  std::thread thread_;
};

/// Sends, closes its half, and gives what came back.
inline std::string talk(const Address& to, const std::vector<std::string>& sends) {
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

inline std::string noise(std::size_t size) {
  std::string out(size, '\0');
  std::uint32_t x = 1;
  for (char& byte : out) byte = static_cast<char>((x = x * 1664525 + 1013904223) >> 24U);
  return out;
}

}  // namespace pytk::echo
