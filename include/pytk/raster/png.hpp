// PNG (ISO/IEC 15948) in and out through libpng, in memory.
//   Picture picture = value_or_throw(read_png(bytes), Fault::data);
//   Bytes file = write_png(picture, {.level = 9});
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>
#include <pytk/raster/picture.hpp>

namespace pytk::raster {

/// The kinds of PNG image by their number in the file.
enum class PngColor : std::uint8_t { grey = 0, rgb = 2, palette = 3, grey_alpha = 4, rgb_alpha = 6 };

/// What stands in a PNG file beside its pixels.
struct PngInfo {
  std::uint32_t width = 0, height = 0;
  std::uint8_t bit_depth = 0;                ///< as stored: 1, 2, 4, 8 or 16
  PngColor color = PngColor::grey;
  bool interlaced = false;
  bool transparency = false;                 ///< an alpha channel or a tRNS chunk
  double gamma = 0;                          ///< of gAMA (0.45455), 0: not given
  std::uint32_t pixels_per_metre_x = 0, pixels_per_metre_y = 0;  ///< of pHYs, 0: not given
  Bytes icc, exif;                           ///< decompressed profile; TIFF block of eXIf without the marker
  std::vector<std::pair<std::string, std::string>> text;  ///< tEXt, zTXt, iTXt in order
};

[[nodiscard]] bool is_png(ByteView bytes) noexcept;

/// Header and metadata up to the first IDAT; no pixel is decoded.
[[nodiscard]] Result<PngInfo> png_info(ByteView bytes, const PictureLimits& limits = {});

/// Decodes one image: palettes become RGB (RGBA with tRNS), 1-, 2- and 4-bit grey becomes 8-bit grey, interlacing is
/// undone, 16 bits stay 16. `info` receives all metadata, also what follows the pixels. CRC faults, truncation and
/// pictures over the limits are errors.
[[nodiscard]] Result<Picture> read_png(ByteView bytes, const PictureLimits& limits = {}, PngInfo* info = nullptr);

enum class PngFilter : std::uint8_t { none, adaptive };

struct PngOptions {
  int level = 6;                             ///< of deflate, 0 to 9
  PngFilter filter = PngFilter::adaptive;
  bool palette = false;                      ///< use a palette when an 8-bit picture has at most 256 colours
  std::uint32_t pixels_per_metre = 0;        ///< pHYs; 0: none
  Bytes icc{}, exif{};                       ///< written when not empty
  std::vector<std::pair<std::string, std::string>> text{};
};

/// The whole file. No date and no program name is written, so equal pictures give equal bytes.
/// Throws Fault::data when the picture has no pixels or an impossible shape.
[[nodiscard]] Bytes write_png(const Picture& picture, const PngOptions& options = {});

}  // namespace pytk::raster
