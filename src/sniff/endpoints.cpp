#include "sniff/endpoints.hpp"

#include <algorithm>
#include <cstring>

namespace pytk::sniff {

std::size_t EndpointsHash::operator()(const Endpoints& key) const noexcept {
  std::uint64_t hash = std::uint64_t{key.low_port} << 16U | key.high_port;
  for (std::size_t i = 0; i < key.addresses.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, key.addresses.data() + i, 8);
    hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
    hash ^= hash >> 32U;
  }
  return static_cast<std::size_t>(hash);
}

std::optional<unsigned> read_endpoints(const packet::Layers& layers, std::uint32_t index, Endpoints& ends) {
  if (index == 0 || !layers.at[index - 1].proto->is_address_layer) return std::nullopt;
  const packet::Look look = layers.look(index), address = layers.look(index - 1);
  const bool v6 = layers.at[index - 1].proto->fields.minimum == 40;
  if (look.size() < 4 || address.size() < (v6 ? 40U : 20U)) return std::nullopt;
  const ByteView pair = v6 ? address.bytes.subspan(8, 32) : address.bytes.subspan(12, 8);
  const ByteView from = pair.first(pair.size() / 2), to = pair.subspan(pair.size() / 2);
  const std::uint16_t source = look.u16(0), destination = look.u16(2);
  const int order = std::memcmp(from.data(), to.data(), from.size());
  const bool is_low = order < 0 || (order == 0 && source < destination);
  const ByteView low = is_low ? from : to, high = is_low ? to : from;
  std::copy(low.begin(), low.end(), ends.addresses.begin());
  std::copy(high.begin(), high.end(), ends.addresses.begin() + 16);
  ends.low_port = is_low ? source : destination;
  ends.high_port = is_low ? destination : source;
  return is_low ? 0 : 1;
}

}  // namespace pytk::sniff
