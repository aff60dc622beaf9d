// Chosen fields as CSV or TSV lines, written while the packet is taken apart:
//   sniff::FieldLines lines(sniff::find_fields(names), ',');  lines.append(out, view);
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <pytk/record/value_text.hpp>
#include <pytk/sniff/accessor.hpp>

namespace pytk::sniff {

/// Fields at fixed places are noted as their layers come by; the walk over a packet ends when all were seen. Byte for
/// byte what the record writer makes of the same fields; a test holds them equal.
class FieldLines {
 public:
  FieldLines(std::vector<Accessor> fields, char delimiter);
  /// The line of names.
  void header(TextBuffer& out) const;
  void append(TextBuffer& out, const PacketView& view);
  /// To be called after each layer; true if no further layer is wanted.
  bool see(const packet::Layers& layers) {
    if (layers.count == 1) forget();
    note(layers, layers.count - 1);
    return can_end_ && found_ == all_;
  }

 private:
  enum class Cell : std::uint8_t { number, length, captured, time, value, other };
  struct Column {
    Cell cell;
    bool is_address = false, is_flags = false, is_mac = false;
    std::vector<std::string> flags = {};  ///< texts by value, made when first met
  };
  /// "In this protocol the column is that field."
  struct Slot {
    const packet::Proto* proto;
    const packet::Field* field;
    std::uint32_t column;
    std::uint32_t bytes;  ///< the layer must have, for the field to be whole
  };
  /// Where a column's value was found.
  struct Spot {
    const std::uint8_t* layer;
    const packet::Field* field;
  };
  struct Bucket {
    const packet::Proto* proto = nullptr;
    std::uint32_t first = 0, last = 0;
  };
  static constexpr std::size_t buckets = 1024;
  static constexpr std::size_t most_noted = 64;  ///< columns have a bit each
  static std::size_t bucket_of(const packet::Proto* proto) noexcept {
    return (reinterpret_cast<std::uintptr_t>(proto) * 0x9E3779B97F4A7C15U) >> 54U;
  }
  void note(const packet::Layers& layers, std::uint32_t index) {
    const packet::Layer& layer = layers.at[index];
    seen_ = index + 1;
    std::size_t at = bucket_of(layer.proto);
    while (table_[at].proto != layer.proto) {
      if (table_[at].proto == nullptr) return;
      at = (at + 1) % buckets;
    }
    note_slots(layers, layer, table_[at]);
  }
  void note_slots(const packet::Layers& layers, const packet::Layer& layer, const Bucket& bucket);
  void forget() noexcept {
    found_ = 0;
    seen_ = 0;
  }
  [[nodiscard]] bool can_note(const Accessor& field) const;
  void fill_table();
  void append_spot(TextBuffer& out, Column& column, const Spot& spot);
  void append_other(TextBuffer& out, std::size_t index, const PacketView& view);

  std::vector<Accessor> fields_;
  std::vector<Column> columns_;
  std::vector<Slot> slots_;
  std::vector<Bucket> table_;
  std::vector<Spot> spots_;
  record::TimeText times_;
  std::string text_;
  char delimiter_;
  std::uint64_t found_ = 0, all_ = 0;  ///< bits of the columns
  bool can_end_ = true;                ///< every column is noted or of the frame
  std::uint32_t seen_ = 0;
};

}  // namespace pytk::sniff
