// Walking BER elements (X.690) inside bounds, for the protocols that speak ASN.1.
#pragma once

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {

/// One element: its tag byte, where its content lies, where the next one begins.
struct Element {
  std::uint8_t tag = 0;
  std::size_t begin = 0, end = 0;
};
/// Reads the element at `at`; definite lengths of at most four bytes, content clamped to the bytes. False at the end or
/// when malformed.
inline bool read_element(ByteView bytes, std::size_t at, Element& element) {
  if (at + 2 > bytes.size()) return false;
  element.tag = bytes[at];
  std::size_t length = bytes[at + 1];
  at += 2;
  if ((length & 0x80U) != 0) {
    const std::size_t count = length & 0x7fU;
    if (count == 0 || count > 4 || at + count > bytes.size()) return false;
    length = 0;
    for (std::size_t i = 0; i < count; ++i) length = length << 8U | bytes[at++];
  }
  element.begin = at;
  element.end = std::min(bytes.size(), at + length);
  return true;
}
/// The content of an INTEGER or ENUMERATED that fits 64 bits.
inline bool read_integer(ByteView bytes, const Element& element, std::uint64_t& number) {
  if (element.end - element.begin == 0 || element.end - element.begin > 9) return false;
  number = 0;
  for (std::size_t i = element.begin; i < element.end; ++i) number = number << 8U | bytes[i];
  return true;
}

}  // namespace pytk::packet::proto
