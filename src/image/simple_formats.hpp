// Formats that need no library: BMP, PNM (PBM, PGM, PPM) and QOI.
#pragma once

#include <pytk/image/file.hpp>

namespace pytk::image {

/// Uncompressed, bit-field and run-length BMP of 1 to 32 bits a pixel, from the top or from the bottom.
[[nodiscard]] Result<Facts> bmp_facts(ByteView bytes);
[[nodiscard]] Result<Picture> read_bmp(ByteView bytes, const PictureLimits& limits);
[[nodiscard]] Bytes write_bmp(const Picture& picture);  ///< 8-bit grey, 24-bit RGB or 32-bit RGBA

/// P1 to P6, 8 or 16 bits; values are brought to the full range when the file's maximum is another.
[[nodiscard]] Result<Facts> pnm_facts(ByteView bytes);
[[nodiscard]] Result<Picture> read_pnm(ByteView bytes, const PictureLimits& limits);
[[nodiscard]] Bytes write_pnm(const Picture& picture);

[[nodiscard]] Result<Facts> qoi_facts(ByteView bytes);
[[nodiscard]] Result<Picture> read_qoi(ByteView bytes, const PictureLimits& limits);
[[nodiscard]] Bytes write_qoi(const Picture& picture);

/// The same refusal everywhere.
[[nodiscard]] Result<void> check_limits(std::uint64_t width, std::uint64_t height, const PictureLimits& limits);

}  // namespace pytk::image
