#include "token_text.hpp"

#include "base64url.hpp"

namespace pytk::crypt {
namespace {

bool is_space(char character) noexcept {
  return character == ' ' || (character >= '\t' && character <= '\r');
}

}  // namespace

Result<std::size_t> TokenText::feed(std::string_view text, std::uint8_t* out) {
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (count_ == 0 && (stage_ == Stage::before || stage_ == Stage::body)) {
      const std::size_t taken = decode_base64url(text.data() + i, text.size() - i, out + written);
      if (taken > 0) stage_ = Stage::body;
      written += taken / 4 * 3;
      i += taken;
      position_ += taken;
      if (i == text.size()) break;
    }
    auto got = take(text[i++], out + written);
    if (!got) return got;
    written += *got;
    ++position_;
  }
  return written;
}

Result<std::size_t> TokenText::take(char character, std::uint8_t* out) {
  std::uint8_t value = base64url_value(character);
  if (lenient_ && (character == '+' || character == '/')) {
    value = character == '+' ? 62 : 63;
    bent_ = true;
  }
  if (value < 64 && stage_ != Stage::after && (stage_ != Stage::padding || lenient_)) {
    if (stage_ == Stage::padding) bent_ = true;
    stage_ = Stage::body;
    pads_ = 0;
    bits_ = bits_ << 6U | value;
    if (++count_ < 4) return std::size_t{0};
    return end_group(out);
  }
  if (character == '=' && stage_ != Stage::after) return take_padding(out);
  if (is_space(character)) {
    if (stage_ == Stage::body && count_ == 0) stage_ = lenient_ ? Stage::body : Stage::after;
    else if (stage_ == Stage::body || stage_ == Stage::padding) {
      if (!lenient_) return bad("white space inside the token, at character {}", position_ + 1);
      bent_ = true;
    }
    return std::size_t{0};
  }
  if (!lenient_) return bad("character {} is not of the base64url alphabet", position_ + 1);
  bent_ = true;
  return std::size_t{0};
}

Result<std::size_t> TokenText::take_padding(std::uint8_t* out) {
  if (count_ < 2) {
    if (!lenient_) return bad("padding out of place, at character {}", position_ + 1);
    bent_ = true;
    return std::size_t{0};
  }
  stage_ = Stage::padding;
  if (count_ + ++pads_ < 4) return std::size_t{0};
  stage_ = Stage::after;
  return end_group(out);
}

Result<std::size_t> TokenText::end_group(std::uint8_t* out) {
  const unsigned characters = count_;
  const std::uint32_t bits = bits_ << (6U * (4U - characters));
  count_ = 0;
  bits_ = 0;
  pads_ = 0;
  const std::uint32_t unused = characters == 2 ? 0xffffU : characters == 3 ? 0xffU : 0U;
  if ((bits & unused) != 0) {
    if (!lenient_) return bad("the last character is not canonical base64url");
    bent_ = true;
  }
  for (unsigned i = 0; i + 1 < characters; ++i) out[i] = static_cast<std::uint8_t>(bits >> (16U - 8U * i));
  return std::size_t{characters - 1};
}

Result<std::size_t> TokenText::finish(std::uint8_t* out) {
  if (count_ == 0) return std::size_t{0};
  if (!lenient_ || count_ == 1) return bad("the token is cut short: its base64url ends in the middle of a group");
  bent_ = true;
  return end_group(out);
}

}  // namespace pytk::crypt
