// The words in which protocol tables are written.
#pragma once

#include <pytk/packet/dissect.hpp>
#include <pytk/packet/proto.hpp>

namespace pytk::packet::proto {

constexpr Field number(std::string_view name, unsigned bits, std::uint64_t initial = 0) {
  Field f;
  f.name = name;
  f.bits = static_cast<std::uint16_t>(bits);
  f.initial = initial;
  return f;
}
constexpr Field hex(std::string_view name, unsigned bits, std::uint64_t initial = 0) {
  Field f = number(name, bits, initial);
  f.kind = Kind::hex;
  return f;
}
/// A number whose values have names; users may write either.
constexpr Field choice(std::string_view name, unsigned bits, std::uint64_t initial, std::span<const Name> names) {
  return number(name, bits, initial).named(names);
}
/// Bits with names; value of a Name = bit number. One-letter names print together ("SA"), longer ones with "+".
constexpr Field flags(std::string_view name, unsigned bits, std::uint64_t initial, std::span<const Name> names) {
  Field f = number(name, bits, initial).named(names);
  f.kind = Kind::flags;
  return f;
}
constexpr Field ip4(std::string_view name, std::uint64_t initial = 0) {
  Field f = number(name, 32, initial);
  f.kind = Kind::ip4;
  return f;
}
constexpr Field ip6(std::string_view name, std::string_view initial = "::") {
  Field f = number(name, 128).text_default(initial);
  f.kind = Kind::ip6;
  return f;
}
constexpr Field mac(std::string_view name, std::uint64_t initial = 0) {
  Field f = number(name, 48, initial);
  f.kind = Kind::mac;
  return f;
}
/// `size` bytes; 0: to be sized by another field or by a hook, else the rest of the layer.
constexpr Field bytes(std::string_view name, unsigned size = 0, std::string_view initial = {}) {
  Field f = number(name, size * 8).text_default(initial);
  f.kind = Kind::bytes;
  return f;
}
constexpr Field text(std::string_view name, unsigned size = 0, std::string_view initial = {}) {
  Field f = bytes(name, size, initial);
  f.kind = Kind::text;
  return f;
}
/// A domain name (RFC 1035), compressed or not.
Field constexpr domain(std::string_view name, std::string_view initial,
                       std::uint32_t (*extent)(const Look&, std::uint32_t)) {
  Field f = bytes(name, 0, initial);
  f.kind = Kind::name;
  f.extent = extent;
  return f;
}
/// A list of items that have their own table.
constexpr Field items(std::string_view name, const Proto& of, std::string_view initial = {}) {
  Field f = bytes(name, 0, initial);
  f.kind = Kind::items;
  f.item = &of;
  return f;
}
constexpr Field items(std::string_view name, const Proto* (*choose)(const Look&, std::uint32_t),
                      std::string_view initial = {}) {
  Field f = bytes(name, 0, initial);
  f.kind = Kind::items;
  f.choose = choose;
  return f;
}
constexpr Field custom(std::string_view name, const Codec& codec) {
  Field f = bytes(name);
  f.kind = Kind::custom;
  f.codec = &codec;
  return f;
}
/// A number that follows from others; it is not on the wire and cannot be crafted.
constexpr Field derived(std::string_view name, bool (*compute)(const Look&, std::uint64_t&)) {
  Field f = number(name, 0);
  f.is_derived = true;
  f.compute = compute;
  return f;
}
constexpr Field derived_text(std::string_view name, bool (*compute)(const Look&, std::string&)) {
  Field f = number(name, 0);
  f.kind = Kind::text;
  f.is_derived = true;
  f.compute_text = compute;
  return f;
}

template <std::size_t N>
struct Layout {
  std::array<Field, N> list;
  std::uint16_t minimum = 0;
  bool fixed = true;
  constexpr operator FieldList() const noexcept {
    return {list.data(), static_cast<std::uint16_t>(N), minimum, fixed};
  }
};

/// Field `i` and the one before it that says how large it is learn of each other.
template <std::size_t N>
consteval void join_sizes(std::array<Field, N>& list, std::size_t i) {
  Field& f = list[i];
  bool found = false;
  for (std::size_t k = 0; k < i; ++k) {
    Field& size = list[k];
    if (size.name != f.peer_name) continue;
    f.peer = static_cast<std::int16_t>(k);
    found = true;
    const bool own_units = size.automatic_rule == Automatic::field_length && size.peer < 0;
    if (size.automatic_rule == Automatic::none) {
      size.automatic_rule = f.is_counted ? Automatic::field_count : Automatic::field_length;
      size.unit = f.unit;
      size.bias = static_cast<std::int16_t>(-f.bias);
      size.peer = static_cast<std::int16_t>(i);
    } else if (own_units) {  // crafted by another measure than it is read
      size.peer = static_cast<std::int16_t>(i);
    }
  }
  if (!found) throw "a field is sized by one that does not stand before it";
}

/// Puts the fields one after the other and joins size fields with what they size; wrong tables do not compile.
template <std::size_t N>
consteval Layout<N> layout(const Field (&given)[N]) {
  Layout<N> out{};
  std::uint32_t bit = 0;
  for (std::size_t i = 0; i < N; ++i) {
    Field f = given[i];
    if (!f.is_derived) {
      const bool varies = f.bits == 0 || f.present != nullptr;
      if (out.fixed) {
        f.bit_at = bit;
        f.is_fixed = f.bits != 0 && f.present == nullptr;
        if (varies) {
          if (bit % 8 != 0) throw "a variable field must begin on a byte";
          out.minimum = static_cast<std::uint16_t>(bit / 8);
          out.fixed = false;
        }
        bit += f.bits;
      }
      if (f.little && f.bits % 8 != 0) throw "a little-endian field must be whole bytes";
    }
    out.list[i] = f;
  }
  if (out.fixed) {
    if (bit % 8 != 0) throw "the bits of a header must make whole bytes";
    out.minimum = static_cast<std::uint16_t>(bit / 8);
  }
  for (std::size_t i = 0; i < N; ++i)
    if (!out.list[i].peer_name.empty()) join_sizes(out.list, i);
  return out;
}

/// The upper protocol of two ports: the lower one decides first, as its owner is the better known.
const Proto* by_ports(Space space, std::uint16_t a, std::uint16_t b, ByteView payload) noexcept;

extern const Codec ip4_list, ip6_list;                 ///< lists of addresses that fill the field
extern const Codec domain_list;                        ///< domain names, one behind the other
extern const Codec list_of_8, list_of_16, list_of_32;  ///< lists of numbers of so many bits

/// Text of a number for summaries.
void put(std::string& out, std::uint64_t value);
void put_ip4(std::string& out, const std::uint8_t* address);
/// "src" and "dst" of the nearest address layer below; false if there is none directly below.
bool put_endpoints(const SummaryView& view, std::string& out, std::uint16_t sport, std::uint16_t dport, bool udp);
/// The name of a field's value, or the number.
void put_named(std::string& out, const Look& look, std::string_view field);

/// A domain name that begins at `at` of `look`; false when it is malformed (what could be read is in out).
bool read_domain(const Look& look, std::uint32_t at, std::string& out);
/// The name at the start of a record as Wireshark prints it: the root is "<Root>".
bool wireshark_name(const Look& look, std::string& out);
/// Bytes that a domain name takes where it stands.
std::uint32_t domain_extent(const Look& look, std::uint32_t at);
/// Appends labels and the root.
void write_domain(std::string_view text, Bytes& out);

}  // namespace pytk::packet::proto

namespace pytk::packet::proto {
// Parts of other files that tables name.
extern const Proto padding, dot3, snap, ip_error, tcp_error, udp_error, icmp_error, ipv6_error, icmpv6_error;
extern const Proto* const ipv6_fragment;
const Proto* choose_ip_option(const Look& look, std::uint32_t at);
const Proto* dot11_frame(unsigned subtype);  ///< of management frames
}  // namespace pytk::packet::proto

// Generated from PROTOCOLS in src/packet/CMakeLists.txt: one declaration a table.
#include "packet/protocols.hpp"
