#include "echo/websocket.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pytk::echo {
namespace {

constexpr std::array<std::uint8_t, 4> mask = {0x37, 0xfa, 0x21, 0x3d};

Bytes client_frame(Opcode opcode, std::string_view payload) {
  Bytes out;
  append_frame(out, opcode, bytes_of(payload), &mask);
  return out;
}
Bytes server_frame(Opcode opcode, std::string_view payload) {
  Bytes out;
  append_frame(out, opcode, bytes_of(payload));
  return out;
}
/// A client's frame with a first byte of its own (FIN, RSV, opcode).
Bytes odd_frame(std::uint8_t first, std::string_view payload) {
  Bytes out = client_frame(Opcode::text, payload);
  out[0] = first;
  return out;
}
Bytes close_with(int code, std::string_view reason = "") {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  return server_frame(Opcode::close, payload.append(reason));
}
Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
/// The answers to a stream that comes in pieces of `piece` bytes.
Bytes answers(const Bytes& stream, std::size_t piece) {
  WebSocketEcho echo;
  Bytes out;
  for (std::size_t at = 0; at < stream.size(); at += piece)
    if (!echo.feed(ByteView(stream).subspan(at, std::min(piece, stream.size() - at)), out)) break;
  return out;
}
void expect(const Bytes& stream, const Bytes& wanted, const std::string& what = "") {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, stream.size() + 1})
    EXPECT_EQ(to_hex(answers(stream, piece)).substr(0, 400), to_hex(wanted).substr(0, 400))
        << what << " in pieces of " << piece;
}

TEST(WebSocket, AcceptsTheRfcsOwnKey) {
  EXPECT_EQ(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");  // RFC 6455 1.3
}

TEST(WebSocket, MasksAsTheRfcsExample) {
  EXPECT_EQ(to_hex(client_frame(Opcode::text, "Hello")), "818537fa213d7f9f4d5158");  // RFC 6455 5.7
}

TEST(WebSocket, SendsMessagesBack) {
  expect(client_frame(Opcode::text, "Hello"), server_frame(Opcode::text, "Hello"));
  expect(client_frame(Opcode::binary, std::string_view("\0\xff", 2)),
         server_frame(Opcode::binary, std::string_view("\0\xff", 2)));
  expect(client_frame(Opcode::text, ""), server_frame(Opcode::text, ""));
}

TEST(WebSocket, KnowsEveryLength) {
  for (const std::size_t size : {1U, 125U, 126U, 127U, 65'535U, 65'536U, 70'000U}) {
    const std::string payload(size, 'x');
    EXPECT_EQ(answers(client_frame(Opcode::text, payload), 1000), server_frame(Opcode::text, payload)) << size;
  }
}

TEST(WebSocket, PutsFragmentsTogether) {
  expect(odd_frame(0x01, "Hel") + odd_frame(0x00, "l") + odd_frame(0x80, "o"), server_frame(Opcode::text, "Hello"));
}

TEST(WebSocket, AnswersPingsEvenBetweenFragments) {
  expect(odd_frame(0x01, "a") + client_frame(Opcode::ping, "?") + odd_frame(0x80, "b"),
         server_frame(Opcode::pong, "?") + server_frame(Opcode::text, "ab"));
  expect(client_frame(Opcode::pong, "unasked"), {});
}

TEST(WebSocket, ClosesWithTheCodeItWasGiven) {
  expect(client_frame(Opcode::close, ""), server_frame(Opcode::close, ""));
  for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1011, 1014, 3000, 3999, 4000, 4999})
    expect(
        client_frame(Opcode::close, std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)} + "bye"),
        close_with(code));
  expect(client_frame(Opcode::close, "\x03\xe8") + client_frame(Opcode::text, "too late"), close_with(1000));
}

TEST(WebSocket, RefusesCodesThatMayNotBeSent) {
  for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65'535})
    expect(client_frame(Opcode::close, std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)}),
           close_with(1002), std::to_string(code));
  expect(client_frame(Opcode::close, "x"), close_with(1002));
  expect(client_frame(Opcode::close, "\x03\xe8\xff"), close_with(1007));
}

TEST(WebSocket, RefusesWhatTheRfcForbids) {
  for (const int first : {0xc1, 0xa1, 0x91, 0x83, 0x84, 0x87, 0x8b, 0x8f, 0x80, 0x00, 0x09, 0x08})
    expect(odd_frame(static_cast<std::uint8_t>(first), "x"), close_with(1002), std::to_string(first));
  expect(server_frame(Opcode::text, "not masked"), close_with(1002));
  expect(odd_frame(0x01, "a") + client_frame(Opcode::text, "b"), close_with(1002));
  expect(client_frame(Opcode::ping, std::string(126, 'x')), close_with(1002));
  expect({0x81, 0xfe, 0x00, 0x7d}, {});  // the mask has not come yet
  expect(Bytes{0x81, 0xfe, 0x00, 0x7d, 1, 2, 3, 4}, close_with(1002));  // 125 in the long form
  expect(Bytes{0x81, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 1, 2, 3, 4}, close_with(1002));
  expect(Bytes{0x81, 0xff, 0x80, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4}, close_with(1002));
}

TEST(WebSocket, RefusesWhatIsTooBig) {
  expect(Bytes{0x82, 0xff, 0, 0, 0, 0, 0x7f, 0, 0, 0, 1, 2, 3, 4}, close_with(1009));
}

TEST(WebSocket, ChecksTextOverFragments) {
  expect(odd_frame(0x01, "\xe2\x82") + odd_frame(0x80, "\xac"), server_frame(Opcode::text, "\xe2\x82\xac"));
  for (const char* wrong :
       {"\xed\xa0\x80", "\xc0\xaf", "\xf4\x90\x80\x80", "\xff", "\x80", "\xe0\x80\x80", "\xf8\x88\x80\x80\x80", "\xce"})
    expect(client_frame(Opcode::text, wrong), close_with(1007), to_hex(bytes_of(wrong)));
  expect(client_frame(Opcode::binary, "\xff"), server_frame(Opcode::binary, "\xff"));
}

TEST(WebSocket, FailsAtTheFirstWrongByte) {
  // The frame announces ten bytes; the third already cannot be mended.
  Bytes begun = client_frame(Opcode::text, "ok\xff.......");
  begun.resize(6 + 3);
  expect(begun, close_with(1007));
}

TEST(WebSocket, SaysGoodbyeWhenTheServerStops) {
  WebSocketEcho echo;
  Bytes out;
  echo.stop(out);
  EXPECT_EQ(out, close_with(1001));
  EXPECT_FALSE(echo.feed(client_frame(Opcode::text, "x"), out));
}

}  // namespace
}  // namespace pytk::echo
