// Requests of any bytes: whether the connection stays open does not depend on how they were cut, and what is answered
// begins as an HTTP answer does.
#include <cstdlib>
#include <string_view>

#include "echo/http.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk;
  if (size < 1 || size > 4096) return 0;
  const std::size_t piece = 1 + data[0] % 9;
  const ByteView stream(data + 1, size - 1);
  Bytes whole, pieces;
  echo::HttpEcho one(false), other(false);
  const bool open = one.feed(stream, whole);
  bool still_open = true;
  for (std::size_t at = 0; still_open && at < stream.size(); at += piece)
    still_open = other.feed(stream.subspan(at, std::min(piece, stream.size() - at)), pieces);
  if (open != still_open) std::abort();
  if (!whole.empty() && !text_of(whole).starts_with("HTTP/1.1 ")) std::abort();
  return 0;
}
