#include <pytk/image/file.hpp>

#include <algorithm>
#include <array>

#include <pytk/core/text.hpp>
#include <pytk/raster/png.hpp>

#include "image/container.hpp"
#include "image/jpeg.hpp"
#include "image/npy.hpp"
#include "image/simple_formats.hpp"

namespace pytk::image {

namespace {

struct Name {
  std::string_view name;
  Format format;
};
constexpr Name names[] = {{"jpeg", Format::jpeg}, {"png", Format::png},  {"bmp", Format::bmp},   {"pnm", Format::pnm},
                          {"qoi", Format::qoi},   {"gif", Format::gif},  {"webp", Format::webp}, {"tiff", Format::tiff},
                          {"npy", Format::npy},   {"jpg", Format::jpeg}, {"jpe", Format::jpeg},  {"jfif", Format::jpeg},
                          {"pgm", Format::pnm},   {"ppm", Format::pnm},  {"pbm", Format::pnm},   {"tif", Format::tiff}};

tl::unexpected<Error> unknown_format() {
  Error error(Fault::data, "this is no picture of a known format");
  error.hint("known: JPEG, PNG, BMP, PNM, QOI and .npy");
  return tl::unexpected<Error>(std::move(error));
}

template <class T>
tl::unexpected<Error> passed_on(const Result<T>& result) {
  return tl::unexpected<Error>(result.error());
}

Result<AnyPicture> read_pixels(ByteView bytes, Format format, const ReadOptions& options, bool& damaged) {
  const auto any = [](Result<Picture> picture) -> Result<AnyPicture> {
    if (!picture) return tl::unexpected<Error>(picture.error());
    return AnyPicture(std::move(*picture));
  };
  switch (format) {
    case Format::jpeg: return any(read_jpeg(bytes, options, damaged));
    case Format::png: return any(raster::read_png(bytes, options.limits));
    case Format::npy: return read_npy(bytes, options.limits);
    case Format::bmp: return any(read_bmp(bytes, options.limits));
    case Format::pnm: return any(read_pnm(bytes, options.limits));
    case Format::qoi: return any(read_qoi(bytes, options.limits));
    default: return unknown_format();
  }
}

}  // namespace

std::string_view format_name(Format format) noexcept { return names[static_cast<std::size_t>(format)].name; }

std::optional<Format> format_of_name(std::string_view name) noexcept {
  for (const auto& each : names)
    if (equal_ignoring_case(each.name, name)) return each.format;
  return std::nullopt;
}

std::optional<Format> format_of_path(std::string_view path) noexcept {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || path.find('/', dot) != std::string_view::npos) return std::nullopt;
  return format_of_name(path.substr(dot + 1));
}

std::optional<Format> format_of_bytes(ByteView bytes) noexcept {
  const std::string_view text = text_of(bytes.first(std::min<std::size_t>(bytes.size(), 16)));
  if (text.starts_with("\xff\xd8\xff")) return Format::jpeg;
  if (text.starts_with("\x89PNG\r\n\x1a\n")) return Format::png;
  if (is_npy(bytes)) return Format::npy;
  if (text.starts_with("BM")) return Format::bmp;
  if (text.size() > 2 && text[0] == 'P' && text[1] >= '1' && text[1] <= '6') return Format::pnm;
  if (text.starts_with("qoif")) return Format::qoi;
  if (text.starts_with("GIF8")) return Format::gif;
  if (text.starts_with("RIFF") && text.size() >= 12 && text.substr(8).starts_with("WEBP")) return Format::webp;
  using namespace std::string_view_literals;
  if (text.starts_with("II*\0"sv) || text.starts_with("MM\0*"sv)) return Format::tiff;
  return std::nullopt;
}

std::vector<std::string> writable_formats() { return {"jpeg", "png", "bmp", "pnm", "qoi", "npy"}; }

std::optional<Element> element_of_name(std::string_view name) noexcept {
  static constexpr std::array<std::string_view, 4> all = {"uint8", "uint16", "float32", "float64"};
  const auto* found = std::find(all.begin(), all.end(), name);
  if (found == all.end()) return std::nullopt;
  return static_cast<Element>(found - all.begin());
}

Result<Facts> read_facts(ByteView bytes, const ReadOptions& options) {
  if (bytes.empty()) return bad("the file is empty");
  const auto format = format_of_bytes(bytes);
  if (!format) return unknown_format();
  switch (*format) {
    case Format::jpeg: return jpeg_facts(bytes);
    case Format::png: return png_facts(bytes, options.limits);
    case Format::npy: return npy_facts(bytes);
    case Format::bmp: return bmp_facts(bytes);
    case Format::pnm: return pnm_facts(bytes);
    case Format::qoi: return qoi_facts(bytes);
    default: return unknown_format();
  }
}

Result<File> read_file(ByteView bytes, const ReadOptions& options) {
  auto facts = read_facts(bytes, options);
  if (!facts) return passed_on(facts);
  File file;
  file.facts = std::move(*facts);
  auto picture = read_pixels(bytes, file.facts.format, options, file.damaged);
  if (!picture) return passed_on(picture);
  file.picture = std::move(*picture);
  if (options.orient && file.facts.orientation != 1)
    file.picture = std::visit([&](auto& each) { return AnyPicture(orient(std::move(each), file.facts.orientation)); },
                              file.picture);
  return file;
}

Bytes write_file(const AnyPicture& picture, const WriteOptions& options) {
  if (options.format == Format::npy) return write_npy(picture, options);
  const Picture* samples = std::get_if<Picture>(&picture);
  Picture made;
  if (samples == nullptr) {
    made = to_samples(std::get<FloatPicture>(picture));
    samples = &made;
  }
  if (samples->width == 0 || samples->height == 0) throw fail(Fault::data, "the picture has no pixels");
  switch (options.format) {
    case Format::jpeg: return write_jpeg(*samples, options);
    case Format::png: {
      raster::PngOptions png;
      png.level = options.level;
      png.icc = options.icc;
      png.exif = options.exif;
      return raster::write_png(*samples, png);
    }
    case Format::bmp: return write_bmp(*samples);
    case Format::pnm: return write_pnm(*samples);
    case Format::qoi: return write_qoi(*samples);
    default:
      throw fail(Fault::usage, "{} cannot be written", format_name(options.format))
          .hint(fmt::format("one of {}", join(writable_formats(), ", ")));
  }
}

}  // namespace pytk::image
