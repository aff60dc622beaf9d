#include <algorithm>
#include <bit>
#include <cstring>

#include "image/simple_formats.hpp"

namespace pytk::image {

namespace {

struct Bmp {
  std::uint32_t width = 0, height = 0, bits = 0, compression = 0;
  std::size_t pixels_at = 0, palette_at = 0, palette_count = 0, palette_entry = 4;
  bool from_top = false;
  std::uint32_t masks[4] = {};
};

constexpr std::uint32_t rle8 = 1, rle4 = 2, bit_fields = 3, alpha_bit_fields = 6;

Result<Bmp> read_header(ByteView bytes) {
  if (bytes.size() < 26) return bad("the BMP header is cut short");
  Bmp bmp;
  bmp.pixels_at = load_le<std::uint32_t>(bytes.subspan(10));
  const std::size_t size = load_le<std::uint32_t>(bytes.subspan(14));
  const ByteView info = bytes.subspan(14);
  if (size == 12) {  // OS/2 1
    bmp.width = load_le<std::uint16_t>(info.subspan(4));
    bmp.height = load_le<std::uint16_t>(info.subspan(6));
    bmp.bits = load_le<std::uint16_t>(info.subspan(10));
    bmp.palette_entry = 3;
  } else {
    if (size < 40 || size > 200 || info.size() < size) return bad("the BMP header is damaged");
    const auto wide = static_cast<std::int32_t>(load_le<std::uint32_t>(info.subspan(4)));
    const auto high = static_cast<std::int32_t>(load_le<std::uint32_t>(info.subspan(8)));
    if (wide < 0 || high == std::numeric_limits<std::int32_t>::min()) return bad("the BMP header is damaged");
    bmp.width = static_cast<std::uint32_t>(wide);
    bmp.from_top = high < 0;
    bmp.height = static_cast<std::uint32_t>(high < 0 ? -high : high);
    bmp.bits = load_le<std::uint16_t>(info.subspan(14));
    bmp.compression = load_le<std::uint32_t>(info.subspan(16));
    bmp.palette_count = load_le<std::uint32_t>(info.subspan(32));
  }
  bmp.palette_at = 14 + size;
  if (bmp.bits <= 8 && (bmp.palette_count == 0 || bmp.palette_count > (1U << bmp.bits)))
    bmp.palette_count = std::size_t{1} << bmp.bits;
  if (bmp.bits == 16) bmp.masks[0] = 0x7c00, bmp.masks[1] = 0x3e0, bmp.masks[2] = 0x1f;
  if (bmp.compression == bit_fields || bmp.compression == alpha_bit_fields) {
    const std::size_t count = size >= 56 || bmp.compression == alpha_bit_fields ? 4 : 3;
    if (bytes.size() < 54 + count * 4) return bad("the BMP header is cut short");
    for (std::size_t i = 0; i < count; ++i) bmp.masks[i] = load_le<std::uint32_t>(bytes.subspan(54 + i * 4));
    if (size == 40) bmp.palette_at += count * 4;
  }
  const bool known_bits =
      bmp.bits == 1 || bmp.bits == 4 || bmp.bits == 8 || bmp.bits == 16 || bmp.bits == 24 || bmp.bits == 32;
  const bool known =
      bmp.compression == 0 || (bmp.compression == rle8 && bmp.bits == 8) ||
      (bmp.compression == rle4 && bmp.bits == 4) ||
      ((bmp.compression == bit_fields || bmp.compression == alpha_bit_fields) && bmp.bits >= 16 && bmp.bits != 24);
  if (!known_bits || !known) return bad("a BMP of {} bits with compression {} is not known", bmp.bits, bmp.compression);
  if (bmp.width == 0 || bmp.height == 0) return bad("the picture has no pixels");
  return bmp;
}

/// The bits under `mask` brought to 0..255.
std::uint8_t under(std::uint32_t value, std::uint32_t mask) noexcept {
  if (mask == 0) return 0;
  const unsigned shift = static_cast<unsigned>(std::countr_zero(mask));
  const std::uint64_t most = mask >> shift;
  return static_cast<std::uint8_t>((static_cast<std::uint64_t>((value & mask) >> shift) * 255 + most / 2) / most);
}

/// Where run-length coded indices are put: row 0 at the bottom, what lies outside is dropped.
class RunCanvas {
 public:
  RunCanvas(const Bmp& bmp, std::vector<std::uint8_t>& out)
      : out_(out), width_(bmp.width), height_(bmp.height), four_(bmp.compression == rle4) {}
  void put(unsigned index) noexcept {
    if (x_ < width_ && y_ < height_) out_[y_ * width_ + x_] = static_cast<std::uint8_t>(index);
    ++x_;
  }
  /// The i-th of the two pixels that a byte of four bits each holds, or the byte itself.
  void put_of(unsigned value, unsigned i) noexcept {
    if (four_) value = i % 2 == 0 ? value >> 4U : value & 15U;
    put(value);
  }
  void end_line() noexcept { x_ = 0, ++y_; }
  void move(unsigned right, unsigned up) noexcept { x_ += right, y_ += up; }
  [[nodiscard]] bool full() const noexcept { return y_ >= height_; }

 private:
  std::vector<std::uint8_t>& out_;
  std::size_t width_, height_, x_ = 0, y_ = 0;
  bool four_;   // bits a pixel, not eight
};

/// Run-length coded indices into `out`; stops at the end of the data.
void unpack_runs(ByteView data, const Bmp& bmp, std::vector<std::uint8_t>& out) {
  const bool four = bmp.compression == rle4;
  RunCanvas canvas(bmp, out);
  std::size_t at = 0;
  while (at + 2 <= data.size() && !canvas.full()) {
    const unsigned count = data[at], value = data[at + 1];
    at += 2;
    if (count > 0) {
      for (unsigned i = 0; i < count; ++i) canvas.put_of(value, i);
    } else if (value == 0) {
      canvas.end_line();
    } else if (value == 1) {
      return;
    } else if (value == 2) {
      if (at + 2 > data.size()) return;
      canvas.move(data[at], data[at + 1]);
      at += 2;
    } else {
      const std::size_t size = four ? (value + 1U) / 2U : value;
      if (size > data.size() - at) return;
      for (unsigned i = 0; i < value; ++i) canvas.put_of(data[at + (four ? i / 2 : i)], i);
      at += size + size % 2;  // runs of literals end at even places
    }
  }
}

/// Colours of the palette as RGB; true when all are grey.
bool read_palette(ByteView bytes, const Bmp& bmp, std::uint8_t (&colors)[256][3]) {
  bool grey = true;
  for (std::size_t i = 0; i < bmp.palette_count; ++i) {
    const std::size_t at = bmp.palette_at + i * bmp.palette_entry;
    if (at + 3 > bytes.size()) break;
    for (std::size_t c = 0; c < 3; ++c) colors[i][c] = bytes[at + 2 - c];
    grey = grey && colors[i][0] == colors[i][1] && colors[i][1] == colors[i][2];
  }
  return grey;
}

Result<Picture> read_indexed(ByteView bytes, const Bmp& bmp) {
  std::uint8_t colors[256][3] = {};
  const bool grey = read_palette(bytes, bmp, colors);
  std::vector<std::uint8_t> indices;
  const ByteView data = bytes.subspan(bmp.pixels_at);
  const std::size_t stride = (static_cast<std::size_t>(bmp.width) * bmp.bits + 31) / 32 * 4;
  const bool packed = bmp.compression != 0;
  if (packed) {
    indices.resize(static_cast<std::size_t>(bmp.width) * bmp.height);
    unpack_runs(data, bmp, indices);
  } else if (data.size() < stride * bmp.height) {
    return bad("the file is cut short");
  }
  Picture out(bmp.width, bmp.height, grey ? 1 : 3);
  for (std::uint32_t y = 0; y < bmp.height; ++y) {
    std::uint8_t* to = out.row(bmp.from_top ? y : bmp.height - 1 - y);
    for (std::uint32_t x = 0; x < bmp.width; ++x, to += out.channels) {
      unsigned index = 0;
      if (packed)
        index = indices[static_cast<std::size_t>(y) * bmp.width + x];
      else if (bmp.bits == 8)
        index = data[y * stride + x];
      else if (bmp.bits == 4)
        index = data[y * stride + x / 2] >> (x % 2 == 0 ? 4U : 0U) & 15U;
      else
        index = data[y * stride + x / 8] >> (7 - x % 8) & 1U;
      std::memcpy(to, colors[index], out.channels);
    }
  }
  return out;
}

}  // namespace

Result<void> check_limits(std::uint64_t width, std::uint64_t height, const PictureLimits& limits) {
  if (width == 0 || height == 0) return bad("the picture has no pixels");
  if (width > limits.side || height > limits.side || width * height > limits.pixels)
    return bad("the picture has {} x {} pixels, more than the limit of {}", width, height, limits.pixels);
  return {};
}

Result<Facts> bmp_facts(ByteView bytes) {
  const auto bmp = read_header(bytes);
  if (!bmp) return tl::unexpected<Error>(bmp.error());
  Facts facts;
  facts.format = Format::bmp;
  facts.width = bmp->width;
  facts.height = bmp->height;
  facts.bits = bmp->bits < 8 ? bmp->bits : 8;
  facts.mode = bmp->bits <= 8 ? "P" : bmp->masks[3] != 0 ? "RGBA" : "RGB";
  return facts;
}

Result<Picture> read_bmp(ByteView bytes, const PictureLimits& limits) {
  const auto bmp = read_header(bytes);
  if (!bmp) return tl::unexpected<Error>(bmp.error());
  if (auto fits = check_limits(bmp->width, bmp->height, limits); !fits) return tl::unexpected<Error>(fits.error());
  if (bmp->pixels_at > bytes.size()) return bad("the file is cut short");
  if (bmp->bits <= 8) return read_indexed(bytes, *bmp);
  const ByteView data = bytes.subspan(bmp->pixels_at);
  const std::size_t unit = bmp->bits / 8;
  const std::size_t stride = (static_cast<std::size_t>(bmp->width) * unit + 3) / 4 * 4;
  if (data.size() < stride * bmp->height) return bad("the file is cut short");
  const bool masked = bmp->masks[0] != 0 || bmp->masks[1] != 0 || bmp->masks[2] != 0;
  Picture out(bmp->width, bmp->height, masked && bmp->masks[3] != 0 ? 4 : 3);
  for (std::uint32_t y = 0; y < bmp->height; ++y) {
    std::uint8_t* to = out.row(bmp->from_top ? y : bmp->height - 1 - y);
    const std::uint8_t* from = data.data() + y * stride;
    for (std::uint32_t x = 0; x < bmp->width; ++x, from += unit, to += out.channels) {
      if (!masked) {
        to[0] = from[2], to[1] = from[1], to[2] = from[0];
        continue;
      }
      std::uint32_t value = 0;
      std::memcpy(&value, from, unit);
      for (std::size_t c = 0; c < out.channels; ++c) to[c] = under(value, bmp->masks[c]);
    }
  }
  return out;
}

Bytes write_bmp(const Picture& given) {
  Picture picture = to_8_bits(given);
  if (picture.channels == 2) picture = to_mode(picture, Mode::rgba);
  const std::size_t unit = picture.channels, stride = (unit * picture.width + 3) / 4 * 4;
  const std::size_t info = unit == 4 ? 108 : 40, palette = unit == 1 ? 1024 : 0, begin = 14 + info + palette;
  Bytes out(begin + stride * picture.height);
  out[0] = 'B', out[1] = 'M';
  store_le(out.data() + 2, static_cast<std::uint32_t>(out.size()));
  store_le(out.data() + 10, static_cast<std::uint32_t>(begin));
  store_le(out.data() + 14, static_cast<std::uint32_t>(info));
  store_le(out.data() + 18, picture.width);
  store_le(out.data() + 22, picture.height);
  store_le(out.data() + 26, std::uint16_t{1});
  store_le(out.data() + 28, static_cast<std::uint16_t>(8 * unit));
  store_le(out.data() + 34, static_cast<std::uint32_t>(stride * picture.height));
  store_le(out.data() + 38, std::uint32_t{3780});  // 96 dots an inch
  store_le(out.data() + 42, std::uint32_t{3780});
  if (unit == 4) {
    store_le(out.data() + 30, bit_fields);
    const std::uint32_t masks[] = {0xff0000, 0xff00, 0xff, 0xff000000, 0x73524742};  // the last: sRGB
    for (std::size_t i = 0; i < 5; ++i) store_le(out.data() + 54 + 4 * i, masks[i]);
  }
  for (std::size_t i = 0; i < palette / 4; ++i) std::memset(out.data() + 54 + 4 * i, static_cast<int>(i), 3);
  for (std::uint32_t y = 0; y < picture.height; ++y) {
    std::uint8_t* to = out.data() + begin + (picture.height - 1 - y) * stride;
    const std::uint8_t* from = picture.row(y);
    for (std::uint32_t x = 0; x < picture.width; ++x, to += unit, from += unit) {
      std::memcpy(to, from, unit);
      if (unit >= 3) std::swap(to[0], to[2]);
    }
  }
  return out;
}

}  // namespace pytk::image
