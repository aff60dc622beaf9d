// Which QUIC connections are beginning, and their hellos.
#pragma once

#include <unordered_map>

#include <pytk/packet/quic_hello.hpp>

#include "sniff/endpoints.hpp"

namespace pytk::sniff {

class QuicHellos {
 public:
  /// True when the packet completes a hello that it does not hold alone; `layer` is QUIC's.
  bool see(const packet::Layers& layers, std::uint32_t& layer, Bytes& record);

 private:
  /// With more connections, or bytes of hellos, than this the older half is forgotten.
  static constexpr std::size_t most_connections = 4096, most_bytes = std::size_t{4} << 20U;
  using Map = std::unordered_map<Endpoints, packet::QuicHello, EndpointsHash>;
  Map young_, old_;
  std::size_t bytes_ = 0;  ///< that came into the young ones
};

}  // namespace pytk::sniff
