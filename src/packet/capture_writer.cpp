// Writing pcap (as libpcap writes it, byte for byte) and pcapng.
#include <algorithm>
#include <vector>

#include <pytk/packet/capture.hpp>

namespace pytk::packet {

struct CaptureWriter::State {
  State(io::Sink& out, WriteOptions wanted) : sink(out), options(std::move(wanted)) {}
  io::Sink& sink;
  WriteOptions options;
  bool header_written = false;
  std::uint16_t link = 0;
  std::vector<Interface> interfaces;  // pcapng: as written
  const Interface* last_interface = nullptr;
  std::uint32_t last_id = 0;
  std::uint64_t written = 0;
  Bytes block;

  void put(ByteView bytes) {
    sink.write(bytes);
    written += bytes.size();
  }
  void word(std::uint32_t value) { raw(&value, 4); }
  void half(std::uint16_t value) { raw(&value, 2); }
  void raw(const void* from, std::size_t size) {
    const auto* first = static_cast<const std::uint8_t*>(from);
    block.insert(block.end(), first, first + size);
  }
  void pad() { block.resize((block.size() + 3) & ~static_cast<std::size_t>(3)); }
  void option(std::uint16_t code, ByteView value) {
    if (value.size() > 0xffff) value = value.first(0xffff);
    half(code);
    half(static_cast<std::uint16_t>(value.size()));
    raw(value.data(), value.size());
    pad();
  }
  void begin(std::uint32_t type) {
    block.clear();
    word(type);
    word(0);
  }
  void end() {
    pad();
    const auto total = static_cast<std::uint32_t>(block.size() + 4);
    word(total);
    std::memcpy(block.data() + 4, &total, 4);
    put(block);
  }
  void pcap_header();
  void section();
  std::uint32_t interface_id(const Frame& frame);
  void write_pcap(const Frame& frame);
  void write_pcapng(const Frame& frame);
};

void CaptureWriter::State::pcap_header() {
  block.clear();
  word(options.format == CaptureFormat::pcap_nanoseconds ? 0xa1b23c4dU : 0xa1b2c3d4U);
  half(2);
  half(4);
  word(0);
  word(0);
  word(options.snap_length);
  word(link);
  put(block);
  header_written = true;
}

void CaptureWriter::State::section() {
  begin(0x0a0d0d0a);
  word(0x1a2b3c4d);
  half(1);
  half(0);
  word(0xffffffffU);  // the section's length is not known beforehand
  word(0xffffffffU);
  if (!options.comment.empty()) {
    option(1, bytes_of(options.comment));
    word(0);
  }
  end();
  header_written = true;
}

std::uint32_t CaptureWriter::State::interface_id(const Frame& frame) {
  if (frame.interface != nullptr && frame.interface == last_interface) return last_id;
  Interface wanted = frame.interface != nullptr ? *frame.interface : Interface {};
  wanted.link = frame.link;
  for (std::uint32_t id = 0; id < interfaces.size(); ++id) {
    const Interface& known = interfaces[id];
    const bool same = known.number == wanted.number && known.link == wanted.link && known.name == wanted.name &&
                      known.description == wanted.description && known.snap_length == wanted.snap_length;
    if (same) {
      last_interface = frame.interface;
      return last_id = id;
    }
  }
  begin(1);
  half(wanted.link);
  half(0);
  word(wanted.snap_length);
  if (!wanted.name.empty()) option(2, bytes_of(wanted.name));
  if (!wanted.description.empty()) option(3, bytes_of(wanted.description));
  const std::uint8_t resolution = 9;  // every time is written in nanoseconds: none is lost
  option(9, {&resolution, 1});
  if (!wanted.filter.empty()) option(11, bytes_of(std::string(1, '\0') + wanted.filter));
  if (!wanted.system.empty()) option(12, bytes_of(wanted.system));
  if (wanted.fcs_length != 0) option(13, {&wanted.fcs_length, 1});
  if (!wanted.hardware.empty()) option(15, bytes_of(wanted.hardware));
  word(0);
  end();
  interfaces.push_back(std::move(wanted));
  last_interface = frame.interface;
  return last_id = static_cast<std::uint32_t>(interfaces.size() - 1);
}

void CaptureWriter::State::write_pcap(const Frame& frame) {
  if (!header_written) {
    link = frame.link;
    pcap_header();
  } else if (frame.link != link) {
    throw fail(Fault::data, "packet {} has link type {}, the file's is {}", frame.number, frame.link, link)
        .hint("a pcap holds one link type; write pcapng: give the output a name that ends in .pcapng");
  }
  std::uint32_t header[4];
  // Times before 1970 do not exist in pcap; they become 0.
  const std::int64_t time = std::max<std::int64_t>(frame.time, 0);
  const std::int64_t fraction = time % 1'000'000'000;
  header[0] = static_cast<std::uint32_t>(time / 1'000'000'000);
  header[1] =
      static_cast<std::uint32_t>(options.format == CaptureFormat::pcap_nanoseconds ? fraction : fraction / 1000);
  header[2] = static_cast<std::uint32_t>(frame.bytes.size());
  header[3] = frame.length;
  put({reinterpret_cast<const std::uint8_t*>(header), sizeof header});
  put(frame.bytes);
}

void CaptureWriter::State::write_pcapng(const Frame& frame) {
  if (!header_written) section();
  const std::uint32_t id = interface_id(frame);
  const auto ticks = static_cast<std::uint64_t>(std::max<std::int64_t>(frame.time, 0));
  begin(6);
  word(id);
  word(static_cast<std::uint32_t>(ticks >> 32U));
  word(static_cast<std::uint32_t>(ticks));
  word(static_cast<std::uint32_t>(frame.bytes.size()));
  word(frame.length);
  raw(frame.bytes.data(), frame.bytes.size());
  pad();
  if (!frame.comment.empty() || frame.flags != 0) {
    if (!frame.comment.empty()) option(1, bytes_of(frame.comment));
    if (frame.flags != 0) option(2, {reinterpret_cast<const std::uint8_t*>(&frame.flags), 4});
    word(0);
  }
  end();
}

CaptureWriter::CaptureWriter(io::Sink& sink, WriteOptions options)
    : state_(std::make_unique<State>(sink, std::move(options))) {}
CaptureWriter::~CaptureWriter() = default;

void CaptureWriter::write(const Frame& frame) {
  if (state_->options.format == CaptureFormat::pcapng)
    state_->write_pcapng(frame);
  else
    state_->write_pcap(frame);
}

void CaptureWriter::secrets(std::uint32_t kind, ByteView secrets) {
  State& state = *state_;
  if (state.options.format != CaptureFormat::pcapng) return;
  if (!state.header_written) state.section();
  state.begin(10);
  state.word(kind);
  state.word(static_cast<std::uint32_t>(secrets.size()));
  state.raw(secrets.data(), secrets.size());
  state.end();
}

void CaptureWriter::finish(std::uint16_t link_if_empty) {
  State& state = *state_;
  if (state.header_written) return;
  if (state.options.format == CaptureFormat::pcapng) {
    state.section();
    return;
  }
  state.link = link_if_empty;
  state.pcap_header();
}

std::uint64_t CaptureWriter::bytes_written() const noexcept { return state_->written; }

}  // namespace pytk::packet
