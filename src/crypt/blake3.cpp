#include "blake3.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "blake3_compress.hpp"

namespace pytk::crypt {
namespace {

using namespace blake3;
using Words = Blake3::Words;

Words first_half(const std::array<std::uint32_t, 16>& full) noexcept {
  Words words;
  std::copy_n(full.begin(), 8, words.begin());
  return words;
}

Words words_of(ByteView bytes) noexcept {
  Words words;
  for (std::size_t i = 0; i < 8; ++i) words[i] = load_le<std::uint32_t>(bytes.subspan(4 * i));
  return words;
}

std::array<std::uint8_t, block_size> pair_block(const Words& left, const Words& right) noexcept {
  std::array<std::uint8_t, block_size> block;
  std::memcpy(block.data(), left.data(), 32);
  std::memcpy(block.data() + 32, right.data(), 32);
  return block;
}

constexpr std::size_t widest = Blake3::subtree_bytes / chunk_size;  // chunks of a subtree hashed at once

/// One level of parents; `count` is a power of two. Chaining values lie one after the other, so two are one block.
void parents(Words* values, std::size_t count, const Words& key, std::uint32_t flags) noexcept {
  std::array<Words, widest / 2> joined;
  hash_many(
      {reinterpret_cast<const std::uint8_t*>(values[0].data()), block_size, 1, key, 0, false, flags | parent, 0, 0},
      count / 2, joined.data());
  std::copy_n(joined.begin(), count / 2, values);
}

}  // namespace

Blake3::Blake3(const Words& key, std::uint32_t flags) noexcept : key_(key), flags_(flags), chunk_(key) {}
Blake3::Blake3() noexcept : Blake3(initial, 0) {}
Blake3::Blake3(ByteView key) noexcept : Blake3(words_of(key), keyed) {}

Blake3 Blake3::deriving(std::string_view context) noexcept {
  Blake3 named(initial, derive_context);
  named.update(bytes_of(context));
  std::array<std::uint8_t, 32> key;
  named.finish(key);
  return {words_of(key), derive_material};
}

void Blake3::reset() noexcept {
  chunk_ = key_;
  block_size_ = blocks_ = 0;
  chunks_ = 0;
  height_ = 0;
}

void Blake3::update_chunk(ByteView bytes) noexcept {
  while (!bytes.empty()) {
    if (block_size_ == block_size) {
      const std::uint32_t flags = flags_ | (blocks_ == 0 ? chunk_start : 0U);
      chunk_ = first_half(compress(chunk_, block_.data(), block_size, chunks_, flags));
      ++blocks_;
      block_size_ = 0;
    }
    const std::size_t taken = std::min(bytes.size(), block_size - block_size_);
    std::memcpy(block_.data() + block_size_, bytes.data(), taken);
    block_size_ += taken;
    bytes = bytes.subspan(taken);
  }
}

void Blake3::end_chunk() noexcept {
  std::fill(block_.begin() + static_cast<std::ptrdiff_t>(block_size_), block_.end(), std::uint8_t{0});
  const std::uint32_t flags = flags_ | chunk_end | (blocks_ == 0 ? chunk_start : 0U);
  const Words value = first_half(compress(chunk_, block_.data(), block_size_, chunks_, flags));
  push(value, chunks_);
  ++chunks_;
  chunk_ = key_;
  block_size_ = blocks_ = 0;
}

// Subtrees are joined only when something follows them, because the last join is the root and is made differently.
void Blake3::join(std::uint64_t chunks_before) noexcept {
  while (height_ > static_cast<std::size_t>(std::popcount(chunks_before))) {
    const auto block = pair_block(stack_[height_ - 2], stack_[height_ - 1]);
    stack_[height_ - 2] = first_half(compress(key_, block.data(), block_size, 0, flags_ | parent));
    --height_;
  }
}

void Blake3::push(const Words& value, std::uint64_t chunks_before) noexcept {
  join(chunks_before);
  stack_[height_++] = value;
}

void Blake3::update(ByteView bytes) noexcept {
  while (!bytes.empty()) {
    const std::size_t in_chunk = blocks_ * block_size + block_size_;
    if (in_chunk == chunk_size) end_chunk();
    const bool fresh = in_chunk == 0 || in_chunk == chunk_size;
    std::size_t width = std::min<std::size_t>(std::bit_floor(bytes.size() / chunk_size), widest);
    // A subtree's size must divide the number of chunks before it.
    while (width > 1 && chunks_ % width != 0) width /= 2;
    if (!fresh || width < 8) {
      if (fresh) join(chunks_);
      const std::size_t taken = std::min(bytes.size(), chunk_size - (fresh ? 0 : in_chunk));
      update_chunk(bytes.first(taken));
      bytes = bytes.subspan(taken);
      continue;
    }
    push(halves(bytes.data(), width, chunks_), width);
    bytes = bytes.subspan(width * chunk_size);
  }
}

Blake3::Subtree Blake3::halves(const std::uint8_t* bytes, std::size_t width, std::uint64_t first_chunk) const noexcept {
  std::array<Words, widest> values;
  hash_many({bytes, chunk_size, chunk_size / block_size, key_, first_chunk, true, flags_, chunk_start, chunk_end},
            width, values.data());
  for (std::size_t count = width; count > 2; count /= 2) parents(values.data(), count, key_, flags_);
  return {values[0], values[1]};
}

void Blake3::push(const Subtree& subtree, std::size_t width) noexcept {
  push(subtree.left, chunks_);
  push(subtree.right, chunks_ + width / 2);
  chunks_ += width;
}

Blake3::Subtree Blake3::subtree(ByteView bytes, std::uint64_t index) const noexcept {
  return halves(bytes.data(), widest, index * widest);
}
void Blake3::add(const Subtree& subtree) noexcept { push(subtree, widest); }

void Blake3::finish(std::span<std::uint8_t> out) const noexcept {
  Words input = chunk_;
  std::array<std::uint8_t, block_size> block{};
  std::size_t size = block_size_, height = height_;
  std::uint64_t counter = chunks_;
  std::uint32_t flags = flags_ | chunk_end | (blocks_ == 0 ? chunk_start : 0U);
  std::copy_n(block_.begin(), block_size_, block.begin());
  if (blocks_ == 0 && block_size_ == 0 && height > 0) {  // the message ended with a whole subtree
    block = pair_block(stack_[height - 2], stack_[height - 1]);
    height -= 2;
    input = key_;
    size = block_size;
    counter = 0;
    flags = flags_ | parent;
  }
  while (height > 0) {
    block = pair_block(stack_[--height], first_half(compress(input, block.data(), size, counter, flags)));
    input = key_;
    size = block_size;
    counter = 0;
    flags = flags_ | parent;
  }
  for (std::uint64_t i = 0; !out.empty(); ++i) {
    const auto full = compress(input, block.data(), size, i, flags | root);
    std::uint8_t bytes[64];
    std::memcpy(bytes, full.data(), sizeof bytes);
    const std::size_t taken = std::min(out.size(), sizeof bytes);
    std::copy_n(bytes, taken, out.begin());
    out = out.subspan(taken);
  }
}

}  // namespace pytk::crypt
