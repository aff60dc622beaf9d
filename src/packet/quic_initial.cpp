#include "packet/quic_initial.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <pytk/packet/quic_hello.hpp>

#include "packet/quic_keys.hpp"

namespace pytk::packet {
namespace {

/// Reads forward and notes when the bytes end before what they promise.
struct Cursor {
  ByteView bytes;
  std::size_t at = 0;
  bool short_of = false;

  std::uint8_t byte() {
    if (at >= bytes.size()) return short_of = true, std::uint8_t{0};
    return bytes[at++];
  }
  ByteView take(std::uint64_t size) {
    if (size > bytes.size() - at) return short_of = true, ByteView();
    const ByteView part = bytes.subspan(at, static_cast<std::size_t>(size));
    at += part.size();
    return part;
  }
  /// RFC 9000 16: the first two bits say how many bytes.
  std::uint64_t number() {
    const std::uint8_t first = byte();
    std::uint64_t value = first & 0x3fU;
    for (unsigned left = (1U << (first >> 6U)) - 1; left > 0; --left) value = value << 8U | byte();
    return value;
  }
  [[nodiscard]] bool more() const { return !short_of && at < bytes.size(); }
};

constexpr std::uint32_t version1 = 1, version2 = 0x6b3343cf;
constexpr std::size_t most_hello = 16384, most_packet = 9216;  // a jumbo frame

/// Where the parts of an Initial packet lie.
struct Initial {
  std::uint8_t first = 0;
  bool version2 = false;
  ByteView destination, rest;  ///< from the packet number on
  std::size_t number_at = 0, end = 0;
};
bool read_initial(ByteView datagram, Initial& initial) {
  Cursor in{datagram};
  initial.first = in.byte();
  const ByteView version_bytes = in.take(4);
  if (in.short_of) return false;
  const auto version = load_be<std::uint32_t>(version_bytes);
  initial.version2 = version == version2;
  const unsigned initial_type = initial.version2 ? 1 : 0;
  if ((version != version1 && version != version2) || (initial.first & 0xc0U) != 0xc0 ||
      (initial.first >> 4U & 3U) != initial_type)
    return false;
  initial.destination = in.take(in.byte());
  (void)in.take(in.byte());    // source
  (void)in.take(in.number());  // token
  const std::uint64_t length = in.number();
  initial.number_at = in.at;
  initial.rest = in.take(length);
  initial.end = in.at;
  return !in.short_of && initial.destination.size() <= 20 && initial.rest.size() >= 4 + 16 + 1 &&
         initial.rest.size() <= most_packet;
}
/// The frames of the packet, its protection taken away.
bool open_initial(ByteView datagram, const Initial& initial, ByteView destination, bool of_server, Bytes& frames) {
  const InitialKeys keys = initial_keys(destination, initial.version2, of_server);
  Block sample;
  std::copy_n(initial.rest.begin() + 4, 16, sample.begin());
  const Block mask = Aes128(keys.header).encrypt(sample);
  Bytes header(datagram.begin(), datagram.begin() + static_cast<std::ptrdiff_t>(initial.number_at + 4));
  header[0] = static_cast<std::uint8_t>(initial.first ^ (mask[0] & 0x0fU));
  const std::size_t number_size = (header[0] & 3U) + 1U;
  header.resize(initial.number_at + number_size);
  std::array<std::uint8_t, 12> nonce = keys.iv;
  for (std::size_t i = 0; i < number_size; ++i) {
    std::uint8_t& byte = header[initial.number_at + i];
    byte = static_cast<std::uint8_t>(byte ^ mask[1 + i]);
    std::uint8_t& of_nonce = nonce[12 - number_size + i];
    of_nonce = static_cast<std::uint8_t>(of_nonce ^ byte);
  }
  return gcm_open(keys.key, nonce, header, initial.rest.subspan(number_size), frames);
}

using Pieces = std::vector<std::pair<std::size_t, std::size_t>>;

/// Puts the pieces of CRYPTO frames where they belong; they come in any order.
void gather(ByteView frames, Bytes& stream, Pieces& pieces) {
  constexpr std::size_t most_pieces = 256;
  Cursor in{frames};
  while (in.more() && pieces.size() < most_pieces) {
    const std::uint64_t type = in.number();
    if (type <= 1) continue;       // PADDING, PING
    if (type == 2 || type == 3) {  // ACK
      for (int i = 0; i < 2; ++i) (void)in.number();
      const std::uint64_t ranges = in.number();
      (void)in.number();
      for (std::uint64_t i = 0; i < ranges * 2 + (type == 3 ? 3 : 0) && in.more(); ++i) (void)in.number();
      continue;
    }
    if (type != 6) break;
    const std::uint64_t offset = in.number(), size = in.number();
    const ByteView data = in.take(size);
    if (in.short_of || offset > most_hello || offset + data.size() > most_hello) break;
    const auto from = static_cast<std::size_t>(offset);
    if (stream.size() < from + data.size()) stream.resize(from + data.size());
    std::copy(data.begin(), data.end(), stream.begin() + static_cast<std::ptrdiff_t>(from));
    pieces.emplace_back(from, from + data.size());
  }
}

/// The first message as a TLS record, if it is whole and of that type.
bool first_message(ByteView stream, Pieces& pieces, std::uint8_t type, Bytes& record) {
  std::sort(pieces.begin(), pieces.end());
  std::size_t whole = 0;
  for (const auto& piece : pieces)
    if (piece.first <= whole) whole = std::max(whole, piece.second);
  if (whole < 4 || stream[0] != type) return false;
  const std::size_t size = 4U + (std::size_t{stream[1]} << 16U | std::size_t{stream[2]} << 8U | stream[3]);
  if (size > whole) return false;
  record = {22, 3, 1, static_cast<std::uint8_t>(size >> 8U), static_cast<std::uint8_t>(size)};
  record.insert(record.end(), stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(size));
  return true;
}

}  // namespace

bool quic_client_hello(ByteView datagram, Bytes& record) {
  Initial initial;
  Bytes frames, stream;
  Pieces pieces;
  if (!read_initial(datagram, initial) || !open_initial(datagram, initial, initial.destination, false, frames))
    return false;
  gather(frames, stream, pieces);
  return first_message(stream, pieces, 1, record);
}

bool QuicHello::take(ByteView frames, unsigned side, Bytes& record) {
  Side& of = sides_[side];
  if (of.is_done) return false;
  gather(frames, of.bytes, of.pieces);
  if (!first_message(of.bytes, of.pieces, side == client_ ? 1 : 2, record)) return false;
  of = {};
  of.is_done = true;
  return true;
}

bool QuicHello::see(ByteView datagram, unsigned side, Bytes& record) {
  bool whole = false;
  Initial initial;
  // Packets of other kinds may follow in the datagram (RFC 9000 12.2).
  for (; read_initial(datagram, initial); datagram = datagram.subspan(initial.end)) {
    Bytes frames;
    const bool answers = !destination_.empty() && side != client_;
    bool opened = !destination_.empty() && open_initial(datagram, initial, destination_, answers, frames);
    if (!opened && !answers && open_initial(datagram, initial, initial.destination, false, frames)) {
      // The first packet, or another connection between the same ports, or one after a Retry.
      *this = {};
      destination_.assign(initial.destination.begin(), initial.destination.end());
      client_ = side;
      opened = true;
    }
    if (opened && take(frames, side, record)) whole = true;
  }
  return whole;
}

}  // namespace pytk::packet
