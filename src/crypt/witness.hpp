// Knows a stream again. The first pass over an input leaves a short tag for each piece of it, under a key that lives
// as long as the process; the second pass asks for each piece whether it is still the same, before it is used.
//   Witness witness(size);  witness.record(piece)...;  if (!witness.confirm(piece)) ...
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <pytk/core/bytes.hpp>

#include "evp.hpp"

namespace pytk::crypt {

/// GMAC over each piece (NIST SP 800-38D), several times faster than a digest. Up to 2^32 bytes every piece has a tag
/// of its own; of longer streams several pieces share one, so that the tags stay within some megabytes.
class Witness {
 public:
  /// `size` is that of the stream, at least roughly.
  explicit Witness(std::uint64_t size);
  /// First pass: the pieces in order.
  void record(ByteView piece);
  /// Second pass, in the same pieces: false when this one, or one that shares its tag, is not what was recorded.
  [[nodiscard]] bool confirm(ByteView piece);
  /// After the last piece of either pass; false when there were fewer pieces than recorded, or the last ones differ.
  [[nodiscard]] bool finish();

 private:
  using Tag = std::array<std::uint8_t, 16>;
  void start(std::uint64_t index);
  void add(ByteView piece);
  [[nodiscard]] Tag end();
  Cipher cipher_;
  CipherContext context_;
  std::uint64_t pieces_a_tag_;
  std::uint64_t pieces_ = 0;
  std::size_t confirmed_ = 0;
  bool recording_ = true;
  std::vector<Tag> tags_;
};

}  // namespace pytk::crypt
