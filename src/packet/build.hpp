// From layers with single values to bytes.
#pragma once

#include <vector>

#include <pytk/packet/craft.hpp>

namespace pytk::packet {

/// Where a field was written in a header.
struct Written {
  const Field* field;
  std::uint32_t bit, bits, items;
};

struct BuiltLayer {
  const LayerSpec* spec = nullptr;
  const Proto* proto = nullptr;
  std::uint32_t offset = 0, header = 0;
  std::vector<Written> fields;
};

class Builder {
 public:
  Builder(const CraftOptions& options, SeededRandom& random) : options_(options), random_(random) {}
  void build(const PacketSpec& spec, Bytes& out);
  /// The layers of the packet built last.
  [[nodiscard]] const std::vector<BuiltLayer>& layers() const noexcept { return layers_; }
  /// Computes every automatic checksum of `packet` again (after fields were patched in place).
  void checksums(std::span<std::uint8_t> packet) const;
  void build_item(const LayerSpec& spec, Bytes& out);

 private:
  void header(const PacketSpec& spec, std::size_t index, BuiltLayer& layer, Bytes& out);
  void write_field(const LayerSpec& spec, const Field& field, const Value* value, Bytes& header, Written& written);
  void write_bytes(const LayerSpec& spec, const Field& field, const Value* value, Bytes& header,
                   const Written& written);
  void write_random(const Field& field, const Value* value, Bytes& header, const Written& written);
  void write_custom(const LayerSpec& spec, const Field& field, const Value* value, const Proto* below, Bytes& header,
                    Written& written);
  /// A field as it was given, or what stands there when nothing was.
  void write_given(const PacketSpec& packet, std::size_t index, const Field& field, Bytes& out, Written& written);
  void write_default(const PacketSpec& packet, std::size_t index, const Field& field, Bytes& header, Written& written);
  void write_number(const Field& field, std::uint64_t value, const Value* from, Bytes& header, const Written& place);
  void write_items(const Field& field, const Value* value, Bytes& header, Written& written);
  std::uint64_t default_number(const PacketSpec& spec, std::size_t index, const Field& field, bool& is_text,
                               std::string_view& text);
  void write_route(const PacketSpec& spec, std::size_t index, const Field& field, Bytes& header);
  void inner_lengths(const LayerSpec& spec, BuiltLayer& layer, Bytes& header);
  void outer_lengths(std::span<std::uint8_t> packet);
  [[nodiscard]] bool is_set(const LayerSpec& spec, const Field& field) const;
  void pseudo_checksum(std::size_t index, std::span<std::uint8_t> packet, std::uint32_t end,
                       const Written& place) const;

  const CraftOptions& options_;
  SeededRandom& random_;
  std::vector<BuiltLayer> layers_;
  std::uint32_t payload_end_ = 0;
  std::size_t depth_ = 0;
  const PacketSpec* packet_ = nullptr;
  std::size_t index_ = 0;
};

void put_bits(std::uint8_t* header, std::uint32_t bit, std::uint32_t bits, std::uint64_t value, bool little) noexcept;
[[noreturn]] void misfit(const LayerSpec& spec, const Field& field, const Value* value, const std::string& why);
/// A written value as the field's number; throws through misfit.
[[nodiscard]] std::uint64_t number_of_value(const LayerSpec& spec, const Field& field, const Value& value);

[[nodiscard]] constexpr bool is_address(const Field& field) noexcept {
  return field.kind == Kind::ip4 || field.kind == Kind::ip6 || field.kind == Kind::mac;
}
/// A written address as the field's bytes; throws through misfit.
[[nodiscard]] Bytes address_of_value(const LayerSpec& spec, const Field& field, const Value& value);

/// Not set, or None.
[[nodiscard]] inline bool is_automatic(const Value* value) noexcept {
  return value == nullptr || value->kind == Value::Kind::automatic;
}
/// What `upper` sets in a field of the layer below it; nullptr: nothing.
[[nodiscard]] const Overload* overload_for(const Proto& upper, const Proto& lower, std::string_view field);

/// ARP's addresses are those of a route where they are Ethernet's and IP's and as long as those are.
[[nodiscard]] bool can_be_routed(const Field& field, ByteView header);

/// Numbers of more than 64 bits, decimal or hexadecimal, as `size` bytes.
[[nodiscard]] bool is_long_number(std::string_view text);
[[nodiscard]] Bytes long_number(std::string_view text, std::size_t size);

/// The number under which `upper` is known in a space; false if it has none.
[[nodiscard]] bool number_in(const Proto& upper, Space space, std::uint64_t& value);

}  // namespace pytk::packet
