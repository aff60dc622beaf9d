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

}  // namespace

const Proto* protocol_of_link(std::uint16_t link) noexcept { return payload_of(Space::link, link); }

void dissect_from(const Proto& first, ByteView packet, Layers& layers, const DissectOptions& options) noexcept {
  layers.packet = packet;
  layers.count = 0;
  std::uint32_t at = 0, end = static_cast<std::uint32_t>(packet.size());
  std::uint32_t promised_end = std::max(end, options.wire_length);
  const Proto* proto = &first;
  const Proto* below = nullptr;
  while (at < end) {
    Look look{packet.subspan(at, end - at), proto, below, {}, nullptr, promised_end - at};
    Step step;
    const bool last = layers.count + 2 >= Layers::most;
    bool understood = proto != nullptr && !last;
    if (understood && proto->variant != nullptr) {
      if (const Proto* other = proto->variant(look); other != nullptr) look.proto = proto = other;
    }
    if (understood && look.size() < proto->least_bytes()) understood = false;
    if (understood) {
      const FieldList& fields = proto->fields;
      step.end = look.size();
      if (proto->step == nullptr) {
        step.header = fields.fixed ? fields.minimum : extent_of(look);
        step.next = next_by_table(look);
      } else if (!proto->step(look, step)) {
        understood = false;
      } else if (step.header == 0) {
        step.header = fields.fixed ? fields.minimum : extent_of(look);
      }
    }
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
    if (options.enough != nullptr && options.enough(options.context, layers)) return;
    at += step.header;
    below = proto;
    proto = step.stop ? nullptr : step.next;
  }
  if (end < packet.size() && layers.count > 0)
    layers.at[layers.count++] = {&proto::padding, end, static_cast<std::uint32_t>(packet.size() - end),
                                 static_cast<std::uint32_t>(packet.size()), false,
                                 static_cast<std::uint32_t>(packet.size() - end)};
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
      layers.at[layers.count++] = {&proto::padding, static_cast<std::uint32_t>(covered.size()), options.fcs_length,
                                   static_cast<std::uint32_t>(packet.size()), false, options.fcs_length};
    }
  }
}

}  // namespace pytk::packet
