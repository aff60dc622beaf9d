// From bytes to layers: a walk that allocates nothing and decodes no field.
//   packet::Layers layers;  packet::dissect(frame.link, frame.bytes, layers);
//   for (const auto& layer : layers) ...
#pragma once

#include <pytk/packet/proto.hpp>

namespace pytk::packet {

struct Layer {
  const Proto* proto;
  std::uint32_t offset;  ///< of the first byte in the packet
  std::uint32_t header;  ///< bytes of the header
  std::uint32_t end;     ///< where header and payload end
  bool truncated;        ///< fewer bytes than the header needs
  std::uint32_t reach;   ///< bytes that the lower layers promise from `offset` on
};

struct Layers {
  static constexpr std::size_t most = 24;
  ByteView packet;
  std::uint32_t count = 0;
  std::uint32_t fragment = 0;  ///< so many layers stand before a piece of a datagram, where the walk stopped; 0: none
  std::array<Layer, most> at;
  [[nodiscard]] const Layer* begin() const noexcept { return at.data(); }
  [[nodiscard]] const Layer* end() const noexcept { return at.data() + count; }
  [[nodiscard]] Look look(std::size_t index) const noexcept {
    const Layer& layer = at[index];
    Look look{packet.subspan(layer.offset, layer.end - layer.offset),
              layer.proto,
              index > 0 ? at[index - 1].proto : nullptr,
              {},
              nullptr,
              layer.reach};
    look.message = layer.proto->message_start != nullptr
                       ? look.bytes.subspan(std::min<std::size_t>(look.bytes.size(), layer.proto->message_start(look)))
                       : look.bytes;
    return look;
  }
  /// First layer of that protocol (or of one that is the same), or nullptr.
  [[nodiscard]] const Layer* find(const Proto& proto) const noexcept {
    for (const Layer& layer : *this)
      if (layer.proto == &proto || layer.proto->same_as == &proto) return &layer;
    return nullptr;
  }
};

struct DissectOptions {
  std::uint32_t fcs_length = 0;  ///< bytes at the end that are a frame check sequence
  std::uint32_t wire_length = 0;  ///< of the packet; 0: what was captured
  /// Asked after each layer; true ends the walk there: nothing above is wanted.
  bool (*enough)(void* context, const Layers& layers) = nullptr;
  void* context = nullptr;
  bool stop_at_fragments = false;  ///< the payload of a piece of an IP datagram, the first one's too, is Raw
};
/// Fills `layers`; never fails: what is not understood becomes Raw, what is left over Padding.
void dissect(std::uint16_t link, ByteView packet, Layers& layers, const DissectOptions& options = {}) noexcept;
/// As dissect(), but with a protocol of choice at the bottom.
void dissect_from(const Proto& first, ByteView packet, Layers& layers, const DissectOptions& options = {}) noexcept;
/// Goes on behind the last layer with `first` (nullptr: Raw) over the bytes from `at` to `end` of layers.packet.
void dissect_further(const Proto* first, std::uint32_t at, std::uint32_t end, Layers& layers,
                     const DissectOptions& options = {}) noexcept;
/// The table of a link type, or nullptr: then the packet is Raw.
[[nodiscard]] const Proto* protocol_of_link(std::uint16_t link) noexcept;

/// What a summary hook sees: its layer and the ones around it.
struct SummaryView {
  const Layers& layers;
  std::size_t index;
  bool names = false;  ///< service names instead of numbers
  [[nodiscard]] Look look() const noexcept { return layers.look(index); }
  [[nodiscard]] const Proto* below() const noexcept { return index > 0 ? layers.at[index - 1].proto : nullptr; }
};
/// "Ether / IP / TCP 10.0.0.1:20 > 10.0.0.2:80 S / Raw". Bytes of the packet in it are not yet escaped for terminals.
void append_summary(std::string& out, const Layers& layers, bool service_names = false);
/// The text of the deepest layer that has one, without the layers around it.
void append_info(std::string& out, const Layers& layers, bool service_names = false);
/// "###[ IP ]### " and its fields, indented.
void append_show(std::string& out, const Layers& layers);
/// Offsets, hexadecimal and text, 16 bytes a line.
void append_hexdump(std::string& out, ByteView bytes);
/// A port as a number, or its service name.
void append_port(std::string& out, std::uint16_t port, bool udp, bool names);

/// The internet checksum (RFC 1071) as it stands in a header, over `bytes` and a starting sum.
[[nodiscard]] std::uint16_t internet_checksum(ByteView bytes, std::uint64_t start = 0) noexcept;
/// The running sum, to be continued (every part but the last of even length).
[[nodiscard]] std::uint64_t checksum_add(ByteView bytes, std::uint64_t start = 0) noexcept;
[[nodiscard]] std::uint16_t checksum_fold(std::uint64_t sum) noexcept;
[[nodiscard]] std::uint32_t crc32c(ByteView bytes) noexcept;

}  // namespace pytk::packet
