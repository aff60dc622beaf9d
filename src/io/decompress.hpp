// gzip, zstd, xz and bzip2 as a stream: each member of a concatenation after the other, memory bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <pytk/core/bytes.hpp>
#include <pytk/io/compression.hpp>
#include <pytk/io/source.hpp>

namespace pytk::io {

inline constexpr std::size_t longest_magic = 6;

/// What the first bytes say. `none` also for a text that merely begins alike ("BZh" without a block size).
[[nodiscard]] Compression compression_of(ByteView first_bytes) noexcept;
[[nodiscard]] std::string_view compression_name(Compression compression) noexcept;

/// One decompressor. run() takes what it can of `in`, fills what it can of `out`.
class Decoder {
 public:
  struct Step {
    std::size_t taken = 0, made = 0;
    bool member_ended = false;
  };
  virtual ~Decoder() = default;
  /// Throws Error (Fault::data) with the reason alone as text: "invalid distance too far back".
  virtual Step run(ByteView in, std::span<std::uint8_t> out) = 0;
  /// Ready for the next member.
  virtual void restart() = 0;
};
[[nodiscard]] std::unique_ptr<Decoder> make_decoder(Compression compression);

/// The decompressed content of `inner`, whose next bytes are `compression`.
[[nodiscard]] std::unique_ptr<Source> decompressed(std::unique_ptr<Source> inner, Compression compression);

}  // namespace pytk::io
