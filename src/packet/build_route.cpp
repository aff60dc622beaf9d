// Addresses that follow from the route to the target: source addresses, hardware addresses of both ends.
#include <algorithm>

#include <pytk/packet/dissect.hpp>

#include "packet/build.hpp"

namespace pytk::packet {

const Overload* overload_for(const Proto& upper, const Proto& lower, std::string_view field) {
  for (const Overload& one : upper.overloads)
    if (one.field == field &&
        (one.layer == lower.name || (lower.same_as != nullptr && one.layer == lower.same_as->name)))
      return &one;
  return nullptr;
}

bool can_be_routed(const Field& field, ByteView header) {
  if (field.kind != Kind::custom || header.size() < 8) return true;
  const unsigned kind = load_be<std::uint16_t>(header.subspan(field.name == "hwsrc" ? 0 : 2));
  if (field.name == "hwsrc") return kind == 1 && header[4] == 6;
  return (kind == 0x0800 && header[5] == 4) || kind == 0x86dd;
}

namespace {

struct Target {
  std::optional<Ip> ip;
  bool arp = false;
};

/// The destination of the nearest address layer, or what ARP asks for.
Target find_target(const PacketSpec& spec, std::size_t index) {
  std::optional<Ip> target;
  bool arp = false;
  for (std::size_t i = index; i < spec.size() && !target && !arp; ++i) {
    const Proto& proto = *spec[i].proto;
    const std::string_view name = proto.is_address_layer ? "dst" : proto.name == "ARP" ? "pdst" : "";
    arp = proto.name == "ARP";
    if (name.empty()) continue;
    const Value* value = spec[i].find(name);
    if (!is_automatic(value)) {
      if (const auto ip = parse_ip(value->text)) target = *ip;
    } else if (proto.is_address_layer && i + 1 < spec.size()) {
      if (const Overload* overload = overload_for(*spec[i + 1].proto, proto, "dst")) target = *parse_ip(overload->text);
    }
    if (!target && arp) target = Ip::v4(0);  // whatever the default route says
    if (!target && proto.is_address_layer) target = proto.fields.minimum == 40 ? *parse_ip("::1") : Ip::v4(0x7f000001);
  }
  return {target, arp};
}

constexpr Mac broadcast{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

/// RFC 1112 6.4 and RFC 2464 7: groups have hardware addresses of their own.
std::optional<Mac> group_address(const Ip& target) {
  const auto& bytes = target.bytes;
  if (target.v6 && bytes[0] == 0xff) return Mac{{0x33, 0x33, bytes[12], bytes[13], bytes[14], bytes[15]}};
  if (!target.v6 && (bytes[0] & 0xf0U) == 0xe0)
    return Mac{{1, 0, 0x5e, static_cast<std::uint8_t>(bytes[1] & 0x7fU), bytes[2], bytes[3]}};
  return std::nullopt;
}

}  // namespace

void Builder::write_route(const PacketSpec& spec, std::size_t index, const Field& field, Bytes& header) {
  auto [target, arp] = find_target(spec, index);
  if (!target && field.automatic_rule == Automatic::route_source) target = Ip::v4(0);
  const auto put_mac = [&](const Mac& mac) {
    if (field.kind == Kind::mac)
      std::copy(mac.bytes.begin(), mac.bytes.end(), header.begin() + field.bit_at / 8);
    else
      header.insert(header.end(), mac.bytes.begin(), mac.bytes.end());
  };
  if (field.automatic_rule == Automatic::route_target) {
    if (arp || !target) return put_mac(broadcast);
    if (const auto group = group_address(*target)) return put_mac(*group);
    const auto hop = options_.target_hardware ? options_.target_hardware(*target) : std::nullopt;
    return put_mac(hop.value_or(broadcast));
  }
  const bool hardware = field.kind == Kind::mac || field.name == "hwsrc";
  if (hardware) {
    const auto own = target && options_.source_hardware ? options_.source_hardware(*target) : std::nullopt;
    return put_mac(own.value_or(Mac{}));
  }
  Ip own =
      target && target->v6 ? *parse_ip("::1") : Ip::v4(field.name == "psrc" || target == Ip::v4(0) ? 0 : 0x7f000001);
  if (target && options_.source_address)
    if (const auto found = options_.source_address(*target)) own = *found;
  if (field.bits != 0)
    std::copy(own.view().begin(), own.view().end(), header.begin() + field.bit_at / 8);
  else
    header.insert(header.end(), own.view().begin(), own.view().end());
}

}  // namespace pytk::packet
