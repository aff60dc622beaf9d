#include <algorithm>
#include <array>

#include <pytk/core/digest.hpp>
#include <pytk/image/metadata.hpp>

#include "image/container.hpp"

namespace pytk::image {

namespace {

void append(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

/// A TIFF block that holds the orientation and nothing else.
Bytes orientation_block(unsigned orientation) {
  return {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, static_cast<std::uint8_t>(orientation),
          0,   0,   0, 0,  0, 0};
}

bool begins(ByteView body, std::string_view text) {
  return text_of(body.first(std::min(body.size(), text.size()))) == text;
}

/// Segments that decoding needs: all but APPn and comments; of those the JFIF header, Adobe's transform and the
/// profile.
bool keep_segment(const JpegSegment& segment, bool profile_too) {
  using namespace std::string_view_literals;
  if (segment.marker == 0xfe) return false;
  if (segment.marker < 0xe0 || segment.marker > 0xef) return true;
  if (segment.marker == 0xe0) return begins(segment.body, "JFIF\0"sv);  // JFXX is a thumbnail
  if (segment.marker == 0xee) return begins(segment.body, "Adobe"sv);
  return segment.marker == 0xe2 && begins(segment.body, "ICC_PROFILE\0"sv) && !profile_too;
}

/// A JFIF header may carry a thumbnail of its own behind its 14 bytes.
void append_segment(Bytes& out, ByteView bytes, const JpegSegment& segment) {
  if (segment.marker != 0xe0 || segment.body.size() <= 14)
    return append(out, bytes.subspan(segment.offset, segment.size));
  append(out, Bytes{0xff, 0xe0, 0, 16});
  append(out, segment.body.first(12));
  append(out, Bytes{0, 0});
}

Result<Bytes> strip_jpeg(ByteView bytes, const Facts& facts, bool profile_too) {
  const std::size_t end = jpeg_end(bytes);
  if (end == 0) return bad("the file is cut short");
  Bytes out = {0xff, 0xd8};
  std::size_t data = 2;
  bool written = facts.orientation == 1;
  for (const auto& segment : jpeg_segments(bytes)) {
    if (!written && segment.marker != 0xe0) {  // EXIF stands right behind the JFIF header
      const Bytes block = orientation_block(facts.orientation);
      append(out, Bytes{0xff, 0xe1, 0, static_cast<std::uint8_t>(block.size() + 8), 'E', 'x', 'i', 'f', 0, 0});
      append(out, block);
      written = true;
    }
    if (keep_segment(segment, profile_too)) append_segment(out, bytes, segment);
    data = segment.offset + segment.size;
  }
  append(out, bytes.subspan(data, end - data));
  return out;
}

bool keep_chunk(std::string_view type, bool profile_too) {
  static constexpr std::array<std::string_view, 19> kept = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM",
                                                            "sRGB", "sBIT", "bKGD", "pHYs", "hIST", "sPLT", "acTL",
                                                            "fcTL", "fdAT", "cICP", "mDCV", "cLLI"};
  if (type == "iCCP") return !profile_too;
  return std::find(kept.begin(), kept.end(), type) != kept.end();
}

void append_chunk(Bytes& out, std::string_view type, ByteView body) {
  std::uint8_t number[4];
  store_be(number, static_cast<std::uint32_t>(body.size()));
  append(out, number);
  const std::size_t begin = out.size();
  append(out, bytes_of(type));
  append(out, body);
  store_be(number, crc32(ByteView(out).subspan(begin)));
  append(out, number);
}

Result<Bytes> strip_png(ByteView bytes, const Facts& facts, bool profile_too) {
  Bytes out(bytes.begin(), bytes.begin() + 8);
  bool ended = false, written = facts.orientation == 1;
  for (const auto& chunk : png_chunks(bytes)) {
    if (!written && (chunk.type == "IDAT" || chunk.type == "PLTE")) {
      append_chunk(out, "eXIf", orientation_block(facts.orientation));
      written = true;
    }
    // Copied as they are: a wrong checksum stays wrong and is found by whoever decodes.
    if (keep_chunk(chunk.type, profile_too)) append(out, bytes.subspan(chunk.offset, chunk.body.size() + 12));
    ended = ended || chunk.type == "IEND";
  }
  if (!ended) return bad("the file is cut short");
  return out;
}

}  // namespace

Result<Bytes> strip_metadata(ByteView bytes, bool profile_too) {
  const auto facts = read_facts(bytes);
  if (!facts) return tl::unexpected<Error>(facts.error());
  if (facts->format == Format::jpeg) return strip_jpeg(bytes, *facts, profile_too);
  if (facts->format == Format::png) return strip_png(bytes, *facts, profile_too);
  return bad("only JPEG and PNG can be stripped, this is {}", format_name(facts->format));
}

}  // namespace pytk::image
