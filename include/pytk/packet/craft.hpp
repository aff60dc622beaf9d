// From an expression to packets: IP(dst="10.0.0.0/30")/UDP(dport=53)/DNS(). The same tables that dissect build;
// lengths, checksums, types and ports fill themselves unless they are set.
//   packet::PacketSet set = packet::parse_expression(text, options);  Bytes one;  while (set.next(one)) send(one);
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/address.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/random.hpp>
#include <pytk/packet/proto.hpp>

namespace pytk::packet {

struct LayerSpec;

/// What was written for a field.
struct Value {
  enum class Kind : std::uint8_t {
    automatic,  ///< None, or not set
    number,
    text,
    word,  ///< a bare word: the name of a value
    list,
    tuple,
    range,   ///< (low,high) or low..high, both included
    block,   ///< an address with a prefix length: every address in it
    packet,  ///< layers, as in qd=DNSQR()
    random   ///< rand(): any value; rand(low,high)
  };
  Kind kind = Kind::automatic;
  std::uint64_t number = 0, high = 0;
  std::string text;  ///< of texts, words and blocks
  std::vector<Value> items;
  std::vector<LayerSpec> layers;
  std::size_t column = 0;  ///< where it stands in the expression, 1-based
  bool negative = false;   ///< of a number: what is in `number` was subtracted from 0
  std::uint8_t asn1 = 0;   ///< the BER tag asked for, as in ASN1_OID("1.3.6"); 0: what the value's kind suggests
  [[nodiscard]] bool is_text() const noexcept { return kind == Kind::text || kind == Kind::word; }
};

struct FieldValue {
  const Field* field;
  Value value;
};
struct LayerSpec {
  const Proto* proto = nullptr;
  std::vector<FieldValue> values;
  std::optional<Bytes> raw;  ///< these bytes instead of the fields
  bool fuzz = false;         ///< what is not set becomes random
  std::size_t column = 0;
  [[nodiscard]] const Value* find(std::string_view field) const noexcept;
};
using PacketSpec = std::vector<LayerSpec>;

struct CraftOptions {
  std::map<std::string, std::string, std::less<>> variables;  ///< $NAME
  std::uint64_t seed = 0;                                     ///< of rand() and fuzz()
  std::size_t most_bytes = 1U << 20U;                         ///< of one packet
  /// The address from which this machine would reach another; empty: 127.0.0.1 or ::1.
  std::function<std::optional<Ip>(const Ip& target)> source_address;
  /// The hardware addresses of that route (own, next hop); empty: zeros and broadcast.
  std::function<std::optional<Mac>(const Ip&target)> source_hardware, target_hardware;
  /// Reads the file of an "@file" layer.
  std::function<Bytes(const std::string& name)> read_file;
};

/// All packets of an expression, in Scapy's order: the leftmost layer varies slowest.
class PacketSet {
 public:
  ~PacketSet();
  PacketSet(PacketSet&&) noexcept;
  PacketSet& operator=(PacketSet&&) noexcept;
  /// How many packets there will be; saturates at 2^63.
  [[nodiscard]] std::uint64_t count() const noexcept;
  /// Builds the next packet; false after the last. Throws Fault::usage for a value that does not fit its field.
  [[nodiscard]] bool next(Bytes& out);
  /// Begins again (with other random values).
  void rewind();
  /// The first layer of the packet built last (a LINKTYPE follows from it).
  [[nodiscard]] const Proto& first() const noexcept;
  /// Every field that is not set becomes random.
  void fuzz();

 private:
  friend PacketSet parse_expression(std::string_view, CraftOptions);
  struct State;
  explicit PacketSet(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Throws Fault::usage with the column, a caret line and the nearest names.
[[nodiscard]] PacketSet parse_expression(std::string_view text, CraftOptions options = {});

/// Builds one packet from layers whose values are single.
void build_packet(const PacketSpec& spec, const CraftOptions& options, SeededRandom& random, Bytes& out);
/// The link type that a file of such packets has.
[[nodiscard]] std::uint16_t link_of(const Proto& first) noexcept;

/// One record of `read --full` back to layers. Throws Fault::data.
[[nodiscard]] PacketSpec spec_of_json(const json::Value& layers);
/// The "layers" array of `read --full`.
void append_json(std::string& out, const struct Layers& layers);

/// What a protocol's finish hook works on: once with the header alone (lengths inside it), once when all is in place.
struct Finish {
  bool is_building_header = false;
  Bytes* header_bytes = nullptr;  ///< of the first call
  std::span<std::uint8_t> layer;  ///< of the second: header and payload
  std::size_t header = 0;         ///< bytes of the header
  const LayerSpec* spec = nullptr;
  const Proto* below = nullptr;
  const Proto* above = nullptr;
  [[nodiscard]] bool was_set(std::string_view field) const noexcept;
};

}  // namespace pytk::packet
