// Resizing a file while it is decoded: memory for a few rows and the result.
#pragma once

#include <pytk/image/file.hpp>
#include <pytk/image/resize.hpp>

namespace pytk::image {

/// True for a JPEG that need not be turned.
[[nodiscard]] bool can_stream(const Facts& facts, const ReadOptions& options) noexcept;

struct StreamRequest {
  std::uint32_t width = 0, height = 0;
  Filter filter = Filter::bicubic;
  bool fast = false;  ///< let the decoder shrink first, keeping at least twice the wanted size
};
/// Equal to read_file() and resize() unless `fast`.
[[nodiscard]] Result<AnyPicture> resize_stream(ByteView bytes, const Facts& facts, const ReadOptions& options,
                                               const StreamRequest& request);

}  // namespace pytk::image
