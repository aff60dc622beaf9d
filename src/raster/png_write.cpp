#include <pytk/raster/png.hpp>

#include <array>
#include <bit>
#include <cstdio>
#include <cstring>
#include <optional>
#include <unordered_map>

#include "raster/png_shared.hpp"

namespace pytk::raster {
namespace {

/// The colours of a small-palette picture and its pixels as indices.
struct Indexed {
  std::vector<std::uint32_t> colors;
  std::vector<std::uint8_t> pixels;
};

/// RGBA of an 8-bit pixel as one number.
std::uint32_t packed(const std::uint8_t* at, std::uint8_t channels) noexcept {
  const auto grey = channels < 3;
  const std::uint32_t r = at[0], g = grey ? at[0] : at[1], b = grey ? at[0] : at[2];
  const std::uint32_t a = channels == 4 ? at[3] : channels == 2 ? at[1] : 255U;
  return r << 24U | g << 16U | b << 8U | a;
}

/// The same picture with a palette, if 256 colours are enough.
std::optional<Indexed> index_colors(const Picture& picture) {
  if (picture.depth != 8 || picture.channels == 1) return std::nullopt;
  Indexed out;
  const std::size_t count = static_cast<std::size_t>(picture.width) * picture.height;
  out.pixels.resize(count);
  std::unordered_map<std::uint32_t, std::uint8_t> seen;
  std::uint32_t last = 0;
  std::uint8_t last_index = 0;
  const std::uint8_t* at = picture.samples.data();
  for (std::size_t i = 0; i < count; ++i, at += picture.channels) {
    const std::uint32_t color = packed(at, picture.channels);
    if (out.colors.empty() || color != last) {
      auto [entry, fresh] = seen.try_emplace(color, static_cast<std::uint8_t>(out.colors.size()));
      if (fresh) {
        if (out.colors.size() == 256) return std::nullopt;
        out.colors.push_back(color);
      }
      last = color;
      last_index = entry->second;
    }
    out.pixels[i] = last_index;
  }
  return out;
}

struct Encode {
  Bytes out;
  png_structp png = nullptr;
  png_infop info = nullptr;
  PngFault fault;
  std::vector<png_bytep> rows;
  std::vector<png_text> text;
  std::array<png_color, 256> palette{};
  std::array<png_byte, 256> alpha{};
  int color = 0, depth = 8, palette_size = 0, alpha_size = 0;

  Encode() = default;
  Encode(const Encode&) = delete;
  Encode& operator=(const Encode&) = delete;
  ~Encode() {
    if (png != nullptr) png_destroy_write_struct(&png, &info);
  }
};

extern "C" void pytk_png_give(png_structp png, png_bytep bytes, std::size_t count) {
  auto* out = static_cast<Bytes*>(png_get_io_ptr(png));
  out->insert(out->end(), bytes, bytes + count);
}
extern "C" void pytk_png_flush(png_structp) {}

int color_type(std::uint8_t channels) {
  switch (channels) {
    case 1: return PNG_COLOR_TYPE_GRAY;
    case 2: return PNG_COLOR_TYPE_GRAY_ALPHA;
    case 3: return PNG_COLOR_TYPE_RGB;
    default: return PNG_COLOR_TYPE_RGB_ALPHA;
  }
}

/// Bits that `colors` palette entries need: 1, 2, 4 or 8.
int palette_depth(std::size_t colors) { return colors <= 2 ? 1 : colors <= 4 ? 2 : colors <= 16 ? 4 : 8; }

void set_palette(Encode& encode, const Indexed& indexed) {
  encode.color = PNG_COLOR_TYPE_PALETTE;
  encode.depth = palette_depth(indexed.colors.size());
  encode.palette_size = static_cast<int>(indexed.colors.size());
  for (std::size_t i = 0; i < indexed.colors.size(); ++i) {
    const std::uint32_t c = indexed.colors[i];
    encode.palette[i] = {static_cast<png_byte>(c >> 24U), static_cast<png_byte>(c >> 16U),
                         static_cast<png_byte>(c >> 8U)};
    encode.alpha[i] = static_cast<png_byte>(c);
    if (encode.alpha[i] != 255) encode.alpha_size = static_cast<int>(i) + 1;
  }
}

void set_chunks(Encode& encode, const PngOptions* options) {
  if (encode.palette_size > 0) {
    png_set_PLTE(encode.png, encode.info, encode.palette.data(), encode.palette_size);
    if (encode.alpha_size > 0) png_set_tRNS(encode.png, encode.info, encode.alpha.data(), encode.alpha_size, nullptr);
  }
  if (options->pixels_per_metre > 0)
    png_set_pHYs(encode.png, encode.info, options->pixels_per_metre, options->pixels_per_metre, PNG_RESOLUTION_METER);
  // Profiles are written as they came: cameras and libraries have spread sRGB profiles that libpng knows to be faulty.
  png_set_option(encode.png, PNG_SKIP_sRGB_CHECK_PROFILE, PNG_OPTION_ON);
  png_set_benign_errors(encode.png, 1);
  if (!options->icc.empty())
    png_set_iCCP(encode.png, encode.info, "icc", PNG_COMPRESSION_TYPE_BASE, options->icc.data(),
                 static_cast<png_uint_32>(options->icc.size()));
  if (!options->exif.empty())
    png_set_eXIf_1(encode.png, encode.info, static_cast<png_uint_32>(options->exif.size()),
                   const_cast<png_bytep>(options->exif.data()));
  if (!encode.text.empty())
    png_set_text(encode.png, encode.info, encode.text.data(), static_cast<int>(encode.text.size()));
}

bool write_all(Encode& encode, const Picture* picture, const PngOptions* options) {
  if (setjmp(encode.fault.back) != 0) return false;
  png_set_write_fn(encode.png, &encode.out, pytk_png_give, pytk_png_flush);
  png_set_user_limits(encode.png, 0x7fffffff, 0x7fffffff);
  png_set_compression_level(encode.png, options->level);
  const bool filters = options->filter == PngFilter::adaptive && encode.palette_size == 0;
  png_set_filter(encode.png, 0, filters ? PNG_ALL_FILTERS : PNG_FILTER_NONE);
  png_set_IHDR(encode.png, encode.info, picture->width, picture->height, encode.depth, encode.color,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  set_chunks(encode, options);
  png_write_info(encode.png, encode.info);
  if (encode.depth < 8) png_set_packing(encode.png);
  if (encode.depth == 16 && std::endian::native == std::endian::little) png_set_swap(encode.png);
  png_write_image(encode.png, encode.rows.data());
  png_write_end(encode.png, encode.info);
  return true;
}

void check_shape(const Picture& picture) {
  const bool sane = picture.width > 0 && picture.height > 0 && picture.channels >= 1 && picture.channels <= 4 &&
                    (picture.depth == 8 || picture.depth == 16) && picture.width <= 0x7fffffffU &&
                    picture.height <= 0x7fffffffU && picture.samples.size() == picture.row_bytes() * picture.height;
  if (!sane) throw fail(Fault::data, "cannot write a PNG of {} x {} pixels with {} channels", picture.width,
                        picture.height, picture.channels);
}

void set_text(Encode& encode, const PngOptions& options) {
  for (const auto& [key, value] : options.text) {
    png_text entry{};
    entry.compression = PNG_ITXT_COMPRESSION_NONE;
    entry.key = const_cast<char*>(key.c_str());
    entry.text = const_cast<char*>(value.c_str());
    entry.itxt_length = value.size();
    static char none[] = "";
    entry.lang = none;
    entry.lang_key = none;
    encode.text.push_back(entry);
  }
}

}  // namespace

Bytes write_png(const Picture& picture, const PngOptions& options) {
  check_shape(picture);
  Encode encode;
  std::optional<Indexed> indexed;
  if (options.palette) indexed = index_colors(picture);
  encode.rows.resize(picture.height);
  encode.depth = picture.depth;
  encode.color = color_type(picture.channels);
  if (indexed) set_palette(encode, *indexed);
  // libpng takes rows that it may not change, though their type says otherwise.
  for (std::size_t y = 0; y < picture.height; ++y)
    encode.rows[y] = indexed ? indexed->pixels.data() + y * picture.width : const_cast<png_bytep>(picture.row(y));
  set_text(encode, options);
  encode.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &encode.fault, pytk_png_error, pytk_png_warning);
  if (encode.png != nullptr) encode.info = png_create_info_struct(encode.png);
  if (encode.info == nullptr || !write_all(encode, &picture, &options))
    throw fail(Fault::data, "cannot write the PNG: {}", encode.fault.reason);
  return std::move(encode.out);
}

}  // namespace pytk::raster
