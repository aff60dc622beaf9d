// Enumerations and codecs that several tables share.
#include <pytk/core/address.hpp>
#include <pytk/core/json.hpp>
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
    if (item.is_text() && item.text.empty()) return {};
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

template <std::size_t Size>
void show_numbers(std::string& out, const Look& /*look*/, ByteView value, Form form) {
  out += '[';
  for (std::size_t at = 0; at + Size <= value.size(); at += Size) {
    if (at > 0) out += form == Form::json ? "," : ", ";
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < Size; ++i) number = number << 8U | value[at + i];
    put(out, number);
  }
  out += ']';
}
template <std::size_t Size>
std::string build_numbers(const Value& value, const Look& /*so_far*/, Bytes& out) {
  const auto one = [&](const Value& item) -> std::string {
    if (item.kind != Value::Kind::number) return "numbers are wanted here";
    if (Size < 8 && item.number >> (8 * Size) != 0)
      return std::to_string(item.number) + " does not fit " + std::to_string(8 * Size) + " bits";
    for (std::size_t i = Size; i-- > 0;) out.push_back(static_cast<std::uint8_t>(item.number >> (8 * i)));
    return {};
  };
  if (value.is_text()) {  // as bytes
    out.insert(out.end(), value.text.begin(), value.text.end());
    return {};
  }
  if (value.kind == Value::Kind::automatic) return {};
  if (value.kind == Value::Kind::number) return one(value);
  for (const Value& item : value.items)
    if (std::string wrong = one(item); !wrong.empty()) return wrong;
  return {};
}

void show_domains(std::string& out, const Look& /*look*/, ByteView value, Form form) {
  out += '[';
  const Look look{value};
  for (std::uint32_t at = 0; at < look.size() && look.u8(at) != 0;) {
    std::string name;
    if (!read_domain(look, at, name)) break;
    if (out.back() != '[') out += form == Form::json ? "," : ", ";
    if (form == Form::json)
      json::append_string(out, name);
    else
      out += name;
    at += domain_extent(look, at);
  }
  out += ']';
}
std::string build_domains(const Value& value, const Look& /*so_far*/, Bytes& out) {
  if (value.is_text()) {  // as bytes
    out.insert(out.end(), value.text.begin(), value.text.end());
    return {};
  }
  for (const Value& item : value.items) {
    if (!item.is_text()) return "domain names are wanted here";
    write_domain(item.text, out);
  }
  return {};
}

}  // namespace

constinit const Codec domain_list{show_domains, build_domains};
constinit const Codec list_of_8{show_numbers<1>, build_numbers<1>};
constinit const Codec list_of_16{show_numbers<2>, build_numbers<2>};
constinit const Codec list_of_32{show_numbers<4>, build_numbers<4>};
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
