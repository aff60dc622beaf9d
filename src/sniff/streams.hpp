// Messages of TCP streams that go over several segments, and which segments bring nothing new.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>

#include <pytk/packet/dissect.hpp>
#include <pytk/packet/message_end.hpp>

#include "sniff/chunks.hpp"
#include "sniff/endpoints.hpp"

namespace pytk::sniff {

/// What the layers above TCP are to be replaced by.
struct Joined {
  bool changed = false;
  std::uint32_t layer = 0;                ///< TCP's
  const packet::Proto* proto = nullptr;   ///< nullptr: no message is whole at this packet
  std::uint32_t first = 0, in_place = 0;  ///< where in the segment's own payload how many bytes of messages are, or
  Bytes bytes = {};                       ///< the messages, where they began in an earlier segment
};

class Streams {
 public:
  /// Looks at the innermost TCP segment of a packet.
  Joined see(const packet::Layers& layers, std::int64_t time);
  /// What the layers above TCP, now as they are to be shown, tell of the conversation that was seen last.
  void learn(packet::Layers& layers, std::uint32_t tcp_layer);

 private:
  /// With more conversations, or bytes, than this the older half is forgotten.
  static constexpr std::size_t most_conversations = 16384;
  static constexpr std::size_t most_bytes = std::size_t{8} << 20U;
  /// Of a message that says it is longer, the first part alone is shown.
  static constexpr std::size_t most_of_one = std::size_t{1} << 20U;
  /// A message that is not whole yet.
  struct Open {
    const packet::Proto* proto = nullptr;
    packet::MessageEnd end = {};
    std::uint32_t next = 0;  ///< sequence number that goes on with it
    std::uint64_t seen = 0;  ///< bytes of the message so far
    Bytes kept = {};         ///< those that hold fields
    Chunks chunks = {};
    Bytes early = {};            ///< what came before its turn
    std::uint32_t early_at = 0;  ///< sequence number of that
  };
  struct Stream {
    std::optional<Open> open = {};
    std::uint32_t next = 0;          ///< the highest sequence number so far
    std::uint32_t acknowledged = 0;  ///< what it last said to have got from the other side; 0: nothing yet
    std::int64_t acknowledged_at = 0;
    std::uint16_t window = 0;
    std::uint32_t repeats = 0;                                              ///< of that acknowledgement
    bool known = false;                                                     ///< `next` holds
    packet::MessageEnd::Answer answer = packet::MessageEnd::Answer::whole;  ///< that the other side wants next
    bool is_sealed = false;                                                 ///< by a ChangeCipherSpec
  };
  struct Conversation {
    std::array<Stream, 2> sides = {};
    const packet::Proto* proto = nullptr;  ///< found by what was said, on ports that tell nothing
    bool is_tls13 = false;
  };
  struct Segment {
    Endpoints key = {};
    std::uint16_t source = 0, destination = 0;
    std::uint32_t layer = 0, sequence = 0, acknowledges = 0;
    std::uint8_t flags = 0;
    std::uint16_t window = 0;
    std::int64_t time = 0;
    unsigned side = 0;  ///< which of the conversation's sends it
    bool cut = false;   ///< by the snap length
    ByteView data = {};
  };
  static bool read(const packet::Layers& layers, Segment& segment);
  /// True for a retransmission or a segment that comes late.
  static bool is_old(Conversation& conversation, const Segment& segment);
  Conversation& conversation_of(const Endpoints& key);
  void look_at(Conversation& conversation, const Segment& segment, const packet::Layers& layers, Joined& joined);
  void go_on(Conversation& conversation, Segment& segment, bool old, Joined& joined);
  std::size_t absorb(Open& open, ByteView data);
  std::size_t begin(Conversation& conversation, const Segment& segment, const packet::Proto& proto, ByteView block,
                    std::uint32_t end_sequence);
  void keep(Open& open, ByteView data);
  void forget_some();

  using Map = std::unordered_map<Endpoints, Conversation, EndpointsHash>;
  Map young_, old_;
  Conversation* last_ = nullptr;
  unsigned last_side_ = 0;
  std::size_t bytes_ = 0;  ///< kept by the young ones since they began
};

}  // namespace pytk::sniff
