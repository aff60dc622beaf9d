// The pcap half of the reader (draft-ietf-opsawg-pcap), and the choice between the formats.
#include <algorithm>

#include "packet/capture_state.hpp"

namespace pytk::packet {

std::uint32_t capture_limit(std::uint16_t link) noexcept {
  switch (link) {
    case 189:
    case 220:
    case 249:
    case 266:                                // USB
    case 231: return most_captured_special;  // D-Bus
    case 279: return 8U << 20U;              // EBHSCR
    default: return most_captured;
  }
}

std::uint32_t CaptureReader::State::u32(const std::uint8_t* at) const noexcept {
  std::uint32_t value;
  std::memcpy(&value, at, 4);
  return swapped ? __builtin_bswap32(value) : value;
}
std::uint16_t CaptureReader::State::u16(const std::uint8_t* at) const noexcept {
  std::uint16_t value;
  std::memcpy(&value, at, 2);
  return swapped ? __builtin_bswap16(value) : value;
}

namespace {
constexpr std::uint32_t magic_micro = 0xa1b2c3d4, magic_nano = 0xa1b23c4d, magic_kuznetzov = 0xa1b2cd34,
                        magic_ng = 0x0a0d0d0a;
}

void CaptureReader::State::open() {
  if (!window.need(4)) {
    throw fail(Fault::data, "not a capture file: {}", window.left() == 0 ? "it is empty" : "it is shorter than 4 bytes")
        .at_offset(source_name, 0);
  }
  const auto magic = load_le<std::uint32_t>(window.view(4));
  if (magic == magic_ng) {
    kind = CaptureFormat::pcapng;
    return;
  }
  open_pcap(magic);
}

void CaptureReader::State::open_pcap(std::uint32_t magic) {
  const std::uint32_t reversed = __builtin_bswap32(magic);
  for (const std::uint32_t known : {magic_micro, magic_nano, magic_kuznetzov}) {
    if (magic != known && reversed != known) continue;
    swapped = magic != known;
    nanoseconds = known == magic_nano;
    if (known == magic_kuznetzov) record_header = 24;
    kind = nanoseconds ? CaptureFormat::pcap_nanoseconds : CaptureFormat::pcap;
    if (!window.need(24))
      throw fail(Fault::data, "the pcap header is cut short: {} of 24 bytes", window.left()).at_offset(source_name, 0);
    const std::uint8_t* header = window.data();
    const std::uint16_t major = u16(header + 4), minor = u16(header + 6);
    if (major != 2)
      throw fail(Fault::data, "pcap version {}.{} is not known (only 2.x)", major, minor).at_offset(source_name, 4);
    // Before 2.3 the two lengths stood the other way round; some writers of 2.3 kept that.
    if (minor < 3)
      lengths = Lengths::swapped;
    else if (minor == 3)
      lengths = Lengths::maybe_swapped;
    zone = static_cast<std::int32_t>(u32(header + 8));
    snap = u32(header + 16);
    const std::uint32_t word = u32(header + 20);
    Interface one;
    one.link = static_cast<std::uint16_t>(word & 0xffffU);
    one.snap_length = snap;
    one.resolution = nanoseconds ? 9 : 6;
    if ((word & 0x04000000U) != 0) one.fcs_length = static_cast<std::uint8_t>((word >> 28U) * 2);
    interfaces.push_back(one);
    window.skip(24);
    choose_record_header();
    return;
  }
  throw fail(Fault::data, "not a capture file: it begins with {}", to_hex(window.view(4)))
      .at_offset(source_name, 0)
      .hint("pcap and pcapng are read, also inside gzip, zstd, xz or bzip2");
}

bool CaptureReader::State::records_fit(std::uint32_t size, int least) const noexcept {
  ByteView rest = window.view(window.left());
  const std::uint32_t limit = capture_limit(interfaces.front().link);
  int count = 0;
  for (; count < 4 && !rest.empty(); ++count) {
    if (rest.size() < size) return false;
    const std::uint32_t fraction = u32(rest.data() + 4), captured = u32(rest.data() + 8);
    const bool possible = fraction < 1'000'000 && captured <= limit && captured <= u32(rest.data() + 12) &&
                          size + std::size_t{captured} <= rest.size();
    if (!possible) return false;
    rest = rest.subspan(size + captured);
  }
  return count >= least;
}

/// Some systems of the nineties, and Nokia's, put more into record headers without another magic number. Where records
/// do not follow each other as they should but do so with longer headers, those are meant. Two at least, as one with a
/// longer header looks like a usual one before a cut; and in files only, as a pipe may end here.
void CaptureReader::State::choose_record_header() {
  if (lengths != Lengths::ordered || nanoseconds || records_fit(record_header, 0)) return;
  for (const std::uint32_t size : {24U, 28U, 20U}) {
    if (size <= record_header || !records_fit(size, 2)) continue;
    record_header = size;
    return;
  }
}

bool CaptureReader::State::next_pcap(Frame& frame) {
  if (!window.need(record_header)) {
    if (window.left() > 0) stop(fmt::format("the record header at offset {} is cut short", window.offset()));
    ended = true;
    return false;
  }
  const std::uint8_t* header = window.data();
  std::uint32_t captured = u32(header + 8), original = u32(header + 12);
  if (lengths == Lengths::swapped || (lengths == Lengths::maybe_swapped && captured > original))
    std::swap(captured, original);
  const Interface& interface = interfaces.front();
  if (captured > capture_limit(interface.link)) {
    stop(fmt::format("the record at offset {} claims {} bytes", window.offset(), captured));
    return false;
  }
  if (!window.need(record_header + static_cast<std::size_t>(captured))) {
    stop(fmt::format("the record at offset {} is cut short: {} of {} bytes", window.offset(),
                     window.left() - record_header, captured));
    return false;
  }
  header = window.data();  // need() may have moved the buffer
  const std::uint64_t fraction = u32(header + 4);
  // Unsigned seconds last until 2106.
  frame.time = static_cast<std::int64_t>(u32(header)) * 1'000'000'000 +
               static_cast<std::int64_t>(fraction * (nanoseconds ? 1 : 1000));
  frame.has_time = true;
  frame.bytes = {header + record_header, captured};
  frame.length = original;
  frame.link = interface.link;
  frame.interface = &interface;
  frame.comment = {};
  frame.flags = 0;
  frame.number = ++frames;
  window.skip(record_header + static_cast<std::size_t>(captured));
  return true;
}

/// Counts the records that lie whole in the window by their lengths alone.
void CaptureReader::State::skim_pcap() {
  if (lengths != Lengths::ordered) return;
  const std::uint32_t limit = capture_limit(interfaces.front().link);
  while (window.left() >= record_header) {
    const std::uint32_t captured = u32(window.data() + 8);
    const std::size_t size = record_header + static_cast<std::size_t>(captured);
    if (captured > limit || window.left() < size) return;
    window.skip(size);
    ++frames;
  }
}

CaptureReader::CaptureReader(io::Source& source) : state_(std::make_unique<State>(source)) { state_->open(); }
CaptureReader::~CaptureReader() = default;

bool CaptureReader::next(Frame& frame) {
  State& state = *state_;
  if (state.ended) return false;
  return state.kind == CaptureFormat::pcapng ? state.next_pcapng(frame) : state.next_pcap(frame);
}

std::uint64_t CaptureReader::count() {
  State& state = *state_;
  Frame frame;
  const std::uint64_t before = state.frames;
  if (state.kind != CaptureFormat::pcapng) {
    do state.skim_pcap();
    while (!state.ended && state.next_pcap(frame));
  } else {
    while (!state.ended && state.next_pcapng(frame)) {
    }
  }
  return state.frames - before;
}

CaptureFormat CaptureReader::format() const noexcept { return state_->kind; }
std::uint32_t CaptureReader::snap_length() const noexcept { return state_->snap; }
const std::deque<Interface>& CaptureReader::interfaces() const noexcept { return state_->interfaces; }
const std::string& CaptureReader::damage() const noexcept { return state_->damage; }
std::uint64_t CaptureReader::frames_read() const noexcept { return state_->frames; }
bool CaptureReader::would_block() const { return state_->window.would_block(); }
void CaptureReader::on_secrets(std::function<void(std::uint32_t, ByteView)> callback) {
  state_->secrets = std::move(callback);
}

}  // namespace pytk::packet
