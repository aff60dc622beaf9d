// Data hidden in pictures: text and files in low bits, data behind the end, odd chunks, a second format in one file.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/image/file.hpp>

namespace pytk::image {

enum class Severity : std::uint8_t { info, low, medium, high };
[[nodiscard]] std::string_view severity_name(Severity severity) noexcept;

struct Finding {
  std::string check, where;  ///< "lsb", "b1,rgb,lsb,xy"; "appended", "after IEND"
  Severity severity = Severity::info;
  std::string preview;  ///< the text, or the beginning of what was found
  std::uint64_t offset = 0, length = 0;
};

/// An order in which low bits are read, in zsteg's words "b1,rgb,lsb,xy": bits a sample, channels, place of the first
/// bit of a byte (lsb: it is the byte's highest, the usual way of hiding), rows or columns first.
struct BitOrder {
  unsigned bits = 1;
  std::string channels = "rgb";
  bool first_is_lowest = false;  ///< "msb"
  bool columns_first = false;    ///< "yx"
  [[nodiscard]] std::string name() const;
};
/// Throws Fault::usage.
[[nodiscard]] BitOrder parse_bit_order(std::string_view text);
/// At most `most` bytes. Throws Fault::usage for a channel that the picture has not.
[[nodiscard]] Bytes extract_bits(const Picture& picture, const BitOrder& order, std::size_t most);

/// All checks on the file's structure and, when it decodes, on the low bits of its samples; `all` tries every order.
[[nodiscard]] std::vector<Finding> find_hidden(ByteView bytes, const Facts& facts, const Picture* picture, bool all);

}  // namespace pytk::image
