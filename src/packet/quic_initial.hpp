// The ClientHello inside a QUIC Initial packet (RFC 9000 17.2.2, RFC 9001 5).
#pragma once

#include <pytk/core/bytes.hpp>

namespace pytk::packet {

/// Opens the first packet of a datagram if it is a client's Initial, and gives the hello as one TLS record would hold
/// it. False for other packets, for a server's (their keys follow from the client's first packet, which is not at
/// hand), and where the hello goes on in the next packet.
[[nodiscard]] bool quic_client_hello(ByteView datagram, Bytes& record);

}  // namespace pytk::packet
