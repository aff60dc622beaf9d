// Any bytes as a packet of any link type: layers follow each other without gaps, their JSON is JSON, and craft builds
// the same bytes from it.
#include <cstdint>
#include <cstdlib>

#include <pytk/core/error.hpp>
#include <pytk/packet/craft.hpp>
#include <pytk/packet/dissect.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk;
  if (size < 2 || size > 4096) return 0;
  constexpr std::uint16_t links[] = {1, 0, 9, 50, 51, 101, 104, 105, 108, 113, 127, 276};
  const std::uint16_t link = links[data[0] % (sizeof links / sizeof links[0])];
  const ByteView bytes{data + 1, size - 1};
  packet::Layers layers;
  packet::dissect(link, bytes, layers);
  std::uint32_t at = 0;
  for (const packet::Layer& layer : layers) {
    if (layer.offset != at || layer.end > bytes.size()) std::abort();
    at = layer.offset + layer.header;
  }
  if (at != bytes.size()) std::abort();
  std::string text, shown;
  packet::append_summary(shown, layers);
  packet::append_show(shown, layers);
  packet::append_json(text, layers);
  const auto parsed = json::parse(text);
  if (!parsed) std::abort();
  SeededRandom random(0);
  Bytes again;
  packet::build_packet(packet::spec_of_json(*parsed), {}, random, again);
  if (!std::equal(again.begin(), again.end(), bytes.begin(), bytes.end())) std::abort();
  return 0;
}
