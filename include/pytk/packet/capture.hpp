// Capture files in and out: pcap in all its variants and pcapng whole, from a mapped file or a stream.
//   packet::CaptureReader reader(*source);  packet::Frame frame;
//   while (reader.next(frame)) use(frame.bytes, frame.time, frame.link);
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/io/source.hpp>

namespace pytk::packet {

/// LINKTYPE_ numbers of the formats that the dissector knows (tcpdump.org/linktypes.html).
namespace link_type {
inline constexpr std::uint16_t null = 0, ethernet = 1, ppp = 9, ppp_hdlc = 50, pppoe = 51, raw_bsd = 12,
                               raw_openbsd = 14, raw = 101, c_hdlc = 104, ieee80211 = 105, loop = 108, sll = 113,
                               radiotap = 127, ipv4 = 228, ipv6 = 229, nflog = 239, sll2 = 276, unknown = 0xffff;
}

/// One interface of a capture: pcap has exactly one, pcapng any number in each section.
struct Interface {
  std::uint16_t link = link_type::ethernet;
  std::uint32_t snap_length = 0;    ///< 0: no limit
  std::uint8_t resolution = 6;      ///< if_tsresol as it stands in pcapng
  std::int64_t offset_seconds = 0;  ///< if_tsoffset
  std::uint8_t fcs_length = 0;      ///< bytes of frame check sequence at the end of each packet
  std::uint32_t number = 0;         ///< position among all interfaces of the capture, over all sections
  bool has_block = false;           ///< it was described, as in pcapng, with a name or without one
  std::string name, description, filter, hardware, system;
};

/// One packet. Views hold until the next call of CaptureReader::next().
struct Frame {
  ByteView bytes;            ///< what was captured
  std::uint32_t length = 0;  ///< on the wire
  std::int64_t time = 0;     ///< nanoseconds since 1970, UTC
  bool has_time = true;
  std::uint16_t link = link_type::ethernet;
  std::uint64_t number = 0;  ///< 1-based
  const Interface* interface = nullptr;
  std::string_view comment;  ///< the first opt_comment
  std::uint32_t flags = 0;   ///< epb_flags: bits 0-1 direction
};

enum class CaptureFormat : std::uint8_t { pcap, pcap_nanoseconds, pcapng };

/// Reads records one after the other. The first bytes decide the format: Fault::data "not a capture file" if none fits.
/// Damage later in the file ends the stream; damage() then says what was wrong, and all whole packets were delivered.
class CaptureReader {
 public:
  explicit CaptureReader(io::Source& source);
  ~CaptureReader();
  CaptureReader(const CaptureReader&) = delete;
  CaptureReader& operator=(const CaptureReader&) = delete;

  [[nodiscard]] bool next(Frame& frame);
  /// Skims the whole rest and gives the number of packets in it.
  [[nodiscard]] std::uint64_t count();
  [[nodiscard]] CaptureFormat format() const noexcept;
  [[nodiscard]] std::uint32_t snap_length() const noexcept;  ///< of a pcap header
  /// Interfaces seen so far; pcapng may bring more at any time.
  [[nodiscard]] const std::deque<Interface>& interfaces() const noexcept;
  [[nodiscard]] const std::string& damage() const noexcept;
  [[nodiscard]] std::uint64_t frames_read() const noexcept;
  /// True if next() may wait for a pipe: show what there is first.
  [[nodiscard]] bool would_block() const;
  /// Called with the body of every decryption secrets block (type word, length word, data), already in this machine's
  /// byte order; empty by default.
  void on_secrets(std::function<void(std::uint32_t kind, ByteView secrets)> callback);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct WriteOptions {
  CaptureFormat format = CaptureFormat::pcap;
  std::uint32_t snap_length = 262144;
  std::string comment;  ///< of the section; pcapng only
};

/// Writes packets. A pcap has one link type: the first packet's; another one is Fault::data with a hint to pcapng.
class CaptureWriter {
 public:
  CaptureWriter(io::Sink& sink, WriteOptions options);
  ~CaptureWriter();
  CaptureWriter(const CaptureWriter&) = delete;
  CaptureWriter& operator=(const CaptureWriter&) = delete;
  void write(const Frame& frame);
  void secrets(std::uint32_t kind, ByteView secrets);  ///< pcapng only
  /// The header, where no packet was written; does not commit the sink.
  void finish(std::uint16_t link_if_empty = link_type::ethernet);
  [[nodiscard]] std::uint64_t bytes_written() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pytk::packet
