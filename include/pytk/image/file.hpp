// Picture files: what is in one, its pixels, and writing one. The kind is seen by the first bytes, never by the name.
//   File file = value_or_throw(read_file(bytes), Fault::data);
//   Bytes out = write_file(file.picture, {.format = Format::png});
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/image/picture.hpp>

namespace pytk::image {

enum class Format : std::uint8_t { jpeg, png, bmp, pnm, qoi, gif, webp, tiff, npy };
[[nodiscard]] std::string_view format_name(Format format) noexcept;  ///< "jpeg"
/// By name ("jpg", "jpeg", "png" ...) or by a file's suffix; nothing when unknown.
[[nodiscard]] std::optional<Format> format_of_name(std::string_view name) noexcept;
[[nodiscard]] std::optional<Format> format_of_path(std::string_view path) noexcept;
[[nodiscard]] std::optional<Format> format_of_bytes(ByteView bytes) noexcept;
[[nodiscard]] std::vector<std::string> writable_formats();

/// What the header says; no pixel was decoded.
struct Facts {
  Format format = Format::png;
  std::uint32_t width = 0, height = 0;  ///< as stored, before orientation
  std::string mode;                     ///< Pillow's words: "1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "F"
  unsigned bits = 8;                    ///< a sample
  std::uint64_t frames = 1;
  unsigned orientation = 1;  ///< of EXIF
  bool progressive = false;  ///< or interlaced
  Bytes icc, exif, xmp;      ///< EXIF begins with the TIFF header
  std::vector<std::string> comments;
};

struct ReadOptions {
  PictureLimits limits{};
  std::uint64_t memory = 1ULL << 30U;  ///< a progressive JPEG may ask for that much
  bool orient = true;                  ///< turn as EXIF says
  bool accept_damage = false;          ///< keep what could be decoded of a truncated file
  unsigned shrink = 1;                 ///< JPEG only: decode at 1/2, 1/4 or 1/8
  std::uint64_t frame = 0;
};

struct File {
  Facts facts;
  AnyPicture picture;
  bool damaged = false;  ///< something is missing, and it was accepted
};

[[nodiscard]] Result<Facts> read_facts(ByteView bytes, const ReadOptions& options = {});
[[nodiscard]] Result<File> read_file(ByteView bytes, const ReadOptions& options = {});

enum class Layout : std::uint8_t { hwc, chw };
enum class Element : std::uint8_t { uint8, uint16, float32, float64 };
[[nodiscard]] std::optional<Element> element_of_name(std::string_view name) noexcept;

struct WriteOptions {
  Format format = Format::png;
  int quality = 75;                  ///< JPEG, 1 to 100
  unsigned subsampling = 420;        ///< JPEG: 444, 422 or 420
  bool progressive = false;          ///< JPEG
  int level = 6;                     ///< PNG, 0 to 9
  Layout layout = Layout::hwc;       ///< .npy
  std::optional<Element> element{};  ///< .npy; nothing: as the picture is
  Bytes icc{}, exif{};               ///< kept where the format can hold them
};
/// Throws Fault::data when the format cannot hold the picture (JPEG has no alpha), saying what to do.
[[nodiscard]] Bytes write_file(const AnyPicture& picture, const WriteOptions& options);

/// The orientation tag in a TIFF block of EXIF, in either byte order: 1 when absent or senseless.
[[nodiscard]] unsigned exif_orientation(ByteView exif) noexcept;

}  // namespace pytk::image
