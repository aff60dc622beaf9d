// Any order of segments and fragments between two hosts: what is joined stays inside its buffer, and every field of it
// can be read.
#include <cstdint>
#include <cstdlib>

#include <pytk/packet/dissect.hpp>
#include <pytk/sniff/reassembly.hpp>

namespace {

using namespace pytk;

/// Packets are made from the input: a few bytes decide, the next ones are the payload.
class Maker {
 public:
  explicit Maker(ByteView input) : input_(input) {}
  [[nodiscard]] bool more() const { return at_ < input_.size(); }
  std::uint8_t byte() { return at_ < input_.size() ? input_[at_++] : std::uint8_t{0}; }
  ByteView take(std::size_t size) {
    size = std::min(size, input_.size() - at_);
    at_ += size;
    return input_.subspan(at_ - size, size);
  }
  Bytes packet() {
    constexpr std::uint16_t ports[] = {80, 443, 53, 179, 22, 445, 88, 389, 502, 1883, 4444};
    const std::uint8_t how = byte();
    const unsigned side = how & 1U;
    const bool udp = (how & 2U) != 0;
    const std::uint16_t port = ports[(how >> 2U & 15U) % (sizeof ports / sizeof ports[0])];
    Bytes transport(udp ? 8 : 20);
    store_be<std::uint16_t>(transport.data() + 2 * (1 - side), port);
    store_be<std::uint16_t>(transport.data() + 2 * side, std::uint16_t{40000});
    const std::uint8_t jump = byte(), flags = byte();
    const ByteView payload = take(byte());
    if (udp) {
      store_be<std::uint16_t>(transport.data() + 4, static_cast<std::uint16_t>(8 + payload.size()));
    } else {
      store_be<std::uint32_t>(transport.data() + 4, next_[side] + static_cast<std::uint32_t>(jump) - 128U);
      store_be<std::uint32_t>(transport.data() + 8, next_[1 - side]);
      transport[12] = 0x50;
      transport[13] = flags;
      next_[side] += static_cast<std::uint32_t>(payload.size()) + jump - 128U;
    }
    transport.insert(transport.end(), payload.begin(), payload.end());
    Bytes made(20);
    made[0] = 0x45;
    store_be<std::uint16_t>(made.data() + 2, static_cast<std::uint16_t>(20 + transport.size()));
    if ((how & 0x80U) != 0) store_be<std::uint16_t>(made.data() + 6, static_cast<std::uint16_t>(flags << 8U | jump));
    made[8] = 64;
    made[9] = udp ? 17 : 6;
    made[15] = static_cast<std::uint8_t>(1 + side);
    made[19] = static_cast<std::uint8_t>(2 - side);
    made.insert(made.end(), transport.begin(), transport.end());
    return made;
  }

 private:
  ByteView input_;
  std::size_t at_ = 0;
  std::uint32_t next_[2] = {1000, 0xfffffff0U};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 8192) return 0;
  sniff::Reassembly reassembly(true);
  Maker maker({data, size});
  packet::Layers layers;
  packet::DissectOptions options;
  options.stop_at_fragments = true;
  std::string text;
  while (maker.more()) {
    const Bytes bytes = maker.packet();
    packet::dissect(101, bytes, layers, options);
    reassembly.join(layers, options);
    if (layers.count == 0 || layers.count > packet::Layers::most) std::abort();
    for (const packet::Layer& layer : layers)
      if (layer.offset > layer.end || layer.end > layers.packet.size() || layer.header > layer.end - layer.offset)
        std::abort();
    text.clear();
    packet::append_show(text, layers);
  }
  return 0;
}
