// Frames of any bytes: the answer does not depend on how they were cut, and is itself a stream of whole frames that a
// client accepts.
#include <cstdlib>

#include "echo/websocket.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk;
  if (size < 1 || size > 4096) return 0;
  const std::size_t piece = 1 + data[0] % 9;
  const ByteView stream(data + 1, size - 1);
  Bytes whole, pieces;
  echo::WebSocketEcho one, other;
  const bool open = one.feed(stream, whole);
  bool still_open = true;
  for (std::size_t at = 0; still_open && at < stream.size(); at += piece)
    still_open = other.feed(stream.subspan(at, std::min(piece, stream.size() - at)), pieces);
  if (whole != pieces || (open != still_open && !stream.empty())) std::abort();
  echo::FrameReader client(false);
  if (client.feed(whole, [](echo::Opcode, ByteView) {}) != 0) std::abort();
  return 0;
}
