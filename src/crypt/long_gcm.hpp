// AES-GCM for nonces longer than libcrypto takes (over 128 bytes): NIST SP 800-38D with GHASH bit by bit. Slow, but
// such nonces come from test suites and odd protocols only.
#pragma once

#include <array>
#include <cstdint>

#include <pytk/core/bytes.hpp>
#include <pytk/core/secret.hpp>

#include "evp.hpp"

namespace pytk::crypt {

class LongGcm {
 public:
  using Block = std::array<std::uint8_t, 16>;
  LongGcm(const Secret& key, ByteView nonce, ByteView aad);
  /// Encrypts or decrypts (the same in counter mode); `out` has room for `in`.
  void run(ByteView in, std::uint8_t* out) const;
  [[nodiscard]] Block tag(ByteView ciphertext) const;

 private:
  [[nodiscard]] Block encrypt(const Block& block) const;
  void absorb(Block& sum, ByteView bytes) const;
  void multiply(Block& x) const;
  Cipher cipher_;
  CipherContext context_;
  Block hash_key_{}, first_counter_{};
  Bytes aad_;
};

}  // namespace pytk::crypt
