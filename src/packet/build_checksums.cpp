// Checksums of crafted packets: with and without pseudo headers, CRC-32C, and what protocols do themselves at the end.
#include <algorithm>

#include <pytk/packet/dissect.hpp>

#include "packet/build.hpp"

namespace pytk::packet {
namespace {

/// The home address in a destination options header (RFC 6275 6.3) takes the source's place in the pseudo header, where
/// it is the only option.
ByteView home_address(ByteView header) {
  ByteView found;
  for (std::size_t at = 2; at + 2 <= header.size();) {
    if (header[at] == 0) {
      ++at;
      continue;
    }
    const bool padding = header[at] == 1;
    if (header[at] == 0xc9 && header[at + 1] == 16 && at + 18 <= header.size() && found.empty())
      found = header.subspan(at + 2, 16);
    else if (!padding)
      return {};
    at += 2U + header[at + 1];
  }
  return found;
}

bool was_set(const LayerSpec& spec, std::string_view field) {
  const Value* value = spec.find(field);
  return value != nullptr && value->kind != Value::Kind::automatic;
}
bool is_extension(const Proto& proto) { return proto.name.starts_with("IPv6ExtHdr") && !proto.is_item; }
/// Messages that belong to IPv6 alone look for its header however far below it is.
bool belongs_to_v6(const Proto& proto) {
  return proto.key == "icmpv6" || proto.name.starts_with("MIP6MH_") || proto.name == "OSPFv3_Hdr";
}

/// The quoted one too.
bool is_udp(const Proto& proto) { return proto.name == "UDP" || proto.name == "UDPerror"; }

bool is_v6(const BuiltLayer& layer) { return layer.proto->is_address_layer && layer.proto->fields.minimum == 40; }

/// The layer whose addresses a pseudo header has, and what extension headers put in their place.
struct Ends {
  std::size_t carrier;
  ByteView source, destination;
};
Ends find_ends(const std::vector<BuiltLayer>& layers, std::size_t index, ByteView packet, bool only_v6) {
  Ends ends{index, {}, {}};
  do {
    const BuiltLayer& lower = layers[--ends.carrier];
    const ByteView header = packet.subspan(lower.offset, lower.header);
    if (!only_v6 || is_v6(lower)) break;
    const bool undecided = ends.destination.empty() && header.size() >= 24;
    if (lower.proto->name == "IPv6ExtHdrRouting" && undecided && header[3] != 0)
      ends.destination = header.last(16);
    else if (lower.proto->name == "IPv6ExtHdrDestOpt")
      ends.source = home_address(header).empty() ? ends.source : home_address(header);
    else if (lower.proto->name == "IPv6ExtHdrSegmentRouting" && undecided &&
             (header[3] != 0 || !was_set(*lower.spec, "segleft")))
      ends.destination = header.subspan(8, 16);
  } while (ends.carrier > 0);
  return ends;
}

}  // namespace

bool number_in(const Proto& upper, Space space, std::uint64_t& value) {
  for (const Proto* proto = &upper; proto != nullptr; proto = proto->same_as) {
    for (const Bind& bind : proto->binds) {
      if (bind.space != space || bind.dissect_only) continue;
      value = bind.value;
      return true;
    }
  }
  return false;
}

namespace {

/// Loose and strict source routes end at their last address.
void follow_source_route(ByteView header, ByteView& destination) {
  for (std::size_t at = 20; at + 2 < header.size();) {
    const std::uint8_t type = header[at];
    if (type == 0) break;
    if (type == 1) {
      ++at;
      continue;
    }
    const std::size_t size = header[at + 1];
    if (size < 2 || at + size > header.size()) break;
    if ((type == 0x83 || type == 0x89) && size >= 7) destination = header.subspan(at + 3 + (size - 3) / 4 * 4 - 4, 4);
    at += size;
  }
}

/// A total length that was set by hand counts in the pseudo header, as in Scapy.
std::uint32_t told_length(const LayerSpec& spec, ByteView header, std::uint32_t length) {
  const Value* value = spec.find("len");
  if (value == nullptr || value->kind == Value::Kind::automatic) return length;
  const std::uint32_t own = (header[0] & 15U) * 4U;
  return std::max<std::uint32_t>(load_be<std::uint16_t>(header.subspan(2)), own) - own;
}

}  // namespace

void Builder::pseudo_checksum(std::size_t index, std::span<std::uint8_t> packet, std::uint32_t end,
                              const Written& place) const {
  const BuiltLayer& layer = layers_[index];
  const bool only_v6 = belongs_to_v6(*layer.proto) || (index > 0 && is_extension(*layers_[index - 1].proto));
  if (index == 0 || (!only_v6 && !layers_[index - 1].proto->is_address_layer)) return;
  const Ends ends = find_ends(layers_, index, packet, only_v6);
  const BuiltLayer& carrier = layers_[ends.carrier];
  const bool v6 = is_v6(carrier);
  if (only_v6 && !v6) {  // no pseudo header can be made: 0, which UDP writes as all ones
    if (is_udp(*layer.proto)) put_bits(packet.data() + layer.offset, place.bit, place.bits, 0xffff, false);
    return;
  }
  const ByteView header{packet.data() + carrier.offset, carrier.header};
  if (header.size() < (v6 ? 40U : 20U)) return;
  ByteView source = ends.source;
  if (source.empty()) source = v6 ? header.subspan(8, 16) : header.subspan(12, 4);
  ByteView destination = v6 ? header.subspan(24, 16) : header.subspan(16, 4);
  if (!ends.destination.empty()) destination = ends.destination;
  if (!v6) follow_source_route(header, destination);
  std::uint64_t protocol = 0;
  if (!number_in(*layer.proto, Space::ip_protocol, protocol)) return;
  const std::uint32_t length = end - layer.offset;
  const std::uint32_t told = v6 ? length : told_length(*carrier.spec, header, length);
  put_bits(packet.data() + layer.offset, place.bit, place.bits, 0, false);
  std::uint64_t sum = checksum_add(source) + checksum_add(destination) + protocol + (told >> 16U) + (told & 0xffffU);
  std::uint16_t value = internet_checksum({packet.data() + layer.offset, length}, sum);
  if (value == 0 && is_udp(*layer.proto)) value = 0xffff;  // RFC 768: 0 means that there is none
  put_bits(packet.data() + layer.offset, place.bit, place.bits, value, false);
}

void Builder::checksums(std::span<std::uint8_t> packet) const {
  for (std::size_t i = layers_.size(); i-- > 0;) {
    const BuiltLayer& layer = layers_[i];
    if (layer.spec->raw) continue;
    const std::uint32_t end = std::max(payload_end_, layer.offset + layer.header);
    std::uint8_t* first = packet.data() + layer.offset;
    for (const Written& place : layer.fields) {
      const Field& field = *place.field;
      const Automatic rule = field.automatic_rule;
      if (rule < Automatic::checksum || rule > Automatic::checksum_crc32c || is_set(*layer.spec, field)) continue;
      if (rule == Automatic::checksum_pseudo) {
        pseudo_checksum(i, packet, end, place);
        continue;
      }
      put_bits(first, place.bit, place.bits, 0, field.little);
      const ByteView covered{first, rule == Automatic::checksum_header ? layer.header : end - layer.offset};
      const std::uint64_t value =
          rule == Automatic::checksum_crc32c ? __builtin_bswap32(crc32c(covered)) : internet_checksum(covered);
      put_bits(first, place.bit, place.bits, value, field.little);
    }
    if (layer.proto->finish != nullptr) {
      Finish finish;
      finish.layer = packet.subspan(layer.offset, end - layer.offset);
      finish.header = layer.header;
      finish.spec = layer.spec;
      finish.below = i > 0 ? layers_[i - 1].proto : nullptr;
      finish.above = i + 1 < layers_.size() ? layers_[i + 1].proto : nullptr;
      layer.proto->finish(finish);
    }
  }
}

}  // namespace pytk::packet
