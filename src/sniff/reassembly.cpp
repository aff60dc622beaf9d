#include <pytk/sniff/reassembly.hpp>

#include <algorithm>
#include <array>

#include "sniff/fragments.hpp"
#include "sniff/quic_hellos.hpp"
#include "sniff/streams.hpp"

namespace pytk::sniff {
namespace {

using packet::Layer;
using packet::Layers;

bool is_padding(const Layer& layer) { return layer.proto->key == "padding"; }

/// Takes off the layers from `first` on; padding at the end goes back there when this one goes.
class Replacement {
 public:
  Replacement(Layers& layers, std::uint32_t first) : layers_(layers) {
    if (layers.count > first && is_padding(layers.at[layers.count - 1])) {
      padding_ = layers.at[layers.count - 1];
      padded_ = true;
    }
    layers.count = std::min(layers.count, first);
  }
  ~Replacement() {
    if (padded_ && layers_.count < Layers::most) layers_.at[layers_.count++] = padding_;
  }
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;

 private:
  Layers& layers_;
  Layer padding_ = {};
  bool padded_ = false;
};

}  // namespace

struct Reassembly::State {
  /// Where a whole stands behind the packet that completed it. A buffer for each depth of tunnels: what points into the
  /// outer one stays good.
  std::array<Bytes, 4> buffers;
  Fragments fragments;
  Streams streams;
  QuicHellos quic;

  void show(Layers& layers, std::size_t depth, ByteView whole, const packet::Proto* proto,
            const packet::DissectOptions& options) {
    Bytes& buffer = buffers[depth];
    buffer.assign(layers.packet.begin(), layers.packet.end());
    const auto at = static_cast<std::uint32_t>(buffer.size());
    buffer.insert(buffer.end(), whole.begin(), whole.end());
    layers.packet = buffer;
    packet::dissect_further(proto, at, static_cast<std::uint32_t>(buffer.size()), layers, options);
  }
};

Reassembly::Reassembly(bool streams) : state_(std::make_unique<State>()), streams_(streams) {}
Reassembly::~Reassembly() = default;

void Reassembly::join(Layers& layers, const packet::DissectOptions& options, std::int64_t time) {
  State& state = *state_;
  std::size_t depth = 0;
  while (layers.fragment != 0 && depth + 1 < state.buffers.size()) {
    Bytes payload;
    const packet::Proto* next = nullptr;
    if (!state.fragments.add(layers, payload, next)) return;
    const Replacement replacement(layers, layers.fragment);
    state.show(layers, depth++, payload, next, options);
  }
  if (!streams_) return;
  Bytes record;
  if (std::uint32_t layer = 0; state.quic.see(layers, layer, record)) {
    static const packet::Proto* const hello = packet::find_protocol("QUICHello");
    const Replacement replacement(layers, layer + 1);
    return state.show(layers, depth, record, hello, options);
  }
  const Joined joined = state.streams.see(layers, time);
  if (joined.changed) {
    const Replacement replacement(layers, joined.layer + 1);
    if (joined.proto != nullptr && joined.bytes.empty()) {
      const std::uint32_t at = layers.at[joined.layer].offset + layers.at[joined.layer].header + joined.first;
      packet::dissect_further(joined.proto, at, at + joined.in_place, layers, options);
    } else if (joined.proto != nullptr) {
      state.show(layers, depth, joined.bytes, joined.proto, options);
    }
  }
  state.streams.learn(layers, joined.layer);
}

}  // namespace pytk::sniff
