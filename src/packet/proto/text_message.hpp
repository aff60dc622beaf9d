// Messages of lines: a first line, headers, an empty line (HTTP/1, SIP, RTSP).
#pragma once

#include <pytk/core/text.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {

/// The head up to and with the empty line, or everything.
inline std::uint32_t head_size(ByteView bytes) {
  const std::string_view text = text_of(bytes);
  const std::size_t end = text.find("\r\n\r\n"), bare = text.find("\n\n");
  if (end != std::string_view::npos && (bare == std::string_view::npos || end < bare))
    return static_cast<std::uint32_t>(end + 4);
  return static_cast<std::uint32_t>(bare == std::string_view::npos ? bytes.size() : bare + 2);
}
inline std::string_view first_line(ByteView bytes) {
  const std::string_view text = text_of(bytes);
  std::string_view line = text.substr(0, text.find('\n'));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}
/// No text goes beyond a zero.
inline std::string_view before_zero(std::string_view text) { return text.substr(0, text.find('\0')); }
/// The index-th word of the first line; the last one takes the rest.
inline std::string_view line_word(ByteView bytes, unsigned index, bool rest = false) {
  std::string_view line = first_line(bytes);
  for (unsigned i = 0; i < index; ++i) {
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) return {};
    line.remove_prefix(space + 1);
  }
  return rest ? line : line.substr(0, line.find(' '));
}
/// A header's value, its name in any case.
inline bool header_value(ByteView bytes, std::string_view name, std::string& out) {
  std::string_view text = text_of(bytes.first(head_size(bytes)));
  std::size_t at = text.find('\n');
  while (at != std::string_view::npos && at + 1 < text.size()) {
    text.remove_prefix(at + 1);
    at = text.find('\n');
    const std::string_view line = text.substr(0, at);
    if (line.size() <= name.size() || line[name.size()] != ':' || !starts_with_ignoring_case(line, name)) continue;
    out += before_zero(trim(line.substr(name.size() + 1)));
    return true;
  }
  return false;
}
inline bool append_word(std::string_view word, std::string& out) {
  out += before_zero(word);
  return !word.empty();
}

}  // namespace pytk::packet::proto
