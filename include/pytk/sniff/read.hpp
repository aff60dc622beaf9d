// Reading captures packet by packet, choosing some, and printing them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <pytk/io/context.hpp>
#include <pytk/packet/craft.hpp>
#include <pytk/sniff/accessor.hpp>
#include <pytk/sniff/bpf.hpp>
#include <pytk/sniff/filter.hpp>
#include <pytk/sniff/reassembly.hpp>

namespace pytk::sniff {

/// Which packets are wanted.
struct Selection {
  std::string bpf;                                               ///< tcpdump's language; empty: all
  std::string where;                                             ///< display filter; empty: all
  std::uint64_t skip = 0;                                        ///< of those that match
  std::uint64_t most = 0;                                        ///< 0: no limit
  std::int64_t duration = 0;                                     ///< nanoseconds from the first packet on; 0: no limit
  std::vector<std::pair<std::uint64_t, std::uint64_t>> numbers;  ///< inclusive ranges; empty: all
};
/// "5,9-12" as inclusive ranges; throws Fault::usage.
[[nodiscard]] std::vector<std::pair<std::uint64_t, std::uint64_t>> parse_numbers(std::string_view text);

/// A selection made ready: filters compiled, counters at zero.
class Chooser {
 public:
  explicit Chooser(const Selection& selection);
  ~Chooser();
  Chooser(Chooser&&) noexcept;
  /// Cheap test before dissection.
  [[nodiscard]] bool may_match(const packet::Frame& frame);
  /// The rest, with the layers known; counts.
  [[nodiscard]] bool matches(const PacketView& view);
  [[nodiscard]] bool needs_layers() const noexcept;
  [[nodiscard]] bool needs_streams() const noexcept;
  /// True when no further packet can match.
  [[nodiscard]] bool done() const noexcept;
  [[nodiscard]] bool chooses_all() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct ReadResult {
  std::uint64_t read = 0, matched = 0;
  bool damaged = false;  ///< some capture was cut short or broken; it was said on stderr
};
struct ReadCallbacks {
  std::function<void(const PacketView&)> packet;
  std::function<void()> idle;  ///< the input would wait: show what there is
  std::function<void(const packet::CaptureReader&)> opened;
  std::function<void(std::uint32_t, ByteView)> secrets;
  /// Its `enough` ends the walk over a packet early, where no filter needs all layers.
  packet::DissectOptions dissection = {};
  Reassembly* reassembly = nullptr;  ///< nullptr: each packet by itself
};
/// Reads the captures one after the other. `dissect` false gives views without layers (for copying).
ReadResult read_captures(const std::vector<std::string>& inputs, Chooser& chooser, bool dissect,
                         const ReadCallbacks& callbacks, Context& context);
/// Only the number of packets that match.
ReadResult count_captures(const std::vector<std::string>& inputs, Chooser& chooser, Context& context,
                          Reassembly* reassembly = nullptr);

/// A row of packet_schema().
void add_row(record::Batch& batch, const PacketView& view, bool service_names);
/// The same row as a JSON line, formatted directly (bit for bit what the record writer makes of add_row).
class JsonRows {
 public:
  explicit JsonRows(bool service_names) : names_(service_names) {}
  void append(std::string& out, const PacketView& view);

 private:
  bool names_;
  std::int64_t second_ = -1;
  std::string second_text_, info_;
};
/// "     1  0.000000 Ether / IP / TCP ..." with controls escaped.
class TextRows {
 public:
  explicit TextRows(bool service_names) : names_(service_names) {}
  void append(std::string& out, const PacketView& view);

 private:
  bool names_;
  std::string summary_;
};
/// One JSON line with every field of every layer; craft reads it back to the same bytes.
void append_full(std::string& out, const PacketView& view);
/// Text with everything but printable ASCII and UTF-8 escaped; newlines stay.
void append_safe(std::string& out, std::string_view text);

}  // namespace pytk::sniff
