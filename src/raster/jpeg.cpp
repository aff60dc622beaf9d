#include <pytk/raster/jpeg.hpp>

#include <turbojpeg.h>

#include <memory>

#include <pytk/raster/png.hpp>

namespace pytk::raster {
namespace {

struct Close {
  void operator()(void* handle) const noexcept { tjDestroy(handle); }
};

}  // namespace

bool is_jpeg(ByteView bytes) noexcept {
  return bytes.size() >= 3 && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[2] == 0xff;
}

Result<Picture> read_jpeg(ByteView bytes, const PictureLimits& limits, bool accept_damage) {
  if (!is_jpeg(bytes)) return bad("this is no JPEG file");
  const std::unique_ptr<void, Close> handle(tjInitDecompress());
  if (!handle) return bad("cannot start the JPEG decoder");
  int width = 0, height = 0, sampling = 0, space = 0;
  const auto size = static_cast<unsigned long>(bytes.size());
  if (tjDecompressHeader3(handle.get(), bytes.data(), size, &width, &height, &sampling, &space) != 0)
    return bad("damaged JPEG: {}", tjGetErrorStr2(handle.get()));
  const auto wide = static_cast<std::uint32_t>(width), high = static_cast<std::uint32_t>(height);
  if (static_cast<std::uint64_t>(wide) * high > limits.pixels || wide > limits.side || high > limits.side)
    return bad("the picture has {} x {} pixels, more than the limit of {}", wide, high, limits.pixels);
  const bool cmyk = space == TJCS_CMYK || space == TJCS_YCCK, grey = space == TJCS_GRAY;
  Picture out(wide, high, cmyk ? 4 : grey ? 1 : 3);
  const int format = cmyk ? TJPF_CMYK : grey ? TJPF_GRAY : TJPF_RGB;
  if (tjDecompress2(handle.get(), bytes.data(), size, out.samples.data(), width, 0, height, format,
                    TJFLAG_ACCURATEDCT) != 0 &&
      (!accept_damage || tjGetErrorCode(handle.get()) == TJERR_FATAL))
    return bad("damaged JPEG: {}", tjGetErrorStr2(handle.get()));
  if (!cmyk) return out;
  // Adobe stores the inks inverted, so a sample is already the light that remains: R = C * K.
  Picture rgb(wide, high, 3);
  for (std::size_t i = 0; i < static_cast<std::size_t>(wide) * high; ++i)
    for (std::size_t c = 0; c < 3; ++c)
      rgb.samples[i * 3 + c] = static_cast<std::uint8_t>(out.samples[i * 4 + c] * out.samples[i * 4 + 3] / 255);
  return rgb;
}

Result<Picture> read_picture(ByteView bytes, const PictureLimits& limits) {
  if (is_png(bytes)) return read_png(bytes, limits);
  if (is_jpeg(bytes)) return read_jpeg(bytes, limits);
  auto error = bad("this is neither a PNG nor a JPEG picture");
  return error;
}

}  // namespace pytk::raster
