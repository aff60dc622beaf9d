#include "image/container.hpp"

#include <algorithm>
#include <cstring>
#include <map>

#include <pytk/core/digest.hpp>
#include <pytk/raster/png.hpp>

namespace pytk::image {

namespace {

/// Markers that stand alone: TEM and RST0 to RST7.
bool has_no_length(std::uint8_t marker) noexcept { return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7); }

bool begins_with(ByteView body, std::string_view text) noexcept {
  return body.size() >= text.size() && std::memcmp(body.data(), text.data(), text.size()) == 0;
}

constexpr std::string_view exif_mark("Exif\0\0", 6), icc_mark("ICC_PROFILE\0", 12),
    xmp_mark("http://ns.adobe.com/xap/1.0/\0", 29);

/// ICC profiles come in numbered pieces, in any order.
Bytes join_icc(const std::map<unsigned, ByteView>& pieces) {
  Bytes icc;
  for (const auto& [number, piece] : pieces) icc.insert(icc.end(), piece.begin(), piece.end());
  return icc;
}

bool is_frame(std::uint8_t marker) noexcept {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

}  // namespace

std::vector<JpegSegment> jpeg_segments(ByteView bytes) {
  std::vector<JpegSegment> segments;
  std::size_t at = 2;
  while (at + 4 <= bytes.size()) {
    if (bytes[at] != 0xff) break;
    const std::size_t begin = at;
    while (at < bytes.size() && bytes[at] == 0xff) ++at;  // fill bytes are allowed before a marker
    if (at >= bytes.size()) break;
    const std::uint8_t marker = bytes[at++];
    if (has_no_length(marker)) continue;
    if (marker == 0xd9 || at + 2 > bytes.size()) break;
    const std::size_t length = load_be<std::uint16_t>(bytes.subspan(at));
    if (length < 2 || length > bytes.size() - at) break;
    segments.push_back({marker, begin, at + length - begin, bytes.subspan(at + 2, length - 2)});
    at += length;
    if (marker == 0xda) break;
  }
  return segments;
}

std::size_t jpeg_end(ByteView bytes) {
  const auto segments = jpeg_segments(bytes);
  if (segments.empty() || segments.back().marker != 0xda) return 0;
  std::size_t at = segments.back().offset + segments.back().size;
  while (at + 1 < bytes.size()) {
    const auto* found = static_cast<const std::uint8_t*>(std::memchr(bytes.data() + at, 0xff, bytes.size() - at));
    if (found == nullptr) return 0;
    at = static_cast<std::size_t>(found - bytes.data()) + 1;
    if (at >= bytes.size()) return 0;
    const std::uint8_t marker = bytes[at];
    if (marker == 0xff) continue;
    ++at;
    if (marker == 0xd9) return at;
    if (marker == 0 || has_no_length(marker)) continue;
    // Tables and further scans of a progressive picture: over their bodies, in which 0xFF means nothing.
    if (at + 2 > bytes.size()) return 0;
    const std::size_t length = load_be<std::uint16_t>(bytes.subspan(at));
    if (length < 2 || length > bytes.size() - at) return 0;
    at += length;
  }
  return 0;
}

std::vector<PngChunk> png_chunks(ByteView bytes) {
  std::vector<PngChunk> chunks;
  std::size_t at = 8;
  while (at + 12 <= bytes.size()) {
    const std::size_t length = load_be<std::uint32_t>(bytes.subspan(at));
    if (length > bytes.size() - at - 12) break;
    const ByteView named = bytes.subspan(at + 4, length + 4);
    const bool right = crc32(named) == load_be<std::uint32_t>(bytes.subspan(at + 8 + length));
    chunks.push_back({text_of(named.first(4)), at, named.subspan(4), right});
    at += length + 12;
    if (chunks.back().type == "IEND") break;
  }
  return chunks;
}

Result<Facts> jpeg_facts(ByteView bytes) {
  Facts facts;
  facts.format = Format::jpeg;
  std::map<unsigned, ByteView> icc;
  for (const auto& segment : jpeg_segments(bytes)) {
    const ByteView body = segment.body;
    if (is_frame(segment.marker) && body.size() >= 6) {
      facts.bits = body[0];
      facts.height = load_be<std::uint16_t>(body.subspan(1));
      facts.width = load_be<std::uint16_t>(body.subspan(3));
      facts.mode = body[5] == 1 ? "L" : body[5] == 3 ? "RGB" : body[5] == 4 ? "CMYK" : "?";
      facts.progressive = segment.marker == 0xc2;
    } else if (segment.marker == 0xe1 && begins_with(body, exif_mark) && facts.exif.empty()) {
      facts.exif.assign(body.begin() + 6, body.end());
    } else if (segment.marker == 0xe1 && begins_with(body, xmp_mark) && facts.xmp.empty()) {
      facts.xmp.assign(body.begin() + 29, body.end());
    } else if (segment.marker == 0xe2 && begins_with(body, icc_mark) && body.size() > 14) {
      icc.emplace(body[12], body.subspan(14));
    } else if (segment.marker == 0xfe) {
      facts.comments.emplace_back(text_of(body));
    }
  }
  if (facts.mode.empty()) return bad("damaged JPEG: no frame header");
  facts.icc = join_icc(icc);
  facts.orientation = exif_orientation(facts.exif);
  return facts;
}

Result<Facts> png_facts(ByteView bytes, const PictureLimits& limits) {
  auto info = raster::png_info(bytes, limits);
  if (!info) return tl::unexpected<Error>(info.error());
  Facts facts;
  facts.format = Format::png;
  facts.width = info->width;
  facts.height = info->height;
  facts.bits = info->bit_depth;
  facts.progressive = info->interlaced;
  using raster::PngColor;
  const bool deep = info->bit_depth == 16;
  switch (info->color) {
    case PngColor::grey: facts.mode = deep ? "I;16" : info->bit_depth == 1 ? "1" : "L"; break;
    case PngColor::rgb: facts.mode = "RGB"; break;
    case PngColor::palette: facts.mode = "P"; break;
    case PngColor::grey_alpha: facts.mode = "LA"; break;
    case PngColor::rgb_alpha: facts.mode = "RGBA"; break;
  }
  facts.icc = std::move(info->icc);
  for (const auto& chunk : png_chunks(bytes)) {
    if (chunk.type == "eXIf") facts.exif.assign(chunk.body.begin(), chunk.body.end());
    if (chunk.type == "acTL" && chunk.body.size() >= 8)
      facts.frames = std::max<std::uint64_t>(1, load_be<std::uint32_t>(chunk.body));
  }
  if (facts.exif.size() > 6 && begins_with(facts.exif, exif_mark))
    facts.exif.erase(facts.exif.begin(), facts.exif.begin() + 6);
  for (const auto& [key, text] : info->text) {
    if (key == "XML:com.adobe.xmp")
      facts.xmp.assign(text.begin(), text.end());
    else
      facts.comments.push_back(key + ": " + text);
  }
  facts.orientation = exif_orientation(facts.exif);
  return facts;
}

unsigned exif_orientation(ByteView exif) noexcept {
  if (exif.size() < 8) return 1;
  const bool little = exif[0] == 'I' && exif[1] == 'I';
  if (!little && !(exif[0] == 'M' && exif[1] == 'M')) return 1;
  const auto u16 = [&](std::size_t at) {
    return little ? load_le<std::uint16_t>(exif.subspan(at)) : load_be<std::uint16_t>(exif.subspan(at));
  };
  const auto u32 = [&](std::size_t at) {
    return little ? load_le<std::uint32_t>(exif.subspan(at)) : load_be<std::uint32_t>(exif.subspan(at));
  };
  const std::size_t directory = u32(4);
  if (u16(2) != 42 || directory < 8 || directory > exif.size() - 2) return 1;
  const std::size_t count = u16(directory);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = directory + 2 + i * 12;
    if (entry + 12 > exif.size()) return 1;
    if (u16(entry) != 0x0112) continue;
    const std::uint32_t value = u16(entry + 2) == 4 ? u32(entry + 8) : u16(entry + 8);  // SHORT, seldom LONG
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

}  // namespace pytk::image
