// Where a body in HTTP chunks ends (RFC 9112 7.1), fed piece by piece.
#pragma once

#include <cstdint>

#include <pytk/core/bytes.hpp>

namespace pytk::sniff {

class Chunks {
 public:
  /// Gives the bytes that belong to the body; it is over when done().
  std::size_t feed(ByteView bytes) {
    std::size_t at = 0;
    while (at < bytes.size() && state_ != State::done) {
      if (state_ == State::data) {
        const std::uint64_t part = left_ < bytes.size() - at ? left_ : bytes.size() - at;
        at += static_cast<std::size_t>(part);
        left_ -= part;
        if (left_ == 0) state_ = State::after_data;
      } else {
        see(bytes[at++]);
      }
    }
    return at;
  }
  [[nodiscard]] bool done() const noexcept { return state_ == State::done; }

 private:
  enum class State : std::uint8_t { size, extension, data, after_data, trailer, done };
  void see(std::uint8_t byte) {
    switch (state_) {
      case State::size:
        if (byte != '\n' && !digit(byte)) state_ = State::extension;
        if (byte == '\n') end_size();
        return;
      case State::extension:
        if (byte == '\n') end_size();
        return;
      case State::after_data:
        if (byte == '\n') state_ = State::size;
        return;
      case State::trailer:  // ends with an empty line
        if (byte == '\n' && line_is_empty_) state_ = State::done;
        if (byte != '\r') line_is_empty_ = byte == '\n';
        return;
      default: return;
    }
  }
  bool digit(std::uint8_t byte) {
    const auto lower = static_cast<std::uint8_t>(byte | 0x20U);
    unsigned value = 0;
    if (byte >= '0' && byte <= '9')
      value = byte - '0';
    else if (lower >= 'a' && lower <= 'f')
      value = lower - 'a' + 10U;
    else
      return false;
    if (left_ < (std::uint64_t{1} << 56U)) left_ = left_ << 4U | value;  // more is no size at all
    return true;
  }
  void end_size() {
    state_ = left_ == 0 ? State::trailer : State::data;
    line_is_empty_ = true;
  }

  State state_ = State::size;
  std::uint64_t left_ = 0;
  bool line_is_empty_ = true;
};

}  // namespace pytk::sniff
