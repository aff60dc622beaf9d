// Counts the packets and bytes of each summary's first two layers in a capture: pytk's libraries in a program of one's
// own. No command line, no terminal: spans, sources and plain values.
#include <cstdio>
#include <exception>
#include <map>
#include <string>

#include <pytk/core/version.hpp>
#include <pytk/io/source.hpp>
#include <pytk/packet/capture.hpp>
#include <pytk/packet/dissect.hpp>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: talkers CAPTURE\n");
    return 2;
  }
  try {
    const auto source = pytk::io::Source::open(argv[1]);
    pytk::packet::CaptureReader reader(*source);
    pytk::packet::Frame frame;
    pytk::packet::Layers layers;
    std::map<std::string, std::size_t> bytes_of;
    while (reader.next(frame)) {
      pytk::packet::dissect(frame.link, frame.bytes, layers);
      std::string path;
      for (const auto& layer : layers) path += (path.empty() ? "" : " / ") + std::string(layer.proto->name);
      bytes_of[path] += frame.bytes.size();
    }
    for (const auto& [path, bytes] : bytes_of) std::printf("%9zu  %s\n", bytes, path.c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "talkers: %s\n", error.what());
    return 3;
  }
  return 0;
}
