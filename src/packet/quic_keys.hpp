// What protects a QUIC Initial packet (RFC 9001 5): keys that anyone can derive from the connection id in it.
#pragma once

#include <array>
#include <cstdint>

#include <pytk/core/bytes.hpp>

namespace pytk::packet {

using Block = std::array<std::uint8_t, 16>;

/// AES with a key of 128 bits (FIPS 197), encryption only: counter mode and header protection need no more. It is not
/// hardened against timing; these keys are public.
class Aes128 {
 public:
  explicit Aes128(const Block& key) noexcept;
  [[nodiscard]] Block encrypt(Block block) const noexcept;

 private:
  std::array<Block, 11> rounds_;
};

struct InitialKeys {
  Block key, header;
  std::array<std::uint8_t, 12> iv;
};
/// Of one side's packets; `destination` is the connection id that the client's first packet names. Version 2 is
/// RFC 9369's.
[[nodiscard]] InitialKeys initial_keys(ByteView destination, bool version2, bool of_server);

/// AES-GCM (NIST SP 800-38D): the plain text, or false when the tag, the last 16 bytes of `sealed`, does not fit.
[[nodiscard]] bool gcm_open(const Block& key, const std::array<std::uint8_t, 12>& nonce, ByteView associated,
                            ByteView sealed, Bytes& plain);

}  // namespace pytk::packet
