// Digests and MACs over libcrypto, which is loaded on first use.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <pytk/core/bytes.hpp>

namespace pytk {

/// A running digest: Digest("sha256").update(bytes).finish().
class Digest {
 public:
  /// OpenSSL's names in any case: md5, sha1, sha256, sha512, sha3-256, blake2b512 ... Throws Fault::usage if unknown.
  explicit Digest(std::string_view algorithm);
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;
  Digest& update(ByteView bytes);
  [[nodiscard]] Bytes finish();  ///< and ready for the next message
  [[nodiscard]] std::size_t size() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};
[[nodiscard]] Bytes digest(std::string_view algorithm, ByteView bytes);
[[nodiscard]] Bytes hmac(std::string_view algorithm, ByteView key, ByteView bytes);
/// CRC-32 of IEEE 802.3 (zlib's), continued from `start`.
[[nodiscard]] std::uint32_t crc32(ByteView bytes, std::uint32_t start = 0) noexcept;

}  // namespace pytk
