// What goes over several packets: IP fragments and messages in TCP streams. The fields of a whole appear at the packet
// that completes it, as Wireshark has them; before that, its parts have none above the layer that cuts.
//   Reassembly reassembly(true);  packet::dissect(link, bytes, layers, options);  reassembly.join(layers, options);
#pragma once

#include <memory>

#include <pytk/packet/dissect.hpp>

namespace pytk::sniff {

/// Memory is bounded: the oldest of what is not whole is forgotten.
class Reassembly {
 public:
  /// Without `streams` only IP fragments are joined, which costs next to nothing.
  explicit Reassembly(bool streams);
  ~Reassembly();
  /// False where join() would leave the layers as they are.
  [[nodiscard]] bool concerns(const packet::Layers& layers) const noexcept { return streams_ || layers.fragment != 0; }
  Reassembly(const Reassembly&) = delete;
  Reassembly& operator=(const Reassembly&) = delete;
  /// The layers of a packet that was dissected with `stop_at_fragments`. They may then show another buffer, which lives
  /// until the next call; the layers below keep their offsets.
  /// `time` is the packet's, in nanoseconds: what comes back at once after it was missed is told from what is sent
  /// again.
  void join(packet::Layers& layers, const packet::DissectOptions& options, std::int64_t time = 0);

 private:
  struct State;
  std::unique_ptr<State> state_;
  bool streams_;
};

}  // namespace pytk::sniff
