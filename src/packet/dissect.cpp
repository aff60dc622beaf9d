// The walk from layer to layer.
#include <algorithm>

#include "packet/proto/table.hpp"

namespace pytk::packet {
namespace {

const Proto* next_by_table(const Look& look) {
  for (const Field& field : look.proto->fields) {
    if (field.automatic_rule != Automatic::next) continue;
    Place place;
    if (!locate(look, field, place)) return nullptr;
    return payload_of(field.space, static_cast<std::uint32_t>(number_at(look, field, place)));
  }
  return nullptr;
}

/// IPv4's more-fragments bit or offset, IPv6's fragment header; an atomic fragment (RFC 6946) is whole.
bool is_fragment(const Look& look) {
  // What the capture cut off cannot be put together: its first piece is looked into as it stands.
  if (look.proto == &proto::ip)
    return (look.u16(6) & 0x3fffU) != 0 && look.u16(2) > (look.u8(0) & 15U) * 4U && look.size() >= look.u16(2);
  return (look.u16(2) & 0xfff9U) != 0;
}

struct Walk {
  const Proto* proto;
  const Proto* below;
  std::uint32_t at, end, promised_end;
};

/// Where this layer's header ends and what follows; false when the bytes are none of it. The table may be another one
/// of its kind afterwards.
bool take_step(Look& look, Step& step) {
  if (look.proto->variant != nullptr)
    if (const Proto* other = look.proto->variant(look); other != nullptr) look.proto = other;
  const Proto& proto = *look.proto;
  if (look.size() < proto.least_bytes()) return false;
  step.end = look.size();
  if (proto.step == nullptr) step.next = next_by_table(look);
  else if (!proto.step(look, step)) return false;
  if (proto.step == nullptr || step.header == 0)
    step.header = proto.fields.fixed ? proto.fields.minimum : extent_of(look);
  return true;
}

/// One layer after the other; gives where the payload of the last one ends (or beyond, if nothing more is wanted).
std::uint32_t walk(const Walk& start, Layers& layers, const DissectOptions& options) {
  const ByteView packet = layers.packet;
  auto [proto, below, at, end, promised_end] = start;
  while (at < end) {
    Look look{packet.subspan(at, end - at), proto, below, {}, nullptr, promised_end - at};
    Step step;
    const bool last = layers.count + 2 >= Layers::most;
    const bool understood = proto != nullptr && !last && take_step(look, step);
    proto = look.proto;
    if (!understood) {
      layers.at[layers.count++] = {&proto::raw, at, end - at, end, proto != nullptr && !last, promised_end - at};
      break;
    }
    const bool truncated = step.header > look.size() || look.size() < proto->fields.minimum;
    step.header = std::min(step.header, look.size());
    step.end = std::clamp(step.end, step.header, look.size());
    end = at + step.end;
    if (step.promised != 0) promised_end = std::min(promised_end, at + step.promised);
    promised_end = std::max(promised_end, end);
    layers.at[layers.count++] = {proto, at, step.header, end, truncated, promised_end - at};
    if (options.enough != nullptr && options.enough(options.context, layers)) return promised_end;
    if (options.stop_at_fragments && (proto == &proto::ip || proto == proto::ipv6_fragment) && is_fragment(look)) {
      layers.fragment = layers.count;
      step.next = nullptr;
    }
    at += step.header;
    below = proto;
    proto = step.stop ? nullptr : step.next;
  }
  return end;
}

}  // namespace

const Proto* protocol_of_link(std::uint16_t link) noexcept { return payload_of(Space::link, link); }

void dissect_from(const Proto& first, ByteView packet, Layers& layers, const DissectOptions& options) noexcept {
  layers.packet = packet;
  layers.count = layers.fragment = 0;
  const auto size = static_cast<std::uint32_t>(packet.size());
  const std::uint32_t end = walk({&first, nullptr, 0, size, std::max(size, options.wire_length)}, layers, options);
  if (end < size && layers.count > 0)
    layers.at[layers.count++] = {&proto::padding, end, size - end, size, false, size - end};
}

void dissect_further(const Proto* first, std::uint32_t at, std::uint32_t end, Layers& layers,
                     const DissectOptions& options) noexcept {
  const Proto* below = layers.count > 0 ? layers.at[layers.count - 1].proto : nullptr;
  layers.fragment = 0;
  if (layers.count + 1 < Layers::most) walk({first, below, at, end, end}, layers, options);
}

void dissect(std::uint16_t link, ByteView packet, Layers& layers, const DissectOptions& options) noexcept {
  const Proto* first = protocol_of_link(link);
  ByteView covered = packet;
  if (options.fcs_length > 0 && packet.size() > options.fcs_length)
    covered = packet.first(packet.size() - options.fcs_length);
  dissect_from(first != nullptr ? *first : proto::raw, covered, layers, options);
  if (covered.size() < packet.size() && layers.count < Layers::most) {
    layers.packet = packet;
    // One Padding at most: the check sequence joins what is there.
    Layer& tail = layers.at[layers.count - 1];
    if (layers.count > 0 && tail.proto == &proto::padding) {
      tail.end = static_cast<std::uint32_t>(packet.size());
      tail.header = tail.end - tail.offset;
    } else {
      layers.at[layers.count++] = {&proto::padding,
                                   static_cast<std::uint32_t>(covered.size()),
                                   options.fcs_length,
                                   static_cast<std::uint32_t>(packet.size()),
                                   false,
                                   options.fcs_length};
    }
  }
}

}  // namespace pytk::packet
