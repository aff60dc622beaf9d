#include "sniff/quic_hellos.hpp"

namespace pytk::sniff {

bool QuicHellos::see(const packet::Layers& layers, std::uint32_t& layer, Bytes& record) {
  static const packet::Proto* const quic = packet::find_protocol("QUIC");
  std::uint32_t at = layers.count;
  while (at > 0 && layers.at[at - 1].proto != quic) --at;
  if (at < 2) return false;
  layer = at - 1;
  const packet::Look look = layers.look(layer);
  if ((look.u8(0) & 0xc0U) != 0xc0) return false;  // a short header
  Endpoints ends;
  const auto side = read_endpoints(layers, layer - 1, ends);
  if (!side) return false;
  if (young_.size() >= most_connections || bytes_ >= most_bytes) {
    old_ = std::move(young_);
    young_.clear();
    bytes_ = 0;
  }
  auto found = young_.find(ends);
  if (found == young_.end()) {
    const auto aged = old_.extract(ends);
    found = young_.emplace(ends, aged ? std::move(aged.mapped()) : packet::QuicHello()).first;
  }
  const std::size_t before = found->second.size();
  const bool whole = found->second.see(look.bytes, *side, record);
  if (const std::size_t after = found->second.size(); after > before) bytes_ += after - before;
  if (!whole) return false;
  // What one packet holds whole is read there.
  const packet::Field* type = quic->find("handshake_type");
  std::uint64_t number = 0;
  return !type->compute(look, number);
}

}  // namespace pytk::sniff
