// Domain names as they stand in messages (RFC 1035 3.1, 4.1.4) and as text (RFC 4343 escapes).
#include <algorithm>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr std::size_t longest_name = 255;

void append_label(std::string& out, ByteView label) {
  for (const std::uint8_t byte : label) {
    if (byte == '.' || byte == '\\') {
      out += '\\';
      out += static_cast<char>(byte);
    } else if (byte < 33 || byte > 126) {
      out += '\\';
      out += static_cast<char>('0' + byte / 100);
      out += static_cast<char>('0' + byte / 10 % 10);
      out += static_cast<char>('0' + byte % 10);
    } else {
      out += static_cast<char>(byte);
    }
  }
}

/// Splits text into labels and undoes \. \\ and \DDD.
std::string_view next_label(std::string_view text, std::string& label) {
  label.clear();
  std::size_t i = 0;
  while (i < text.size() && text[i] != '.') {
    if (text[i] == '\\' && i + 1 < text.size()) {
      const auto digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
      if (digit(i + 1) && digit(i + 2) && digit(i + 3)) {
        label += static_cast<char>((text[i + 1] - '0') * 100 + (text[i + 2] - '0') * 10 + (text[i + 3] - '0'));
        i += 4;
        continue;
      }
      ++i;
    }
    label += text[i++];
  }
  return i < text.size() ? text.substr(i + 1) : std::string_view{};
}

}  // namespace

bool read_domain(const Look& look, std::uint32_t start, std::string& out) {
  const std::size_t first = out.size();
  ByteView from = look.bytes;
  std::size_t at = start, length = 0;
  // Offsets count from the message; a pointer must go before the label run that holds it, so this must end.
  std::size_t run =
      look.message.empty() ? 0 : static_cast<std::size_t>(look.bytes.data() - look.message.data()) + start;
  bool in_message = false;
  while (at < from.size()) {
    const std::uint8_t size = from[at];
    if (size == 0) {
      if (out.size() == first) out += '.';
      return true;
    }
    if ((size & 0xc0U) == 0xc0U) {
      if (at + 1 >= from.size()) return false;
      const std::size_t target = (static_cast<std::size_t>(size & 0x3fU) << 8U) | from[at + 1];
      if (target >= run || look.message.empty()) return false;
      from = look.message;
      at = run = target;
      in_message = true;
      continue;
    }
    if ((size & 0xc0U) != 0 || at + 1 + size > from.size()) return false;
    length += size + 1U;
    if (length > longest_name) return false;
    if (out.size() > first) out += '.';
    append_label(out, from.subspan(at + 1, size));
    at += size + 1U;
  }
  (void)in_message;
  return false;
}

std::uint32_t domain_extent(const Look& look, std::uint32_t at) {
  const std::uint32_t begin = at;
  while (at < look.size()) {
    const std::uint8_t size = look.bytes[at];
    if (size == 0) return at + 1 - begin;
    if ((size & 0xc0U) == 0xc0U) return at + 2 - begin;
    if ((size & 0xc0U) != 0) break;
    at += size + 1U;
  }
  return look.size() - begin;
}

namespace {

/// A name that was given as it stands in messages: no dots, and at its end the root or a pointer.
bool is_encoded(std::string_view text) {
  if (text.empty() || text.find('.') != std::string_view::npos) return false;
  return text.back() == '\0' || (text.size() > 1 && static_cast<unsigned char>(text[text.size() - 2]) >= 0xc0U);
}

}  // namespace

void write_domain(std::string_view text, Bytes& out) {
  if (is_encoded(text)) {
    out.insert(out.end(), text.begin(), text.end());
    return;
  }
  const bool only_dots = !text.empty() && text.find_first_not_of('.') == std::string_view::npos;
  std::string label;
  while (!text.empty()) {  // an empty label ends the name for who reads it, and is written all the same
    text = next_label(text, label);
    const std::size_t size = std::min<std::size_t>(label.size(), 63);
    out.push_back(static_cast<std::uint8_t>(size));
    out.insert(out.end(), label.begin(), label.begin() + static_cast<std::ptrdiff_t>(size));
  }
  if (!only_dots) out.push_back(0);
}

bool wireshark_name(const Look& look, std::string& out) {
  if (look.size() < domain_extent(look, 0) + 4) return false;
  if (!read_domain(look, 0, out)) return !out.empty();
  if (out == ".") out = "<Root>";
  return true;
}

}  // namespace pytk::packet::proto
