#include <pytk/image/stream.hpp>

#include "image/jpeg.hpp"

namespace pytk::image {

bool can_stream(const Facts& facts, const ReadOptions& options) noexcept {
  return facts.format == Format::jpeg && (!options.orient || facts.orientation == 1);
}

Result<AnyPicture> resize_stream(ByteView bytes, const Facts& facts, const ReadOptions& options,
                                 const StreamRequest& request) {
  ReadOptions how = options;
  // Twice the wanted size is kept, so that the filter still sees what it has to smooth.
  while (request.fast && how.shrink < 8 && facts.width / (how.shrink * 2) >= request.width * 2 &&
         facts.height / (how.shrink * 2) >= request.height * 2)
    how.shrink *= 2;
  auto reader = JpegReader::open(bytes, how);
  if (!reader) return tl::unexpected<Error>(reader.error());
  JpegReader& jpeg = **reader;
  if (request.filter == Filter::nearest || (jpeg.width() == request.width && jpeg.height() == request.height)) {
    bool damaged = false;
    auto picture = read_jpeg(bytes, how, damaged);
    if (!picture) return tl::unexpected<Error>(picture.error());
    return AnyPicture(resize(*picture, request.width, request.height, request.filter));
  }
  auto picture = resize_rows(
      jpeg.width(), jpeg.height(), jpeg.channels(), [&jpeg](std::uint8_t* row) { return jpeg.read(row); },
      request.width, request.height, request.filter);
  if (!picture) return tl::unexpected<Error>(picture.error());
  return AnyPicture(std::move(*picture));
}

}  // namespace pytk::image
