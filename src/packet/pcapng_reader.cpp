// The pcapng half of the reader (draft-ietf-opsawg-pcapng): sections of either byte order, any number of interfaces.
#include <algorithm>
#include <limits>

#include "packet/capture_state.hpp"

namespace pytk::packet {
namespace {

constexpr std::uint32_t block_section = 0x0a0d0d0a, block_interface = 1, block_packet = 2, block_simple = 3,
                        block_enhanced = 6, block_secrets = 10;
constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;
constexpr std::uint32_t longest_block = 160U << 20U;
constexpr std::uint16_t option_end = 0, option_comment = 1, option_epb_flags = 2;

std::uint64_t power_of_ten(unsigned exponent) {
  std::uint64_t power = 1;
  while (exponent-- > 0 && power < 1'000'000'000'000'000'000ULL) power *= 10;
  return power;
}

/// Ticks since 1970 to nanoseconds; what does not fit 64 bits is clamped.
std::int64_t nanoseconds_of(std::uint64_t ticks, std::uint8_t resolution, std::int64_t offset_seconds) {
  using Wide = __int128;
  Wide nanoseconds;
  const unsigned exponent = resolution & 0x7fU;
  if ((resolution & 0x80U) != 0) {
    if (exponent >= 64) {
      nanoseconds = exponent >= 127 ? 0 : (static_cast<Wide>(ticks) * 1'000'000'000) >> exponent;
    } else {
      const std::uint64_t whole = exponent == 0 ? ticks : ticks >> exponent;
      const std::uint64_t part = exponent == 0 ? 0 : ticks & ((1ULL << exponent) - 1);
      nanoseconds = static_cast<Wide>(whole) * 1'000'000'000 + ((static_cast<Wide>(part) * 1'000'000'000) >> exponent);
    }
  } else if (exponent <= 9) {
    nanoseconds = static_cast<Wide>(ticks) * static_cast<Wide>(power_of_ten(9 - exponent));
  } else {
    nanoseconds = static_cast<Wide>(ticks / power_of_ten(exponent - 9));
  }
  nanoseconds += static_cast<Wide>(offset_seconds) * 1'000'000'000;
  constexpr Wide high = std::numeric_limits<std::int64_t>::max(), low = std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(std::clamp(nanoseconds, low, high));
}

std::size_t padded(std::size_t size) { return (size + 3) & ~static_cast<std::size_t>(3); }

/// Walks the options of a block: visit(code, value) for each, until the end mark or damage.
template <class Visit>
void each_option(bool swapped, ByteView options, Visit&& visit) {
  while (options.size() >= 4) {
    auto code = load_le<std::uint16_t>(options), size = load_le<std::uint16_t>(options.subspan(2));
    if (swapped) {
      code = __builtin_bswap16(code);
      size = __builtin_bswap16(size);
    }
    if (code == option_end || options.size() - 4 < size) return;
    visit(code, options.subspan(4, size));
    options = options.subspan(std::min(options.size(), 4 + padded(size)));
  }
}

std::string text_option(ByteView value) {
  std::string_view text = text_of(value);
  while (!text.empty() && text.back() == '\0') text.remove_suffix(1);
  return std::string(text);
}

}  // namespace

bool CaptureReader::State::start_section() {
  // The length word cannot be read before the byte order is known.
  if (!window.need(28)) {
    stop("the section header is cut short");
    return false;
  }
  const auto magic = load_le<std::uint32_t>(window.view(12).subspan(8));
  if (magic != byte_order_magic && __builtin_bswap32(magic) != byte_order_magic) {
    const std::string reason =
        fmt::format("the section header has no byte-order mark ({})", to_hex(window.view(12).subspan(8)));
    if (!in_section) throw fail(Fault::data, "not a capture file: {}", reason).at_offset(source_name, 8);
    stop(reason);
    return false;
  }
  swapped = magic != byte_order_magic;
  if (const std::uint16_t major = u16(window.data() + 12); major != 1) {
    if (!in_section)
      throw fail(Fault::data, "pcapng version {}.{} is not known", major, u16(window.data() + 14))
          .at_offset(source_name, 12);
    stop(fmt::format("a section of pcapng version {} begins", major));
    return false;
  }
  in_section = true;
  section_first = interfaces.size();
  return true;
}

void CaptureReader::State::add_interface(ByteView body) {
  if (body.size() < 8) return stop("an interface description is cut short");
  Interface one;
  one.has_block = true;
  one.link = u16(body.data());
  one.snap_length = u32(body.data() + 4);
  one.number = static_cast<std::uint32_t>(interfaces.size());
  each_option(swapped, body.subspan(8), [&](std::uint16_t code, ByteView value) {
    switch (code) {
      case 2: one.name = text_option(value); break;
      case 3: one.description = text_option(value); break;
      case 9:
        if (!value.empty()) one.resolution = value[0];
        break;
      case 11:
        if (value.size() > 1) one.filter = text_option(value.subspan(1));
        break;
      case 12: one.system = text_option(value); break;
      case 13:
        if (!value.empty()) one.fcs_length = value[0];
        break;
      case 14:
        if (value.size() == 8) {
          auto seconds = load_le<std::uint64_t>(value);
          if (swapped) seconds = __builtin_bswap64(seconds);
          one.offset_seconds = static_cast<std::int64_t>(seconds);
        }
        break;
      case 15: one.hardware = text_option(value); break;
      default: break;
    }
  });
  interfaces.push_back(std::move(one));
}

bool CaptureReader::State::deliver(ByteView data, const Interface& interface, std::uint64_t ticks, ByteView options,
                                   Frame& frame) {
  frame.bytes = data;
  frame.time = nanoseconds_of(ticks, interface.resolution, interface.offset_seconds);
  frame.has_time = true;
  frame.link = interface.link;
  frame.interface = &interface;
  frame.comment = {};
  frame.flags = 0;
  if (!options.empty()) {
    each_option(swapped, options, [&](std::uint16_t code, ByteView value) {
      if (code == option_comment && frame.comment.empty())
        frame.comment = text_of(value);
      else if (code == option_epb_flags && value.size() == 4)
        frame.flags = u32(value.data());
    });
  }
  frame.number = ++frames;
  return true;
}

bool CaptureReader::State::enhanced(ByteView body, Frame& frame) {
  if (body.size() < 20) return stop("an enhanced packet block is cut short"), false;
  const std::size_t id = u32(body.data());
  if (id >= interfaces.size() - section_first)
    return stop(fmt::format("a packet names interface {}, which is not described", id)), false;
  const std::size_t captured = u32(body.data() + 12);
  if (captured > body.size() - 20) return stop("a packet is longer than its block"), false;
  frame.length = u32(body.data() + 16);
  const std::uint64_t ticks = static_cast<std::uint64_t>(u32(body.data() + 4)) << 32U | u32(body.data() + 8);
  return deliver(body.subspan(20, captured), interfaces[section_first + id], ticks,
                 body.subspan(std::min(body.size(), 20 + padded(captured))), frame);
}

bool CaptureReader::State::obsolete(ByteView body, Frame& frame) {
  if (body.size() < 20) return stop("a packet block is cut short"), false;
  const std::size_t id = u16(body.data());
  if (id >= interfaces.size() - section_first)
    return stop(fmt::format("a packet names interface {}, which is not described", id)), false;
  const std::size_t captured = u32(body.data() + 12);
  if (captured > body.size() - 20) return stop("a packet is longer than its block"), false;
  frame.length = u32(body.data() + 16);
  const std::uint64_t ticks = static_cast<std::uint64_t>(u32(body.data() + 4)) << 32U | u32(body.data() + 8);
  return deliver(body.subspan(20, captured), interfaces[section_first + id], ticks,
                 body.subspan(std::min(body.size(), 20 + padded(captured))), frame);
}

bool CaptureReader::State::simple(ByteView body, Frame& frame) {
  if (body.size() < 4) return stop("a simple packet block is cut short"), false;
  if (interfaces.size() == section_first) return stop("a simple packet block stands before any interface"), false;
  const Interface& interface = interfaces[section_first];
  frame.length = u32(body.data());
  std::size_t captured = std::min<std::size_t>(frame.length, body.size() - 4);
  if (interface.snap_length != 0) captured = std::min<std::size_t>(captured, interface.snap_length);
  deliver(body.subspan(4, captured), interface, 0, {}, frame);
  frame.time = 0;
  frame.has_time = false;
  return true;
}

void CaptureReader::State::secrets_block(ByteView body) {
  if (!secrets || body.size() < 8) return;
  const std::size_t size = u32(body.data() + 4);
  if (size <= body.size() - 8) secrets(u32(body.data()), body.subspan(8, size));
}

bool CaptureReader::State::next_pcapng(Frame& frame) {
  while (!ended) {
    if (!window.need(12)) {
      if (window.left() > 0) stop(fmt::format("the block at offset {} is cut short", window.offset()));
      ended = true;
      return false;
    }
    const bool section = load_le<std::uint32_t>(window.view(4)) == block_section;
    if (section && !start_section()) return false;
    const std::uint32_t type = u32(window.data()), total = u32(window.data() + 4);
    if (total < (section ? 28U : 12U) || total % 4 != 0 || total > longest_block) {
      stop(fmt::format("the block at offset {} claims {} bytes", window.offset(), total));
      return false;
    }
    if (!window.need(total)) {
      stop(fmt::format("the block at offset {} is cut short: {} of {} bytes", window.offset(), window.left(), total));
      return false;
    }
    if (u32(window.data() + total - 4) != total) {
      stop(fmt::format("the block at offset {} has two different lengths", window.offset()));
      return false;
    }
    const ByteView body = window.view(total).subspan(8, total - 12);
    window.skip(total);
    switch (type) {
      case block_interface: add_interface(body); break;
      case block_enhanced: return enhanced(body, frame);
      case block_packet: return obsolete(body, frame);
      case block_simple: return simple(body, frame);
      case block_secrets: secrets_block(body); break;
      default: break;  // names, statistics, custom and unknown blocks carry no packet
    }
  }
  return false;
}

}  // namespace pytk::packet
