// A sliding view over a source: the whole file when it is mapped, a growing buffer when it streams.
#pragma once

#include <pytk/core/bytes.hpp>
#include <pytk/io/source.hpp>

namespace pytk::packet {

class Window {
 public:
  explicit Window(io::Source& source) : source_(source) {
    const ByteView all = source.mapped();
    if (!all.empty()) {
      at_ = all.data();
      end_ = at_ + all.size();
      ended_ = true;
      prepare();
    }
  }
  /// True if at least `size` bytes lie ahead (reads on where the source streams).
  bool need(std::size_t size) { return static_cast<std::size_t>(end_ - at_) >= size || refill(size); }
  [[nodiscard]] const std::uint8_t* data() const noexcept { return at_; }
  [[nodiscard]] ByteView view(std::size_t size) const noexcept { return {at_, size}; }
  [[nodiscard]] std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  void skip(std::size_t size) noexcept {
    at_ += size;
    offset_ += size;
    if (size > ready_) prepare();
    else ready_ -= size;
  }
  /// Skips bytes that need not be in memory; false where the source ends before.
  bool skip_far(std::uint64_t size);
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
  [[nodiscard]] bool would_block() const { return left() < 16 && !ended_ && source_.would_block(); }

 private:
  bool refill(std::size_t size);
  /// Has the kernel map the next stretch of the file in one go: far cheaper than a fault every few pages.
  void prepare() noexcept;
  static constexpr std::size_t stretch = 8U << 20U;
  io::Source& source_;
  const std::uint8_t* at_ = nullptr;
  const std::uint8_t* end_ = nullptr;
  static constexpr std::size_t everything = ~std::size_t{0};
  std::size_t ready_ = everything;  ///< bytes ahead that are mapped or need not be
  Bytes buffer_;
  std::uint64_t offset_ = 0;
  bool ended_ = false;
};

}  // namespace pytk::packet
