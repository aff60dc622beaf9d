// Bytes under construction in hot loops: a std::string without its terminator and its calls for every short piece.
//   TextBuffer out;  out += name;  out.push_back(',');  out.set_end(put_whole(out.ensure(24), n));
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace pytk {

/// Copies `size` bytes to `to` and returns what lies behind them; pieces up to 32 bytes need no call.
inline char* copy_short(char* to, const char* from, std::size_t size) noexcept {
  if (size > 32) {
    std::memcpy(to, from, size);
  } else if (size >= 16) {
    std::memcpy(to, from, 16);
    std::memcpy(to + size - 16, from + size - 16, 16);
  } else if (size >= 8) {
    std::memcpy(to, from, 8);
    std::memcpy(to + size - 8, from + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(to, from, 4);
    std::memcpy(to + size - 4, from + size - 4, 4);
  } else if (size > 0) {
    to[0] = from[0];
    to[size / 2] = from[size / 2];
    to[size - 1] = from[size - 1];
  }
  return to + size;
}

class TextBuffer {
 public:
  TextBuffer() = default;
  TextBuffer(const TextBuffer&) = delete;
  TextBuffer& operator=(const TextBuffer&) = delete;
  TextBuffer(TextBuffer&& other) noexcept { swap(other); }
  TextBuffer& operator=(TextBuffer&& other) noexcept {
    swap(other);
    return *this;
  }
  ~TextBuffer() = default;

  /// Room for `more` bytes; what is written there counts once set_end() has been called.
  [[nodiscard]] char* ensure(std::size_t more) {
    if (more > static_cast<std::size_t>(limit_ - end_)) grow(more);
    return end_;
  }
  void set_end(char* end) noexcept { end_ = end; }
  void add(std::string_view part) {
    char* const at = ensure(part.size());
#ifdef __GNUC__
    // A literal: its copy is a store or two.
    if (__builtin_constant_p(part.size())) {
      std::memcpy(at, part.data(), part.size());
      end_ = at + part.size();
      return;
    }
#endif
    end_ = copy_short(at, part.data(), part.size());
  }
  void add(char c) {
    *ensure(1) = c;
    ++end_;
  }
  TextBuffer& operator+=(std::string_view part) { add(part); return *this; }
  TextBuffer& operator+=(char c) { add(c); return *this; }
  void push_back(char c) { add(c); }
  void append(std::size_t count, char c) {
    std::memset(ensure(count), c, count);
    end_ += count;
  }
  [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(end_ - begin_.get()); }
  [[nodiscard]] bool empty() const noexcept { return end_ == begin_.get(); }
  [[nodiscard]] char& operator[](std::size_t at) noexcept { return begin_[at]; }
  [[nodiscard]] char back() const noexcept { return end_[-1]; }
  [[nodiscard]] std::string_view view() const noexcept { return {begin_.get(), size()}; }
  /// What was added since the buffer was `from` bytes long.
  [[nodiscard]] std::string_view since(std::size_t from) const noexcept { return {begin_.get() + from, size() - from}; }
  /// Keeps the first `size` bytes.
  void cut(std::size_t size) noexcept { end_ = begin_.get() + size; }
  void insert(std::size_t at, std::string_view part) {
    (void)ensure(part.size());
    char* const place = begin_.get() + at;
    std::memmove(place + part.size(), place, size() - at);
    std::memcpy(place, part.data(), part.size());
    end_ += part.size();
  }
  void clear() noexcept { end_ = begin_.get(); }
  void swap(TextBuffer& other) noexcept {
    std::swap(begin_, other.begin_);
    std::swap(end_, other.end_);
    std::swap(limit_, other.limit_);
  }

 private:
  [[gnu::noinline]] void grow(std::size_t more) {
    const std::size_t used = size();
    const std::size_t room = (used + more) * 2 + 256;
    auto larger = std::make_unique_for_overwrite<char[]>(room);
    if (used > 0) std::memcpy(larger.get(), begin_.get(), used);
    begin_ = std::move(larger);
    end_ = begin_.get() + used;
    limit_ = begin_.get() + room;
  }

  std::unique_ptr<char[]> begin_;
  char* end_ = nullptr;
  char* limit_ = nullptr;
};

}  // namespace pytk
