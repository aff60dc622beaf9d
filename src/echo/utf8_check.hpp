// UTF-8 checked as it comes (RFC 3629): a fault is known at the first byte that no continuation can mend.
#pragma once

#include <cstdint>

#include <pytk/core/bytes.hpp>

namespace pytk::echo {

class Utf8Check {
 public:
  /// False from the first wrong byte on.
  [[nodiscard]] bool feed(ByteView bytes) noexcept {
    for (const std::uint8_t byte : bytes)
      if (!next(byte)) return false;
    return true;
  }
  /// Nothing is cut off in the middle.
  [[nodiscard]] bool complete() const noexcept { return wanted_ == 0; }
  void reset() noexcept { wanted_ = 0; }

 private:
  [[nodiscard]] bool next(std::uint8_t byte) noexcept {
    if (wanted_ > 0) {
      // The first continuation is narrower where the form would be overlong, a surrogate, or beyond U+10FFFF.
      if (byte < low_ || byte > high_) return false;
      low_ = 0x80, high_ = 0xbf;
      --wanted_;
      return true;
    }
    if (byte < 0x80) return true;
    low_ = 0x80, high_ = 0xbf;
    if (byte >= 0xc2 && byte <= 0xdf) wanted_ = 1;
    else if (byte >= 0xe0 && byte <= 0xef)
      wanted_ = 2, low_ = byte == 0xe0 ? 0xa0 : 0x80, high_ = byte == 0xed ? 0x9f : 0xbf;
    else if (byte >= 0xf0 && byte <= 0xf4)
      wanted_ = 3, low_ = byte == 0xf0 ? 0x90 : 0x80, high_ = byte == 0xf4 ? 0x8f : 0xbf;
    else return false;
    return true;
  }
  std::uint8_t wanted_ = 0, low_ = 0x80, high_ = 0xbf;
};

}  // namespace pytk::echo
