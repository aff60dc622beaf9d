// A named field, looked up once and read from every packet: "tcp.dport", "frame.len", "dns.qry.name", "ip.addr".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/error.hpp>
#include <pytk/packet/capture.hpp>
#include <pytk/packet/dissect.hpp>
#include <pytk/record/batch.hpp>

namespace pytk::sniff {

/// What accessors and filters see of one packet.
struct PacketView {
  const packet::Frame& frame;
  const packet::Layers& layers;
  std::int64_t first_time = 0;  ///< of the capture's first packet
  std::int64_t previous_time = 0;
};

/// One place in a packet where a value was found.
struct Occurrence {
  const packet::Look* look = nullptr;  ///< nullptr: a value of the frame
  const packet::Field* field = nullptr;
  packet::Place place;
};

class Accessor {
 public:
  /// Scapy's name in lower case (proto.field), Wireshark's name, frame.*, a column of read's records, or a protocol
  /// alone (is it there?). The error proposes near names.
  [[nodiscard]] static Result<Accessor> find(std::string_view name);
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] record::Type type() const noexcept;
  /// Adds the first occurrence to a column of type(), or null.
  void add(const PacketView& view, record::Column& column) const;
  /// Adds the first occurrence as text; false if there is none.
  bool append(const PacketView& view, std::string& out) const;

  enum class Source : std::uint8_t {
    fields,
    presence,
    number,
    length,
    captured,
    time,
    time_epoch,
    time_relative,
    time_delta,
    comment,
    interface_name,
    protocols,
    column_source,
    column_destination,
    column_protocol,
    column_source_port,
    column_destination_port,
    column_info
  };
  [[nodiscard]] Source source() const noexcept { return source_; }
  /// It may stand in a message that goes over several TCP segments.
  [[nodiscard]] bool needs_streams() const noexcept;
  struct Target {
    const packet::Proto* proto;
    const packet::Field* field;  ///< nullptr: presence
  };
  [[nodiscard]] const std::vector<Target>& targets() const noexcept { return targets_; }
  /// Calls visit(occurrence) for each; it returns true to stop. Gives whether it was stopped.
  template <class Visit>
  bool each(const PacketView& view, Visit&& visit) const {
    for (std::uint32_t i = 0; i < view.layers.count; ++i) {
      const packet::Layer& layer = view.layers.at[i];
      for (const Target& target : targets_) {
        if (layer.proto != target.proto) continue;
        const packet::Look look = view.layers.look(i);
        packet::Place place;
        if (target.field != nullptr && !found(look, *target.field, place)) continue;
        if (visit(Occurrence{&look, target.field, place})) return true;
      }
      if (has_items_ && each_item(view.layers.look(i), visit)) return true;
    }
    return false;
  }

 private:
  static bool found(const packet::Look& look, const packet::Field& field, packet::Place& place);
  template <class Visit>
  bool each_item(const packet::Look& look, Visit& visit) const {
    for (const packet::Field& list : look.proto->fields) {
      if (list.kind != packet::Kind::items) continue;
      const bool stopped = !packet::for_each_item(look, list, [&](const packet::Look& item) {
        for (const Target& target : targets_) {
          if (item.proto != target.proto) continue;
          packet::Place place;
          if (target.field != nullptr && !found(item, *target.field, place)) continue;
          if (visit(Occurrence{&item, target.field, place})) return false;
        }
        return !each_item(item, visit);
      });
      if (stopped) return true;
    }
    return false;
  }
  void look_for_protocol(std::string_view name);
  bool append_occurrences(const PacketView& view, std::string& out) const;
  bool append_moment(const PacketView& view, std::string& out) const;
  bool append_frame(const PacketView& view, std::string& out) const;
  bool append_column(const PacketView& view, std::string& out) const;
  void add_target(const packet::Proto& proto, const packet::Field& field);
  void add_targets(const packet::Proto& proto, const packet::Field& like);

  std::string name_;
  Source source_ = Source::fields;
  std::vector<Target> targets_;
  bool has_items_ = false;
  bool is_wiresharks_ = false;  ///< a name that only Wireshark has
};

/// The columns of read's records: number time src dst proto sport dport len info.
[[nodiscard]] const record::Schema& packet_schema();
/// Source or destination address (of the outermost IP layer, else of the link), "" if there is none.
void append_address(std::string& out, const packet::Layers& layers, bool source);
/// Ports of the first transport layer that is not quoted; false if there is none.
bool ports_of(const packet::Layers& layers, std::uint16_t& source, std::uint16_t& destination);
/// The highest protocol that is understood.
[[nodiscard]] std::string_view protocol_of(const packet::Layers& layers);

/// A field name as the user wrote it; throws Fault::usage with the nearest names.
[[nodiscard]] std::vector<Accessor> find_fields(const std::vector<std::string>& names);
/// Every name that find() knows, for completion and ls.
[[nodiscard]] std::vector<std::string> field_names();

}  // namespace pytk::sniff
