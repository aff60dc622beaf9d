// Bytes to documents: encoding, then HTML or XML.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <pytk/core/bytes.hpp>
#include <pytk/scrape/dom.hpp>

namespace pytk::scrape {

struct ParseOptions {
  std::string encoding;        ///< a label that overrides everything, "" = find out
  std::string http_charset;    ///< from the Content-Type header, "" = none
  bool guess = true;           ///< text that declares nothing and is valid UTF-8 is UTF-8
  std::size_t max_bytes = 256U << 20U;
  std::size_t max_depth = 4096;
};

/// The WHATWG name ("UTF-8", "windows-1252", ...) of an encoding's label, "" if unknown.
[[nodiscard]] std::string encoding_of_label(std::string_view label);
/// The order of the HTML standard: given label, byte order mark, HTTP, <meta> in the first 1,024 bytes, windows-1252.
[[nodiscard]] std::string find_encoding(ByteView bytes, const ParseOptions& options);
/// UTF-8 text; what cannot be decoded becomes U+FFFD. The byte order mark is dropped.
[[nodiscard]] std::string decode(ByteView bytes, std::string_view encoding);

/// Never fails on content; throws Fault::data only at the limits.
[[nodiscard]] Document parse_html(ByteView bytes, const ParseOptions& options = {});
/// What is not well-formed is read as far as it can be, with a warning that names the line; Fault::data when there is
/// no element at all. No entity, DTD or network is ever loaded.
[[nodiscard]] Document parse_xml(ByteView bytes, const ParseOptions& options = {});
/// XML that begins with an XML declaration or an XML root, else HTML.
[[nodiscard]] bool looks_like_xml(ByteView bytes) noexcept;

}  // namespace pytk::scrape
