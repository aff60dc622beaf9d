// Enumerations and codecs that several tables share.
#include <pytk/core/address.hpp>
#include <pytk/packet/craft.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

template <std::size_t Size>
void show_addresses(std::string& out, const Look& /*look*/, ByteView value, Form form) {
  out += '[';
  for (std::size_t at = 0; at + Size <= value.size(); at += Size) {
    if (at > 0) out += form == Form::json ? "," : ", ";
    if (form == Form::json) out += '"';
    append_ip(out, Ip::from(value.subspan(at, Size)));
    if (form == Form::json) out += '"';
  }
  out += ']';
}

template <bool V6>
std::string build_addresses(const Value& value, const Look& /*so_far*/, Bytes& out) {
  const auto one = [&](const Value& item) -> std::string {
    const Result<Ip> ip = parse_ip(item.text);
    if (!ip || ip->v6 != V6) return "'" + item.text + "' is no " + (V6 ? "IPv6" : "IPv4") + " address";
    out.insert(out.end(), ip->view().begin(), ip->view().end());
    return {};
  };
  if (value.kind == Value::Kind::automatic) return {};
  if (value.kind != Value::Kind::list) return one(value);
  for (const Value& item : value.items)
    if (std::string wrong = one(item); !wrong.empty()) return wrong;
  return {};
}

}  // namespace

constinit const Codec ip4_list{show_addresses<4>, build_addresses<false>};
constinit const Codec ip6_list{show_addresses<16>, build_addresses<true>};

const Proto* by_ports(Space space, std::uint16_t a, std::uint16_t b, ByteView payload) noexcept {
  for (const std::uint16_t port : {std::min(a, b), std::max(a, b)}) {
    const Proto* proto = payload_of(space, port);
    if (proto != nullptr && (proto->claims == nullptr || proto->claims(payload))) return proto;
  }
  return nullptr;
}

}  // namespace pytk::packet::proto
