// The two ends of a conversation, in an order that both directions share.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include <pytk/packet/dissect.hpp>

namespace pytk::sniff {

struct Endpoints {
  std::array<std::uint8_t, 32> addresses = {};
  std::uint16_t low_port = 0, high_port = 0;
  bool operator==(const Endpoints&) const = default;
};
struct EndpointsHash {
  std::size_t operator()(const Endpoints& key) const noexcept;
};
/// Of the layer at `index` with its ports, right above IP. Gives the side that sends, 0 or 1; nothing if there are no
/// addresses.
std::optional<unsigned> read_endpoints(const packet::Layers& layers, std::uint32_t index, Endpoints& ends);

}  // namespace pytk::sniff
