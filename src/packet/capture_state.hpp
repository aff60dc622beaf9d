// What the two halves of the capture reader share.
#pragma once

#include <pytk/packet/capture.hpp>

#include "packet/window.hpp"

namespace pytk::packet {

/// tshark's bound for a packet; D-Bus and USB captures may hold up to 128 MiB in one.
inline constexpr std::uint32_t most_captured = 262144;
inline constexpr std::uint32_t most_captured_special = 128U << 20U;
[[nodiscard]] std::uint32_t capture_limit(std::uint16_t link) noexcept;

struct CaptureReader::State {
  explicit State(io::Source& source) : window(source), source_name(source.name()) {}
  Window window;
  std::string source_name;
  CaptureFormat kind = CaptureFormat::pcap;
  bool swapped = false;
  std::deque<Interface> interfaces;
  std::string damage;
  std::uint64_t frames = 0;
  bool ended = false;
  std::function<void(std::uint32_t, ByteView)> secrets;

  // pcap
  std::uint32_t record_header = 16;
  std::uint32_t snap = 0;
  bool nanoseconds = false;
  enum class Lengths : std::uint8_t { ordered, swapped, maybe_swapped } lengths = Lengths::ordered;
  std::int32_t zone = 0;

  // pcapng
  std::size_t section_first = 0;  ///< index of the section's interface 0
  bool in_section = false;

  [[nodiscard]] std::uint32_t u32(const std::uint8_t* at) const noexcept;
  [[nodiscard]] std::uint16_t u16(const std::uint8_t* at) const noexcept;
  void stop(std::string reason) {
    damage = std::move(reason);
    ended = true;
  }
  void open();
  void open_pcap(std::uint32_t magic_as_read);
  /// Would records with headers of `size` bytes follow each other from here, at least so many?
  [[nodiscard]] bool records_fit(std::uint32_t size, int least) const noexcept;
  void choose_record_header();
  bool next_pcap(Frame& frame);
  void skim_pcap();
  bool next_pcapng(Frame& frame);

 private:
  bool start_section();
  void add_interface(ByteView body);
  bool enhanced(ByteView body, Frame& frame);
  bool obsolete(ByteView body, Frame& frame);
  bool simple(ByteView body, Frame& frame);
  bool deliver(ByteView data, const Interface& interface, std::uint64_t ticks, ByteView options, Frame& frame);
  void secrets_block(ByteView body);
};

}  // namespace pytk::packet
