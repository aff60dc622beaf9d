// A stream in any pieces: the messages put together are the stream, and each ends where a line ends or is partial; the
// first bytes serve as a template, which is refused or printed.
#include <cstdlib>
#include <string>

#include <pytk/echo/message.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk;
  if (size < 2 || size > 4096) return 0;
  const std::size_t longest = 1 + data[0] % 32, piece = 1 + data[1] % 7;
  const ByteView stream(data + 2, size - 2);
  const auto format = echo::MessageFormat::parse(text_of(stream.first(std::min<std::size_t>(stream.size(), 24))));
  std::string together, printed;
  const auto keep = [&](const echo::Message& message) {
    if (message.bytes.empty() || message.bytes.size() > longest || message.offset != together.size()) std::abort();
    if (!message.partial && message.bytes.back() != '\n') std::abort();
    if (text_of(message.bytes).substr(0, message.bytes.size() - 1).find('\n') != std::string_view::npos) std::abort();
    together += text_of(message.bytes);
    if (format) format->append(printed, message, "peer");
  };
  echo::Lines lines(longest);
  for (std::size_t at = 0; at < stream.size(); at += piece)
    lines.add(stream.subspan(at, std::min(piece, stream.size() - at)), keep);
  lines.end(keep);
  if (together != text_of(stream)) std::abort();
  return 0;
}
