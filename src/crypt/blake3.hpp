// BLAKE3 (github.com/BLAKE3-team/BLAKE3-specs): hash, keyed hash and key derivation with output of any length.
// Eight chunks at a time where the CPU has AVX2.
//   Blake3 hash;  hash.update(bytes);  hash.finish(out);
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include <pytk/core/bytes.hpp>

namespace pytk::crypt {

class Blake3 {
 public:
  using Words = std::array<std::uint32_t, 8>;
  Blake3() noexcept;
  /// Keyed hashing; `key` is 32 bytes.
  explicit Blake3(ByteView key) noexcept;
  /// Key derivation: the context string says what the key is for, update() takes the key material.
  static Blake3 deriving(std::string_view context) noexcept;
  void update(ByteView bytes) noexcept;
  /// A whole subtree's two halves. They can be computed in any order and by any thread, and are added in order.
  struct Subtree {
    Words left, right;
  };
  static constexpr std::size_t subtree_bytes = 256U << 10U;
  /// `bytes` are subtree_bytes of the message; `index` says how many such subtrees come before.
  [[nodiscard]] Subtree subtree(ByteView bytes, std::uint64_t index) const noexcept;
  /// The next subtree of a message that has consisted of subtrees so far.
  void add(const Subtree& subtree) noexcept;
  /// Any number of output bytes; the state is as before and more may be added.
  void finish(std::span<std::uint8_t> out) const noexcept;
  /// Back to the empty message under the same key.
  void reset() noexcept;

 private:
  Blake3(const Words& key, std::uint32_t flags) noexcept;
  void update_chunk(ByteView bytes) noexcept;
  void end_chunk() noexcept;
  void join(std::uint64_t chunks_before) noexcept;
  void push(const Words& value, std::uint64_t chunks_before) noexcept;
  void push(const Subtree& subtree, std::size_t width) noexcept;
  [[nodiscard]] Subtree halves(const std::uint8_t* bytes, std::size_t width, std::uint64_t first_chunk) const noexcept;

  static constexpr std::size_t deepest = 54;  ///< 2^64 bytes in chunks of 2^10
  Words key_;
  std::uint32_t flags_;
  // The chunk under way.
  Words chunk_;
  std::array<std::uint8_t, 64> block_{};
  std::size_t block_size_ = 0, blocks_ = 0;
  std::uint64_t chunks_ = 0;
  // Roots of whole subtrees, the largest first.
  std::array<Words, deepest + 1> stack_;
  std::size_t height_ = 0;
};

}  // namespace pytk::crypt
