// The hellos of a QUIC connection (RFC 9000 17.2.2, RFC 9001 5), over as many packets as they take: the keys of both
// sides' first packets follow from the connection id that the client chose.
//   QuicHello hello;  if (hello.see(datagram, side, record)) ...
#pragma once

#include <array>
#include <utility>
#include <vector>

#include <pytk/core/bytes.hpp>

namespace pytk::packet {

class QuicHello {
 public:
  /// A datagram from side 0 or 1. True when it completes a hello: as one TLS record would hold it.
  bool see(ByteView datagram, unsigned side, Bytes& record);
  /// Bytes of hellos that are not whole.
  [[nodiscard]] std::size_t size() const noexcept { return sides_[0].bytes.size() + sides_[1].bytes.size(); }

 private:
  struct Side {
    Bytes bytes = {};  ///< of the handshake, with holes
    std::vector<std::pair<std::size_t, std::size_t>> pieces = {};
    bool is_done = false;
  };
  bool take(ByteView frames, unsigned side, Bytes& record);

  std::array<Side, 2> sides_ = {};
  Bytes destination_ = {};  ///< the first one that the client named; empty: no packet of a client's was opened
  unsigned client_ = 0;
};

}  // namespace pytk::packet
