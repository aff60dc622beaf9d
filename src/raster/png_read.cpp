#include <pytk/raster/png.hpp>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstring>

#include "raster/png_shared.hpp"

namespace pytk::raster {

extern "C" {
void pytk_png_error(png_structp png, png_const_charp message) {
  auto* fault = static_cast<PngFault*>(png_get_error_ptr(png));
  std::snprintf(fault->reason, sizeof fault->reason, "%s", message);
  std::longjmp(fault->back, 1);
}
void pytk_png_warning(png_structp, png_const_charp) {}
}

namespace {

/// Everything a decode touches; owned by the caller of the jumping functions, so that nothing is lost in a jump.
struct Decode {
  ByteView bytes;
  std::size_t at = 0;
  png_structp png = nullptr;
  png_infop info = nullptr, end = nullptr;
  PngFault fault;
  std::vector<png_bytep> rows;
  Picture picture;

  explicit Decode(ByteView all) : bytes(all) {}
  Decode(const Decode&) = delete;
  Decode& operator=(const Decode&) = delete;
  ~Decode() {
    if (png != nullptr) png_destroy_read_struct(&png, &info, &end);
  }
};

extern "C" void pytk_png_take(png_structp png, png_bytep out, std::size_t count) {
  auto* decode = static_cast<Decode*>(png_get_io_ptr(png));
  if (count > decode->bytes.size() - decode->at) png_error(png, "the file is cut short");
  std::memcpy(out, decode->bytes.data() + decode->at, count);
  decode->at += count;
}

bool start(Decode& decode) {
  decode.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decode.fault, pytk_png_error, pytk_png_warning);
  if (decode.png == nullptr) return false;
  decode.info = png_create_info_struct(decode.png);
  decode.end = png_create_info_struct(decode.png);
  return decode.info != nullptr && decode.end != nullptr;
}

/// Reads the chunks before the pixels. False: decode.fault says why.
bool read_header(Decode& decode, const PictureLimits* limits) {
  if (setjmp(decode.fault.back) != 0) return false;
  png_set_read_fn(decode.png, &decode, pytk_png_take);
  png_set_user_limits(decode.png, limits->side, limits->side);
  png_set_chunk_malloc_max(decode.png, 64U << 20U);
  png_set_chunk_cache_max(decode.png, 1000);
  png_read_info(decode.png, decode.info);
  return true;
}

void choose_form(Decode& decode) {
  const int color = png_get_color_type(decode.png, decode.info);
  if (color == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(decode.png);
  if (color == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(decode.png, decode.info) < 8)
    png_set_expand_gray_1_2_4_to_8(decode.png);
  if (png_get_valid(decode.png, decode.info, PNG_INFO_tRNS) != 0) png_set_tRNS_to_alpha(decode.png);
  if (std::endian::native == std::endian::little) png_set_swap(decode.png);
  png_set_interlace_handling(decode.png);
  png_read_update_info(decode.png, decode.info);
}

/// Sets the form and gives the shape; the caller allocates.
bool prepare(Decode& decode) {
  if (setjmp(decode.fault.back) != 0) return false;
  choose_form(decode);
  return true;
}

bool read_rows(Decode& decode) {
  if (setjmp(decode.fault.back) != 0) return false;
  png_read_image(decode.png, decode.rows.data());
  png_read_end(decode.png, decode.end);
  return true;
}

void collect_text(png_structp png, png_infop info, PngInfo& out) {
  png_textp text = nullptr;
  const int count = png_get_text(png, info, &text, nullptr);
  for (int i = 0; i < count; ++i) {
    const std::size_t length = text[i].compression > 0 ? text[i].itxt_length : text[i].text_length;
    out.text.emplace_back(text[i].key, text[i].text == nullptr
                                           ? std::string()
                                           : std::string(text[i].text, length > 0 ? length : text[i].text_length));
  }
}

void collect_exif(png_structp png, png_infop info, PngInfo& out) {
  png_uint_32 size = 0;
  png_bytep exif = nullptr;
  if (png_get_eXIf_1(png, info, &size, &exif) != 0 && exif != nullptr) out.exif.assign(exif, exif + size);
}

PngInfo collect(Decode& decode) {
  PngInfo out;
  png_structp png = decode.png;
  png_infop info = decode.info;
  out.width = png_get_image_width(png, info);
  out.height = png_get_image_height(png, info);
  out.bit_depth = png_get_bit_depth(png, info);
  out.color = static_cast<PngColor>(png_get_color_type(png, info));
  out.interlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
  out.transparency = (png_get_color_type(png, info) & PNG_COLOR_MASK_ALPHA) != 0 ||
                     png_get_valid(png, info, PNG_INFO_tRNS) != 0;
  png_get_gAMA(png, info, &out.gamma);
  int unit = 0;
  png_uint_32 across = 0, down = 0;
  if (png_get_pHYs(png, info, &across, &down, &unit) != 0 && unit == PNG_RESOLUTION_METER) {
    out.pixels_per_metre_x = across;
    out.pixels_per_metre_y = down;
  }
  png_charp name = nullptr;
  int compression = 0;
  png_bytep profile = nullptr;
  png_uint_32 size = 0;
  if (png_get_iCCP(png, info, &name, &compression, &profile, &size) != 0) out.icc.assign(profile, profile + size);
  collect_exif(png, info, out);
  collect_text(png, info, out);
  return out;
}

tl::unexpected<Error> failed(const Decode& decode) { return bad("damaged PNG: {}", decode.fault.reason); }

}  // namespace

bool is_png(ByteView bytes) noexcept { return bytes.size() >= 8 && png_sig_cmp(bytes.data(), 0, 8) == 0; }

Result<PngInfo> png_info(ByteView bytes, const PictureLimits& limits) {
  if (!is_png(bytes)) return bad("this is no PNG file");
  Decode decode(bytes);
  if (!start(decode) || !read_header(decode, &limits)) return failed(decode);
  return collect(decode);
}

Result<Picture> read_png(ByteView bytes, const PictureLimits& limits, PngInfo* info) {
  if (!is_png(bytes)) return bad("this is no PNG file");
  Decode decode(bytes);
  if (!start(decode) || !read_header(decode, &limits)) return failed(decode);
  const std::uint32_t width = png_get_image_width(decode.png, decode.info);
  const std::uint32_t height = png_get_image_height(decode.png, decode.info);
  if (static_cast<std::uint64_t>(width) * height > limits.pixels)
    return bad("the picture has {} x {} pixels, more than the limit of {}", width, height, limits.pixels);
  if (info != nullptr) *info = collect(decode);
  if (!prepare(decode)) return failed(decode);
  decode.picture = Picture(width, height, png_get_channels(decode.png, decode.info),
                           png_get_bit_depth(decode.png, decode.info));
  if (png_get_rowbytes(decode.png, decode.info) != decode.picture.row_bytes())
    return bad("damaged PNG: odd row length");
  decode.rows.resize(height);
  for (std::size_t y = 0; y < height; ++y) decode.rows[y] = decode.picture.row(y);
  if (!read_rows(decode)) return failed(decode);
  if (info != nullptr) {
    collect_text(decode.png, decode.end, *info);
    if (info->exif.empty()) collect_exif(decode.png, decode.end, *info);
  }
  return std::move(decode.picture);
}

}  // namespace pytk::raster
