// Against a small server of our own on the loopback interface.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <pytk/core/error.hpp>
#include <pytk/core/lazy.hpp>
#include <pytk/io/http.hpp>
#include <pytk/io/source.hpp>

#include "error_of.hpp"
#include "packed.hpp"

namespace pytk::io {
namespace {

using testing::HasSubstr;

using Answers = std::map<std::string, std::string>;

// Answers each connection once, by the path of its request, and closes.
class Server {
 public:
  explicit Server(std::map<std::string, std::string> answers) : answers_(std::move(answers)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_, 8), 0);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  [[nodiscard]] std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  [[nodiscard]] std::string last_request() const { return last_; }

 private:
  void serve() {
    for (;;) {
      const int client = ::accept(listener_, nullptr, nullptr);
      if (client < 0) return;
      std::string request;
      char part[4096];
      while (request.find("\r\n\r\n") == std::string::npos) {
        const auto got = ::recv(client, part, sizeof(part), 0);
        if (got <= 0) break;
        request.append(part, static_cast<std::size_t>(got));
      }
      last_ = request;
      const auto path = request.substr(4, request.find(' ', 4) - 4);
      const auto answer =
          answers_.count(path) != 0 ? answers_[path] : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
      if (answer != "hang") ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
      else (void)::recv(client, part, sizeof(part), 0);  // until the client gives up
      ::close(client);
    }
  }
  std::map<std::string, std::string> answers_;
  std::string last_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

std::string ok(const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers +
         "Connection: close\r\n\r\n" + body;
}

class Http : public testing::Test {
 protected:
  void SetUp() override {
    if (const auto why = lazy::try_load("curl"); !why.empty()) GTEST_SKIP() << why;
    for (const char* name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
  }
  HttpRequest get(const std::string& url) {
    HttpRequest request;
    request.url = url;
    return request;
  }
};

TEST_F(Http, FetchesWithStatusHeadersAndBody) {
  Server server(Answers{{"/a", ok("hello", "X-Thing:  yes \r\n")}});
  auto request = get(server.url("/a"));
  request.headers = {{"X-Mine", "1"}};
  const auto response = http_fetch(request);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "hello");
  EXPECT_EQ(response.header("x-thing"), "yes");
  EXPECT_THAT(server.last_request(), HasSubstr("X-Mine: 1\r\n"));
  EXPECT_THAT(server.last_request(), HasSubstr("User-Agent: pytk\r\n"));
}
TEST_F(Http, FollowsRedirectsAndKeepsTheLastAnswerOnly) {
  Server server(Answers{
      {"/a", "HTTP/1.1 302 Found\r\nLocation: /b\r\nX-First: 1\r\nContent-Length: 5\r\nConnection: close\r\n\r\nmoved"},
      {"/b", ok("there")}});
  const auto response = http_fetch(get(server.url("/a")));
  EXPECT_EQ(response.body, "there");
  EXPECT_EQ(response.url, server.url("/b"));
  EXPECT_EQ(response.header("x-first"), "");
}
TEST_F(Http, NeverLeavesHttp) {
  Server server(Answers{
      {"/a", "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"}});
  EXPECT_EQ(error_of([&] { (void)http_fetch(get(server.url("/a"))); }).fault(), Fault::network);
  EXPECT_EQ(error_of([&] { (void)http_fetch(get("file:///etc/passwd")); }).fault(), Fault::network);
}
TEST_F(Http, StopsAtTheLimit) {
  Server server(Answers{{"/a", ok(std::string(100'000, 'x'))}});
  auto request = get(server.url("/a"));
  request.max_bytes = 99'999;
  EXPECT_EQ(error_of([&] { (void)http_fetch(request); }).fault(), Fault::data);
}
TEST_F(Http, GivesUpOnASilentServer) {
  Server server(Answers{{"/a", "hang"}});
  auto request = get(server.url("/a"));
  request.timeout = 50'000'000;
  const auto error = error_of([&] { (void)http_fetch(request); });
  EXPECT_EQ(error.fault(), Fault::network);
  EXPECT_THAT(error.message(), HasSubstr("50ms"));
}
TEST_F(Http, SaysWhenNobodyListens) {
  const auto error = error_of([&] { (void)http_fetch(get("http://127.0.0.1:1/")); });
  EXPECT_EQ(error.fault(), Fault::network);
  EXPECT_THAT(error.message(), HasSubstr("cannot fetch 'http://127.0.0.1:1/'"));
}
TEST_F(Http, StreamsAndStopsWhenToldAndPassesExceptionsOn) {
  Server server(Answers{{"/a", ok(std::string(100'000, 'x'))}});
  std::size_t seen = 0;
  (void)http_stream(get(server.url("/a")), [&](ByteView part) { seen += part.size(); return false; });
  EXPECT_GT(seen, 0U);
  const auto error = error_of([&] {
    (void)http_stream(get(server.url("/a")), [](ByteView) -> bool { throw fail(Fault::data, "mine"); });
  });
  EXPECT_EQ(error.what_happened(), "mine");
}
TEST_F(Http, RefusesHeadersWithLineBreaks) {
  auto request = get("http://127.0.0.1:1/");
  request.headers = {{"X", "a\r\nY: b"}};
  EXPECT_EQ(error_of([&] { (void)http_fetch(request); }).fault(), Fault::usage);
}
TEST_F(Http, AUrlIsASourceLikeAFile) {
  Server server(Answers{{"/plain", ok(std::string(300'000, 'y'))}, {"/packed", ok(gzipped("unpacked"))}});
  auto plain = Source::open(server.url("/plain"));
  EXPECT_EQ(plain->read_all(), std::string(300'000, 'y'));
  EXPECT_EQ(Source::open(server.url("/packed"))->read_all(), "unpacked");
  EXPECT_THAT(error_of([&] { Source::open(server.url("/none")); }).message(), HasSubstr("404"));
}

}  // namespace
}  // namespace pytk::io
