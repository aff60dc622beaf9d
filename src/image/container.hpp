// The outer structure of picture files: segments of JPEG and chunks of PNG, without decoding a pixel.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/image/file.hpp>

namespace pytk::image {

/// A JPEG marker segment up to and with the start of scan. `body` is what follows the length.
struct JpegSegment {
  std::uint8_t marker = 0;  ///< 0xE1 is APP1
  std::size_t offset = 0;   ///< of 0xFF
  std::size_t size = 0;     ///< with marker and length
  ByteView body;
};
/// The segments before the first entropy-coded data. Stops quietly where the structure is broken.
[[nodiscard]] std::vector<JpegSegment> jpeg_segments(ByteView bytes);
/// Offset just behind the end-of-image marker of the first picture (0: there is none), found by walking markers.
[[nodiscard]] std::size_t jpeg_end(ByteView bytes);

struct PngChunk {
  std::string_view type;
  std::size_t offset = 0;  ///< of the length
  ByteView body;
  bool checksum_right = false;
};
/// The chunks up to IEND; stops quietly where one is cut short.
[[nodiscard]] std::vector<PngChunk> png_chunks(ByteView bytes);

[[nodiscard]] Result<Facts> jpeg_facts(ByteView bytes);
[[nodiscard]] Result<Facts> png_facts(ByteView bytes, const PictureLimits& limits);

}  // namespace pytk::image
