// JPEG in, through libjpeg-turbo: grey or RGB, 8 bits. Orientation and profiles are the caller's business.
#pragma once

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>
#include <pytk/raster/picture.hpp>

namespace pytk::raster {

[[nodiscard]] bool is_jpeg(ByteView bytes) noexcept;

/// Decodes baseline and progressive files; CMYK and YCCK become RGB. A file that is cut short is an error unless
/// `accept_damage`, which keeps what could be decoded.
[[nodiscard]] Result<Picture> read_jpeg(ByteView bytes, const PictureLimits& limits = {}, bool accept_damage = false);

/// PNG or JPEG by the first bytes; the error names the formats that are known.
[[nodiscard]] Result<Picture> read_picture(ByteView bytes, const PictureLimits& limits = {});

}  // namespace pytk::raster
