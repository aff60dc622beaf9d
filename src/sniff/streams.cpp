#include "sniff/streams.hpp"

#include <algorithm>

namespace pytk::sniff {
namespace {

using packet::Layer;
using packet::MessageEnd;
using Kind = packet::MessageEnd::Kind;

constexpr unsigned fin = 1, syn = 2, reset = 4, acknowledgement = 16;

/// A hello, or the first line of HTTP: what tells the protocol on any port.
const packet::Proto* guess(ByteView data) {
  static const packet::Proto* const tls = packet::find_protocol("TLS");
  static const packet::Proto* const http = packet::find_protocol("HTTP");
  if (data.size() >= 11 && data[0] == 22 && data[1] == 3 && data[2] <= 4 && (data[5] == 1 || data[5] == 2) &&
      data[9] == 3)
    return tls;
  const std::string_view text = text_of(data);
  const std::string_view line = text.substr(0, std::min<std::size_t>(text.find('\r'), 4096));
  const bool is_http =
      line.starts_with("HTTP/1.") || (line.size() >= 12 && line.substr(line.size() - 9).starts_with(" HTTP/1."));
  return is_http && line.size() < text.size() ? http : nullptr;
}

/// Sequence numbers go round (RFC 9293 3.4).
bool before(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) < 0; }

}  // namespace

bool Streams::read(const packet::Layers& layers, Segment& segment) {
  static const packet::Proto* const tcp = packet::find_protocol("TCP");
  std::uint32_t at = layers.count;
  while (at > 0 && layers.at[at - 1].proto != tcp) --at;
  if (at == 0) return false;
  segment.layer = at - 1;
  const Layer& layer = layers.at[segment.layer];
  const packet::Look look = layers.look(segment.layer);
  if (layer.header < 20 || look.size() < layer.header) return false;
  const auto side = read_endpoints(layers, segment.layer, segment.key);
  if (!side) return false;
  segment.side = *side;
  segment.source = look.u16(0);
  segment.destination = look.u16(2);
  segment.sequence = look.u32(4);
  segment.acknowledges = look.u32(8);
  segment.flags = look.u8(13);
  segment.window = look.u16(14);
  segment.cut = look.reach > look.size();
  segment.data = look.bytes.subspan(layer.header);
  return true;
}

Streams::Conversation& Streams::conversation_of(const Endpoints& key) {
  const auto found = young_.find(key);
  if (found != young_.end()) return found->second;
  Conversation& conversation = young_[key];
  if (const auto aged = old_.find(key); aged != old_.end()) {
    conversation = std::move(aged->second);
    old_.erase(aged);
    for (const Stream& stream : conversation.sides)
      if (stream.open) bytes_ += stream.open->kept.size() + stream.open->early.size();
  }
  return conversation;
}

void Streams::forget_some() {
  if (young_.size() < most_conversations && bytes_ < most_bytes) return;
  old_ = std::move(young_);
  young_.clear();
  bytes_ = 0;
}

bool Streams::is_old(Conversation& conversation, const Segment& segment) {
  Stream& stream = conversation.sides[segment.side];
  const Stream& other = conversation.sides[1 - segment.side];
  const auto size = static_cast<std::uint32_t>(segment.data.size());
  // The ports are used again.
  if ((segment.flags & syn) != 0 && (!stream.known || segment.sequence + 1 != stream.next)) stream = {};
  const std::uint32_t end = segment.sequence + size + ((segment.flags & (syn | fin)) != 0 ? 1U : 0U);
  // One byte before new data is the answer to a window that was closed.
  const bool probed = size > 1 && segment.sequence + 1 == stream.next;
  const bool late = stream.known && before(segment.sequence, stream.next) && !probed;
  const bool needless = other.acknowledged != 0 && !before(other.acknowledged, segment.sequence + size);
  // Asked for again and sent at once (RFC 5681 3.2): Wireshark takes that as if it came in turn.
  constexpr std::int64_t at_once = 20'000'000;
  const bool fast =
      other.repeats >= 2 && other.acknowledged == segment.sequence && segment.time - other.acknowledged_at < at_once;
  if ((segment.flags & acknowledgement) != 0) {
    const bool repeats = size == 0 && (segment.flags & (syn | fin | reset)) == 0 &&
                         segment.acknowledges == stream.acknowledged && segment.window == stream.window &&
                         segment.window != 0 && segment.sequence == stream.next;
    stream.repeats = repeats ? stream.repeats + 1 : 0;
    stream.acknowledged = segment.acknowledges;
    stream.acknowledged_at = segment.time;
    stream.window = segment.window;
  }
  if (!stream.known || before(stream.next, end)) stream.next = end;
  stream.known = true;
  return size > 0 && (needless || (late && !fast));
}

void Streams::keep(Open& open, ByteView data) {
  const std::uint64_t wanted = open.end.kind == Kind::more ? most_of_one : open.end.kept;
  const std::uint64_t limit = std::min<std::uint64_t>(wanted, most_of_one);
  if (open.kept.size() >= limit) return;
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(limit - open.kept.size(), data.size()));
  open.kept.insert(open.kept.end(), data.begin(), data.begin() + static_cast<std::ptrdiff_t>(size));
  bytes_ += size;
}

/// Bytes of `data` that belong to the message, whose end is known in some way.
std::size_t Streams::absorb(Open& open, ByteView data) {
  std::size_t took = 0;
  if (open.seen < open.end.size) {
    took = static_cast<std::size_t>(std::min<std::uint64_t>(open.end.size - open.seen, data.size()));
    keep(open, data.first(took));
    open.seen += took;
  }
  if (open.seen < open.end.size) return took;
  if (open.end.kind == Kind::chunks) took += open.chunks.feed(data.subspan(took));
  if (open.end.kind == Kind::close) took = data.size();
  return took;
}

/// Walks over the messages of a block that begins with one. What is left over stays open. Gives the bytes of whole
/// messages; a block that is none of the protocol's counts whole, as dissection knows better.
std::size_t Streams::begin(Conversation& conversation, const Segment& segment, const packet::Proto& proto,
                           ByteView block, std::uint32_t end_sequence) {
  Stream& stream = conversation.sides[segment.side];
  stream.open.reset();
  std::size_t at = 0;
  while (at < block.size()) {
    Open open;
    open.proto = &proto;
    const ByteView rest = block.subspan(at);
    if (!packet::message_end(proto, rest, stream.answer, open.end)) return block.size();
    bool whole = false;
    std::size_t took = rest.size();
    if (open.end.kind == Kind::more) {
      keep(open, rest);
      open.seen = rest.size();
    } else {
      took = absorb(open, rest);
      whole = open.end.kind == Kind::known ? open.seen == open.end.size : open.chunks.done();
      if (open.end.kind == Kind::close && (segment.flags & fin) != 0) whole = true;
    }
    if (!whole) {
      open.next = end_sequence;
      stream.open = std::move(open);
      return at;
    }
    // As Wireshark has it, the last request counts, also where several were sent at once.
    conversation.sides[1 - segment.side].answer = open.end.answer;
    at += took;
  }
  return at;
}

/// Joins a segment to the message that is open; takes from the segment what was there already.
void Streams::go_on(Conversation& conversation, Segment& segment, bool old, Joined& joined) {
  Stream& stream = conversation.sides[segment.side];
  Open& open = *stream.open;
  joined.changed = true;
  if (const std::uint32_t again = open.next - segment.sequence; before(segment.sequence, open.next)) {
    segment.data = segment.data.subspan(std::min<std::size_t>(again, segment.data.size()));
    segment.sequence = open.next;
  }
  if (segment.data.empty()) return;
  if (segment.sequence != open.next) {  // before its turn; one run of such is kept
    constexpr std::size_t most_early = 64U << 10U;
    if (open.early.empty()) open.early_at = segment.sequence;
    if (open.early_at + open.early.size() == segment.sequence && open.early.size() < most_early) {
      open.early.insert(open.early.end(), segment.data.begin(), segment.data.end());
      bytes_ += segment.data.size();
    }
    return;
  }
  Bytes together;
  ByteView data = segment.data;
  if (!open.early.empty() && !before(segment.sequence + static_cast<std::uint32_t>(data.size()), open.early_at)) {
    const std::size_t part = open.early_at - segment.sequence;
    together.assign(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(part));
    together.insert(together.end(), open.early.begin(), open.early.end());
    data = together;
    open.early.clear();
  }
  const std::uint32_t end_sequence = segment.sequence + static_cast<std::uint32_t>(data.size());
  const packet::Proto& proto = *open.proto;
  Bytes bytes;
  if (open.end.kind == Kind::more) {
    bytes = std::move(open.kept);
    bytes.insert(bytes.end(), data.begin(), data.end());
    bytes.resize(begin(conversation, segment, proto, bytes, end_sequence));
  } else {
    const std::size_t took = absorb(open, data);
    const bool whole = open.end.kind == Kind::known    ? open.seen == open.end.size
                       : open.end.kind == Kind::chunks ? open.chunks.done()
                                                       : (segment.flags & fin) != 0;
    open.next = end_sequence;
    if (!whole) return;
    bytes = std::move(open.kept);
    conversation.sides[1 - segment.side].answer = open.end.answer;
    const ByteView rest = data.subspan(took);
    const std::size_t more = begin(conversation, segment, proto, rest, end_sequence);
    bytes.insert(bytes.end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(more));
  }
  // What a late segment completes is not looked into: others may have been, in its place.
  if (old || bytes.empty()) return;
  joined.proto = &proto;
  joined.bytes = std::move(bytes);
}

Joined Streams::see(const packet::Layers& layers, std::int64_t time) {
  Joined joined;
  Segment segment;
  last_ = nullptr;
  if (!read(layers, segment)) return joined;
  segment.time = time;
  joined.layer = segment.layer;
  forget_some();
  Conversation& conversation = conversation_of(segment.key);
  last_ = &conversation;
  last_side_ = segment.side;
  const bool old = is_old(conversation, segment);
  Stream& stream = conversation.sides[segment.side];
  if ((segment.flags & reset) != 0) return joined;
  if (segment.data.empty()) {
    if ((segment.flags & fin) != 0 && stream.open && stream.open->end.kind == Kind::close) {
      joined.changed = true;
      joined.proto = stream.open->proto;
      joined.bytes = std::move(stream.open->kept);
      stream.open.reset();
    }
    return joined;
  }
  if (segment.cut) {
    joined.changed = old;
    return joined;
  }
  if (stream.open) {
    const Open& open = *stream.open;
    // Beyond the end of what is open another message begins; without a known end that is all but the next segment.
    const bool known = open.end.kind == Kind::known;
    const std::uint64_t left = known ? open.end.size - open.seen : 1;
    const std::uint32_t ahead = segment.sequence - open.next;
    const bool goes_on = before(segment.sequence, open.next) || ahead < left;
    // A gap in what is open, and this goes over its end: it will not be whole in turn.
    const bool passes =
        known && goes_on && ahead > 0 && !before(segment.sequence, open.next) && ahead + segment.data.size() > left;
    if (goes_on && !passes) {
      go_on(conversation, segment, old, joined);
      return joined;
    }
    if (passes) {
      joined.first = static_cast<std::uint32_t>(left - ahead);
      joined.proto = open.proto;
    }
    stream.open.reset();
  }
  if (old) {
    joined.changed = true;
    return joined;
  }
  look_at(conversation, segment, layers, joined);
  return joined;
}

/// A segment at whose start (or behind what went before) a message begins.
void Streams::look_at(Conversation& conversation, const Segment& segment, const packet::Layers& layers,
                      Joined& joined) {
  const packet::Proto* found = segment.layer + 1 < layers.count ? layers.at[segment.layer + 1].proto : nullptr;
  const packet::Proto* proto = joined.proto != nullptr ? joined.proto : found;
  if (proto == nullptr || !packet::has_messages(*proto)) {
    const bool is_known = proto != nullptr && proto->key != "raw" && proto->key != "padding";
    proto = packet::stream_protocol(segment.source, segment.destination);
    MessageEnd end;
    if (proto == nullptr || !packet::message_end(*proto, segment.data, MessageEnd::Answer::whole, end)) {
      if (is_known) return;
      if (conversation.proto == nullptr) conversation.proto = guess(segment.data);
      if (conversation.proto != nullptr) proto = conversation.proto;
    }
  }
  if (proto == nullptr) return;
  const auto size = static_cast<std::uint32_t>(segment.data.size());
  const ByteView block = segment.data.subspan(joined.first);
  joined.in_place = static_cast<std::uint32_t>(begin(conversation, segment, *proto, block, segment.sequence + size));
  joined.changed = joined.in_place != size || proto == conversation.proto;
  joined.proto = joined.in_place > 0 ? proto : nullptr;
}

void Streams::learn(packet::Layers& layers, std::uint32_t tcp_layer) {
  static const packet::Proto* const tls = packet::find_protocol("TLS");
  static const packet::Proto* const protected_record = packet::find_protocol("TLSProtected");
  static const packet::Proto* const sealed_record = packet::find_protocol("TLSSealed");
  static const packet::Field* const version = tls->find("first_version");
  if (last_ == nullptr) return;
  Stream& stream = last_->sides[last_side_];
  for (std::uint32_t i = tcp_layer + 1; i < layers.count; ++i) {
    if (layers.at[i].proto != tls) continue;
    const packet::Look look = layers.look(i);
    const bool is_hello = look.u8(0) == 22 && (look.u8(5) == 1 || look.u8(5) == 2) && look.u8(9) == 3;
    std::uint64_t number = 0;
    if (is_hello && look.u8(5) == 2) last_->is_tls13 = version->compute(look, number) && number == 0x0304;
    if (look.u8(0) == 20) stream.is_sealed = true;
    if (look.u8(0) == 22 && stream.is_sealed && !is_hello) layers.at[i].proto = sealed_record;
    if (look.u8(0) == 23 && last_->is_tls13) layers.at[i].proto = protected_record;
  }
}

}  // namespace pytk::sniff
