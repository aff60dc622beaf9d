// A protocol is a table: fields in wire order with their names, widths, defaults and rules. From the same table come
// dissection, show, named fields, filters, crafting and fuzzing. One file a protocol in src/packet/proto/.
//   constexpr auto fields = layout({number("sport", 16, 53), number("dport", 16, 53), ...});
//   constinit const Proto udp{.name = "UDP", .key = "udp", .title = "User Datagram Protocol", .fields = fields, ...};
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <pytk/core/bytes.hpp>

namespace pytk::packet {

struct Proto;
struct Field;
struct Value;
struct Finish;
struct SummaryView;

/// The bytes of one layer (or of one item of a list) from its first byte to the end of its reach.
struct Look {
  ByteView bytes;
  const Proto* proto = nullptr;
  const Proto* below = nullptr;  ///< the layer that carries this one
  ByteView message = {};         ///< what compression pointers count from (DNS)
  const Look* parent = nullptr;  ///< of an item: the layer or item that holds it
  std::uint32_t reach = 0;  ///< bytes that the lower layers promise, more than `bytes` in a capture with a snap length
  // Reads that give 0 past the end, so that hooks need no bounds of their own.
  [[nodiscard]] std::uint8_t u8(std::size_t at) const noexcept {
    return at < bytes.size() ? bytes[at] : std::uint8_t{0};
  }
  [[nodiscard]] std::uint16_t u16(std::size_t at) const noexcept {
    return at + 2 <= bytes.size() ? load_be<std::uint16_t>(bytes.subspan(at)) : std::uint16_t{0};
  }
  [[nodiscard]] std::uint32_t u32(std::size_t at) const noexcept {
    return at + 4 <= bytes.size() ? load_be<std::uint32_t>(bytes.subspan(at)) : 0;
  }
  [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(bytes.size()); }
};

/// How a value looks: for columns and CSV, for show(), or as JSON.
enum class Form : std::uint8_t { plain, show, json };

enum class Kind : std::uint8_t { number, hex, flags, ip4, ip6, mac, bytes, text, name, items, custom };

/// Number spaces in which an upper protocol announces itself to the lower one.
enum class Space : std::uint8_t {
  none,
  link,
  ethertype,
  ip_protocol,
  tcp_port,
  udp_port,
  sctp_port,
  ppp,
  sap,
  snap_code,
  icmp6_type,
  mpls,
  chdlc,
  nlpid,
  bsd_family,
  count_
};

/// How a field fills itself when the user does not set it.
enum class Automatic : std::uint8_t {
  none,
  manual,           ///< stays at its default, though it sizes another field
  next,             ///< the upper layer's number in `space`
  header_length,    ///< bytes of this header / unit + bias
  total_length,     ///< header and payload / unit + bias
  payload_length,   ///< payload / unit + bias
  field_length,     ///< bytes of the field that is sized by this one / unit + bias
  field_count,      ///< items of the field that is counted by this one
  checksum,         ///< internet checksum over this layer and its payload
  checksum_header,  ///< internet checksum over this header
  checksum_pseudo,  ///< with the pseudo header of the IP layer below
  checksum_crc32c,  ///< SCTP
  route_source,     ///< the address or hardware address that the route to the destination has
  route_target,     ///< the hardware address of the next hop
  by_finish         ///< the protocol's finish hook does it
};

struct Name {
  std::uint64_t value;
  std::string_view name;
};

/// Reading and building of a variable part that has its own rules.
struct Codec {
  void (*show)(std::string& out, const Look& look, ByteView value, Form form) = nullptr;
  /// Appends the bytes; returns "" or what is wrong with the value.
  /// `so_far` holds the fields before this one.
  std::string (*build)(const Value& value, const Look& so_far, Bytes& out) = nullptr;
  /// Do the parts of this value (of a list, of a block of addresses) mean one packet each? Without it they are content.
  bool (*splits)(const Value& value) = nullptr;
};

/// One field. Made with the functions of src/packet/proto/table.hpp.
struct Field {
  std::string_view name;
  Kind kind = Kind::number;
  std::uint16_t bits = 0;   ///< 0: the size varies
  bool little = false;      ///< little-endian on the wire
  bool is_signed = false;   ///< two's complement
  bool is_derived = false;  ///< computed from others, not on the wire itself
  bool is_fixed = false;    ///< bit_at holds for every packet
  bool by_class = false;    ///< answers to Class.field only: Wireshark has key.field with another meaning
  std::uint32_t bit_at = 0;
  std::uint64_t initial = 0;
  std::string_view initial_text;  ///< of bytes, text and names; an expression for items
  std::span<const Name> names;    ///< enumeration, or names of flag bits (value = bit number)
  std::span<const Name> words;    ///< names that may only be written: which one a number has depends on another field
  Automatic automatic_rule = Automatic::none;
  Space space = Space::none;
  std::int16_t bias = 0;
  std::uint16_t unit = 1;
  std::uint32_t scale = 1;  ///< a fixed-point number: what users write and read is the wire's value divided by this
  std::int16_t peer = -1;   ///< the other half of a size/count pair
  std::string_view peer_name;
  bool is_counted = false;   ///< peer counts items, not bytes
  std::string_view aliases;  ///< Wireshark's names, separated by spaces
  bool (*present)(const Look& look) = nullptr;
  /// Bytes of a variable field that begins at `at`.
  std::uint32_t (*extent)(const Look& look, std::uint32_t at) = nullptr;
  /// Of items: the protocol of the item that begins at `at`.
  const Proto* (*choose)(const Look& look, std::uint32_t at) = nullptr;
  const Proto* item = nullptr;
  const Codec* codec = nullptr;
  bool (*compute)(const Look& look, std::uint64_t& number) = nullptr;
  bool (*compute_text)(const Look& look, std::string& out) = nullptr;
  bool counts_padding = false;  ///< a length of what follows that counts Padding too
  std::uint32_t padded_to = 0;  ///< crafted variable fields are filled with zeros to a multiple of this

  /// Of items that have alignment rules: bytes of padding (Pad1 or PadN) wanted before one that would begin at `at`.
  std::uint32_t (*gap)(const Proto& item, std::uint32_t at) = nullptr;

  // The chain of the tables.
  constexpr Field automatic(Automatic rule, std::uint16_t divide_by = 1, std::int16_t add = 0) const {
    Field f = *this;
    f.automatic_rule = rule;
    f.unit = divide_by;
    f.bias = add;
    return f;
  }
  constexpr Field next_in(Space where) const {
    Field f = *this;
    f.automatic_rule = Automatic::next;
    f.space = where;
    return f;
  }
  constexpr Field named(std::span<const Name> list) const {
    Field f = *this;
    f.names = list;
    return f;
  }
  constexpr Field worded(std::span<const Name> list) const {
    Field f = *this;
    f.words = list;
    return f;
  }
  constexpr Field alias(std::string_view list) const {
    Field f = *this;
    f.aliases = list;
    return f;
  }
  constexpr Field by_class_only() const {
    Field f = *this;
    f.by_class = true;
    return f;
  }
  constexpr Field when(bool (*test)(const Look&)) const {
    Field f = *this;
    f.present = test;
    return f;
  }
  constexpr Field sized_by(std::string_view field, std::uint16_t times = 1, std::int16_t add = 0) const {
    Field f = *this;
    f.peer_name = field;
    f.unit = times;
    f.bias = add;
    return f;
  }
  constexpr Field counted_by(std::string_view field) const {
    Field f = *this;
    f.peer_name = field;
    f.is_counted = true;
    return f;
  }
  constexpr Field sized(std::uint32_t (*size)(const Look&, std::uint32_t)) const {
    Field f = *this;
    f.extent = size;
    return f;
  }
  constexpr Field aligned(std::uint32_t (*rule)(const Proto&, std::uint32_t)) const {
    Field f = *this;
    f.gap = rule;
    return f;
  }
  constexpr Field scaled(std::uint32_t parts) const {
    Field f = *this;
    f.scale = parts;
    return f;
  }
  constexpr Field with_sign() const {
    Field f = *this;
    f.is_signed = true;
    return f;
  }
  constexpr Field little_endian() const {
    Field f = *this;
    f.little = true;
    return f;
  }
  constexpr Field text_default(std::string_view text) const {
    Field f = *this;
    f.initial_text = text;
    return f;
  }
  constexpr Field with_padding() const {
    Field f = *this;
    f.counts_padding = true;
    return f;
  }
  constexpr Field pad_to(std::uint32_t multiple) const {
    Field f = *this;
    f.padded_to = multiple;
    return f;
  }
};

/// What a dissection step found. Filled beforehand with the table's answer.
struct Step {
  std::uint32_t header = 0;     ///< bytes of this layer's own header
  std::uint32_t end = 0;        ///< where its payload ends, from the layer's start
  const Proto* next = nullptr;  ///< nullptr: Raw, if anything is left
  bool stop = false;            ///< payload that nobody may look into (encrypted): Raw
  std::uint32_t promised = 0;   ///< bytes that this layer should have by its own length field; 0: no word on it
};

/// "This protocol is carried by `space` under `value`"; dissect_only ones do not set the lower layer when crafting.
struct Bind {
  Space space;
  std::uint32_t value;
  bool dissect_only = false;
};
/// When this layer is put upon `layer`, set its `field` to `value`.
struct Overload {
  std::string_view layer, field;
  std::uint64_t value;
  std::string_view text = {};  ///< instead of the number, for addresses
};

struct FieldList {
  const Field* first = nullptr;
  std::uint16_t count = 0;
  std::uint16_t minimum = 0;  ///< bytes of the fields that are always there
  bool fixed = true;          ///< the header is `minimum` bytes, always
  [[nodiscard]] constexpr const Field* begin() const noexcept { return first; }
  [[nodiscard]] constexpr const Field* end() const noexcept { return first + count; }
};

struct Proto {
  std::string_view name = {};   ///< Scapy's class name
  std::string_view key = {};    ///< prefix of field names
  std::string_view title = {};  ///< heading of show()
  FieldList fields = {};
  std::uint16_t least = 1;  ///< with fewer bytes the layer becomes Raw; less than the header is a truncated layer
  std::span<const Bind> binds = {};
  std::span<const Overload> overloads = {};
  bool (*step)(const Look& look, Step& step) = nullptr;  ///< false: it is not this protocol
  const Proto* (*variant)(const Look& look) = nullptr;   ///< another table for these bytes
  bool (*claims)(ByteView payload) = nullptr;            ///< by port only: does it look like this protocol?
  void (*summary)(const SummaryView& view, std::string& out) = nullptr;
  std::string_view summary_text = {};  ///< or a template: "{src} > {dst}"
  void (*finish)(Finish& finish) = nullptr;
  std::uint32_t (*message_start)(const Look& look) = nullptr;
  std::span<const Proto* const> parts = {};  ///< further tables of the same file
  const Proto* same_as = nullptr;            ///< quoted in an error: TCPerror is found as TCP too
  bool is_quote = false;                     ///< part of a packet inside an error message
  std::string_view label = {};               ///< for a column of protocols; empty: name
  bool is_item = false;                      ///< stands only inside lists
  bool is_address_layer = false;             ///< IP and IPv6: pseudo headers, src and dst
  std::string_view aliases = {};             ///< further keys, separated by spaces
  /// Names of lower layers that do not announce this one by number when crafting, separated by spaces; "X*" for all
  /// that begin with X.
  std::string_view not_over = {};
  [[nodiscard]] constexpr std::uint32_t least_bytes() const noexcept { return least; }
  [[nodiscard]] const Field* find(std::string_view field) const noexcept;
};

/// Where a field's bits lie, from the layer's start.
struct Place {
  std::uint32_t bit = 0;
  std::uint32_t bits = 0;
  [[nodiscard]] ByteView bytes(const Look& look) const noexcept { return look.bytes.subspan(bit / 8, bits / 8); }
};
/// False when the field is absent in this packet or cut off.
[[nodiscard]] bool locate(const Look& look, const Field& field, Place& place) noexcept;
/// Bytes of all fields that are present: the header's size by the table.
[[nodiscard]] std::uint32_t extent_of(const Look& look) noexcept;
[[nodiscard]] std::uint64_t number_at(const Look& look, const Field& field, Place place) noexcept;
/// The number of a field by name, 0 when absent.
[[nodiscard]] std::uint64_t number_of(const Look& look, std::string_view field) noexcept;
/// Calls visit(item) for each item of a list field; stops early when it returns false.
bool each_item(const Look& look, const Field& field, bool (*visit)(void* context, const Look& item), void* context);
template <class Visit>
bool for_each_item(const Look& look, const Field& field, Visit&& visit) {
  return each_item(
      look, field,
      [](void* context, const Look& item) -> bool {
        return (*static_cast<std::remove_reference_t<Visit>*>(context))(item);
      },
      &visit);
}

/// All tables in registration order; the lists of src/packet/CMakeLists.txt with their parts.
[[nodiscard]] std::span<const Proto* const> protocols();
/// By class name or key, in any case; nullptr if unknown.
[[nodiscard]] const Proto* find_protocol(std::string_view name);
[[nodiscard]] std::vector<std::string_view> protocol_names();
[[nodiscard]] const Proto* payload_of(Space space, std::uint32_t value) noexcept;

/// Adds the value as text: Form::plain for columns, Form::show as Scapy's show(), Form::json as one JSON value.
void append_value(std::string& out, const Look& look, const Field& field, Place place, Form form);
/// The name of a value in the field's enumeration, or empty.
[[nodiscard]] std::string_view name_of(const Field& field, std::uint64_t value) noexcept;
/// Flag letters or names of a flags field.
void append_flags(std::string& out, const Field& field, std::uint64_t value);

}  // namespace pytk::packet
