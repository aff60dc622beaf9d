// Any bytes as a capture file: the reader ends, packets lie inside the bytes, and what is read can be written and read
// again with the same packets.
#include <cstdint>
#include <cstdlib>

#include <pytk/core/error.hpp>
#include <pytk/packet/capture.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk;
  try {
    const auto source = io::Source::of({data, size}, "fuzz");
    packet::CaptureReader reader(*source);
    packet::Frame frame;
    std::string copy;
    const auto sink = io::Sink::to(copy);
    packet::CaptureWriter writer(*sink, {.format = packet::CaptureFormat::pcapng, .snap_length = 0, .comment = ""});
    std::uint64_t count = 0;
    while (reader.next(frame)) {
      if (frame.bytes.size() > size) std::abort();
      writer.write(frame);
      ++count;
    }
    writer.finish();
    sink->commit();
    const auto again = io::Source::of(bytes_of(copy), "copy");
    packet::CaptureReader second(*again);
    if (second.count() != count || !second.damage().empty()) std::abort();
  } catch (const Error& error) {
    if (error.fault() == Fault::internal) std::abort();
  }
  return 0;
}
