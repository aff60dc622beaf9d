// The text of a token as bytes: base64url in pieces of any size, strict (canonical bits, '-' and '_' only, padding
// required, white space at both ends only) or lenient (what other programs let pass, and missing padding).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>

namespace pytk::crypt {

class TokenText {
 public:
  explicit TokenText(bool lenient) : lenient_(lenient) {}
  /// Appends the bytes of `text` at `out`, which has room for 3/4 of it and 16 more; returns how many.
  Result<std::size_t> feed(std::string_view text, std::uint8_t* out);
  /// The end of the text; may give one or two last bytes in lenient mode.
  Result<std::size_t> finish(std::uint8_t* out);
  /// True when something was let pass that the strict rules refuse.
  [[nodiscard]] bool bent_rules() const noexcept { return bent_; }

 private:
  enum class Stage : std::uint8_t { before, body, padding, after };
  Result<std::size_t> take(char character, std::uint8_t* out);
  Result<std::size_t> take_padding(std::uint8_t* out);
  Result<std::size_t> end_group(std::uint8_t* out);
  bool lenient_, bent_ = false;
  Stage stage_ = Stage::before;
  std::uint32_t bits_ = 0;
  unsigned count_ = 0, pads_ = 0;
  std::uint64_t position_ = 0;
};

}  // namespace pytk::crypt
