#include "sniff/fragments.hpp"

#include <algorithm>

namespace pytk::sniff {
namespace {

/// A longer datagram cannot be (RFC 791): pieces that reach beyond are a trick.
constexpr std::uint32_t longest = 65535;

/// Copies what is not there yet and joins it to the pieces around: who came first wins.
void insert(Bytes& bytes, std::uint32_t begin, ByteView piece) {
  std::copy(piece.begin(), piece.end(), bytes.begin() + begin);
}

}  // namespace

bool Fragments::put(Datagram& datagram, std::uint32_t at, ByteView piece, bool more) {
  const auto end = static_cast<std::uint32_t>(at + piece.size());
  if (end > longest || piece.empty()) return false;
  if (!more && datagram.total == 0) datagram.total = end;
  if (datagram.bytes.size() < end) {
    bytes_ += end - datagram.bytes.size();
    datagram.bytes.resize(end);
  }
  std::uint32_t from = at;
  std::vector<Piece> joined;
  Piece whole{at, end};
  for (const Piece& one : datagram.pieces) {
    if (one.end < at || one.begin > end) {
      joined.push_back(one);
      continue;
    }
    if (one.begin > from) insert(datagram.bytes, from, piece.subspan(from - at, std::min(one.begin, end) - from));
    from = std::max(from, one.end);
    whole = {std::min(whole.begin, one.begin), std::max(whole.end, one.end)};
  }
  if (from < end) insert(datagram.bytes, from, piece.subspan(from - at));
  const auto place =
      std::find_if(joined.begin(), joined.end(), [&](const Piece& one) { return one.begin > whole.end; });
  joined.insert(place, whole);
  datagram.pieces = std::move(joined);
  const Piece& first = datagram.pieces.front();
  return datagram.total != 0 && first.begin == 0 && first.end >= datagram.total;
}

void Fragments::forget_some() {
  while (!order_.empty() &&
         (datagrams_.size() > most_datagrams || bytes_ > most_bytes || order_.size() > 4 * most_datagrams)) {
    const auto found = datagrams_.find(order_.front().second);
    if (found != datagrams_.end() && found->second.turn == order_.front().first) {
      bytes_ -= found->second.bytes.size();
      datagrams_.erase(found);
    }
    order_.pop_front();
  }
}

bool Fragments::add(const packet::Layers& layers, Bytes& payload, const packet::Proto*& next) {
  const std::uint32_t index = layers.fragment - 1;
  const packet::Layer& layer = layers.at[index];
  const packet::Look look = layers.look(index);
  if (look.size() < look.reach) return false;  // cut by the snap length
  Key key;
  std::uint32_t at = 0;
  bool more = false;
  if (layer.proto->is_address_layer) {
    const ByteView addresses = look.bytes.subspan(12, 8);
    std::copy(addresses.begin(), addresses.end(), key.addresses.begin());
    key.id = look.u16(4);
    key.protocol = look.u8(9);
    at = (look.u16(6) & 0x1fffU) * 8;
    more = (look.u8(6) & 0x20U) != 0;
  } else {
    std::uint32_t below = index;
    while (below > 0 && !layers.at[below].proto->is_address_layer) --below;
    const packet::Look address_look = layers.look(below);
    if (!layers.at[below].proto->is_address_layer || address_look.size() < 40) return false;
    const ByteView addresses = address_look.bytes.subspan(8, 32);
    std::copy(addresses.begin(), addresses.end(), key.addresses.begin());
    key.id = look.u32(4);
    key.protocol = 0x100U;
    at = look.u16(2) & 0xfff8U;
    more = (look.u8(3) & 1U) != 0;
  }
  next = packet::payload_of(packet::Space::ip_protocol, layer.proto->is_address_layer ? look.u8(9) : look.u8(0));
  auto [place, is_new] = datagrams_.try_emplace(key);
  if (is_new) {
    place->second.turn = ++turns_;
    order_.emplace_back(turns_, key);
  }
  const ByteView piece = layers.packet.subspan(layer.offset + layer.header, layer.end - layer.offset - layer.header);
  const bool whole = put(place->second, at, piece, more);
  if (whole) {
    bytes_ -= place->second.bytes.size();
    payload = std::move(place->second.bytes);
    payload.resize(place->second.total);
    datagrams_.erase(place);
  }
  forget_some();
  return whole;
}

}  // namespace pytk::sniff
