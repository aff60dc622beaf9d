#include "echo/http.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/echo/server.hpp>

#include "echo/websocket.hpp"
#include "running.hpp"

namespace pytk::echo {
namespace {

using RunningServer = Running<Server, ServerOptions>;

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

/// What comes back, whatever the pieces; "!" at the end when the connection is closed.
std::string asked(std::string_view request, bool websocket_only = false) {
  std::string first;
  for (const std::size_t piece : {request.size() + 1, std::size_t{1}, std::size_t{5}}) {
    HttpEcho echo(websocket_only);
    Bytes out;
    bool open = true;
    for (std::size_t at = 0; open && at < request.size(); at += piece)
      open = echo.feed(bytes_of(request.substr(at, std::min(piece, request.size() - at))), out);
    std::string answer = std::string(text_of(out)) + (open ? "" : "!");
    // Chunks are cut where the network cuts them; everything else does not depend on the pieces.
    if (first.empty()) {
      first = answer;
    } else if (request.find("chunked") == std::string_view::npos) {
      EXPECT_EQ(answer, first) << "in pieces of " << piece;
    }
  }
  return first;
}

TEST(HttpEcho, SendsTheBodyBack) {
  const std::string answer =
      asked("POST /x HTTP/1.1\r\nHost: h\r\nContent-Type: text/csv\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/csv\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 5\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nhello"));
}

TEST(HttpEcho, SendsARequestWithoutABodyBackItself) {
  const std::string request = "GET /a?b HTTP/1.1\r\nHost: h\r\nX-Y: z\r\n\r\n";
  EXPECT_THAT(asked(request), EndsWith("\r\n\r\n" + request));
}

TEST(HttpEcho, AnswersSeveralRequestsOnOneConnection) {
  const std::string one = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n";
  const std::string answers = asked(one + "a" + one + "b");
  EXPECT_THAT(answers, HasSubstr("\r\n\r\naHTTP/1.1 200 OK"));
  EXPECT_THAT(answers, EndsWith("\r\n\r\nb"));
}

TEST(HttpEcho, ClosesWhenAsked) {
  EXPECT_THAT(asked("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), EndsWith("!"));
  EXPECT_THAT(asked("GET / HTTP/1.0\r\n\r\n"), EndsWith("!"));
  EXPECT_THAT(asked("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"), testing::Not(EndsWith("!")));
}

TEST(HttpEcho, AnswersHeadWithoutABody) {
  EXPECT_THAT(asked("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n"), EndsWith("\r\n\r\n"));
}

TEST(HttpEcho, TakesChunks) {
  const std::string answer = asked(
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n3\r\n...\r\n0\r\nTrailer: t\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3\r\n...\r\n0\r\n\r\n"));
}

TEST(HttpEcho, ContinuesWhenExpected) {
  EXPECT_THAT(asked("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab"),
              StartsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK"));
}

TEST(HttpEcho, RefusesWhatTwoReadersReadDifferently) {
  for (const char* request : {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                              "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                              "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +1\r\n\r\n",
                              "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
                              "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / HTTP/1.1\r\nHost : h\r\n\r\n",
                              "GET / HTTP/1.1\r\nHost: h\r\n folded\r\n\r\n", "G(T / HTTP/1.1\r\nHost: h\r\n\r\n",
                              "GET / HTTP/1.1\r\nHost: h\r\nX: a\x01z\r\n\r\n", "nonsense\r\n\r\n"}) {
    EXPECT_THAT(asked(request), StartsWith("HTTP/1.1 400 Bad Request\r\n")) << request;
    EXPECT_THAT(asked(request), EndsWith("!")) << request;
  }
  EXPECT_THAT(asked("GET / HTTP/2.0\r\nHost: h\r\n\r\n"), StartsWith("HTTP/1.1 505 "));
  EXPECT_THAT(asked("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(20'000, 'x')), StartsWith("HTTP/1.1 431 "));
}

TEST(HttpEcho, GivesUpOnBrokenChunks) {
  for (const char* body : {"x\r\n", "5\r\nhelloX\r\n", "\r\n", "fffffffffffffffff\r\n"})
    EXPECT_THAT(asked(std::string("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n") + body),
                EndsWith("!"))
        << body;
}

const std::string upgrade = "GET /chat HTTP/1.1\r\nHost: h\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

TEST(HttpEcho, TakesWebSocketUpgrades) {
  Bytes frame;
  const std::array<std::uint8_t, 4> mask = {1, 2, 3, 4};
  append_frame(frame, Opcode::text, bytes_of("hi"), &mask);
  for (const bool only : {false, true}) {
    const std::string answer = asked(upgrade + "Sec-WebSocket-Version: 13\r\n\r\n" + std::string(text_of(frame)), only);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 101 Switching Protocols\r\n"));
    EXPECT_THAT(answer, HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n\x81\x02hi"));
  }
}

TEST(HttpEcho, RefusesBadUpgrades) {
  EXPECT_THAT(asked(upgrade + "Sec-WebSocket-Version: 8\r\n\r\n"),
              HasSubstr("426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\n"));
  EXPECT_THAT(
      asked("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: c2hvcnQ=\r\n\r\n"),
      StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(asked("GET / HTTP/1.1\r\nHost: h\r\n\r\n", true), StartsWith("HTTP/1.1 426 Upgrade Required"));
}

TEST(HttpEcho, ServesOverSocketsAndTls) {
  for (const char* url : {"http://127.0.0.1:0", "https://127.0.0.1:0"}) {
    const RunningServer server(url);
    Address plain = server.address();
    plain.scheme = plain.scheme == Scheme::http ? Scheme::tcp : Scheme::tls;
    const std::string body = noise(1U << 20U);
    const std::string answer =
        talk(plain, {"POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 1048576\r\n\r\n", body});
    EXPECT_TRUE(answer.ends_with(body)) << url;
  }
}

}  // namespace
}  // namespace pytk::echo
