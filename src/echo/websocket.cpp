#include "echo/websocket.hpp"

#include <algorithm>

#include <pytk/core/digest.hpp>
#include <pytk/core/text.hpp>

namespace pytk::echo {
namespace {

bool is_control(Opcode opcode) noexcept { return static_cast<std::uint8_t>(opcode) >= 8; }

/// Section 7.4 and IANA's registry: what may stand on the wire.
bool valid_close_code(std::uint16_t code) noexcept {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

void append_close(Bytes& out, std::uint16_t code) {
  std::uint8_t payload[2];
  store_be(payload, code);
  append_frame(out, Opcode::close, code == 0 ? ByteView() : ByteView(payload));
}

}  // namespace

std::string websocket_accept(std::string_view key) {
  return to_base64(digest("sha1", bytes_of(std::string(key).append("258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))));
}

void append_frame(Bytes& out, Opcode opcode, ByteView payload, const std::array<std::uint8_t, 4>* mask) {
  const auto mask_bit = static_cast<std::uint8_t>(mask == nullptr ? 0 : 0x80);
  out.push_back(static_cast<std::uint8_t>(0x80U | static_cast<std::uint8_t>(opcode)));
  std::uint8_t length[8];
  if (payload.size() < 126) {
    out.push_back(static_cast<std::uint8_t>(mask_bit | payload.size()));
  } else if (payload.size() <= 0xffff) {
    out.push_back(static_cast<std::uint8_t>(mask_bit | 126));
    store_be(length, static_cast<std::uint16_t>(payload.size()));
    out.insert(out.end(), length, length + 2);
  } else {
    out.push_back(static_cast<std::uint8_t>(mask_bit | 127));
    store_be(length, static_cast<std::uint64_t>(payload.size()));
    out.insert(out.end(), length, length + 8);
  }
  if (mask == nullptr) {
    out.insert(out.end(), payload.begin(), payload.end());
    return;
  }
  out.insert(out.end(), mask->begin(), mask->end());
  for (std::size_t i = 0; i < payload.size(); ++i)
    out.push_back(static_cast<std::uint8_t>(payload[i] ^ (*mask)[i % 4]));
}

bool FrameReader::header_whole() const noexcept {
  if (header_size_ < 2) return false;
  const unsigned length = header_[1] & 0x7fU;
  const std::size_t extra = length == 127 ? 8 : length == 126 ? 2 : 0;
  return header_size_ == 2 + extra + ((header_[1] & 0x80U) != 0 ? 4U : 0U);
}

/// The length and the mask; which of both the header has was seen by header_whole(). The shortest form is required.
std::uint16_t FrameReader::read_length() {
  const ByteView header = header_;
  const unsigned short_length = header[1] & 0x7fU;
  left_ = short_length;
  std::size_t mask_at = 2;
  if (short_length == 126) {
    left_ = load_be<std::uint16_t>(header.subspan(2));
    mask_at = 4;
    if (left_ < 126) return close_code::protocol_error;
  } else if (short_length == 127) {
    left_ = load_be<std::uint64_t>(header.subspan(2));
    mask_at = 10;
    if (left_ <= 0xffff || left_ >> 63U != 0) return close_code::protocol_error;
  }
  if (masked_) std::copy_n(header_.begin() + static_cast<std::ptrdiff_t>(mask_at), 4, mask_.begin());
  return 0;
}

/// Whether a frame of this kind may stand here (section 5.4), and what it begins.
std::uint16_t FrameReader::begin_opcode() {
  switch (opcode_) {
    case Opcode::text:
    case Opcode::binary:
      if (message_opcode_ != Opcode::continuation) break;  // the last message is not finished
      message_opcode_ = opcode_;
      utf8_.reset();
      return 0;
    case Opcode::continuation:
      if (message_opcode_ == Opcode::continuation) break;
      return 0;
    case Opcode::close:
    case Opcode::ping:
    case Opcode::pong:
      if (!final_ || left_ > 125) break;
      control_.clear();
      return 0;
    default: break;
  }
  return close_code::protocol_error;
}

/// Judges a frame by its header alone (section 5.2).
std::uint16_t FrameReader::begin_frame() {
  using namespace close_code;
  final_ = (header_[0] & 0x80U) != 0;
  opcode_ = static_cast<Opcode>(header_[0] & 0x0fU);
  if ((header_[0] & 0x70U) != 0) return protocol_error;  // RSV bits belong to extensions; none was agreed on
  if (((header_[1] & 0x80U) != 0) != masked_) return protocol_error;
  if (const std::uint16_t code = read_length(); code != 0) return code;
  at_ = 0;
  if (const std::uint16_t code = begin_opcode(); code != 0) return code;
  if (!is_control(opcode_) && left_ > largest_message - message_.size()) return too_big;
  return 0;
}

std::uint16_t FrameReader::take_payload(ByteView& in) {
  Bytes& into = is_control(opcode_) ? control_ : message_;
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, in.size()));
  const std::size_t from = into.size();
  into.insert(into.end(), in.begin(), in.begin() + static_cast<std::ptrdiff_t>(count));
  if (masked_)
    for (std::size_t i = 0; i < count; ++i) into[from + i] ^= mask_[(at_ + i) % 4];
  at_ += count;
  left_ -= count;
  in = in.subspan(count);
  const bool is_text = !is_control(opcode_) && message_opcode_ == Opcode::text;
  return is_text && !utf8_.feed(ByteView(into).subspan(from)) ? close_code::bad_data : std::uint16_t{0};
}

std::uint16_t FrameReader::end_frame(const OnMessage& on_message) {
  header_size_ = 0;
  in_payload_ = false;
  if (is_control(opcode_)) {
    on_message(opcode_, control_);
    return 0;
  }
  if (!final_) return 0;
  if (message_opcode_ == Opcode::text && !utf8_.complete()) return close_code::bad_data;
  const Opcode opcode = message_opcode_;
  message_opcode_ = Opcode::continuation;
  on_message(opcode, message_);
  // A connection that once had a large message need not hold its memory for ever.
  if (message_.capacity() > (64U << 10U)) message_ = Bytes();
  message_.clear();
  return 0;
}

std::uint16_t FrameReader::feed(ByteView in, const OnMessage& on_message) {
  while (!in.empty()) {
    if (!in_payload_) {
      header_[header_size_++] = in.front();
      in = in.subspan(1);
      if (!header_whole()) continue;
      if (const std::uint16_t code = begin_frame(); code != 0) return code;
      in_payload_ = true;
    }
    if (left_ > 0)
      if (const std::uint16_t code = take_payload(in); code != 0) return code;
    if (left_ > 0) continue;
    const bool is_close = opcode_ == Opcode::close;
    if (const std::uint16_t code = end_frame(on_message); code != 0) return code;
    if (is_close) return 0;  // section 5.5.1: what follows is ignored
  }
  return 0;
}

std::uint16_t close_answer(ByteView payload) noexcept {
  if (payload.empty()) return 0;
  if (payload.size() == 1) return close_code::protocol_error;
  const auto code = load_be<std::uint16_t>(payload);
  if (!valid_close_code(code)) return close_code::protocol_error;
  return is_utf8(text_of(payload.subspan(2))) ? code : close_code::bad_data;
}

bool WebSocketEcho::feed(ByteView in, Bytes& out) {
  if (closed_) return false;
  const std::uint16_t fault = reader_.feed(in, [&](Opcode opcode, ByteView payload) {
    if (closed_) return;
    if (opcode == Opcode::ping) append_frame(out, Opcode::pong, payload);
    if (opcode == Opcode::text || opcode == Opcode::binary) append_frame(out, opcode, payload);
    if (opcode != Opcode::close) return;
    append_close(out, close_answer(payload));
    closed_ = true;
  });
  if (fault != 0 && !closed_) {
    append_close(out, fault);
    closed_ = true;
  }
  return !closed_;
}

void WebSocketEcho::stop(Bytes& out) {
  if (!closed_) append_close(out, close_code::going_away);
  closed_ = true;
}

}  // namespace pytk::echo
